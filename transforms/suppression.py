"""Suppression: what of the indicators may leave the house. Small cells are hidden, and so much more that none is given away.

Danish: diskretionering (primær og sekundær). Source: policy `suppression_threshold`; the search is in
`transforms.shielding`, what adds up in `transforms.disclosure`.
"""

from collections.abc import Iterator

import polars as pl

from transforms.definitions import DEFINITIONS, population_of
from transforms.disclosure import DERIVED, GROUP_OF, GROUPS, PARTITIONS, leaves_of
from transforms.indicators import COLUMNS, KEY, compute_spreads
from transforms.shielding import MONTH, QUARTER, YEAR, Area, Cell, Shield, quarter_of

PLACE = ["area_kind", "area", "period"]
HIDDEN = {"group": pl.String, "area_kind": pl.String, "area": pl.String, "year": pl.String, "hidden": pl.Int64}
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
    shown = hide_figures(figures, hidden)
    empty = add_empty_places(figures, hidden).join(shown, on=KEY, how="anti")
    visible = shown.filter(~pl.col("is_suppressed"))
    spreads = compute_spreads(visible.select(COLUMNS)).with_columns(is_suppressed=pl.lit(value=False))
    return pl.concat([shown, empty, spreads]).sort(KEY)


def count_populations(figures: pl.DataFrame) -> pl.DataFrame:
    """What the figures say of each population: area_kind, area, period, year, region, and per population `_events`, `_persons`."""
    said = pl.concat(
        figures.filter(pl.col("indicator") == name).select(
            *PLACE,
            "region",
            pl.lit(population_of(definition.numerator)).alias("population"),
            pl.when(definition.numerator.endswith("_events")).then("numerator").cast(pl.Int64).alias("events"),
            "persons",
        )
        for name, definition in DEFINITIONS.items()
        if definition.numerator
    )
    counted = said.group_by(*PLACE, "population").agg(pl.col("region", "events", "persons").max())
    whole = counted.with_columns(pl.coalesce("events", "persons").alias("events"))
    wide = [
        whole.filter(pl.col("population") == population).select(
            *PLACE, pl.col("events").alias(f"{population}_events"), pl.col("persons").alias(f"{population}_persons")
        )
        for population in GROUP_OF
    ]
    joined = said.group_by(PLACE).agg(pl.col("region").max(), pl.col("period").first().str.head(4).alias("year"))
    for of_population in wide:
        joined = joined.join(of_population, on=PLACE, how="left")
    return joined.with_columns(pl.selectors.numeric().fill_null(0)).sort("year", *PLACE)


def hide_year(counts: pl.DataFrame, threshold: int) -> pl.DataFrame:
    """What is hidden of one year: group, area_kind, area, year, and up to which level (MONTH, QUARTER, YEAR)."""
    areas: dict[Area, str] = {
        (kind, area): region or "unknown"
        for kind, area, region in counts.select(PLACE[0], PLACE[1], "region").unique().sort(pl.all()).rows()
    }
    months = sorted({period for period in counts["period"] if "-" in period and "Q" not in period})
    regions = {area: region for (kind, area), region in areas.items() if kind == "municipality"}
    shield = Shield(count_leaves(counts), regions, areas, months)
    for cell in sorted(find_small(counts, threshold, months), key=order_of):
        shield.protect(cell)
    year = counts["year"][0]
    rows = [(group, *area, year, level) for (group, area), level in sorted(shield.levels.items())]
    return pl.DataFrame(rows, schema=HIDDEN, orient="row")


def order_of(cell: Cell) -> tuple[int, int, Area, tuple[str, ...], list[str]]:
    """The order in which cells are protected: sums before what they split into, years before months."""
    return (list(GROUPS).index(cell.group), -cell.level, cell.area, cell.months, sorted(cell.leaves))


def count_leaves(counts: pl.DataFrame) -> dict[str, dict[Area, dict[str, int]]]:
    """How many of each leaf: by area and month."""
    by_month = counts.filter(LEVEL.is_null())
    leaves: dict[str, dict[Area, dict[str, int]]] = {}
    for leaf in (leaf for partition in PARTITIONS for leaf in partition.leaves):
        rows = by_month.select(*PLACE, sum_of(leaf).alias("many")).filter(pl.col("many") > 0)
        of_areas = leaves.setdefault(leaf, {})
        for kind, area, period, many in rows.rows():
            of_areas.setdefault((kind, area), {})[period] = many
    return leaves


def sum_of(leaf: str, what: str = "events") -> pl.Expr:
    """A leaf or a population from the populations that say it."""
    return pl.sum_horizontal(sign * pl.col(f"{name}_{what}") for name, sign in DERIVED.get(leaf, {leaf: 1}).items())


def find_small(counts: pl.DataFrame, threshold: int, months: list[str]) -> Iterator[Cell]:
    """The small cells of all that is shown or can be subtracted: populations, hidden leaves, and the rest of each share."""
    asked: list[tuple[frozenset[str], str, list[pl.Expr]]] = []
    for population, group in GROUP_OF.items():
        both = [pl.col(f"{population}_{what}") for what in ("events", "persons")]
        asked.append((leaves_of(population), group, both))
    asked += [(frozenset({leaf}), group_of_leaf(leaf), [sum_of(leaf)]) for leaf in DERIVED]
    for definition in DEFINITIONS.values():
        part, whole = population_of(definition.numerator), population_of(definition.denominator)
        what = definition.numerator.rpartition("_")[2]
        if part and whole and definition.denominator.endswith(f"_{what}"):
            rest = pl.col(definition.denominator) - pl.col(definition.numerator)
            asked.append((leaves_of_rest(part, whole), GROUP_OF[part], [rest]))
    for leaves, group, numbers in asked:
        small = counts.filter(pl.any_horizontal(number.is_between(1, threshold - 1) for number in numbers))
        for kind, area, period, level in small.select(*PLACE, LEVEL.otherwise(MONTH)).rows():
            yield Cell(leaves, group, (kind, area), tuple(month for month in months if is_in(month, period)), level)


def group_of_leaf(leaf: str) -> str:
    """The group of a leaf that no indicator shows."""
    return next(partition.group_of(leaf) for partition in PARTITIONS if leaf in partition.leaves)


def leaves_of_rest(part: str, whole: str) -> frozenset[str]:
    """The leaves of a whole that are not of a part of it."""
    split = [p for p in PARTITIONS if p.root == whole and leaves_of(part) <= set(p.leaves)]
    return frozenset(split[0].leaves) - leaves_of(part) if split else leaves_of(whole) - leaves_of(part)


def is_in(month: str, period: str) -> bool:
    """Whether a month lies in a period."""
    return period in (month, month[:4], quarter_of(month))


def hide_figures(figures: pl.DataFrame, hidden: pl.DataFrame) -> pl.DataFrame:
    """Empty the figures whose numerator or denominator is of what is hidden, and say so."""
    of_group = {
        side: {name: GROUP_OF.get(population_of(getattr(d, side)), "") for name, d in DEFINITIONS.items()}
        for side in ("numerator", "denominator")
    }
    with_level = figures.with_columns(pl.col("period").str.head(4).alias("year"), LEVEL.otherwise(MONTH).alias("level"))
    for side, groups in of_group.items():
        with_level = (
            with_level.with_columns(pl.col("indicator").replace_strict(groups).alias("group"))
            .join(hidden, on=["group", "area_kind", "area", "year"], how="left")
            .with_columns((pl.col("hidden").fill_null(0) >= pl.col("level")).alias(f"{side}_hidden"))
            .drop("group", "hidden")
        )
    is_suppressed = pl.col("numerator_hidden") | pl.col("denominator_hidden")
    emptied = {
        "value": is_suppressed,
        "numerator": pl.col("numerator_hidden"),
        "denominator": pl.col("denominator_hidden"),
        "persons": is_suppressed,
    }
    return with_level.with_columns(
        *(pl.when(~holds).then(name).alias(name) for name, holds in emptied.items()),
        pl.when(is_suppressed).then(pl.lit(NOTE)).otherwise("note").alias("note"),
        is_suppressed.alias("is_suppressed"),
    ).select(*COLUMNS, "is_suppressed")


def add_empty_places(figures: pl.DataFrame, hidden: pl.DataFrame) -> pl.DataFrame:
    """A suppressed row for every period of what is hidden, whether there is a figure or not."""
    shown = [
        (name, group, kind, definition.unit)
        for name, definition in DEFINITIONS.items()
        for group in {GROUP_OF.get(population_of(side)) for side in (definition.numerator, definition.denominator)}
        if group
        for kind in definition.area_kinds
    ]
    names = pl.DataFrame(shown, schema=["indicator", "group", "area_kind", "unit"], orient="row")
    periods = figures.select("period").unique().with_columns(pl.col("period").str.head(4).alias("year"))
    regions = figures.select("area_kind", "area", "region").unique(["area_kind", "area", "region"])
    nothing = figures.select("value", "numerator", "denominator", "persons").clear()
    return (
        hidden.join(names, on=["group", "area_kind"])
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
