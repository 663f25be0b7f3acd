"""What the statements of a month are made of: set-based queries of the marts, for all parties at once, and what the run found waiting."""

import tomllib
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from typing import Any, NamedTuple

import duckdb
import polars as pl

from flows.archive import Archive, Manifest
from flows.connection import read_query, reading
from flows.failures import WrongUsage
from flows.home import Home
from flows.month import SettlementMonth
from flows.order import keep_of_register, keep_published
from flows.recall import recall_facts
from flows.results import fetch_result
from flows.statements.control_lists import add_told_region, read_control_lists
from flows.statements.uncertainty import find_reach
from flows.warehouse import read_runs
from transforms.bilateral_events import HOSPITALS
from transforms.dated import Facts
from transforms.events import NEVER
from transforms.problems import row_key

USED_FACTS = ("tariffs", "tariff_codes", "hospitals", "municipalities", "opt_outs", "shares")
"""Facts of which each charge says itself which row it used."""


class Periods(NamedTuple):
    """A settlement month with its round, and what stands beside it. Of a final round: December's provisional one, and last year's final."""

    month: str
    round: str
    before_month: str
    before_round: str
    year_ago_month: str

    @classmethod
    def of(cls, month: SettlementMonth, round: str) -> "Periods":
        """The periods of a month and round."""
        year_ago = SettlementMonth(month.year - 1, month.number)
        previous = (
            SettlementMonth(month.year, month.number - 1) if month.number > 1 else SettlementMonth(month.year - 1, 12)
        )
        before = month if round == "final" else previous
        return cls(str(month), round, str(before), "provisional", str(year_ago))


class Gathered(NamedTuple):
    """All that the statements of a month hold, for all parties at once, beside the run and the facts that it used."""

    periods: Periods
    run: Mapping[str, Any]
    run_ids: list[str]
    known: set[tuple[str, str]]
    is_synthetic: bool
    facts: Facts
    lines: pl.DataFrame
    sections: pl.DataFrame
    uncertain: pl.DataFrame
    control: pl.DataFrame
    entries: pl.DataFrame
    held: pl.DataFrame
    waiting: pl.DataFrame
    is_checked: bool
    checked: pl.DataFrame


def gather(home: Home, month: SettlementMonth, round: str) -> Gathered:
    """Gather a month and round that is settled. Raises ArchiveDamaged (exit 5)."""
    periods = Periods.of(month, round)
    published = keep_of_register(keep_published(read_runs(home.marts)), HOSPITALS)
    of_month = published.filter(settlement_month=periods.month, round=round)
    run = of_month.row(-1, named=True)
    with reading(home.marts) as marts_db:
        archive = Archive(home)
        manifest = archive.read_manifest(run["run_id"], run["manifest"])
        facts = recall_facts(archive, manifest)
        is_checked, checked = read_control_lists(home, marts_db, run["run_id"], published["run_id"][-1])
        return Gathered(
            periods,
            run,
            of_month["run_id"].to_list(),
            set(published.select("settlement_month", "round").rows()),
            is_synthetic(archive, manifest),
            facts,
            *query_marts(marts_db, periods, run["run_id"], facts),
            held := keep_held(archive, published[: published["run_id"].index_of(run["run_id"]) + 1]),
            sum_waiting(held),
            is_checked,
            add_told_region(checked, facts, month.last_day),
        )


def read_settled(home: Home, month: SettlementMonth, round: str) -> pl.DataFrame:
    """The runs of both registers that settled a month and round, oldest first. Raises WrongUsage (exit 2) where none did."""
    if not home.marts.exists():
        raise WrongUsage(f"There are no marts at {home.marts}: settle a month first, or give the home with --home.")
    settled = keep_published(read_runs(home.marts)).filter(settlement_month=str(month), round=round)
    if settled.is_empty():
        raise WrongUsage(f"{home.folder} holds no {round} settlement of {month}: settle it first.")
    return settled


def query_marts(marts_db: duckdb.DuckDBPyConnection, periods: Periods, run_id: str, facts: Facts) -> list[pl.DataFrame]:
    """The frames of `Gathered` that are asked of the marts, in its order."""
    of_period = {"month": periods.month, "round": periods.round}
    marts_db.execute(read_sql("booked"), periods._asdict())
    for name in USED_FACTS:
        marts_db.register(
            f"fact_{name}", getattr(facts, name).with_columns(row_key(name), pl.col("valid_to").fill_null(NEVER))
        )
    assumptions = read_query(marts_db, "FROM assumptions WHERE run_id = $run", {"run": run_id})
    marts_db.register("reach", find_reach(assumptions, facts))
    return [
        read_query(marts_db, read_sql("lines")),
        read_query(marts_db, read_sql("sections")),
        read_query(marts_db, read_sql("uncertain"), {"run": run_id}),
        read_query(marts_db, read_sql("control"), of_period),
        read_query(marts_db, read_sql("entries")),
    ]


def read_sql(name: str) -> str:
    """A query of this package."""
    return (files(__package__) / f"{name}.sql").read_text(encoding="utf-8").rstrip().removesuffix(";")


def keep_held(archive: Archive, runs: pl.DataFrame) -> pl.DataFrame:
    """The visits that waited for the end mark of their course after the last of some runs, with `cpr`. Source: rule R8.

    From the archive: the marts say what waits now.
    """
    held = []
    for (run_id, manifest), days in list_days(runs).partition_by("run_id", "manifest", as_dict=True).items():
        set_aside = fetch_result(archive, archive.read_manifest(run_id, manifest)).set_aside
        named = set_aside.with_columns(pl.col("reason").cast(pl.String))
        held.append(named.filter(reason="awaiting_end_mark").join(days, on="activity_date", how="semi"))
    return pl.concat(held, how="diagonal_relaxed").sort("payer_municipality", "activity_date", "event_id")


def list_days(runs: pl.DataFrame) -> pl.DataFrame:
    """Each day that some runs computed, with the run that has the last word on it: run_id, manifest, activity_date.

    It is the latest that computed the day; in a year whose final round is booked the latest until then. Rule R13.
    """
    numbered = runs.with_row_index("place")
    year = pl.col("settlement_month").str.head(4).cast(pl.Int32).alias("year")
    closed = numbered.filter(round="final").group_by(year).agg(pl.col("place").min().alias("closed_at"))
    windows = numbered.select(
        "place", "run_id", "manifest", pl.date_ranges("window_from", "window_to").alias("activity_date")
    )
    return (
        windows.explode("activity_date")
        .with_columns(pl.col("activity_date").dt.year().alias("year"))
        .join(closed, on="year", how="left", maintain_order="left")
        .filter(pl.col("closed_at").is_null() | (pl.col("place") <= pl.col("closed_at")))
        .unique("activity_date", keep="last", maintain_order=True)
        .select("run_id", "manifest", "activity_date")
    )


def sum_waiting(held: pl.DataFrame) -> pl.DataFrame:
    """Held visits and their advisory kroner by payer, creditor, hospital and scheme."""
    keys = ("payer_municipality", "creditor_region", "hospital", "scheme")
    return held.group_by(keys).agg(pl.len().alias("visits"), pl.col("advisory_kr").sum()).sort(keys)


def is_synthetic(archive: Archive, manifest: Manifest) -> bool:
    """Whether the delivery was made and is nobody's data."""
    stored = next(file for file in manifest.delivery if file.file == "delivery.toml")
    return bool(tomllib.loads(archive.fetch(stored).decode("utf-8-sig")).get("synthetic", False))


def month_end(periods: Periods) -> date:
    """The last day of the settlement month."""
    return SettlementMonth.parse(periods.month).last_day
