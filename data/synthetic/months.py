"""The month of a delivery, as days since 1970 (whole numbers are drawn faster than dates)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from data.synthetic.draws import Counts

EPOCH = date(1970, 1, 1)
OPEN = 1_000_000  # a day later than any other: not discharged, not closed


@dataclass(frozen=True)
class Month:
    """One settlement month and the day on which its delivery is drawn (opgørelsesdato, the 10th of the next month)."""

    first: date
    last: date
    drawn_on: date

    @property
    def first_day(self) -> int:
        """The first day of the month."""
        return (self.first - EPOCH).days

    @property
    def last_day(self) -> int:
        """The last day of the month."""
        return (self.last - EPOCH).days

    @property
    def drawn_day(self) -> int:
        """The day on which the delivery is drawn."""
        return (self.drawn_on - EPOCH).days

    @property
    def workdays(self) -> Counts:
        """Monday to Friday: the days of outpatient visits (holidays are not left out)."""
        days = np.arange(self.first_day, self.last_day + 1, dtype=np.int64)
        return days[(days + 3) % 7 < 5]  # 1970-01-01 was a Thursday


def read_month(text: str) -> Month:
    """Read `2007-03`. Months before 2000 or after 2036 are refused: a CPR number then tells another century."""
    if not re.fullmatch(r"20([0-2]\d|3[0-6])-(0[1-9]|1[0-2])", text):
        raise ValueError(f"The month is {text!r}: write it as YYYY-MM, from 2000-01 to 2036-12.")
    first = date.fromisoformat(f"{text}-01")
    following = (first + timedelta(days=31)).replace(day=1)
    return Month(first, following - timedelta(days=1), following.replace(day=10))
