"""The files of bilateral statements: the same bytes again, beside the others, no CPR outside `restricted/`, no formula by accident."""

import re
import shutil
import zipfile

import polars as pl
import pytest

from flows.home import Home, read_persons
from flows.month import SettlementMonth
from flows.statements.making import make_bilateral_again, make_statements
from tests.statements.bilateral.conftest import EVIL, FEBRUARY, JANUARY, MONTH
from tests.statements.reading import read_rows, read_text
from tests.statements.test_made_again import hash_files
from tests.statements.test_no_formula_by_accident import formulas_of

RANGE = r"('[A-Za-zæøå ]+'!)?\$?[A-Z]\$?[0-9]+(:\$?[A-Z]\$?[0-9]+)?"
SUM = rf"(SUM|SUBTOTAL|SUMIFS)\((109,)?{RANGE}(,{RANGE})*\)"
FORMULA = re.compile(rf"{SUM}(\+{SUM})*|I[0-9]+-H[0-9]+")
"""The formulas that we write: they hold places and names of sheets, nothing from data."""


@pytest.fixture(scope="module")
def persons(bilateral):
    return dict(read_persons(bilateral.home).rows())


def bases(bilateral):
    return sorted(bilateral.made.basis.glob("bilateral-*.xlsx"))


def entries_of(path):
    """The entries of a basis, as dictionaries by heading."""
    rows = read_rows(path, "Posteringer")
    head = next(number for number, row in enumerate(rows) if row[0] == "CPR-nummer")
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :] if row[1]]


def test_made_again_they_are_the_same_bytes(bilateral):
    before = hash_files(bilateral.made.folder), hash_files(bilateral.made.basis)
    with bilateral.home.held("test"):
        again = make_statements(bilateral.home, MONTH, "provisional")
    assert (hash_files(again.folder), hash_files(again.basis)) == before
    assert sum(name.startswith("bilateral-") for name in before[0]) > 60


def test_of_an_earlier_month_they_are_the_same_bytes_after_a_later_one(bilateral, tmp_path):
    """January's, made again after February was settled, and once more in a home that knows nothing but the marts and the archive."""
    january = SettlementMonth(2007, 1)
    home = Home(tmp_path / "home")
    shutil.copytree(bilateral.home.folder, home.folder)
    with home.held("test"):
        first = hash_files(make_statements(home, january, "provisional").folder)
    bilateral_facts, bilateral.facts = bilateral.facts, bilateral.facts.with_name("facts")
    march = JANUARY + FEBRUARY.replace("2007-02-14", "2007-02-15")
    delivery = bilateral.deliver("2007-03", "2007-03-31", march, moves="0101", minutes="75")
    bilateral.facts = bilateral_facts
    settle_elsewhere(bilateral, home, "2007-03", delivery)
    with home.held("test"):
        assert hash_files(make_statements(home, january, "provisional").folder) == first
        february = make_statements(home, MONTH, "provisional")
    assert hash_files(february.folder) == hash_files(bilateral.made.folder)


def settle_elsewhere(bilateral, home, month, delivery):
    """Settle a month in another home."""
    whose, bilateral.home = bilateral.home, home
    bilateral.settle(month, delivery)
    bilateral.home = whose


def test_after_a_municipal_run_those_that_are_collected_stay_as_they_are(bilateral, tmp_path):
    home = Home(tmp_path / "home")
    shutil.copytree(bilateral.home.folder, home.folder)
    folder = home.folder / "statements" / "2007-02" / "provisional"
    collected = folder / "region-1084-2007-02-provisional.html"
    collected.write_text("as it was")
    for path in folder.glob("bilateral-*"):
        path.unlink()
    with home.held("test"):
        made = make_bilateral_again(home, MONTH, "provisional")
    assert made.balance is None
    assert "municipalities" not in made.described()
    assert collected.read_text() == "as it was"
    assert hash_files(folder).keys() == hash_files(bilateral.made.folder).keys()
    assert hash_files(made.basis) == hash_files(bilateral.made.basis)
    assert {path.stat().st_mode & 0o777 for path in made.basis.iterdir()} == {0o600}


def test_a_municipal_run_makes_the_bilateral_statements_and_a_home_may_hold_nothing_else(bilateral, tmp_path):
    home = Home(tmp_path / "home")
    whose, bilateral.home = bilateral.home, home
    summary = bilateral.settle("2007-01", bilateral.folder / "ges-2007-01", has_statements=True)
    bilateral.home = whose
    assert "Bilateral statements, not collected here: " in summary.statements.described()
    names = [path.name for path in summary.statements.folder.iterdir()]
    assert names
    assert all(name.startswith("bilateral-") for name in names)


def test_every_payer_has_a_basis_and_no_supplier_has(bilateral):
    payers = {path.stem for path in bilateral.paths("pdf") if path.stem.startswith("bilateral-payer-")}
    assert {path.stem.removesuffix("-cpr") for path in bases(bilateral)} == payers
    private = bilateral.home.restricted / "statements"
    for path in (private, *private.rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path.name


def test_a_basis_holds_the_visits_of_its_municipalitys_own_citizens_and_nobody_elses(bilateral, persons):
    for path in bases(bilateral):
        code = path.stem.split("-")[2]
        booked = bilateral.query(
            f"""SELECT event_id, person_key, CASE entry_type WHEN 'charge' THEN visits ELSE -visits END,
                supplier, institution, agreement_id, quantity, agreed_kr, advisory_kr
            FROM bilateral_ledger WHERE settlement_month = '2007-02' AND payer = '{code}'"""
        )
        expected = [(event, persons[person], visits, *map(said, rest)) for event, person, visits, *rest in booked]
        columns = ("Kode", "Institution", "Aftale", "Mængde", "Aftalt, kr.", "Vejledende takst, kr.")
        shown = [
            (row["Besøg eller forløb"], row["CPR-nummer"], row["Antal"], *(said(row[name]) for name in columns))
            for row in entries_of(path)
        ]
        assert sorted(shown, key=str) == sorted(expected, key=str), code


def said(cell):
    """A cell or a column's value, numbers alike."""
    return cell if cell is None or isinstance(cell, str) else round(float(cell), 2)


def test_nothing_that_goes_out_holds_a_cpr_number(bilateral, persons):
    numbers = pl.Series(list(persons.values()))
    for path in bilateral.made.folder.glob("bilateral-*"):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as parts:
                text = " ".join(parts.read(name).decode("utf-8") for name in parts.namelist())
        else:
            text = read_text(path) if path.suffix == ".pdf" else path.read_text(encoding="utf-8")
        assert not [n for n in numbers if n in text or f"{n[:6]}-{n[6:]}" in text], path.name
        assert not any(person in text for person in persons), path.name


def test_evil_names_and_decisions_go_through_as_text(bilateral):
    shown = 0
    for path in [*bilateral.paths("xlsx"), *bases(bilateral)]:
        assert [one for one in formulas_of(path.read_bytes()) if not FORMULA.fullmatch(one)] == [], path.name
    for path in bilateral.paths("html"):
        page = path.read_text(encoding="utf-8")
        assert "<b>" not in page
        if "(GP1084)" in page:
            shown += 1
            assert EVIL.replace(" ", "") in read_text(path.with_suffix(".pdf")).replace(" ", "")
    assert shown
