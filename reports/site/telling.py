"""What the pages of a site say beside their figures: breaks in words, a place's statement files, what is held back."""

from collections.abc import Iterator

import polars as pl

from reports.danish import name_month, write_change
from reports.site import coding
from reports.site.figures import Figures
from reports.site.place import Place, link_statement
from reports.site.words import HIDDEN, SCHEMES

KINDS = {"pdf": "PDF", "xlsx": "Excel", "html": "webside"}
"""The files of a statement by their endings."""


def name_statements(figures: Figures, place: Place) -> list[dict[str, str]]:
    """The place's statement files with their kinds; those that the site holds have a link."""
    return [
        {
            "path": path,
            "name": f"Opgørelse som {KINDS[ending]}",
            "link": link_statement(path) if ending == "html" and figures.with_statements else "",
        }
        for path in place.statements
        if (ending := path.rpartition(".")[2]) in KINDS
    ]


def has_statements(country: Place) -> bool:
    """Whether statements of the month are made: a place without one then had nothing to state."""
    towns = (town for region in country.towns for town in region.towns)
    return any(place.statements for place in (*country.towns, *towns))


def tell_breaks(figures: Figures) -> Iterator[dict[str, str]]:
    """The breaks of country and regions in words, newest first."""
    names = {place.area: place.name for place in [figures.country, *figures.country.towns]}
    rows = figures.breaks.filter(pl.col("area").is_in(list(names)))
    for row in rows.sort("activity_month", "area", "scheme", descending=[True, False, False]).rows(named=True):
        whose, how = (
            f"{names[row['area']]}, {SCHEMES[row['scheme']].lower()}",
            f"{write_change(100 * row['share'])} pct.",
        )
        moved = coding.tell_movers(figures, row["area"], row["scheme"], row["activity_month"])
        says = f"{whose}: {name_month(row['activity_month'])} ligger {how} fra det sædvanlige. {moved}".strip()
        yield {"says": says, "link": f"udvikling.html#udvikling-{row['area']}-{row['scheme']}"}


def tell_hiding(threshold: int) -> str:
    """What is held back, and why, for the foot of every page."""
    return (
        f"Tal, der bygger på færre end {threshold} borgere, er {HIDDEN}, og så mange andre tal ved siden af, at de ikke kan regnes ud. "
        f"Hvor en del af en sum er {HIDDEN}, er summens kroner det også: taksterne er kendte, så delen kunne ellers regnes ud. "
        "Nul vises som 0."
    )
