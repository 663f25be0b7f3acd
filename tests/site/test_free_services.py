"""What hospitals gave without a plan, and beside it what municipalities gave as treatment. KL memo 2006, section 2.2."""

import polars as pl
import pytest

from flows.month import SettlementMonth
from flows.site.making import gather_figures
from flows.site.publishing import publish_account
from flows.site.treatment import publish_treatment
from reports.site import monitoring
from tests.site.conftest import MONTHS
from tests.site.test_figures import read

pytestmark = pytest.mark.xdist_group("site")

THRESHOLD = 5

PLACES = pl.DataFrame({"municipality": ["0101", "0147", "0151", "0751"], "region": ["1084", "1084", "1084", "1082"]})


def treatment(**citizens):
    """What is published of two services to each of so many citizens of a municipality, written `m0101=7`."""
    visits = pl.DataFrame(
        [(town[1:], f"{town} {number}", 2) for town, many in citizens.items() for number in range(many)],
        schema=["payer", "cpr", "treatment_services"],
        orient="row",
    )
    return dict(publish_treatment(visits, PLACES, THRESHOLD).rows())


def test_treatment_is_counted_by_municipality_region_and_in_the_country():
    assert treatment(m0101=7, m0751=6) == {"0101": 14, "0751": 12, "1082": 12, "1084": 14, "DK": 26}


def test_treatment_of_few_is_hidden_with_another_municipality_of_the_region():
    assert treatment(m0101=7, m0147=3, m0151=9, m0751=6) == {
        **{"0101": None, "0147": None, "0151": 18, "0751": 12},
        **{"1082": 12, "1084": 38, "DK": 50},
    }


def test_free_services_of_few_are_hidden_by_residence_with_another_municipality():
    free = {"1081": 60, "residence 0101": 3, "residence 0147": 17, "residence 0151": 40, "DK": 60}
    services = pl.DataFrame(
        [(area, citizens, citizens, 100 * citizens) for area, citizens in free.items()],
        schema={"area": pl.String, "events": pl.Int64, "citizens": pl.Int64, "kr": pl.Decimal(14, 2)},
        orient="row",
    )
    account = pl.DataFrame(
        [("events", "set_aside", reason, 60, 60) for reason in (None, "no_rehabilitation_plan")],
        schema=["step", "bucket", "reason", "rows", "citizens"],
        orient="row",
    )
    _, shown = publish_account(account, services, THRESHOLD)
    assert shown["events"].to_list() == [60, None, None, 40, 60]


@pytest.fixture
def figures(year):
    return gather_figures(year.home, SettlementMonth.parse(MONTHS[-1]))


def given(figures, **services):
    """The figures as if municipalities had given so many services, written `m0101=14`."""
    said = pl.DataFrame(
        [(area[1:], many) for area, many in services.items()], schema=["area", "services"], orient="row"
    )
    return figures._replace(bilateral=figures.bilateral._replace(treatment=said, has_municipal=True))


def test_both_stand_side_by_side_by_region_and_by_municipality(figures):
    both = given(figures, m0101=14, m1084=14, mDK=14)
    by_region = {row[0].text: row[3].text for row in monitoring.tabulate_free_services(both).rows}
    assert by_region["Region Hovedstaden"] == "14"
    assert by_region["Region Nordjylland"] == "0"
    by_town = monitoring.tabulate_free_services_of_towns(both)
    assert {row[0].text: row[3].text for row in by_town.rows}["København"] == "14"
    assert by_town.foot[3].text == "14"


def test_without_a_municipal_delivery_nobody_says_what_municipalities_gave(figures):
    said = figures._replace(
        bilateral=figures.bilateral._replace(treatment=figures.bilateral.treatment.clear(), has_municipal=False)
    )
    assert {row[3].text for row in monitoring.tabulate_free_services(said).rows} == {"ikke leveret"}


def test_what_hospitals_gave_is_what_the_marts_say(figures, year):
    truth = year.query(
        f"""SELECT payer_municipality, sum(rehabilitation_events) FROM free_services
        WHERE activity_month = '{MONTHS[-1]}' AND creditor_region IS NOT NULL GROUP BY ALL"""
    )
    shown = {area: events for area, events, _ in figures.free_services.rows()}
    for town, events in truth:
        assert shown[f"residence {town}"] in (events, None)


def test_a_municipality_that_gave_and_got_nothing_has_no_line(figures):
    table = monitoring.tabulate_free_services_of_towns(given(figures, mDK=0))
    assert all(any(cell.is_hidden or read(cell.text) for cell in row[1:]) for row in table.rows)
