"""Proofs over the price lists of agreements: they hold what their models need, at the price level that is paid in.

Each gives its problems as rows of fact, row_key, problem, as in `transforms.proving`. Source: KL memo 2006, section 3.
"""

import polars as pl

from transforms.dated import KEYS, VALIDITY, Facts
from transforms.price_levels import IS_AT_LEVEL
from transforms.problems import as_problems, keep_first_gap

NEEDED = {"per_course": ["course"], "per_hour": ["hour"], "fee_schedule": ["normal"]}
"""Model -> items that its price list cannot be without; of forms and diagnosis groups it may hold some only."""

LISTED_MODELS = [*NEEDED, "per_hour_by_form", "package"]
"""Models that price by a price list."""

UNITS = {
    "per_course": {"course": "course"},
    "per_hour": dict.fromkeys(["hour", "travel_hour"], "hour"),
    "per_hour_by_form": dict.fromkeys(["individual", "self_training", "group", "pool", "travel_hour"], "hour"),
    "fee_schedule": {
        **dict.fromkeys(["first", "normal", "short", "follow_up", "group"], "fee"),
        "supplement": "supplement",
    },
}
"""Model -> the items that it reads of its price list, each with what one of it is. A package reads them all, as courses."""


def day(column: str) -> pl.Expr:
    """A day as people read it."""
    return pl.col(column).dt.to_string("%Y-%m-%d")


def list_needed(facts: Facts) -> pl.LazyFrame:
    """Agreements with each item that their price list cannot be without: their columns and `item`."""
    needed = pl.LazyFrame(list(NEEDED.items()), schema={"model": pl.String, "item": pl.List(pl.String)}, orient="row")
    return facts.agreements.lazy().join(needed.explode("item"), on="model").filter(pl.col("price_list").is_not_null())


def prove_price_lists(facts: Facts) -> pl.DataFrame:
    """The price list of an agreement exists, with the items that its model cannot be without. Source: KL memo 2006, section 3."""
    prices = facts.agreement_prices.lazy()
    priced = facts.agreements.lazy().filter(pl.col("model").is_in(LISTED_MODELS) & pl.col("price_list").is_not_null())
    no_list = priced.join(prices, on="price_list", how="anti")
    no_item = (
        list_needed(facts).join(prices, on="price_list", how="semi").join(prices, on=["price_list", "item"], how="anti")
    )
    lacking = pl.concat_str(pl.lit("price list "), "price_list", pl.lit(" has no item "), "item")
    return pl.concat(
        [
            as_problems(
                no_list,
                "agreements",
                pl.concat_str(pl.lit("price list "), "price_list", pl.lit(" has no row in agreement_prices.csv")),
            ),
            as_problems(no_item, "agreements", lacking),
        ]
    )


def prove_prices_in_force(facts: Facts) -> pl.DataFrame:
    """The items that a model cannot be without have a price on each day of the agreement. Source: KL memo 2006, section 3."""
    by = ["price_list", "item"]
    dated = facts.agreement_prices.lazy().select(*by, *VALIDITY)
    gaps = keep_first_gap(list_needed(facts).join(dated, on=by, how="semi"), dated, by, ["agreement_id", "item"])
    lacking = pl.concat_str(
        pl.lit("price list "), "price_list", pl.lit(" has no price of "), "item", pl.lit(" on "), day("day")
    )
    return as_problems(gaps, "agreements", lacking)


def list_levels(facts: Facts) -> pl.LazyFrame:
    """The price levels that an agreement needs an index of: its columns, and `level` (empty: the price is of none).

    `valid_from` and `valid_to` are the days on which agreement and price both hold, `agreed_from` the agreement's own.
    """
    first, last = VALIDITY
    prices = facts.agreement_prices.lazy().select(
        "price_list", printed_level="price_level", priced_from=first, priced_to=last
    )
    agreements = facts.agreements.lazy().filter(pl.col("price_level").is_not_null())
    brought = agreements.join(prices, on="price_list").filter(~IS_AT_LEVEL)
    both_hold = brought.with_columns(
        agreed_from=first,
        valid_from=pl.max_horizontal(first, "priced_from"),
        valid_to=pl.min_horizontal(last, "priced_to"),
    ).filter(pl.col(last).is_null() | (pl.col(first) <= pl.col(last)))
    return pl.concat(both_hold.with_columns(level=level) for level in ("price_level", "printed_level"))


def prove_price_levels(facts: Facts) -> pl.DataFrame:
    """Prices are brought to another price level by index only: both levels have one on each day, else nothing is guessed.

    Source: KL memo 2006, section 3.2 (05-pl); no index between price levels is printed there.
    """
    levels = list_levels(facts)
    index = facts.price_levels.lazy().select(*VALIDITY, level="price_level")
    gaps = keep_first_gap(levels, index, ["level"], ["agreement_id", "agreed_from", "level"])
    said = (
        pl.when(pl.col("level").is_null())
        .then(pl.concat_str(pl.lit("price list "), "price_list", pl.lit(" has prices of no price level")))
        .otherwise(pl.concat_str(pl.lit("price_levels.csv has no index of "), "level", pl.lit(" on "), day("day")))
    )
    named = gaps.with_columns(problem=said, valid_from="agreed_from")
    return as_problems(named.unique([*KEYS["agreements"], "valid_from", "problem"]), "agreements", pl.col("problem"))


def prove_units(facts: Facts) -> pl.DataFrame:
    """A price is of the unit that its model counts: hours, courses, fees. Source: KL memo 2006, section 3."""
    rows = [(model, item, unit) for model, items in UNITS.items() for item, unit in items.items()]
    read = pl.LazyFrame(rows, schema=["model", "item", "counted"], orient="row")
    agreements = facts.agreements.lazy().select("agreement_id", "model", "price_list").unique()
    is_package = pl.col("model") == "package"
    priced = (
        facts.agreement_prices.lazy()
        .join(agreements, on="price_list")
        .join(read, on=["model", "item"], how="left")
        .with_columns(pl.when(is_package).then(pl.lit("course")).otherwise("counted").alias("counted"))
    )
    said = pl.format("its unit is {}, but {} ({}) counts it by {}", "unit", "agreement_id", "model", "counted")
    return as_problems(priced.filter(pl.col("unit") != pl.col("counted")), "agreement_prices", said)
