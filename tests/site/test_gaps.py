"""A month that was never settled is seen as a gap, on the axis of every chart and in every table of months."""

import re

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.month import SettlementMonth
from flows.site.making import gather_figures
from flows.site.publishing import publish_cells, publish_coded
from reports.danish import list_months
from reports.site.figures import WHOLE
from reports.site.pages import Pages
from tests.site.conftest import MONTHS
from tests.solving import find_known

pytestmark = pytest.mark.xdist_group("site")


@pytest.fixture
def figures(year):
    """The figures of the year as if January had been November: two months between were never settled."""
    known = gather_figures(year.home, SettlementMonth.parse(MONTHS[-1]))
    cells = {(month.replace("2007-01", "2006-11"), *key): cell for (month, *key), cell in known.cells.items()}
    return known._replace(months=["2006-11", "2007-02"], cells=cells)


def test_every_month_from_the_first_to_the_last_stands_on_the_axis(figures):
    assert figures.axis == ["2006-11", "2006-12", "2007-01", "2007-02"]
    assert figures.gaps == ["2006-12", "2007-01"]
    assert list_months("2007-02", "2007-02") == ["2007-02"]


def test_a_gap_is_drawn_and_told(figures):
    _, front = Pages(figures).draw_overview()
    chart = re.search(r'id="udvikling-DK-inpatient".*?</figure>', front, re.DOTALL)[0]
    assert chart.count(">ikke afregnet</text>") == 2
    assert [month in chart for month in (">nov 06<", ">dec 06<", ">jan 07<", ">feb 07<")] == [True] * 4
    rows = re.findall(r'<tr><th scope="row">(\w+ \d+)</th>(.*?)</tr>', chart)
    assert ["ikke afregnet" in row for _, row in rows] == [False, True, True, False]
    assert len(re.findall(r"<path[^>]*><title>", chart)) == 2


def test_a_year_without_gaps_marks_none(year):
    assert all("ikke afregnet" not in page.html for page in year.pages)


CODED = {"activity_month": pl.String, "area": pl.String, "setting": pl.String} | dict.fromkeys(
    ("rehabilitation", "other", "persons"), pl.Int64
)


def test_shares_coded_as_rehabilitation_of_few_are_not_published():
    rows = [
        (f"2007-0{n}", "1082", "stay", *counts)
        for n, counts in enumerate([(90, 10, 9), (90, 10, 4), (90, 4, 9), (9, 0, 9)], 1)
    ]
    published = publish_coded(pl.DataFrame(rows, schema=CODED, orient="row"), threshold=5)
    assert published.select("activity_month", "share").rows() == [("2007-01", 0.9), ("2007-04", 1.0)]


PLACES = pl.DataFrame({"municipality": ["0101", "0147"], "region": ["1084", "1084"]})


def split_cells(opted_out: int, settled: int, inpatient: int) -> pl.DataFrame:
    """The cells of København with so many citizens opted out, collected and inpatient; Frederiksberg has 50 of each scheme."""
    town = {
        "opted_out": opted_out,
        "specialised_settled": settled,
        "specialised_outpatient": opted_out + settled,
        "inpatient": inpatient,
        "settled": settled + inpatient,
        "hospital": opted_out + settled + inpatient,
    }
    other = {"specialised_outpatient": 50, "inpatient": 50, "hospital": 100}
    whole = {
        name: number
        + other.get({"settled": "hospital", "specialised_settled": "specialised_outpatient"}.get(name, name), 0)
        for name, number in town.items()
    }
    rows = [
        ("2007-03", area, scheme, number, number, 100 * number)
        for area, numbers in (("0101", town), ("0147", other), ("1084", whole), ("DK", whole))
        for scheme, number in numbers.items()
        if number
    ]
    schema = ["activity_month", "area", "scheme", "events", "citizens", "municipal_kr"]
    return pl.DataFrame(rows, schema=schema, orient="row")


def hidden(*counts: int) -> set[str]:
    published = publish_cells(split_cells(*counts), PLACES, 5)
    return {f"{area} {scheme}" for area, scheme in published.filter("is_hidden").select("area", "scheme").rows()}


def test_what_is_collected_from_few_is_hidden_and_not_given_away_by_what_is_opted_out():
    assert hidden(40, 30, 20) == set()
    found = hidden(40, 3, 20)
    assert "0101 specialised_settled" in found
    assert found & {"0101 opted_out", "0101 specialised_outpatient"}
    assert found & {"0101 opted_out", "0101 hospital", "0101 settled"}


LINES = [
    {"hospital": -1, "inpatient": 1, "specialised_outpatient": 1},
    {"hospital": -1, "settled": 1, "opted_out": 1},
    {"specialised_outpatient": -1, "specialised_settled": 1, "opted_out": 1},
    {"settled": -1, "inpatient": 1, "specialised_settled": 1},
]
"""What adds up within a place."""

few_or_many = st.sampled_from([0, 1, 3, 4, 5, 7, 40])


@settings(max_examples=300, deadline=None, derandomize=True)
@given(opted_out=few_or_many, settled=few_or_many, inpatient=few_or_many)
def test_nothing_of_few_can_be_worked_out_from_what_is_shown_of_a_place_with_an_opt_out(opted_out, settled, inpatient):
    cells = split_cells(opted_out, settled, inpatient)
    numbers = {(area, scheme): number for area, scheme, number in cells.select("area", "scheme", "citizens").rows()}
    unknown = {tuple(cell.split(" ")) for cell in hidden(opted_out, settled, inpatient)}
    assert {cell for cell, number in numbers.items() if 0 < number < 5} <= unknown
    if not opted_out:
        return
    lines = [
        {(area, scheme): factor for scheme, factor in line.items()} for line in LINES for area in ("0101", "1084", "DK")
    ]
    lines += [{("0147", scheme): factor for scheme, factor in LINES[0].items()}]
    for scheme in split_cells(1, 1, 1)["scheme"].unique():
        of_other = WHOLE.get(scheme, scheme)
        lines.append({("1084", scheme): -1, ("0101", scheme): 1, ("0147", of_other): 1})
        lines.append({("DK", scheme): -1, ("1084", scheme): 1})
    known = find_known([{cell: factor for cell, factor in line.items() if cell in unknown} for line in lines])
    assert not {cell for cell in known if numbers.get(cell, 0)}


def test_few_inpatients_and_few_collected_do_not_show_in_what_is_collected_together():
    assert {"0101 settled", "0101 inpatient", "0101 specialised_settled"} <= hidden(40, 2, 2)
