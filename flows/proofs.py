"""What is proven of a run beside its figures: that the archive and the ledger still are what they were."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from flows.archive import Archive, Manifest
from flows.entries import extend_ledger_hash
from flows.failures import ArchiveDamaged
from flows.home import Home
from flows.integrity import ALL_DAYS, CHECKS, count_violations, find_violations
from flows.order import keep_published
from flows.warehouse import opened, read_entries_of_run, read_runs

OF_RUN = "the run says that it booked something else than its entries"
"""The check that also holds for a run after which others changed the marts."""


class Proof(NamedTuple):
    """One thing that holds, or does not. detail: what was looked at, or what is wrong with it."""

    what: str
    holds: bool
    detail: str


def prove_objects(archive: Archive, manifest: Manifest) -> Iterator[Proof]:
    """Whether each archived file of the run is byte for byte what was stored."""
    for stored in manifest.objects():
        try:
            archive.fetch(stored)
            yield Proof(f"archive: {stored.file}", holds=True, detail=stored.sha256)
        except ArchiveDamaged:
            yield Proof(f"archive: {stored.file}", holds=False, detail=f"not what was stored as {stored.sha256}")


def prove_ledger(home: Home, run: dict[str, Any], ledger: str = "ledger") -> Proof:
    """Whether one of the ledgers up to a run is what the runs booked: its hash, made again entry by entry."""
    what = ledger.replace("_", " ")
    runs = read_runs(home.marts)
    for place, earlier in enumerate(runs.iter_rows(named=True)):
        entries = read_entries_of_run(home.marts, earlier["run_id"], ledger)
        if earlier["status"] == "published":
            ledger_hash = extend_ledger_hash(runs.head(place), entries, ledger)
            if ledger_hash != earlier[f"{ledger}_hash"]:
                return Proof(what, holds=False, detail=f"the entries of {earlier['run_id']} are not those it booked")
        if earlier["run_id"] == run["run_id"]:
            break
    return Proof(what, holds=True, detail=run[f"{ledger}_hash"])


def prove_content(then: str, now: str) -> Proof:
    """Whether every column of every charge and set-aside is the same, also those that no booking compares; by their hashes."""
    return Proof("content", holds=then == now, detail=now)


def prove_marts(home: Home, run: dict[str, Any]) -> Iterator[Proof]:
    """Whether the marts as published still add up: charges, ledger, lines, and what the run says of itself. Rule R14."""
    latest = keep_published(read_runs(home.marts))["run_id"].last()
    with opened(home.marts) as marts_db:
        wrong = find_violations(marts_db, latest, bilateral_days=ALL_DAYS)
        if run["run_id"] != latest and count_violations(marts_db, CHECKS[OF_RUN], run["run_id"]):
            wrong.append(OF_RUN)
    yield Proof("marts", holds=not wrong, detail="; ".join(wrong) or "every figure adds up")
