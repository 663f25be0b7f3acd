"""What a site shows, as it may leave the house: figures that are held back are empty here already."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from reports.danish import list_months
from reports.site.bilateral import BilateralFigures
from reports.site.place import Place

Cells = Mapping[tuple[str, str, str], Mapping[str, Any]]
"""(activity_month, area, scheme) -> events, citizens, municipal_kr, is_hidden; nothing where nobody was."""


WHOLE = {"settled": "hospital", "specialised_settled": "specialised_outpatient"}
"""What is collected here -> the whole that it is where nothing is opted out."""


class Figures(NamedTuple):
    """All that the pages of a month are made of.

    months: activity months, in order, see `axis`. effects: area, scheme, activity_month, events_before, events_now, before_kr, now_kr,
    activity_kr, mix_kr, price_kr. breaks: area, scheme, activity_month, share. booked: what the month booked, or empty where it
    may not be shown. coded: activity_month, area (the hospitals' region), setting, share. indicators: indicator, area, value, unit.
    indicators_as_of: the settlement month that they stand as after, empty where it is the site's own. policies: those
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
    indicators_as_of: str
    free_services: pl.DataFrame
    policies: Mapping[str, str]
    assumptions: pl.DataFrame
    inputs: pl.DataFrame
    dictionary: pl.DataFrame
    certificate: Mapping[str, Any] | None
    with_statements: bool
    bilateral: BilateralFigures

    @property
    def axis(self) -> list[str]:
        """Every month from the first to the last, also those that were never settled: what a chart over months stands on."""
        return list_months(self.months[0], self.months[-1]) if self.months else []

    @property
    def gaps(self) -> list[str]:
        """The months between the first and the last that nothing was settled of."""
        return [month for month in self.axis if month not in self.months]

    def look_up(self, area: str, scheme: str, month: str | None = None) -> Mapping[str, Any]:
        """The figures of a place and scheme in a month; zeros where nobody was.

        scheme: one of the rules', hospital (inpatient and specialised together), or of that what is collected here (settled,
        specialised_settled) and what is opted_out.
        """
        is_split = (month or self.month, area, "opted_out") in self.cells
        return self.cells.get((month or self.month, area, scheme if is_split else WHOLE.get(scheme, scheme)), NOBODY)

    def per_thousand(self, place: Place, scheme: str) -> float | None:
        """Kroner per 1,000 inhabitants in the month; empty where held back or where nobody knows how many live there."""
        kroner = self.look_up(place.area, scheme)["municipal_kr"]
        return None if kroner is None or not place.inhabitants else float(kroner) * 1000 / place.inhabitants


NOBODY: Mapping[str, Any] = {"events": 0, "citizens": 0, "municipal_kr": 0, "is_hidden": False}
