"""The second engine: the rules in plain SQL. Python opens a database, hands it the files as text, and runs the stages."""

import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb

from flows.verification.files import create_text_tables, read_register


def list_stages(files: str) -> dict[str, Path]:
    """Stage -> its SQL, in the order of the files' numbers."""
    return {re.sub("^.*?[0-9]_", "", path.stem): path for path in sorted(Path(__file__).parent.glob(files))}


STAGES = list_stages("[1-9]_*.sql")
"""Stage of a hospitals' delivery -> its SQL, in order: reading, gate, events, pricing, courses, screening, amounts, general_visits."""

BILATERAL_STAGES = list_stages("bilateral_*.sql")
"""What the visits of either register go on with: agreements, prices, owed."""

STAGES_OF = {"lpr2": STAGES | BILATERAL_STAGES, "ges": list_stages("municipal_*.sql") | BILATERAL_STAGES}
"""Register -> its stages. Those of municipalities begin with reading, gate, visits."""

MEMORY = "1200MB"
"""What DuckDB may hold in memory; beyond it, it works from files in its private folder."""

THREADS = 4
"""More would each want memory of their own."""


class Lacking(Exception):
    """A price that is needed and not in force: a run stops, since what is missing is never zero."""


class NoTariff(Lacking):
    """A tariff-bearing service whose group has no tariff on the event's date (R9; contract, section 3)."""

    def __init__(self, tariff_group: str, activity_date: date) -> None:
        """Name the group and the date."""
        super().__init__(f"tariff group {tariff_group} has no tariff on {activity_date}")
        self.tariff_group = tariff_group
        self.activity_date = activity_date


class NoPrice(Lacking):
    """An item that an agreement pays by and that its price list has no price of on the day."""

    def __init__(self, price_list: str, item: str, activity_date: date) -> None:
        """Name the price list, the item and the day."""
        super().__init__(f"price list {price_list} has no {item} on {activity_date}")
        self.price_list = price_list
        self.item = item
        self.activity_date = activity_date


LACKING: dict[str, tuple[str, type[Lacking]]] = {
    "pricing": ("SELECT tariff_group, activity_date FROM missing_tariffs", NoTariff),
    "visits": ("SELECT tariff_group, activity_date FROM missing_tariffs", NoTariff),
    "prices": ("SELECT price_list, item, activity_date FROM missing_prices", NoPrice),
}
"""Stage -> what it found lacking, and how that is said."""


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
            connection.execute("SET enable_progress_bar = false")
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

    The answer is left in the database: bilateral_visits, of hospitals also charges and set_aside (the contract's columns, with
    `cpr`), rejected and counts. Raises NoTariff and NoPrice where one is missing.
    """
    started = time.perf_counter()
    set_window(connection, window, month_end)
    create_text_tables(connection, delivery, facts, scratch)
    seconds = {"load": time.perf_counter() - started}
    stages = STAGES_OF[read_register(delivery)]
    return seconds | {stage: run_stage(connection, stage, path.read_text("utf-8")) for stage, path in stages.items()}


def set_window(connection: duckdb.DuckDBPyConnection, window: tuple[date, date], month_end: date) -> None:
    """Set the activity dates that are computed, both inclusive (R13), and the settlement month's last day."""
    days = {"window_from": window[0], "window_to": window[1], "month_end": month_end}
    for name, day in days.items():
        connection.execute(f"SET VARIABLE {name} = DATE '{day}'")


def run_stage(connection: duckdb.DuckDBPyConnection, stage: str, sql: str) -> float:
    """Run one stage on what the earlier ones left in the database, and give its seconds."""
    started = time.perf_counter()
    connection.execute(sql)
    if stage in LACKING:
        stop_at_lacking(connection, *LACKING[stage])
    return time.perf_counter() - started


def stop_at_lacking(connection: duckdb.DuckDBPyConnection, query: str, lacking: type[Lacking]) -> None:
    """Raise for the first missing price, by date and then by name (R9)."""
    missing = connection.execute(f"{query} ORDER BY activity_date").fetchone()
    if missing is not None:
        raise lacking(*missing)
