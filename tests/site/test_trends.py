"""The months compared, each as it was known equally long after its end."""

from datetime import date

import polars as pl

from flows.facts import SHIPPED, read_facts
from flows.site.trends import find_effects, keep_series_breaks, read_break_policies
from transforms.breaking import BreakPolicies

THRESHOLD = 5


def entries(*rows):
    """What a settlement month booked of an activity month: activity_month, settlement_month, events; each at 700 kroner."""
    schema = ["area", "scheme", "tariff_group", "activity_month", "settlement_month", "events", "kr"]
    booked = [
        ("1082", "inpatient", "GEN1S", activity, settled, events, 700 * events) for activity, settled, events in rows
    ]
    return pl.DataFrame(booked, schema=schema, orient="row").with_columns(pl.col("kr").cast(pl.Decimal(14, 2)))


def cells(*months, hidden=()):
    """The published cells of the same place and scheme."""
    rows = [("1082", "inpatient", month, month in hidden) for month in months]
    return pl.DataFrame(rows, schema=["area", "scheme", "activity_month", "is_hidden"], orient="row")


def test_the_month_before_is_taken_as_it_was_known_a_month_earlier():
    booked = entries(("2007-01", "2007-01", 80), ("2007-01", "2007-02", 20), ("2007-02", "2007-02", 84))
    effects = find_effects(booked, cells("2007-01", "2007-02"), "2007-02", THRESHOLD)
    assert effects.select("activity_month", "events_before", "events_now").rows() == [("2007-02", 80, 84)]
    assert effects["activity_kr"].to_list() == [2800]


def test_where_that_would_show_few_corrections_it_is_taken_as_it_is_known_now():
    booked = entries(("2007-01", "2007-01", 96), ("2007-01", "2007-02", 4), ("2007-02", "2007-02", 84))
    effects = find_effects(booked, cells("2007-01", "2007-02"), "2007-02", THRESHOLD)
    assert effects.select("events_before", "events_now").rows() == [(100, 84)]


def test_few_corrections_in_one_place_are_not_given_away_by_the_others():
    one = entries(("2007-01", "2007-01", 96), ("2007-01", "2007-02", 4), ("2007-02", "2007-02", 84))
    other = entries(("2007-01", "2007-01", 50), ("2007-01", "2007-02", 50), ("2007-02", "2007-02", 60))
    both = pl.concat([one, other.with_columns(area=pl.lit("1081"))])
    places = pl.concat([cells("2007-01", "2007-02"), cells("2007-01", "2007-02").with_columns(area=pl.lit("1081"))])
    effects = find_effects(both, places, "2007-02", THRESHOLD)
    assert effects.select("area", "events_before").rows() == [("1081", 100), ("1082", 100)]


def test_in_a_homes_first_settlement_all_months_are_taken_as_they_are_known_now():
    booked = entries(("2007-01", "2007-02", 100), ("2007-02", "2007-02", 84))
    effects = find_effects(booked, cells("2007-01", "2007-02"), "2007-02", THRESHOLD)
    assert effects.select("events_before", "events_now").rows() == [(100, 84)]


def test_of_a_hidden_month_neither_its_own_change_nor_the_next_is_told():
    booked = entries(*((f"2007-0{n}", f"2007-0{n}", 100) for n in range(1, 5)))
    shown = cells("2007-01", "2007-02", "2007-03", "2007-04", hidden=("2007-02",))
    assert find_effects(booked, shown, "2007-04", THRESHOLD)["activity_month"].to_list() == ["2007-04"]


def test_december_is_followed_by_january():
    booked = entries(("2007-12", "2007-12", 100), ("2008-01", "2008-01", 90))
    effects = find_effects(booked, cells("2007-12", "2008-01"), "2008-01", THRESHOLD)
    assert effects.select("activity_month", "events_before").rows() == [("2008-01", 100)]


def test_a_break_is_found_in_what_was_booked_and_is_not_told_of_a_hidden_month():
    months = [f"2007-0{n}" for n in range(1, 5)]
    booked = entries(*((month, month, 400 if month == "2007-04" else 200) for month in months))
    policies = BreakPolicies(share=0.25, errors=3, months=6, fewest=3)
    found = keep_series_breaks(booked, cells(*months), "2007-04", policies)
    assert found.rows() == [("1082", "inpatient", "2007-04", 1.0)]
    assert keep_series_breaks(booked, cells(*months, hidden=months[3:]), "2007-04", policies).is_empty()


def test_the_policies_of_breaks_are_facts():
    assert read_break_policies(read_facts(SHIPPED), date(2007, 3, 31)) == BreakPolicies(0.25, 3, 6, 3)
