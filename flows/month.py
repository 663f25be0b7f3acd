"""A settlement month: `YYYY-MM`, the calendar month that a run books into."""

import calendar
import re
from datetime import date
from typing import NamedTuple

from flows.failures import WrongUsage


class SettlementMonth(NamedTuple):
    """A whole calendar month. Danish: afregningsmåned."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "SettlementMonth":
        """The month written `YYYY-MM`. Raises WrongUsage (exit 2)."""
        written = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", text)
        if not written or written[1] == "0000":
            raise WrongUsage("MONTH is not a month written YYYY-MM, for example 2007-03.")
        return cls(int(written[1]), int(written[2]))

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """Its last day."""
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    def __str__(self) -> str:
        """As it is written, `YYYY-MM`."""
        return f"{self.year:04d}-{self.number:02d}"
