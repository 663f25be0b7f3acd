"""A month as the second engine recomputes it, for the tests: `python -m tests.oracle.recomputed DELIVERY FACTS MONTH`.

Prints the counts, and the seconds that each stage took: never a row's content.
"""

from __future__ import annotations

import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import count
from pathlib import Path

import duckdb
import polars as pl

from flows.month import SettlementMonth
from flows.verification.engine import recompute

QUERIES = {
    "rejected": "SELECT file, row_number, column_name, reason FROM rejected ORDER BY ALL",
    "charges": "FROM charges ORDER BY event_id",
    "set_aside": "FROM set_aside ORDER BY event_id",
    "events": "FROM answers ORDER BY event_id",
    "counts": "SELECT step, bucket, reason, rows FROM counts ORDER BY step, bucket, reason NULLS FIRST",
}
ANSWERS = """
CREATE VIEW answers AS
SELECT 'charged' AS outcome, * FROM charges UNION ALL BY NAME SELECT 'set_aside' AS outcome, * FROM set_aside
"""
NUMBERS = count(1)


@dataclass(frozen=True)
class Recomputed:
    """What the second engine makes of a delivery.

    Attributes:
        rejected: file, row_number, column_name, reason; one row per fault.
        charges, set_aside: the contract's columns, with `cpr` for the person.
        events: both of them together, with `outcome`: charged or set_aside.
        counts: step, bucket, reason, rows, as in the contract's funnel, and the step `services`.
        seconds: what each stage took; `load` is the reading of the files.
    """

    rejected: pl.DataFrame
    charges: pl.DataFrame
    set_aside: pl.DataFrame
    events: pl.DataFrame
    counts: pl.DataFrame
    seconds: dict[str, float]


def recompute_month(delivery: Path, facts: Path, month: str) -> Recomputed:
    """Settle one month (`YYYY-MM`) of a well-formed delivery; raise `NoTariff` where a tariff is missing."""
    window, month_end = window_of(delivery, month)
    with tempfile.TemporaryDirectory() as scratch, opened_quickly() as connection:
        seconds = recompute(connection, delivery, facts, window, month_end, Path(scratch))
        connection.execute(ANSWERS)
        answers = {name: connection.sql(query).pl() for name, query in QUERIES.items()}
    return Recomputed(**answers, seconds=seconds)


def window_of(delivery: Path, month: str) -> tuple[tuple[date, date], date]:
    """The days that a provisional run computes: the delivery's period, but nothing after the settlement month (R13)."""
    period = tomllib.loads((delivery / "delivery.toml").read_text(encoding="utf-8-sig"))
    month_end = SettlementMonth.parse(month).last_day
    return (period["period_from"], min(period["period_to"], month_end)), month_end


@contextmanager
def opened_quickly() -> Iterator[duckdb.DuckDBPyConnection]:
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


def main(delivery: str, facts: str, month: str) -> None:
    """Print the counts and the seconds: never a row's content."""
    recomputed = recompute_month(Path(delivery), Path(facts), month)
    for step, bucket, reason, rows in recomputed.counts.iter_rows():
        print(f"{step:10} {bucket:15} {reason or '':34} {rows:>10}")
    for stage, seconds in recomputed.seconds.items():
        print(f"{stage:10} {seconds:8.3f} s")


if __name__ == "__main__":
    main(*sys.argv[1:])
