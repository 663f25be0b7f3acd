"""Booking: what stands in the ledger against what the rules say now, as entries. Rule R13.

Entries are only ever added. An event that is gone or changed is reversed, and charged again where it still exists.
Danish: bogføring, tilbageførsel. Source: contract R13; BEK on payments, chapters 4 and 5 (tariffs.md section 3).
"""

from collections.abc import Collection
from typing import NamedTuple

import polars as pl

from transforms.comparing import COMPARED, add_change, find_changes, kroner_of, list_outcomes
from transforms.sharing import AMOUNTS

PERSON = "person_key"


class Booking(NamedTuple):
    """What a run books, and what stands after it.

    reversals: entry_no of the charge that is reversed, reason. standing: the run's charges as they stand, with entry_no,
    settlement_month and run_id, the last two empty where they are new, and with `reason` where they replace a reversed one.
    set_aside: those that now stand. gone: stays that stand no more under their name. frozen: events that no booking may touch.
    after_final: what a closed year would have been.
    """

    reversals: pl.DataFrame
    standing: pl.DataFrame
    set_aside: pl.DataFrame
    gone: pl.DataFrame
    frozen: pl.DataFrame
    after_final: pl.DataFrame


def book(
    charges: pl.DataFrame,
    set_aside: pl.DataFrame,
    absorbed: pl.DataFrame,
    standing: pl.DataFrame,
    last_entry: int,
    closed_years: Collection[int],
    facts_id: str,
) -> Booking:
    """Compare what a run computed with the charges that stand for its window and events, and say what it books.

    absorbed: names of other stays that a computed stay took in (event_id, absorbed_id); what stands under them is gone.
    standing: event_id, what is compared, person_key, entry_no, settlement_month, run_id, facts_id (of the run that booked it).
    last_entry: the ledger's last entry_no; the run's follow, its reversals first.
    closed_years: those whose final round is booked; there nothing is booked any more.
    """
    stands_closed = standing.filter(is_in(closed_years, "activity_date"))
    paid = find_paid(absorbed, stands_closed)
    paid_charges = charges.join(paid, on="event_id", how="semi")
    charges, set_aside = (drop_events(rows, paid) for rows in (charges, set_aside))
    changes = find_changed(charges, set_aside, standing, facts_id).with_columns(
        is_in(closed_years, "activity_date").alias("stands_closed"),
        (pl.col("is_charged") & is_in(closed_years, "activity_date_after")).alias("falls_closed"),
    )
    added_closed = charges.filter(is_in(closed_years, "activity_date")).join(standing, on="event_id", how="anti")
    not_booked = pl.concat([added_closed, paid_charges])
    falls_closed = changes.filter(pl.col("falls_closed"))
    frozen = pl.concat(rows.select("event_id") for rows in (stands_closed, falls_closed, added_closed)).unique()
    reversed_now = changes.filter(~pl.col("stands_closed"))
    reason = pl.col("change").cast(pl.String).alias("reason")
    unchanged = standing.select("event_id", "entry_no", "settlement_month", "run_id").join(
        changes, on="event_id", how="anti"
    )
    next_entry = last_entry + reversed_now.height + pl.col("entry_no").is_null().cum_sum()
    return Booking(
        reversals=reversed_now.select("entry_no", reason).sort("entry_no"),
        standing=drop_events(charges, frozen)
        .join(unchanged, on="event_id", how="left", maintain_order="left")
        .join(reversed_now.select("event_id", reason), on="event_id", how="left", maintain_order="left")
        .with_columns(pl.coalesce("entry_no", next_entry).alias("entry_no")),
        set_aside=drop_events(set_aside, frozen),
        gone=pl.concat([absorbed.select(pl.col("absorbed_id").alias("event_id")), paid]),
        frozen=frozen,
        after_final=list_after_final(changes.filter(pl.col("stands_closed") | pl.col("falls_closed")), not_booked),
    )


def drop_events(rows: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """The rows without those of some events (event_id), in their order; no copy where there are none."""
    return rows.join(named, on="event_id", how="anti", maintain_order="left") if named.height else rows


def find_paid(absorbed: pl.DataFrame, stands_closed: pl.DataFrame) -> pl.DataFrame:
    """The stays that took in one whose charge stands in a closed year: they are paid by it, so their own would be a second.

    One that itself stands in a closed year is not meant: nothing of it is booked anyway. Out: event_id.
    """
    taken_in = absorbed.join(stands_closed, left_on="absorbed_id", right_on="event_id", how="semi")
    return taken_in.join(stands_closed, on="event_id", how="anti").select("event_id").unique()


def find_changed(charges: pl.DataFrame, set_aside: pl.DataFrame, standing: pl.DataFrame, facts_id: str) -> pl.DataFrame:
    """The standing charges that the run computed otherwise, or no more, with `change`: why."""
    booked = standing.select(
        "event_id", pl.lit(None, pl.String).alias("reason"), *COMPARED, PERSON, "entry_no", "facts_id"
    )
    charges, set_aside = (rows.join(standing, on="event_id", how="semi") for rows in (charges, set_aside))
    outcomes = list_outcomes(charges, set_aside, PERSON)
    changes = find_changes(booked, outcomes, PERSON)
    return add_change(changes, pl.col("facts_id") != facts_id, PERSON)


def is_in(years: Collection[int], day: str) -> pl.Expr:
    """Whether a day is in one of some years; an empty day is in none."""
    return pl.col(day).dt.year().is_in(list(years)).fill_null(value=False)


def list_after_final(changes: pl.DataFrame, added: pl.DataFrame) -> pl.DataFrame:
    """What a closed year would have been: per event what changed, and the kroner that it would have made more or less.

    Out: event_id, activity_date, payer_municipality, creditor_region, change, tariff_kr, municipal_kr, payable_kr.
    """
    stood = pl.col("stands_closed")
    change = pl.when(stood).then(pl.col("change").cast(pl.String)).otherwise(pl.lit("added")).alias("change")
    places = ("activity_date", "payer_municipality", "creditor_region")
    of_changes = changes.with_columns(stood.alias("was_charged")).select(
        "event_id",
        *(pl.when(stood).then(name).otherwise(f"{name}_after").alias(name) for name in places),
        change,
        *map(kroner_of, AMOUNTS),
    )
    of_added = added.select("event_id", *places, pl.lit("added").alias("change"), *AMOUNTS)
    return pl.concat([of_changes, of_added]).sort("event_id")
