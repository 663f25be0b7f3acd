"""R5: when an event has a rehabilitation plan. KL memo 2006, section 4.1."""

# fmt: off

from tests.drawn import assert_same
from tests.given import settled


def test_an_event_has_a_plan_when_one_was_issued_on_or_before_its_date():
    computed = settled(outpatients="""
        patient | plan_on    | visited_on
        --------+------------+-----------
        1       | 2007-03-04 | 2007-03-05
        2       | 2007-03-05 | 2007-03-05
        3       | 2007-03-06 | 2007-03-05
        4       |            | 2007-03-05
        5       | 2005-06-30 | 2007-03-05
    """)
    assert_same(computed.charges, """
        patient | plan_issued_on
        --------+---------------
        1       | 2007-03-04
        2       | 2007-03-05
        5       | 2005-06-30
    """)
    assert_same(computed.set_aside, """
        patient | reason
        --------+-----------------------
        3       | no_rehabilitation_plan
        4       | no_rehabilitation_plan
    """)


def test_the_latest_plan_on_or_before_the_event_is_shown():
    computed = settled(outpatients="""
        patient | plan_on    | visited_on
        --------+------------+-----------
        1       | 2007-02-01 |
        1       | 2007-03-03 |
        1       | 2007-03-03 | 2007-03-05
        1       | 2007-03-06 |
    """)
    assert_same(computed.charges, """
        patient | plan_issued_on
        --------+---------------
        1       | 2007-03-03
    """)


def test_a_plan_may_be_issued_by_any_hospital_on_any_contact_of_the_citizen_and_belongs_to_nobody_else():
    computed = settled(contacts="""
        k_recnum | patient | c_pattype | c_sgh | d_inddto   | d_uddto
        ---------+---------+-----------+-------+------------+-----------
        1        | 1       | 0         | 8001  | 2007-01-01 | 2007-01-31
        2        | 2       | 3         | 8001  | 2007-01-01 |
    """, services="""
        v_recnum | c_opr     | d_odto
        ---------+-----------+-----------
        1        | PLANALMEN | 2007-02-20
        2        | PLANSPEC  | 2007-02-20
    """, outpatients="""
        patient | plan_on
        --------+--------
        1       |
        2       |
        3       |
    """)
    assert_same(computed.charges, """
        patient | plan_issued_on
        --------+---------------
        1       | 2007-02-20
        2       | 2007-02-20
    """)


def test_a_general_and_a_specialised_plan_serve_either_course_and_a_note_that_none_is_needed_is_no_plan():
    computed = settled(outpatients="""
        patient | plan_on | kind
        --------+---------+------------
        1       |         | general
        2       |         | specialised
        3       |         | general
        4       |         | specialised
        5       |         | general
    """, services="""
        v_recnum | c_opr       | d_odto     | c_oprart
        ---------+-------------+------------+---------
        1        | PLANSPEC    | 2007-03-01 |
        2        | PLANALMEN   | 2007-03-01 |
        3        | PLANINGEN   | 2007-03-01 |
        4        | PLANSPEC    | 2007-03-01 | +
        5        | PLANALMEN9  | 2007-03-01 |
    """)
    assert_same(computed.charges, """
        patient | plan_issued_on
        --------+---------------
        1       | 2007-03-01
        2       | 2007-03-01
        5       | 2007-03-01
    """)
    assert_same(computed.set_aside, """
        patient | reason
        --------+-----------------------
        3       | no_rehabilitation_plan
        4       | no_rehabilitation_plan
    """)


def test_a_code_is_a_plan_where_it_was_one_on_the_day_it_was_registered():
    computed = settled(outpatients="""
        patient | plan_on
        --------+-----------
        1       | 2007-02-28
        2       | 2007-03-01
        3       | 2007-03-02
        4       |
    """, services="""
        v_recnum | c_opr    | d_odto
        ---------+----------+-----------
        4        | PLANNY   | 2007-03-01
    """, facts={"registration_codes": """
        sks_prefix | role           | valid_from | valid_to
        -----------+----------------+------------+-----------
        PLANALMEN  | plan_general   | 2007-01-01 | 2007-03-01
        PLANNY     | plan_general   | 2007-03-02 |
        STARTALMEN | start_general  | 2007-01-01 |
        SLUTALMEN  | end_general    | 2007-01-01 |
    """})
    assert_same(computed.charges, """
        patient
        -------
        1
        2
    """)
    assert_same(computed.set_aside, """
        patient
        -------
        3
        4
    """)


def test_a_stay_shows_its_plan_though_it_needs_none():
    computed = settled(stays="""
        patient | plan_on
        --------+-----------
        1       | 2007-03-01
        2       |
    """)
    assert_same(computed.charges, """
        patient | plan_issued_on
        --------+---------------
        1       | 2007-03-01
        2       |
    """)
