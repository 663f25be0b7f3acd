"""The marts file: built aside from the one that stands, checked, then put in its place in one step.

Readers keep the file they have open; nobody ever sees half of a run. Source: contract section 5, section 7, rule R14.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import duckdb
import polars as pl

from flows.failures import IntegrityFailed, WrongUsage
from flows.integrity import find_violations
from flows.posting import FACT_MARTS, Publication, list_columns, post
from schemas.ddl import create_table
from schemas.facts import FACTS, fact_columns
from schemas.marts import MARTS, mart_columns
from transforms.booking import COMPARED

MEMORY = "1GB"
"""What DuckDB may hold in memory; beyond it, it works from a folder beside the marts."""


class Standing(NamedTuple):
    """What the marts say before a run: its charges (event_id and what is compared), and its runs, oldest first."""

    charges: pl.DataFrame
    runs: pl.DataFrame


def read_standing(marts: Path) -> Standing:
    """What stands before a run; nothing in a home that was never settled."""
    charges, runs = list_columns(["event_id", *COMPARED]), list_columns(list(mart_columns("runs")))
    try:
        with opened(marts) as marts_db:
            return Standing(
                charges=read_query(marts_db, f"SELECT {charges} FROM charges"),
                runs=read_query(marts_db, f"SELECT {runs} FROM runs ORDER BY length(run_id), run_id"),
            )
    except duckdb.Error:
        raise IntegrityFailed(
            f"{marts} is damaged or was not made by genopt, so nothing was published. Put it aside, or give another --home."
        ) from None


def read_query(marts_db: duckdb.DuckDBPyConnection, query: str) -> pl.DataFrame:
    """The rows of a query."""
    rows = pl.from_arrow(marts_db.sql(query).to_arrow_table())
    assert isinstance(rows, pl.DataFrame)
    return rows


@contextmanager
def opened(marts: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published marts to read, empty ones where none are published yet.

    A reader that opened them for writing locks the file, not us: what it holds is read from a copy.
    """
    with tempfile.TemporaryDirectory() as folder:
        if not marts.exists():
            connection = connect(":memory:")
            create_marts(connection)
        else:
            try:
                connection = connect(marts, read_only=True)
            except duckdb.IOException:
                connection = connect(shutil.copyfile(marts, Path(folder) / marts.name), read_only=True)
        with connection:
            yield connection


def connect(database: Path | str, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection that fetches nothing from outside."""
    connection = duckdb.connect(str(database), read_only=read_only)
    connection.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
    connection.execute(f"SET memory_limit = '{MEMORY}'")
    return connection


def create_marts(marts_db: duckdb.DuckDBPyConnection) -> None:
    """Make the empty marts with their comments."""
    models = {name: (MARTS[name][0], mart_columns(name)) for name in MARTS}
    models |= {name: (FACTS[name], fact_columns(name)) for name in FACT_MARTS}
    for name, (model, columns) in models.items():
        for statement in create_table(name, model, columns):
            marts_db.execute(statement)


def read_runs(marts: Path) -> pl.DataFrame:
    """The runs of a home, newest first. Raises WrongUsage (exit 2) where nothing was ever settled."""
    if not marts.exists():
        raise WrongUsage(f"There are no marts at {marts}: settle a month first, or give the home with --home.")
    return read_standing(marts).runs.reverse()


def publish(marts: Path, publication: Publication) -> None:
    """Build the new marts aside, check them, put them in place in one step. Raises IntegrityFailed (exit 5), publishing nothing."""
    marts.parent.mkdir(parents=True, exist_ok=True)
    aside = marts.with_name(marts.name + ".new")
    remove_aside(aside)
    try:
        if marts.exists():
            shutil.copyfile(marts, aside)
        with connect(aside) as marts_db:
            if not marts.exists():
                create_marts(marts_db)
            marts_db.execute("BEGIN")
            post(marts_db, publication)
            stop_at_violations(find_violations(marts_db, publication.run["run_id"]))
            marts_db.execute("COMMIT")
            marts_db.execute("CHECKPOINT")
        put_in_place(aside, marts)
    except duckdb.ConstraintException as error:
        stop_at_violations([f"a mart does not allow what was computed ({str(error).partition(chr(10))[0]})"])
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
