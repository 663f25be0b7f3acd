"""R7: which scheme an event belongs to."""

# fmt: off

from tests.drawn import assert_same
from tests.given import settled


def test_a_stay_is_inpatient_and_a_visit_takes_the_kind_of_its_course():
    computed = settled(stays="""
        patient
        -------
        1
    """, outpatients="""
        patient | kind
        --------+------------
        2       | general
        3       | specialised
    """)
    assert_same(computed.charges, """
        patient | scheme
        --------+-----------------------
        1       | inpatient
        2       | general_outpatient
        3       | specialised_outpatient
    """)


def test_a_stay_has_no_course_though_one_covers_it():
    computed = settled(stays="""
        patient | discharged_on
        --------+--------------
        1       | 2007-03-05
    """, outpatients="""
        patient | kind        | visited_on
        --------+-------------+-----------
        1       | specialised |
    """)
    assert_same(computed.charges, """
        patient | scheme    | course_started_on | course_ended_on
        --------+-----------+-------------------+----------------
        1       | inpatient |                   |
    """)


def test_a_course_covers_its_first_and_its_last_day():
    computed = settled(outpatients="""
        patient | started_on | ended_on   | visited_on
        --------+------------+------------+-----------
        1       | 2007-03-05 | 2007-03-09 | 2007-03-04
        2       | 2007-03-05 | 2007-03-09 | 2007-03-05
        3       | 2007-03-05 | 2007-03-09 | 2007-03-09
        4       | 2007-03-05 | 2007-03-09 | 2007-03-10
        5       | 2007-03-05 | 2007-03-05 | 2007-03-05
    """)
    assert_same(computed.charges, """
        patient | course_started_on | course_ended_on
        --------+-------------------+----------------
        2       | 2007-03-05        | 2007-03-09
        3       | 2007-03-05        | 2007-03-09
        5       | 2007-03-05        | 2007-03-05
    """)


def test_where_one_course_ends_on_the_day_the_next_begins_the_visit_belongs_to_the_one_that_ends():
    computed = settled(outpatients="""
        patient | started_on | ended_on   | visited_on
        --------+------------+------------+-----------
        1       | 2007-03-01 | 2007-03-10 | 2007-03-09
        1       | 2007-03-10 | 2007-03-20 | 2007-03-10
        1       |            |            | 2007-03-11
    """)
    assert_same(computed.charges, """
        activity_date | course_started_on | course_ended_on
        --------------+-------------------+----------------
        2007-03-09    | 2007-03-01        | 2007-03-10
        2007-03-10    | 2007-03-01        | 2007-03-10
        2007-03-11    | 2007-03-10        | 2007-03-20
    """)


def test_a_visit_after_a_general_course_may_lie_in_a_specialised_one():
    computed = settled(outpatients="""
        patient | kind        | started_on | ended_on   | visited_on
        --------+-------------+------------+------------+-----------
        1       | general     | 2007-03-01 | 2007-03-10 | 2007-03-10
        1       | specialised | 2007-03-11 | 2007-03-20 | 2007-03-11
    """)
    assert_same(computed.charges, """
        activity_date | scheme
        --------------+-----------------------
        2007-03-10    | general_outpatient
        2007-03-11    | specialised_outpatient
    """)


def test_a_visit_takes_the_course_of_its_own_hospital():
    computed = settled(outpatients="""
        patient | hospital | kind        | visited_on
        --------+----------+-------------+-----------
        1       | 1301     | general     | 2007-03-05
        1       | 1309     | specialised | 2007-03-05
    """)
    assert_same(computed.charges, """
        hospital | scheme
        ---------+-----------------------
        1301     | general_outpatient
        1309     | specialised_outpatient
    """)


def test_the_scheme_of_a_visit_set_aside_is_that_of_its_course_where_exactly_one_kind_covers_it():
    computed = settled(outpatients="""
        patient | municipality | kind                | ended_on
        --------+--------------+---------------------+-----------
        1       |              | general             | 2007-03-31
        2       |              | specialised         | 2007-03-31
        3       |              | general specialised | 2007-03-31
        4       | 0101         | general             | 2007-03-04
    """)
    assert_same(computed.set_aside, """
        patient | scheme
        --------+-----------------------
        1       | general_outpatient
        2       | specialised_outpatient
        3       |
        4       |
    """)
