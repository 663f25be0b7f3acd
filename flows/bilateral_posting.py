"""Posting the bilateral part of a run into the marts: its ledger, what stands, its lines and its control list."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import duckdb
import polars as pl

from flows.connection import insert, list_columns
from schemas.marts import MARTS
from transforms.bilateral_booking import BilateralBooking
from transforms.bilateral_events import FINISHED, MUNICIPALITIES
from transforms.control_agreements import NO_AGREEMENT, keep_without_agreement

IN_WINDOW = "activity_date BETWEEN DATE '{window_from}' AND DATE '{window_to}'"

CLOSED_YEARS = """SELECT left(settlement_month, 4)::INTEGER FROM runs
    WHERE round = 'final' AND status = 'published' AND register_name = '{register_name}'"""
"""Years of the run's register whose final round is booked."""


class BilateralPublication(NamedTuple):
    """The bilateral part of a publication. entries: gives what the run appends to the bilateral ledger."""

    booking: BilateralBooking
    entries: Callable[[], pl.DataFrame]
    ledger_hash: str


def post_bilateral(
    marts_db: duckdb.DuckDBPyConnection, run: Mapping[str, Any], bilateral: BilateralPublication
) -> None:
    """Write a run's bilateral entries, visits as they stand after it, lines, and the control list of those without an agreement."""
    booking = bilateral.booking
    of_open_window = f"{IN_WINDOW} AND year(activity_date) NOT IN ({CLOSED_YEARS})".format(**run)
    insert(marts_db, "bilateral_ledger", bilateral.entries())
    event_ids = booking.standing["event_id"]
    marts_db.register("finished", event_ids.filter(event_ids.str.starts_with(FINISHED)).to_frame("event_id"))
    marts_db.register("reversed", booking.reversals.select("entry_no"))
    marts_db.execute(
        f"""DELETE FROM bilateral_visits WHERE register_name = '{run["register_name"]}'
        AND ({of_open_window} OR event_id IN (FROM finished) OR entry_no IN (FROM reversed))"""
    )
    insert(marts_db, "bilateral_visits", booking.standing.drop("reason"))
    replace_bilateral_lines(marts_db, run)
    is_municipal = str(run["register_name"] == MUNICIPALITIES)
    marts_db.execute(
        f"""DELETE FROM control_list WHERE list = '{NO_AGREEMENT}' AND {of_open_window}
        AND event_id ^@ 'G:' = {is_municipal}"""
    )
    without = keep_without_agreement(booking.standing.lazy()).collect()
    insert(marts_db, "control_list", without.with_columns(pl.lit(run["run_id"]).alias("run_id")))


def replace_bilateral_lines(marts_db: duckdb.DuckDBPyConnection, run: Mapping[str, Any]) -> None:
    """Sum the bilateral ledger of the run's month and round again; what nothing is agreed for stays empty."""
    month_and_round = [run["settlement_month"], run["round"]]
    keys = list_columns(MARTS["bilateral_lines"][1])
    marts_db.execute("DELETE FROM bilateral_lines WHERE settlement_month = ? AND round = ?", month_and_round)
    marts_db.execute(
        f"""INSERT INTO bilateral_lines ({keys}, quantity, advisory_kr, agreed_kr, visits)
        SELECT {keys}, sum(quantity), sum(advisory_kr), sum(agreed_kr),
            sum(CASE entry_type WHEN 'reversal' THEN -visits ELSE visits END)
        FROM bilateral_ledger WHERE settlement_month = ? AND round = ? GROUP BY ALL ORDER BY ALL""",
        month_and_round,
    )
