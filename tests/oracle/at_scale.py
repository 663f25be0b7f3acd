"""Many generated deliveries held against each other at once: `python -m tests.oracle.at_scale 20000 [SEED]`.

A settlement of its own for each would take hours, so deliveries are merged: each keeps its contacts and citizens apart from
the others' by record numbers, contact numbers and CPR numbers of its own, and both engines settle a hundred at a time under
the same bent facts. Prints how many deliveries and events were compared; stops at the first difference.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from flows.settle_month import compute

from .agreement import differences
from .deliveries import COLUMNS, PERIODS, Delivery, deliveries, write
from .facts import write_facts
from .facts_variations import BentFacts, bent_facts
from .recomputed import recompute_month

TOGETHER = 100
"""Deliveries that are settled at once."""

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def collect(strategy: st.SearchStrategy, number: int, start: int) -> list:
    """So many examples of a strategy, the same for the same start."""
    examples: list = []
    quickly = settings(
        max_examples=number,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    def collect_one(example: object) -> None:
        examples.append(example)

    seed(start)(quickly(given(strategy)(collect_one)))()
    return examples


def merge(apart: list[Delivery], period: tuple[str, str]) -> Delivery:
    """One delivery of many, each with numbers and citizens of its own."""
    tables = {
        table: [keep_apart(row, place) for place, one in enumerate(apart) for row in one.tables[table]]
        for table in COLUMNS
    }
    return Delivery(*period, tables=tables, columns={table: names.split() for table, names in COLUMNS.items()})


def keep_apart(row: dict[str, str], place: int) -> dict[str, str]:
    """A row with its numbers marked by the place of its delivery. What was faulty stays so, and numbers keep their order."""
    marked = dict(row)
    for name in ("k_recnum", "v_recnum", "idnummer"):
        if marked.get(name, "").strip():
            marked[name] = f"{1000 + place}{marked[name].strip()}"
    cpr = marked.get("v_cpr", "").strip()
    if len(cpr) == 10:
        marked["v_cpr"] = cpr[:7] + "".join(LETTERS[place // 36**power % 36] for power in (2, 1, 0))
    return marked


def compare(delivery: Delivery, facts: BentFacts) -> int:
    """Settle by both engines; the number of events, or an AssertionError that draws the differences."""
    with tempfile.TemporaryDirectory() as folder:
        files = write(delivery, Path(folder) / "delivery", shuffle_seed=1)
        written = write_facts(facts.tables, Path(folder) / "facts")
        recomputed = recompute_month(files, written, "2007-03")
        found = differences(compute(files, written, "2007-03", max_rejected_share=1.0), recomputed)
        assert not found, f"{facts}\n" + "\n".join(found)
        return recomputed.events.height


def batches(number: int, start: int) -> Iterator[tuple[Delivery, BentFacts, int]]:
    """Merged deliveries with the facts to settle them by, and how many each is made of."""
    for place in range(0, number, TOGETHER):
        apart = collect(deliveries(), min(TOGETHER, number - place), start + place)
        facts = collect(bent_facts(False), 3, start + place)[-1]
        yield merge(apart, PERIODS[place // TOGETHER % len(PERIODS)]), facts, len(apart)


def main(number: str, start: str = "0") -> None:
    """Compare so many deliveries and say so."""
    started, compared, events = time.monotonic(), 0, 0
    for delivery, facts, apart in batches(int(number), int(start)):
        events += compare(delivery, facts)
        compared += apart
        if compared % (TOGETHER * 10) == 0:
            print(f"{compared} deliveries, {events} events agree, {time.monotonic() - started:.0f} s", flush=True)
    print(f"{compared} deliveries, {events} events: both engines agree on every charge, reason, rejected row and count")


if __name__ == "__main__":
    main(*sys.argv[1:])
