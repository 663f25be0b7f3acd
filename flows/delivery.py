"""A delivery: find its files, decode them, read every cell as trimmed text. As tolerant as contract section 2, no more."""

import codecs
import csv
import gzip
import hashlib
import io
import re
import tomllib
import zlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pandera.polars as pa
import polars as pl
import pyarrow
from pyarrow import parquet
from pydantic import ValidationError

from flows.failures import DeliveryRefused
from schemas.deliveries import DeliveryToml
from schemas.registers import REGISTERS

SUFFIXES = (".csv", ".csv.gz", ".parquet")
BLANK_LINE = re.compile(rb"(?:(?<=\n)|^)[ \t]*\r?\n")
CHUNK = 1 << 24
"""Bytes that are decoded at a time."""

Headings = Mapping[str, str]
"""What a table's columns may be called beside their names: heading in small letters -> column."""


UNREADABLE = (
    OSError,
    EOFError,
    zlib.error,
    UnicodeDecodeError,
    csv.Error,
    pl.exceptions.PolarsError,
    pyarrow.ArrowException,
)
"""What reading a damaged file ends in."""


class InputFile(NamedTuple):
    """One file of a delivery as it lay in the folder: name, SHA-256, bytes, data rows (None for delivery.toml)."""

    file: str
    sha256: str
    bytes: int
    rows: int | None


class Delivery(NamedTuple):
    """A delivery as it lies in its folder: what it says of itself, and where its tables are."""

    toml: DeliveryToml
    file: InputFile
    paths: Mapping[str, Path]


def find_delivery(folder: Path) -> Delivery:
    """Find a delivery's files. Raises DeliveryRefused (exit 3), naming what is missing."""
    if not folder.is_dir():
        raise DeliveryRefused(f"There is no delivery folder {folder}. Give the one that holds delivery.toml.")
    toml, file = read_toml(folder)
    return Delivery(toml, file, {name: find_table(folder, name) for name in REGISTERS[toml.register_name]})


def read_register(folder: Path) -> str:
    """The register that a delivery says it is of, before the delivery itself is looked at; of an unreadable one the hospitals'."""
    try:
        return read_toml(folder)[0].register_name
    except DeliveryRefused:
        return "lpr2"


def delivery_id(files: list[InputFile]) -> str:
    """The identity of a delivery: a hash over the names and hashes of its files."""
    content = "".join(f"{file.file} {file.sha256}\n" for file in sorted(files, key=lambda file: file.file))
    return hashlib.sha256(content.encode()).hexdigest()


def read_toml(folder: Path) -> tuple[DeliveryToml, InputFile]:
    """What the delivery says of itself."""
    path = folder / "delivery.toml"
    try:
        raw = path.read_bytes()
        toml = DeliveryToml.model_validate(tomllib.loads(raw.decode("utf-8-sig")))
    except FileNotFoundError:
        raise DeliveryRefused(
            "delivery.toml is missing: it says register, period_from, period_to and drawn_on."
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        raise DeliveryRefused("delivery.toml cannot be read as TOML.") from None
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc'])) or 'period'}: {fault['msg']}"
            for fault in error.errors(include_input=False)
        )
        raise DeliveryRefused(
            f"delivery.toml is wrong: {faults}. Dates are written 2007-01-01, without quotation marks."
        ) from None
    return toml, InputFile("delivery.toml", hashlib.sha256(raw).hexdigest(), len(raw), None)


def find_table(folder: Path, name: str) -> Path:
    """The one file that holds a table."""
    found = sorted(path for path in folder.iterdir() if path.name.lower() in {name + suffix for suffix in SUFFIXES})
    if not found:
        raise DeliveryRefused(f"{name} is missing: the folder needs {name}.csv, {name}.csv.gz or {name}.parquet.")
    if len(found) > 1:
        raise DeliveryRefused(
            f"{name} is there twice: {' and '.join(path.name for path in found)}. Remove all but one."
        )
    return found[0]


def read_table(path: Path, model: type[pa.DataFrameModel], headings: Headings) -> tuple[pl.DataFrame, InputFile]:
    """The columns of a table that some rule reads, as trimmed text (empty = null), with `row_number` from 1."""
    try:
        raw = path.read_bytes()
        read = read_parquet if path.name.lower().endswith(".parquet") else read_csv
        with ThreadPoolExecutor(1) as aside:
            sha256 = aside.submit(hashlib.sha256, raw)
            rows = read(path.name, raw, model, headings)
            return rows, InputFile(path.name, sha256.result().hexdigest(), len(raw), rows.height)
    except UNREADABLE:
        raise DeliveryRefused(f"{path.name} cannot be read: {describe_damage(path)}. Draw it again.") from None


def describe_damage(path: Path) -> str:
    """What is likely wrong with a file that cannot be read."""
    if not path.is_file():
        return "it is no file"
    if path.name.lower().endswith(".csv"):
        return "a row has more cells than the heading, or a quotation mark is not closed"
    return "it is damaged, cut short, or no file of this kind"


def read_csv(file: str, raw: bytes, model: type[pa.DataFrameModel], headings: Headings) -> pl.DataFrame:
    """A CSV table. The separator is read off the heading line; blank lines are no rows; cells left out are empty."""
    content = decode(gzip.decompress(raw) if file.lower().endswith(".gz") else raw)
    if has_blank_line(content):
        content = BLANK_LINE.sub(b"", content)
    heading = io.BytesIO(content).readline()
    separator = ";" if b";" in heading else ","
    names = next(csv.reader([heading.decode().rstrip("\r\n")], delimiter=separator), [])
    places = find_columns(file, names, model, headings)
    if len(content) == len(heading):
        return trim(pl.DataFrame(schema=dict.fromkeys(places, pl.String)), model)
    quote = '"' if b'"' in content else None
    if quote and has_loose_quotes(content, separator):
        cells = read_loosely(content, separator, places, len(names))
    else:
        columns = list(places.values())
        cells = pl.read_csv(content, separator=separator, infer_schema=False, quote_char=quote, columns=columns)
    named = cells.rename(dict(zip(cells.columns, places, strict=True)))
    return trim(named, model, is_padded=may_be_padded(content))


def has_blank_line(content: bytes) -> bool:
    """Whether some line is empty. Python looks for two bytes twice as fast from the end."""
    return (
        content[:1] in (b"\r", b"\n")
        or content.rfind(b"\n\n") >= 0
        or (b"\r" in content and content.rfind(b"\n\r\n") >= 0)
    )


def may_be_padded(content: bytes) -> bool:
    """Whether some cell may begin or end with white space: of ASCII, where there is any but the ends of lines."""
    return not content.isascii() or any(sign in content for sign in (b" ", b"\t", b"\v", b"\f", b"\r", b'"'))


def has_loose_quotes(content: bytes, separator: str) -> bool:
    """Whether some quotation mark is part of a cell (`5" wound`) and does not enclose one."""
    apart = re.escape(separator.encode())
    inside = re.search(rb'[^\n"%b]"[^\r\n"%b]' % (apart, apart), content)
    opened = len(re.findall(rb'(?:^|\n|%b)"' % apart, content))
    closed = len(re.findall(rb'"(?=%b|\r?\n|\r?\Z)' % apart, content))
    return bool(inside) or opened != closed


def read_loosely(content: bytes, separator: str, places: Mapping[str, int], width: int) -> pl.DataFrame:
    """Read a table with loose quotation marks cell by cell, as the slower csv module does: they are text like any other."""
    rows = list(csv.reader(io.StringIO(content.decode(), newline=""), delimiter=separator, strict=True))[1:]
    too_wide = next((number for number, row in enumerate(rows, 1) if len(row) > width), None)
    if too_wide:
        raise csv.Error(f"row {too_wide} has more cells than the heading")
    columns = {name: [row[place] if place < len(row) else None for row in rows] for name, place in places.items()}
    return pl.DataFrame(columns, schema=dict.fromkeys(places, pl.String))


def read_parquet(file: str, raw: bytes, model: type[pa.DataFrameModel], headings: Headings) -> pl.DataFrame:
    """A Parquet table; typed columns are read as their text. Arrow reads it: a damaged file is an error there, not a crash."""
    table = parquet.ParquetFile(pyarrow.BufferReader(raw))
    names = list(table.schema_arrow.names)
    places = find_columns(file, names, model, headings)
    rows = pl.DataFrame(table.read(columns=[names[place] for place in places.values()]))
    return trim(rows.select(as_text(rows.schema, names[place]).alias(name) for name, place in places.items()), model)


def as_text(schema: pl.Schema, column: str) -> pl.Expr:
    """A typed column as its text; a moment as `2007-03-05 00:00:00`, with a fraction only where it has one."""
    if isinstance(schema[column], pl.Datetime):
        return pl.col(column).dt.cast_time_unit("us").dt.to_string("%Y-%m-%d %H:%M:%S%.f").str.replace(r"\.0+$", "")
    return pl.col(column).cast(pl.String)


def find_columns(file: str, heading: list[str], model: type[pa.DataFrameModel], headings: Headings) -> dict[str, int]:
    """Where the columns that a rule reads stand. Headings may be in any letter case and order; unknown ones are ignored."""
    written = [name.strip().lower() for name in heading]
    names = [headings.get(name, name) for name in written]
    schema = model.to_schema().columns
    missing = [name for name, column in schema.items() if column.required and name not in names]
    if missing:
        also = {name: [other for other, column in headings.items() if column == name != other] for name in missing}
        wanted = " and ".join(" or ".join([name, *also[name]]) for name in missing)
        raise DeliveryRefused(f"{file} lacks the column {wanted}. Contract section 2 lists what an extract needs.")
    repeated = [name for name in schema if names.count(name) > 1]
    if repeated:
        raise DeliveryRefused(f"{file} has the column {' and '.join(repeated)} twice. Remove one.")
    return {name: names.index(name) for name, column in schema.items() if name in names and column.metadata["is_read"]}


def trim(rows: pl.DataFrame, model: type[pa.DataFrameModel], *, is_padded: bool = True) -> pl.DataFrame:
    """Trim every cell that may need it, empty text to null, codes to upper case, and number the rows from 1."""
    schema = model.to_schema().columns
    codes = [name for name in rows.columns if schema[name].metadata["is_code"]]
    trimmed = rows.with_columns(pl.all().str.strip_chars()) if is_padded else rows
    return trimmed.with_columns(pl.col(codes).str.to_uppercase()).select(
        pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("row_number"), pl.when(pl.all() != "").then(pl.all())
    )


def decode(content: bytes) -> bytes:
    """The content as UTF-8 without its mark; what is not UTF-8 is taken for ISO-8859-15."""
    if content.isascii():
        return content
    reader = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), CHUNK):
            reader.decode(content[start : start + CHUNK], final=start + CHUNK >= len(content))
    except UnicodeDecodeError:
        return content.decode("iso-8859-15").encode()
    return content.removeprefix(codecs.BOM_UTF8)
