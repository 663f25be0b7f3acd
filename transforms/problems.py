"""Problems with facts: how a proof names the rows that it finds wrong, and where dated rows overlap or leave a gap.

Source: contract section 3.
"""

from collections.abc import Sequence

import polars as pl

from transforms.dated import KEYS, is_in_force, join_in_force

PROBLEM = {"fact": pl.String, "row_key": pl.String, "problem": pl.String}


def row_key(fact: str) -> pl.Expr:
    """A fact row's name for people: its key and its first day."""
    parts = [pl.col(name).cast(pl.String).fill_null("-") for name in KEYS[fact]]
    return pl.concat_str(*parts, pl.col("valid_from").dt.to_string("%Y-%m-%d"), separator=" ").alias("row_key")


def as_problems(rows: pl.LazyFrame, fact: str, problem: pl.Expr) -> pl.DataFrame:
    """Faulty fact rows as problems."""
    return rows.select(pl.lit(fact).alias("fact"), row_key(fact), problem.alias("problem")).sort("row_key").collect()


def keep_overlapping(rows: pl.LazyFrame, key: Sequence[str]) -> pl.LazyFrame:
    """Keep the rows that are in force on the first day of the next one of the same key, as that next one. In: in their order."""
    is_same = pl.struct(key).shift(1).eq_missing(pl.struct(key))
    still_in_force = pl.col("valid_to").shift(1).is_null() | (pl.col("valid_to").shift(1) >= pl.col("valid_from"))
    return rows.filter((is_same & still_in_force).fill_null(value=False))


def keep_first_gap(rows: pl.LazyFrame, dated: pl.LazyFrame, by: Sequence[str], key: Sequence[str]) -> pl.LazyFrame:
    """Keep the rows that on some `day` of theirs lack a dated row of the same `by`, with the first such day.

    Looks at each row's first day and at the day after each dated row ends: between these nothing changes.
    """
    after_an_end = dated.select(*by, day=pl.col("valid_to") + pl.duration(days=1)).drop_nulls()
    within = rows.join(after_an_end, on=by).filter(is_in_force("day"))
    days = pl.concat([rows.with_columns(day="valid_from"), within], how="diagonal")
    covered = join_in_force(days, dated.with_columns(is_there=pl.lit(value=True)), on="day", by=by)
    lacking = covered.filter(pl.col("is_there").is_null()).sort("day")
    return lacking.unique([*key, "valid_from"], keep="first", maintain_order=True)
