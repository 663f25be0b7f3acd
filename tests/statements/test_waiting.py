"""Which run has the last word on a day, for the visits that wait."""

from datetime import date

import polars as pl

from flows.statements.gathering import list_days

RUNS = [
    ("R0001", "2007-11", "provisional", date(2007, 11, 1), date(2007, 11, 30)),
    ("R0002", "2007-12", "provisional", date(2007, 11, 30), date(2007, 12, 31)),
    ("R0003", "2007-12", "final", date(2007, 12, 30), date(2007, 12, 31)),
    ("R0004", "2008-01", "provisional", date(2007, 12, 31), date(2008, 1, 31)),
    ("R0005", "2008-02", "provisional", date(2008, 1, 31), date(2008, 2, 29)),
]


def last_words(number):
    columns = ["run_id", "settlement_month", "round", "window_from", "window_to"]
    runs = pl.DataFrame(RUNS[:number], schema=columns, orient="row").with_columns(manifest=pl.lit("m"))
    return {day: run_id for run_id, _, day in list_days(runs).rows()}


def test_the_latest_run_that_computed_a_day_has_the_last_word_on_it():
    words = last_words(2)
    assert (words[date(2007, 11, 29)], words[date(2007, 11, 30)]) == ("R0001", "R0002")
    assert len(words) == 61


def test_in_a_closed_year_it_is_the_latest_until_the_final_round():
    words = last_words(5)
    assert (words[date(2007, 12, 29)], words[date(2007, 12, 31)]) == ("R0002", "R0003")
    assert (words[date(2008, 1, 30)], words[date(2008, 1, 31)]) == ("R0004", "R0005")
