"""Charts of places in one month: bars and spreads. Drawn as `reports.drawing` draws all."""

from collections.abc import Sequence
from typing import Any

from reports.drawing import WIDTH, Row, draw, sized

LABELS, LONG_LABELS = 128, 222
"""Room for the names at the left of bars, and for longer ones."""

FIGURES = 66
"""Room for the figures at the right of bars."""

NAMES = {"labelColor": "var(--ink)", "grid": False, "domain": False}
"""The axis of names at the left."""


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
