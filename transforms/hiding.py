"""Which cells of published tables are held back: those of few citizens, and as many others that no sum gives them away.

Source: choice of this program: cells under a policy's threshold are suppressed in everything that leaves the house, with secondary
suppression. Danish: diskretionering.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import NamedTuple


class Line(NamedTuple):
    """A sum that a reader can make: a total and its parts, by their names. is_apart: nobody is in two parts."""

    total: str
    parts: Sequence[str]
    is_apart: bool = True


ELSEWHERE = 2**62
"""So many citizens are said to be behind a cell that stands elsewhere, and so cannot be held back here."""

PRIME = 2**31 - 1
"""Sums have coefficients of 1 and -1 only; counting in this field solves them as whole numbers would."""


def hide_few(
    citizens: Mapping[str, int], lines: Sequence[Line], threshold: int, closed: Set[str] = frozenset()
) -> frozenset[str]:
    """The cells to hold back: those of 1 to threshold - 1 citizens, then the smallest beside them until nothing can be derived.

    citizens: how many are behind each cell; a cell that is not named holds nobody, and that may be shown. closed: cells that are
    held back whatever they hold. In each line the cells held back are at least two and hold at least `threshold` citizens together,
    where they may share citizens one of them alone; none of them is the one solution of all lines.
    """
    sums = [line._replace(parts=[part for part in line.parts if citizens.get(part)]) for line in lines]
    sums = [line for line in sums if citizens.get(line.total)]
    hidden = {name for name, number in citizens.items() if 0 < number < threshold} | (closed & citizens.keys())
    while True:
        added = [cell for line in sums if (cell := find_cover(line, citizens, hidden, threshold))]
        if not added:
            known = find_determined(sums, hidden)
            added = [cell for one in known if (cell := find_beside({one}, sums, citizens, hidden))][:1]
            if known and not added:
                added = [cell for cell in [find_beside(hidden, sums, citizens, hidden)] if cell]
        if not added:
            return frozenset(hidden)
        hidden.add(added[0])


def hide_kroner(hidden: Set[str], sums_of_kinds: Iterable[Line]) -> frozenset[str]:
    """The cells whose kroner are held back: those that are themselves, and every sum of kinds with such a part.

    Prices are public and few: of a sum's number and kroner often one mix of prices only comes out, and with it the hidden parts.
    sums_of_kinds: those whose parts are not priced alike, as the schemes of a place are not. Sums over places need none: an
    event may then be another place's at its own price, so that all kroner that are shown stay. Danish: diskretionering af beløb.
    """
    found, lines = set(hidden), list(sums_of_kinds)
    while added := {line.total for line in lines if not found.isdisjoint(line.parts)} - found:
        found |= added
    return frozenset(found)


def find_cover(line: Line, citizens: Mapping[str, int], hidden: Set[str], threshold: int) -> str | None:
    """The next cell to hold back in a line that gives one away: its smallest shown part, else its total; None where it is safe."""
    parts = [part for part in line.parts if part in hidden]
    is_total_hidden = line.total in hidden
    if not parts and not is_total_hidden:
        return None
    together = sum if line.is_apart else max
    is_few = not is_total_hidden and together(citizens[part] for part in parts) < threshold
    if len(parts) + is_total_hidden >= 2 and not is_few:
        return None
    shown = [part for part in line.parts if part not in hidden]
    return find_smallest(shown, citizens) or (None if is_total_hidden else find_smallest([line.total], citizens))


def find_beside(cells: Set[str], sums: Iterable[Line], citizens: Mapping[str, int], hidden: Set[str]) -> str | None:
    """The smallest shown cell in any line of some cells: of the parts before the totals, which others may still give."""
    lines = [line for line in sums if not cells.isdisjoint((line.total, *line.parts))]
    parts = {part for line in lines for part in line.parts} - hidden
    return find_smallest(parts, citizens) or find_smallest({line.total for line in lines} - hidden, citizens)


def find_smallest(names: Iterable[str], citizens: Mapping[str, int]) -> str | None:
    """The cell of fewest citizens that can be held back; of equal ones the first by name."""
    ours = (name for name in names if citizens[name] != ELSEWHERE)
    return min(ours, key=lambda name: (citizens[name], name), default=None)


def find_determined(sums: Iterable[Line], hidden: Set[str]) -> list[str]:
    """The hidden cells that a reader could compute from all lines together, by name: their equations have one solution."""
    pivots: dict[str, dict[str, int]] = {}
    for line in sums:
        row = {part: 1 for part in line.parts if part in hidden}
        if line.total in hidden:
            row[line.total] = PRIME - 1
        for cell in list(pivots):
            row = subtract(row, pivots[cell], row.get(cell, 0))
        if not row:
            continue
        pivot = min(row)
        inverse = pow(row[pivot], -1, PRIME)
        row = {cell: number * inverse % PRIME for cell, number in row.items()}
        pivots = {cell: subtract(other, row, other.get(pivot, 0)) for cell, other in pivots.items()} | {pivot: row}
    return sorted(cell for cell, row in pivots.items() if len(row) == 1)


def subtract(row: dict[str, int], other: Mapping[str, int], times: int) -> dict[str, int]:
    """A row less so many times another, without what becomes 0."""
    if not times:
        return row
    left = {cell: (row.get(cell, 0) - times * other.get(cell, 0)) % PRIME for cell in {**row, **other}}
    return {cell: number for cell, number in left.items() if number}
