"""Which months break their series. RM memo 2009: kroner under admission rise markedly from October 2008."""

import polars as pl

from transforms.breaking import BreakPolicies, keep_breaks

POLICIES = BreakPolicies(share=0.25, errors=3, months=6, fewest=3)


def known_at_once(*series, events=1000):
    """A series of which every month was settled at its end and never corrected: month -> kroner, in thousands."""
    months = [f"2008-{number:02d}" for number in range(1, len(series) + 1)]
    rows = [
        ("1082", month, settled, events, kr * 1000)
        for month, kr in zip(months, series, strict=True)
        for settled in months
        if settled >= month
    ]
    return frame(rows)


def frame(rows):
    schema = {
        "area": pl.String,
        "activity_month": pl.String,
        "settlement_month": pl.String,
        "events": pl.Int64,
        "kr": pl.Int64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def breaks(known, policies=POLICIES):
    latest = known["settlement_month"].max()
    return keep_breaks(known, ["area"], latest, policies).select("activity_month", "usual_kr", "now_kr").rows()


def test_the_rise_of_october_2008_is_one_break_and_the_months_after_it_are_the_new_usual():
    series = known_at_once(400, 410, 390, 400, 405, 395, 400, 410, 400, 560, 570, 565)
    assert breaks(series) == [("2008-10", 400_000.0, 560_000.0)]


def test_a_fall_is_a_break_too():
    assert breaks(known_at_once(400, 400, 400, 200)) == [("2008-04", 400_000.0, 200_000.0)]


def test_up_to_the_share_it_is_none():
    assert breaks(known_at_once(400, 400, 400, 500)) == []
    assert [month for month, *_ in breaks(known_at_once(400, 400, 400, 501))] == ["2008-04"]


def test_what_chance_explains_in_few_events_is_none():
    assert breaks(known_at_once(400, 400, 400, 600, events=25)) == []
    assert [month for month, *_ in breaks(known_at_once(400, 400, 400, 600, events=40))] == ["2008-04"]


def test_of_too_few_months_nothing_is_said():
    assert breaks(known_at_once(400, 400, 900)) == []


def test_the_usual_is_the_median_so_one_odd_month_does_not_move_it():
    policies = POLICIES._replace(share=0.5)
    assert breaks(known_at_once(400, 590, 400, 400, 400), policies) == []


def test_only_so_many_months_before_make_the_usual():
    rising = known_at_once(100, 110, 120, 130, 140, 150, 160, 170, 180)
    assert [month for month, *_ in breaks(rising, POLICIES._replace(months=3))] == []
    assert breaks(rising, POLICIES._replace(months=9)) != []


def test_a_month_that_is_not_all_in_yet_is_compared_with_the_others_as_they_were_then():
    """Each month is known to 70 per cent in its own settlement month, whole in the next."""
    months = [f"2008-{number:02d}" for number in range(1, 6)]
    rows = [
        ("1082", month, settled, 1000, 280_000 if settled == month else 400_000)
        for month in months
        for settled in months
        if settled >= month
    ]
    assert breaks(frame(rows)) == []
    late = [row if (row[1], row[2]) != ("2008-05", "2008-05") else (*row[:4], 400_000) for row in rows]
    assert breaks(frame(late)) == [("2008-05", 280_000.0, 400_000.0)]


def test_each_series_has_its_own_breaks_in_the_order_of_their_names():
    one = known_at_once(400, 400, 400, 800)
    other = one.with_columns(area=pl.lit("1081"))
    found = keep_breaks(pl.concat([one, other]), ["area"], "2008-04", POLICIES)
    assert found.select("area", "activity_month").rows() == [("1081", "2008-04"), ("1082", "2008-04")]
