"""Drawn tables for the oracle's own tests: a month drawn as text goes in, an answer drawn as text is compared."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from .deliveries import Delivery, write
from .facts import Facts, Row, base_facts, write_facts
from .recomputed import Recomputed, recompute_month

CONTACT = {"v_cpr": "6101500001", "c_sgh": "1301", "c_kom": "0751", "d_inddto": "2007-03-01"}
"""What a drawn contact has where its table does not say."""


def table(drawn: str) -> list[Row]:
    """Read a drawn table: a line of headings, a ruler, then rows; cells by `|`."""
    lines = [
        [cell.strip() for cell in line.split("|")] for line in drawn.splitlines() if line.strip() and "+--" not in line
    ]
    return [dict(zip(lines[0], cells, strict=True)) for cells in lines[1:]]


def settle(
    folder: Path, t_adm: str, t_bes: str = "", t_sksube: str = "", facts: Facts | None = None, month: str = "2007-03"
) -> Recomputed:
    """Settle a drawn month; only the columns that are drawn, or that every contact has, are delivered."""
    drawn = {"t_adm": [CONTACT | row for row in table(t_adm)], "t_bes": table(t_bes), "t_sksube": table(t_sksube)}
    columns = {
        "t_adm": [*drawn["t_adm"][0], *({"c_afd", "d_uddto"} - set(drawn["t_adm"][0]))],
        "t_bes": ["v_recnum", "d_ambdto"],
        "t_sksube": ["v_recnum", "c_opr", "d_odto", "c_oprart"],
    }
    delivery = Delivery("2007-01-01", "2007-12-31", drawn, columns)
    return recompute_month(
        write(delivery, folder / "delivery"), write_facts(facts or base_facts(), folder / "facts"), month
    )


def assert_same(answer: pl.DataFrame, drawn: str) -> None:
    """Compare the drawn columns of an answer, as text and in any order of rows; null is an empty cell."""
    expected = table(drawn)
    columns = list(expected[0])
    actual = [dict(zip(columns, map(text, row), strict=True)) for row in answer.select(columns).iter_rows()]
    assert in_order(actual) == in_order(expected)


def text(cell: object) -> str:
    """Write a cell as a drawn table does."""
    return "" if cell is None else str(cell)


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Sort rows by their cells."""
    return sorted(rows, key=lambda row: tuple(row.values()))
