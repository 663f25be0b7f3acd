"""What may have happened instead of what happened, so that all that is shown stays. Policy suppression_threshold."""

import pytest

from transforms.disclosure import MOVES
from transforms.presence import MONTH, QUARTER, YEAR, Presence, find_middles

HERE, THERE, FAR = (("municipality", area) for area in ("0101", "0147", "0751"))
EAST, WEST = ("region", "1084"), ("region", "1082")
REGIONS = {"0101": "1084", "0147": "1084", "0751": "1082"}
JANUARY, FEBRUARY, APRIL = 1, 2, 4
"""The months of the tables below, as bits."""


def presence(drawn, halves=(), threshold=5):
    """What happened, drawn as `leaf | area | January February April`."""
    counts = {leaf: {} for move in MOVES for leaf in (*move.there, *move.back)}
    for leaf, (kind, area), *numbers in drawn:
        months = zip(("2007-01", "2007-02", "2007-04"), numbers, strict=True)
        counts[leaf][kind, area] = {month: many for month, many in months if many}
    return Presence(counts, REGIONS, ["2007-01", "2007-02", "2007-04"], halves, threshold)


def swap(leaf, other, *, keeps=False):
    """One event of a kind against one of another."""
    return next(m for m in MOVES if {m.there, m.back} == {(leaf,), (other,)} and bool(m.keeps) == keeps)


SCHEMES = swap("general", "specialised")


@pytest.mark.parametrize(
    ("general", "specialised", "level", "is_possible"),
    [
        (([1, 0, 0], [0, 1, 0]), ([0, 1, 0], [1, 0, 0]), MONTH, True),
        (([1, 0, 0], [0, 1, 0]), ([0, 1, 0], [0, 0, 0]), MONTH, False),
        (([1, 0, 0], [0, 0, 0]), ([0, 0, 0], [1, 0, 0]), MONTH, False),
        (([1, 0, 0], [0, 0, 0]), ([0, 0, 0], [1, 0, 0]), YEAR, True),
        (([1, 0, 0], [0, 0, 0]), ([0, 0, 0], [0, 1, 0]), YEAR, False),
        (([1, 0, 0], [0, 0, 1]), ([0, 0, 1], [1, 0, 0]), MONTH, False),
        (([1, 0, 0], [0, 0, 1]), ([0, 0, 1], [1, 0, 0]), QUARTER, True),
        (([1, 0, 0], [1, 0, 0]), ([1, 0, 0], [1, 0, 0]), MONTH, False),
        (([0, 1, 0], [1, 0, 0]), ([1, 0, 0], [0, 1, 0]), MONTH, True),
    ],
    ids=[
        "exchanged in January and back in February",
        "nothing to give back at the second place",
        "nothing comes back in another month",
        "in a year nothing need come back",
        "what is exchanged lies in one month",
        "what comes back lies in another quarter",
        "where quarters are hidden too it may",
        "not in the cell's own month",
        "the other way round is as good",
    ],
)
def test_kinds_are_exchanged_between_two_places_where_each_has_what_it_gives(general, specialised, level, is_possible):
    drawn = [("general", HERE, *general[0]), ("general", THERE, *general[1])]
    drawn += [("specialised", HERE, *specialised[0]), ("specialised", THERE, *specialised[1])]
    assert presence(drawn).allows_exchange(SCHEMES, level, JANUARY, (HERE, THERE)) is is_possible


def test_quarters_begin_in_january_april_july_and_october():
    assert presence([]).spans[MONTH] == [JANUARY | FEBRUARY, APRIL]


WAITS = swap("others_within", "others_between", keeps=True)


def waits(*places):
    """Of each place (within, between, over) in January."""
    kinds = ("others_within", "others_between", "others_over")
    return [(kind, area, many, 0, 0) for area, *of in places for kind, many in zip(kinds, of, strict=True)]


@pytest.mark.parametrize(
    ("here", "there", "is_possible"),
    [
        ((1, 6, 0), (9, 3, 0), True),
        ((3, 4, 0), (6, 3, 0), True),
        ((4, 3, 0), (4, 3, 0), False),
        ((4, 4, 0), (6, 3, 0), False),
        ((0, 9, 0), (9, 0, 0), True),
    ],
    ids=["middles stay", "as near as they can be", "one over the middle", "two middles apart", "only one way"],
)
def test_a_median_that_is_kept_keeps_its_middle_within_the_same_limits(here, there, is_possible):
    drawn = waits((HERE, *here), (THERE, *there))
    assert presence(drawn).allows_exchange(WAITS, YEAR, JANUARY, (HERE, THERE)) is is_possible


def test_the_regions_of_two_places_keep_their_middles_too():
    drawn = waits((HERE, 1, 6, 0), (FAR, 9, 3, 0), (EAST, 6, 6, 0), (WEST, 20, 3, 0))
    assert presence(drawn).allows_exchange(WAITS, YEAR, JANUARY, (HERE, FAR))
    assert not presence(drawn).allows_exchange(WAITS, YEAR, JANUARY, (HERE, FAR, EAST, WEST))


def test_quarters_and_years_keep_their_middles_where_they_are_hidden_too():
    drawn = [("others_within", HERE, 9, 0, 0), ("others_between", HERE, 1, 8, 0)]
    drawn += [("others_within", THERE, 9, 2, 0), ("others_between", THERE, 1, 9, 9)]
    both = presence(drawn)
    assert both.find_keeping(WAITS, MONTH, [HERE], -1) & JANUARY
    assert not both.find_keeping(WAITS, QUARTER, [HERE], -1) & JANUARY
    assert both.find_keeping(WAITS, QUARTER, [THERE], 1) & JANUARY


UNVISITED = next(m for m in MOVES if m.there == ("unvisited",) and m.back == ("others_within",) and m.keeps)


@pytest.mark.parametrize(
    ("within", "between", "is_half", "is_kept"),
    [(6, 0, False, True), (6, 0, True, False), (5, 0, False, False), (3, 3, False, False), (4, 4, False, False)],
    ids=["enough of one class", "an even number is told", "too few are left", "two middles", "the middle moves"],
)
def test_a_median_is_kept_of_one_plan_fewer_where_there_are_enough_and_one_day_is_the_middle(
    within, between, is_half, is_kept
):
    halves = [("median_days", HERE, period) for period in ("2007-01", "2007-Q1", "2007")] if is_half else []
    seen = presence(waits((HERE, within, between, 0)), halves)
    assert bool(seen.find_keeping(UNVISITED, MONTH, [HERE], 1) & JANUARY) is is_kept


def test_the_middles_of_an_even_number_are_two_and_nothing_has_none():
    assert find_middles([2, 2, 0]) == [0, 1]
    assert find_middles([1, 1, 1]) == [1]
    assert find_middles([0, 0, 4]) == [2, 2]
    assert find_middles([0, 0, 0]) == []


def chains(drawn, level, area=HERE, move=SCHEMES):
    """Whether an area's events may have been others than they were."""
    return any(all(of_kinds) for of_kinds in presence(drawn).list_chains(move, level, JANUARY, area))


HOSPITAL, CLINIC = ("hospital", "1301"), ("hospital", "7003")


def test_an_event_may_have_been_of_another_kind_that_year_where_its_place_and_hospital_have_such():
    event = [("general", HERE, 1, 0, 0), ("general", HOSPITAL, 1, 0, 0), ("specialised", THERE, 0, 0, 1)]
    assert chains(event, YEAR)
    assert chains(event, YEAR, HOSPITAL)
    assert not chains(event, YEAR, CLINIC)
    assert not chains(event, YEAR, THERE)


def test_where_months_are_hidden_only_another_event_must_make_it_good():
    event = [("general", HERE, 1, 0, 0)]
    assert not chains(event, MONTH)
    assert chains([*event, ("specialised", HERE, 0, 1, 0)], MONTH)
    assert not chains([*event, ("specialised", HERE, 0, 0, 1)], MONTH)
    assert not chains([*event, ("specialised", HERE, 1, 0, 0)], MONTH)
    assert not chains([*event, ("specialised", THERE, 0, 1, 0)], MONTH)


def test_what_an_event_may_have_been_keeps_medians_too():
    assert chains(waits((HERE, 6, 1, 0)), YEAR, move=WAITS)
    assert not chains(waits((HERE, 4, 4, 0)), YEAR, move=WAITS)
