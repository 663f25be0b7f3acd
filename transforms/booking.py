"""Booking: what the ledger says now against what the rules say now, as entries. Rule R13.

Entries are only ever added. An event that is gone or changed is reversed, and charged again where it still exists.
Danish: bogføring, tilbageførsel. Source: contract R13; BEK on payments, chapters 4 and 5 (tariffs.md section 3).
"""

from typing import NamedTuple

import polars as pl

from transforms.settlement import Window

COMPARED = [
    "scheme",
    "channel",
    "activity_date",
    "payer_municipality",
    "creditor_region",
    "hospital",
    "sks_code",
    "tariff_group",
    "tariff_kr",
    "municipal_kr",
    "payable_kr",
    "person_key",
]
"""A charge that differs in one of these is another charge. Source: contract R13."""

AMOUNTS = ["tariff_kr", "municipal_kr", "payable_kr"]


class Booked(NamedTuple):
    """What a run does to the ledger.

    reversed_events: event_id. charged: charges that were not there as they are. charges: all as they stand after the run,
    with the settlement_month that booked them.
    """

    reversed_events: pl.DataFrame
    charged: pl.DataFrame
    charges: pl.DataFrame


def book(
    charges: pl.DataFrame, set_aside: pl.DataFrame, standing: pl.DataFrame, window: Window, settlement_month: str
) -> Booked:
    """Compare what was computed for the window with the charges that stand.

    `standing`: charges as they stand, with settlement_month; a charge is in question where it lies in the window, or where
    its event was computed (its date moved into the window from outside). Rule R13.
    """
    same = ["event_id", *COMPARED]
    this_month = pl.lit(settlement_month).alias("settlement_month")
    if standing.is_empty():
        return Booked(standing.select("event_id"), charges, charges.with_columns(this_month))
    in_window = pl.col("activity_date").is_between(window.first, window.last)
    computed = pl.concat([charges.select("event_id"), set_aside.select("event_id")])
    moved_in = standing.filter(~in_window).join(computed, on="event_id", how="semi")
    in_question = pl.concat([standing.filter(in_window), moved_in])
    booked_in = charges.join(in_question, on=same, how="left", maintain_order="left")["settlement_month"]
    return Booked(
        reversed_events=in_question.join(charges, on=same, how="anti").select("event_id").sort("event_id"),
        charged=charges.filter(booked_in.is_null()),
        charges=charges.with_columns(booked_in.fill_null(settlement_month)),
    )
