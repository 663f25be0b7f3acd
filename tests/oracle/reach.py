"""Measure what the generated months reach: `python -m tests.oracle.reach 300` prints, per edge, in how many it occurs.

An edge is a question to the second engine's tables after its last stage. A strategy that stops reaching one has gone
blind there, however green its tests.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections import Counter
from pathlib import Path

import duckdb
from hypothesis import HealthCheck, Phase, given, seed, settings

from flows.verification.engine import STAGES, run_stage, set_window
from flows.verification.files import create_text_tables

from .deliveries import Month, months
from .recomputed import ANSWERS, opened_quickly, window_of

REASONS = "SELECT DISTINCT 'set aside: ' || reason FROM screened WHERE reason IS NOT NULL"
CHANNELS = "SELECT DISTINCT 'charged: ' || scheme || ', ' || channel FROM answers WHERE channel IS NOT NULL"
CONSERVED = "SELECT count(*) = count(DISTINCT event_id) AND count(*) = (SELECT count(*) FROM screened) FROM answers"
REJECTIONS = "SELECT DISTINCT 'rejected: ' || file || '.' || column_name || ' ' || reason FROM rejected"

DROPPED = re.compile(r"^DROP .*;$", re.MULTILINE)
"""What a stage drops, since no later one needs it, is kept for the edges to ask."""

EXAMPLES_PER_PART = 10
"""Hypothesis varies what it has after its first ten examples: short parts reach more than one long one."""

BLOCKS = (Path(__file__).parent / "edges.sql").read_text(encoding="utf-8").split("\n\n")[1:]
EDGES = {name.removeprefix("-- "): query for name, query in (block.split("\n", 1) for block in BLOCKS)}
"""The name of an edge -> the question that any row answers with yes."""


def reached(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Name all that one settled month reaches."""
    named = {name for query in (REASONS, CHANNELS, REJECTIONS) for (name,) in connection.execute(query).fetchall()}
    return named | {edge for edge, query in EDGES.items() if connection.execute(f"SELECT 1 {query} LIMIT 1").fetchone()}


def reached_by(month: Month) -> set[str]:
    """Settle a month and name all that it reaches; break off where the answers do not add up (R14)."""
    with tempfile.TemporaryDirectory() as folder, opened_quickly() as connection:
        delivery, facts, settled_month = month.write(Path(folder))
        set_window(connection, *window_of(delivery, settled_month))
        create_text_tables(connection, delivery, facts, Path(folder))
        for stage, path in STAGES.items():
            run_stage(connection, stage, DROPPED.sub("", path.read_text(encoding="utf-8")))
        connection.execute(ANSWERS)
        assert connection.execute(CONSERVED).fetchall() == [(True,)], "an event stands twice, or is lost"
        return reached(connection) or {"nothing at all"}


def settle_months(part: int, examples: int, occurrences: Counter[str]) -> None:
    """Settle some generated months and count what each reaches."""

    @seed(part)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(months())
    def settle(month: Month) -> None:
        occurrences.update(["months"])
        occurrences.update(reached_by(month))

    settle()


def main(examples: str = "300") -> None:
    """Print for each edge in how many generated months it occurs."""
    occurrences: Counter[str] = Counter(dict.fromkeys(EDGES, 0))
    for part in range(int(examples) // EXAMPLES_PER_PART):
        settle_months(part, EXAMPLES_PER_PART, occurrences)
    for name, number in sorted(occurrences.items()):
        print(f"{number:6}  {name}")


if __name__ == "__main__":
    main(*sys.argv[1:])
