"""Identities: hashes over content, the same on any machine, in any home, in any physical form."""

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import metadata
from pathlib import Path

import numpy as np
import polars as pl

import schemas
import transforms

WORKERS = 2
"""Columns that are hashed side by side: one takes one core, and as much memory as it holds."""


def hash_tables(frames: Sequence[pl.DataFrame], person: str) -> list[str]:
    """The hash over each table's content; the person takes part by the order of first appearance, never by name.

    Source: contract section 5 (`content_hash`, `ledger_hash`).
    """
    order = (
        pl.concat([frame.select(person) for frame in frames]).unique(maintain_order=True).with_row_index("person_no")
    )
    with ThreadPoolExecutor(WORKERS) as pool:
        return [hash_together(*pool.map(hash_column, list_columns(frame, person, order))) for frame in frames]


def list_columns(frame: pl.DataFrame, person: str, order: pl.DataFrame) -> list[pl.Series]:
    """A table's columns, the person by number."""
    persons = frame.select(person).join(order, on=person, how="left", maintain_order="left")["person_no"]
    return [*frame.drop(person).get_columns(), persons]


def hash_column(column: pl.Series) -> str:
    """The hash over a column's name, length and content."""
    digest = hashlib.sha256(f"{column.name} {column.len()}\n".encode())
    for content in canonical_bytes(column):
        digest.update(content)
    return digest.hexdigest()


def hash_together(*hashes: str) -> str:
    """One hash over others, in their order."""
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def canonical_bytes(column: pl.Series) -> Iterator[bytes]:
    """A column's content as bytes that depend on its values alone: which are empty, then all values one after the other.

    Numbers are little-endian: dates as days since 1970, amounts in øre. Texts that recur among the first
    thousand: those there are, sorted, and the place of each row's among them; others: their lengths and their UTF-8.
    """
    yield f"{column.null_count()}\n".encode()
    if column.null_count():
        yield np.packbits(column.is_null().to_numpy()).tobytes()
    if column.dtype == pl.String or isinstance(column.dtype, pl.Enum):
        texts = column.cast(pl.String)
        first = texts.head(1000)
        if 2 * first.n_unique() < first.len():
            distinct = texts.drop_nulls().unique().sort()
            yield from written_out(distinct)
            yield from little_endian(texts.cast(pl.Enum(distinct)).to_physical())
        else:
            yield from written_out(texts)
    elif isinstance(column.dtype, pl.Decimal):
        yield from little_endian(column.to_physical().cast(pl.Int64))
    else:
        yield from little_endian(column.to_physical().cast(pl.Int32))


def written_out(texts: pl.Series) -> Iterator[bytes]:
    """Texts as their lengths in bytes and their UTF-8."""
    filled = texts.fill_null("")
    yield from little_endian(filled.str.len_bytes())
    yield filled.str.join("").cast(pl.Binary).item()


def little_endian(numbers: pl.Series) -> Iterator[bytes]:
    """Numbers as little-endian bytes, an empty one as 0."""
    filled = numbers.fill_null(0).to_numpy()
    yield filled.astype(filled.dtype.newbyteorder("<"), copy=False).tobytes()


@cache
def installed() -> dict[str, str]:
    """The installed distributions and their versions, by name."""
    return dict(sorted((one.metadata["Name"].lower(), one.version) for one in metadata.distributions()))


def lock_hash() -> str:
    """One hash over the installed distributions: what the lock file fixes, as it is on this machine."""
    return hashlib.sha256("".join(f"{name}=={version}\n" for name, version in installed().items()).encode()).hexdigest()


@cache
def code_version() -> str:
    """The version of genopt, and a hash over its rules: transforms, schemas, and how the indicators are counted in the marts."""
    digest = hashlib.sha256()
    rules = [
        path for package in (transforms, schemas) for path in sorted(Path(str(package.__file__)).parent.glob("*.py"))
    ]
    for path in (*rules, Path(__file__).with_name("measuring.py")):
        digest.update(path.name.encode() + path.read_bytes().replace(b"\r\n", b"\n"))
    return f"{metadata.version('genopt')}+{digest.hexdigest()[:12]}"
