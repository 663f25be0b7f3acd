"""A place in its month: headline figures, and tables by scheme and by region."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from reports.danish import name_month, write_change, write_number
from reports.site.figures import Figures
from reports.site.parts import Cell, Table, Tile, columns, figure
from reports.site.place import Place
from reports.site.words import HIDDEN, NOTHING, SCHEMES, millions, percent

PARTS = ("inpatient", "specialised_outpatient")
"""The schemes of hospitals' own rehabilitation."""

PARTED = {
    **{scheme: SCHEMES[scheme] for scheme in PARTS},
    "opted_out": "Heraf frameldt (opkræves ikke her)",
    "hospital": "Sygehusenes genoptræning i alt",
    "settled": "Heraf opkræves her",
    "general_outpatient": f"{SCHEMES['general_outpatient']} (til orientering)",
}
"""The lines of a place: what it comes to, what of it is collected here, and what is not."""


def list_tiles(figures: Figures, place: Place) -> list[Tile]:
    """A place's headline figures in the month."""
    hospital = figures.look_up(place.area, "hospital")
    kroner, events, citizens = hospital["municipal_kr"], hospital["events"], hospital["citizens"]
    per_thousand = figures.per_thousand(place, "hospital")
    of_country = figures.per_thousand(figures.country, "hospital")
    beside = "" if place is figures.country or of_country is None else f"hele landet {write_number(of_country)} kr."
    key = f"{figures.month} {place.area} hospital"
    per_citizen = None if not citizens or kroner is None else float(kroner) / citizens
    return [
        Tile(
            "Kommunal udgift",
            HIDDEN if kroner is None else millions(kroner),
            tell_change(figures, place),
            f"municipal_kr {key}",
        ),
        tell_collected(figures, place),
        Tile("Pr. 1.000 indbyggere", HIDDEN if per_thousand is None else f"{write_number(per_thousand)} kr.", beside),
        Tile(
            "Besøg og ophold",
            HIDDEN if events is None else write_number(events),
            tell_per(events, citizens),
            f"events {key}",
        ),
        Tile(
            "Borgere",
            HIDDEN if citizens is None else write_number(citizens),
            "" if per_citizen is None else f"{write_number(per_citizen)} kr. pr. borger",
            f"citizens {key}",
        ),
    ]


def tell_collected(figures: Figures, place: Place) -> Tile:
    """What of the municipal cost is collected here, and what is opted out."""
    settled, opted_out = (figures.look_up(place.area, part)["municipal_kr"] for part in ("settled", "opted_out"))
    more = "frameldt: " + (HIDDEN if opted_out is None else f"{write_number(opted_out)} kr.")
    key = f"municipal_kr {figures.month} {place.area} settled"
    return Tile("Heraf opkræves her", HIDDEN if settled is None else millions(settled), more, key)


def tell_change(figures: Figures, place: Place) -> str:
    """The change from the month before, both seen equally early; nothing where that is not known."""
    is_own = (
        (pl.col("area") == place.area) & pl.col("scheme").is_in(PARTS) & (pl.col("activity_month") == figures.month)
    )
    rows = figures.effects.filter(is_own)
    before, now = rows["before_kr"].sum(), rows["now_kr"].sum()
    if rows.height < len(PARTS) or not before:
        return "under indlæggelse og specialiseret ambulant"
    return f"{write_change(100 * (now / before - 1))} pct. fra måneden før, set lige tidligt"


def tabulate_schemes(figures: Figures, place: Place) -> Table:
    """A place's month by scheme."""
    body = []
    for scheme, name in PARTED.items():
        cell = figures.look_up(place.area, scheme)
        key = f"{figures.month} {place.area} {scheme}"
        body.append(
            [
                Cell(name),
                figure(cell["events"], write_number, f"events {key}"),
                figure(cell["citizens"], write_number, f"citizens {key}"),
                figure(cell["municipal_kr"], write_number, f"municipal_kr {key}"),
                tell_price(cell),
            ]
        )
    caption = f"{place.name}: aktivitet i {name_month(figures.month)} og kommunal udgift"
    return Table(caption, columns("Ordning", "Besøg/ophold", "Borgere", "Kr.", "Kr. pr. stk."), body)


def tell_price(cell: Mapping[str, Any]) -> Cell:
    """Kroner per visit or stay; a dash where there are none to divide by."""
    if cell["events"] == 0:
        return Cell(NOTHING)
    return figure(None if cell["municipal_kr"] is None else cell["municipal_kr"] / cell["events"], write_number)


def tabulate_regions(figures: Figures) -> Table:
    """The regions side by side."""
    body = [tabulate_place(figures, region, f"region/{region.area}.html") for region in figures.country.towns]
    heads = columns(
        "Region (kommunernes)",
        "Kr.",
        "Heraf opkræves her",
        "Heraf frameldt",
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
    of_place = f"{figures.month} {place.area}"
    key = f"{of_place} hospital"
    is_shown = None not in (hospital["municipal_kr"], specialised["municipal_kr"])
    share = specialised["municipal_kr"] / hospital["municipal_kr"] if is_shown and hospital["municipal_kr"] else None
    return [
        Cell(place.name, link=link),
        figure(hospital["municipal_kr"], write_number, f"municipal_kr {key}"),
        *(
            figure(figures.look_up(place.area, part)["municipal_kr"], write_number, f"municipal_kr {of_place} {part}")
            for part in ("settled", "opted_out")
        ),
        figure(figures.per_thousand(place, "hospital"), write_number),
        figure(hospital["events"], write_number, f"events {key}"),
        figure(hospital["citizens"], write_number, f"citizens {key}"),
        Cell(NOTHING) if is_shown and share is None else figure(share, percent),
    ]


def tell_per(events: int | None, citizens: int | None) -> str:
    """Visits and stays per citizen."""
    return f"{write_number(events / citizens, 1)} pr. borger" if events and citizens else ""
