"""What a site shows, as it may leave the house: figures that are held back are empty here already."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

Cells = Mapping[tuple[str, str, str], Mapping[str, Any]]
"""(activity_month, area, scheme) -> events, citizens, municipal_kr, is_hidden; nothing where nobody was."""


class Place(NamedTuple):
    """A municipality, a region, or the country ('DK'). statements: links from the home, to files where they are made."""

    area: str
    name: str
    inhabitants: int | None
    statements: Sequence[str] = ()
    towns: Sequence["Place"] = ()


class Figures(NamedTuple):
    """All that the pages of a month are made of.

    months: activity months, in order. effects: area, scheme, activity_month, events_before, events_now, before_kr, now_kr,
    activity_kr, mix_kr, price_kr. breaks: area, scheme, activity_month, share. booked: what the month booked, or empty where it
    may not be shown. coded: settlement_month, rehabilitation, other. indicators: indicator, area, value, unit. policies: those
    that the titles of indicators name.
    """

    run: Mapping[str, Any]
    is_synthetic: bool
    threshold: int
    break_share: float
    month: str
    months: Sequence[str]
    population_year: int | None
    country: Place
    cells: Cells
    effects: pl.DataFrame
    breaks: pl.DataFrame
    booked: Mapping[str, Any]
    funnel: pl.DataFrame
    coded: pl.DataFrame
    indicators: pl.DataFrame
    free_services: pl.DataFrame
    policies: Mapping[str, str]
    assumptions: pl.DataFrame
    inputs: pl.DataFrame
    dictionary: pl.DataFrame
    certificate: Mapping[str, Any] | None

    def look_up(self, area: str, scheme: str, month: str | None = None) -> Mapping[str, Any]:
        """The figures of a place and scheme in a month; zeros where nobody was."""
        return self.cells.get((month or self.month, area, scheme), NOBODY)

    def per_thousand(self, place: Place, scheme: str) -> float | None:
        """Kroner per 1,000 inhabitants in the month; empty where held back or where nobody knows how many live there."""
        kroner = self.look_up(place.area, scheme)["municipal_kr"]
        return None if kroner is None or not place.inhabitants else float(kroner) * 1000 / place.inhabitants


NOBODY: Mapping[str, Any] = {"events": 0, "citizens": 0, "municipal_kr": 0, "is_hidden": False}
