"""Workbook, PDF, page and marts show the same bilateral kroner for every payer and every supplier, whoever calculates."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from flows.statements.bilateral.doubts import find_doubts
from reports.doubts import name_doubt
from reports.statements.bilateral.words import SECTIONS
from tests.statements.bilateral.conftest import EVIL
from tests.statements.reading import MINUS, Page, read_rows, read_text, recalculate
from transforms.dated import VALIDITY

CELL = f"([0-9.,{MINUS}]+|\N{EN DASH})"

SECTION = """CASE WHEN activity_month <> settlement_month THEN 'Reguleringer'
    WHEN agreement_id IS NULL THEN 'Uden aftale' ELSE 'Efter aftale' END"""

SHEETS = (
    "Opgørelse",
    "Efter aftale",
    "Uden aftale",
    "Reguleringer",
    "Afgørelser",
    "Besøg uden aftale",
    "Forudsætninger",
)


def read_kroner(written):
    """Kroner as they are written in Danish; nothing where nothing is agreed."""
    if written == "\N{EN DASH}":
        return None
    return Decimal(written.replace(".", "").replace(",", ".").replace(MINUS, "-"))


@pytest.fixture(scope="module")
def booked(bilateral):
    """The overview of every party, asked of the marts: stem of its files -> section -> visits, agreed and advisory kroner."""
    found = {}
    for role, keys, sign in (("payer", "payer", 1), ("supplier", "supplier_kind || '-' || supplier", -1)):
        rows = bilateral.query(
            f"""SELECT {keys}, {SECTION}, sum(visits), sum(agreed_kr), sum(advisory_kr) FROM bilateral_lines
            WHERE settlement_month = '2007-02' AND round = 'provisional' GROUP BY ALL"""
        )
        for code, section, visits, agreed, advisory in rows:
            of_party = found.setdefault(f"bilateral-{role}-{code}-2007-02-provisional", {})
            of_party[section] = (int(visits), None if agreed is None else sign * agreed, sign * advisory)
    return {stem: with_total(sections) for stem, sections in found.items()}


def with_total(sections):
    whole = {name: sections.get(name, (0, None, 0)) for name in SECTIONS.values()}
    agreed = [row[1] for row in whole.values() if row[1] is not None]
    sums = (
        sum(row[0] for row in whole.values()),
        sum(agreed) if agreed else None,
        sum(row[2] for row in whole.values()),
    )
    return whole | {"I alt": sums}


def overview_of(path):
    """The three sections and the total of a workbook's first sheet."""
    rows = read_rows(path, "Opgørelse")
    first = next(number for number, row in enumerate(rows) if row[0] == "Afsnit")
    return {row[0]: tuple(map(rounded, row[1:4])) for row in rows[first + 1 : first + 5]}


def rounded(cell):
    """A cell's number as kroner and øre."""
    return None if cell is None else Decimal(str(round(cell, 2)))


def test_every_payer_and_every_supplier_has_its_three_files_and_nobody_else(bilateral, booked):
    assert {stem.split("-")[2] for stem in booked if "-supplier-" in stem} == {"region", "municipality", "private"}
    for ending in ("pdf", "xlsx", "html"):
        assert {path.stem for path in bilateral.paths(ending)} == set(booked)


def test_the_month_has_every_section_and_visits_of_both_registers(bilateral, booked):
    shown = {name for sections in booked.values() for name, (visits, *_) in sections.items() if visits}
    assert shown >= set(SECTIONS.values())
    assert {name for (name,) in bilateral.query("SELECT DISTINCT register_name FROM bilateral_ledger")} == {
        "lpr2",
        "ges",
    }


def test_workbooks_show_what_the_marts_say(bilateral, booked):
    for path in bilateral.paths("xlsx"):
        assert overview_of(path) == booked[path.stem], path.stem


def test_workbooks_calculated_anew_show_the_same(bilateral, booked, tmp_path):
    again = recalculate(bilateral.paths("xlsx"), tmp_path)
    assert len(again) == len(booked)
    for path in bilateral.paths("xlsx"):
        assert overview_of(again[path.name]) == booked[path.stem], path.stem
        for sheet in SHEETS:
            assert numbers_of(again[path.name], sheet) == numbers_of(path, sheet), (path.stem, sheet)


def numbers_of(path, sheet):
    return [
        [round(cell, 2) for cell in row if isinstance(cell, int | float) and cell] for row in read_rows(path, sheet)
    ]


def test_pages_show_what_the_marts_say(bilateral, booked):
    for path in bilateral.paths("html"):
        rows = {row[0]: tuple(map(read_kroner, row[1:4])) for row in Page(path).tables["overview"][-4:]}
        assert rows == booked[path.stem], path.stem


def test_pdfs_show_what_the_marts_say(bilateral, booked):
    for path in bilateral.paths("pdf"):
        text = read_text(path)
        for section, numbers in booked[path.stem].items():
            shown = re.search(rf"{section} {CELL} {CELL} {CELL}", text)
            assert shown, (path.stem, section)
            assert tuple(map(read_kroner, shown.groups())) == numbers, (path.stem, section)


def test_pdf_and_page_show_the_same_tables_cell_by_cell(bilateral):
    for path in bilateral.paths("html"):
        text, page = read_text(path.with_suffix(".pdf")).replace(" ", ""), Page(path)
        for section, rows in page.tables.items():
            for cell in (cell for row in rows for cell in row if cell):
                assert "".join(cell.split()) in text, (path.stem, section, cell)


def test_payers_and_suppliers_cancel_out_and_are_the_ledger(bilateral, booked):
    kroner = {role: [0, 0] for role in ("payer", "supplier")}
    for stem, sections in booked.items():
        _, agreed, advisory = sections["I alt"]
        kroner[stem.split("-")[1]][0] += agreed or 0
        kroner[stem.split("-")[1]][1] += advisory
    ledger = bilateral.query(
        "SELECT sum(agreed_kr), sum(advisory_kr) FROM bilateral_ledger WHERE settlement_month = '2007-02'"
    )[0]
    assert tuple(kroner["payer"]) == tuple(-amount for amount in kroner["supplier"]) == ledger
    assert bilateral.made.bilateral.agreed_kr == ledger[0] > 0


def test_every_statement_says_that_nothing_of_it_is_collected_and_what_rests_on_made_up_agreements(bilateral):
    for path in bilateral.paths("html"):
        page = Page(path)
        assert "intet af den opkræves af den nationale afregning" in page.text
        unconfirmed = {row[0] for row in page.tables.get("doubts", []) if "pladsholder" in row}
        shown = {row[0].partition(" · ")[0] for row in page.tables.get("agreed", []) if row[0].startswith("SYN-")}
        assert {name_doubt("agreements", agreement) for agreement in shown} <= unconfirmed, path.stem


def test_the_percentage_that_an_agreement_takes_off_the_tariff_is_told(bilateral):
    rows = [row[0] for path in bilateral.paths("html") for row in Page(path).tables.get("agreed", [])]
    assert {row.partition(" på ")[2] for row in rows if "fradrag" in row} == {"10,00 pct."}
    assert not any("pct." in row for row in rows if "fradrag" not in row)


def test_tariffs_headings_and_price_levels_that_amounts_rest_on_are_told_where_they_are_not_confirmed(gathered):
    facts = gathered.facts["ges"]
    levels = [("05-pl", "assumed"), ("07-pl", "disputed"), ("06-pl", "assumed")]
    unconfirmed = replace(
        facts,
        agreements=facts.agreements.with_columns(
            price_level=pl.when(pl.col("model") == "per_course").then(pl.lit("07-pl"))
        ),
        agreement_prices=facts.agreement_prices.with_columns(price_level=pl.lit("05-pl")),
        price_levels=pl.DataFrame(
            [(level, Decimal(100), date(2007, 1, 1), None, status) for level, status in levels],
            schema={
                name: facts.price_levels.schema[name] for name in ("price_level", "price_index", *VALIDITY, "status")
            },
            orient="row",
        ),
        tariffs=facts.tariffs.with_columns(status=pl.lit("disputed")),
    )
    entries = gathered.entries.filter(register_name="ges")
    found = find_doubts(entries, {"ges": unconfirmed}).join(
        entries.select("entry_no", "model", "tariff_group"), on="entry_no"
    )
    of_levels = found.filter(fact="price_levels")
    assert set(of_levels.select("topic", "status").rows()) == {("05-pl", "assumed"), ("07-pl", "disputed")}
    assert set(of_levels["entry_no"]) == set(entries.filter(model="per_course")["entry_no"])
    of_tariffs = found.filter(fact="tariffs")
    assert set(of_tariffs["entry_no"]) == set(entries.drop_nulls("tariff_group")["entry_no"])
    assert of_tariffs["topic"].to_list() == of_tariffs["tariff_group"].to_list()
    assert set(found.filter(fact="headings")["entry_no"]) == set(entries["entry_no"])


def test_decisions_are_told_with_who_when_and_why(bilateral):
    pages = {path.stem: Page(path).tables.get("decided", []) for path in bilateral.paths("html")}
    ours = next(rows for stem, rows in pages.items() if stem.startswith("bilateral-payer-0147-"))
    told = [row for row in ours if row[0].startswith("Aarhus")]
    assert [row[1:5] for row in told] == [
        ["Godkendt", "=A.B", "20. februar 2007", f"{EVIL} og aftalt"],
        ["Afvist", "=A.B", "20. februar 2007", f"{EVIL} og aftalt"],
    ]
    assert [row[5:7] for row in told] == [["2", "350"], ["1", "\N{EN DASH}"]]
