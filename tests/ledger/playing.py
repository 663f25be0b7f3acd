"""Play a history: settle each step into a home, book it in the reference ledger, and compare."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from flows.connection import read_query, reading
from flows.monitoring import make_indicators
from flows.settle_month import Order
from tests import given
from transforms.indicators import KEY

from .comparison import differ, find_differences
from .facts_over_time import facts_folder
from .histories import Asked, History, last_day, write_delivery
from .homes import HomeUnderTest, facts_read_once, settle
from .reference import AMOUNTS, ReferenceLedger, Run
from .second_opinion import list_events


class Differing(AssertionError):
    """A history in which our ledger is not what the reference says; its text is how."""

    def __init__(self, history: History, found: list[str]) -> None:
        super().__init__("\n".join(found))
        self.history = history


def play(history: History) -> Played:
    """Play a history; raises Differing with all differences after the first step that has one."""
    with tempfile.TemporaryDirectory() as scratch, facts_read_once():
        played = Played(Path(scratch))
        for number, (asked, delivered) in enumerate(zip(history.steps, history.deliveries(), strict=True), start=1):
            delivery = write_delivery(asked, delivered, Path(scratch) / f"delivery-{number}")
            found = played.settle(asked, delivery)
            if found:
                raise Differing(history, [f"step {number} of {len(history.steps)}: {asked}", *found])
        return played


class Played:
    """A history that is being played: our home, the reference ledger, and what was known after each month."""

    def __init__(self, scratch: Path) -> None:
        self.home = HomeUnderTest(scratch / "home")
        self.ledger = ReferenceLedger()
        self.latest_month = ""
        self.latest_drawn_on = ""
        self.known: dict[str, list[dict[str, Any]]] = {}
        self.steps = 0

    def settle(self, asked: Asked, delivery: Path) -> list[str]:
        """Settle a step on both sides and compare them."""
        self.steps += 1
        facts = facts_folder(asked.facts)
        exit_code = settle(order_of(asked, delivery, facts, self.home.folder))
        is_published = not exit_code and not asked.is_trial
        expected = self.exit_code(asked)
        if exit_code != expected:
            return [f"exit {exit_code} where {expected} is right"]
        if not expected:
            events = list_events(delivery, facts, asked.month)
            self.ledger.settle(Run(asked.month, window_of(asked), asked.facts, asked.is_final, asked.is_trial), events)
            if not asked.is_trial:
                self.latest_month, self.latest_drawn_on = asked.month, asked.drawn_on
        return self.compare() + (self.compare_indicators(asked.month, facts) if is_published else [])

    def compare_indicators(self, month: str, facts: Path) -> list[str]:
        """What the run left standing of the indicators is what they would be if all were made anew."""
        with reading(self.home.marts) as marts_db:
            standing = read_query(marts_db, f"FROM indicators ORDER BY {', '.join(KEY)}")
            anew = make_indicators(marts_db, given.facts_read_once(facts), month)
        alike = standing.join(anew, on=standing.columns, how="semi", nulls_equal=True)
        if standing.height == anew.height == alike.height:
            return []
        return [f"indicators: {standing.height} stand, {anew.height} would be made, {alike.height} are alike"]

    def exit_code(self, asked: Asked) -> int:
        """How the command must end: usage before the delivery. R13 and section 2."""
        if asked.month < self.latest_month or (asked.is_final and int(asked.month[:4]) in self.ledger.closed):
            return 2
        first = f"{asked.month[:4]}-01-01" if asked.is_final else f"{asked.month}-01"
        is_covered = asked.period[0] <= first and last_day(asked.month) <= asked.period[1]
        return 0 if is_covered and asked.drawn_on >= self.latest_drawn_on else 3

    def compare(self) -> list[str]:
        """All differences, also of what was known after earlier months."""
        with self.home.opened() as query:
            found = find_differences(query, self.ledger) if self.ledger.runs else []
            months = sorted({run.month for run in self.ledger.runs if not run.is_trial})
            for month in months:
                known = query("FROM as_known(?) ORDER BY event_id", month)
                expected = [{"event_id": event, **kroner} for event, kroner in self.ledger.as_known(month).items()]
                found += differ(f"as_known {month}", ["event_id", *AMOUNTS], expected, known)
                if month < self.latest_month and known != self.known.get(month, known):
                    found.append(f"as_known {month}: is not what it was before")
                self.known[month] = known
        return found


def order_of(asked: Asked, delivery: Path, facts: Path, home: Path) -> Order:
    """What a step asks, as the command would."""
    return Order(
        asked.month,
        delivery,
        home,
        facts,
        is_final=asked.is_final,
        is_trial=asked.is_trial,
        is_verified=False,
        max_rejected_share=1.0,
    )


def window_of(asked: Asked) -> tuple[date, date]:
    """The days that a run computes: the delivery's period until the month's end; of a final round, its year."""
    first = f"{asked.month[:4]}-01-01" if asked.is_final else asked.period[0]
    return date.fromisoformat(first), date.fromisoformat(min(asked.period[1], last_day(asked.month)))
