"""Dates as registries write them."""

from collections.abc import Callable

import polars as pl
from polars.datatypes import DataType, DataTypeClass

FORMS = {
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$": "%Y-%m-%d",
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2} 00:00:00$": "%Y-%m-%d 00:00:00",
    r"^[0-9]{4}/[0-9]{2}/[0-9]{2}$": "%Y/%m/%d",
    r"^[0-9]{2}-[0-9]{2}-[0-9]{4}$": "%d-%m-%Y",
    r"^[0-9]{8}$": "%Y%m%d",
}
"""What counts as a date (contract section 2): the shape of the text, and how it is read."""

TIME = r"[ T-]([0-9]{2})[:.]([0-9]{2})(?:[:.]([0-9]{2})(?:\.([0-9]{1,6}))?)?$"
"""The time that may follow the date in `skemaopdat`, DB2's `-12.30.00.000000` among the forms."""


def read_date(text: pl.Expr) -> pl.Expr:
    """The date that a text holds, empty where it holds none.

    A register holds few days in many rows, so each written day is read once.
    Danish: dato. Source: contract section 2 (the five written forms, no other).
    """
    return once_per_day(text, read_written_date, pl.Date)


DANISH = "%d-%m-%Y"
"""A day as Danish administrations write it."""


def write_date(day: pl.Expr, form: str = "%Y-%m-%d") -> pl.Expr:
    """A date as text, written once per day."""
    return once_per_day(day, lambda distinct: distinct.dt.to_string(form), pl.String)


def once_per_day(days: pl.Expr, convert: Callable[[pl.Expr], pl.Expr], dtype: DataType | DataTypeClass) -> pl.Expr:
    """Convert a column of few distinct values in many rows, each value once."""

    def convert_distinct(column: pl.Series) -> pl.Series:
        rows = column.alias("day").to_frame()
        converted = rows.unique().with_columns(convert(pl.col("day")).alias("converted"))
        return rows.join(converted, on="day", how="left", maintain_order="left", nulls_equal=True)["converted"]

    return days.map_batches(convert_distinct, return_dtype=dtype, is_elementwise=False)


def read_written_date(text: pl.Expr) -> pl.Expr:
    """The date that a text holds, each of the five forms tried."""
    return pl.coalesce(
        pl.when(text.str.contains(shape)).then(text.str.to_date(form, strict=False)) for shape, form in FORMS.items()
    )


CLOCK = r"([ T-]([01][0-9]|2[0-3])[:.][0-5][0-9]([:.][0-5][0-9](\.[0-9]{1,6})?)?)?$"


def is_timestamp(text: pl.Expr) -> pl.Expr:
    """Whether a text holds a day in the calendar (ten or eight characters), with or without a time of that day."""
    return pl.any_horizontal(
        text.str.contains(f"^.{{{length}}}{CLOCK}") & read_date(text.str.head(length)).is_not_null()
        for length in (10, 8)
    )


def read_timestamp(text: pl.Expr) -> pl.Expr:
    """The moment of a last change, to the microsecond; a date alone is its midnight; empty where it is neither.

    Danish: skemaopdat. Source: registration.md 3.1 (T_ADM.SKEMAOPDAT is a DB2 timestamp).
    """
    time = text.str.extract_groups(TIME)
    hour, minute, second = (time.struct.field(str(part)).cast(pl.Int64, strict=False) for part in (1, 2, 3))
    microsecond = time.struct.field("4").str.pad_end(6, "0").cast(pl.Int64, strict=False)
    is_time = (hour <= 23) & (minute <= 59) & (second.fill_null(0) <= 59)
    clock = pl.duration(
        hours=hour, minutes=minute, seconds=second.fill_null(0), microseconds=microsecond.fill_null(0), time_unit="us"
    )
    midnight = read_date(text.str.replace(TIME, "")).cast(pl.Datetime("us"))
    return pl.coalesce(read_date(text).cast(pl.Datetime("us")), pl.when(is_time).then(midnight + clock))
