"""The pages of a month read together: no figure of few can be worked out from all that they show."""

import pytest

from tests.site.conftest import MONTHS
from tests.site.reading import Reader
from transforms.definitions import DEFINITIONS

pytestmark = pytest.mark.xdist_group("site")

THRESHOLD = 5


@pytest.fixture(scope="session")
def reader(year) -> Reader:
    return Reader(year.pages, MONTHS[-1], dict(year.query("SELECT municipality, region FROM municipalities")))


def few(year) -> list[tuple[str, str]]:
    """What of the month few events or citizens are behind: population and place."""
    rows = year.query(
        f"""SELECT indicator, area, numerator, persons FROM indicators
        WHERE period = '{MONTHS[-1]}' AND area_kind IN ('municipality', 'region', 'country') AND area <> 'unknown'"""
    )
    found = []
    for indicator, area, number, persons in rows:
        counted, _, what = getattr(DEFINITIONS.get(indicator), "numerator", "").rpartition("_")
        if what == "events" and number and min(number, persons or number) < THRESHOLD:
            found.append((counted, area))
    reasons = year.query(
        """SELECT reason, count(DISTINCT person_key) FROM set_aside
        WHERE run_id = (SELECT max(run_id) FROM runs) GROUP BY ALL"""
    )
    return found + [("account", reason) for reason, citizens in reasons if citizens < THRESHOLD]


def test_no_figure_of_few_can_be_worked_out_from_all_pages_together(year, reader):
    wanted = [key for key in few(year) if reader.is_told(key)]
    assert len(wanted) > 100
    assert reader.recovered(wanted) == []


def test_the_reader_works_out_what_is_hidden_alone(year, reader):
    """Were one region's figure hidden and no other, its sum with the others would tell it."""
    key = next(key for key in reader.known if key == ("general", "1084"))

    class Blind(Reader):
        def tell(self, told, number):
            super().tell(told, None if told == key else number)

    assert Blind(year.pages, MONTHS[-1], reader.towns).recovered([key]) == [key]
