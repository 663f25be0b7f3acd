"""What a run publishes of the bilateral settlement: its visits compared with what stands, and its entries."""

from functools import partial
from pathlib import Path
from typing import NamedTuple

import polars as pl

from flows.bilateral_posting import BilateralPublication
from flows.entries import extend_ledger_hash, fill_new, list_entries
from flows.order import Order, keep_of_register, list_closed_years
from flows.warehouse import read_bilateral_standing, read_entries, read_visited
from transforms.bilateral_booking import book_bilateral, keep_due
from transforms.bilateral_comparing import BILATERAL_AMOUNTS
from transforms.settlement import Window

LEDGER = "bilateral_ledger"


class BilateralActivity(NamedTuple):
    """What a run computed, with `person_key`. visits: of the window. finished: courses that ended before it. courses: delivered."""

    visits: pl.DataFrame
    finished: pl.DataFrame
    courses: pl.DataFrame
    window: Window


def prepare_bilateral(
    order: Order, marts: Path, run_id: str, runs: pl.DataFrame, register: str, activity: BilateralActivity
) -> BilateralPublication:
    """Compare what a run computed with what stands of its register, and list its entries.

    Of a delivered course all of its end is known, whatever the window: a course that ended on an earlier day that the home has
    settled is booked now, if it was not, and one that has no price any more is booked back.
    """
    names = activity.courses["event_id"]
    standing = read_bilateral_standing(marts, register, activity.window, names)
    first_days = [activity.window.first, *keep_of_register(runs, register).filter(status="published")["window_from"]]
    visited = read_visited(marts, activity.courses.filter(~pl.col("is_held")), activity.window)
    computed = pl.concat([activity.visits, activity.finished])
    visits = keep_due(computed, standing.charges, activity.courses, min(first_days), visited)
    closed_years = list_closed_years(keep_of_register(runs, register))
    booked = book_bilateral(visits, standing.charges, standing.last_entry, closed_years)
    booking = booked._replace(standing=fill_new(booked.standing, order, run_id))
    owed = booking.standing.filter(pl.col("entry_no").is_not_null())
    undone = read_entries(marts, booking.reversals, LEDGER)
    list_all = partial(
        list_entries, LEDGER, BILATERAL_AMOUNTS, order, run_id, booking.reversals, owed, undone, standing.last_entry
    )
    entries = list_all()
    booked_now = entries.clear() if order.is_trial else entries
    return BilateralPublication(booking, list_all, extend_ledger_hash(runs, booked_now, LEDGER))
