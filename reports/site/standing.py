"""The charts of a month: municipalities ranked and spread, and the funnel, each with its figures as a table."""

from collections.abc import Sequence
from statistics import median, quantiles
from typing import Any

from reports import charts
from reports.danish import name_month, write_number
from reports.drawing import HERE
from reports.site.figures import Figures
from reports.site.parts import Cell, Chart, Key, Table, columns, figure
from reports.site.place import Place
from reports.site.words import HIDDEN


def color_town(area: str) -> str:
    """The colour of a municipality's mark: a page that is about it says which, on others it is as the rest."""
    return f"var(--own-{area}, var(--s1))"


def rank_towns(figures: Figures, region: Place, up: str) -> Chart:
    """The municipalities of a region by what hospitals' rehabilitation cost them per 1,000 inhabitants, dearest first."""
    of_country = figures.per_thousand(figures.country, "hospital")
    valued = [(figures.per_thousand(town, "hospital"), town) for town in region.towns]
    valued.sort(key=lambda one: (one[0] is None, -(one[0] or 0), one[1].name))
    rows = [
        {
            "name": town.name,
            "value": value,
            "shown": HIDDEN if value is None else write_number(value),
            "color": color_town(town.area),
            "link": f"{HERE}{up}kommune/{town.area}.html",
            "told": f"{town.name}: {HIDDEN if value is None else f'{write_number(value)} kr. pr. 1.000 indbyggere'}",
        }
        for value, town in valued
    ]
    shown = [value for value, _ in valued if value is not None]
    body = [
        [
            Cell(town.name, link=f"{up}kommune/{town.area}.html"),
            figure(value, write_number, f"per_thousand {figures.month} {town.area}"),
            figure(figures.look_up(town.area, "hospital")["municipal_kr"], write_number),
            figure(figures.look_up(town.area, "hospital")["events"], write_number),
        ]
        for value, town in valued
    ]
    says = (
        f"Højest {name_extreme(valued, -1)}, lavest {name_extreme(valued, 1)} blandt de {len(shown)} kommuner, der kan vises."
        if shown
        else "Ingen kommune har nok borgere til at kunne vises."
    )
    name = f"rang-{region.area}"
    return Chart(
        name,
        region.name,
        f"Kr. pr. 1.000 indbyggere. {says}",
        charts.rank_bars(rows, name, of_country),
        Table(
            f"{region.name}: udgift til sygehusenes genoptræning, {name_month(figures.month)}",
            columns("Kommune", "Kr. pr. 1.000 indb.", "Kr. i alt", "Besøg og ophold"),
            body,
        ),
        [Key("hele landet", kind="line")],
    )


def name_extreme(valued: Sequence[tuple[float | None, Place]], sign: int) -> str:
    """The highest (-1) or lowest (1) with its name."""
    shown = [(value, town) for value, town in valued if value is not None]
    value, town = min(shown, key=lambda one: (sign * one[0], one[1].name))
    return f"{town.name} ({write_number(value)} kr.)"


def draw_spread(figures: Figures, scheme: str, title: str, up: str) -> Chart | None:
    """How the municipalities lie in each region: kroner per 1,000 inhabitants. None where too few can be shown."""
    rows: list[dict[str, Any]] = []
    boxes: list[dict[str, Any]] = []
    body = []
    for region in [*figures.country.towns, figures.country]:
        towns = region.towns if region is not figures.country else [t for r in region.towns for t in r.towns]
        valued = [(value, town) for town in towns if (value := figures.per_thousand(town, scheme)) is not None]
        if len(valued) < FEWEST:
            continue
        values = sorted(value for value, _ in valued)
        low, (q1, q2, q3), high = values[0], quantiles(values, n=4, method="inclusive"), values[-1]
        boxes.append({"group": region.name, "low": low, "q1": q1, "median": q2, "q3": q3, "high": high})
        body.append(
            [
                Cell(region.name),
                *(Cell(write_number(v)) for v in (low, q1, median(values), q3, high)),
                Cell(f"{len(valued)} af {len(towns)}"),
            ]
        )
        rows += [
            {
                "group": region.name,
                "value": value,
                "color": color_town(town.area),
                "link": f"{HERE}{up}kommune/{town.area}.html",
                "told": f"{town.name}: {write_number(value)} kr. pr. 1.000 indbyggere",
            }
            for value, town in valued
        ]
    if not boxes:
        return None
    name = f"spredning-{scheme}"
    return Chart(
        name,
        title,
        "Kr. pr. 1.000 indbyggere. En prik er en kommune; kassen er den midterste halvdel, stregen medianen.",
        charts.draw_spread(rows, boxes, name),
        Table(
            f"{title}: kr. pr. 1.000 indbyggere, {name_month(figures.month)}",
            columns("Region", "Laveste", "Nedre kvartil", "Median", "Øvre kvartil", "Højeste", "Kommuner vist"),
            body,
        ),
    )


FEWEST = 4
"""Of fewer municipalities there are no quartiles to speak of."""


def draw_funnel(name: str, title: str, says: str, rows: Sequence[tuple[str, int | None, str]]) -> Chart:
    """Bars of a funnel: name, number, colour."""
    drawn = [
        {
            "name": label,
            "value": number,
            "shown": HIDDEN if number is None else write_number(number),
            "color": color,
            "link": "",
            "told": f"{label}: {HIDDEN if number is None else write_number(number)}",
        }
        for label, number, color in rows
    ]
    body = [[Cell(label), figure(number, write_number)] for label, number, _ in rows]
    return Chart(
        name,
        title,
        says,
        charts.rank_bars(drawn, name, labels=charts.LONG_LABELS),
        Table(title, columns("Hvad", "Antal"), body),
    )
