"""The second engine: R1-R12 in plain SQL. Python opens a database, hands it the files as text, and runs the stages."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb

from flows.verification.files import create_text_tables

STAGES = {path.stem.split("_", 1)[1]: path for path in sorted(Path(__file__).parent.glob("[1-9]_*.sql"))}
"""Stage -> its SQL, in order: reading, gate, events, pricing, courses, screening, amounts."""

MEMORY = "1200MB"
"""What DuckDB may hold in memory; beyond it, it works from files in its private folder."""

THREADS = 4
"""More would each want memory of their own."""


class NoTariff(Exception):
    """A tariff-bearing service whose group has no tariff on the event's date (R9; contract, section 3)."""

    def __init__(self, tariff_group: str, activity_date: date) -> None:
        """Name the group and the date."""
        super().__init__(f"tariff group {tariff_group} has no tariff on {activity_date}")
        self.tariff_group = tariff_group
        self.activity_date = activity_date


@contextmanager
def opened_database(scratch: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """An empty database in memory, and a private folder in `scratch` for what it cannot hold, which is removed at the end.

    What lies there holds CPR numbers: `scratch` is a folder that only its owner may read.
    """
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": MEMORY,
            "threads": min(THREADS, os.cpu_count() or 1),
            "temp_directory": str(Path(folder) / "spilled"),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        with duckdb.connect(config=settings) as connection:
            yield connection, Path(folder)


def recompute(
    connection: duckdb.DuckDBPyConnection,
    delivery: Path,
    facts: Path,
    window: tuple[date, date],
    month_end: date,
    scratch: Path,
) -> dict[str, float]:
    """Settle the events of a window; give the seconds of each stage.

    The answer is left in the database: charges, set_aside (the contract's columns, with `cpr`), rejected and counts.
    Raises NoTariff where a tariff is missing.
    """
    started = time.perf_counter()
    set_window(connection, window, month_end)
    create_text_tables(connection, delivery, facts, scratch)
    seconds = {"load": time.perf_counter() - started}
    return seconds | {stage: run_stage(connection, stage, path.read_text("utf-8")) for stage, path in STAGES.items()}


def set_window(connection: duckdb.DuckDBPyConnection, window: tuple[date, date], month_end: date) -> None:
    """Set the activity dates that are computed, both inclusive (R13), and the settlement month's last day."""
    days = {"window_from": window[0], "window_to": window[1], "month_end": month_end}
    for name, day in days.items():
        connection.execute(f"SET VARIABLE {name} = DATE '{day}'")


def run_stage(connection: duckdb.DuckDBPyConnection, stage: str, sql: str) -> float:
    """Run one stage on what the earlier ones left in the database, and give its seconds."""
    started = time.perf_counter()
    connection.execute(sql)
    if stage == "pricing":
        stop_at_missing_tariffs(connection)
    return time.perf_counter() - started


def stop_at_missing_tariffs(connection: duckdb.DuckDBPyConnection) -> None:
    """Raise `NoTariff` for the first missing tariff, by date and then by group (R9)."""
    missing = connection.execute("FROM missing_tariffs ORDER BY activity_date, tariff_group").fetchone()
    if missing is not None:
        raise NoTariff(*missing)
