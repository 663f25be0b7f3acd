"""The printed fees of the national agreement with physiotherapists (Landsoverenskomsten), paid per consultation.

Source: KL memo 2006, section 3.5.
"""

import polars as pl

from transforms.hourly_models import TOGETHER
from transforms.oere import as_kroner, divide_half_up, unless_missing
from transforms.price_lists import LISTED, add_price

NORMAL = pl.lit("normal")
GROUP = pl.lit("group")
SUPPLEMENT = pl.lit("supplement")

FEE = pl.when(TOGETHER).then(GROUP).otherwise(pl.coalesce("consultation", NORMAL))
"""The fee of a service: that of a group in group or pool, else of its consultation; that an unnamed one is normal is a reading."""

GROUP_SHARE = (2, 3)
"""What a group's fee is of the normal one. Source: KL memo 2006, section 3.5 (2/3 af honoraret for en normalbehandling)."""


def add_group_fee(prices: pl.LazyFrame) -> pl.LazyFrame:
    """Add to fee schedules that print no group fee on a day its share of the normal one, half up to øre."""
    of_schedule = prices.filter(pl.col("model") == "fee_schedule")
    of, share = (pl.lit(number) for number in GROUP_SHARE)
    computed = of_schedule.filter(pl.col("item") == NORMAL).with_columns(
        item=GROUP, price_oere=divide_half_up(pl.col("price_oere") * of, share)
    )
    printed = of_schedule.filter(pl.col("item") == GROUP)
    return pl.concat([prices, computed.join(printed, on=LISTED, how="anti", nulls_equal=True)])


def fee_schedule(visits: pl.LazyFrame, services: pl.LazyFrame, prices: pl.LazyFrame) -> pl.LazyFrame:
    """One fee per consultation, the dearest of its services', with one supplement; one consultation per citizen and day.

    Of several on a day, whoever supplied them, the dearest is paid, then the lowest event_id; the others cost nothing.
    Out: event_id, quantity, agreed_kr. Source: KL memo 2006, section 3.5.
    """
    fee, supplement = pl.col("fee_oere"), pl.when("has_supplement").then("supplement_oere").otherwise(0)
    cost = unless_missing(fee.max(), fee) + unless_missing(supplement.max(), supplement)
    dearest = pl.col("event_id").sort_by("oere", "event_id", descending=[True, False]).first()
    is_paid = pl.col("event_id") == dearest.over("cpr", "activity_date")
    return (
        services.join(visits.select("event_id", "cpr", *LISTED), on="event_id")
        .pipe(add_price, prices, FEE, "fee_oere")
        .pipe(add_price, prices, SUPPLEMENT, "supplement_oere")
        .group_by("event_id", "cpr", "activity_date")
        .agg(oere=cost)
        .select(
            "event_id",
            quantity=as_kroner(is_paid.cast(pl.Int64) * 100),
            agreed_kr=as_kroner(pl.when(is_paid).then("oere").otherwise(0)),
        )
    )
