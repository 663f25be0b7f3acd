"""Charts of the site: Vega-Lite specifications drawn to SVG by vl-convert, offline, the same bytes from the same figures.

Colours are names of the page's style (`var(--...)`), so that one drawing serves light, dark and paper. Widths are fixed and
axis labels get a fixed room: nothing depends on the fonts of the machine that draws.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import vl_convert

WIDTH = 400
"""Of a chart, in pixels of the page: about as wide as a phone, so that its letters keep their size there."""

LABELS, LONG_LABELS = 128, 222
"""Room for the names at the left of bars, and for longer ones."""

FIGURES = 66
"""Room for the figures at the right of bars."""

MONTHS_LEFT = 58
"""Room for the axis at the left of lines and columns over months."""

HERE = "http://site.invalid/"
"""Stands before a link while it is drawn, and is taken away after: Vega wants whole addresses."""

DANISH = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " kr."]}

CONFIG: dict[str, Any] = {
    "font": "inherit",
    "background": "transparent",
    "autosize": "none",
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--ink-soft)",
        "labelFontSize": 12,
        "labelLimit": 0,
        "gridColor": "var(--line)",
        "domainColor": "var(--ink-soft)",
        "ticks": False,
        "labelPadding": 6,
        "title": None,
    },
    "text": {"fontSize": 12, "color": "var(--ink)"},
    "legend": {"disable": True},
}

NAMES = {"labelColor": "var(--ink)", "grid": False, "domain": False}
"""The axis of names at the left."""

Row = Mapping[str, Any]


def draw(spec: Mapping[str, Any], labelled_by: str) -> str:
    """A specification as inline SVG, named by an element of the page; what a mark tells becomes its tooltip."""
    whole = {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", "config": CONFIG, **spec}
    svg = str(vl_convert.vegalite_to_svg(whole, format_locale=DANISH, allowed_base_urls=[]))
    head, _, drawn = svg.partition(">")
    box = re.search(r'viewBox="([^"]+)"', head)
    assert box is not None
    drawn = drawn.replace(f'xlink:href="{HERE}', 'tabindex="-1" href="')
    drawn = re.sub(r'<path aria-label="([^"]*)"([^>]*)/>', r"<path\2><title>\1</title></path>", drawn)
    drawn = re.sub(r' (aria-[a-z]+|role|class|pointer-events|font-family)="[^"]*"', "", drawn)
    drawn = re.sub(r"(\.\d\d)\d+(?=[^<>]*>)", r"\1", drawn)
    return f'<svg viewBox="{box[1]}" role="img" aria-labelledby="{labelled_by}" style="max-width:{box[1].split()[2]}px">{drawn}'


def rank_bars(rows: Sequence[Row], labelled_by: str, line: float | None = None, labels: int = LABELS) -> str:
    """Bars in the order given, each with its name and figure, and a dashed line where the whole stands.

    rows: `name`, `value` (empty where it may not be shown), `shown`, `color`, `link` (empty of all, or of none), `told`.
    """
    values = [{**row, "value": row["value"] or 0} for row in rows]
    longest = max([row["value"] for row in values] + [line or 0, 1])
    y = {"field": "name", "type": "nominal", "sort": None, "axis": NAMES}
    x = {"field": "value", "type": "quantitative", "scale": {"domain": [0, longest], "nice": False}, "axis": None}
    bars = {
        "mark": {"type": "bar", "height": {"band": 0.72}},
        "encoding": {
            "x": x,
            "y": y,
            "color": {"field": "color", "type": "nominal", "scale": None},
            **link_of(values),
            "description": {"field": "told"},
        },
    }
    figures = {
        "mark": {"type": "text", "align": "right", "x": WIDTH - labels, "aria": False},
        "encoding": {"y": y, "text": {"field": "shown"}},
    }
    whole = {
        "data": {"values": [{"value": line}]},
        "mark": {"type": "rule", "strokeDash": [4, 3], "strokeWidth": 1.5, "color": "var(--ink)", "aria": False},
        "encoding": {"x": x},
    }
    layers = [bars, *([whole] if line is not None else []), figures]
    size = sized(labels, FIGURES, 21 * len(values), top=2, bottom=2)
    return draw({**size, "data": {"values": values}, "layer": layers}, labelled_by)


def draw_trend(rows: Sequence[Row], labelled_by: str, breaks: Sequence[str] = ()) -> str:
    """A line per series over months, from zero; a point is hollow where its month is not all in. Breaks are marked.

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
    of_breaks = {"data": {"values": [{"month": month} for month in breaks]}, "encoding": {"x": x}}
    marked = [
        {
            **of_breaks,
            "mark": {"type": "rule", "strokeDash": [5, 4], "strokeWidth": 1.5, "color": "var(--warn)", "aria": False},
        },
        {
            **of_breaks,
            "mark": {
                "type": "text",
                "text": "brud",
                "baseline": "bottom",
                "y": -3,
                "color": "var(--warn)",
                "aria": False,
            },
        },
    ]
    layers = [*(marked if breaks else []), line, points]
    return draw({**sized(MONTHS_LEFT, 16, 170, top=22), "data": {"values": list(rows)}, "layer": layers}, labelled_by)


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


def draw_spread(rows: Sequence[Row], boxes: Sequence[Row], labelled_by: str) -> str:
    """How units lie in their groups: a dot each, the middle half as a box, the median as a line.

    rows: `group`, `value`, `color`, `link`, `told`. boxes: `group`, `low`, `q1`, `median`, `q3`, `high`.
    """
    y = {
        "field": "group",
        "type": "nominal",
        "sort": None,
        "axis": NAMES,
        "scale": {"domain": [box["group"] for box in boxes]},
    }
    x = {"type": "quantitative", "scale": {"zero": True}, "axis": {"tickCount": 4, "format": ",.0f", "domain": False}}
    of_boxes = {"data": {"values": list(boxes)}}
    whisker = {
        **of_boxes,
        "mark": {"type": "rule", "color": "var(--ink-soft)", "aria": False},
        "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}},
    }
    middle = {
        **of_boxes,
        "mark": {"type": "bar", "height": {"band": 0.56}, "color": "var(--box)", "aria": False},
        "encoding": {"y": y, "x": {**x, "field": "q1"}, "x2": {"field": "q3"}},
    }
    median = {
        **of_boxes,
        "mark": {"type": "tick", "thickness": 2.5, "height": {"band": 0.56}, "color": "var(--ink)", "aria": False},
        "encoding": {"y": y, "x": {**x, "field": "median"}},
    }
    dots = {
        "data": {"values": list(rows)},
        "mark": {"type": "circle", "size": 42, "opacity": 0.85},
        "encoding": {
            "y": y,
            "x": {**x, "field": "value"},
            "color": {"field": "color", "type": "nominal", "scale": None},
            **link_of(rows),
            "description": {"field": "told"},
        },
    }
    return draw({**sized(LABELS, 16, 40 * len(boxes), top=4), "layer": [whisker, middle, median, dots]}, labelled_by)


def link_of(rows: Sequence[Row]) -> dict[str, Any]:
    """Where marks lead, where all of them lead somewhere."""
    return {"href": {"field": "link"}} if rows and all(row["link"] for row in rows) else {}


def amount_axis() -> dict[str, Any]:
    """Amounts at the left."""
    return {"tickCount": 5, "format": ",.0f", "domain": False}


def month_axis(order: Sequence[str]) -> dict[str, Any]:
    """Months in their order; of many, not each is named."""
    every = 1 + (len(order) - 1) // 7
    axis = {"labelAngle": 0, "labelExpr": f"indexof({list(order)!r}, datum.value) % {every} == 0 ? datum.label : ''"}
    return {"field": "month", "type": "ordinal", "sort": list(order), "scale": {"domain": list(order)}, "axis": axis}


def sized(left: int, right: int, height: int, top: int, bottom: int = 24) -> dict[str, Any]:
    """The size of a chart, and the room around it for what is written beside its axes."""
    room = {"left": left, "top": top, "right": right, "bottom": bottom}
    return {"width": WIDTH - left - right, "height": height, "padding": room}
