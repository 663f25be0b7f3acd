"""Price levels (pris- og lønniveauer): a price brought from the level that it is printed in to the one that is paid in.

Source: KL memo 2006, sections 2.1 (07-pl) and 3.2 (05-pl); the index is a fact, and without it nothing is guessed.
"""

import polars as pl

from transforms.dated import VALIDITY, Facts, is_in_force, join_in_force
from transforms.oere import divide_half_up, in_oere

IS_AT_LEVEL = pl.col("price_level").is_null() | pl.col("price_level").eq_missing(pl.col("printed_level"))
"""Whether a price is paid as it is printed: the agreement asks for no level, or for the price's own."""


def list_levels_used(visits: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """The visits, once for each price level whose index brings prices of their list on their day, with that `price_level`.

    In: price_list, price_level (paid in), activity_date. None where prices are paid as they are printed.
    """
    printed = facts.agreement_prices.lazy().select("price_list", *VALIDITY, printed_level="price_level")
    brought = visits.join(printed, on="price_list").filter(is_in_force("activity_date") & ~IS_AT_LEVEL).drop(*VALIDITY)
    levels = brought.with_columns(price_level=pl.concat_list("price_level", "printed_level")).drop("printed_level")
    return levels.explode("price_level").unique()


def add_price_at_level(prices: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """Add `price_oere`: the amount times the index of the level paid in over that printed in, half up to øre.

    In: amount_kr, printed_level, price_level (paid in; empty: as printed), activity_date. Empty where an index lacks.
    """
    levels = facts.price_levels.lazy().select("price_level", *VALIDITY, "price_index")
    for level, index in (("printed_level", "printed_index"), ("price_level", "paid_index")):
        named = levels.rename({"price_level": level, "price_index": index})
        prices = join_in_force(prices, named, on="activity_date", by=[level])
    printed, paid = (pl.col(index).to_physical() for index in ("printed_index", "paid_index"))
    amount = in_oere(pl.col("amount_kr"))
    brought = divide_half_up(amount * paid, printed)
    return prices.with_columns(price_oere=pl.when(IS_AT_LEVEL).then(amount).otherwise(brought)).drop(
        "printed_index", "paid_index"
    )
