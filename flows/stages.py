"""Stages: how each named part of a run is carried out."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from flows.failures import Bug, Failure, InputOutputFailed

T = TypeVar("T")


class Stage(Protocol):
    """How a named stage of the run is carried out: directly, shown on a terminal, or as a Prefect task."""

    def __call__(self, name: str, function: Callable[..., T], *arguments: Any, is_io: bool = False) -> T:
        """Call the function; `is_io` marks what may be tried again."""


def directly(name: str, function: Callable[..., T], *arguments: Any, is_io: bool = False) -> T:
    """Carry out a stage by calling it. An unexpected error becomes a Bug, which quotes no row."""
    try:
        return function(*arguments)
    except Failure:
        raise
    except OSError as error:
        raise InputOutputFailed.of(error) from None
    except Exception as error:
        raise Bug.of(error) from None
