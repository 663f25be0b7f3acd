"""Identities: hashes over content, the same on any machine, in any home, in any physical form."""

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

import polars as pl

import schemas
import transforms


def hash_content(tables: Iterable[pl.DataFrame], person: str) -> str:
    """The hash over tables in the order given; the person takes part by the order of first appearance, never by name.

    Source: contract section 5 (`content_hash`, `ledger_hash`).
    """
    frames = list(tables)
    order = (
        pl.concat([frame.select(person) for frame in frames]).unique(maintain_order=True).with_row_index("person_no")
    )
    digest = hashlib.sha256()
    for frame in frames:
        persons = frame.select(person).join(order, on=person, how="left", maintain_order="left")["person_no"]
        for column in (*frame.drop(person).get_columns(), persons):
            digest.update(f"{column.name} {column.len()}\n".encode())
            for content in canonical_bytes(column):
                digest.update(content)
    return digest.hexdigest()


def canonical_bytes(column: pl.Series) -> Iterator[bytes]:
    """A column's content as bytes that depend on its values alone: which are empty, then all values one after the other.

    Texts by their lengths and their UTF-8; dates as days since 1970, amounts in øre, as little-endian 64-bit numbers.
    """
    yield column.is_null().cast(pl.UInt8).to_numpy().tobytes()
    if column.dtype == pl.String or isinstance(column.dtype, pl.Enum):
        texts = column.cast(pl.String).fill_null("")
        yield texts.str.len_bytes().cast(pl.Int64).to_numpy().tobytes()
        yield "".join(texts.str.join("").to_list()).encode()
    else:
        yield column.to_physical().cast(pl.Int64).fill_null(0).to_numpy().astype("<i8").tobytes()


def extend_ledger_hash(before: str, entries: pl.DataFrame) -> str:
    """The ledger's hash after further entries: over the hash before and the entries; without entries it stays as it is."""
    if entries.is_empty() and before:
        return before
    return hashlib.sha256(f"{before}\n{hash_content([entries], 'person_key')}\n".encode()).hexdigest()


@cache
def code_version() -> str:
    """The version of genopt, and a hash over its rules (transforms and schemas)."""
    digest = hashlib.sha256()
    for package in (transforms, schemas):
        for path in sorted(Path(str(package.__file__)).parent.glob("*.py")):
            digest.update(path.name.encode() + path.read_bytes().replace(b"\r\n", b"\n"))
    return f"{metadata.version('genopt')}+{digest.hexdigest()[:12]}"
