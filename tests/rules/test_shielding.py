"""What is hidden beside a small cell: all that changes where something else may have happened. Policy suppression_threshold."""

from tests.rules.test_presence import EAST, FAR, HERE, HOSPITAL, THERE, WEST, presence
from transforms.disclosure import list_countable
from transforms.presence import YEAR
from transforms.shielding import COUNTRY, Cell, Shield

STAYS = {"inpatient", "charged", "rehabilitation"}
"""What a stay counts in."""


def shield(*stays):
    """Stays in January by area, and how many."""
    seen = presence([("inpatient", area, many, 0, 0) for area, many in stays])
    return Shield(seen, [area for area, _ in stays])


def few_stays(area):
    """A year's few stays."""
    return Cell((("inpatient", 1),), area, ("2007-01", "2007-02", "2007-04"), YEAR)


def hidden(made, area):
    """The populations that are hidden of an area's year."""
    return {population for (population, place), level in made.levels.items() if place == area and level == YEAR}


def test_another_municipality_of_the_region_is_hidden_beside_it_and_no_region():
    made = shield((HERE, 3), (THERE, 9), (FAR, 9), (EAST, 12), (WEST, 9), (COUNTRY, 21))
    made.protect(few_stays(HERE))
    assert hidden(made, HERE) == hidden(made, THERE) == STAYS
    assert not hidden(made, EAST) | hidden(made, FAR) | hidden(made, COUNTRY)


def test_alone_in_its_region_it_takes_one_of_another_with_both_regions():
    made = shield((HERE, 3), (FAR, 9), (EAST, 3), (WEST, 9), (COUNTRY, 12))
    made.protect(few_stays(HERE))
    assert hidden(made, EAST) == hidden(made, WEST) == hidden(made, FAR) == hidden(made, HERE) == STAYS
    assert not hidden(made, COUNTRY)


def test_what_is_hidden_of_one_place_only_protects_nothing():
    made = shield((HERE, 3), (THERE, 9), (EAST, 12), (COUNTRY, 12))
    made.hide(STAYS, [HERE], YEAR)
    made.protect(few_stays(HERE))
    assert hidden(made, THERE) == STAYS


def test_what_is_hidden_already_protects_and_nothing_more_is_hidden():
    made = shield((HERE, 3), (THERE, 9), (EAST, 12), (COUNTRY, 12))
    made.hide(STAYS, [HERE, THERE], YEAR)
    before = dict(made.levels)
    made.protect(few_stays(HERE))
    assert made.levels == before


def test_where_nothing_can_be_exchanged_all_that_it_counts_in_is_hidden():
    made = shield((HERE, 3), (EAST, 3), (HOSPITAL, 3), (COUNTRY, 3))
    made.protect(few_stays(HERE))
    assert [hidden(made, area) for area in (HERE, EAST, HOSPITAL, COUNTRY)] == [STAYS] * 4


def test_what_is_hidden_of_the_country_only_protects_nothing():
    made = shield((HERE, 3), (EAST, 3), (HOSPITAL, 3), (COUNTRY, 3))
    made.hide(STAYS, [COUNTRY], YEAR)
    made.protect(few_stays(COUNTRY))
    assert hidden(made, HERE) == STAYS


def test_plans_of_few_citizens_hide_their_median_though_a_move_may_keep_it():
    drawn = [(leaf, area, 9, 0, 0) for leaf in ("plans", "general_plans", "others_within") for area in (HERE, THERE)]
    made = Shield(presence(drawn), [HERE, THERE])
    made.protect(Cell((("visited", 1),), HERE, ("2007-01", "2007-02", "2007-04"), YEAR))
    assert made.levels["median_days", HERE] == YEAR
    assert ("median_days", THERE) not in made.levels


def test_all_that_a_reader_can_subtract_is_looked_at():
    asked = [(dict(terms), what) for terms, what in list_countable()]
    for rest in (
        {"outpatient": 1, "older": -1},
        {"visited": 1, "elderly_visited": -1},
        {"visited": 1, "within": -1, "over": -1},
        {"visited": 1, "within": -1},
        {"within": 1, "elderly_within": -1},
    ):
        assert (rest, "events") in asked
    assert ({"outpatient": 1, "older": -1}, "persons") in asked
    assert ({"visited": 1}, "persons") in asked
