"""Write the tables of a delivery in each physical form that the contract (section 2) allows."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
from hypothesis import strategies as st

Row = dict[str, str]


@dataclass(frozen=True)
class Dialect:
    """One physical form.

    Attributes:
        ending: csv, csv.gz or parquet.
        delimiter, encoding, line_end, is_quoted: of the CSV forms.
        headings: lower, upper or title: the letter case of the heading line.
        is_reversed: columns in the opposite order.
        types: of the Parquet form: text, typed (dates and whole numbers), timestamps (dates as midnight).
    """

    ending: str = "csv"
    delimiter: str = ";"
    encoding: str = "utf-8"
    line_end: str = "\n"
    is_quoted: bool = False
    headings: str = "lower"
    is_reversed: bool = False
    types: str = "text"


PLAIN = Dialect()
DIALECTS = {
    "plain": PLAIN,
    "comma, BOM, CRLF, upper-case headings": Dialect(
        delimiter=",", encoding="utf-8-sig", line_end="\r\n", headings="upper"
    ),
    "ISO-8859-15, quoted": Dialect(encoding="iso8859-15", is_quoted=True),
    "ISO-8859-15, CRLF, comma": Dialect(encoding="iso8859-15", line_end="\r\n", delimiter=","),
    "gzip, quoted, BOM, reversed columns": Dialect("csv.gz", is_quoted=True, encoding="utf-8-sig", is_reversed=True),
    "gzip, ISO-8859-15": Dialect("csv.gz", encoding="iso8859-15", headings="title"),
    "parquet of text": Dialect("parquet", headings="upper"),
    "parquet of types": Dialect("parquet", is_reversed=True, types="typed"),
    "parquet of timestamps": Dialect("parquet", types="timestamps"),
}


def dialects() -> st.SearchStrategy[Dialect]:
    """Draw one of the physical forms."""
    return st.sampled_from(list(DIALECTS.values()))


def write_table(folder: Path, table: str, columns: Sequence[str], rows: Sequence[Row], dialect: Dialect) -> None:
    """Write one table; an absent cell is empty."""
    columns = list(reversed(columns)) if dialect.is_reversed else list(columns)
    path = folder / f"{table}.{dialect.ending}"
    if dialect.ending == "parquet":
        parquet_frame(columns, rows, dialect).write_parquet(path)
    else:
        content = csv_text(columns, rows, dialect).encode(dialect.encoding, errors="replace")
        path.write_bytes(gzip.compress(content, mtime=0) if dialect.ending == "csv.gz" else content)


def csv_text(columns: Sequence[str], rows: Sequence[Row], dialect: Dialect) -> str:
    """Write rows as CSV text."""
    text = io.StringIO()
    lines = csv.writer(
        text,
        delimiter=dialect.delimiter,
        quoting=csv.QUOTE_ALL if dialect.is_quoted else csv.QUOTE_MINIMAL,
        lineterminator=dialect.line_end,
    )
    lines.writerow([heading(column, dialect) for column in columns])
    lines.writerows([row.get(column, "") for column in columns] for row in rows)
    return text.getvalue()


def heading(column: str, dialect: Dialect) -> str:
    """Write a column's name in the dialect's letter case."""
    return {"lower": column.lower(), "upper": column.upper(), "title": column.title()}[dialect.headings]


def parquet_frame(columns: Sequence[str], rows: Sequence[Row], dialect: Dialect) -> pl.DataFrame:
    """Give rows as a frame: empty cells are null, and columns typed where the dialect and all their cells allow."""
    cells = {column: [row.get(column) or None for row in rows] for column in columns}
    return pl.DataFrame([typed(heading(column, dialect), texts, dialect.types) for column, texts in cells.items()])


def typed(name: str, texts: list[str | None], types: str) -> pl.Series:
    """Give a column as whole numbers or dates where all its cells are that, else as text."""
    filled = [text for text in texts if text is not None]
    if types != "text" and filled and all(is_whole_number(text) for text in filled):
        return pl.Series(name, [None if text is None else int(text) for text in texts], dtype=pl.Int64)
    if types != "text" and filled and all(is_iso_date(text) for text in filled):
        days = pl.Series(name, [None if text is None else date.fromisoformat(text) for text in texts], dtype=pl.Date)
        return days.cast(pl.Datetime("us")) if types == "timestamps" else days
    return pl.Series(name, texts, dtype=pl.String)


def is_whole_number(text: str) -> bool:
    """Say whether a text is a number as a number would be written."""
    return text.isascii() and text.isdigit() and str(int(text)) == text


def is_iso_date(text: str) -> bool:
    """Say whether a text is a date, written YYYY-MM-DD."""
    try:
        return len(text) == 10 and str(date.fromisoformat(text)) == text
    except ValueError:
        return False
