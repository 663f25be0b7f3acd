"""Connections to DuckDB: to write marts, and to read those that are published without ever blocking anybody."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from flows.failures import InputOutputFailed, IntegrityFailed

MEMORY = "640MB"
"""What DuckDB may hold in memory; beyond it, it works from a folder beside the marts.

With less than twice 4 MB per column and core it inserts into the widest mart with one core alone.
"""

PART = 4 * 122_880
"""Rows that are inserted at a time: whole row groups of DuckDB."""


@contextmanager
def reading(marts: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published marts to read. A reader that opened them for writing locks the file, not us: it is read from a copy."""
    try:
        with tempfile.TemporaryDirectory() as folder, connect_to_read(marts, Path(folder)) as marts_db:
            yield marts_db
    except duckdb.OutOfMemoryException:
        raise InputOutputFailed(
            f"{marts.name} could not be read: the memory that a query may take ({MEMORY}), or the disk beside the marts, is too small. "
            "The marts are whole: make room, then try again; where it stays so, report it."
        ) from None
    except duckdb.Error:
        raise IntegrityFailed(
            f"{marts} is damaged or was not made by genopt, so nothing was published. Put it aside, or give another --home."
        ) from None


def connect_to_read(marts: Path, folder: Path) -> duckdb.DuckDBPyConnection:
    """A connection to the marts, or to a copy in the folder where a reader that may write holds them."""
    try:
        return connect(marts, read_only=True)
    except duckdb.IOException:
        return connect(shutil.copyfile(marts, folder / marts.name), read_only=True)


def connect(database: Path | str, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection that fetches nothing from outside, and draws nothing on the terminal that shows the run's progress."""
    connection = duckdb.connect(str(database), read_only=read_only)
    connection.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false")
    connection.execute("SET enable_progress_bar = false")
    connection.execute(f"SET memory_limit = '{MEMORY}'")
    return connection


def read_query(
    marts_db: duckdb.DuckDBPyConnection, query: str, parameters: Mapping[str, Any] | None = None
) -> pl.DataFrame:
    """The rows of a query."""
    rows = pl.from_arrow(marts_db.sql(query, params=parameters).to_arrow_table())
    assert isinstance(rows, pl.DataFrame)
    return rows


def insert(marts_db: duckdb.DuckDBPyConnection, name: str, rows: pl.DataFrame) -> None:
    """Add rows to a mart, column by column name; many of them in parts, since on their way they are held more than once."""
    columns = list_columns(rows.columns)
    for part in rows.iter_slices(PART):
        marts_db.register("rows_to_insert", part)
        marts_db.execute(f"INSERT INTO {name} ({columns}) SELECT {columns} FROM rows_to_insert")
        marts_db.unregister("rows_to_insert")


def list_columns(names: list[str]) -> str:
    """Column names as SQL."""
    return ", ".join(f'"{name}"' for name in names)
