"""The charts of what moved: kroner over the months, breaks, and activity against coding."""

from collections.abc import Iterable
from typing import Any

import polars as pl

from reports import month_charts
from reports.danish import name_month, short_month, write_change, write_number
from reports.site.figures import Figures
from reports.site.parts import Cell, Chart, Column, Key, Table, columns, figure
from reports.site.place import Place
from reports.site.words import COLORS, EFFECTS, HIDDEN, NEVER_SETTLED, SCHEMES

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
        if month in figures.months
        else tell_gap(month, 2)
        for month in figures.axis
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
        month_charts.draw_trend(
            list_points(figures, place, scheme), name, shorten(breaks["activity_month"]), shorten(figures.gaps)
        ),
        Table(
            f"{place.name}, {SCHEMES[scheme].lower()}: kommunal udgift og antal pr. aktivitetsmåned",
            [*columns("Måned", "Kr.", "Besøg" if scheme != "inpatient" else "Ophold"), Column("Bemærk")],
            body,
        ),
        [OPEN],
    )


def shorten(months: Iterable[str]) -> list[str]:
    """Months as they stand on an axis."""
    return [short_month(month) for month in months]


def tell_gap(month: str, figures: int) -> list[Cell]:
    """The row of a month that was never settled: so many figures that there are none of."""
    return [Cell(name_month(month)), *[Cell(NEVER_SETTLED)] * figures, Cell("")]


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
        if month in figures.months
        else tell_gap(month, len(SCHEMES))[:-1]
        for month in figures.axis
    ]
    points = [point for scheme in SCHEMES for point in list_points(figures, place, scheme)]
    return [
        Chart(
            name,
            "Kommunal udgift pr. aktivitetsmåned",
            "1.000 kr. efter ordning. Almen ambulant er til orientering.",
            month_charts.draw_trend(points, name, gaps=shorten(figures.gaps)),
            Table(f"{place.name}: kommunal udgift pr. aktivitetsmåned, kr.", columns("Måned", *SCHEMES.values()), body),
            [*(Key(SCHEMES[scheme], COLORS[scheme], SHAPES[scheme]) for scheme in SCHEMES), OPEN],
        )
    ]


def list_points(figures: Figures, place: Place, scheme: str) -> list[dict[str, Any]]:
    """A place's kroner in a scheme, month by month, in thousands."""
    points = []
    for month in figures.axis:
        kroner = figures.look_up(place.area, scheme, month)["municipal_kr"] if month in figures.months else None
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
        month_charts.stack_columns(rows, name, shorten(figures.axis[1:])),
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
