"""Breaks in a series of months: a month that stands far from what the months before it give, seen equally early.

Source: choice of this program, after the RM memo 2009, "Status for samarbejdet": kroner of rehabilitation during admission rise
markedly from October 2008. How far is far, and how many months are compared with, are policies (assumed).
"""

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl


class BreakPolicies(NamedTuple):
    """When a month is a break.

    share: how far from the usual kroner. errors: standard errors of a count that chance may explain. months, fewest: of how many
    months before the usual is made, at most and at least.
    """

    share: float
    errors: float
    months: int
    fewest: int


def keep_breaks(known: pl.DataFrame, by: Sequence[str], latest: str, policies: BreakPolicies) -> pl.DataFrame:
    """Keep the months that break their series: `by`, activity_month, usual_kr, now_kr. Danish: brud.

    known: `by`, activity_month, settlement_month, events, kr: what was known of a month after each settlement month, for all
    settlement months until `latest`. A month is compared with the median of the months before it since the last break, each as
    it was known equally long after its end, so that a month that is not all in yet is not taken for a fall.
    """
    rows = []
    for key, of_one in known.group_by(by, maintain_order=True):
        facts = {(row[0], row[1]): (row[2], float(row[3])) for row in of_one.select(KNOWN).rows()}
        rows += [(*key, *found) for found in find_breaks(facts, latest, policies)]
    schema = {name: known.schema[name] for name in by}
    found = pl.DataFrame(rows, schema={**schema, **FOUND}, orient="row")
    return found.sort(*by, "activity_month")


KNOWN = ["activity_month", "settlement_month", "events", "kr"]

FOUND = {"activity_month": pl.String(), "usual_kr": pl.Float64(), "now_kr": pl.Float64()}


def find_breaks(
    known: dict[tuple[str, str], tuple[int, float]], latest: str, policies: BreakPolicies
) -> list[tuple[str, float, float]]:
    """The breaks of one series: month, what would be usual, what it is. known: (activity, settlement month) -> events, kroner."""
    months = sorted({activity for activity, _ in known if activity <= latest})
    found: list[tuple[str, float, float]] = []
    since = 0
    for place, month in enumerate(months):
        later = count_months(month, latest)
        before = [look_up(known, earlier, later) for earlier in months[max(since, place - policies.months) : place]]
        if len(before) < policies.fewest:
            continue
        events, usual = (take_median([pair[place] for pair in before]) for place in (0, 1))
        _, now = known[month, latest]
        chance = policies.errors / events**0.5 if events > 0 else float("inf")
        if usual > 0 and abs(now / usual - 1) > max(policies.share, chance):
            found.append((month, usual, now))
            since = place
    return found


def take_median(numbers: Sequence[float]) -> float:
    """The middle number; of an even number of them, half-way between the two in the middle."""
    ordered, half = sorted(numbers), len(numbers) // 2
    return float(ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2)


def look_up(known: dict[tuple[str, str], tuple[int, float]], month: str, later: int) -> tuple[int, float]:
    """Events and kroner of a month as known so many months after it; where nothing was settled then, as first known."""
    settled = sorted(settlement for activity, settlement in known if activity == month)
    then = [settlement for settlement in settled if count_months(month, settlement) <= later]
    return known[month, then[-1] if then else settled[0]]


def count_months(first: str, last: str) -> int:
    """Months from one month to another, both YYYY-MM."""
    (first_year, first_number), (last_year, last_number) = (map(int, month.split("-")) for month in (first, last))
    return 12 * (last_year - first_year) + last_number - first_number
