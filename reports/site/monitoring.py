"""The tables of monitoring: indicators of a place beside those of its region and the country, spreads, free services."""

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

from reports.danish import name_month, write_number
from reports.site.figures import Figures
from reports.site.parts import Cell, Table, columns, figure
from reports.site.place import Place
from reports.site.words import percent
from transforms.definitions import DEFINITIONS, SPREAD

UNITS: dict[str, Callable[[Any], str]] = {
    "share": percent,
    "days": lambda days: f"{write_number(days, 1)} dage",
    "plans": write_number,
    "plans per 1,000 inhabitants": lambda number: write_number(number, 2),
}
"""How a value is written, by its unit."""


def title_of(figures: Figures, name: str) -> str:
    """An indicator's title, with the policies that it names."""
    return DEFINITIONS[name].title.format(**figures.policies)


def tabulate_indicators(figures: Figures, places: Sequence[Place]) -> Table | None:
    """Indicators of places side by side, the first the page's own; nothing where the marts no longer stand as they did."""
    values = {(name, area): (value, unit) for name, area, value, unit in figures.indicators.rows()}
    body, hidden = [], 0
    for name in DEFINITIONS:
        if (name, places[0].area) not in values:
            continue
        unit = values[name, places[0].area][1]
        cells = [
            figure(values.get((name, place.area), (None, unit))[0], UNITS[unit], f"{name} {figures.month} {place.area}")
            for place in places
        ]
        if all(cell.is_hidden for cell in cells):
            hidden += 1
        else:
            body.append([Cell(title_of(figures, name)), *cells])
    left_out = f"; {hidden} mere er skjult alle steder" if hidden else ""
    caption = f"Indikatorer for {name_month(figures.month)}{left_out}"
    return Table(caption, columns("Indikator", *(place.name for place in places)), body) if body else None


def tabulate_spreads(figures: Figures) -> Table | None:
    """How municipalities lie in plans and waiting: lowest, quartiles, highest, in the whole country."""
    of_country = figures.indicators.filter(pl.col("area") == "DK")
    values = {name: (value, unit) for name, value, unit in of_country.select("indicator", "value", "unit").rows()}
    body = []
    for name in DEFINITIONS:
        ends = [f"{name}_{ending}" for ending in SPREAD]
        if all(end in values for end in ends):
            cells = [figure(values[end][0], UNITS[values[end][1]]) for end in ends]
            body.append([Cell(title_of(figures, name)), *cells])
    heads = columns("Indikator", *(title.capitalize() for title, _ in SPREAD.values()))
    return Table(f"Kommunerne i hele landet, {name_month(figures.month)}", heads, body) if body else None


def tabulate_free_services(figures: Figures) -> Table | None:
    """Rehabilitation that hospitals gave persons without a plan, by the hospital's region, valued at its tariff.

    Beside it the treatment services that municipalities gave, by the citizen's region. Nothing where there is neither.
    """
    country = figures.country
    rows = [tell_free(figures, place.area, place.area, place.name) for place in [*country.towns, country]]
    unknown = tell_free(figures, "", "", "Ukendt")
    rows[-1:-1] = [unknown] if unknown[1].text != "0" else []
    caption = f"Genoptræning uden plan, {name_month(figures.month)}"
    return as_table(figures, caption, "Sygehusets region (behandling: borgerens)", rows)


def tabulate_free_services_of_towns(figures: Figures) -> Table | None:
    """The same by the municipality that the citizen lives in: those that had any."""
    towns = [town for region in figures.country.towns for town in region.towns]
    rows = [tell_free(figures, f"residence {town.area}", town.area, town.name) for town in towns]
    named = [row for row in rows if any(cell.text not in ("0", UNKNOWN) for cell in row[1:])]
    country = tell_free(figures, "DK", "DK", figures.country.name)
    caption = f"Uden plan efter borgerens kommune, {name_month(figures.month)}"
    return as_table(figures, caption, "Borgerens kommune", [*named, country])


UNKNOWN = "ikke leveret"
"""What stands where no municipal delivery says what was given."""


def as_table(figures: Figures, caption: str, head: str, rows: Sequence[Sequence[Cell]]) -> Table | None:
    """Free services and treatment side by side, the country last; nothing where there is neither."""
    if figures.free_services.is_empty() and figures.bilateral.treatment.is_empty():
        return None
    heads = columns(head, "Sygehusbesøg uden plan", "Værdi efter takst, kr.", "Kommunale behandlingsydelser")
    return Table(caption, heads, rows[:-1], rows[-1])


def tell_free(figures: Figures, given: str, treated: str, name: str) -> list[Cell]:
    """A line: what hospitals gave without a plan, and what the municipalities of an area gave as treatment; 0 where nothing."""
    free = {area or "": (events, kr) for area, events, kr in figures.free_services.rows()}
    services = dict(figures.bilateral.treatment.rows())
    events, kr = free.get(given, (0, 0))
    key = f"{figures.month} {treated}"
    treatment = figure(services.get(treated, 0), write_number, f"treatment_services {key}")
    return [
        Cell(name),
        figure(events, write_number),
        figure(kr, write_number),
        treatment if figures.bilateral.has_municipal else Cell(UNKNOWN),
    ]
