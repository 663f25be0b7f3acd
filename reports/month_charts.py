"""Charts over months: lines with their breaks and gaps, and columns in parts. Drawn as `reports.drawing` draws all."""

from collections.abc import Sequence
from typing import Any

from reports.drawing import Row, draw, sized

MONTHS_LEFT = 58
"""Room for the axis at the left of lines and columns over months."""


def draw_trend(rows: Sequence[Row], labelled_by: str, breaks: Sequence[str] = (), gaps: Sequence[str] = ()) -> str:
    """A line per series over months, from zero; a point is hollow where its month is not all in.

    Breaks and gaps (months never settled, without values in `rows`) are marked.

    rows: `series`, `color`, `shape`, `month` as shown, `value` (empty where it may not be shown), `is_open`, `told`.
    """
    x = month_axis(list(dict.fromkeys(row["month"] for row in rows)))
    y = {"field": "value", "type": "quantitative", "axis": amount_axis(), "scale": {"zero": True}}
    color = {"field": "color", "type": "nominal", "scale": None}
    line = {
        "mark": {"type": "line", "strokeWidth": 2.5, "aria": False},
        "encoding": {"x": x, "y": y, "color": color, "detail": {"field": "series"}},
    }
    points = {
        "transform": [
            {"filter": "isValid(datum.value)"},
            {"calculate": "datum.is_open ? 'var(--card)' : datum.color", "as": "inside"},
        ],
        "mark": {"type": "point", "size": 55, "opacity": 1, "strokeWidth": 2},
        "encoding": {
            "x": x,
            "y": y,
            "stroke": color,
            "fill": {"field": "inside", "type": "nominal", "scale": None},
            "shape": {"field": "shape", "type": "nominal", "scale": None},
            "description": {"field": "told"},
        },
    }
    layers = [*mark_breaks(x, breaks), *mark_gaps(x, gaps), line, points]
    return draw({**sized(MONTHS_LEFT, 16, 170, top=22), "data": {"values": list(rows)}, "layer": layers}, labelled_by)


def mark_breaks(x: Row, months: Sequence[str]) -> list[dict[str, Any]]:
    """A dashed line at each break, with the word above it."""
    rule = {"type": "rule", "strokeDash": [5, 4], "strokeWidth": 1.5, "color": "var(--warn)", "aria": False}
    text = {"type": "text", "text": "brud", "baseline": "bottom", "y": -3, "color": "var(--warn)", "aria": False}
    return mark_months(x, months, rule, text)


def mark_gaps(x: Row, months: Sequence[str]) -> list[dict[str, Any]]:
    """The words that nothing was settled, upright in the place of each month that is missing."""
    text = {"type": "text", "text": "ikke afregnet", "angle": 270, "y": 85, "color": "var(--ink-soft)", "aria": False}
    return mark_months(x, months, text)


def mark_months(x: Row, months: Sequence[str], *marks: Row) -> list[dict[str, Any]]:
    """Marks at some months; none where there are no months."""
    placed = {"data": {"values": [{"month": month} for month in months]}, "encoding": {"x": x}}
    return [{**placed, "mark": mark} for mark in marks] if months else []


def stack_columns(rows: Sequence[Row], labelled_by: str, order: Sequence[str]) -> str:
    """Columns over months, up for more and down for less, in parts; a dot where the sum stands.

    rows: `month` as shown, `part`, `value`, `color`, `told`.
    """
    x = month_axis(order)
    y = {"field": "value", "type": "quantitative", "axis": amount_axis()}
    columns = {
        "mark": {"type": "bar", "width": {"band": 0.66}},
        "encoding": {
            "x": x,
            "y": y,
            "color": {"field": "color", "type": "nominal", "scale": None},
            "description": {"field": "told"},
        },
    }
    zero = {"mark": {"type": "rule", "color": "var(--ink-soft)", "aria": False}, "encoding": {"y": {"datum": 0}}}
    sums = {
        "mark": {
            "type": "point",
            "shape": "diamond",
            "size": 60,
            "filled": True,
            "opacity": 1,
            "color": "var(--ink)",
            "aria": False,
        },
        "encoding": {"x": x, "y": {**y, "aggregate": "sum"}},
    }
    return draw(
        {**sized(MONTHS_LEFT, 16, 190, top=8), "data": {"values": list(rows)}, "layer": [columns, zero, sums]},
        labelled_by,
    )


def amount_axis() -> dict[str, Any]:
    """Amounts at the left."""
    return {"tickCount": 5, "format": ",.0f", "domain": False}


def month_axis(order: Sequence[str]) -> dict[str, Any]:
    """Months in their order; of many, not each is named."""
    every = 1 + (len(order) - 1) // 7
    axis = {"labelAngle": 0, "labelExpr": f"indexof({list(order)!r}, datum.value) % {every} == 0 ? datum.label : ''"}
    return {"field": "month", "type": "ordinal", "sort": list(order), "scale": {"domain": list(order)}, "axis": axis}
