"""Agreements on hours: what a visit costs by the minutes of its services.

Each model: visits of it, their services, the prices in force; out: event_id, quantity (a therapist's hours that are paid), agreed_kr.
Source: KL memo 2006, sections 3.2 and 3.3.
"""

import polars as pl

from transforms.oere import as_kroner, divide_half_up, unless_missing
from transforms.price_lists import LISTED, add_price

TOGETHER = pl.col("form").is_in(["group", "pool"])
"""Services that several citizens share. Danish: holdtræning og bassintræning."""

HOUR = pl.lit("hour")
TRAVEL = pl.lit("travel_hour")
MINUTES_OF_AN_HOUR = 60
PARTS_OF_AN_HOUR = 1_000_000
"""What shared hours are summed in: three services of 20 minutes are an hour."""


def per_hour(visits: pl.LazyFrame, services: pl.LazyFrame, prices: pl.LazyFrame) -> pl.LazyFrame:
    """The hours of a therapist that were used at one rate (fast timetakst), travel at its own where the list has a price of it.

    An hour that a group shares is one hour of a therapist, so each of its participants pays a part.
    Source: KL memo 2006, section 3.2 (det forbrugte antal terapeuttimer). That øre are rounded service by service is a reading.
    """
    return pay_hours(visits, services, prices, item=HOUR)


def per_hour_by_form(visits: pl.LazyFrame, services: pl.LazyFrame, prices: pl.LazyFrame) -> pl.LazyFrame:
    """The hours used at the rate of their form; what a group or a pool costs is divided by its participants.

    Source: KL memo 2006, section 3.3 (timepris pr. hold, som kan divideres med antallet af personer på holdet).
    """
    return pay_hours(visits, services, prices, item=pl.col("form"))


def pay_hours(visits: pl.LazyFrame, services: pl.LazyFrame, prices: pl.LazyFrame, *, item: pl.Expr) -> pl.LazyFrame:
    """Pay each service's started steps of minutes, shared by its participants, half up to øre.

    The hours paid are shared in the same way, half up to 0.01 per visit: kroner are hours times price, but for rounding.
    """
    participants = pl.when(TOGETHER).then("group_size").otherwise(1)
    travelled = pl.when(pl.col("travel_oere").is_not_null()).then(started("travel_minutes")).otherwise(0)
    trained = started("minutes")
    amount = trained * pl.col("hour_oere") + travelled * pl.col("travel_oere").fill_null(0)
    oere = divide_half_up(amount, participants * MINUTES_OF_AN_HOUR)
    parts = divide_half_up((trained + travelled) * PARTS_OF_AN_HOUR, participants * MINUTES_OF_AN_HOUR)
    hundredths = divide_half_up(parts.sum() * 100, pl.lit(PARTS_OF_AN_HOUR))
    return (
        services.join(visits.select("event_id", "step_minutes", *LISTED), on="event_id")
        .pipe(add_price, prices, item, "hour_oere")
        .pipe(add_price, prices, TRAVEL, "travel_oere")
        .group_by("event_id")
        .agg(quantity=as_kroner(hundredths), agreed_kr=as_kroner(unless_missing(oere.sum(), oere)))
    )


def started(minutes: str) -> pl.Expr:
    """Minutes as they are paid: per started step where the agreement has one (pr. påbegyndt), else as they are."""
    step = pl.col("step_minutes").fill_null(1)
    return (pl.col(minutes).cast(pl.Int128) + step - 1) // step * step
