"""Price lists of agreements: what each item costs on a visit's day, and which prices a settlement lacks.

Source: KL memo 2006, section 3.
"""

import polars as pl

from transforms.dated import VALIDITY, Facts, join_in_force
from transforms.price_levels import add_price_at_level

LISTED = ["model", "price_list", "price_level", "activity_date"]
"""What a price is looked up by, with its item: how it is used, its list, the level that is paid in, and the day."""


def prepare_prices(visits: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """The prices in force on the visits' days, in øre of the level that is paid in.

    In: model, price_list, price_level, activity_date. Out: these, item, price_oere. What has no price has no row; what is
    printed at a level that cannot be brought to the one paid in has an empty price.
    """
    printed = facts.agreement_prices.lazy().select(
        "price_list", "item", *VALIDITY, "amount_kr", printed_level="price_level"
    )
    items = printed.select("price_list", "item").unique()
    return (
        visits.select(LISTED)
        .unique()
        .join(items, on="price_list")
        .pipe(join_in_force, printed, on="activity_date", by=["price_list", "item"])
        .filter(pl.col("amount_kr").is_not_null())
        .pipe(add_price_at_level, facts)
        .select(*LISTED, "item", "price_oere")
    )


def add_price(rows: pl.LazyFrame, prices: pl.LazyFrame, item: pl.Expr, price: str) -> pl.LazyFrame:
    """Add the price of an item on the day as the column `price`, øre; empty where there is none."""
    named = prices.rename({"price_oere": price})
    return rows.with_columns(item=item).join(named, on=[*LISTED, "item"], how="left", nulls_equal=True).drop("item")


def keep_unlisted(asked: pl.LazyFrame, prices: pl.LazyFrame) -> pl.LazyFrame:
    """Keep the rows that ask for an item of a price list that has no price on the day. In: model ... activity_date, item."""
    priced = prices.filter(pl.col("price_oere").is_not_null())
    return asked.join(priced, on=[*LISTED, "item"], how="anti", nulls_equal=True)
