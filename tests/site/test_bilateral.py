"""The bilateral settlement on the site: what the marts say, apart from what is collected, and nothing of few citizens."""

from collections import defaultdict
from decimal import Decimal

import pytest

from tests.site.conftest import MONTHS
from tests.site.test_figures import THRESHOLD, read

pytestmark = pytest.mark.xdist_group("site")


@pytest.fixture(scope="session")
def bilateral(year):
    """Every figure with a key on the bilateral pages: what figure it is -> how it is written."""
    pages = [page for page in year.pages if "bilateral" in page.path.relative_to(year.site).as_posix()]
    return {key: text for page in pages for key, text in page.keyed().items()}


def test_each_line_of_the_country_is_that_of_the_marts(year, bilateral):
    rows = year.query(
        f"""SELECT CASE supplier_kind WHEN 'region' THEN 'hospitals' ELSE standing END, supplier_kind,
            CASE WHEN supplier_kind <> 'region' THEN model END, sum(visits), count(DISTINCT person_key),
            sum(advisory_kr), sum(agreed_kr)
        FROM bilateral_visits WHERE activity_month = '{MONTHS[-1]}' GROUP BY ALL"""
    )
    compared = 0
    for standing, kind, model, *figures in rows:
        place = " ".join(part for part in (standing, kind, model) if part)
        for name, truth in zip(("visits", "citizens", "advisory_kr", "agreed_kr"), figures, strict=True):
            text = bilateral.get(f"bilateral_{name} {MONTHS[-1]} {place}", "skjult")
            if text not in {"skjult", "intet aftalt"}:
                assert abs(read(text) - truth) <= Decimal("0.5"), place
                compared += 1
    assert compared >= 3


def test_what_holds_is_per_supplier_what_the_marts_say_and_never_of_few_citizens(year, bilateral):
    rows = year.query(
        f"""SELECT payer, supplier, count(DISTINCT person_key), sum(agreed_kr) FROM bilateral_visits
        WHERE activity_month = '{MONTHS[-1]}' AND standing <> 'own_production' GROUP BY ALL"""
    )
    compared, totals = 0, defaultdict(Decimal)
    for payer, supplier, citizens, kr in rows:
        totals[payer] += kr or 0
        text = bilateral.get(f"kr {MONTHS[-1]} {payer} {supplier} as_agreed", "skjult").partition(";")[0]
        if text != "skjult":
            assert citizens >= THRESHOLD
            assert read(text) == kr
            compared += 1
    for payer, kr in totals.items():
        text = bilateral.get(f"kr {MONTHS[-1]} {payer} all as_agreed", "skjult").partition(";")[0]
        assert text == "skjult" or read(text) == kr
    assert compared >= 5


def test_the_page_says_that_nothing_of_it_is_collected_and_leads_to_each_municipality(year):
    (page,) = (page for page in year.pages if page.path.name == "bilateral.html")
    assert "intet af det opkræves her" in page.html
    payers = year.query(f"SELECT DISTINCT payer FROM bilateral_visits WHERE activity_month = '{MONTHS[-1]}'")
    for (payer,) in payers:
        assert f'href="bilateral/{payer}.html"' in page.html
