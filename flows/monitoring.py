"""Monitoring in the marts: plans put in place with a run, indicators made anew for the years that it touched."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from flows.connection import read_query, reading
from flows.facts import facts_id
from flows.measuring import measure_activity, measure_plans
from flows.month import SettlementMonth
from transforms.dated import Facts
from transforms.definitions import SPREAD
from transforms.indicators import compute_indicators
from transforms.measures import join_measures
from transforms.plan_indicators import DAYS, PLANS
from transforms.policies import value_on
from transforms.suppression import suppress_small_cells

LIMITS = ("older_from_age", "elderly_from_age", "waiting_days_short", "waiting_days_long", "first_visit_days")
"""Policies that the populations read. Source: `transforms.populations`."""

OF_PLANS = [name for plan in (*PLANS, *DAYS) for name in (plan.name, *(f"{plan.name}_{ending}" for ending in SPREAD))]
"""The indicators of plans, with their spreads."""

LAST_RUN = """SELECT code_version, facts_id, settlement_month FROM runs WHERE status = 'published'
    ORDER BY length(run_id) DESC, run_id DESC LIMIT 1"""
"""The run that made the indicators that stand."""


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


def replace_indicators(
    marts_db: duckdb.DuckDBPyConnection, run: Mapping[str, Any], first_touched: date, facts: Facts
) -> pl.DataFrame:
    """Remove the indicators of the years that a run may have changed, and give those that come in their place.

    first_touched: the first day of which the run changed something. A visit may be the first of a plan issued the year before.
    One program, one set of facts and one day's policies make the whole series: where one of them is new, so is every year.
    """
    limits = read_limits(facts, run["settlement_month"])
    last = marts_db.execute(LAST_RUN).fetchone()
    if last is None or (*last[:2], read_limits(facts, last[2])) != (run["code_version"], facts_id(facts), limits):
        first_touched = date.min + timedelta(days=limits["first_visit_days"])
    activity_since = date(first_touched.year, 1, 1)
    plans_since = date((first_touched - timedelta(days=limits["first_visit_days"])).year, 1, 1)
    marts_db.execute(
        """DELETE FROM indicators WHERE left(period, 4)::INTEGER >= $activity
        OR (left(period, 4)::INTEGER >= $plans AND indicator IN $of_plans)""",
        {"activity": activity_since.year, "plans": plans_since.year, "of_plans": OF_PLANS},
    )
    return make_indicators(marts_db, facts, run["settlement_month"], activity_since, plans_since)


def make_indicators(
    marts_db: duckdb.DuckDBPyConnection,
    facts: Facts,
    month: str,
    activity_since: date = date.min,
    plans_since: date = date.min,
) -> pl.DataFrame:
    """The indicators of what stands in the marts: those of activity, and those of plans, each from a first of January on.

    By the policies in force on the settlement month's last day, so that a month is compared with others by one definition.
    """
    limits = read_limits(facts, month)
    measures = join_measures(
        measure_activity(marts_db, limits, activity_since), measure_plans(marts_db, limits, plans_since)
    )
    rehabilitation = pl.sum_horizontal("charged_events", "set_aside_events").alias("rehabilitation_events")
    return compute_indicators(measures.with_columns(rehabilitation), facts.population, facts.municipalities)


def read_limits(facts: Facts, month: str) -> dict[str, int]:
    """The ages and days of the indicators in force on a month's last day."""
    day = SettlementMonth.parse(month).last_day
    return {policy: int(value_on(facts, policy, day)) for policy in LIMITS}


def read_publishable(marts: Path, facts: Facts, month: str) -> pl.DataFrame:
    """The indicators that may leave the house, by the threshold in force on the last day of a month. See `suppress_small_cells`."""
    with reading(marts) as marts_db:
        indicators = read_query(marts_db, "FROM indicators")
    threshold = int(value_on(facts, "suppression_threshold", SettlementMonth.parse(month).last_day))
    return suppress_small_cells(indicators, threshold)
