"""Dates as registries write them. Contract, section 2."""

# fmt: off

import re
from calendar import monthrange
from datetime import date

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.drawn import assert_same, table
from transforms.dates import read_date, read_timestamp

YEAR_FIRST = re.compile(r"(\d{4})(?:-(\d{2})-(\d{2})(?: 00:00:00)?|/(\d{2})/(\d{2})|(\d{2})(\d{2}))", re.ASCII)
DAY_FIRST = re.compile(r"(\d{2})-(\d{2})-(\d{4})", re.ASCII)


def read_strictly(text: str) -> date | None:
    """The date of a text that is, character by character, one of the five forms; none of any other."""
    if written := YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part) for part in written.groups() if part)
    elif written := DAY_FIRST.fullmatch(text):
        day, month, year = (int(part) for part in written.groups())
    else:
        return None
    return date(year, month, day) if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1] else None


@pytest.mark.parametrize("text", ["2007-03-05", "2007-03-05 00:00:00", "2007/03/05", "05-03-2007", "20070305"])
def test_a_date_may_be_written_in_five_forms(text):
    assert pl.select(read_date(pl.lit(text))).item() == date(2007, 3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2007-3-5", "5-3-2007", "05/03/2007", "05.03.2007", "2007.03.05", "070305", "2007-03", "2007-03-05 10:00:00",
        "2007-03-05 00:00", "2007-03-05T00:00:00", "2007/03/05 00:00:00", "20070305 ", "2007-02-29", "2007-04-31",
        "2007-13-01", "2007-00-10", "00000000", "2007-03-00", "nej", "-",
    ],
)
def test_nothing_else_is_a_date(text):
    assert pl.select(read_date(pl.lit(text))).item() is None


FORMS = ["{y}-{m}-{d}", "{y}-{m}-{d} 00:00:00", "{y}/{m}/{d}", "{d}-{m}-{y}", "{y}{m}{d}"]
OTHER_FORMS = [
    "{y}-{m}-{d} 00:00", "{y}-{m}-{d}T00:00:00", "{y}/{m}/{d} 00:00:00", "{d}/{m}/{y}", "{d}{m}{y}",
    "{y}-{m}", "-{y}{m}{d}",
]

near_dates = st.builds(
    lambda form, year, month, day: form.format(y=f"{year:04}", m=f"{month:02}", d=f"{day:02}"),
    st.sampled_from(FORMS * 3 + OTHER_FORMS),
    st.integers(1, 9999) | st.sampled_from([1900, 2000, 2004, 2007, 20070]),
    st.integers(0, 13) | st.just(2),
    st.integers(0, 32) | st.sampled_from([28, 29, 30, 31]),
)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(texts=st.lists(near_dates, min_size=20, max_size=60))
@example(texts=["2004-02-29", "1900-02-29", "2000-02-29", "29-02-2004", "20040229"])
def test_a_text_is_read_as_a_strict_reader_of_the_five_forms_reads_it(texts):
    read = pl.DataFrame({"text": texts}).select(read_date(pl.col("text"))).to_series().to_list()
    assert read == [read_strictly(text) for text in texts]


def test_the_moment_of_a_change_may_have_a_time_and_a_date_alone_is_its_midnight():
    written = table("""
        case | skemaopdat
        -----+---------------------------
        1    | 2007-04-01
        2    | 2007-04-01 08:30
        3    | 2007-04-01 08:30:15
        4    | 2007-04-01T08:30:15
        5    | 2007-04-01-08.30.15.250000
        6    | 2007-04-01 24:00:00
        7    | 2007-02-30 08:30:00
        8    | i går
    """)
    moment = read_timestamp(pl.col("skemaopdat")).dt.to_string("%Y-%m-%d %H:%M:%S%.6f").alias("moment")
    assert_same(written.with_columns(moment), """
        case | moment
        -----+---------------------------
        1    | 2007-04-01 00:00:00.000000
        2    | 2007-04-01 08:30:00.000000
        3    | 2007-04-01 08:30:15.000000
        4    | 2007-04-01 08:30:15.000000
        5    | 2007-04-01 08:30:15.250000
        6    |
        7    |
        8    |
    """)
