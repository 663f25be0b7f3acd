"""The bilateral activity of a month as it stands, read from the archive: all visits of the runs that computed it last."""

import io
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import duckdb
import polars as pl

from flows.archive import Archive, Manifest
from flows.connection import read_query, reading
from flows.explaining import LATEST_RUN
from flows.failures import WrongUsage
from flows.home import Home
from flows.month import SettlementMonth
from flows.recall import recall_facts
from flows.results import fetch_result
from transforms.bilateral import SERVICES, list_unpriced
from transforms.bilateral_events import (
    HOSPITALS,
    MUNICIPALITIES,
    attach_municipal_services,
    prepare_hospital_visits,
    prepare_municipal_activity,
)
from transforms.dated import Facts
from transforms.ges import Municipal
from transforms.placeholders import keep_seen

REGISTERS = (HOSPITALS, MUNICIPALITIES)

AS_KNOWN = "WITH runs AS (FROM genopt.runs WHERE settlement_month <= $until) SELECT * "
"""The runs as they were after a settlement month."""


class Activity(NamedTuple):
    """Bilateral visits of a month and of what else its runs computed, with `cpr`.

    visits: the columns of `transforms.bilateral.VISITS`, course, is_finishing. services: what municipal visits hold.
    facts: those of the newest of the runs. runs: one of each register that has settled the month.
    """

    visits: pl.DataFrame
    services: pl.DataFrame
    facts: Facts
    runs: Sequence[Mapping[str, Any]]


def read_activity(home: Home, month: SettlementMonth, until: str = "9999-12") -> Activity:
    """Read a month's activity as it stands, or as it was known after the settlement month `until`.

    Raises WrongUsage (exit 2) where no run has settled the month, ArchiveDamaged (exit 5).
    """
    if not home.marts.exists():
        raise WrongUsage(f"There are no marts at {home.marts}: settle a month first, or give the home with --home.")
    with reading(home.marts) as marts_db:
        runs = [run for register in REGISTERS for run in find_run(marts_db, register, month, until)]
    if not runs:
        raise WrongUsage(f"{home.folder} holds no settlement of {month}: `genopt runs` lists what is settled.")
    archive = Archive(home)
    manifests = [archive.read_manifest(run["run_id"], run["manifest"]) for run in runs]
    read = [read_run(archive, run["register_name"], manifest) for run, manifest in zip(runs, manifests, strict=True)]
    visits, services = (pl.concat(tables, how="diagonal") for tables in zip(*read, strict=True))
    newest = max(manifests, key=lambda manifest: (len(manifest.run_id), manifest.run_id))
    return Activity(visits, services, read_facts(archive, newest), runs)


def find_run(
    marts_db: duckdb.DuckDBPyConnection, register: str, month: SettlementMonth, until: str
) -> list[Mapping[str, Any]]:
    """The run of a register that last computed the month, where there is one."""
    of_month = {"register": register, "day": month.last_day, "until": until}
    return read_query(marts_db, AS_KNOWN + LATEST_RUN, of_month).rows(named=True)


def read_run(archive: Archive, register: str, manifest: Manifest) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The visits and finished courses that a run computed, with their courses, and the services that they hold."""
    settled, facts = fetch_result(archive, manifest), read_facts(archive, manifest)
    if register == HOSPITALS:
        activity = prepare_hospital_visits(settled.charges.lazy(), settled.window)
        services = pl.DataFrame(schema=SERVICES)
    else:
        registry = read_registry(archive, manifest)
        of_window = pl.col("activity_date") >= settled.window.first
        activity = prepare_municipal_activity(registry, facts, settled.window).filter(of_window).collect().lazy()
        services = attach_municipal_services(activity, registry).select(list(SERVICES)).collect()
    courses = activity.select(
        "event_id", "is_finishing", course=pl.concat_str("register_name", "course", separator=" ")
    ).collect()
    visits = pl.concat([settled.bilateral, list_unpriced(activity, settled.bilateral, facts)])
    return visits.join(courses, on="event_id", how="left", maintain_order="left"), services


def read_registry(archive: Archive, manifest: Manifest) -> Municipal:
    """The municipal rows that a run accepted."""
    stored = {file.file: file for file in manifest.rows}
    tables = (archive.fetch(stored[f"{name}.parquet"]) for name in Municipal._fields)
    return Municipal(*(pl.read_parquet(io.BytesIO(content)) for content in tables))


def read_facts(archive: Archive, manifest: Manifest) -> Facts:
    """The facts of a run; a real delivery sees no placeholder prices."""
    (toml,) = (file for file in manifest.delivery if file.file == "delivery.toml")
    delivered = tomllib.loads(archive.fetch(toml).decode("utf-8-sig"))
    facts = recall_facts(archive, manifest)
    return keep_seen(facts, is_synthetic=delivered.get("synthetic", False))
