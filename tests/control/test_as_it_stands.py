"""What stands in the mart after each step of a random history: lines of events that stand, of the latest run that saw them.

The histories are those of the ledger's tests: late visits, stays that move, final rounds, trials, deliveries of one month.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, seed

from tests.ledger.facts_over_time import facts_folder
from tests.ledger.histories import History, histories, write_delivery
from tests.ledger.homes import HomeUnderTest, facts_read_once, settle
from tests.ledger.parts import generated
from tests.ledger.playing import order_of, window_of

POPULATIONS = 12

MUST_NOT_BE = {
    "a line of no event that stands": """
        SELECT event_id FROM control_list WHERE event_id IS NOT NULL
            AND event_id NOT IN (SELECT event_id FROM charges UNION ALL SELECT event_id FROM set_aside)""",
    "a general visit that is not listed": """
        SELECT event_id FROM charges WHERE channel = 'information' EXCEPT
        SELECT event_id FROM control_list WHERE list = 'general_outpatient'""",
    "a line of another day, payer, hospital or tariff than its event's": """
        SELECT event_id, activity_date, payer_municipality, hospital, creditor_region, advisory_kr FROM control_list
        WHERE event_id IS NOT NULL EXCEPT (
            SELECT event_id, activity_date, payer_municipality, hospital, creditor_region, tariff_kr FROM charges UNION ALL
            SELECT event_id, activity_date, payer_municipality, hospital, creditor_region, advisory_kr FROM set_aside)""",
    "a visit set aside as ambiguous that is not listed": """
        SELECT event_id FROM set_aside WHERE reason = 'ambiguous_course' EXCEPT
        SELECT event_id FROM control_list WHERE list = 'ambiguous_course'""",
    "a general visit on the list that is none": """
        SELECT event_id FROM control_list WHERE list = 'general_outpatient' EXCEPT
        SELECT event_id FROM charges WHERE channel = 'information'""",
    "a line that stands twice": """
        SELECT list, event_id, detail, hospital, activity_date FROM control_list GROUP BY ALL HAVING count(*) > 1""",
    "a line of a trial, or of no run": """
        SELECT run_id FROM control_list WHERE run_id NOT IN (SELECT run_id FROM runs WHERE status = 'published')""",
}
"""What must not be -> a query that finds it. A closed year's charges stay as booked, and so do their lines."""


@pytest.mark.parametrize("part", range(2))
def test_after_every_step_the_lists_are_of_what_stands(part: int) -> None:
    @seed(100 + part)
    @generated
    @given(histories(POPULATIONS, part))
    def play(history: History) -> None:
        with tempfile.TemporaryDirectory() as scratch, facts_read_once():
            home = HomeUnderTest(Path(scratch) / "home")
            for number, (asked, delivered) in enumerate(zip(history.steps, history.deliveries(), strict=True)):
                delivery = write_delivery(asked, delivered, Path(scratch) / f"delivery-{number}")
                settled = settle(order_of(asked, delivery, facts_folder(asked.facts), home.folder)) == 0
                with home.opened() as query:
                    for what, found in MUST_NOT_BE.items():
                        assert query(found) == [] or not home.marts.exists(), f"{what} after step {number}: {asked}"
                    if settled and not asked.is_trial and not has_closed_years(query):
                        first, last = window_of(asked)
                        others = "SELECT DISTINCT run_id FROM control_list WHERE activity_date BETWEEN ? AND ?"
                        latest = query("SELECT max(run_id) AS run_id FROM runs WHERE status = 'published'")
                        assert query(others, first, last) in ([], latest), (
                            f"older lines stand after step {number}: {asked}"
                        )

    play()


def has_closed_years(query) -> bool:
    """Whether some year's final round is booked."""
    return query("SELECT 1 FROM runs WHERE round = 'final' AND status = 'published'") != []
