"""What the site takes from the marts of monitoring, as it may leave the house: plans and waiting, and free services.

These marts say what stands now, so only the site of the latest run has them. Activity and kroner the site takes from the
ledger instead, as it was known after its month; of visits these indicators are shown for no place smaller than a region.
"""

import duckdb
import polars as pl

from flows.connection import read_query
from transforms.definitions import DEFINITIONS, SPREAD
from transforms.hiding import Line, hide_few
from transforms.plan_indicators import DAYS, PLANS
from transforms.suppression import suppress_small_cells

OF_PLANS = [definition.name for definition in (*PLANS, *DAYS)]
"""Indicators whose counts have no part in the site's other figures."""

OF_REGIONS = ["older_citizens_share", "older_visits_share", "set_aside_share"]
"""Indicators that are shown of regions and the country only."""

PLACES = ("municipality", "region", "country")

PUBLISHED = ["indicator", "area", "value", "unit"]


def read_indicators(marts_db: duckdb.DuckDBPyConnection, run_id: str, month: str) -> pl.DataFrame:
    """The indicators of the month's year and the site's places, all of them.

    None where the marts stand later than the run, or were last written by a version that made none.
    """
    if not marts_db.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'indicators'").fetchall():
        return pl.DataFrame()
    return read_query(
        marts_db,
        f"FROM indicators WHERE {IS_LATEST} AND left(period, 4) = $year AND area_kind IN {PLACES}",
        {"run_id": run_id, "year": month[:4]},
    )


def read_free_services(marts_db: duckdb.DuckDBPyConnection, run_id: str, month: str) -> pl.DataFrame:
    """The month's free services by the hospital's region; none where the marts stand later than the run."""
    return read_query(
        marts_db,
        f"""SELECT creditor_region AS area, count(*)::BIGINT AS events, count(DISTINCT person_key)::BIGINT AS citizens,
            sum(advisory_kr)::DECIMAL(14,2) AS kr
        FROM set_aside
        WHERE {IS_LATEST} AND reason = 'no_rehabilitation_plan' AND strftime(activity_date, '%Y-%m') = $month
        GROUP BY ALL ORDER BY ALL""",
        {"run_id": run_id, "month": month},
    )


IS_LATEST = """$run_id = (
    SELECT run_id FROM runs WHERE status = 'published' ORDER BY length(run_id) DESC, run_id DESC LIMIT 1)"""


def publish_indicators(indicators: pl.DataFrame, month: str, threshold: int) -> pl.DataFrame:
    """What of the month's indicators is shown: indicator, area, value (empty where held back), unit."""
    if indicators.is_empty():
        return pl.DataFrame(schema=dict.fromkeys(PUBLISHED, pl.String) | {"value": pl.Float64})
    of_month = suppress_small_cells(indicators, threshold).filter(pl.col("period") == month)
    spreads = [f"{name}_{ending}" for name in OF_PLANS if DEFINITIONS[name].has_spread for ending in SPREAD]
    is_of_plans = pl.col("indicator").is_in([*OF_PLANS, *spreads])
    is_of_regions = pl.col("indicator").is_in(OF_REGIONS) & (pl.col("area_kind") != "municipality")
    return of_month.filter(is_of_plans | is_of_regions).select(PUBLISHED).sort("indicator", "area")


def publish_free_services(free: pl.DataFrame, threshold: int) -> pl.DataFrame:
    """Free services by region with the country ('DK') last, emptied where few: area, events, kr."""
    if free.is_empty():
        return free.select("area", "events", "kr")
    country = free.select(
        pl.lit("DK").alias("area"), pl.col("events", "citizens").sum(), pl.col("kr").sum().cast(free.schema["kr"])
    )
    both = pl.concat([free, country])
    hidden = hide_few(dict(both.select("area", "citizens").rows()), [Line("DK", free["area"].to_list())], threshold)
    shown = [pl.when(~pl.col("area").is_in(hidden)).then(pl.col(name)).alias(name) for name in ("events", "kr")]
    return both.select("area", *shown)
