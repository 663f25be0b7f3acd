"""Recompute a delivery with the second engine: R1-R12 in plain SQL, sharing no code with `transforms`.

The rules are in the numbered `.sql` files beside this one, a stage each, in the order of their names. Python only finds
the files, turns them into tables of text, runs the stages and hands over the answer. From the command line:
`python -m tests.oracle.engine DELIVERY FACTS MONTH` prints the counts, and the seconds that each stage took.
"""

from __future__ import annotations

import sys
import time
import tomllib
from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import count
from pathlib import Path

import duckdb
import polars as pl

from .files import create_text_tables

STAGES = {path.stem.split("_", 1)[1]: path for path in sorted(Path(__file__).parent.glob("[1-9]_*.sql"))}
"""Stage -> its SQL, in order: reading, gate, events, pricing, courses, screening, amounts."""

REJECTED = "SELECT file, row_number, column_name, reason FROM rejected ORDER BY ALL"
EVENTS = "SELECT * FROM answers ORDER BY event_id"
COUNTS = "SELECT step, bucket, reason, rows FROM counts ORDER BY step, bucket, reason NULLS FIRST"
NUMBERS = count(1)


class NoTariff(Exception):
    """A tariff-bearing service whose group has no tariff on the event's date (R9; contract, section 3)."""

    def __init__(self, tariff_group: str, activity_date: date) -> None:
        super().__init__(f"tariff group {tariff_group} has no tariff on {activity_date}")
        self.tariff_group = tariff_group
        self.activity_date = activity_date


@dataclass(frozen=True)
class Recomputed:
    """What the second engine makes of a delivery.

    Attributes:
        rejected: file, row_number, column_name, reason; one row per fault.
        events: one row per rehabilitation event in the window, charged or set aside; kroner as DECIMAL(14,2).
        counts: step, bucket, reason, rows, as in the contract's funnel, and the step `services`.
        seconds: what each stage took; `load` is the reading of the files.
    """

    rejected: pl.DataFrame
    events: pl.DataFrame
    counts: pl.DataFrame
    seconds: dict[str, float]


def recompute(delivery: Path, facts: Path, month: str) -> Recomputed:
    """Settle one month (`YYYY-MM`) of a well-formed delivery; raise `NoTariff` where a tariff is missing."""
    with opened_database() as connection:
        seconds = load(connection, delivery, facts, month)
        seconds |= {stage: run_stage(connection, stage) for stage in STAGES}
        rejected, events, counts = (connection.sql(query).pl() for query in (REJECTED, EVENTS, COUNTS))
        return Recomputed(rejected, events, counts, seconds)


@contextmanager
def opened_database() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an empty database in memory: a catalogue of its own in one DuckDB per process, which starts slowly."""
    name = f"month_{next(NUMBERS)}"
    connection = shared_duckdb().cursor()
    connection.execute(f"ATTACH ':memory:' AS {name}; USE {name}")
    try:
        yield connection
    finally:
        connection.execute(f"USE memory; DETACH {name}")
        connection.close()


@cache
def shared_duckdb() -> duckdb.DuckDBPyConnection:
    """Start DuckDB once per process."""
    return duckdb.connect()


def load(connection: duckdb.DuckDBPyConnection, delivery: Path, facts: Path, month: str) -> dict[str, float]:
    """Read delivery and facts into tables of text, set the window, and say how long it took."""
    started = time.perf_counter()
    create_text_tables(connection, delivery, facts)
    set_window(connection, delivery, month)
    return {"load": time.perf_counter() - started}


def set_window(connection: duckdb.DuckDBPyConnection, delivery: Path, month: str) -> None:
    """Set the days that a run computes: the delivery's period, but nothing after the settlement month (R13)."""
    period = tomllib.loads((delivery / "delivery.toml").read_text(encoding="utf-8-sig"))
    year, month_of_year = map(int, month.split("-"))
    month_end = date(year, month_of_year, monthrange(year, month_of_year)[1])
    window = {
        "month_end": month_end,
        "window_from": period["period_from"],
        "window_to": min(period["period_to"], month_end),
    }
    for name, day in window.items():
        connection.execute(f"SET VARIABLE {name} = DATE '{day}'")


def run_stage(connection: duckdb.DuckDBPyConnection, stage: str) -> float:
    """Run one stage on what the earlier ones left in the connection, and give its seconds."""
    started = time.perf_counter()
    connection.execute(STAGES[stage].read_text(encoding="utf-8"))
    if stage == "pricing":
        check_tariffs(connection)
    return time.perf_counter() - started


def check_tariffs(connection: duckdb.DuckDBPyConnection) -> None:
    """Raise `NoTariff` for the first missing tariff, by date and then by group (R9)."""
    missing = connection.execute("FROM missing_tariffs ORDER BY activity_date, tariff_group").fetchone()
    if missing is not None:
        raise NoTariff(*missing)


def main(delivery: str, facts: str, month: str) -> None:
    """Print the counts and the seconds: never a row's content."""
    recomputed = recompute(Path(delivery), Path(facts), month)
    for step, bucket, reason, rows in recomputed.counts.iter_rows():
        print(f"{step:10} {bucket:15} {reason or '':34} {rows:>10}")
    for stage, seconds in recomputed.seconds.items():
        print(f"{stage:10} {seconds:8.3f} s")


if __name__ == "__main__":
    main(*sys.argv[1:])
