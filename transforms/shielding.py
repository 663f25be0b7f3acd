"""Which cells must be hidden so that no small one can be worked out: the search behind `transforms.suppression`.

For every small cell another truth is found that shows the very same figures: some events moved between two areas, and the
other way in another month or of another kind, so that every sum that is shown stays. All that such a move touches is
hidden. Two truths then fit what is shown, whatever is added or subtracted: the small cell cannot be known (the hypercube
method of statistical disclosure control). Danish: sekundær diskretionering. Source: policy `suppression_threshold`.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from transforms.disclosure import MEDIAN_OF, MOVES, Move
from transforms.presence import YEAR, Area, Presence

COUNTRY: Area = ("country", "DK")

Terms = tuple[tuple[str, int], ...]
"""Populations with their signs: what is counted."""

Step = tuple[Move, int]
"""A move, and how much of an area it hides."""


class Cell(NamedTuple):
    """A small cell: what is counted; where; its months; MONTH, QUARTER or YEAR."""

    terms: Terms
    area: Area
    months: tuple[str, ...]
    level: int


class Shield:
    """What is hidden of one year: per population and area how much. It only ever grows, so what once protected still does."""

    def __init__(self, presence: Presence, areas: Iterable[Area]) -> None:
        """Take what there is, and all areas that have anything."""
        self.presence, self.areas = presence, sorted(areas)
        self.levels: dict[tuple[str, Area], int] = {}
        totals = {area: sum(sum(of.get(area, {}).values()) for of in presence.counts.values()) for area in self.areas}
        self.smallest_first = sorted(self.areas, key=lambda area: (totals[area], area))
        self.steps: dict[tuple[Terms, int], list[Step]] = {}
        self.exchanges: dict[Area, tuple[list[Sequence[Area]], list[Sequence[Area]]]] = {}

    def is_hidden(self, step: Step, areas: Iterable[Area]) -> bool:
        """Whether all that a step hides is hidden in some areas."""
        (move, level), found = step, self.levels.get
        return all(found((hidden, area), 0) >= level for area in areas for hidden in move.hides)

    def lack(self, step: Step, areas: Iterable[Area]) -> int:
        """How much more a step would hide in some areas."""
        (move, level), found = step, self.levels.get
        return sum(max(0, level - found((hidden, area), 0)) for area in areas for hidden in move.hides)

    def hide(self, populations: Iterable[str], areas: Iterable[Area], level: int) -> None:
        """Hide some populations in some areas."""
        for place in [(population, area) for area in areas for population in populations]:
            self.levels[place] = max(level, self.levels.get(place, 0))

    def protect(self, cell: Cell) -> None:
        """Hide a small cell that is shown, and as little more as is found that keeps it from being worked out.

        Tried in turn: what is hidden already; another place of the same region; one of another region, with both regions; and
        last that what happened happened in another month, or was of another kind.
        """
        if len(cell.terms) == 1:
            population = cell.terms[0][0]
            self.hide({population, MEDIAN_OF.get(population, population)}, [cell.area], cell.level)
        steps, months = self.list_steps(cell.terms, cell.level), self.presence.as_bits(cell.months)
        if self.is_safe(steps, months, cell.area):
            return
        near, far = self.list_exchanges(cell.area)
        (move, level), areas = (
            self.find_cheapest(steps, months, near)
            or self.find_cheapest(steps, months, far)
            or min(self.list_others(steps, months, cell.area), key=lambda found: self.lack(*found))
        )
        self.hide(move.hides, areas, level)

    def list_steps(self, terms: Terms, least: int) -> list[Step]:
        """The moves that change what is counted, each with how much of an area it hides: those that hide least first."""
        if (terms, least) not in self.steps:
            moves = [
                move for move in MOVES if move.counts(dict(terms)) and self.presence.has((*move.there, *move.back))
            ]
            steps = [(move, level) for move in moves for level in range(least, YEAR + 1)]
            self.steps[terms, least] = sorted(steps, key=lambda step: len(step[0].hides) * step[1])
        return self.steps[terms, least]

    def list_exchanges(self, area: Area) -> tuple[list[Sequence[Area]], list[Sequence[Area]]]:
        """A place in the area and one outside it to exchange with, the smallest first: of one region, and of two with these."""
        if area in self.exchanges:
            return self.exchanges[area]
        kind = "municipality" if area[0] == "region" else area[0]
        places = [place for place in self.smallest_first if place[0] == kind]
        inside = [place for place in places if area in (place, *self.presence.region_of(place))]
        near: list[Sequence[Area]] = []
        far: list[Sequence[Area]] = []
        for pair in [(place, other) for place in inside for other in places if other not in inside]:
            regions = [region for place in pair for region in self.presence.region_of(place)]
            if len(set(regions)) == 2:
                far.append((*pair, *regions))
            else:
                near.append(pair)
        self.exchanges[area] = near, far
        return near, far

    def is_safe(self, steps: Iterable[Step], months: int, area: Area) -> bool:
        """Whether what is hidden already keeps a cell from being worked out."""
        exchanges = [touched for places in self.list_exchanges(area) for touched in places]
        insides = {touched[0] for touched in exchanges}
        for step in steps:
            hidden = {place for place in insides if self.is_hidden(step, [place])}
            if any(
                self.is_hidden(step, touched[1:]) and self.presence.allows_exchange(*step, months, touched)
                for touched in exchanges
                if touched[0] in hidden
            ):
                return True
        of_country = [step for step in steps if self.is_hidden(step, [COUNTRY])]
        return any(self.is_hidden(*found) for found in self.list_others(of_country, months, area))

    def find_cheapest(
        self, steps: Sequence[Step], months: int, exchanges: Sequence[Sequence[Area]]
    ) -> tuple[Step, Sequence[Area]] | None:
        """The possible exchange that hides least more, with its areas; of equal ones the first. None where none is possible."""
        costs = [
            (self.lack(step, touched), rank, place)
            for rank, step in enumerate(steps)
            for place, touched in enumerate(exchanges)
        ]
        for _, rank, place in sorted(costs):
            if self.presence.allows_exchange(*steps[rank], months, exchanges[place]):
                return steps[rank], exchanges[place]
        return None

    def list_others(self, steps: Iterable[Step], months: int, area: Area) -> Iterator[tuple[Step, Sequence[Area]]]:
        """What may have been other than it was: what that hides, in an area of each kind that hides least more."""
        for step in steps:
            for of_kinds in self.presence.list_chains(*step, months, area):
                if all(of_kinds):
                    links = (min(links, key=lambda link: self.lack(step, link)) for links in of_kinds)
                    yield step, [place for link in links for place in link]
