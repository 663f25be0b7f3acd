"""The places of the site."""

from collections.abc import Sequence
from typing import NamedTuple


class Place(NamedTuple):
    """A municipality, a region, or the country ('DK'). statements: the files that are made, as paths in the home."""

    area: str
    name: str
    inhabitants: int | None
    statements: Sequence[str] = ()
    towns: Sequence["Place"] = ()


def link_statement(path: str) -> str:
    """Where the site holds a statement's page, by its path in the home."""
    return f"opgoerelser/{path.rpartition('/')[2]}"
