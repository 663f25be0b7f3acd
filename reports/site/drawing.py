"""The charts of the site: which figures, in which words, with which table beside them."""

from collections.abc import Sequence
from statistics import median, quantiles
from typing import Any

import polars as pl

from reports import charts
from reports.site.figures import Figures, Place
from reports.site.parts import Cell, Chart, Column, Key, Table, columns, figure
from reports.site.words import (
    COLORS,
    EFFECTS,
    HIDDEN,
    SCHEMES,
    name_month,
    percent,
    short_month,
    signed,
    whole,
)


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
            "shown": HIDDEN if value is None else whole(value),
            "color": color_town(town.area),
            "link": f"{up}kommune/{town.area}.html",
            "told": f"{town.name}: {HIDDEN if value is None else f'{whole(value)} kr. pr. 1.000 indbyggere'}",
        }
        for value, town in valued
    ]
    shown = [value for value, _ in valued if value is not None]
    body = [
        [
            Cell(town.name, link=f"{up}kommune/{town.area}.html"),
            figure(value, whole, f"per_thousand {figures.month} {town.area}"),
            figure(figures.look_up(town.area, "hospital")["municipal_kr"], whole),
            figure(figures.look_up(town.area, "hospital")["events"], whole),
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
    return f"{town.name} ({whole(value)} kr.)"


def draw_trends(figures: Figures, place: Place) -> list[Chart]:
    """A place's kroner over the months, a chart per scheme with its breaks; nothing where there is one month only."""
    return [draw_trend(figures, place, scheme) for scheme in SCHEMES] if len(figures.months) > 1 else []


def draw_trend(figures: Figures, place: Place, scheme: str) -> Chart:
    """A place's kroner in one scheme over the months, in thousands."""
    of_scheme = (pl.col("area") == place.area) & (pl.col("scheme") == scheme)
    breaks = figures.breaks.filter(of_scheme)
    rows = []
    for month in figures.months:
        kroner = figures.look_up(place.area, scheme, month)["municipal_kr"]
        told = HIDDEN if kroner is None else f"{whole(kroner)} kr."
        value = None if kroner is None else float(kroner) / 1000
        rows.append(
            {"month": short_month(month), "value": value, "is_open": month == figures.month, "told": f"{name_month(month)}: {told}"}
        )
    name = f"udvikling-{place.area}-{scheme}"
    body = [
        [
            Cell(name_month(month)),
            figure(cell["municipal_kr"], whole, f"municipal_kr {month} {place.area} {scheme}"),
            figure(cell["events"], whole, f"events {month} {place.area} {scheme}"),
            Cell("brud" if month in breaks["activity_month"] else ""),
        ]
        for month in figures.months
        for cell in [figures.look_up(place.area, scheme, month)]
    ]
    marked = [
        f"Brud i {name_month(row['activity_month'])}: {signed(100 * row['share'])} pct. fra det sædvanlige."
        for row in breaks.rows(named=True)
    ]
    return Chart(
        name,
        f"{SCHEMES[scheme]}",
        " ".join(["Kommunal udgift pr. aktivitetsmåned, 1.000 kr.", *marked]),
        charts.draw_trend(rows, name, [short_month(month) for month in breaks["activity_month"]], COLORS[scheme]),
        Table(
            f"{place.name}, {SCHEMES[scheme].lower()}: kommunal udgift og antal pr. aktivitetsmåned",
            [*columns("Måned", "Kr.", "Besøg" if scheme != "inpatient" else "Ophold"), Column("")],
            body,
        ),
        [Key("endnu ikke alt indberettet", kind="dot")],
    )


def draw_effects(figures: Figures, place: Place, scheme: str) -> Chart | None:
    """Why a place's kroner changed from month to month: activity, mix, price. None where no two months can be compared."""
    of_scheme = (pl.col("area") == place.area) & (pl.col("scheme") == scheme)
    effects = figures.effects.filter(of_scheme).sort("activity_month")
    if effects.is_empty():
        return None
    rows = [
        {
            "month": short_month(row["activity_month"]),
            "part": part,
            "value": float(row[part]) / 1000,
            "color": color,
            "told": f"{name_month(row['activity_month'])}, {name.lower()}: {signed(row[part])} kr.",
        }
        for row in effects.rows(named=True)
        for part, (name, color) in EFFECTS.items()
    ]
    body = [
        [
            Cell(name_month(row["activity_month"])),
            *(Cell(signed(row[part])) for part in EFFECTS),
            Cell(signed(row["now_kr"] - row["before_kr"])),
            Cell(whole(row["events_before"])),
            Cell(whole(row["events_now"])),
        ]
        for row in effects.rows(named=True)
    ]
    name = f"aarsag-{place.area}-{scheme}"
    return Chart(
        name,
        f"{SCHEMES[scheme]}: hvorfor beløbet ændrede sig",
        tell_effects(effects),
        charts.stack_columns(rows, name, [short_month(month) for month in effects["activity_month"]]),
        Table(
            f"{place.name}, {SCHEMES[scheme].lower()}: ændring fra måneden før, kr.",
            columns("Måned", *(name for name, _ in EFFECTS.values()), "Ændring i alt", "Antal før", "Antal nu"),
            body,
        ),
        [*(Key(name, color) for name, color in EFFECTS.values()), Key("ændring i alt", kind="diamond")],
    )


def tell_effects(effects: pl.DataFrame) -> str:
    """The largest change in words: what moved it most."""
    changes = effects.with_columns((pl.col("now_kr") - pl.col("before_kr")).alias("change"))
    row = changes.sort(pl.col("change").abs(), "activity_month", descending=[True, False]).row(0, named=True)
    part = max(EFFECTS, key=lambda name: abs(row[name]))
    return (
        f"Ændring fra måneden før, 1.000 kr. Størst i {name_month(row['activity_month'])}: {signed(row['change'])} kr., "
        f"heraf {EFFECTS[part][0].lower()} {signed(row[part])} kr."
    )


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
        body.append([Cell(region.name), *(Cell(whole(v)) for v in (low, q1, median(values), q3, high)), Cell(f"{len(valued)} af {len(towns)}")])
        rows += [
            {
                "group": region.name,
                "value": value,
                "color": color_town(town.area),
                "link": f"{up}kommune/{town.area}.html",
                "told": f"{town.name}: {whole(value)} kr. pr. 1.000 indbyggere",
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
            columns("", "Laveste", "Nedre kvartil", "Median", "Øvre kvartil", "Højeste", "Kommuner vist"),
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
            "shown": HIDDEN if number is None else whole(number),
            "color": color,
            "link": "",
            "told": f"{label}: {HIDDEN if number is None else whole(number)}",
        }
        for label, number, color in rows
    ]
    body = [[Cell(label), figure(number, whole)] for label, number, _ in rows]
    return Chart(name, title, says, charts.rank_bars(drawn, name), Table(title, columns("", "Antal"), body))


def share_coded(figures: Figures) -> Chart | None:
    """The share of stays and visits with a tariff-bearing service, by settlement month: whether coding moved."""
    coded = figures.coded.filter(pl.col("other").is_not_null() & pl.col("rehabilitation").is_not_null())
    if coded.height < 2:
        return None
    shares = [(row["settlement_month"], row["rehabilitation"] / (row["rehabilitation"] + row["other"]), row) for row in coded.rows(named=True)]
    rows = [
        {"month": short_month(month), "value": 100 * share, "is_open": False, "told": f"{name_month(month)}: {percent(share)}"}
        for month, share, _ in shares
    ]
    body = [[Cell(name_month(m)), Cell(whole(row["rehabilitation"])), Cell(whole(row["other"])), Cell(percent(s))] for m, s, row in shares]
    name = "kodet"
    return Chart(
        name,
        "Andel af ophold og besøg med en takstbærende ydelse",
        "Pct. pr. kørsel. Stiger andelen, er mere kodet som genoptræning; det kan være registrering frem for aktivitet.",
        charts.draw_trend(rows, name),
        Table("Ophold og besøg i hver kørsels leverance", columns("Kørsel for", "Med takstbærende ydelse", "Uden", "Andel"), body),
    )
