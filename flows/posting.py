"""Posting a run into the marts: entries appended to the ledger, what stands put in place, lines summed again. Rule R13."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Protocol

import duckdb
import polars as pl

from flows.bilateral_posting import BilateralPublication, post_bilateral
from flows.connection import insert, list_columns
from flows.monitoring import replace_indicators, replace_plans
from schemas.marts import MARTS, mart_columns
from transforms.bilateral_events import HOSPITALS
from transforms.booking import Booking
from transforms.control_agreements import NO_AGREEMENT
from transforms.control_lists import DEVIATING
from transforms.dated import Facts
from transforms.events import STAY

FACT_MARTS = ("municipalities", "hospitals", "tariffs")
"""Facts that are published as the latest run used them."""

IS_STAY = f"event_id ^@ '{STAY}'"
"""Only a stay can change its date: a visit's is part of its name. Contract R2, R3."""

CLOSED_YEARS = """SELECT left(settlement_month, 4)::INTEGER FROM runs
    WHERE round = 'final' AND status = 'published' AND register_name = 'lpr2'"""
"""Years whose final round is booked."""


class Posted(Protocol):
    """What is posted: see `flows.publication.Publication`."""

    @property
    def run(self) -> Mapping[str, Any]:
        """The row of `runs`."""

    @property
    def entries(self) -> Callable[[], pl.DataFrame]:
        """Gives what the ledger gets, in its shape."""

    @property
    def booking(self) -> Booking:
        """What stands after the run."""

    @property
    def bilateral(self) -> BilateralPublication:
        """What the run books bilaterally, and what stands of it."""

    @property
    def control_list(self) -> pl.DataFrame:
        """The lines of the control lists that the run found."""

    @property
    def per_run(self) -> Mapping[str, pl.DataFrame]:
        """Rows of the marts that a run only adds to."""

    @property
    def plans(self) -> pl.DataFrame:
        """The plans issued on the days that the run computed."""

    @property
    def facts(self) -> Facts:
        """The facts that the run used."""


def post(marts_db: duckdb.DuckDBPyConnection, publication: Posted) -> None:
    """Write a run: what it books and what stands after it, and its account of itself."""
    run = publication.run
    if run["status"] == "published":
        first_touched = run["window_from"]
        if run["register_name"] == HOSPITALS:
            first_touched = post_settlement(marts_db, publication)
        post_bilateral(marts_db, run, publication.bilateral)
        for name in FACT_MARTS:
            marts_db.execute(f"DELETE FROM {name}")
            insert(marts_db, name, getattr(publication.facts, name))
        indicators = replace_indicators(marts_db, run, first_touched, publication.facts)
        insert(marts_db, "indicators", indicators)
    for name, rows in publication.per_run.items():
        insert(marts_db, name, rows.with_columns(pl.lit(run["run_id"]).alias("run_id")))
    schema = {column: s.dtype.type for column, s in mart_columns("runs").items()}
    insert(marts_db, "runs", pl.DataFrame([run], schema=schema))


def post_settlement(marts_db: duckdb.DuckDBPyConnection, publication: Posted) -> date:
    """Write what is settled nationally: entries, charges and set-asides as they stand, lines, plans. Gives the first day touched."""
    insert(marts_db, "ledger", publication.entries())
    register_names(marts_db, publication.booking)
    first_touched = replace_standing(marts_db, publication)
    replace_control_list(marts_db, publication)
    replace_lines(marts_db, publication.run)
    insert(marts_db, "plans", replace_plans(marts_db, publication.run, publication.plans, CLOSED_YEARS))
    return first_touched


def register_names(marts_db: duckdb.DuckDBPyConnection, booking: Booking) -> None:
    """Name what the run replaces wherever it stands, and what stays as it is: stays, reversals (by entry_no), frozen."""
    named = pl.concat(rows.select("event_id") for rows in (booking.standing, booking.set_aside, booking.gone))
    marts_db.register("stays", named.filter(pl.col("event_id").str.starts_with(STAY)))
    marts_db.register("reversals", booking.reversals.select("entry_no"))
    marts_db.register("frozen", booking.frozen)


def replace_standing(marts_db: duckdb.DuckDBPyConnection, publication: Posted) -> date:
    """Put what the run computed in the place of what stood for its window and its events; what is frozen stays.

    What earlier runs found outside the window is kept, and an event stands once. Rule R13. Gives the first day that it touched.
    """
    run, booking = publication.run, publication.booking
    set_aside = booking.set_aside.with_columns(pl.lit(run["run_id"]).alias("run_id"))
    days = f"activity_date BETWEEN DATE '{run['window_from']}' AND DATE '{run['window_to']}'"
    stays = "event_id IN (FROM stays)"
    replaced_in = {"charges": (days, stays, "entry_no IN (FROM reversals)"), "set_aside": (days, stays)}
    frozen_in = {"charges": f"year(activity_date) IN ({CLOSED_YEARS})", "set_aside": "event_id IN (FROM frozen)"}
    touched = [run["window_from"], booking.standing["activity_date"].min(), set_aside["activity_date"].min()]
    for name, conditions in replaced_in.items():
        for condition in conditions:
            no_more = f"FROM {name} WHERE {condition} AND NOT {frozen_in[name]}"
            touched += marts_db.execute(f"SELECT min(activity_date) {no_more}").fetchall()[0]
            marts_db.execute(f"DELETE {no_more}")
    insert(marts_db, "charges", booking.standing.drop("reason"))
    insert(marts_db, "set_aside", set_aside)
    return min(day for day in touched if day)


def replace_control_list(marts_db: duckdb.DuckDBPyConnection, publication: Posted) -> None:
    """Put the lines that the run found in the place of those of its window and its stays; what is frozen stays.

    A line names an event that stands. The municipalities that deviate are judged once, when their month is settled.
    """
    run, booking = publication.run, publication.booking
    of_month = f"list = '{DEVIATING}' AND strftime(activity_date, '%Y-%m') = $month"
    of_window = f"list NOT IN ('{DEVIATING}', '{NO_AGREEMENT}') AND activity_date BETWEEN $first AND $last"
    of_stays = "event_id IN (FROM stays)"
    marts_db.execute(
        f"""DELETE FROM control_list
        WHERE (({of_month}) OR ({of_window}) OR ({of_stays})) AND (event_id IS NULL OR event_id NOT IN (FROM frozen))""",
        {"month": run["settlement_month"], "first": run["window_from"], "last": run["window_to"]},
    )
    no_more = pl.concat([booking.frozen, booking.gone])
    standing = publication.control_list.join(no_more, on="event_id", how="anti", maintain_order="left")
    insert(marts_db, "control_list", standing.with_columns(pl.lit(run["run_id"]).alias("run_id")))


def replace_lines(marts_db: duckdb.DuckDBPyConnection, run: Mapping[str, Any]) -> None:
    """Sum the ledger of the run's month and round again."""
    month_and_round = [run["settlement_month"], run["round"]]
    keys = list_columns(MARTS["settlement_lines"][1])
    marts_db.execute("DELETE FROM settlement_lines WHERE settlement_month = ? AND round = ?", month_and_round)
    marts_db.execute(
        f"""INSERT INTO settlement_lines
        SELECT {keys}, sum(CASE entry_type WHEN 'reversal' THEN -1 ELSE 1 END),
            sum(tariff_kr), sum(municipal_kr), sum(payable_kr)
        FROM ledger WHERE settlement_month = ? AND round = ? GROUP BY ALL ORDER BY ALL""",
        month_and_round,
    )
