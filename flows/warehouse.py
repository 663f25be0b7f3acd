"""The marts file: built aside from the one that stands, checked, then put in its place in one step.

Readers keep the file they have open; nobody ever sees half of a run. Source: contract section 5, section 7, rule R14.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import polars as pl

from flows.connection import connect, list_columns, read_query, reading
from flows.failures import InputOutputFailed, IntegrityFailed
from flows.integrity import find_violations
from flows.posting import FACT_MARTS, Posted, post
from schemas.ddl import create_table
from schemas.facts import FACTS, fact_columns
from schemas.marts import MARTS, mart_columns
from schemas.views import create_views
from transforms.bilateral_comparing import COMPARED as BILATERAL_COMPARED
from transforms.bilateral_comparing import MEASURED
from transforms.bilateral_events import DAY, FINISHED, MUNICIPAL
from transforms.comparing import COMPARED
from transforms.events import STAY
from transforms.settlement import Window
from transforms.sharing import AMOUNTS

SUMS = ", ".join(f"coalesce(sum({name}), 0)::DECIMAL(14,2) AS {name}" for name in AMOUNTS)


class Standing(NamedTuple):
    """What the marts say before a run: charges as `transforms.booking.book` takes them (or visits), and the ledger's last entry."""

    charges: pl.DataFrame
    last_entry: int


def read_runs(marts: Path) -> pl.DataFrame:
    """The runs of a home, oldest first; none in a home that was never settled."""
    columns = list_columns(list(mart_columns("runs")))
    with opened(marts) as marts_db:
        return read_query(marts_db, f"SELECT {columns} FROM runs ORDER BY length(run_id), run_id")


def read_standing(marts: Path, register: str, window: Window, event_ids: pl.Series) -> Standing:
    """A register's charges that stand for a window and for the stays of some names, wherever they are dated. Rule R13.

    Municipalities' register has none: what it delivers is settled bilaterally.
    """
    columns = ", ".join(f"charges.{name}" for name in ("event_id", *COMPARED, "person_key", "entry_no"))
    standing = (
        f"SELECT {columns}, charges.settlement_month, charges.run_id, facts_id FROM charges JOIN runs USING (run_id)"
    )
    standing += f" WHERE register_name = '{register}' AND"
    days = f"activity_date BETWEEN DATE '{window.first}' AND DATE '{window.last}'"
    with opened(marts) as marts_db:
        marts_db.register("stays", event_ids.filter(event_ids.str.starts_with(STAY)).to_frame("event_id"))
        charges = read_query(
            marts_db, f"{standing} {days} UNION ALL {standing} NOT ({days}) AND event_id IN (FROM stays)"
        )
        last_entry = marts_db.execute("SELECT coalesce(max(entry_no), 0) FROM ledger").fetchall()[0][0]
    return Standing(charges, last_entry)


def read_bilateral_standing(marts: Path, register: str, window: Window, courses: pl.Series) -> Standing:
    """The bilateral visits of a register that stand for a window, and the ends of some courses wherever they stand."""
    columns = list_columns(
        ["event_id", *BILATERAL_COMPARED, *MEASURED, "person_key", "entry_no", "settlement_month", "run_id"]
    )
    with opened(marts) as marts_db:
        marts_db.register("finished", courses.to_frame("event_id"))
        visits = read_query(
            marts_db,
            f"""SELECT {columns} FROM bilateral_visits
            WHERE register_name = $register AND (activity_date BETWEEN $first AND $last OR event_id IN (FROM finished))""",
            {"register": register, "first": window.first, "last": window.last},
        )
        last_entry = marts_db.execute("SELECT coalesce(max(entry_no), 0) FROM bilateral_ledger").fetchall()[0][0]
    return Standing(visits, last_entry)


def read_visited(marts: Path, courses: pl.DataFrame, window: Window) -> pl.Series:
    """The courses (event_id of their ends) among some that have a visit before a window."""
    with opened(marts) as marts_db:
        marts_db.register("courses", courses.select("event_id"))
        named = f"'{FINISHED}' || event_id[{len(MUNICIPAL) + 1}:-{DAY + 1}]"
        known = f"SELECT {named} AS event_id FROM bilateral_visits WHERE event_id ^@ '{MUNICIPAL}' AND activity_date < $first"
        return read_query(marts_db, f"FROM courses SEMI JOIN ({known}) USING (event_id)", {"first": window.first})[
            "event_id"
        ]


def read_entries(marts: Path, numbers: pl.DataFrame, ledger: str = "ledger") -> pl.DataFrame:
    """The entries of some numbers (`entry_no`) in one of the ledgers."""
    with opened(marts) as marts_db:
        marts_db.register("numbers", numbers.select("entry_no"))
        columns = list_columns(list(mart_columns(ledger)))
        return read_query(marts_db, f"SELECT {columns} FROM {ledger} WHERE entry_no IN (SELECT entry_no FROM numbers)")


def read_entries_of_run(marts: Path, run_id: str, ledger: str = "ledger") -> pl.DataFrame:
    """The entries that a run booked in one of the ledgers, in their order."""
    columns = list_columns(list(mart_columns(ledger)))
    with opened(marts) as marts_db:
        return read_query(marts_db, f"SELECT {columns} FROM {ledger} WHERE run_id = '{run_id}' ORDER BY entry_no")


def sum_known(marts: Path, run: Mapping[str, Any]) -> dict[str, Any]:
    """Charges and kroner that stood after a run for the days it computed, by the ledger."""
    with opened(marts) as marts_db:
        sums = f"""SELECT coalesce(sum(CASE entry_type WHEN 'charge' THEN 1 ELSE -1 END), 0)::BIGINT AS events, {SUMS}
            FROM ledger WHERE activity_date BETWEEN DATE '{run["window_from"]}' AND DATE '{run["window_to"]}'
            AND entry_no <= (SELECT max(entry_no) FROM ledger JOIN runs USING (run_id)
                WHERE (length(run_id), run_id) <= (length('{run["run_id"]}'), '{run["run_id"]}'))"""
        return read_query(marts_db, sums).row(0, named=True)


@contextmanager
def opened(marts: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published marts to read, empty ones where none are published yet."""
    with reading(marts) if marts.exists() else empty_marts().cursor() as marts_db:
        yield marts_db


@cache
def empty_marts() -> duckdb.DuckDBPyConnection:
    """The marts of a home that has settled nothing; made once, and only read."""
    marts_db = connect(":memory:")
    create_marts(marts_db)
    return marts_db


def create_marts(marts_db: duckdb.DuckDBPyConnection) -> None:
    """Make the marts that are not there yet, empty, and the views anew: a home of an earlier version gets what is new."""
    there = {name for (name,) in marts_db.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    models = {name: (MARTS[name][0], mart_columns(name)) for name in MARTS}
    models |= {name: (FACTS[name], fact_columns(name)) for name in FACT_MARTS}
    tables = [create_table(name, model, columns) for name, (model, columns) in models.items() if name not in there]
    for statement in (*chain.from_iterable(tables), *create_views()):
        marts_db.execute(statement)


def publish(marts: Path, publication: Posted) -> None:
    """Build the new marts aside, check them, put them in place in one step. Raises IntegrityFailed (exit 5), publishing nothing.

    Nobody reads what is built aside, so it needs no transaction, whose rows DuckDB would hold in memory until its end.
    """
    marts.parent.mkdir(parents=True, exist_ok=True)
    aside = marts.with_name(marts.name + ".new")
    remove_aside(aside)
    try:
        if marts.exists():
            shutil.copyfile(marts, aside)
        with connect(aside) as marts_db:
            create_marts(marts_db)
            post(marts_db, publication)
            stop_at_violations(find_violations(marts_db, publication.run["run_id"]))
            marts_db.execute("CHECKPOINT")
        put_in_place(aside, marts)
    except duckdb.ConstraintException as error:
        stop_at_violations([f"a mart does not allow what was computed ({str(error).partition(chr(10))[0]})"])
    except (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.TransactionException) as error:
        raise InputOutputFailed(
            f"The marts could not be written ({type(error).__name__}): the disk or the memory is full. "
            "Nothing was published; make room, then run again."
        ) from None
    finally:
        remove_aside(aside)


def stop_at_violations(violations: list[str]) -> None:
    """Raise IntegrityFailed where the figures do not add up."""
    if violations:
        raise IntegrityFailed(
            "The figures do not add up, so nothing was published:\n  "
            + "\n  ".join(violations)
            + "\nThis is an error in genopt or in a marts file that was changed by hand: keep the delivery and report it."
        )


def put_in_place(aside: Path, marts: Path) -> None:
    """Swap the new marts in, so that a crash leaves the old ones or the new ones whole."""
    for path in (aside, marts.parent):
        descriptor = os.open(path, os.O_RDONLY)
        os.fsync(descriptor)
        if path == aside:
            aside.replace(marts)
        os.close(descriptor)


def remove_aside(aside: Path) -> None:
    """Remove what an earlier run may have left."""
    for path in (aside, aside.with_name(aside.name + ".wal")):
        path.unlink(missing_ok=True)
