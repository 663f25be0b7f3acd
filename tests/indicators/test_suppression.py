"""Suppression: no small cell can be worked out of what is shown, whatever is added, subtracted or compared."""

from datetime import date

import polars as pl
import pytest

from tests.indicators.attack import Attack
from tests.indicators.drawing import random_marts
from tests.indicators.marts import indicators
from tests.indicators.priced_attack import PricedAttack
from transforms import suppression
from transforms.definitions import DEFINITIONS
from transforms.suppression import suppress_small_cells

THRESHOLD = 5


def attacks_on(figures, shown):
    return {what: Attack(what, shown, *geography(figures)) for what in ("events", "persons", "kr")}


def geography(figures):
    """The areas of each kind that have any figure, and the region of each municipality."""
    places = {
        kind: sorted(figures.filter(pl.col("area_kind") == kind)["area"].unique())
        for kind in ("country", "region", "municipality", "hospital", "specialty")
    }
    rows = figures.filter(pl.col("area_kind") == "municipality").select("area", "region").unique().rows()
    regions = {area: region or "unknown" for area, region in rows}
    return places, regions


RESTS = {
    "younger_events": ("outpatient_events", "older_events"),
    "younger_persons": ("outpatient_persons", "older_persons"),
    "between_events": ("visited_events", "within_events", "over_events"),
    "elderly_between_events": ("elderly_visited_events", "elderly_within_events", "elderly_over_events"),
    "others_within_events": ("within_events", "elderly_within_events"),
    "others_over_events": ("over_events", "elderly_over_events"),
}
"""What no indicator shows but a reader may subtract: the whole less its parts."""


def small_cells(figures):
    """Every count of events or citizens below the threshold: what a definition counts or divides, and what it leaves."""
    small, counted = set(), {}
    for row in figures.filter(pl.col("indicator").is_in(list(DEFINITIONS))).rows(named=True):
        definition, place = DEFINITIONS[row["indicator"]], (row["area_kind"], row["area"], row["period"])
        population, _, what = definition.numerator.rpartition("_")
        counted.setdefault(place, {})[definition.numerator] = row["numerator"]
        if what in ("events", "persons") and 0 < row["numerator"] < THRESHOLD:
            small.add((definition.numerator, *place))
        if population and row["persons"] and row["persons"] < THRESHOLD:
            small.add((f"{population}_persons", *place))
            if what == "kr":
                small.add((definition.numerator, *place))
    for place, counts in counted.items():
        for rest, (whole, *parts) in RESTS.items():
            if 0 < counts.get(whole, 0) - sum(counts.get(part, 0) for part in parts) < THRESHOLD:
                small.add((rest, *place))
    return sorted(small)


@pytest.mark.parametrize("seed", range(6))
def test_no_small_cell_can_be_worked_out_of_all_that_is_shown(seed):
    figures = indicators(*random_marts(seed))
    shown = suppress_small_cells(figures, THRESHOLD)
    for of_year, shown_of_year in zip(by_year(figures), by_year(shown), strict=True):
        small = small_cells(of_year)
        for what, attack in attacks_on(of_year, shown_of_year).items():
            assert attack.recovered([key for key in small if key[0].endswith(what)]) == []


@pytest.mark.parametrize("seed", range(3))
def test_the_tariffs_of_what_is_shown_give_no_small_cell_away(seed):
    figures = indicators(*random_marts(seed))
    shown = suppress_small_cells(figures, THRESHOLD)
    for of_year, shown_of_year in zip(by_year(figures), by_year(shown), strict=True):
        attack = PricedAttack(shown_of_year, *geography(of_year))
        assert attack.recovered(attack.keep_asked(small_cells(of_year))) == []


def told_by_tariffs():
    """What of two municipalities of a region is worked out: the one's visits have the one tariff, the other's the other."""
    drawn = {"0101": ("640", 6, 3), "0147": ("855", 7, 5), "0751": ("640", 9, 9)}
    charges = pl.DataFrame(
        {
            "person": f"{town} {scheme} {number}",
            "payer_municipality": town,
            "activity_date": date(2007, 3, 5),
            "scheme": scheme,
            "municipal_kr": tariff,
        }
        for town, (tariff, *numbers) in drawn.items()
        for scheme, many in zip(("general_outpatient", "specialised_outpatient"), numbers, strict=True)
        for number in range(many)
    )
    figures = indicators(charges.with_columns(pl.col("municipal_kr").cast(pl.Decimal(14, 2))))
    attack = PricedAttack(suppress_small_cells(figures, THRESHOLD), *geography(figures))
    return {area for _, _, area, _ in attack.recovered(attack.keep_asked(small_cells(figures)))}


def test_tariffs_that_differ_between_municipalities_do_not_tell_whose_the_visits_are():
    assert told_by_tariffs() == set()


def test_they_do_where_kroner_are_hidden_with_their_own_number_only(monkeypatch):
    as_numbers = pl.concat_str("population", pl.lit("_kr")).alias("population")
    monkeypatch.setattr(suppression, "hide_kroner", lambda hidden: hidden.with_columns(as_numbers))
    assert told_by_tariffs() == {"0101"}


def by_year(figures):
    """The figures of each year by themselves."""
    year = pl.col("period").str.head(4).alias("year")
    return figures.sort("period").with_columns(year).partition_by("year", maintain_order=True)


def test_the_attacker_does_work_out_small_cells_where_only_they_themselves_are_hidden():
    figures = indicators(*random_marts(0, years=[2007]))
    number = pl.col("numerator").is_between(1, THRESHOLD - 1) | pl.col("persons").is_between(1, THRESHOLD - 1)
    emptied = [pl.when(~number).then(name).alias(name) for name in ("value", "numerator", "persons")]
    shown = figures.with_columns(emptied)
    small = small_cells(figures)
    events = attacks_on(figures, shown)["events"]
    assert events.recovered([key for key in small if key[0].endswith("events")])


def drawn_charges(*, few):
    """Ten citizens in each of four municipalities of two regions, and `few` in a fifth."""
    residents = {"0101": 10, "0147": 10, "0151": few, "0751": 10, "0740": 10}
    return pl.DataFrame(
        {"person": f"{area}-{n}", "payer_municipality": area, "activity_date": date(2007, 3, 5)}
        for area, number in residents.items()
        for n in range(number)
    )


def visits_shown(figures):
    shown = suppress_small_cells(figures, THRESHOLD)
    of_march = shown.filter(pl.col("indicator") == "visits", pl.col("period") == "2007-03")
    return {area: value for area, value in of_march.select("area", "value").rows() if value is not None}


def test_a_cell_at_the_threshold_is_shown_and_nothing_is_hidden_without_a_small_one():
    figures = indicators(drawn_charges(few=5))
    shown = suppress_small_cells(figures, THRESHOLD)
    assert not shown["is_suppressed"].any()
    assert shown.drop("is_suppressed").equals(figures)


def test_a_cell_below_the_threshold_is_hidden_with_one_other_of_its_region_and_the_sums_are_shown():
    assert visits_shown(indicators(drawn_charges(few=4))) == {
        **dict.fromkeys(["0147", "0751", "0740"], 10),
        **{"1084": 24, "1082": 20, "DK": 44, "1301": 44, "unknown": 44},
    }


def test_many_visits_of_few_citizens_are_a_small_cell_with_their_kroner():
    one_citizen = pl.DataFrame(
        {"person": "alone", "payer_municipality": "0151", "activity_date": date(2007, 3, day)} for day in range(1, 21)
    )
    figures = indicators(pl.concat([drawn_charges(few=0), one_citizen]))
    shown = suppress_small_cells(figures, THRESHOLD).filter(pl.col("area") == "0151", pl.col("period") == "2007-03")
    of_it = dict(shown.select("indicator", "value").rows())
    names = ("visits", "citizens", "outpatient_kr", "municipal_kr", "kr_per_citizen", "kr_per_1000_inhabitants")
    assert [of_it[name] for name in names] == [None] * len(names)


def test_a_suppressed_row_keeps_its_key_and_public_denominators_and_says_why():
    shown = suppress_small_cells(indicators(drawn_charges(few=4)), THRESHOLD)
    hidden = shown.filter("is_suppressed")
    assert hidden["value"].null_count() == hidden["persons"].null_count() == hidden.height
    assert set(hidden["note"]) == {"Vises ikke: for få borgere, eller et andet tal kunne ellers regnes ud"}
    per_inhabitant = hidden.filter(pl.col("indicator") == "outpatient_kr_per_1000_inhabitants")
    assert per_inhabitant["denominator"].null_count() == 0
    assert per_inhabitant["numerator"].null_count() == per_inhabitant.height


def test_a_median_of_few_is_hidden_with_their_number_and_that_of_enough_is_shown():
    plans = drawn_charges(few=4).rename({"payer_municipality": "municipality", "activity_date": "issued_on"})
    figures = indicators(drawn_charges(few=4), None, plans.with_columns(issued_on=date(2007, 3, 1)))
    shown = suppress_small_cells(figures, THRESHOLD).filter(
        pl.col("indicator") == "waiting_median_days", pl.col("period") == "2007-03"
    )
    of_areas = {area: (value, number) for area, value, number in shown.select("area", "value", "denominator").rows()}
    assert of_areas["0151"] == (None, None)
    assert of_areas["DK"] == (4, 44)
    assert of_areas["0751"] == (4, 10)


def test_nothing_and_few_look_alike_where_an_area_is_hidden():
    charges = pl.concat([drawn_charges(few=4), drawn_charges(few=0).with_columns(activity_date=date(2007, 4, 5))])
    shown = suppress_small_cells(indicators(charges), THRESHOLD)
    of_april = shown.filter(pl.col("indicator") == "visits", pl.col("area") == "0151", pl.col("period") == "2007-04")
    assert of_april["is_suppressed"].to_list() == [True]


def test_a_spread_is_of_the_municipalities_that_are_shown():
    shown = suppress_small_cells(indicators(drawn_charges(few=4)), THRESHOLD)
    spread = shown.filter(
        pl.col("indicator") == "visits_per_citizen_lowest", pl.col("area") == "DK", pl.col("period") == "2007-03"
    )
    assert spread["denominator"].to_list() == [3]
    assert not spread["is_suppressed"].any()


def test_the_order_of_the_rows_does_not_matter():
    figures = indicators(*random_marts(3))
    shown = suppress_small_cells(figures, THRESHOLD)
    assert suppress_small_cells(figures.sample(fraction=1, shuffle=True, seed=1), THRESHOLD).equals(shown)


def test_marts_without_figures_show_none():
    assert suppress_small_cells(indicators(), THRESHOLD).is_empty()


def test_years_are_suppressed_each_by_itself():
    few_then = drawn_charges(few=4)
    enough_later = drawn_charges(few=9).with_columns(activity_date=date(2008, 3, 5))
    shown = suppress_small_cells(indicators(pl.concat([few_then, enough_later])), THRESHOLD)
    assert set(shown.filter("is_suppressed")["period"].str.head(4)) == {"2007"}
