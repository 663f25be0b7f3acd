"""R8: the first reason that holds is the event's one reason. Each pair that can hold at once is drawn as a visit."""

# fmt: off
# ruff: noqa: E501  (one row of a table is one line)

from tests.drawn import assert_same, rows, table
from tests.given import settled
from transforms.screening import SET_ASIDE

REASONS = [
    "unknown_hospital", "test_hospital", "no_paying_municipality", "no_rehabilitation_plan", "no_start_mark",
    "after_end_mark", "ambiguous_course", "awaiting_end_mark", "home_visit_in_specialised_course",
]
"""In the contract's order."""

PAIRS = """
    patient | hospital | municipality | plan_on    | kind                | started_on | ended_on   | services | reason                 | would_also_be
    --------+----------+--------------+------------+---------------------+------------+------------+----------+------------------------+---------------------------------
    13      | 6999     |              | 2007-02-20 | general             | 2007-03-01 | 2007-03-31 | BLNA     | unknown_hospital       | no_paying_municipality
    14      | 6999     | 0101         |            | general             | 2007-03-01 | 2007-03-31 | BLNA     | unknown_hospital       | no_rehabilitation_plan
    15      | 6999     | 0101         | 2007-02-20 | general             |            |            | BLNA     | unknown_hospital       | no_start_mark
    16      | 6999     | 0101         | 2007-02-20 | general             | 2007-03-01 | 2007-03-04 | BLNA     | unknown_hospital       | after_end_mark
    17      | 6999     | 0101         | 2007-02-20 | general specialised | 2007-03-01 | 2007-03-31 | BLNA     | unknown_hospital       | ambiguous_course
    18      | 6999     | 0101         | 2007-02-20 | general             | 2007-03-01 |            | BLNA     | unknown_hospital       | awaiting_end_mark
    19      | 6999     | 0101         | 2007-02-20 | specialised         | 2007-03-01 | 2007-03-31 | AAF6     | unknown_hospital       | home_visit_in_specialised_course
    23      | 4298     |              | 2007-02-20 | general             | 2007-03-01 | 2007-03-31 | BLNA     | test_hospital          | no_paying_municipality
    24      | 4298     | 0101         |            | general             | 2007-03-01 | 2007-03-31 | BLNA     | test_hospital          | no_rehabilitation_plan
    25      | 4298     | 0101         | 2007-02-20 | general             |            |            | BLNA     | test_hospital          | no_start_mark
    26      | 4298     | 0101         | 2007-02-20 | general             | 2007-03-01 | 2007-03-04 | BLNA     | test_hospital          | after_end_mark
    27      | 4298     | 0101         | 2007-02-20 | general specialised | 2007-03-01 | 2007-03-31 | BLNA     | test_hospital          | ambiguous_course
    28      | 4298     | 0101         | 2007-02-20 | general             | 2007-03-01 |            | BLNA     | test_hospital          | awaiting_end_mark
    29      | 4298     | 0101         | 2007-02-20 | specialised         | 2007-03-01 | 2007-03-31 | AAF6     | test_hospital          | home_visit_in_specialised_course
    34      | 1301     |              |            | general             | 2007-03-01 | 2007-03-31 | BLNA     | no_paying_municipality | no_rehabilitation_plan
    35      | 1301     |              | 2007-02-20 | general             |            |            | BLNA     | no_paying_municipality | no_start_mark
    36      | 1301     |              | 2007-02-20 | general             | 2007-03-01 | 2007-03-04 | BLNA     | no_paying_municipality | after_end_mark
    37      | 1301     |              | 2007-02-20 | general specialised | 2007-03-01 | 2007-03-31 | BLNA     | no_paying_municipality | ambiguous_course
    38      | 1301     |              | 2007-02-20 | general             | 2007-03-01 |            | BLNA     | no_paying_municipality | awaiting_end_mark
    39      | 1301     |              | 2007-02-20 | specialised         | 2007-03-01 | 2007-03-31 | AAF6     | no_paying_municipality | home_visit_in_specialised_course
    45      | 1301     | 0101         |            | general             |            |            | BLNA     | no_rehabilitation_plan | no_start_mark
    46      | 1301     | 0101         |            | general             | 2007-03-01 | 2007-03-04 | BLNA     | no_rehabilitation_plan | after_end_mark
    47      | 1301     | 0101         |            | general specialised | 2007-03-01 | 2007-03-31 | BLNA     | no_rehabilitation_plan | ambiguous_course
    48      | 1301     | 0101         |            | general             | 2007-03-01 |            | BLNA     | no_rehabilitation_plan | awaiting_end_mark
    49      | 1301     | 0101         |            | specialised         | 2007-03-01 | 2007-03-31 | AAF6     | no_rehabilitation_plan | home_visit_in_specialised_course
    59      | 1301     | 0101         | 2007-02-20 | specialised         |            |            | AAF6     | no_start_mark          | home_visit_in_specialised_course
    69      | 1301     | 0101         | 2007-02-20 | specialised         | 2007-03-01 | 2007-03-04 | AAF6     | after_end_mark         | home_visit_in_specialised_course
    78      | 1301     | 0101         | 2007-02-20 | general specialised | 2007-03-01 |            | BLNA     | ambiguous_course       | awaiting_end_mark
    79      | 1301     | 0101         | 2007-02-20 | general specialised | 2007-03-01 | 2007-03-31 | AAF6     | ambiguous_course       | home_visit_in_specialised_course
    89      | 1301     | 0101         | 2007-02-20 | specialised         | 2007-03-01 |            | AAF6     | awaiting_end_mark      | home_visit_in_specialised_course
"""
"""The patient's digits are the places of the two reasons in the contract."""


def test_the_first_reason_that_holds_is_the_events_one_reason():
    computed = settled(outpatients=PAIRS)
    assert computed.charges.is_empty()
    assert_same(computed.set_aside, table(PAIRS).select("patient", "reason"))


def test_each_pair_that_is_drawn_is_in_the_contracts_order():
    for row in rows(PAIRS):
        first, second = (REASONS[int(place) - 1] for place in row["patient"])
        assert (first, second) == (row["reason"], row["would_also_be"])


def test_the_reasons_and_their_order_are_the_contracts():
    assert list(SET_ASIDE) == REASONS


def test_an_event_has_every_fault_at_once_and_still_one_reason():
    computed = settled(outpatients="""
        patient | hospital | municipality | plan_on | started_on | ended_on | services
        --------+----------+--------------+---------+------------+----------+---------
        1       | 6999     |              |         |            |          | AAF6
        2       | 4298     |              |         |            |          | AAF6
        3       | 1301     |              |         |            |          | AAF6
        4       | 1301     | 0101         |         |            |          | AAF6
    """)
    assert_same(computed.set_aside, """
        patient | reason
        --------+-----------------------
        1       | unknown_hospital
        2       | test_hospital
        3       | no_paying_municipality
        4       | no_rehabilitation_plan
    """)
