"""Months as folders: what is delivered, step by step, and what must be booked. Contract R13 and R14.

The figures in the folders are worked out by hand from the contract. Ruddi's story follows the example of KL's gateway for
rehabilitation (hl7dk/kl-gateway-rehab), moved to a hospital in 2007.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from .homes import HomeUnderTest, Row, facts_read_once, settle
from .scenario import SCENARIOS, Cells, Scenario, Step, as_drawn, differences

BUSINESS_CASES = [
    "a late visit",
    "a changed code",
    "a moved citizen",
    "a withdrawn contact",
    "a contact sent again with a new record number",
    "an end mark that arrives",
    "a plan that arrives late",
    "a plan that is withdrawn",
    "a course that is split",
    "a hospital that was closed",
    "an opt out that begins",
    "an opt out that begins mid year",
    "a corrected tariff",
    "the same delivery twice",
    "a delivery of one month only",
    "the final round",
    "differences after the final round",
    "a stay whose date moves across months",
    "stays that cross a closed year",
    "a stay that a later contact continues",
    "a stay that goes on after a closed year",
    "a final round after a later month",
    "a final round that leaves other years out",
    "a trial run",
    "a trial of the final round",
    "a month out of order",
    "a delivery drawn before the latest",
    "a second final round",
    "a contact registered on the wrong patient",
    "ruddi",
]
"""What happens between municipalities, regions and registers. Each has one scenario, and no scenario is without a case."""


def folder_of(case: str) -> str:
    return f"given_{case.replace(' ', '_')}"


def test_every_business_case_has_a_scenario_and_every_scenario_a_case():
    folders = {path.name for path in SCENARIOS.iterdir() if path.is_dir()}
    assert folders == {folder_of(case) for case in BUSINESS_CASES}


@pytest.mark.parametrize("case", BUSINESS_CASES)
def test_every_scenario_tells_its_story(case):
    folder = SCENARIOS / folder_of(case)
    assert len((folder / "story.md").read_text(encoding="utf-8").split()) >= 20
    assert (folder / "then" / "ledger.csv").exists()
    assert (folder / "then" / "charges.csv").exists()


@pytest.mark.parametrize("case", BUSINESS_CASES)
def test_a_scenario_books_what_its_tables_say(case, tmp_path):
    told = Told(Scenario(SCENARIOS / folder_of(case)), tmp_path)
    with facts_read_once():
        for step in told.scenario.steps:
            told.settle(step)
    told.compare_what_is_booked()
    assert not told.found, "\n" + "\n".join(told.found)


class Told:
    """A scenario that is being played, and what was found that its tables do not say."""

    def __init__(self, scenario: Scenario, scratch: Path) -> None:
        self.scenario, self.scratch = scenario, scratch
        self.home = HomeUnderTest(scratch / "home")
        self.exits: dict[int, int] = {}
        self.step_of_run: dict[str, int] = {}
        self.ledger: list[Row] = []
        self.found: list[str] = []

    def settle(self, step: Step) -> None:
        """Settle a step, and look at what it left."""
        self.exits[step.number] = settle(self.scenario.order(step, self.home.folder, self.scratch))
        with self.home.opened() as marts:
            self.look_at_ledger(marts("FROM ledger ORDER BY entry_no"), step)
            for run in marts("FROM runs"):
                self.step_of_run.setdefault(run["run_id"], step.number)
            for table in ("charges", "set_aside"):
                self.compare_standing(table, step, marts(f"FROM {table}"))

    def look_at_ledger(self, entries: list[Row], step: Step) -> None:
        """What was booked earlier stays as it was; the entries after it are this step's."""
        earlier = [{**entry, "step": None} for entry in self.ledger]
        if [{**entry, "step": None} for entry in entries[: len(earlier)]] != earlier:
            self.found.append(f"step {step.number}: entries of earlier steps are not as they were")
        if [entry["entry_no"] for entry in entries] != list(range(1, len(entries) + 1)):
            self.found.append(f"step {step.number}: entries are not numbered from 1")
        self.ledger += [{**entry, "step": step.number} for entry in entries[len(earlier) :]]

    def compare_standing(self, table: str, step: Step, standing: list[Row]) -> None:
        """What stands after a step: always after the last one, and wherever the scenario draws it."""
        drawn = [row for row in self.scenario.then(table) or [] if row["after_step"] == str(step.number)]
        if drawn or step == self.scenario.steps[-1]:
            marked = [{**row, "after_step": step.number} for row in standing]
            self.found += differences(f"{table} after step {step.number}", drawn, marked)
        if table == "charges":
            self.found += unequal_sums(self.ledger, standing, step)

    def compare_what_is_booked(self) -> None:
        """Ledger, exits, and where they are drawn: differences after the final round, runs, charges as once known."""
        self.found += differences("ledger", self.scenario.then("ledger") or [], list(self.ledger))
        refused = [{"step": number, "exit_code": code} for number, code in self.exits.items() if code]
        self.found += differences("exit", self.scenario.then("exit") or [], list(refused))
        with self.home.opened() as marts:
            reported = [self.with_step(row) for row in marts("FROM after_final")]
            self.found += differences("after_final", self.scenario.then("after_final") or [], reported)
            if (drawn := self.scenario.then("runs")) is not None:
                self.found += differences("runs", drawn, [self.with_step(row) for row in marts("FROM runs")])
            if (drawn := self.scenario.then("as_known")) is not None:
                self.found += differences("as_known", drawn, known(marts, drawn))

    def with_step(self, row: Row) -> Row:
        """A row of a run, with the step that made the run."""
        return {**row, "step": self.step_of_run[row["run_id"]]}


def known(marts, drawn: list[Cells]) -> list[Row]:
    """The charges as they stood after each month that is drawn."""
    months = sorted({row["as_known"] for row in drawn})
    return [{**row, "as_known": month} for month in months for row in marts("FROM as_known(?)", month)]


def unequal_sums(ledger: list[Row], charges: list[Row], step: Step) -> list[str]:
    """The ledger of each event sums up to its charge now (R14)."""
    sums: dict[str, Decimal] = {}
    for entry in ledger:
        sums[entry["event_id"]] = sums.get(entry["event_id"], Decimal(0)) + entry["payable_kr"]
    for charge in charges:
        sums[charge["event_id"]] = sums.get(charge["event_id"], Decimal(0)) - charge["payable_kr"]
    return [
        f"step {step.number}: the ledger of {event} does not sum up to its charge" for event, kr in sums.items() if kr
    ]


def test_steps_are_written_as_people_write_them():
    from .scenario import is_in

    assert [step for step in range(1, 6) if is_in(step, "1-2 4-")] == [1, 2, 4, 5]
    assert [step for step in range(1, 6) if is_in(step, "all")] == [1, 2, 3, 4, 5]
    assert as_drawn({"payable_kr": "640", "reason": None}, ["payable_kr", "reason"]) == ("640.00", "")
