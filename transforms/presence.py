"""What happened where and when, and so what may have happened instead: the other truths behind `transforms.shielding`.

Danish: sekundær diskretionering. Source: policy `suppression_threshold`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from transforms.disclosure import MEDIANS, Move

Area = tuple[str, str]
Counts = Mapping[str, Mapping[Area, Mapping[str, int]]]
"""Leaf -> area -> month -> how many."""

MONTH, QUARTER, YEAR = 1, 2, 3
"""How much of an area is hidden: its months, its quarters too, its year too."""


class Presence:
    """The events of one year. Months are bits of a number."""

    def __init__(
        self,
        counts: Counts,
        regions: Mapping[str, str],
        months: Iterable[str],
        halves: Collection[tuple[str, Area, str]] = (),
        threshold: int = 0,
    ) -> None:
        """Take how many there are of each leaf, the region of each municipality, the months, and what medians say.

        halves: the medians, areas and periods where a median lies between two days: there is an even number then.
        threshold: a median that is shown says that there are so many.
        """
        self.halves, self.threshold = frozenset(halves), threshold
        self.counts, self.regions, self.months = counts, dict(regions), sorted(months)
        self.present = {leaf: {area: self.as_bits(of[area]) for area in of} for leaf, of in counts.items()}
        self.areas = sorted({area for of in counts.values() for area in of})
        self.whole = self.as_bits(self.months)
        quarters = {quarter_of(month): [m for m in self.months if is_in(m, quarter_of(month))] for month in self.months}
        self.spans = {
            MONTH: [self.as_bits(quarter) for quarter in quarters.values()],
            QUARTER: [self.whole],
        }
        self.keeping: dict[tuple[Move, int, Area, int], int] = {}

    def as_bits(self, months: Iterable[str]) -> int:
        """Some months as bits."""
        return sum(1 << self.months.index(month) for month in months)

    def region_of(self, area: Area) -> tuple[Area, ...]:
        """The region that a municipality lies in; none of other areas."""
        return (("region", self.regions[area[1]]),) if area[0] == "municipality" else ()

    def has(self, leaves: Iterable[str]) -> bool:
        """Whether there is any event of each of some leaves."""
        return all(self.present[leaf] for leaf in leaves)

    def find_present(self, leaves: Iterable[str], area: Area) -> int:
        """The months in which an area has an event of each of some leaves."""
        found = self.whole
        for leaf in leaves:
            found &= self.present[leaf].get(area, 0)
        return found

    def allows_exchange(self, move: Move, level: int, months: int, touched: Sequence[Area]) -> bool:
        """Whether a move is possible in one of some months, and the other way in another month, in one direction or the other.

        touched: two places, or two places and their regions. Nothing need come back in a year; nothing that is hidden of months
        only may leave its quarter.
        """
        places, others = touched[::2], touched[1::2]
        there, back = (self.find_months(move, level, *way) for way in ((places, others), (others, places)))
        if level == YEAR:
            return bool((there | back) & months)
        return any(
            (there & months & span and back & ~months & span) or (back & months & span and there & ~months & span)
            for span in self.spans[level]
        )

    def find_months(self, move: Move, level: int, starts: Sequence[Area], ends: Sequence[Area]) -> int:
        """The months in which a move is possible from one place to another: no count falls below 0, no median kept changes."""
        found = self.find_present(move.there, starts[0]) & self.find_present(move.back, ends[0])
        if found:
            found &= self.find_keeping(move, level, starts, -1) & self.find_keeping(move, level, ends, 1)
        return found

    def find_keeping(self, move: Move, level: int, areas: Iterable[Area], times: int) -> int:
        """The months in which the medians that a move keeps stay, of all periods up to a level, where it comes to (1) or goes (-1)."""
        found = self.whole
        for area in areas if move.keeps else ():
            key = (move, level, area, times)
            if key not in self.keeping:
                self.keeping[key] = self.as_bits(month for month in self.months if self.keeps(month, *key))
            found &= self.keeping[key]
        return found

    def keeps(self, month: str, move: Move, level: int, area: Area, times: int) -> bool:
        """Whether all medians that a move keeps may stay as they are in a month, and its quarter and year up to a level."""
        periods = (month, quarter_of(month), month[:4])[:level]
        return all(self.keeps_middle(move, median, area, times, period) for median in move.keeps for period in periods)

    def keeps_middle(self, move: Move, median: str, area: Area, times: int, period: str) -> bool:
        """Whether a median may stay as it is when events come or go in a period: its middle lies within the same limits.

        Where it is of more or fewer, one day is the middle then, and of one only before.
        """
        months, classes = [month for month in self.months if is_in(month, period)], MEDIANS[median]
        counts = [
            sum(self.counts[leaf].get(area, {}).get(month, 0) for leaf in leaves for month in months)
            for leaves in classes
        ]
        moved = [many + times * move.changes(leaves) for many, leaves in zip(counts, classes, strict=True)]
        if sum(counts) == sum(moved):
            return find_middles(counts) == find_middles(moved)
        middle = set(find_middles(counts)) | set(find_middles(moved))
        is_enough = min(sum(counts), sum(moved)) >= self.threshold
        return is_enough and len(middle) == 1 and (median, area, period) not in self.halves

    def list_chains(self, move: Move, level: int, months: int, area: Area) -> Iterator[list[list[tuple[Area, ...]]]]:
        """Where events of an area may have been others than they were: of another kind, or in another month's place.

        Per way of it a list of each kind of area: the places (with their regions) where it may be so, in the same months. In a
        year other kinds suffice; else what changes is made good in a month outside those asked for.
        """
        kinds = sorted({place[0] for leaf in move.there for place in self.present[leaf]} - {"region"})
        links = [
            [(place, *self.region_of(place)) for place in self.areas if place[0] == kind and self.may_be(place, area)]
            for kind in kinds
        ]
        ways = [(move.there, move.back, -1), (move.back, move.there, 1)]
        for there, back, times in ways if move.back else ways[:1]:
            for month, other in self.list_pairs(level, months):
                yield [
                    [
                        link
                        for link in of_kind
                        if self.find_changing(there, move, level, link, times) & month
                        and (not other or self.find_changing(back, move, level, link, -times) & other)
                    ]
                    for of_kind in links
                ]

    def find_changing(self, leaves: Iterable[str], move: Move, level: int, link: Sequence[Area], times: int) -> int:
        """The months in which events of a place may have been others, and no median that is kept changes."""
        return self.find_present(leaves, link[0]) & self.find_keeping(move, level, link, times)

    def may_be(self, place: Area, area: Area) -> bool:
        """Whether an event of an area may lie in a place: always where that is another kind of area."""
        return place == area or (
            area[0] != place[0] and (area[0] != "region" or self.region_of(place) in ((), (area,)))
        )

    def list_pairs(self, level: int, months: int) -> Iterator[tuple[int, int]]:
        """One of some months, and one outside them that makes good what changes so that nothing shown does (0: none need)."""
        bits = [1 << place for place in range(len(self.months))]
        if level == YEAR:
            yield from ((bit, 0) for bit in bits if bit & months)
        for span in self.spans.get(level, ()):
            yield from ((bit, other) for bit in bits if bit & span & months for other in bits if other & span & ~months)


def find_middles(counts: Sequence[int]) -> list[int]:
    """In which of some classes, lowest first, the one or two middle events lie; none where there are no events."""
    ends = [sum(counts[: place + 1]) for place in range(len(counts))]
    middles = {(ends[-1] - 1) // 2, ends[-1] // 2} if ends[-1] else set()
    return [sum(end <= middle for end in ends) for middle in sorted(middles)]


def is_in(month: str, period: str) -> bool:
    """Whether a month lies in a period."""
    return period in (month, month[:4], quarter_of(month))


def quarter_of(month: str) -> str:
    """The quarter of a month `YYYY-MM`, as indicators write it."""
    return f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"
