"""What the archive remembers of one citizen and of the facts of a run, read without reading the rest.

Nothing is proven again here: the run has accepted these rows and proven these facts, and importing what proves them takes
longer than the answer may.
"""

import io

import polars as pl

from flows.archive import Archive, Manifest, StoredFile
from flows.failures import ArchiveDamaged
from transforms.dated import KEYS, MAY_BE_ABSENT, TYPES, Facts, no_rows
from transforms.lpr2 import Registry


def recall_citizen(archive: Archive, manifest: Manifest, contact_key: str) -> Registry | None:
    """All accepted rows of the citizen of a contact; None where the run had no such contact.

    Raises ArchiveDamaged where the rows cannot be read.
    """
    stored = {file.file: file for file in manifest.rows}
    contacts, visits, services = (stored[f"{name}.parquet"] for name in Registry._fields)
    named = scan(archive, contacts, pl.col("contact_key") == contact_key)
    if named.is_empty():
        return None
    of_citizen = scan(archive, contacts, pl.col("cpr") == named.item(0, "cpr"))
    is_theirs = pl.col("contact").is_in(of_citizen["contact"].implode())
    return Registry(of_citizen, *(scan(archive, file, is_theirs) for file in (visits, services)))


def scan(archive: Archive, stored: StoredFile, keep: pl.Expr) -> pl.DataFrame:
    """The rows of a stored table that are to be kept; only what they are known by is read of the others."""
    try:
        return pl.scan_parquet(archive.path_of(stored), glob=False).filter(keep).collect()
    except (FileNotFoundError, pl.exceptions.PolarsError):
        raise ArchiveDamaged(stored.file, stored.sha256) from None


def recall_facts(archive: Archive, manifest: Manifest) -> Facts:
    """The facts that a run used. Raises ArchiveDamaged where their bytes are no longer those that were stored."""
    archived = {name: read_fact(archive, stored) for name, stored in list_facts(manifest).items()}
    return Facts(**{name: no_rows(name) for name in MAY_BE_ABSENT} | archived)


def list_facts(manifest: Manifest) -> dict[str, StoredFile]:
    """The archived file of each fact."""
    return {name: stored for stored in manifest.facts if (name := stored.file.removesuffix(".csv")) in KEYS}


def read_fact(archive: Archive, stored: StoredFile) -> pl.DataFrame:
    """One fact with its types."""
    rows = pl.read_csv(io.BytesIO(archive.fetch(stored)), infer_schema=False)
    trimmed = rows.with_columns(pl.all().str.strip_chars().replace("", None))
    return trimmed.with_columns(
        pl.col(name).str.to_date("%Y-%m-%d") if TYPES[name] == pl.Date else pl.col(name).cast(TYPES[name])
        for name in rows.columns
        if name in TYPES
    )
