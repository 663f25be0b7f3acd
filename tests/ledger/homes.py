"""A home under test: settle into it as the command would, and read its marts as plain rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.failures import Failure
from flows.settle_month import Order, settle_month
from tests import given

Row = dict[str, Any]


def settle(order: Order) -> int:
    """Settle a month and give the exit code that the command would end with."""
    try:
        settle_month(order)
    except Failure as failure:
        return failure.exit_code
    return 0


class HomeUnderTest:
    """A home of its own, with what its marts say as rows: column -> value, kroner as decimals, days as dates."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.marts = folder / "marts" / "genopt.duckdb"

    def rows(self, query: str, *parameters: object) -> list[Row]:
        """The rows of a query."""
        with self.opened() as marts:
            return marts(query, *parameters)

    @contextmanager
    def opened(self) -> Iterator[Any]:
        """The marts to read: a function that gives the rows of a query. Where nothing was settled there are none."""
        if not self.marts.exists():
            yield lambda _query, *_parameters: []
            return
        connection = reader()
        connection.execute(f"ATTACH '{self.marts}' AS marts (READ_ONLY)")
        connection.execute("USE marts")
        try:
            yield lambda query, *parameters: named(connection.execute(query, list(parameters)))
        finally:
            connection.execute("USE memory")
            connection.execute("DETACH marts")


@cache
def reader() -> duckdb.DuckDBPyConnection:
    """One DuckDB for all reading: starting it takes longer than a query."""
    return duckdb.connect()


def named(answer: duckdb.DuckDBPyConnection) -> list[Row]:
    """Rows by the names of their columns."""
    names = [column[0] for column in answer.description or []]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


@contextmanager
def facts_read_once() -> Iterator[None]:
    """Read and prove each facts folder once: it takes as long as settling a small delivery."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.settle_month.read_facts", given.facts_read_once)
        yield
