"""How charts are drawn: Vega-Lite specifications drawn to SVG by vl-convert, offline, the same bytes from the same figures.

Colours are names of the page's style (`var(--...)`), so that one drawing serves light, dark and paper. Widths are fixed and
axis labels get a fixed room: nothing depends on the fonts of the machine that draws.
"""

import re
from collections.abc import Mapping
from typing import Any

import vl_convert

WIDTH = 400
"""Of a chart, in pixels of the page: about as wide as a phone, so that its letters keep their size there."""

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
    return f'<svg viewBox="{box[1]}" role="img" aria-labelledby="{labelled_by}">{drawn}'


def sized(left: int, right: int, height: int, top: int, bottom: int = 24) -> dict[str, Any]:
    """The size of a chart, and the room around it for what is written beside its axes."""
    room = {"left": left, "top": top, "right": right, "bottom": bottom}
    return {"width": WIDTH - left - right, "height": height, "padding": room}
