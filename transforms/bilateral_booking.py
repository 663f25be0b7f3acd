"""Booking of bilateral visits: the same corrections as the ledger's, in a ledger of their own. Rule R13.

Own production is no debt, so it stands without an entry. Danish: bogføring, tilbageførsel. Source: KL memo 2006, section 4.
"""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

import polars as pl

from transforms.bilateral_comparing import KRONER_OF, find_changes, more_of
from transforms.booking import PERSON, drop_events, is_in


class BilateralBooking(NamedTuple):
    """What a run books bilaterally, and what stands after it.

    reversals: entry_no of the entry that is reversed, reason. standing: the run's visits as they stand, with entry_no,
    settlement_month and run_id (the last two empty where they are new; all three of own production), and with `reason` where
    they replace a reversed one. after_final: what visits of closed years, which stay as booked, would have been.
    """

    reversals: pl.DataFrame
    standing: pl.DataFrame
    after_final: pl.DataFrame


def book_bilateral(
    visits: pl.DataFrame, standing: pl.DataFrame, last_entry: int, closed_years: Collection[int]
) -> BilateralBooking:
    """Compare what a run computed with what stands for its register and window, and say what it books.

    standing: event_id, what is compared and measured, person_key, entry_no, settlement_month, run_id. A visit's day is part of
    its name; a finished course keeps its name when its end moves, and one that stands in a closed year stays there.
    """
    is_closed = is_in(closed_years, "activity_date")
    closed, standing = standing.filter(is_closed), standing.filter(~is_closed)
    visits_of_closed = visits.filter(is_closed | pl.col("event_id").is_in(closed["event_id"].implode()))
    visits = drop_events(visits, visits_of_closed)
    changes = find_changes(standing, visits.join(standing, on="event_id", how="semi"), PERSON)
    reversed_now = changes.filter(pl.col("entry_no").is_not_null())
    unchanged = standing.select("event_id", "entry_no", "settlement_month", "run_id").join(
        changes, on="event_id", how="anti"
    )
    is_new = pl.col("entry_no").is_null() & (pl.col("standing") != "own_production")
    next_entry = last_entry + reversed_now.height + is_new.cum_sum()
    return BilateralBooking(
        reversals=reversed_now.select("entry_no", "reason").sort("entry_no"),
        standing=visits.join(unchanged, on="event_id", how="left", maintain_order="left")
        .join(reversed_now.select("event_id", "reason"), on="event_id", how="left", maintain_order="left")
        .with_columns(pl.when(is_new).then(next_entry).otherwise("entry_no").alias("entry_no")),
        after_final=list_after_final(find_changes(closed, visits_of_closed, PERSON)),
    )


def keep_due(
    activity: pl.DataFrame, standing: pl.DataFrame, courses: pl.DataFrame, since: date, visited: pl.Series
) -> pl.DataFrame:
    """What may be booked: every visit, and of the finished courses those that the home knows of, or would have known of.

    An end is due if it stands, or lies on a day that the home has settled (`since`: its first). A course whose plan lies there
    too must have a visit, in its delivery or before (visited: event_id). courses: as delivered. Source: KL memo 2006, section 3.2.
    """
    is_known = pl.col("event_id").is_in(standing["event_id"].implode()) | (pl.col("activity_date") >= since)
    was_held = pl.col("is_held") | (pl.col("begun_on") < since) | pl.col("event_id").is_in(visited.implode())
    held = courses.filter(was_held)["event_id"]
    is_due = (pl.col("visits") == 1) | (is_known & pl.col("event_id").is_in(held.implode()))
    return activity.filter(is_due)


def list_after_final(changes: pl.DataFrame) -> pl.DataFrame:
    """What a closed year would have been: event_id, activity_date, payer, supplier, change, and kroner (found less booked)."""
    is_owed = pl.any_horizontal(pl.col("standing", "standing_after") != "own_production")
    said = (pl.coalesce(name, f"{name}_after").alias(name) for name in ("activity_date", "payer", "supplier"))
    change = pl.col("reason").alias("change")
    return changes.filter(is_owed).select("event_id", *said, change, *map(more_of, KRONER_OF)).sort("event_id")
