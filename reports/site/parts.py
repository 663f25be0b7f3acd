"""The parts that pages are made of: tiles, tables, and charts that each carry their figures as a table."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from reports.site.words import HIDDEN


class Cell(NamedTuple):
    """A cell of a table. key: what figure it is, for whoever checks the page against the marts. tag: drawn as a label of that kind."""

    text: str
    link: str = ""
    key: str = ""
    is_hidden: bool = False
    tag: str = ""
    is_code: bool = False
    is_english: bool = False


class Column(NamedTuple):
    """A column of a table; numbers stand to the right."""

    name: str
    is_number: bool = False


class Table(NamedTuple):
    """A table with its caption; the first cell of a row is its heading."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    foot: Sequence[Cell] = ()


class Key(NamedTuple):
    """What a colour or a sign of a chart means."""

    text: str
    color: str = ""
    kind: str = ""


class Chart(NamedTuple):
    """A chart: `name` is unique on its page, `says` tells in words what it shows, `table` holds its figures."""

    name: str
    title: str
    says: str
    svg: str
    table: Table
    key: Sequence[Key] = ()


class Tile(NamedTuple):
    """A headline figure."""

    name: str
    figure: str
    more: str = ""
    key: str = ""


def columns(*names: str, text: int = 1) -> list[Column]:
    """Columns of a table, the first ones text, the rest numbers."""
    return [Column(name, place >= text) for place, name in enumerate(names)]


def figure(number: Decimal | float | None, write: Any, key: str = "") -> Cell:
    """A figure, or the word that it is hidden."""
    return Cell(HIDDEN, is_hidden=True, key=key) if number is None else Cell(write(number), key=key)
