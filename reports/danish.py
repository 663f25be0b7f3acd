"""Numbers, months and days as they are written in Danish, by the language's own rules (CLDR, in Babel)."""

from datetime import date
from decimal import Decimal
from functools import cache, lru_cache

from babel.dates import format_date
from babel.numbers import NumberPattern, parse_pattern

LANGUAGE = "da"

MINUS = "\N{MINUS SIGN}"
"""The minus of print, as wide as a digit."""


def name_month(month: str) -> str:
    """A month written `YYYY-MM` in words: marts 2007."""
    return format_date(first_day(month), "MMMM y", locale=LANGUAGE)


def short_month(month: str) -> str:
    """A month written `YYYY-MM` on an axis: mar 07."""
    return format_date(first_day(month), "MMM yy", locale=LANGUAGE).replace(".", "")


def first_day(month: str) -> date:
    """The first day of a month written `YYYY-MM`."""
    return date(int(month[:4]), int(month[5:]), 1)


def list_months(first: str, last: str) -> list[str]:
    """Every month from one to another, both included, written `YYYY-MM`."""
    numbers = [12 * day.year + day.month - 1 for day in map(first_day, (first, last))]
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(numbers[0], numbers[1] + 1)]


def write_day(day: date) -> str:
    """A day: 5. marts 2007."""
    return format_date(day, "d. MMMM y", locale=LANGUAGE)


@lru_cache(maxsize=1 << 16)  # a month's statements hold few different numbers, each many times
def write_number(number: Decimal | float, decimals: int = 0) -> str:
    """A number with so many decimals: 1.234 or 1.234,50, with the minus of print, and none before a nought."""
    written = pattern(decimals).apply(number, LANGUAGE)
    return written.replace("-", MINUS if is_something(written) else "")


def write_change(number: Decimal | float, decimals: int = 0) -> str:
    """More or less, with its sign."""
    written = write_number(number, decimals)
    return f"+{written}" if number > 0 and is_something(written) else written


def is_something(written: str) -> bool:
    """Whether a written number has a digit that is not 0."""
    return any(digit in written for digit in "123456789")


@cache
def pattern(decimals: int) -> NumberPattern:
    """How a number with so many decimals is written."""
    return parse_pattern("#,##0" + ("." + "0" * decimals if decimals else ""))
