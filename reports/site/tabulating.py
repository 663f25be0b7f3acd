"""A place in its month: headline figures, and tables by scheme and by region."""

import polars as pl

from reports.site.figures import Figures, Place
from reports.site.parts import Cell, Table, Tile, columns, figure
from reports.site.words import HIDDEN, SCHEMES, decimal, millions, name_month, percent, signed, whole

PARTS = ("inpatient", "specialised_outpatient")
"""The schemes of hospitals' own rehabilitation."""


def list_tiles(figures: Figures, place: Place) -> list[Tile]:
    """A place's headline figures in the month."""
    hospital = figures.look_up(place.area, "hospital")
    kroner, events, citizens = hospital["municipal_kr"], hospital["events"], hospital["citizens"]
    per_thousand = figures.per_thousand(place, "hospital")
    of_country = figures.per_thousand(figures.country, "hospital")
    beside = "" if place is figures.country or of_country is None else f"hele landet {whole(of_country)} kr."
    key = f"{figures.month} {place.area} hospital"
    per_citizen = None if not citizens or kroner is None else float(kroner) / citizens
    return [
        Tile(
            "Kommunal udgift",
            HIDDEN if kroner is None else millions(kroner),
            tell_change(figures, place),
            f"municipal_kr {key}",
        ),
        Tile("Pr. 1.000 indbyggere", HIDDEN if per_thousand is None else f"{whole(per_thousand)} kr.", beside),
        Tile(
            "Besøg og ophold", HIDDEN if events is None else whole(events), tell_per(events, citizens), f"events {key}"
        ),
        Tile(
            "Borgere",
            HIDDEN if citizens is None else whole(citizens),
            "" if per_citizen is None else f"{whole(per_citizen)} kr. pr. borger",
            f"citizens {key}",
        ),
    ]


def tell_change(figures: Figures, place: Place) -> str:
    """The change from the month before, both seen equally early; nothing where that is not known."""
    is_own = (
        (pl.col("area") == place.area) & pl.col("scheme").is_in(PARTS) & (pl.col("activity_month") == figures.month)
    )
    rows = figures.effects.filter(is_own)
    before, now = rows["before_kr"].sum(), rows["now_kr"].sum()
    if rows.height < len(PARTS) or not before:
        return "under indlæggelse og specialiseret ambulant"
    return f"{signed(100 * (now / before - 1))} pct. fra måneden før, set lige tidligt"


def tabulate_schemes(figures: Figures, place: Place) -> Table:
    """A place's month by scheme."""
    body = []
    for scheme, name in SCHEMES.items():
        cell = figures.look_up(place.area, scheme)
        key = f"{figures.month} {place.area} {scheme}"
        per = None if cell["events"] is None else float(cell["municipal_kr"]) / cell["events"] if cell["events"] else 0
        body.append(
            [
                Cell(name if scheme != "general_outpatient" else f"{name} (til orientering)"),
                figure(cell["events"], whole, f"events {key}"),
                figure(cell["citizens"], whole, f"citizens {key}"),
                figure(cell["municipal_kr"], whole, f"municipal_kr {key}"),
                figure(per, whole),
            ]
        )
    caption = f"{place.name}: aktivitet i {name_month(figures.month)} og kommunal udgift"
    return Table(caption, columns("Ordning", "Besøg/ophold", "Borgere", "Kr.", "Kr. pr. stk."), body)


def tabulate_regions(figures: Figures) -> Table:
    """The regions side by side."""
    body = [tabulate_place(figures, region, f"region/{region.area}.html") for region in figures.country.towns]
    heads = columns(
        "Region (kommunernes)",
        "Kr.",
        "Kr. pr. 1.000 indb.",
        "Besøg/ophold",
        "Borgere",
        "Heraf specialiseret, pct. af kr.",
    )
    return Table(
        f"Sygehusenes genoptræning efter borgernes region, {name_month(figures.month)}",
        heads,
        body,
        tabulate_place(figures, figures.country, ""),
    )


def tabulate_place(figures: Figures, place: Place, link: str) -> list[Cell]:
    """A place's line."""
    hospital, specialised = (figures.look_up(place.area, scheme) for scheme in ("hospital", "specialised_outpatient"))
    key = f"{figures.month} {place.area} hospital"
    is_shown = hospital["municipal_kr"] and specialised["municipal_kr"] is not None
    share = specialised["municipal_kr"] / hospital["municipal_kr"] if is_shown else None
    return [
        Cell(place.name, link=link),
        figure(hospital["municipal_kr"], whole, f"municipal_kr {key}"),
        figure(figures.per_thousand(place, "hospital"), whole),
        figure(hospital["events"], whole, f"events {key}"),
        figure(hospital["citizens"], whole, f"citizens {key}"),
        figure(share, percent),
    ]


def tell_per(events: int | None, citizens: int | None) -> str:
    """Visits and stays per citizen."""
    return f"{decimal(events / citizens)} pr. borger" if events and citizens else ""
