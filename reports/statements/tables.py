"""Tables of written cells, and the pen that writes a statement's amounts and comparisons."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from reports.danish import write_number
from reports.statements.statement import Statement
from reports.statements.words import choose_decimals

NOTHING = "\N{EN DASH}"
"""What stands where there is nothing to compare with."""


class Column(NamedTuple):
    """A column. above: the heading over it and its neighbours. share: of the width that is left; 0 takes what it needs."""

    heading: str
    is_number: bool = False
    above: str = ""
    share: int = 0


class Row(NamedTuple):
    """A row of written cells. kind: line, group (a heading over the rows below), or total."""

    cells: list[str]
    kind: str = "line"


class Fact(NamedTuple):
    """What a statement says of itself: a name, how it is written, and where it is days their cells. kind: how a sheet shows these."""

    name: str
    written: str
    days: tuple[date, ...] = ()
    kind: str = "text"


class Table(NamedTuple):
    """A table with its title and what it is; `empty` is said where it has no rows."""

    key: str
    title: str
    about: str
    columns: list[Column]
    rows: list[Row]
    empty: str = ""
    is_appendix: bool = False


class Pen:
    """How a statement writes its amounts and its comparisons."""

    def __init__(self, statement: Statement) -> None:
        """Whole kroner where the statement has no øre."""
        every = [sum_kr for section in statement.all_sections for sums in section[-3:] for sum_kr in sums[1:]]
        every += [line.now.municipal_kr for section in statement.all_sections for line in section.lines]
        self.decimals = choose_decimals(every)
        self.is_known = (statement.head.is_before_known, statement.head.is_year_ago_known)

    def amount(self, amount: Decimal) -> str:
        """Kroner, written."""
        return write_number(amount, self.decimals)

    def compare(self, *written: str) -> list[str]:
        """Cells of the two comparisons, the first half of each; nothing where a period was never settled."""
        half = len(written) // 2
        return [cell if self.is_known[place // half] else NOTHING for place, cell in enumerate(written)]
