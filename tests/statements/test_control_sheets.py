"""The control lists of a statement: the month's own apart from earlier months', and municipalities that deviate in their region's."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from flows.statements.building import build_statements
from flows.statements.control_lists import COLUMNS, add_told_region
from reports.control_lists import CONTROL_LISTS
from tests.statements.conftest import MONTH
from tests.statements.reading import Page, parse_kroner, read_rows

SHEETS = ("Kontrollister", "Kontrollister, tidligere")


def days_of(path, sheet):
    """The days of a sheet's lines."""
    rows = read_rows(path, sheet)
    head = next(number for number, row in enumerate(rows) if row[0] == "Liste")
    return [row[2].date() for row in rows[head + 1 :] if row[0]]


def test_a_sheet_holds_the_month_and_another_what_is_left_of_earlier_months(months):
    booked = dict(
        months.query("SELECT payer_municipality, count(*) FROM control_list WHERE list <> 'no_agreement' GROUP BY ALL")
    )
    seen = 0
    for path in months.paths("xlsx"):
        of_month, earlier = (days_of(path, sheet) for sheet in SHEETS)
        assert all((day.year, day.month) == MONTH for day in of_month)
        assert all(day < MONTH.first_day for day in earlier)
        seen += len(earlier)
        if path.stem.startswith("municipality"):
            assert len(of_month) + len(earlier) == booked.get(path.stem.split("-")[1], 0)
    assert seen


def test_the_page_counts_both(months):
    for path in months.paths("html"):
        rows = Page(path).tables.get("control_lists", [])
        shown = {row[0]: (parse_kroner(row[2]), parse_kroner(row[4])) for row in rows[2:]}
        counted = {}
        for place, sheet in enumerate(SHEETS):
            for row in read_rows(path.with_suffix(".xlsx"), sheet):
                if row[0] in {told.title for told in CONTROL_LISTS.values()}:
                    counted.setdefault(row[0], [0, 0])[place] += 1
        assert shown == {title: tuple(numbers) for title, numbers in counted.items()}, path.stem


@pytest.fixture
def deviating(gathered):
    """The gathered month, with Aarhus among the municipalities that deviate."""
    row = (
        "R0003",
        "deviating_municipality",
        None,
        "0751",
        None,
        None,
        date(2007, 3, 31),
        "Almen: 2 kr. mod 1 kr.",
        Decimal(1),
    )
    line = pl.DataFrame([row], schema=gathered.checked.select(COLUMNS).schema, orient="row")
    lines = pl.concat([gathered.checked.select(COLUMNS), line])
    return gathered._replace(checked=add_told_region(lines, gathered.facts, MONTH.last_day))


def test_a_municipality_that_deviates_is_on_its_own_list_and_on_that_of_the_region_it_lies_in(deviating):
    found = {}
    for one in build_statements(deviating):
        for row in one.checked.filter(list="deviating_municipality").rows(named=True):
            found[one.party.kind, one.party.code] = row["counterparty_name"]
    assert found == {("municipality", "0751"): "", ("region", "1082"): "Aarhus"}


def test_the_head_of_a_workbook_has_days_and_a_month_as_what_they_are(months):
    for path in months.paths("xlsx"):
        head = {row[0]: row[1:3] for row in read_rows(path, "Opgørelse") if row[0]}
        assert head["Afregningsmåned"][0].date() == MONTH.first_day
        assert [head["Opgørelsesdato"][0].isoformat()[:10]] == [
            str(day) for (day,) in months.query("SELECT drawn_on FROM runs WHERE settlement_month = '2007-03'")
        ]
        period = tuple(cell.date() for cell in head["Leverancens periode, fra og til"])
        assert period == months.query("SELECT period_from, period_to FROM runs WHERE settlement_month = '2007-03'")[0]
