"""What the memos leave open: the policies' defaults, their other values, and the day on which each holds (R8, R9)."""

# fmt: off

from tests.drawn import assert_same
from tests.given import settled

WITHOUT_PLAN = """
    patient | kind        | plan_on | started_on | ended_on
    --------+-------------+---------+------------+-----------
    1       | general     |         | 2007-03-01 | 2007-03-31
    2       | specialised |         | 2007-03-01 | 2007-03-31
    3       | general     |         |            |
    4       | general     |         | 2007-03-01 | 2007-03-04
"""


def test_a_policy_without_a_row_takes_its_default_and_the_run_lists_that_as_an_assumption():
    computed = settled(outpatients="""
        patient | plan_on    | ended_on
        --------+------------+-----------
        1       | 2007-02-20 | 2007-03-31
        2       |            | 2007-03-31
        3       | 2007-02-20 |
    """, stays="""
        patient | admitted_on | discharged_on
        --------+-------------+--------------
        4       | 2007-03-01  | 2007-03-05
        4       | 2007-03-06  | 2007-03-09
    """, facts={"policies": """
        policy      | scheme | value  | valid_from | valid_to
        ------------+--------+--------+------------+-----------
        open_course |        | charge | 2007-01-01 | 2007-02-28
    """})
    assert_same(computed.charges, """
        patient | event_id
        --------+---------------
        1       | V:1:2007-03-05
        4       | S:4
        4       | S:5
    """)
    assert_same(computed.set_aside, """
        patient | reason
        --------+-----------------------
        2       | no_rehabilitation_plan
        3       | awaiting_end_mark
    """)
    assert_same(computed.assumptions.filter(fact="policies"), """
        row_key                             | status
        ------------------------------------+--------
        municipal_rounding -                | assumed
        open_course -                       | assumed
        plan_required general_outpatient    | assumed
        plan_required inpatient             | assumed
        plan_required specialised_outpatient | assumed
        stay_gap_days -                     | assumed
    """)


def test_a_plan_may_be_required_of_stays_and_not_of_general_visits():
    computed = settled(outpatients=WITHOUT_PLAN, stays="""
        patient | plan_on
        --------+-----------
        5       |
        6       | 2007-03-01
    """, facts={"policies": """
        policy        | scheme             | value
        --------------+--------------------+------
        plan_required | inpatient          | yes
        plan_required | general_outpatient | no
    """})
    assert_same(computed.charges, """
        patient
        -------
        1
        6
    """)
    assert_same(computed.set_aside, """
        patient | reason
        --------+-----------------------
        2       | no_rehabilitation_plan
        3       | no_rehabilitation_plan
        4       | no_rehabilitation_plan
        5       | no_rehabilitation_plan
    """)


def test_while_a_visits_scheme_is_unknown_a_plan_is_needed_unless_both_outpatient_schemes_say_no():
    computed = settled(outpatients=WITHOUT_PLAN, facts={"policies": """
        policy        | scheme                 | value
        --------------+------------------------+------
        plan_required | general_outpatient     | no
        plan_required | specialised_outpatient | no
    """})
    assert_same(computed.charges, """
        patient
        -------
        1
        2
    """)
    assert_same(computed.set_aside, """
        patient | reason
        --------+---------------
        3       | no_start_mark
        4       | after_end_mark
    """)


def test_policies_are_those_in_force_on_the_events_date():
    computed = settled(outpatients="""
        patient | plan_on    | ended_on   | visited_on
        --------+------------+------------+-----------
        1       | 2007-02-20 |            | 2007-03-14
        1       |            |            | 2007-03-15
        2       |            | 2007-03-31 | 2007-03-14
        2       |            |            | 2007-03-15
    """, facts={"policies": """
        policy        | scheme             | value  | valid_from | valid_to
        --------------+--------------------+--------+------------+-----------
        open_course   |                    | hold   | 2007-01-01 | 2007-03-14
        open_course   |                    | charge | 2007-03-15 |
        plan_required | general_outpatient | yes    | 2007-01-01 | 2007-03-14
        plan_required | general_outpatient | no     | 2007-03-15 |
    """})
    assert_same(computed.charges, """
        patient | activity_date
        --------+--------------
        1       | 2007-03-15
        2       | 2007-03-15
    """)
    assert_same(computed.set_aside, """
        patient | activity_date | reason
        --------+---------------+-----------------------
        1       | 2007-03-14    | awaiting_end_mark
        2       | 2007-03-14    | no_rehabilitation_plan
    """)
