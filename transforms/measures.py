"""What indicators are made of: per area and period how many events and citizens of each population, and how many kroner.

A citizen counts once in each area and period, whatever the number of rows. What the populations are stands in
`transforms.populations`. Source: choice of this program, after RM memo 2009 (citizens and visits side by side).
"""

from collections.abc import Callable, Collection, Mapping

import polars as pl

PERIODS = {"1mo": "%Y-%m", "1q": "%Y-Q%q", "1y": "%Y"}
"""Month, quarter and year, and how a period of that length is written."""

KEY = ["area_kind", "area", "period"]
RATIO = pl.Decimal(18, 4)


def number_bits(populations: Collection[str]) -> dict[str, int]:
    """The bit of each population in `is_of`: all that a row belongs to is one number."""
    return {population: 1 << place for place, population in enumerate(populations)}


def measure(
    counted: pl.DataFrame, areas: Collection[str], populations: Collection[str], in_kroner: Collection[str] = ()
) -> pl.DataFrame:
    """Per area and period each population's `_events` and `_persons`, and the `_kr` of those in kroner; 0 where there is nothing.

    counted: person (a number), month (its first day), a column per kind of area, is_of (see `number_bits`), events, kr.
    """
    is_of = {name: (pl.col("is_of") & bit) != 0 for name, bit in number_bits(populations).items()}
    sums = [(pl.col("events") * holds).sum().alias(f"{name}_events") for name, holds in is_of.items()]
    sums += [pl.when(is_of[name]).then("kr").sum().alias(f"{name}_kr") for name in in_kroner]
    by_place = counted.group_by(*areas, "month", "is_of").agg(pl.col("events", "kr").sum())
    citizens = [holds.sum().alias(f"{name}_persons") for name, holds in is_of.items()]
    once = pl.col("is_of").bitwise_or()
    events = sum_by_area(by_place, areas, lambda rows: rows.group_by(KEY).agg(sums))
    persons = sum_by_area(
        counted, areas, lambda rows: rows.group_by("person", *KEY).agg(once).group_by(KEY).agg(citizens)
    )
    return join_measures(events, persons)


def measure_medians(
    counted: pl.DataFrame, areas: Collection[str], column: str, medians: Mapping[str, pl.Expr]
) -> pl.DataFrame:
    """Per area and period the medians of a column, each over the rows where its condition holds; empty where there are none.

    counted: month (its first day), a column per kind of area, the column.
    """
    middles = [pl.col(column).filter(holds).median().cast(RATIO).alias(name) for name, holds in medians.items()]
    return sum_by_area(counted, areas, lambda rows: rows.group_by(KEY).agg(middles))


def join_measures(measures: pl.DataFrame, further: pl.DataFrame) -> pl.DataFrame:
    """Two measurements of the same kinds of area, beside each other."""
    return measures.join(further, on=KEY, how="full", coalesce=True)


def sum_by_area(
    rows: pl.DataFrame, areas: Collection[str], summed: Callable[[pl.LazyFrame], pl.LazyFrame]
) -> pl.DataFrame:
    """Sum rows of a month (its first day) and of areas, once for each kind of area and length of period, by `KEY`."""
    sums = []
    for kind, (length, written) in ((kind, period) for kind in areas for period in PERIODS.items()):
        start = pl.col("month").dt.truncate(length).alias("period")
        of_kind = rows.lazy().select(
            pl.lit(kind).alias("area_kind"), pl.col(kind).alias("area"), start, pl.exclude(*areas, "month")
        )
        as_text = (pl.col("area").cast(pl.String), pl.col("period").dt.to_string(written))
        sums.append(summed(of_kind).with_columns(as_text).collect(engine="streaming"))
    return pl.concat(sums)
