"""Tables drawn in text: how the tests give rows and what they expect of them.

    event_id | sks_code | activity_date
    ---------+----------+--------------
    v1       | BLNA     | 2007-03-05

An empty cell is empty (null). A column's name tells its type, as in the code: `_on` and dates, `_kr` kroner, `_share`.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal

import polars as pl

DATES = ("activity_date", "valid_from", "valid_to", "on")
COUNTS = ("age", "contact", "events", "gap_days", "inhabitants", "row_number", "rows", "year")

Cell = str | int | bool | date | Decimal | None


def rows(drawn: str) -> list[dict[str, str]]:
    """The rows of a drawn table as text, heading -> cell; an empty cell is an empty text."""
    lines = [line for line in drawn.splitlines() if line.strip() and not set(line) <= set("-+ ")]
    heading, *body = ([cell.strip() for cell in line.split("|")] for line in lines)
    return [dict(zip(heading, cells, strict=True)) for cells in body]


def table(drawn: str) -> pl.DataFrame:
    """A drawn table as a frame, each column of the type that its name tells."""
    lines = [line for line in drawn.splitlines() if line.strip()]
    heading = [name.strip() for name in lines[0].split("|")]
    dtypes = {name: _type_of(name) for name in heading}
    cells = {name: [_read(row[name], dtypes[name]) for row in rows(drawn)] for name in heading}
    return pl.DataFrame(cells, schema=dtypes)


def draw(heading: Sequence[str], body: Iterable[Sequence[Cell]]) -> str:
    """Rows drawn as a table."""
    lines = [list(heading), *([_write(cell) for cell in cells] for cells in body)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(heading))]
    drawn = [" | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "\n".join([drawn[0], "-+-".join("-" * width for width in widths), *drawn[1:]])


def assert_same(actual: pl.DataFrame, expected: str | pl.DataFrame, *, in_order: bool = False) -> None:
    """The columns drawn hold the rows drawn, no row more and none less; their order counts only where said."""
    wanted = table(expected) if isinstance(expected, str) else expected
    missing = set(wanted.columns) - set(actual.columns)
    assert not missing, f"there is no column {' or '.join(sorted(missing))}; there are {', '.join(actual.columns)}"
    found = actual.select(wanted.columns)
    wanted_rows, found_rows = wanted.cast(dict(found.schema)).rows(), found.rows()
    if not in_order:
        wanted_rows, found_rows = sorted(wanted_rows, key=_place), sorted(found_rows, key=_place)
    assert found_rows == wanted_rows, (
        f"\nexpected\n{draw(wanted.columns, wanted_rows)}\n\nfound\n{draw(wanted.columns, found_rows)}\n"
    )


def _type_of(name: str) -> pl.DataType:
    if name.endswith("_on") or name in DATES:
        return pl.Date()
    if name.endswith("_kr"):
        return pl.Decimal(14, 2)
    if name.endswith("_share"):
        return pl.Decimal(7, 4)
    if name.startswith(("is_", "has_", "was_")):
        return pl.Boolean()
    return pl.Int64() if name in COUNTS else pl.String()


def _read(cell: str, dtype: pl.DataType) -> Cell:
    readers: dict[pl.DataType, Callable[[str], Cell]] = {
        pl.Date(): date.fromisoformat,
        pl.Boolean(): {"yes": True, "no": False}.__getitem__,
        pl.Int64(): int,
    }
    read = Decimal if isinstance(dtype, pl.Decimal) else readers.get(dtype, str)
    return read(cell) if cell else None


def _write(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return "" if cell is None else str(cell)


def _place(cells: Sequence[Cell]) -> list[tuple[bool, str]]:
    return [(cell is not None, _write(cell)) for cell in cells]
