"""R12: who pays whom."""

# fmt: off

from tests.drawn import assert_same
from tests.given import settled


def test_the_payer_is_the_municipality_of_residence_and_the_creditor_the_region_of_the_hospital():
    computed = settled(outpatients="""
        patient | municipality | hospital
        --------+--------------+---------
        1       | 0101         | 1301
        2       | 0851         | 1301
    """, stays="""
        patient | municipality | hospital
        --------+--------------+---------
        3       | 101          | 8001
        4       | 0751         | 7003
    """)
    assert_same(computed.charges, """
        patient | payer_municipality | creditor_region | hospital
        --------+--------------------+-----------------+---------
        1       | 0101               | 1084            | 1301
        2       | 0851               | 1084            | 1301
        3       | 0101               | 1081            | 8001
        4       | 0751               | 1082            | 7003
    """)


def test_the_residence_is_that_on_the_contact_of_the_visit_also_where_the_citizen_has_moved_since():
    computed = settled(outpatients="""
        patient | municipality | visited_on
        --------+--------------+-----------
        1       | 0101         | 2007-03-05
        1       | 0147         | 2007-03-12
    """)
    assert_same(computed.charges, """
        activity_date | payer_municipality
        --------------+-------------------
        2007-03-05    | 0101
        2007-03-12    | 0147
    """)


def test_of_a_stay_the_contact_discharged_last_gives_the_residence():
    computed = settled(stays="""
        patient | municipality | admitted_on | discharged_on
        --------+--------------+-------------+--------------
        1       | 0101         | 2007-03-01  | 2007-03-05
        1       | 0147         | 2007-03-05  | 2007-03-09
    """)
    assert_same(computed.charges, """
        patient | payer_municipality
        --------+-------------------
        1       | 0147
    """)


def test_a_hospital_that_changes_region_has_the_creditor_of_the_events_date():
    computed = settled(outpatients="""
        patient | hospital | visited_on
        --------+----------+-----------
        1       | 1301     | 2007-03-14
        2       | 1301     | 2007-03-15
    """, stays="""
        patient | hospital | admitted_on | discharged_on
        --------+----------+-------------+--------------
        3       | 1301     | 2007-03-10  | 2007-03-15
    """, facts={"hospitals": """
        hospital | name        | region | kind     | valid_from | valid_to
        ---------+-------------+--------+----------+------------+-----------
        1301     | Før         | 1084   | hospital | 2007-01-01 | 2007-03-14
        1301     | Efter       | 1085   | hospital | 2007-03-15 |
    """})
    assert_same(computed.charges, """
        patient | creditor_region
        --------+----------------
        1       | 1084
        2       | 1085
        3       | 1085
    """)


def test_department_and_specialty_are_those_of_the_contact_and_empty_where_it_has_none():
    computed = settled(contacts="""
        k_recnum | patient | c_pattype | c_afd | c_spec | d_uddto
        ---------+---------+-----------+-------+--------+-----------
        1        | 1       | 0         | B07   | 05     | 2007-03-05
        2        | 2       | 0         |       |        | 2007-03-05
    """, services="""
        v_recnum
        --------
        1
        2
    """)
    assert_same(computed.charges, """
        patient | department | specialty
        --------+------------+----------
        1       | B07        | 05
        2       |            |
    """)
