"""Suppression: what of the indicators may leave the house. Small cells are hidden, and so much more that none is given away.

Danish: diskretionering (primær og sekundær). Source: policy `suppression_threshold`; the search is in
`transforms.shielding`, what adds up in `transforms.disclosure`.
"""

import polars as pl

from transforms.definitions import DEFINITIONS, population_of
from transforms.disclosure import DERIVED, LEAVES, MEDIANS, POPULATIONS, PRICED, Terms, list_countable
from transforms.indicators import COLUMNS, KEY, compute_spreads
from transforms.presence import MONTH, QUARTER, YEAR, Area, Presence, is_in
from transforms.shielding import Cell, Shield

PLACE = ["area_kind", "area", "period"]
HIDDEN = {"population": pl.String, "area_kind": pl.String, "area": pl.String, "year": pl.String, "hidden": pl.Int64}
NOTE = "Vises ikke: for få borgere, eller et andet tal kunne ellers regnes ud"
LEVEL = pl.when(pl.col("period").str.len_chars() == 4).then(YEAR).when(pl.col("period").str.contains("Q")).then(QUARTER)


def suppress_small_cells(indicators: pl.DataFrame, threshold: int) -> pl.DataFrame:
    """The indicators that may leave the house: the same columns and `is_suppressed`, in the order of the key.

    indicators: the whole mart. threshold: policy `suppression_threshold`; fewer citizens or events than that, and more than
    none, are a small cell. A suppressed row keeps its key, and has no value, numerator, denominator or persons; where an
    area's figures are hidden, months with nothing have such a row too, so that nothing and few look alike. Spreads between
    municipalities are those of the values shown. In the marts nothing is hidden.
    """
    figures = indicators.filter(pl.col("indicator").is_in(list(DEFINITIONS)))
    counts = count_populations(figures)
    hidden = pl.concat(
        [pl.DataFrame(schema=HIDDEN)]
        + [hide_year(of_year, threshold) for of_year in counts.partition_by("year", maintain_order=True)]
    )
    held_back = pl.concat([hidden, hide_kroner(hidden)])
    shown = hide_figures(figures, held_back)
    empty = add_empty_places(figures, held_back).join(shown, on=KEY, how="anti")
    visible = shown.filter(~pl.col("is_suppressed"))
    spreads = compute_spreads(visible.select(COLUMNS)).with_columns(is_suppressed=pl.lit(value=False))
    return pl.concat([shown, empty, spreads]).sort(KEY)


def count_populations(figures: pl.DataFrame) -> pl.DataFrame:
    """What the figures say of each population: area_kind, area, period, year, region, per population `_events`, `_persons`; medians.

    Areas with nothing in a year are not among them: that they had nothing is shown, and hides nobody else.
    """
    said = pl.concat(
        figures.filter(pl.col("indicator") == name).select(
            *PLACE,
            "region",
            pl.lit(population_of(definition.numerator or definition.denominator)).alias("population"),
            pl.when((definition.numerator or definition.denominator).endswith("_events"))
            .then("numerator" if definition.numerator else "denominator")
            .cast(pl.Int64)
            .alias("events"),
            "persons",
        )
        for name, definition in DEFINITIONS.items()
    )
    counted = said.group_by(*PLACE, "population").agg(pl.col("region", "events", "persons").max())
    whole = counted.with_columns(pl.coalesce("events", "persons").alias("events"))
    wide = [
        whole.filter(pl.col("population") == population).select(
            *PLACE, pl.col("events").alias(f"{population}_events"), pl.col("persons").alias(f"{population}_persons")
        )
        for population in POPULATIONS
    ]
    wide += [
        figures.filter(pl.col("indicator") == name).select(*PLACE, pl.col("value").cast(pl.Float64).alias(d.measured))
        for name, d in DEFINITIONS.items()
        if d.measured
    ]
    joined = said.group_by(PLACE).agg(pl.col("region").max(), pl.col("period").first().str.head(4).alias("year"))
    for of_population in wide:
        joined = joined.join(of_population, on=PLACE, how="left")
    counts = joined.with_columns(pl.selectors.numeric().fill_null(0)).sort("year", *PLACE)
    return counts.filter(pl.sum_horizontal(pl.selectors.ends_with("_events")).sum().over("year", *PLACE[:2]) > 0)


def hide_year(counts: pl.DataFrame, threshold: int) -> pl.DataFrame:
    """What is hidden of one year: population (or median), area_kind, area, year, and up to which level (MONTH, QUARTER, YEAR)."""
    areas: dict[Area, str] = {
        (kind, area): region or "unknown"
        for kind, area, region in counts.select(PLACE[0], PLACE[1], "region").unique().sort(pl.all()).rows()
    }
    months = sorted({period for period in counts["period"] if "-" in period and "Q" not in period})
    regions = {area: region for (kind, area), region in areas.items() if kind == "municipality"}
    shield = Shield(Presence(count_leaves(counts), regions, months, find_halves(counts), threshold), areas)
    for cell in sorted(find_small(counts, threshold, months), key=order_of):
        shield.protect(cell)
    year = counts["year"][0]
    rows = [(population, *area, year, level) for (population, area), level in sorted(shield.levels.items())]
    return pl.DataFrame(rows, schema=HIDDEN, orient="row")


def order_of(cell: Cell) -> tuple[int, int, Cell]:
    """The order in which cells are protected: what is shown before what is left, sums before their parts, years before months."""
    return (ORDER.index(cell.terms), -cell.level, cell)


ORDER = list(dict.fromkeys(tuple(terms.items()) for terms, _ in list_countable()))
"""All that a reader can count, in the order in which it is protected."""


def count_leaves(counts: pl.DataFrame) -> dict[str, dict[Area, dict[str, int]]]:
    """How many of each leaf and root: by area and month."""
    by_month = counts.filter(LEVEL.is_null())
    leaves: dict[str, dict[Area, dict[str, int]]] = {leaf: {} for leaf in LEAVES}
    for leaf, of_areas in leaves.items():
        rows = by_month.select(*PLACE, count(DERIVED.get(leaf, {leaf: 1})).alias("many")).filter(pl.col("many") > 0)
        for kind, area, period, many in rows.rows():
            of_areas.setdefault((kind, area), {})[period] = many
    return leaves


def find_halves(counts: pl.DataFrame) -> set[tuple[str, Area, str]]:
    """The medians that lie between two days: median, area, period."""
    rows = ((median, counts.filter(pl.col(median) % 1 != 0).select(PLACE).rows()) for median in MEDIANS)
    return {(median, (kind, area), period) for median, places in rows for kind, area, period in places}


def count(terms: Terms, what: str = "events") -> pl.Expr:
    """Populations added and subtracted."""
    return pl.sum_horizontal(sign * pl.col(f"{population}_{what}") for population, sign in terms.items())


def find_small(counts: pl.DataFrame, threshold: int, months: list[str]) -> set[Cell]:
    """The small cells of all that a reader can count."""
    return {
        Cell(tuple(terms.items()), (kind, area), tuple(month for month in months if is_in(month, period)), level)
        for terms, what in list_countable()
        for kind, area, period, level in counts.filter(count(terms, what).is_between(1, threshold - 1))
        .select(*PLACE, LEVEL.otherwise(MONTH))
        .rows()
    }


def hide_kroner(hidden: pl.DataFrame) -> pl.DataFrame:
    """Of what is hidden the kroner, in all of the year: of the population itself, and of those that it is a priced part of.

    An event that is another month's, place's or kind's in the other truth has its price there too: all kroner that this
    changes are hidden, and all others stay as they are. Shape: HIDDEN, populations as quantities.
    """
    of_kr = {population_of(d.numerator) for d in DEFINITIONS.values() if d.numerator.endswith("_kr")}
    wholes = pl.DataFrame(
        [(part, f"{whole}_kr") for whole in sorted(of_kr) for part in PRICED.get(whole, (whole,))],
        schema={"population": pl.String, "whole": pl.String},
        orient="row",
    )
    kroner = hidden.join(wholes, on="population").with_columns(population="whole", hidden=pl.lit(YEAR, pl.Int64))
    return kroner.select(list(HIDDEN)).unique(maintain_order=True)


def hide_figures(figures: pl.DataFrame, hidden: pl.DataFrame) -> pl.DataFrame:
    """Empty the figures whose numerator, denominator or median is of what is held back, and say so."""
    with_level = figures.with_columns(pl.col("period").str.head(4).alias("year"), LEVEL.otherwise(MONTH).alias("level"))
    for side, populations in READ_OF.items():
        with_level = (
            with_level.with_columns(pl.col("indicator").replace_strict(populations).alias("population"))
            .join(hidden, on=["population", "area_kind", "area", "year"], how="left")
            .with_columns((pl.col("hidden").fill_null(0) >= pl.col("level")).alias(f"{side}_hidden"))
            .drop("population", "hidden")
        )
    of_counts = pl.col("numerator_hidden") | pl.col("denominator_hidden")
    is_median = pl.col("indicator").is_in([name for name, definition in DEFINITIONS.items() if definition.measured])
    is_suppressed = pl.when(is_median).then("measured_hidden").otherwise(of_counts)
    emptied = {
        "value": is_suppressed,
        "numerator": pl.col("numerator_hidden"),
        "denominator": pl.col("denominator_hidden"),
        "persons": of_counts,
    }
    return with_level.with_columns(
        *(pl.when(~holds).then(name).alias(name) for name, holds in emptied.items()),
        pl.when(is_suppressed).then(pl.lit(NOTE)).otherwise("note").alias("note"),
        is_suppressed.alias("is_suppressed"),
    ).select(*COLUMNS, "is_suppressed")


READ_OF = {
    "numerator": {
        name: definition.numerator if definition.numerator.endswith("_kr") else population_of(definition.numerator)
        for name, definition in DEFINITIONS.items()
    },
    "denominator": {name: population_of(definition.denominator) for name, definition in DEFINITIONS.items()},
    "measured": {name: definition.measured for name, definition in DEFINITIONS.items()},
}
"""What hides an indicator: the populations or kroner that it is read of, and the median that it is; empty where there is none."""


def add_empty_places(figures: pl.DataFrame, hidden: pl.DataFrame) -> pl.DataFrame:
    """A suppressed row for every period of what is hidden, whether there is a figure or not."""
    shown = [
        (name, population, kind, definition.unit)
        for name, definition in DEFINITIONS.items()
        for population in {of_side[name] for of_side in READ_OF.values()} - {""}
        for kind in definition.area_kinds
    ]
    names = pl.DataFrame(shown, schema=["indicator", "population", "area_kind", "unit"], orient="row")
    periods = figures.select("period").unique().with_columns(pl.col("period").str.head(4).alias("year"))
    regions = figures.select("area_kind", "area", "region").unique(["area_kind", "area", "region"])
    nothing = figures.select("value", "numerator", "denominator", "persons").clear()
    return (
        hidden.join(names, on=["population", "area_kind"])
        .join(periods, on="year")
        .filter(pl.col("hidden") >= LEVEL.otherwise(MONTH))
        .select(*KEY, "unit")
        .unique()
        .join(regions, on=["area_kind", "area"], how="left")
        .with_columns(
            *(pl.lit(None).cast(dtype).alias(name) for name, dtype in nothing.schema.items()),
            note=pl.lit(NOTE),
            is_suppressed=pl.lit(value=True),
        )
        .select(*COLUMNS, "is_suppressed")
    )
