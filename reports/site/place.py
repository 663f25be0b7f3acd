"""The places of the site."""

from collections.abc import Sequence
from typing import NamedTuple


class Place(NamedTuple):
    """A municipality, a region, or the country ('DK'). statements: links from the home, to files where they are made."""

    area: str
    name: str
    inhabitants: int | None
    statements: Sequence[str] = ()
    towns: Sequence["Place"] = ()
