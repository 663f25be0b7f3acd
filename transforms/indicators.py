"""Indicators from what was measured: one row per indicator, period and area, as `transforms.definitions` defines them.

Danish: indikatorer. Source: RM memo 2009.
"""

from collections.abc import Iterable

import polars as pl

from transforms.definitions import DEFINITIONS, SPREAD, population_of
from transforms.plan_indicators import DAYS, PLANS
from transforms.populations import INHABITANTS, Definition

KEY = ["indicator", "period", "area_kind", "area"]
COLUMNS = [*KEY, "value", "numerator", "denominator", "unit", "note", "region", "persons"]
QUANTITY = pl.Decimal(18, 2)
RATIO = pl.Decimal(18, 4)
DECIMALS = 10_000

UNKNOWN = "unknown"
"""The area of those whose municipality is none of ours."""


def compute_indicators(measures: pl.DataFrame, population: pl.DataFrame, municipalities: pl.DataFrame) -> pl.DataFrame:
    """All indicators with their spreads, in the shape of the mart `indicators`, in the order of its key.

    measures: area_kind, area, period, and a column per quantity (empty: none). population, municipalities: the facts.
    """
    regions = keep_latest_region(municipalities)
    whole = add_empty_municipalities(measures, regions)
    measured = add_inhabitants(whole, population, regions).join(regions, on=["area_kind", "area"], how="left")
    measured = measured.join(count_months(measures), on="period", how="left")
    figures = pl.concat(compute_indicator(measured, definition) for definition in DEFINITIONS.values())
    return pl.concat([figures, compute_spreads(figures)]).sort(KEY)


def count_months(measures: pl.DataFrame) -> pl.DataFrame:
    """In how many of its months there is anything in the country: period, months_due, activity_months, plans_months."""
    month = pl.col("period")
    found = measures.filter(pl.col("area_kind") == "country", month.str.contains("^[0-9]{4}-[0-9]{2}$")).select(
        "period",
        (pl.col("rehabilitation_events").fill_null(0) > 0).alias("activity_months"),
        (pl.col("plans_events").fill_null(0) > 0).alias("plans_months"),
    )
    first = month.str.to_date("%Y-%m")
    return pl.concat(
        found.group_by(written.alias("period")).agg(
            pl.lit(due).alias("months_due"), pl.col("activity_months", "plans_months").sum().cast(pl.Int64)
        )
        for due, written in ((1, month), (3, first.dt.to_string("%Y-Q%q")), (12, first.dt.to_string("%Y")))
    )


def add_empty_municipalities(measures: pl.DataFrame, regions: pl.DataFrame) -> pl.DataFrame:
    """The measures with a row of nothing for each municipality and period in which it had nothing and the country had something."""
    periods = measures.filter(pl.col("area_kind") == "country").select("period").unique()
    every = regions.select("area_kind", "area").join(periods, how="cross")
    return pl.concat([measures, every.join(measures, on=KEY[1:], how="anti")], how="diagonal")


def keep_latest_region(municipalities: pl.DataFrame) -> pl.DataFrame:
    """The region that each municipality lies in, by its latest row: area_kind, area, region."""
    latest = municipalities.sort("municipality", "valid_from").unique("municipality", keep="last", maintain_order=True)
    return latest.select(pl.lit("municipality").alias("area_kind"), pl.col("municipality").alias("area"), "region")


def add_inhabitants(measures: pl.DataFrame, population: pl.DataFrame, regions: pl.DataFrame) -> pl.DataFrame:
    """Add the inhabitants of municipalities, regions and the country, and the year that they are of (population_year).

    The year is the period's own or the known one nearest to it, of two the earlier (policy `population_year = nearest`).
    A region or country with a municipality whose inhabitants are not known that year has none.
    """
    of_municipality = regions.select("region", municipality="area").join(
        population.select("municipality", pl.col("year").alias("population_year"), "inhabitants"), on="municipality"
    )
    of_areas = pl.concat(
        of_municipality.group_by(pl.lit(kind).alias("area_kind"), area.alias("area"), "population_year").agg(
            pl.col("inhabitants").sum(), pl.len().alias("known")
        )
        for kind, area in AREAS.items()
    )
    due = pl.concat(
        regions.rename({"area": "municipality"})
        .group_by(pl.lit(kind).alias("area_kind"), area.alias("area"))
        .agg(pl.len().alias("due"))
        for kind, area in AREAS.items()
    )
    whole = of_areas.join(due, on=["area_kind", "area"]).filter(pl.col("known") == pl.col("due"))
    wanted = measures.select("area_kind", "area", pl.col("period").str.head(4).cast(pl.Int64).alias("year")).unique()
    nearest = (
        wanted.join(whole, on=["area_kind", "area"])
        .with_columns(years_off=(pl.col("population_year") - pl.col("year")).abs())
        .sort("area_kind", "area", "year", "years_off", "population_year")
        .unique(["area_kind", "area", "year"], keep="first", maintain_order=True)
        .select("area_kind", "area", "year", "population_year", "inhabitants")
    )
    with_year = measures.with_columns(pl.col("period").str.head(4).cast(pl.Int64).alias("year"))
    return with_year.join(nearest, on=["area_kind", "area", "year"], how="left")


AREAS = {"municipality": pl.col("municipality"), "region": pl.col("region"), "country": pl.lit("DK")}
"""The kinds of area that have inhabitants."""


def compute_indicator(measured: pl.DataFrame, definition: Definition) -> pl.DataFrame:
    """One indicator wherever there is something to count (a share may be 0), in the shape of the mart.

    A municipality with nothing has 0 per inhabitant in a period in which the country has something, and no share or mean.
    """
    of_kinds = measured.filter(pl.col("area_kind").is_in(definition.area_kinds))
    numerator = pl.col(definition.numerator).fill_null(0) if definition.numerator else pl.lit(None)
    denominator = pl.col(definition.denominator) if definition.denominator else pl.lit(None)
    counted = population_of(definition.denominator) or population_of(definition.numerator)
    persons = f"{population_of(definition.numerator) or counted}_persons"
    months = "plans_months" if definition in (*PLANS, *DAYS) else "activity_months"
    is_nothing = (pl.col("area_kind") == "municipality") & (pl.col("area") != UNKNOWN) & (pl.col(months) > 0)
    is_told = (pl.col(f"{counted}_events") > 0) | (is_nothing & (definition.denominator == INHABITANTS))
    figures = of_kinds.filter(is_told).select(
        pl.lit(definition.name).alias("indicator"),
        *KEY[1:],
        numerator.cast(QUANTITY).alias("numerator"),
        denominator.cast(QUANTITY).alias("denominator"),
        pl.lit(definition.unit).alias("unit"),
        pl.concat_str(
            note_months(months),
            note_inhabitants() if definition.denominator == INHABITANTS else pl.lit(None, pl.String),
            separator=". ",
            ignore_nulls=True,
        )
        .replace("", None)
        .alias("note"),
        "region",
        (pl.col(persons).fill_null(0) if persons in measured.columns else pl.lit(None)).cast(pl.Int64).alias("persons"),
        (pl.col(definition.measured) if definition.measured else pl.lit(None)).cast(RATIO).alias("measured"),
    )
    value = divide(definition.per) if definition.denominator and definition.numerator else pl.col("numerator")
    return figures.with_columns(value=pl.col("measured") if definition.measured else value.cast(RATIO)).select(COLUMNS)


def divide(per: int) -> pl.Expr:
    """Per x numerator / denominator to four decimals, half up, in whole numbers: nothing is rounded twice. Both are at least 0."""
    hundredths = {name: pl.col(name).to_physical().cast(pl.Int128) for name in ("numerator", "denominator")}
    twice = 2 * hundredths["denominator"]
    shares = (2 * DECIMALS * per * hundredths["numerator"] + hundredths["denominator"]) // twice
    return in_ratio(shares)


def in_ratio(ten_thousandths: pl.Expr) -> pl.Expr:
    """A whole number of ten thousandths as a value with four decimals."""
    return (ten_thousandths.cast(pl.Decimal(38, 4)) / DECIMALS).cast(RATIO)


def note_months(months: str) -> pl.Expr:
    """What a reader must know of a quarter or a year that is not whole, in Danish."""
    text = pl.format("Tal for {} af periodens {} måneder", months, "months_due")
    return pl.when(pl.col(months) < pl.col("months_due")).then(text)


def note_inhabitants() -> pl.Expr:
    """What a reader must know of a figure per inhabitant, in Danish: whether its inhabitants are of another year."""
    text = pl.format(
        "Indbyggertallet er pr. 1. januar {}, det nærmeste kendte år: at det også gælder {}, er en antagelse",
        "population_year",
        "year",
    )
    unknown = pl.lit("Indbyggertallet kendes ikke for alle kommuner i området")
    is_other = pl.col("population_year") != pl.col("year")
    return pl.when(pl.col("inhabitants").is_null()).then(unknown).when(is_other).then(text).alias("note")


def compute_spreads(figures: pl.DataFrame, names: Iterable[str] = tuple(DEFINITIONS)) -> pl.DataFrame:
    """The spread between municipalities, per region and for the country: lowest, quartiles, highest of the values given.

    A municipality with a value counts once, whatever its size: one with nothing is 0 per inhabitant, and has no share or mean.
    Danish: spredning. Source: RM memo 2009, section Baggrund.
    """
    spread = [name for name in names if DEFINITIONS[name].has_spread]
    values = figures.filter(
        pl.col("indicator").is_in(spread),
        pl.col("area_kind") == "municipality",
        pl.col("area") != UNKNOWN,
        pl.col("value").is_not_null(),
    )
    number = pl.col("value").cast(pl.Float64)
    quantiles = {
        ending: (number.quantile(at, "linear") * DECIMALS).round(0, mode="half_away_from_zero")
        for ending, (_, at) in SPREAD.items()
    }
    areas = {"region": pl.col("region"), "country": pl.lit("DK")}
    grouped = pl.concat(
        values.group_by("indicator", "period", "unit", pl.lit(kind).alias("area_kind"), area.alias("area")).agg(
            pl.len().cast(QUANTITY).alias("denominator"), pl.col("note").drop_nulls().max().alias("said"), **quantiles
        )
        for kind, area in areas.items()
    )
    note = pl.concat_str(
        pl.format("Spredning mellem {} kommuner", pl.col("denominator").cast(pl.Int64)),
        "said",
        separator=". ",
        ignore_nulls=True,
    )
    return pl.concat(
        grouped.select(
            pl.concat_str("indicator", pl.lit(f"_{ending}")).alias("indicator"),
            *KEY[1:],
            in_ratio(pl.col(ending).cast(pl.Int128)).alias("value"),
            pl.lit(None, QUANTITY).alias("numerator"),
            "denominator",
            "unit",
            note.alias("note"),
            pl.lit(None, pl.String).alias("region"),
            pl.lit(None, pl.Int64).alias("persons"),
        )
        for ending in SPREAD
    ).select(COLUMNS)
