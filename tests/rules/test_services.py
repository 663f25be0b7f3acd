"""R4: which services belong to an event, which of them bear a tariff, and which events are rehabilitation."""

# fmt: off

from tests.drawn import assert_same
from tests.given import counted, settled


def test_a_service_belongs_to_the_stay_of_its_contact_from_admission_to_discharge_of_that_contact():
    computed = settled(contacts="""
        k_recnum | patient | c_pattype | d_inddto   | d_uddto
        ---------+---------+-----------+------------+-----------
        1        | 1       | 0         | 2007-03-02 | 2007-03-05
        2        | 2       | 0         | 2007-03-02 | 2007-03-05
        3        | 3       | 0         | 2007-03-02 | 2007-03-05
        4        | 4       | 0         | 2007-03-02 | 2007-03-05
        5        | 5       | 0         | 2007-03-02 | 2007-03-05
        6        | 5       | 0         | 2007-03-05 | 2007-03-09
    """, services="""
        v_recnum | c_opr | d_odto
        ---------+-------+-----------
        1        | BLNA  | 2007-03-01
        2        | BLNA  | 2007-03-02
        3        | BLNA  | 2007-03-05
        4        | BLNA  | 2007-03-06
        5        | BLNA  | 2007-03-06
    """)
    assert_same(computed.charges, """
        patient
        -------
        2
        3
    """)
    assert_same(counted(computed, "services"), """
        bucket     | rows
        -----------+-----
        accepted   | 5
        attached   | 2
        unattached | 3
    """)


def test_a_service_of_any_contact_of_the_stay_counts_though_another_contact_decides_it():
    computed = settled(contacts="""
        k_recnum | patient | c_pattype | d_inddto   | d_uddto
        ---------+---------+-----------+------------+-----------
        1        | 1       | 0         | 2007-03-02 | 2007-03-05
        2        | 1       | 0         | 2007-03-05 | 2007-03-09
    """, services="""
        v_recnum | c_opr | d_odto
        ---------+-------+-----------
        1        | BTP   | 2007-03-02
        2        | BLNA  | 2007-03-09
    """)
    assert_same(computed.charges, """
        event_id | sks_code | tariff_group
        ---------+----------+-------------
        S:2      | BTP      | GEN4S
    """)


def test_a_service_belongs_to_the_visit_of_its_own_contact_on_its_own_day():
    computed = settled(contacts="""
        k_recnum | patient
        ---------+--------
        1        | 1
        2        | 2
        3        | 3
        4        | 3
    """, visits="""
        v_recnum | d_ambdto
        ---------+-----------
        1        | 2007-03-05
        2        | 2007-03-05
        3        | 2007-03-05
    """, services="""
        v_recnum | c_opr | d_odto
        ---------+-------+-----------
        1        | BLNA  | 2007-03-05
        2        | BLNA  | 2007-03-06
        4        | BLNA  | 2007-03-05
    """)
    assert_same(computed.set_aside, """
        patient | event_id
        --------+---------------
        1       | V:1:2007-03-05
    """)
    assert_same(counted(computed, "services"), """
        bucket     | rows
        -----------+-----
        accepted   | 3
        attached   | 1
        unattached | 2
    """)


def test_an_add_on_never_counts_by_itself():
    computed = settled(contacts="""
        k_recnum | patient | c_pattype | d_uddto
        ---------+---------+-----------+-----------
        1        | 1       | 0         | 2007-03-05
        2        | 2       | 0         | 2007-03-05
        3        | 3       | 0         | 2007-03-05
    """, services="""
        v_recnum | c_opr | c_oprart
        ---------+-------+---------
        1        | AAF6  | +
        1        | BLNA  | V
        2        | BLNA  | +
        3        | BLNA  |
    """)
    assert_same(computed.charges, """
        patient | tariff_group
        --------+-------------
        1       | GEN2S
        3       | GEN2S
    """)


def test_a_code_matches_what_it_starts_with():
    computed = settled(stays="""
        patient | services
        --------+---------
        1       | BLNA
        2       | BLNA30
        3       | BLKZ0
        4       | BLKZ01
        5       | AAF6
        6       | AAF61
        7       | BLKZ
        8       | BLN
        9       | AAF22
        10      | XBLNA
    """)
    assert_same(computed.charges, """
        patient | sks_code | tariff_group
        --------+----------+-------------
        1       | BLNA     | GEN2S
        2       | BLNA30   | GEN2S
        3       | BLKZ0    | GEN1S
        4       | BLKZ01   | GEN1S
        5       | AAF6     | GEN5S
        6       | AAF61    | GEN5S
    """)


LONGEST_WINS = {"tariff_codes": """
    scheme    | sks_prefix | tariff_group | valid_from | valid_to
    ----------+------------+--------------+------------+-----------
    inpatient | B          | GEN1S        | 2007-01-01 |
    inpatient | BLNA       | GEN2S        | 2007-01-01 |
    inpatient | BLNA3      | GEN3S        | 2007-03-10 | 2007-03-20
"""}


def test_the_longest_prefix_in_force_on_the_events_date_wins():
    computed = settled(stays="""
        patient | services | admitted_on | discharged_on
        --------+----------+-------------+--------------
        1       | BLNA30   | 2007-03-10  | 2007-03-10
        2       | BLNA30   | 2007-03-20  | 2007-03-20
        3       | BLNA30   | 2007-03-09  | 2007-03-09
        4       | BLNA30   | 2007-03-20  | 2007-03-21
        5       | BLNA30   | 2007-03-09  | 2007-03-10
        6       | BLNA20   | 2007-03-15  | 2007-03-15
        7       | BTR      | 2007-03-15  | 2007-03-15
    """, facts=LONGEST_WINS)
    assert_same(computed.charges, """
        patient | tariff_group
        --------+-------------
        1       | GEN3S
        2       | GEN3S
        3       | GEN2S
        4       | GEN2S
        5       | GEN3S
        6       | GEN2S
        7       | GEN1S
    """)


def test_a_stay_that_only_holds_treatment_is_no_rehabilitation_event_and_is_counted_but_not_listed():
    computed = settled(stays="""
        patient | services
        --------+---------
        1       | BLNA
        2       | BVDB
        3       |
    """)
    assert_same(computed.charges, """
        patient
        -------
        1
    """)
    assert computed.set_aside.is_empty()
    assert_same(counted(computed, "events"), """
        bucket         | rows
        ---------------+-----
        rehabilitation | 1
        charged        | 1
        set_aside      | 0
        other          | 2
    """)


def test_a_visit_is_rehabilitation_where_either_outpatient_scheme_has_a_group_for_a_service():
    computed = settled(outpatients="""
        patient | kind        | services
        --------+-------------+---------
        1       | general     | AAF6
        2       | specialised | AAF6
        3       | specialised | BLNA
        4       | general     | BVDB
    """)
    assert_same(computed.charges, """
        patient
        -------
        1
        3
    """)
    assert_same(computed.set_aside, """
        patient
        -------
        2
    """)
