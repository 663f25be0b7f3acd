"""R8: why an event is set aside, one test for each reason. KL memo 2006, section 4.1."""

# fmt: off

from tests.drawn import assert_same
from tests.given import counted, settled


def test_an_ordinary_visit_and_an_ordinary_stay_are_charged():
    computed = settled(outpatients="""
        patient | kind
        --------+------------
        1       | general
        2       | specialised
    """, stays="""
        patient
        -------
        3
    """)
    assert_same(computed.charges, """
        patient
        -------
        1
        2
        3
    """)
    assert computed.set_aside.is_empty()


def test_unknown_hospital_is_one_that_is_not_in_the_list_on_the_date():
    hospitals = {"hospitals": """
        hospital | name          | region | kind     | valid_from | valid_to
        ---------+---------------+--------+----------+------------+-----------
        1301     | Rigshospital  | 1084   | hospital | 2007-01-01 |
        6006     | Horsens       | 1082   | hospital | 2007-03-05 | 2007-03-06
    """}
    computed = settled(outpatients="""
        patient | hospital | visited_on
        --------+----------+-----------
        1       | 1301     | 2007-03-05
        2       | 6999     | 2007-03-05
        3       | 6006     | 2007-03-04
        4       | 6006     | 2007-03-05
        5       | 6006     | 2007-03-06
        6       | 6006     | 2007-03-07
    """, stays="""
        patient | hospital
        --------+---------
        7       | 6999
    """, facts=hospitals)
    assert_same(computed.set_aside, """
        patient | reason           | hospital | creditor_region
        --------+------------------+----------+----------------
        2       | unknown_hospital | 6999     |
        3       | unknown_hospital | 6006     |
        6       | unknown_hospital | 6006     |
        7       | unknown_hospital | 6999     |
    """)


def test_test_hospital_is_one_whose_kind_is_not_hospital():
    computed = settled(outpatients="""
        patient | hospital
        --------+---------
        1       | 4298
        2       | 1388
    """, stays="""
        patient | hospital
        --------+---------
        3       | 4299
    """)
    assert_same(computed.set_aside, """
        patient | reason        | creditor_region
        --------+---------------+----------------
        1       | test_hospital | 1083
        2       | test_hospital | 1084
        3       | test_hospital | 1083
    """)


def test_no_paying_municipality_is_a_residence_that_is_empty_or_no_municipality_on_the_date():
    computed = settled(outpatients="""
        patient | municipality | visited_on
        --------+--------------+-----------
        1       |              | 2007-03-05
        2       | 0999         | 2007-03-05
        3       | 0411         | 2007-03-05
        4       | 0147         | 2007-03-09
        5       | 0147         | 2007-03-10
    """, stays="""
        patient | municipality
        --------+-------------
        6       | 999
    """, facts={"municipalities": """
        municipality | name          | region | valid_from | valid_to
        -------------+---------------+--------+------------+-----------
        0147         | Frederiksberg | 1084   | 2007-01-01 | 2007-03-09
    """})
    assert_same(computed.set_aside, """
        patient | reason                 | payer_municipality
        --------+------------------------+-------------------
        1       | no_paying_municipality |
        2       | no_paying_municipality | 0999
        3       | no_paying_municipality | 0411
        5       | no_paying_municipality | 0147
        6       | no_paying_municipality | 0999
    """)


def test_registrations_on_persons_who_have_no_rehabilitation_plan_are_sorted_out_and_stays_need_none():
    computed = settled(outpatients="""
        patient | kind        | plan_on
        --------+-------------+--------
        1       | general     |
        2       | specialised |
    """, stays="""
        patient | plan_on
        --------+--------
        3       |
    """)
    assert_same(computed.set_aside, """
        patient | reason
        --------+-----------------------
        1       | no_rehabilitation_plan
        2       | no_rehabilitation_plan
    """)


def test_no_start_mark_is_where_no_course_of_either_kind_began_at_that_hospital_on_or_before_the_date():
    computed = settled(outpatients="""
        patient | hospital | kind        | started_on | ended_on   | visited_on
        --------+----------+-------------+------------+------------+-----------
        1       | 1301     | general     |            |            | 2007-03-05
        2       | 1301     | general     | 2007-03-06 | 2007-03-31 | 2007-03-05
        3       | 1301     | general     |            | 2007-03-31 | 2007-03-05
        4       | 1301     | general     |            |            | 2007-03-05
        4       | 1309     | general     | 2007-03-01 | 2007-03-31 |
        5       | 1301     | specialised | 2007-03-05 | 2007-03-31 | 2007-03-05
    """)
    assert_same(computed.set_aside, """
        patient | reason
        --------+--------------
        1       | no_start_mark
        2       | no_start_mark
        3       | no_start_mark
        4       | no_start_mark
    """)


def test_after_end_mark_is_where_courses_began_but_none_covers_the_date():
    computed = settled(outpatients="""
        patient | kind        | started_on | ended_on   | visited_on
        --------+-------------+------------+------------+-----------
        1       | general     | 2007-03-01 | 2007-03-04 | 2007-03-05
        2       | specialised | 2007-03-01 | 2007-03-04 | 2007-03-05
        3       | general     | 2007-02-01 | 2007-02-10 | 2007-03-05
        3       | general     | 2007-03-06 | 2007-03-31 |
        4       | general     | 2007-03-01 | 2007-03-05 | 2007-03-05
    """)
    assert_same(computed.set_aside, """
        patient | reason
        --------+---------------
        1       | after_end_mark
        2       | after_end_mark
        3       | after_end_mark
    """)


def test_ambiguous_course_is_where_courses_of_both_kinds_cover_the_date():
    computed = settled(outpatients="""
        patient | kind        | started_on | ended_on   | visited_on
        --------+-------------+------------+------------+-----------
        1       | general     | 2007-03-01 | 2007-03-31 | 2007-03-05
        1       | specialised | 2007-03-01 | 2007-03-31 |
        2       | general     | 2007-03-01 | 2007-03-05 | 2007-03-05
        2       | specialised | 2007-03-05 | 2007-03-31 |
        3       | general     | 2007-03-01 | 2007-03-04 | 2007-03-05
        3       | specialised | 2007-03-05 | 2007-03-31 |
        4       | general     | 2007-03-01 |            | 2007-03-05
        4       | specialised | 2007-03-01 |            |
    """)
    assert_same(computed.set_aside, """
        patient | reason
        --------+-----------------
        1       | ambiguous_course
        2       | ambiguous_course
        4       | ambiguous_course
    """)
    assert_same(computed.charges, """
        patient | scheme
        --------+-----------------------
        3       | specialised_outpatient
    """)


OPEN_COURSES = """
    patient | kind        | ended_on
    --------+-------------+---------
    1       | general     |
    2       | specialised |
"""


def test_awaiting_end_mark_is_a_visit_in_a_course_that_is_open():
    assert_same(settled(outpatients=OPEN_COURSES).set_aside, """
        patient | reason            | scheme
        --------+-------------------+-----------------------
        1       | awaiting_end_mark | general_outpatient
        2       | awaiting_end_mark | specialised_outpatient
    """)


def test_a_visit_awaiting_its_end_mark_is_charged_once_the_end_mark_is_there_whatever_its_date():
    computed = settled(outpatients="""
        patient | ended_on
        --------+-----------
        1       | 2007-04-15
    """)
    assert_same(computed.charges, """
        patient | course_ended_on
        --------+----------------
        1       | 2007-04-15
    """)


def test_where_the_policy_is_charge_an_open_course_lets_its_visits_through():
    computed = settled(outpatients=OPEN_COURSES, facts={"policies": """
        policy      | scheme | value
        ------------+--------+-------
        open_course |        | charge
    """})
    assert_same(computed.charges, """
        patient | course_started_on | course_ended_on
        --------+-------------------+----------------
        1       | 2007-03-01        |
        2       | 2007-03-01        |
    """)


def test_specialised_rehabilitation_cannot_trigger_the_tariff_of_a_home_visit():
    computed = settled(outpatients="""
        patient | kind        | services
        --------+-------------+----------
        1       | specialised | AAF6
        2       | specialised | AAF61
        3       | specialised | AAF6 BLNA
        4       | general     | AAF6
    """)
    assert_same(computed.set_aside, """
        patient | reason
        --------+---------------------------------
        1       | home_visit_in_specialised_course
        2       | home_visit_in_specialised_course
    """)
    assert_same(computed.charges, """
        patient | tariff_group
        --------+-------------
        3       | GEN1A
        4       | GEN3A
    """)


def test_an_event_set_aside_shows_the_tariff_it_would_have_had_that_of_the_general_scheme_for_a_visit():
    computed = settled(outpatients="""
        patient | kind        | services       | municipality
        --------+-------------+----------------+-------------
        1       | specialised | BLNA AAF6      |
        2       | general     | BLNA BTP9 BLNR |
        3       | specialised | AAF6           | 0101
    """, stays="""
        patient | services | municipality
        --------+----------+-------------
        4       | BLNA BTP |
    """)
    assert_same(computed.set_aside, """
        patient | setting | sks_code | advisory_kr
        --------+---------+----------+------------
        1       | visit   | AAF6     | 1381.00
        2       | visit   | BLNR     | 855.00
        3       | visit   | AAF6     | 1381.00
        4       | stay    | BTP      | 4241.00
    """)


def test_the_funnel_splits_what_is_set_aside_by_reason():
    computed = settled(outpatients="""
        patient | hospital | plan_on
        --------+----------+-----------
        1       | 6999     | 2007-02-20
        2       | 6999     | 2007-02-20
        3       | 1301     |
        4       | 1301     | 2007-02-20
    """)
    assert_same(counted(computed, "events"), """
        bucket         | rows
        ---------------+-----
        rehabilitation | 4
        charged        | 1
        set_aside      | 3
        other          | 0
    """)
    assert_same(computed.funnel.filter(step="events", bucket="set_aside"), """
        reason                 | rows
        -----------------------+-----
                               | 3
        no_rehabilitation_plan | 1
        unknown_hospital       | 2
    """)
