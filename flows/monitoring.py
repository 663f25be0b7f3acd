"""Monitoring in the marts: plans put in place with a run, indicators made anew from all that stands. Source: issue 4."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from flows.connection import read_query, reading
from flows.measuring import join_measures, measure_activity, measure_plans
from flows.month import SettlementMonth
from transforms.dated import Facts
from transforms.indicators import compute_indicators
from transforms.policies import value_on
from transforms.suppression import suppress_small_cells

LIMITS = ("older_from_age", "elderly_from_age", "waiting_days_short", "waiting_days_long")
"""Policies that the populations read. Source: `transforms.populations`."""


def replace_plans(
    marts_db: duckdb.DuckDBPyConnection, run: Mapping[str, Any], plans: pl.DataFrame, closed_years: str
) -> pl.DataFrame:
    """Remove the plans issued on the days that the run computed, and give those that come in their place.

    Those of a closed year stay as they were, like its charges; `closed_years`: a query of them. Rule R13.
    """
    marts_db.execute(
        f"DELETE FROM plans WHERE issued_on BETWEEN $first AND $last AND year(issued_on) NOT IN ({closed_years})",
        {"first": run["window_from"], "last": run["window_to"]},
    )
    closed = [year for (year,) in marts_db.execute(closed_years).fetchall()]
    is_open = ~pl.col("issued_on").dt.year().is_in(closed)
    return plans.filter(is_open).with_columns(pl.lit(run["run_id"]).alias("run_id"))


def make_indicators(marts_db: duckdb.DuckDBPyConnection, facts: Facts, month: str) -> pl.DataFrame:
    """The indicators of all that stands in the marts, by the policies in force on the settlement month's last day.

    One day's policies make the whole series: a month is compared with others by one definition.
    """
    limits = read_limits(facts, SettlementMonth.parse(month).last_day)
    measures = join_measures(measure_activity(marts_db, limits), measure_plans(marts_db, limits))
    rehabilitation = pl.sum_horizontal("charged_events", "set_aside_events").alias("rehabilitation_events")
    return compute_indicators(measures.with_columns(rehabilitation), facts.population, facts.municipalities)


def read_limits(facts: Facts, day: date) -> dict[str, int]:
    """The ages and days of the indicators in force on a day."""
    return {policy: int(value_on(facts, policy, day)) for policy in LIMITS}


def read_publishable(marts: Path, facts: Facts, month: str) -> pl.DataFrame:
    """The indicators that may leave the house, by the threshold in force on the last day of a month. See `suppress_small_cells`."""
    with reading(marts) as marts_db:
        indicators = read_query(marts_db, "FROM indicators")
    threshold = int(value_on(facts, "suppression_threshold", SettlementMonth.parse(month).last_day))
    return suppress_small_cells(indicators, threshold)
