"""What a month's site shows: read from the marts and the archive as they were known after the month, then held back where few."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any, NamedTuple

import duckdb
import polars as pl

from flows.archive import Archive
from flows.connection import read_query, reading
from flows.failures import WrongUsage
from flows.home import Home
from flows.month import SettlementMonth
from flows.recall import recall_facts
from flows.results import Result, fetch_result
from flows.site.monitoring import LATEST, read_indicators
from transforms.dated import Facts, is_in_force


class Known(NamedTuple):
    """What the marts say of a month and those before it, nothing held back yet.

    cells: activity_month, area_kind, area, scheme, events, citizens, municipal_kr. entries: what each settlement month booked
    of each activity month, by area (region), scheme and tariff_group. booked: what the month itself booked, is_earlier or not.
    latest: the run that the indicators stand as after. result: what the run computed, with CPR numbers: only counts of it go on.
    """

    run: Mapping[str, Any]
    facts: Facts
    places: pl.DataFrame
    cells: pl.DataFrame
    entries: pl.DataFrame
    booked: pl.DataFrame
    funnel: pl.DataFrame
    coded: pl.DataFrame
    assumptions: pl.DataFrame
    inputs: pl.DataFrame
    dictionary: pl.DataFrame
    indicators: pl.DataFrame
    latest: Mapping[str, Any]
    result: Result


def read_known(home: Home, month: SettlementMonth) -> Known:
    """Read a month. Raises WrongUsage (exit 2) where it is not settled, ArchiveDamaged (exit 5)."""
    if not home.marts.exists():
        raise WrongUsage(f"There are no marts at {home.marts}: settle a month first, or give the home with --home.")
    with reading(home.marts) as marts_db:
        run = find_run(marts_db, home, month)
        archive = Archive(home)
        manifest = archive.read_manifest(run["run_id"], run["manifest"])
        facts = recall_facts(archive, manifest)
        places = name_places(facts, month)
        marts_db.register("places", places)
        of_month, of_run = {"month": str(month)}, {"run_id": run["run_id"]}
        return Known(
            run,
            facts,
            places,
            read_query(marts_db, read_sql("cells"), of_month),
            read_query(marts_db, read_sql("known"), of_month),
            read_query(marts_db, read_sql("booked"), {**of_month, "round": run["round"]}),
            read_query(
                marts_db, "FROM funnel WHERE run_id = $run_id ORDER BY step, bucket, reason NULLS FIRST", of_run
            ),
            read_coded(marts_db, month),
            read_query(marts_db, "FROM assumptions WHERE run_id = $run_id ORDER BY fact, row_key", of_run),
            read_query(marts_db, "FROM inputs WHERE run_id = $run_id ORDER BY file", of_run),
            read_query(marts_db, read_sql("dictionary")),
            read_indicators(marts_db, str(month)),
            read_query(marts_db, LATEST).row(0, named=True),
            fetch_result(archive, manifest),
        )


def read_coded(marts_db: duckdb.DuckDBPyConnection, month: SettlementMonth) -> pl.DataFrame:
    """What was coded as rehabilitation, month by month; nothing where the marts were last written by a version that did not count it."""
    if not marts_db.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'coded'").fetchall():
        return pl.DataFrame(schema=CODED)
    return read_query(marts_db, read_sql("coded"), {"month": str(month)})


CODED = {"activity_month": pl.String, "area": pl.String, "setting": pl.String} | dict.fromkeys(
    ("rehabilitation", "other", "persons"), pl.Int64
)


def find_run(marts_db: duckdb.DuckDBPyConnection, home: Home, month: SettlementMonth) -> Mapping[str, Any]:
    """The latest run that settled the month, its final round before its provisional one."""
    runs = read_query(
        marts_db,
        """FROM runs WHERE status = 'published' AND register_name = 'lpr2' AND settlement_month = $month
        ORDER BY round = 'final' DESC, length(run_id) DESC, run_id DESC LIMIT 1""",
        {"month": str(month)},
    )
    if runs.is_empty():
        raise WrongUsage(
            f"{home.folder} holds no settlement of {month}: settle it first; `genopt runs` lists what is settled."
        )
    return runs.row(0, named=True)


def name_places(facts: Facts, month: SettlementMonth) -> pl.DataFrame:
    """The municipalities of the month: municipality, name, region, inhabitants (of the year nearest to it; empty where unknown)."""
    in_force = facts.municipalities.with_columns(on=pl.lit(month.last_day)).filter(is_in_force("on"))
    distance = (pl.col("year") - month.year).abs()
    nearest = facts.population.sort(distance, "year").unique("municipality", keep="first", maintain_order=True)
    inhabitants = nearest.select("municipality", "inhabitants", "year")
    return (
        in_force.select("municipality", "name", "region")
        .join(inhabitants, on="municipality", how="left")
        .sort("municipality")
    )


def read_sql(name: str) -> str:
    """A query of this package."""
    return (files(__package__) / f"{name}.sql").read_text(encoding="utf-8").rstrip()
