"""What of a month's figures may leave the house: cells of few citizens are emptied, and those that would give them away."""

from collections.abc import Mapping, Set

import polars as pl

from flows.site.monitoring import COUNTRY, FREE, RESIDENCE, REST
from reports.site.figures import WHOLE
from transforms.hiding import Line, hide_few, hide_kroner

PARTS = ("inpatient", "specialised_outpatient")
"""The schemes that add up to `hospital`."""

SPLITS = {
    "specialised_outpatient": ("specialised_settled", "opted_out"),
    "hospital": ("settled", "opted_out"),
    "settled": ("inpatient", "specialised_settled"),
}
"""What else adds up where some is opted out."""

OF_KINDS = (("hospital", PARTS), *SPLITS.items())
"""The sums within a place."""


def publish_cells(cells: pl.DataFrame, places: pl.DataFrame, threshold: int) -> pl.DataFrame:
    """The cells with their figures emptied where they are held back, month by month. Adds is_hidden."""
    named = cells.with_columns(cell=name_cell("area", "scheme"))
    months = [
        hide_month(of_month, places, threshold) for _, of_month in named.group_by("activity_month", maintain_order=True)
    ]
    return pl.concat(months).drop("cell") if months else cells.with_columns(is_hidden=pl.lit(value=False))


def hide_month(cells: pl.DataFrame, places: pl.DataFrame, threshold: int) -> pl.DataFrame:
    """One month's cells, held back by all its sums: schemes within a place, places within a region, regions within the country.

    The kroner of a sum are held back with any of its schemes, its citizens where they would tell that few are in two of them.
    """
    citizens = dict(cells.select("cell", "citizens").rows())
    opted_out = frozenset(cells.filter(scheme="opted_out")["area"])
    of_kinds = list_sums_of_kinds(places, opted_out)
    hidden = hide_few(citizens, [*of_kinds, *list_sums_of_places(places, opted_out)], threshold)
    held_back = {
        "events": hidden,
        "citizens": hidden | hide_shared(citizens, hidden, places, opted_out, threshold),
        "municipal_kr": hide_kroner(hidden, of_kinds),
    }
    return cells.with_columns(
        pl.col("cell").is_in(hidden).alias("is_hidden"),
        *(pl.when(~pl.col("cell").is_in(names)).then(figure).alias(figure) for figure, names in held_back.items()),
    )


def list_sums_of_kinds(places: pl.DataFrame, opted_out: Set[str]) -> list[Line]:
    """The sums within each place. opted_out: the areas with something opted out, which is split there."""
    areas = ["DK", *places["region"].unique().sort(), *places["municipality"]]
    lines = [Line(f"{area} hospital", [f"{area} {scheme}" for scheme in PARTS]) for area in areas]
    return lines + [
        Line(f"{area} {whole}", [f"{area} {part}" for part in parts], is_apart=False)
        for area in sorted(opted_out)
        for whole, parts in SPLITS.items()
    ]


def list_sums_of_places(places: pl.DataFrame, opted_out: Set[str]) -> list[Line]:
    """The sums over the municipalities of a region and over the regions, scheme by scheme."""
    schemes = (*PARTS, "general_outpatient", "hospital", "opted_out", *(WHOLE if opted_out else ()))
    return [line for scheme in schemes for line in list_lines(places, scheme, opted_out)]


def list_lines(places: pl.DataFrame, scheme: str, opted_out: Set[str]) -> list[Line]:
    """A scheme's sums over places; where nothing is opted out, of the whole."""

    def name(area: str) -> str:
        return f"{area} {scheme if area in opted_out else WHOLE.get(scheme, scheme)}"

    of_regions = places.sort("region").group_by("region", maintain_order=True).agg("municipality")
    lines = [Line(name(region), [name(town) for town in towns]) for region, towns in of_regions.rows()]
    return [*lines, Line(name("DK"), [name(region) for region in of_regions["region"]])]


def hide_shared(
    citizens: Mapping[str, int], hidden: Set[str], places: pl.DataFrame, opted_out: Set[str], threshold: int
) -> frozenset[str]:
    """The sums whose citizens are held back: beside those of the parts they would tell that few are in two parts.

    How many are in two parts adds up over places. Where a part is held back, nobody can tell.
    """
    found: set[str] = set()
    for whole, parts in OF_KINDS:
        areas = ["DK", *places["region"].unique(), *places["municipality"]]
        sums = {f"{area} {whole}": [f"{area} {part}" for part in parts] for area in areas}
        shared = {
            total: sum(citizens.get(part, 0) for part in of_total) - citizens.get(total, 0)
            for total, of_total in sums.items()
            if parts == PARTS or total.partition(" ")[0] in opted_out
        }
        untold = frozenset(total for total in shared if not hidden.isdisjoint((total, *sums[total])))
        found |= hide_few(shared, list_lines(places, whole, opted_out), threshold, untold) - untold
    return frozenset(found)


def name_cell(*columns: str | pl.Expr) -> pl.Expr:
    """A cell's name within its month or its account."""
    return pl.concat_str(columns, separator=" ")


def publish_account(funnel: pl.DataFrame, free: pl.DataFrame, threshold: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A run's account of rows and events and the month's free services, emptied where few citizens are behind a line.

    Together, since the visits without a plan are in both. A bucket is the sum of its reasons.
    funnel: step, bucket, reason, rows, citizens (of rows that are no events: the rows). free: see `count_free_services`.
    Out: step, bucket, reason, rows; area ('DK' last), events, kr.
    """
    named = funnel.with_columns(cell=name_cell("step", "bucket", pl.col("reason").fill_null("")))
    placed = free.with_columns(cell=pl.concat_str(pl.lit("free "), "area"))
    lines = [
        Line(f"{step} {bucket} ", of_bucket.filter(pl.col("reason").is_not_null())["cell"].to_list(), is_apart=False)
        for (step, bucket), of_bucket in named.group_by("step", "bucket", maintain_order=True)
    ]
    wholes = {
        "events": ("rehabilitation", ["charged", "set_aside"]),
        "services": ("accepted", ["attached", "unattached"]),
    }
    wholes |= {step: ("delivered", ["accepted", "rejected"]) for step in ("t_adm", "t_bes", "t_sksube")}
    lines += [
        Line(f"{step} {whole} ", [f"{step} {part} " for part in parts], is_apart=False)
        for step, (whole, parts) in wholes.items()
    ]
    parts = placed.filter(~pl.col("area").is_in([COUNTRY, REST]))
    lives = pl.col("area").str.starts_with(RESIDENCE)
    lines.append(Line(f"free {COUNTRY}", parts.filter(~lives)["cell"].to_list(), is_apart=False))
    lines.append(Line(f"free {COUNTRY}", parts.filter(lives)["cell"].to_list(), is_apart=False))
    lines.append(Line(f"events set_aside {FREE}", [f"free {COUNTRY}", f"free {REST}"], is_apart=False))
    citizens = dict(pl.concat([named.select("cell", "citizens"), placed.select("cell", "citizens")]).rows())
    hidden = hide_few(citizens, [line for line in lines if line.parts], threshold)
    shown = ~pl.col("cell").is_in(hidden)
    services = placed.filter(pl.col("area") != REST).select(
        "area", *(pl.when(shown).then(name).alias(name) for name in ("events", "kr"))
    )
    return named.select("step", "bucket", "reason", pl.when(shown).then("rows").alias("rows")), services


def publish_coded(coded: pl.DataFrame, threshold: int) -> pl.DataFrame:
    """The share of stays and visits coded as rehabilitation: activity_month, area, setting, share; nothing of few.

    Only shares leave the house: they do not add up, so none gives another away.
    """
    whole = pl.col("rehabilitation") + pl.col("other")
    is_few = pl.any_horizontal(pl.col(name).is_between(1, threshold - 1) for name in ("persons", "other"))
    return coded.filter(~is_few).select(
        "activity_month", "area", "setting", (pl.col("rehabilitation") / whole).alias("share")
    )
