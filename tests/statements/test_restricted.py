"""CPR numbers stand in `restricted/` only, and there each municipality's own citizens only; what goes out holds none."""

import zipfile

import duckdb
import polars as pl
import pytest

from data.synthetic import simulate
from flows.facts import SHIPPED
from flows.home import Home, read_persons
from flows.month import SettlementMonth
from flows.settle_month import Order, settle_month
from flows.statements.gathering import gather
from flows.statements.making import make_statements
from tests.statements.conftest import MONTH
from tests.statements.reading import read_rows, read_text

HIDDEN = "Under indlæggelse (70 pct.)"


@pytest.fixture(scope="module")
def persons(months):
    return dict(read_persons(months.home).rows())


def entries_of(path):
    """The entries of a basis, as dictionaries by heading."""
    rows = read_rows(path, "Posteringer")
    head = next(number for number, row in enumerate(rows) if row[0] == "CPR-nummer")
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :] if row[2]]


def bases(months):
    return sorted(months.made.basis.glob("municipality-*.xlsx"))


def test_only_the_owner_may_read_the_basis(months):
    private = months.home.restricted / "statements"
    for path in (private, *private.rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path.name


def test_every_municipality_has_a_basis_and_no_region_has(months):
    assert {path.stem.removesuffix("-cpr") for path in bases(months)} == {
        path.stem for path in months.paths("pdf") if path.stem.startswith("municipality")
    }


def test_a_basis_holds_the_citizens_that_its_municipality_paid_for_and_nobody_else(months, persons):
    for path in bases(months):
        code = path.stem.split("-")[1]
        booked = months.query(
            f"""SELECT event_id, person_key, entry_type, scheme = 'inpatient', payable_kr FROM ledger
            WHERE settlement_month = '2007-03' AND payer_municipality = '{code}' ORDER BY ALL"""
        )
        expected = [
            (event, None if hidden else persons[person], entry_type == "charge", kroner)
            for event, person, entry_type, hidden, kroner in booked
        ]
        shown = [
            (row["Hændelse"], row["CPR-nummer"], row["Antal"] == 1, row["Til betaling, kr."])
            for row in entries_of(path)
        ]
        assert sorted(shown, key=str) == sorted(expected, key=str), code


def test_the_sum_of_a_basis_is_that_of_its_statement(months):
    for path in bases(months):
        public = months.made.folder / f"{path.stem.removesuffix('-cpr')}.xlsx"
        total = next(row for row in read_rows(public, "Opgørelse") if row[0] == "I alt")
        entries = entries_of(path)
        assert total[1:4] == tuple(
            sum(row[name] for row in entries) for name in ("Antal", "Beløb, kr.", "Til betaling, kr.")
        )


def test_stays_are_shown_without_cpr_number_and_age(months):
    stays = [row for path in bases(months) for row in entries_of(path) if row["Hændelse"].startswith("S:")]
    visits = [row for path in bases(months) for row in entries_of(path) if row["Hændelse"].startswith("V:")]
    assert stays
    assert {(row["CPR-nummer"], row["Alder"]) for row in stays} == {(None, None)}
    assert all(len(row["CPR-nummer"]) == 10 for row in visits)


def test_held_visits_are_those_of_the_municipalitys_own_citizens(months, persons):
    for path in bases(months):
        rows = read_rows(path, "Venter")
        head = next(number for number, row in enumerate(rows) if row[0] == "CPR-nummer")
        waiting = months.query(
            f"""SELECT person_key, event_id FROM set_aside
            WHERE reason = 'awaiting_end_mark' AND payer_municipality = '{path.stem.split("-")[1]}'"""
        )
        shown = {(row[0], row[1]) for row in rows[head + 1 :] if row[1]}
        assert shown == {(persons[person], event) for person, event in waiting}


def test_nothing_that_goes_out_holds_a_cpr_number(months, persons):
    numbers = pl.Series(list(persons.values()))
    for path in months.made.folder.iterdir():
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as parts:
                text = " ".join(parts.read(name).decode("utf-8") for name in parts.namelist())
        else:
            text = read_text(path) if path.suffix == ".pdf" else path.read_text(encoding="utf-8")
        found = [number for number in numbers if number in text or f"{number[:6]}-{number[6:]}" in text]
        assert not found, path.name
        assert not any(person in text for person in persons), path.name


def test_a_basis_is_never_readable_by_others_while_it_is_written(months, monkeypatch):
    seen = []

    def look(jobs):
        for _, _, arguments in jobs:
            if arguments[-1].suffix == ".xlsx":
                seen.append(arguments[-1].stat().st_mode & 0o777)
                arguments[-1].write_bytes(b"")

    monkeypatch.setattr("flows.statements.making.carry_out", look)
    monkeypatch.setattr("flows.statements.making.put_in_place", lambda aside, folder: None)
    with months.home.held("test"):
        make_statements(months.home, MONTH, "provisional")
    assert set(seen) == {0o600}


def test_visits_wait_on_in_later_statements_whose_delivery_does_not_look_at_their_days(tmp_path):
    for month in ("2007-01", "2007-02"):
        simulate(month, 600, 1, tmp_path / month, SHIPPED)
        settle_month(Order(month, tmp_path / month, tmp_path / "home", is_verified=False))
    gathered = gather(Home(tmp_path / "home"), SettlementMonth(2007, 2), "provisional")
    with duckdb.connect(str(tmp_path / "home" / "marts" / "genopt.duckdb"), read_only=True) as marts:
        waiting = marts.execute(
            "SELECT event_id FROM set_aside WHERE reason = 'awaiting_end_mark' ORDER BY 1"
        ).fetchall()
    assert {event[:14] for (event,) in waiting} == {"V:SYN200701-1-", "V:SYN200702-1-"}
    assert gathered.held["event_id"].sort().to_list() == [event for (event,) in waiting]
