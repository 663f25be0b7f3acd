"""Booking of bilateral visits: the same corrections as the ledger's, in a ledger of their own. Rule R13.

Own production is no debt, so it stands without an entry. Danish: bogføring, tilbageførsel. Source: KL memo 2006, section 4.
"""

from collections.abc import Collection
from typing import NamedTuple

import polars as pl

from transforms.booking import PERSON, drop_events, is_in
from transforms.comparing import list_alike
from transforms.sharing import KRONER

WHAT_WAS_DONE = ("activity_date", "supplier_kind", "supplier", "institution", "service_scope", "diagnosis_group", "sks_code")
DECIDED = ("decision", "decided_by", "decided_on", "decision_note")
TERMS = ("standing", "agreement_id", "model", "units", "quantity", "advisory_kr", "agreed_kr")
COMPARED = ("payer", *WHAT_WAS_DONE, *TERMS, *DECIDED)
"""A visit that differs in one of these, or in its person, is booked anew."""

BILATERAL_AMOUNTS = ("quantity", "advisory_kr", "agreed_kr")
"""What a reversal repeats with the opposite sign."""

IS_OWED = pl.col("standing") != "own_production"


class BilateralBooking(NamedTuple):
    """What a run books bilaterally, and what stands after it.

    reversals: entry_no of the entry that is reversed, reason. standing: the run's visits as they stand, with entry_no,
    settlement_month and run_id (the last two empty where they are new; all three of own production), and with `reason` where
    they replace a reversed one. frozen: visits of closed years, which stay as booked. after_final: what those would have been.
    """

    reversals: pl.DataFrame
    standing: pl.DataFrame
    frozen: pl.DataFrame
    after_final: pl.DataFrame


def book_bilateral(
    visits: pl.DataFrame, standing: pl.DataFrame, last_entry: int, closed_years: Collection[int]
) -> BilateralBooking:
    """Compare the visits that a run computed with those that stand for its register and window, and say what it books.

    standing: event_id, what is compared, person_key, entry_no, settlement_month, run_id. A visit's day is part of its name.
    """
    changes = find_changes(visits, standing)
    in_closed = is_in(closed_years, "activity_date")
    frozen = pl.concat(rows.filter(in_closed).select("event_id") for rows in (visits, standing)).unique()
    open_visits = drop_events(visits, frozen)
    reversed_now = drop_events(changes, frozen).filter(pl.col("entry_no").is_not_null())
    unchanged = standing.join(changes, on="event_id", how="anti").select(
        "event_id", "entry_no", "settlement_month", "run_id"
    )
    is_new = pl.col("entry_no").is_null() & IS_OWED
    next_entry = last_entry + reversed_now.height + is_new.cum_sum()
    return BilateralBooking(
        reversals=reversed_now.select("entry_no", "reason").sort("entry_no"),
        standing=open_visits.join(unchanged, on="event_id", how="left", maintain_order="left")
        .join(reversed_now.select("event_id", "reason"), on="event_id", how="left", maintain_order="left")
        .with_columns(pl.when(is_new).then(next_entry).otherwise("entry_no").alias("entry_no")),
        frozen=frozen,
        after_final=list_after_final(changes.join(frozen, on="event_id", how="semi"), visits, frozen, standing),
    )


def find_changes(visits: pl.DataFrame, standing: pl.DataFrame) -> pl.DataFrame:
    """The standing visits that the run computed otherwise, or no more, with `reason`: the first that holds."""
    alike = list_alike(standing, visits, [*COMPARED, PERSON])
    before = standing.join(alike, on="event_id", how="anti")
    after = visits.select("event_id", *COMPARED, PERSON).with_columns(is_there=pl.lit(value=True))
    paired = before.join(after, on="event_id", how="left", suffix="_after")

    def differs(names: Collection[str]) -> pl.Expr:
        return pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_after")) for name in names)

    holds = {
        "withdrawn": pl.col("is_there").is_null(),
        "residence_changed": differs(["payer"]),
        "activity_changed": differs([*WHAT_WAS_DONE, PERSON]),
        "decided": differs(DECIDED),
    }
    named = [pl.when(condition).then(pl.lit(reason)) for reason, condition in holds.items()]
    return paired.with_columns(pl.coalesce(*named, pl.lit("agreement_changed")).alias("reason"))


def list_after_final(
    changes: pl.DataFrame, visits: pl.DataFrame, frozen: pl.DataFrame, standing: pl.DataFrame
) -> pl.DataFrame:
    """What a closed year would have been: event_id, activity_date, payer, supplier, change, advisory_kr, agreed_kr (found less booked)."""

    def more(name: str) -> pl.Expr:
        return (pl.col(f"{name}_after").fill_null(0) - pl.col(name).fill_null(0)).cast(KRONER).alias(name)

    amounts = ("advisory_kr", "agreed_kr")
    said = ("event_id", "activity_date", "payer", "supplier")
    of_changes = changes.filter(pl.col("entry_no").is_not_null()).select(*said, pl.col("reason").alias("change"), *map(more, amounts))
    added = visits.filter(IS_OWED).join(frozen, on="event_id", how="semi").join(standing, on="event_id", how="anti")
    of_added = added.select(*said, pl.lit("added").alias("change"), *(pl.col(name).fill_null(0) for name in amounts))
    return pl.concat([of_changes, of_added]).sort("event_id")
