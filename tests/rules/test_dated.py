"""How dated facts reach a row: the period in force, and the longest prefix. Contract, sections 3 and 6 and R4."""

from datetime import date, timedelta

import polars as pl
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.drawn import assert_same, table
from transforms.codes import join_longest_prefix
from transforms.dated import join_in_force

FIRST = date(2007, 1, 1)
days = st.integers(0, 15).map(lambda after: FIRST + timedelta(days=after))


def is_in_force(row, on):
    """Both days of a period are included; an empty last day is open."""
    return row["valid_from"] <= on and (row["valid_to"] is None or on <= row["valid_to"])


@st.composite
def periods(draw):
    """Periods of one key that do not overlap: dates in order, every second one ends a period; the last may be open."""
    turns = sorted(draw(st.sets(days, min_size=1, max_size=8)))
    ends = [*turns[1::2], None]
    return [{"valid_from": first, "valid_to": last} for first, last in zip(turns[::2], ends, strict=False)]


VISITS = {"key": pl.String, "on": pl.Date, "place": pl.Int64}
DATED = {"key": pl.String, "value": pl.String, "valid_from": pl.Date, "valid_to": pl.Date}


def test_the_row_in_force_reaches_the_date_both_its_days_included_and_before_between_and_after_there_is_none():
    visits = table("""
        case | key | activity_date
        -----+-----+--------------
        1    | a   | 2006-12-31
        2    | a   | 2007-01-01
        3    | a   | 2007-01-31
        4    | a   | 2007-02-01
        5    | a   | 2007-03-01
        6    | a   | 2099-12-31
        7    | b   | 2007-01-01
        8    |     | 2007-01-01
    """)
    dated = table("""
        key | value | valid_from | valid_to
        ----+-------+------------+-----------
        a   | first | 2007-01-01 | 2007-01-31
        a   | last  | 2007-03-01 |
    """)
    joined = join_in_force(visits.lazy(), dated.lazy(), on="activity_date", by=["key"]).collect()
    expected = """
        case | value
        -----+------
        1    |
        2    | first
        3    | first
        4    |
        5    | last
        6    | last
        7    |
        8    |
    """
    assert_same(joined, expected)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(a=periods(), b=periods(), visits=st.lists(st.tuples(st.sampled_from(["a", "b", None]), days), min_size=1))
def test_each_row_gets_what_looking_through_all_periods_finds(a, b, visits):
    dated = [
        {"key": key, "value": f"{key}{place}", **row}
        for key, of in (("a", a), ("b", b))
        for place, row in enumerate(of)
    ]
    found = join_in_force(
        pl.LazyFrame([(*visit, place) for place, visit in enumerate(visits)], VISITS, orient="row"),
        pl.LazyFrame(dated, DATED),
        on="on",
        by=["key"],
    )
    looked_up = [
        next((r["value"] for r in dated if r["key"] == key and is_in_force(r, on)), None) for key, on in visits
    ]
    assert found.collect().sort("place")["value"].to_list() == looked_up


prefixes = st.text("AB1", min_size=1, max_size=4)
CODES = {"scheme": pl.String, "sks_prefix": pl.String, "group": pl.String, "valid_from": pl.Date, "valid_to": pl.Date}


@st.composite
def dated_codes(draw):
    """Prefixes of two schemes with their periods; the group names the row."""
    keys = draw(st.sets(st.tuples(st.sampled_from(["in", "out"]), prefixes), min_size=1, max_size=8))
    rows = [
        {"scheme": scheme, "sks_prefix": prefix, **row} for scheme, prefix in sorted(keys) for row in draw(periods())
    ]
    return [{**row, "group": f"G{place}"} for place, row in enumerate(rows)]


@settings(max_examples=80, deadline=None, derandomize=True)
@given(dated=dated_codes(), coded=st.sets(st.tuples(st.text("AB1", min_size=1, max_size=6), days), min_size=1))
def test_each_code_gets_the_longest_prefix_that_looking_through_all_of_them_finds(dated, coded):
    assume(dated)
    found = join_longest_prefix(
        pl.LazyFrame(sorted(coded), ["sks_code", "on"], orient="row"),
        pl.LazyFrame(dated, CODES),
        on="on",
        by=["scheme"],
    )
    looked_up = set()
    for code, on in coded:
        matching = [row for row in dated if code.startswith(row["sks_prefix"]) and is_in_force(row, on)]
        for scheme in {row["scheme"] for row in matching}:
            longest = max((r for r in matching if r["scheme"] == scheme), key=lambda row: len(row["sks_prefix"]))
            looked_up.add((code, on, scheme, longest["sks_prefix"], longest["group"]))
    columns = ["sks_code", "on", "scheme", "sks_prefix", "group"]
    assert set(found.select(columns).collect().rows()) == looked_up
    assert found.collect().height == len(looked_up)
