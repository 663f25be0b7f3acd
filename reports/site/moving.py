"""The charts of what moved: kroner over the months, breaks, and activity against coding."""

from typing import Any

import polars as pl

from reports import charts
from reports.danish import name_month, short_month, write_change, write_number
from reports.site.figures import Figures, Place
from reports.site.parts import Cell, Chart, Column, Key, Table, columns, figure
from reports.site.words import COLORS, EFFECTS, HIDDEN, SCHEMES, percent

SHAPES = {"inpatient": "square", "specialised_outpatient": "circle", "general_outpatient": "triangle-up"}
"""The points of each scheme, so that it is not told by colour alone."""

OPEN = Key("endnu ikke alt indberettet", kind="dot")


def draw_trends(figures: Figures, place: Place) -> list[Chart]:
    """A place's kroner over the months, a chart per scheme with its breaks; nothing where there is one month only."""
    return [draw_trend(figures, place, scheme) for scheme in SCHEMES] if len(figures.months) > 1 else []


def draw_trend(figures: Figures, place: Place, scheme: str) -> Chart:
    """A place's kroner in one scheme over the months, in thousands, with its breaks."""
    breaks = figures.breaks.filter((pl.col("area") == place.area) & (pl.col("scheme") == scheme))
    name = f"udvikling-{place.area}-{scheme}"
    body = [
        [
            Cell(name_month(month)),
            figure(cell["municipal_kr"], write_number, f"municipal_kr {month} {place.area} {scheme}"),
            figure(cell["events"], write_number, f"events {month} {place.area} {scheme}"),
            Cell("brud" if month in breaks["activity_month"] else ""),
        ]
        for month in figures.months
        for cell in [figures.look_up(place.area, scheme, month)]
    ]
    marked = [
        f"Brud i {name_month(row['activity_month'])}: {write_change(100 * row['share'])} pct. fra det sædvanlige."
        for row in breaks.rows(named=True)
    ]
    return Chart(
        name,
        f"{SCHEMES[scheme]}",
        " ".join(["Kommunal udgift pr. aktivitetsmåned, 1.000 kr.", *marked]),
        charts.draw_trend(
            list_points(figures, place, scheme), name, [short_month(month) for month in breaks["activity_month"]]
        ),
        Table(
            f"{place.name}, {SCHEMES[scheme].lower()}: kommunal udgift og antal pr. aktivitetsmåned",
            [*columns("Måned", "Kr.", "Besøg" if scheme != "inpatient" else "Ophold"), Column("Bemærk")],
            body,
        ),
        [OPEN],
    )


def draw_schemes(figures: Figures, place: Place) -> list[Chart]:
    """A place's kroner over the months in one chart, a line per scheme; nothing where there is one month only."""
    if len(figures.months) < 2:
        return []
    name = f"udvikling-{place.area}"
    body = [
        [
            Cell(name_month(month)),
            *(
                figure(
                    figures.look_up(place.area, scheme, month)["municipal_kr"],
                    write_number,
                    f"municipal_kr {month} {place.area} {scheme}",
                )
                for scheme in SCHEMES
            ),
        ]
        for month in figures.months
    ]
    points = [point for scheme in SCHEMES for point in list_points(figures, place, scheme)]
    return [
        Chart(
            name,
            "Kommunal udgift pr. aktivitetsmåned",
            "1.000 kr. efter ordning. Almen ambulant er til orientering.",
            charts.draw_trend(points, name),
            Table(f"{place.name}: kommunal udgift pr. aktivitetsmåned, kr.", columns("Måned", *SCHEMES.values()), body),
            [*(Key(SCHEMES[scheme], COLORS[scheme], SHAPES[scheme]) for scheme in SCHEMES), OPEN],
        )
    ]


def list_points(figures: Figures, place: Place, scheme: str) -> list[dict[str, Any]]:
    """A place's kroner in a scheme, month by month, in thousands."""
    points = []
    for month in figures.months:
        kroner = figures.look_up(place.area, scheme, month)["municipal_kr"]
        told = HIDDEN if kroner is None else f"{write_number(kroner)} kr."
        points.append(
            {
                "series": scheme,
                "color": COLORS[scheme],
                "shape": SHAPES[scheme],
                "month": short_month(month),
                "value": None if kroner is None else float(kroner) / 1000,
                "is_open": month == figures.month,
                "told": f"{SCHEMES[scheme]}, {name_month(month)}: {told}",
            }
        )
    return points


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
            "told": f"{name_month(row['activity_month'])}, {name.lower()}: {write_change(row[part])} kr.",
        }
        for row in effects.rows(named=True)
        for part, (name, color) in EFFECTS.items()
    ]
    body = [
        [
            Cell(name_month(row["activity_month"])),
            *(Cell(write_change(row[part])) for part in EFFECTS),
            Cell(write_change(row["now_kr"] - row["before_kr"])),
            Cell(write_number(row["events_before"])),
            Cell(write_number(row["events_now"])),
        ]
        for row in effects.rows(named=True)
    ]
    name = f"aarsag-{place.area}-{scheme}"
    return Chart(
        name,
        "Hvorfor ændrede det sig?",
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
        f"Fra måneden før, 1.000 kr. Størst i {name_month(row['activity_month'])}: {write_change(row['change'])} kr., "
        f"heraf {EFFECTS[part][0].lower()} {write_change(row[part])} kr."
    )


def share_coded(figures: Figures) -> Chart | None:
    """The share of stays and visits with a tariff-bearing service, by settlement month: whether coding moved."""
    coded = figures.coded.filter(pl.col("other").is_not_null() & pl.col("rehabilitation").is_not_null())
    if coded.height < 2:
        return None
    shares = [
        (row["settlement_month"], row["rehabilitation"] / (row["rehabilitation"] + row["other"]), row)
        for row in coded.rows(named=True)
    ]
    rows = [
        {
            "series": "",
            "color": "var(--s1)",
            "shape": "circle",
            "month": short_month(month),
            "value": 100 * share,
            "is_open": False,
            "told": f"{name_month(month)}: {percent(share)}",
        }
        for month, share, _ in shares
    ]
    body = [
        [
            Cell(name_month(m)),
            Cell(write_number(row["rehabilitation"])),
            Cell(write_number(row["other"])),
            Cell(percent(s)),
        ]
        for m, s, row in shares
    ]
    name = "kodet"
    return Chart(
        name,
        "Andel af ophold og besøg med en takstbærende ydelse",
        "Pct. pr. kørsel. Stiger andelen, er mere kodet som genoptræning; det kan være registrering frem for aktivitet.",
        charts.draw_trend(rows, name),
        Table(
            "Ophold og besøg i hver kørsels leverance",
            columns("Kørsel for", "Med takstbærende ydelse", "Uden", "Andel"),
            body,
        ),
    )
