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
from flows.verification.files import read_register

MARTS = {"lpr2": ("charges", "set_aside", "bilateral_visits"), "ges": ("bilateral_visits",)}
"""Register -> what the second engine makes of its deliveries."""

QUERIES = {
    "rejected": "SELECT file, row_number, column_name, reason FROM rejected ORDER BY ALL",
    "counts": "SELECT step, bucket, reason, rows FROM counts ORDER BY step, bucket, reason NULLS FIRST",
}
ANSWERS = """
CREATE VIEW answers AS
SELECT 'charged' AS outcome, * FROM charges UNION ALL BY NAME SELECT 'set_aside' AS outcome, * FROM set_aside
"""
OUTCOMES = {"charges": "charged", "set_aside": "set_aside"}
NUMBERS = count(1)


@dataclass(frozen=True)
class Recomputed:
    """What the second engine makes of a delivery.

    Attributes:
        rejected: file, row_number, column_name, reason; one row per fault.
        marts: charges, set_aside, bilateral_visits, in the contract's columns, with `cpr` for the person; of municipalities
            bilateral_visits alone.
        counts: step, bucket, reason, rows, as in the contract's funnel, and the step `services`.
        seconds: what each stage took; `load` is the reading of the files.
    """

    rejected: pl.DataFrame
    marts: dict[str, pl.DataFrame]
    counts: pl.DataFrame
    seconds: dict[str, float]

    @property
    def charges(self) -> pl.DataFrame:
        """One row per charged event."""
        return self.marts["charges"]

    @property
    def set_aside(self) -> pl.DataFrame:
        """One row per event that is set aside."""
        return self.marts["set_aside"]

    @property
    def events(self) -> pl.DataFrame:
        """Both of them together, with `outcome`: charged or set_aside."""
        told = [self.marts[name].with_columns(outcome=pl.lit(outcome)) for name, outcome in OUTCOMES.items()]
        return pl.concat(told, how="diagonal").sort("event_id")


def recompute_month(delivery: Path, facts: Path, month: str) -> Recomputed:
    """Settle one month (`YYYY-MM`) of a well-formed delivery; raise `NoTariff` or `NoPrice` where one is missing."""
    window, month_end = window_of(delivery, month)
    with tempfile.TemporaryDirectory() as scratch, opened_quickly() as connection:
        seconds = recompute(connection, delivery, facts, window, month_end, Path(scratch))
        answers = {name: connection.sql(query).pl() for name, query in QUERIES.items()}
        marts = {mart: connection.sql(f"FROM {mart} ORDER BY event_id").pl() for mart in MARTS[read_register(delivery)]}
    return Recomputed(**answers, marts=marts, seconds=seconds)


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
