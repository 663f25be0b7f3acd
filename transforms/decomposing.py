"""Why kroner changed from one month to the next: more events, other kinds of events, or other prices.

Source: choice of this program, after the RM memo 2009, "Status for samarbejdet": inpatient kroner rise markedly from October 2008,
which may be activity or the region's new code catalogue. The sum of the three effects is the change, to the krone.
"""

from collections.abc import Sequence

import polars as pl

from transforms.sharing import KRONER

EFFECTS = ("activity_kr", "mix_kr", "price_kr")
"""The parts of a change: number of events, their distribution on tariff groups, the mean price within a group."""


def sum_effects(groups: pl.LazyFrame, by: Sequence[str]) -> pl.LazyFrame:
    """Split each change of kroner into activity, mix and price, whole kroner; mix takes what rounding leaves.

    groups: `by`, one row per tariff group with events_before, before_kr, events_now, now_kr (0 where there are none).
    Activity is the change in events at the mean price before. Mix is the change of shares of the tariff groups at the prices
    before; a group that was not there before counts at its price now. Price is the rest, within the groups. Nothing before or
    nothing now: all is activity. Danish: aktivitet, sammensætning, pris.
    """
    before, now = pl.col("before_kr").cast(pl.Float64), pl.col("now_kr").cast(pl.Float64)
    price = before / pl.col("events_before")
    at_price_before = pl.when(pl.col("events_before") > 0).then(pl.col("events_now") * price).otherwise(now)
    sums = groups.group_by(by).agg(
        pl.col("events_before", "events_now", "before_kr", "now_kr").sum(),
        (now - at_price_before).sort().sum().alias("price_kr"),
    )
    is_comparable = (pl.col("events_before") > 0) & (pl.col("events_now") > 0)
    change = pl.col("now_kr") - pl.col("before_kr")
    activity = (pl.col("events_now") - pl.col("events_before")) * before / pl.col("events_before")
    return (
        sums.with_columns(
            pl.when(is_comparable).then(whole_kroner(activity)).otherwise(change).alias("activity_kr"),
            pl.when(is_comparable).then(whole_kroner(pl.col("price_kr"))).otherwise(0).cast(KRONER).alias("price_kr"),
        )
        .with_columns((change - pl.col("activity_kr") - pl.col("price_kr")).alias("mix_kr"))
        .select(
            *by,
            "events_before",
            "events_now",
            pl.col("before_kr", "now_kr").cast(KRONER),
            pl.col(EFFECTS).cast(KRONER),
        )
        .sort(by)
    )


def whole_kroner(amount: pl.Expr) -> pl.Expr:
    """An effect in whole kroner."""
    return amount.round(0, mode="half_away_from_zero").cast(KRONER)
