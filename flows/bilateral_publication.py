"""What a run publishes of the bilateral settlement: its visits compared with what stands, and its entries."""

from functools import partial
from pathlib import Path

import polars as pl

from flows.bilateral_posting import BilateralPublication
from flows.entries import extend_ledger_hash, fill_new, list_entries
from flows.order import Order, keep_of_register, list_closed_years
from flows.warehouse import read_bilateral_standing, read_entries
from transforms.bilateral_booking import book_bilateral
from transforms.bilateral_comparing import BILATERAL_AMOUNTS
from transforms.settlement import Window

LEDGER = "bilateral_ledger"


def prepare_bilateral(
    order: Order, marts: Path, run_id: str, runs: pl.DataFrame, register: str, visits: pl.DataFrame, window: Window
) -> BilateralPublication:
    """Compare the visits that a run computed, with `person_key`, with those of its register that stand, and list its entries."""
    standing = read_bilateral_standing(marts, register, window, visits["event_id"])
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
