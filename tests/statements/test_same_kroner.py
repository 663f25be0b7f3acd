"""Workbook, PDF, page and marts show the same kroner for every municipality and region, whoever calculates."""

import re
from decimal import Decimal

import pytest

from tests.statements.reading import MINUS, Page, parse_kroner, read_rows, read_text, recalculate

NUMBER = f"([0-9.{MINUS}]+)"

SECTION = """CASE WHEN activity_month <> settlement_month THEN 'Reguleringer' WHEN channel = 'opted_out' THEN 'Frameldte'
    WHEN scheme = 'inpatient' THEN 'Under indlæggelse (70 pct.)'
    WHEN scheme = 'specialised_outpatient' THEN 'Specialiseret ambulant (100 pct.)' ELSE 'Almen ambulant (orientering)' END"""


@pytest.fixture(scope="module")
def booked(months):
    """The overview of every party, asked of the marts: stem of its files -> section -> events, kroner, kroner to be paid."""
    found = {}
    for kind, column, sign in (("municipality", "payer_municipality", 1), ("region", "creditor_region", -1)):
        rows = months.query(
            f"""SELECT {column}, {SECTION}, sum(events), sum(municipal_kr), sum(payable_kr) FROM settlement_lines
            WHERE settlement_month = '2007-03' AND round = 'provisional' GROUP BY ALL"""
        )
        for code, section, events, kroner, payable in rows:
            of_party = found.setdefault(f"{kind}-{code}-2007-03-provisional", {})
            of_party[section] = (int(events), sign * int(kroner), sign * int(payable))
    return found


def overview_of(rows):
    """The five sections and the total of a workbook's first sheet."""
    first = next(number for number, row in enumerate(rows) if row[0] == "Afsnit")
    return {row[0]: tuple(int(cell) for cell in row[1:4]) for row in rows[first + 1 : first + 7]}


def with_zeros(sections):
    names = [
        "Under indlæggelse (70 pct.)",
        "Specialiseret ambulant (100 pct.)",
        "Almen ambulant (orientering)",
        "Frameldte",
    ]
    whole = {name: sections.get(name, (0, 0, 0)) for name in (*names, "Reguleringer")}
    return whole | {"I alt": tuple(sum(row[place] for row in whole.values()) for place in range(3))}


def test_every_party_with_lines_has_its_three_files_and_nobody_else(months, booked):
    assert len(booked) > 20
    assert {path.stem for path in months.paths("pdf")} == set(booked)
    assert {path.stem for path in months.paths("xlsx")} == set(booked)
    assert {path.stem for path in months.paths("html")} == set(booked)


def test_the_month_has_every_section(booked):
    assert {section for sections in booked.values() for section in sections} == set(with_zeros({})) - {"I alt"}


def test_workbooks_show_what_the_marts_say(months, booked):
    for path in months.paths("xlsx"):
        assert overview_of(read_rows(path, "Opgørelse")) == with_zeros(booked[path.stem]), path.stem


def test_workbooks_calculated_anew_show_the_same(months, booked, tmp_path):
    again = recalculate(months.paths("xlsx"), tmp_path)
    assert len(again) == len(booked)
    for path in months.paths("xlsx"):
        assert overview_of(read_rows(again[path.name], "Opgørelse")) == with_zeros(booked[path.stem]), path.stem
        for sheet in ("Opgørelse", "Linjer", "Reguleringer", "Venter på slutmarkering", "Kontrollister"):
            assert numbers_of(again[path.name], sheet) == numbers_of(path, sheet), (path.stem, sheet)


def numbers_of(path, sheet):
    return [[cell for cell in row if isinstance(cell, int | float) and cell] for row in read_rows(path, sheet)]


def test_pages_show_what_the_marts_say(months, booked):
    for path in months.paths("html"):
        rows = {row[0]: tuple(map(parse_kroner, row[1:4])) for row in Page(path).tables["overview"][-6:]}
        assert rows == with_zeros(booked[path.stem]), path.stem


def test_pdfs_show_what_the_marts_say(months, booked):
    for path in months.paths("pdf"):
        text = read_text(path)
        for section, numbers in with_zeros(booked[path.stem]).items():
            shown = re.search(rf"{re.escape(section)} {NUMBER} {NUMBER} {NUMBER}", text)
            assert shown, (path.stem, section)
            assert tuple(map(parse_kroner, shown.groups())) == numbers, (path.stem, section)


def test_pdf_and_page_show_the_same_tables_cell_by_cell(months):
    for path in months.paths("html"):
        text, page = read_text(path.with_suffix(".pdf")), Page(path)
        for section, rows in page.tables.items():
            for row in rows if section != "lines" else []:
                for cell in filter(None, row):
                    assert "".join(cell.split()) in text.replace(" ", ""), (path.stem, section, cell)


def test_the_statements_cancel_out_and_are_the_control_total(months, booked):
    totals = {stem: with_zeros(sections)["I alt"] for stem, sections in booked.items()}
    municipalities = sum(total[2] for stem, total in totals.items() if stem.startswith("municipality"))
    regions = sum(total[2] for stem, total in totals.items() if stem.startswith("region"))
    assert municipalities == -regions == months.made.balance.ledger_kr
    ((ledger,),) = months.query("SELECT sum(payable_kr) FROM ledger WHERE settlement_month = '2007-03'")
    assert Decimal(municipalities) == ledger
