"""What the bilateral statements of a month are made of: what both registers' runs booked, for all parties at once."""

from collections.abc import Mapping
from importlib.resources import files
from typing import NamedTuple

import polars as pl

from flows.archive import Archive
from flows.connection import read_query, reading
from flows.home import Home
from flows.month import SettlementMonth
from flows.recall import recall_facts
from flows.statements.gathering import is_synthetic
from transforms.dated import Facts


class BilateralGathered(NamedTuple):
    """All that the bilateral statements of a month hold.

    runs: those of the month and round, oldest first. facts: by register, those of its latest run.
    """

    month: SettlementMonth
    round: str
    runs: pl.DataFrame
    is_synthetic: bool
    facts: Mapping[str, Facts]
    entries: pl.DataFrame
    control: pl.DataFrame

    @property
    def latest_facts(self) -> Facts:
        """The facts of the month's latest run, whatever its register."""
        return self.facts[self.runs["register_name"][-1]]


def gather_bilateral(home: Home, month: SettlementMonth, round: str, runs: pl.DataFrame) -> BilateralGathered:
    """Gather a month and round. runs: the published ones of both, at least one. Raises ArchiveDamaged (exit 5)."""
    of_period = {"month": str(month), "round": round}
    with reading(home.marts) as marts_db:
        entries, control = (read_query(marts_db, read_sql(name), of_period) for name in ("entries", "control"))
    archive = Archive(home)
    latest = runs.unique("register_name", keep="last", maintain_order=True)
    manifests = {
        register: archive.read_manifest(run_id, manifest)
        for register, run_id, manifest in latest.select("register_name", "run_id", "manifest").rows()
    }
    return BilateralGathered(
        month,
        round,
        runs,
        any(is_synthetic(archive, manifest) for manifest in manifests.values()),
        {register: recall_facts(archive, manifest) for register, manifest in manifests.items()},
        entries,
        control,
    )


def read_sql(name: str) -> str:
    """A query of this package."""
    return (files(__package__) / f"{name}.sql").read_text(encoding="utf-8").rstrip().removesuffix(";")
