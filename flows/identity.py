"""Identities: hashes over content, the same on any machine, in any home, in any physical form."""

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path

import polars as pl

import schemas
import transforms

ROWS_AT_A_TIME = 200_000


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
        numbered = frame.join(order, on=person, how="left", maintain_order="left").drop(person)
        digest.update((",".join(numbered.columns) + "\n").encode())
        for rows in numbered.iter_slices(ROWS_AT_A_TIME):
            digest.update(rows.write_csv(include_header=False).encode())
    return digest.hexdigest()


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
