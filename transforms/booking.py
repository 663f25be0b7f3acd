"""Booking: what stands in the ledger against what the rules say now, as entries. Rule R13.

Entries are only ever added. An event that is gone or changed is reversed, and charged again where it still exists.
Danish: bogføring, tilbageførsel. Source: contract R13; BEK on payments, chapters 4 and 5 (tariffs.md section 3).
"""

from collections.abc import Collection
from typing import NamedTuple

import polars as pl

from transforms.comparing import COMPARED, add_change, find_changes, list_outcomes
from transforms.sharing import KRONER

PERSON = "person_key"


class Booking(NamedTuple):
    """What a run books, and what stands after it.

    reversals: entry_no of the charge that is reversed, reason. charges: new charges, with `reason` where they replace a
    reversed one. standing: all charges of the run as they stand, `entry_no`, `settlement_month` and `run_id` empty where
    they are new. set_aside: those that now stand. frozen: events that no booking may touch. after_final: what a closed
    year would have been.
    """

    reversals: pl.DataFrame
    charges: pl.DataFrame
    standing: pl.DataFrame
    set_aside: pl.DataFrame
    frozen: pl.DataFrame
    after_final: pl.DataFrame


def book(
    charges: pl.DataFrame,
    set_aside: pl.DataFrame,
    standing: pl.DataFrame,
    closed_years: Collection[int],
    facts_id: str,
) -> Booking:
    """Compare what a run computed with the charges that stand for its window and events, and say what it books.

    standing: event_id, what is compared, person_key, entry_no, settlement_month, run_id, facts_id (of the run that booked it).
    closed_years: those whose final round is booked; there nothing is booked any more.
    """
    booked = standing.select(
        "event_id", pl.lit(None, pl.String).alias("reason"), *COMPARED, PERSON, "entry_no", "facts_id"
    )
    changes = (
        find_changes(booked, list_outcomes(charges, set_aside, PERSON), PERSON)
        .filter(pl.col("was_charged") | pl.col("is_charged"))
        .pipe(add_change, pl.col("facts_id") != facts_id, PERSON)
    )
    changes = changes.with_columns(
        (pl.col("was_charged") & is_in(closed_years, "activity_date")).alias("stands_closed"),
        (pl.col("is_charged") & is_in(closed_years, "activity_date_after")).alias("falls_closed"),
    )
    reversed_now = changes.filter(pl.col("was_charged") & ~pl.col("stands_closed"))
    charged_now = changes.filter(pl.col("is_charged") & ~pl.col("stands_closed") & ~pl.col("falls_closed"))
    stands_closed = standing.filter(is_in(closed_years, "activity_date"))
    falls_closed = changes.filter(pl.col("falls_closed"))
    frozen = pl.concat([stands_closed.select("event_id"), falls_closed.select("event_id")]).unique()
    reason = pl.col("change").cast(pl.String).alias("reason")
    reasons = reversed_now.select("event_id", reason)
    entries = standing.select("event_id", "entry_no", "settlement_month", "run_id").join(
        changes, on="event_id", how="anti"
    )
    return Booking(
        reversals=reversed_now.select("entry_no", reason).sort("entry_no"),
        charges=charges.join(charged_now, on="event_id", how="semi", maintain_order="left").join(
            reasons, on="event_id", how="left", maintain_order="left"
        ),
        standing=charges.join(frozen, on="event_id", how="anti", maintain_order="left").join(
            entries, on="event_id", how="left", maintain_order="left"
        ),
        set_aside=set_aside.join(frozen, on="event_id", how="anti", maintain_order="left"),
        frozen=frozen,
        after_final=list_after_final(changes.filter(pl.col("stands_closed") | pl.col("falls_closed"))),
    )


def is_in(years: Collection[int], day: str) -> pl.Expr:
    """Whether a day is in one of some years; an empty day is in none."""
    return pl.col(day).dt.year().is_in(list(years)).fill_null(value=False)


def list_after_final(changes: pl.DataFrame) -> pl.DataFrame:
    """What a closed year would have been: per event what changed, and the kroner that it would have made more or less.

    Out: event_id, activity_date, payer_municipality, creditor_region, change, tariff_kr, municipal_kr, payable_kr.
    """
    stood = pl.col("stands_closed")
    change = pl.when(stood).then(pl.col("change").cast(pl.String)).otherwise(pl.lit("added")).alias("change")
    places = (
        pl.when(stood).then(name).otherwise(f"{name}_after").alias(name)
        for name in ("activity_date", "payer_municipality", "creditor_region")
    )
    kroner = (
        (pl.when("is_charged").then(f"{name}_after").otherwise(0) - pl.when(stood).then(name).otherwise(0))
        .cast(KRONER)
        .alias(name)
        for name in ("tariff_kr", "municipal_kr", "payable_kr")
    )
    return changes.select("event_id", *places, change, *kroner).sort("event_id")
