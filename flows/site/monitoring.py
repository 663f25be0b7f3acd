"""Monitoring on the site: plans and waiting, as they may leave the house; free services, and the citizens behind a run's account.

The mart `indicators` says what stands now: the site of an earlier month shows its plans and waiting so, and says it. Activity and
kroner the site takes from the ledger instead, as it was known after its month, and free services from the run's archived result; of
visits these indicators are shown for no place smaller than a region, and on the site of the latest run only.
"""

import duckdb
import polars as pl

from flows.connection import read_query
from flows.results import Result
from transforms.definitions import DEFINITIONS, SPREAD
from transforms.plan_indicators import DAYS, PLANS
from transforms.suppression import suppress_small_cells

OF_PLANS = [definition.name for definition in (*PLANS, *DAYS)]
"""Indicators whose counts have no part in the site's other figures."""

OF_REGIONS = ["older_citizens_share", "older_visits_share", "set_aside_share"]
"""Indicators that are shown of regions and the country only."""

PLACES = ("municipality", "region", "country")

PUBLISHED = ["indicator", "area", "value", "unit"]


def read_indicators(marts_db: duckdb.DuckDBPyConnection, month: str) -> pl.DataFrame:
    """The indicators of the month's year and the site's places, all of them; none where the marts' version made none."""
    if not marts_db.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'indicators'").fetchall():
        return pl.DataFrame()
    return read_query(
        marts_db,
        f"FROM indicators WHERE left(period, 4) = $year AND area_kind IN {PLACES}",
        {"year": month[:4]},
    )


LATEST = (
    "FROM runs WHERE status = 'published' AND register_name = 'lpr2' ORDER BY length(run_id) DESC, run_id DESC LIMIT 1"
)
"""The run that the indicators stand as after."""


def count_citizens(funnel: pl.DataFrame, result: Result) -> pl.DataFrame:
    """A run's account of rows and events with `citizens`: behind events those of the run's result, else the rows.

    Events that are no rehabilitation are in no result: they count as one citizen each.
    """
    set_aside = result.set_aside.select("cpr", reason=pl.col("reason").cast(pl.String))
    both = pl.concat([result.charges.select("cpr"), set_aside.select("cpr")])
    buckets = {"charged": result.charges, "set_aside": set_aside, "rehabilitation": both}
    counted = pl.concat(
        [
            rows.select(
                pl.lit(bucket).alias("bucket"), pl.lit("").alias("told"), pl.col("cpr").n_unique().alias("persons")
            )
            for bucket, rows in buckets.items()
        ]
        + [
            set_aside.group_by(pl.lit("set_aside").alias("bucket"), pl.col("reason").alias("told")).agg(
                pl.col("cpr").n_unique().alias("persons")
            )
        ]
    ).with_columns(step=pl.lit("events"))
    known = funnel.with_columns(told=pl.col("reason").fill_null("")).join(
        counted, on=["step", "bucket", "told"], how="left", maintain_order="left"
    )
    return known.select(*funnel.columns, pl.coalesce("persons", "rows").alias("citizens"))


FREE, COUNTRY, REST = "no_rehabilitation_plan", "DK", "rest"
"""The reason of free services; and beside the regions the country, and what the run found of other months."""

RESIDENCE = "residence "
"""Stands before an area that is not where the hospital is, but where the citizen lives."""


def count_free_services(result: Result, month: str) -> pl.DataFrame:
    """The month's free services by the hospital's region and by residence, the country and the rest last: area, events, citizens, kr.

    From the run's result in the archive: the marts say what stands now. Nothing where the run found none.
    """
    found = result.set_aside.filter(pl.col("reason").cast(pl.String) == FREE)
    is_of_month = pl.col("activity_date").dt.to_string("%Y-%m") == month
    of_month = found.filter(is_of_month)
    parts = {
        **{region or "": rows for (region,), rows in of_month.partition_by("creditor_region", as_dict=True).items()},
        **{
            f"{RESIDENCE}{town or ''}": rows
            for (town,), rows in of_month.partition_by("payer_municipality", as_dict=True).items()
        },
        COUNTRY: of_month,
        REST: found.filter(~is_of_month),
    }
    rows = [
        (area, part.height, part["cpr"].n_unique(), part["advisory_kr"].sum() or 0)
        for area, part in sorted(parts.items(), key=lambda one: (one[0] in (COUNTRY, REST), one[0]))
        if part.height
    ]
    schema = {"area": pl.String, "events": pl.Int64, "citizens": pl.Int64, "kr": pl.Decimal(14, 2)}
    return pl.DataFrame(rows, schema=schema, orient="row")


def publish_indicators(indicators: pl.DataFrame, month: str, threshold: int, *, is_latest: bool) -> pl.DataFrame:
    """What of the month's indicators is shown: indicator, area, value (empty where held back), unit.

    is_latest: whether they stand as after the site's own run; else those of visits are left out, for the site has the visits as
    they were known then, and few between then and now would show.
    """
    if indicators.is_empty():
        return pl.DataFrame(schema=dict.fromkeys(PUBLISHED, pl.String) | {"value": pl.Float64})
    of_month = suppress_small_cells(indicators, threshold).filter(pl.col("period") == month)
    spreads = [f"{name}_{ending}" for name in OF_PLANS if DEFINITIONS[name].has_spread for ending in SPREAD]
    is_of_plans = pl.col("indicator").is_in([*OF_PLANS, *spreads])
    is_of_regions = pl.col("indicator").is_in(OF_REGIONS) & (pl.col("area_kind") != "municipality") & is_latest
    return of_month.filter(is_of_plans | is_of_regions).select(PUBLISHED).sort("indicator", "area")
