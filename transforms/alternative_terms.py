"""The terms of alternatives: those that are given, proven row by row, or every price list under the models that it fits.

Source: KL memo 2006, section 3 (til inspiration nogle forskellige modeller for genoptræningsafregning).
"""

import polars as pl

from transforms.agreements import TERMS
from transforms.dated import TYPES, Facts
from transforms.hourly_models import HOUR
from transforms.models import COURSE, MODELS

ALTERNATIVE = ["name", *TERMS[1:]]
"""An alternative: its name, and the terms of an agreement."""

AS_AGREED = "as_agreed"
"""The name of what holds: the agreement in force, and what was agreed for a visit alone."""

IS_OF_FORM = pl.col("item").is_in(["individual", "self_training", "group", "pool"])

FITS = {
    "per_course": (pl.col("unit") == "course") & (pl.col("item") == COURSE),
    "per_hour": (pl.col("unit") == "hour") & (pl.col("item") == HOUR),
    "per_hour_by_form": (pl.col("unit") == "hour") & IS_OF_FORM,
    "package": (pl.col("unit") == "course") & (pl.col("item") != COURSE),
    "fee_schedule": pl.col("unit") == "fee",
}
"""Model -> whether a price is one that it asks for. The other models price by the advisory tariffs."""

LESS_PERCENT = "10"
"""What the memo takes off the advisory tariffs as its example. Source: KL memo 2006, section 3.1 (fx 10 pct.)."""

READ = {
    "less_percent": pl.col("less_percent").str.contains(r"^[0-9]{1,3}(\.[0-9]{1,2})?$"),
    "step_minutes": pl.col("step_minutes").str.contains("^[1-9][0-9]{0,3}$"),
    "price_level": pl.col("price_level").str.contains("^[0-9]{2}-pl$"),
}
"""How a cell must be written that is not empty."""


def read_terms(rows: pl.DataFrame) -> pl.DataFrame:
    """Alternatives given as text with their types; what is not written as it must be is empty."""
    return rows.select(
        pl.when(READ[name]).then(name).cast(TYPES.get(name, pl.String())).alias(name) if name in READ else name
        for name in ALTERNATIVE
    )


def find_faults(rows: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """What is wrong with alternatives given as text: row_number (1 = first data row), column, fault."""
    listed = facts.agreement_prices["price_list"].unique().implode()
    percent = pl.col("less_percent").cast(TYPES["less_percent"], strict=False)
    faults = [
        ("name", pl.col("name").is_null(), "is empty"),
        ("name", pl.col("name").is_duplicated(), "is there twice"),
        ("name", pl.col("name") == AS_AGREED, "is what the agreement that holds is called"),
        ("model", pl.col("model").is_in(list(MODELS)).not_().fill_null(value=True), f"is none of {', '.join(MODELS)}"),
        (
            "price_list",
            pl.col("model").is_in(list(FITS)) & pl.col("price_list").is_null(),
            "is empty, and the model needs one",
        ),
        ("price_list", pl.col("price_list").is_in(listed).not_(), "is none in agreement_prices"),
        ("less_percent", (pl.col("model") == "drg_less_percent") & pl.col("less_percent").is_null(), "is empty"),
        ("less_percent", percent > 100, "is more than 100"),
        *((name, is_read.not_(), "is not written as it must be") for name, is_read in READ.items()),
    ]
    numbered = rows.with_row_index("row_number", offset=1)
    found = [
        numbered.filter(holds).select("row_number", pl.lit(column).alias("column"), pl.lit(fault).alias("fault"))
        for column, holds, fault in faults
    ]
    return pl.concat(found).sort(pl.all())


def list_alternatives(facts: Facts) -> pl.DataFrame:
    """The alternatives where none are given: the advisory tariffs, less 10 per cent, and every price list under what it fits.

    Out: name, model, price_list, less_percent, step_minutes, price_level.
    """
    prices = facts.agreement_prices
    tariffs = pl.DataFrame({"model": ["drg", "drg_less_percent"], "less_percent": [None, LESS_PERCENT]})
    lists = [
        prices.filter(fits).select(pl.lit(model).alias("model"), "price_list").unique() for model, fits in FITS.items()
    ]
    name = pl.concat_str("model", "price_list", "less_percent", separator=" ", ignore_nulls=True)
    empty = [pl.lit(None, pl.String).alias(column) for column in ("step_minutes", "price_level")]
    rows = pl.concat([tariffs, pl.concat(lists).sort("model", "price_list")], how="diagonal")
    return rows.select(name.alias("name"), pl.all(), *empty).pipe(read_terms)
