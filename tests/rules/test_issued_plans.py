"""Which plans monitoring counts, and what is said of each (R5)."""

from datetime import date

from flows.facts import SHIPPED, read_facts
from tests.drawn import assert_same, table
from tests.given import settled
from transforms.plans import keep_issued_plans

FACTS = read_facts(SHIPPED)


def issued(drawn, first=date(2007, 3, 1), last=date(2007, 3, 31)):
    return keep_issued_plans(table(drawn).lazy(), FACTS, first, last).collect()


def test_a_plan_is_one_per_citizen_kind_day_and_hospital():
    assert_same(
        issued("""
        cpr        | role             | registered_on | hospital | municipality
        -----------+------------------+---------------+----------+-------------
        6101070001 | plan_general     | 2007-03-05    | 1301     | 0147
        6101070001 | plan_general     | 2007-03-05    | 1301     | 0101
        6101070001 | plan_specialised | 2007-03-05    | 1301     | 0101
        6101070001 | plan_general     | 2007-03-06    | 1301     | 0101
        6101070001 | plan_general     | 2007-03-05    | 1309     | 0101
        6101070002 | start_general    | 2007-03-05    | 1301     | 0101
        6101070002 | no_plan_needed   | 2007-03-05    | 1301     | 0101
    """),
        """
        cpr        | plan_kind   | issued_on  | hospital | municipality
        -----------+-------------+------------+----------+-------------
        6101070001 | general     | 2007-03-05 | 1301     | 0101
        6101070001 | general     | 2007-03-05 | 1309     | 0101
        6101070001 | general     | 2007-03-06 | 1301     | 0101
        6101070001 | specialised | 2007-03-05 | 1301     | 0101
    """,
    )


def test_only_plans_of_the_days_computed_count_and_both_days_are_of_them():
    assert_same(
        issued("""
        cpr        | role         | registered_on | hospital | municipality
        -----------+--------------+---------------+----------+-------------
        6101070001 | plan_general | 2007-02-28    | 1301     | 0101
        6101070001 | plan_general | 2007-03-01    | 1301     | 0101
        6101070001 | plan_general | 2007-03-31    | 1301     | 0101
        6101070001 | plan_general | 2007-04-01    | 1301     | 0101
    """),
        """
        issued_on
        ----------
        2007-03-01
        2007-03-31
    """,
    )


def test_only_a_known_hospital_has_a_region_and_the_age_is_that_of_the_day_of_issue():
    assert_same(
        issued("""
        cpr        | role         | registered_on | hospital | municipality
        -----------+--------------+---------------+----------+-------------
        0603070001 | plan_general | 2007-03-05    | 1301     |
        0603470001 | plan_general | 2007-03-05    | 1301     | 0101
        0503470001 | plan_general | 2007-03-05    | 9999     | 0101
    """),
        """
        cpr        | hospital_region | municipality | age
        -----------+-----------------+--------------+----
        0603070001 | 1084            |              | 99
        0603470001 | 1084            | 0101         | 59
        0503470001 |                 | 0101         | 60
    """,
    )


def test_a_run_finds_the_plans_of_its_days_attached_or_not():
    computed = settled(
        outpatients="""
        patient | plan_on    | visited_on
        --------+------------+-----------
        1       | 2007-02-20 | 2007-03-05
        2       | 2007-03-02 | 2007-03-05
        3       | 2007-03-31 |
    """
    )
    assert_same(
        computed.plans,
        """
        cpr        | plan_kind | issued_on
        -----------+-----------+-----------
        6101070002 | general   | 2007-03-02
        6101070003 | general   | 2007-03-31
    """,
    )
