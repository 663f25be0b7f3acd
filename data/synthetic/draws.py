"""Chance: every draw of the simulator, from one seed.

The same seed gives the same numbers on any machine: only whole numbers and single, exactly rounded float operations are
used (no logarithm, no power, no floating sum), and nothing that leaves the order of ties to the processor.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Draws:
    """The one source of chance of a delivery. The order of the calls is part of the result."""

    def __init__(self, seed: int) -> None:
        """Start from a seed: a whole number, 0 or above."""
        if seed < 0:
            raise ValueError(f"The seed is {seed}: give a whole number, 0 or above.")
        self.generator = np.random.Generator(np.random.PCG64(seed))

    def order(self, count: int) -> Counts:
        """Give 0 .. count-1 in random order."""
        return np.asarray(self.generator.permutation(count), dtype=np.int64)

    def even(self, count: int) -> Numbers:
        """Give numbers that cover [0, 1) evenly, in random order: shares drawn with them come out almost exact."""
        numbers = (self.order(count) + self.generator.random(count)) / max(count, 1)
        return np.minimum(numbers, np.nextafter(1.0, 0.0))

    def below(self, limit: Any, count: int) -> Counts:
        """Give whole numbers from 0 up to, not including, `limit` (one for all or one each; at least 1)."""
        return np.asarray(self.generator.random(count) * limit).astype(np.int64)

    def chance(self, share: float, count: int) -> Flags:
        """Say yes to about this share, each by itself."""
        return self.generator.random(count) < share

    def pick(self, weights: npt.ArrayLike, count: int) -> Counts:
        """Give positions in `weights` (whole numbers), each in proportion to its weight."""
        return choose(weights, self.generator.random(count))


def choose(weights: npt.ArrayLike, numbers: Numbers) -> Counts:
    """Turn numbers in [0, 1) into positions in `weights` (whole numbers), each in proportion to its weight."""
    edges = np.cumsum(np.asarray(weights, dtype=np.int64))
    return np.asarray(np.searchsorted(edges, (numbers * edges[-1]).astype(np.int64), side="right"), dtype=np.int64)


def count_within(sizes: Counts) -> Counts:
    """Count the members of groups that lie one after the other: 0, 1, 2 .. in each."""
    starts = np.cumsum(sizes) - sizes
    return np.arange(sizes.sum(), dtype=np.int64) - np.repeat(starts, sizes)
