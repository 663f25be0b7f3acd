"""What a run publishes of the national settlement: its charges compared with what stands, and its entries."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from flows.deviations import find_deviations
from flows.entries import extend_ledger_hash, fill_new, list_entries, sum_entries
from flows.facts import facts_id
from flows.order import Order, keep_of_register, list_closed_years
from flows.warehouse import read_entries, read_standing
from transforms.booking import Booking, book
from transforms.dated import Facts
from transforms.settlement import Window
from transforms.sharing import AMOUNTS


class LedgerActivity(NamedTuple):
    """What a run computed, with `person_key`. absorbed: names of earlier stays that are now part of another."""

    charges: pl.DataFrame
    set_aside: pl.DataFrame
    absorbed: pl.DataFrame
    window: Window


class LedgerPublication(NamedTuple):
    """The national part of a publication.

    entries: gives what the run appends to the ledger; made when asked for, since it is as large as what stands. booked: their
    number by type, and their kroner. deviations: the municipalities whose month deviates from their own history.
    """

    booking: Booking
    entries: Callable[[], pl.DataFrame]
    booked: Mapping[str, Any]
    deviations: pl.DataFrame
    ledger_hash: str


def prepare_ledger(
    order: Order, marts: Path, run_id: str, runs: pl.DataFrame, register: str, activity: LedgerActivity, facts: Facts
) -> LedgerPublication:
    """Compare what a run computed with what stands of its register, and list its entries; the ledger's hash is that after them."""
    charges, set_aside, absorbed, window = activity
    named = [charges["event_id"], set_aside["event_id"], absorbed["absorbed_id"]]
    standing = read_standing(marts, register, window, pl.concat(named))
    closed_years = list_closed_years(keep_of_register(runs, register))
    booked = book(charges, set_aside, absorbed, standing.charges, standing.last_entry, closed_years, facts_id(facts))
    booking = booked._replace(standing=fill_new(booked.standing, order, run_id))
    undone = read_entries(marts, booking.reversals)
    list_all = partial(
        list_entries, "ledger", AMOUNTS, order, run_id, booking.reversals, booking.standing, undone, standing.last_entry
    )
    entries = list_all()
    return LedgerPublication(
        booking,
        list_all,
        sum_entries(entries),
        find_deviations(marts, entries, order.month, facts),
        extend_ledger_hash(runs, entries.clear() if order.is_trial else entries),
    )
