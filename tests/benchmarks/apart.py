"""Doing something in a process of its own, so that its memory is not taken for that of what is measured.

Linux counts the peak of the process that starts another as the other's too: the one that measures must stay small.
"""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, TypeVar

Outcome = TypeVar("Outcome")


def apart(function: Callable[..., Outcome], *arguments: Any) -> Outcome:
    """What a function gives, carried out in another process."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()
