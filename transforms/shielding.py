"""Which cells must be hidden so that no small one can be worked out: the search behind `transforms.suppression`.

For every small cell another truth is found that shows the very same figures: some events moved between two areas, and the
other way in another month or of another kind, so that every sum that is shown stays. All that such a move touches is
hidden. Two truths then fit what is shown, whatever is added or subtracted: the small cell cannot be known (the hypercube
method of statistical disclosure control). Danish: sekundær diskretionering. Source: policy `suppression_threshold`.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from transforms.disclosure import HIDDEN_WITH, PARTITIONS, ROOTS

Area = tuple[str, str]
Counts = Mapping[str, Mapping[Area, Mapping[str, int]]]
"""Leaf -> area -> month -> how many."""

COUNTRY: Area = ("country", "DK")
MONTH, QUARTER, YEAR = 1, 2, 3
"""How much of an area is hidden: its months, its quarters too, its year too."""


class Cell(NamedTuple):
    """A small cell: what is counted, as leaves and roots; the group that shows it; where; its months; MONTH, QUARTER or YEAR."""

    leaves: frozenset[str]
    group: str
    area: Area
    months: tuple[str, ...]
    level: int


class Move(NamedTuple):
    """Events that change their area: what must be hidden, what moves, and what moves the other way. Of each one of some leaves."""

    groups: tuple[str, ...]
    there: tuple[frozenset[str], ...]
    back: tuple[frozenset[str], ...]


def list_moves(leaves: frozenset[str], group: str) -> list[Move]:
    """The moves that change a cell: by a swap within its root, alone where it has none, with its whole root last."""
    moves: list[Move] = []
    for partition in PARTITIONS:
        own, others = leaves & set(partition.leaves), [leaf for leaf in partition.leaves if leaf not in leaves]
        if own and partition.root and partition.group and others:
            moves.append(Move((partition.group,), (own,), (frozenset(others),)))
        elif partition.root:
            moves += [
                Move((leaf, rest), (frozenset({leaf}),), (frozenset({rest}),))
                for leaf in sorted(own)
                for rest in others
            ]
        else:
            moves += [Move((partition.group,), (frozenset({leaf}),), ()) for leaf in sorted(own)]
    for root in ROOTS:
        splits = [partition for partition in PARTITIONS if partition.root == root]
        if root in leaves or any(leaves & set(split.leaves) for split in splits):
            there = tuple((leaves & set(split.leaves)) or frozenset(split.leaves) for split in splits)
            moves.append(Move((root,), there, ()))
    return [move for move in moves if any(group in hidden_with(name) for name in move.groups)]


def hidden_with(group: str) -> tuple[str, ...]:
    """The groups that are hidden where a group is."""
    return HIDDEN_WITH.get(group, (group,))


class Shield:
    """What is hidden of one year: per group and area how much. It only ever grows, so what once protected still does."""

    def __init__(
        self, counts: Counts, regions: Mapping[str, str], areas: Iterable[Area], months: Iterable[str]
    ) -> None:
        self.counts, self.regions = counts, dict(regions)
        self.areas, self.months = sorted(areas), sorted(months)
        self.levels: dict[tuple[str, Area], int] = {}
        totals = {area: sum(sum(of.get(area, {}).values()) for of in counts.values()) for area in self.areas}
        self.smallest_first = sorted(self.areas, key=lambda area: (totals[area], area))

    def level(self, group: str, area: Area) -> int:
        """How much of an area's group is hidden; 0: nothing."""
        return self.levels.get((group, area), 0)

    def hide(self, group: str, area: Area, level: int) -> None:
        """Hide an area's group, the groups that give it away, and all that lies within the area."""
        if self.level(group, area) >= level:
            return
        within = [area, *(other for other in self.areas if self.lies_within(other, area))]
        for name in hidden_with(group):
            for other in within:
                self.levels[name, other] = max(level, self.level(name, other))

    def lies_within(self, area: Area, whole: Area) -> bool:
        """Whether an area is part of another: all of the country, municipalities of their region."""
        of_region = whole[0] == "region" and area[0] == "municipality" and self.regions[area[1]] == whole[1]
        return area != whole and (whole == COUNTRY or of_region)

    def touched(self, place: Area, other: Area) -> list[Area]:
        """The areas whose sums a move between two places changes: themselves, and their regions where these differ."""
        if place[0] != "municipality" or self.regions[place[1]] == self.regions[other[1]]:
            return [place, other]
        return [place, other, *(("region", self.regions[area[1]]) for area in (place, other))]

    def protect(self, cell: Cell) -> None:
        """Hide a small cell, and as little more as is found that keeps it from being worked out.

        Tried in turn: what is hidden already; another place of the same region; one of another region, with both regions.
        """
        self.hide(cell.group, cell.area, cell.level)
        if self.level(cell.group, COUNTRY) == YEAR:
            return
        moves = list_moves(cell.leaves, cell.group)
        near, far = self.list_places(cell.area)
        for is_new, places in ((False, near + far), (True, near), (True, far)):
            for move, level in ((move, level) for move in moves for level in range(cell.level, YEAR + 1)):
                for place, other in places:
                    touched = self.touched(place, other)
                    if not is_new and not self.are_hidden(move, touched, level):
                        continue
                    if self.fits(cell, move, level, place, other):
                        self.hide_all(move, touched, level)
                        return
        self.hide_everywhere(cell, moves)

    def are_hidden(self, move: Move, areas: Iterable[Area], level: int) -> bool:
        """Whether all that a move changes in some areas is hidden."""
        return all(self.level(group, area) >= level for area in areas for group in move.groups)

    def hide_all(self, move: Move, areas: Iterable[Area], level: int) -> None:
        """Hide all that a move changes in some areas."""
        for area in areas:
            for group in move.groups:
                self.hide(group, area, level)

    def list_places(self, area: Area) -> tuple[list[tuple[Area, Area]], list[tuple[Area, Area]]]:
        """A place in the area and one outside it to exchange with, the smallest first: of one region, and of two."""
        kind = "municipality" if area[0] == "region" else area[0]
        inside = [place for place in self.smallest_first if place == area or self.lies_within(place, area)]
        outside = [place for place in self.smallest_first if place[0] == kind and place not in inside]
        pairs = [(place, other) for place in inside if place[0] == kind for other in outside]
        near = [pair for pair in pairs if len(self.touched(*pair)) == len(pair)]
        return near, [pair for pair in pairs if len(self.touched(*pair)) > len(pair)]

    def hide_everywhere(self, cell: Cell, moves: list[Move]) -> None:
        """The last resort: an event that happened might as well have happened in another month, or been another kind of event.

        Hidden in the whole country then are all months, or quarters too, of what it is; or all of it, with what it may have been.
        """
        for move, level in ((move, level) for move in moves if not move.back for level in range(cell.level, YEAR)):
            happened = [month for month in cell.months if self.has(move.there[0], cell.area, month, cell.area, None)]
            if any(other for month in happened for other in self.list_other_months(cell, month, level)):
                self.hide_all(move, [COUNTRY], level)
                return
        for move in moves:
            if all(self.happened(leaves) for leaves in (*move.there, *move.back)):
                self.hide_all(move, [COUNTRY], YEAR)
                return
        self.hide_all(moves[0], [COUNTRY], YEAR)

    def happened(self, leaves: Iterable[str]) -> bool:
        """Whether there is any event of some leaves this year."""
        return any(self.counts[leaf].get(COUNTRY) for leaf in leaves)

    def list_other_months(self, cell: Cell, month: str, level: int) -> Iterator[str]:
        """The months outside the cell that an event may have moved to: of its quarter where only months are hidden."""
        for other in self.months:
            if (
                other != month
                and other not in cell.months
                and (level > MONTH or quarter_of(other) == quarter_of(month))
            ):
                yield other

    def fits(self, cell: Cell, move: Move, level: int, place: Area, other: Area) -> bool:
        """Whether a move between two places is possible without any count below 0, in one direction or the other."""
        for month in cell.months:
            months = [None] if level == YEAR else list(self.list_other_months(cell, month, level))
            for in_return in months:
                for start, end in ((place, other), (other, place)):
                    if all(self.has(leaves, start, month, end, in_return) for leaves in move.there) and all(
                        self.has(leaves, end, month, start, in_return) for leaves in move.back
                    ):
                        return True
        return False

    def has(self, leaves: Iterable[str], start: Area, month: str, end: Area, in_return: str | None) -> bool:
        """Whether one of some leaves can go from `start` in a month, and from `end` in the month that returns it."""
        return any(
            self.counts[leaf].get(start, {}).get(month, 0) > 0
            and (in_return is None or self.counts[leaf].get(end, {}).get(in_return, 0) > 0)
            for leaf in leaves
        )


def quarter_of(month: str) -> str:
    """The quarter of a month `YYYY-MM`, as indicators write it."""
    return f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}"
