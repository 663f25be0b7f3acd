"""What a reader can work out of published sums: linear equations solved over the fractions, by themselves."""

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction


def find_known(equations: Iterable[Mapping[Hashable, int]]) -> set[Hashable]:
    """The unknowns that have one solution only. An equation: its unknowns with their factors; what is known stands on the other side."""
    pivots: dict[Hashable, dict[Hashable, Fraction]] = {}
    for equation in equations:
        row = {unknown: Fraction(factor) for unknown, factor in equation.items()}
        for unknown, other in pivots.items():
            row = less(row, other, row.get(unknown, Fraction(0)))
        if not row:
            continue
        pivot, first = next(iter(row.items()))
        row = {unknown: factor / first for unknown, factor in row.items()}
        pivots = {unknown: less(other, row, other.get(pivot, Fraction(0))) for unknown, other in pivots.items()}
        pivots[pivot] = row
    return {unknown for unknown, row in pivots.items() if len(row) == 1}


def less(row, other, times):
    """A row less so many times another, without what becomes 0."""
    if not times:
        return row
    left = {unknown: row.get(unknown, 0) - times * other.get(unknown, 0) for unknown in {**row, **other}}
    return {unknown: factor for unknown, factor in left.items() if factor}
