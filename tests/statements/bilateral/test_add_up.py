"""Every bilateral statement is what the bilateral ledger says of its party; where figures do not add up, no file is put in place."""

import shutil
from collections import Counter
from decimal import Decimal

import duckdb
import pytest

from flows.failures import IntegrityFailed
from flows.home import Home
from flows.statements.bilateral.balance import balance_bilateral
from flows.statements.making import make_statements
from tests.statements.bilateral.conftest import MONTH

NOTHING = Decimal(0)


def test_the_statements_add_up(gathered, statements):
    balanced = balance_bilateral(gathered, statements)
    assert balanced.agreed_kr == -balanced.suppliers_kr > 0


def test_lines_are_the_visits_of_the_ledger_counted_one_by_one(bilateral, statements):
    """A second way: every entry is put where it belongs by itself, then counted."""
    expected = Counter()
    for row in bilateral.query(
        """SELECT payer, supplier, agreement_id, model, units, entry_type, visits, quantity, agreed_kr, advisory_kr FROM bilateral_ledger
        WHERE settlement_month = '2007-02' AND activity_month = '2007-02' AND agreement_id IS NOT NULL"""
    ):
        *key, kind, visits, quantity, agreed, advisory = row
        expected[(*key, "visits")] += visits if kind == "charge" else -visits
        for name, amount in (("quantity", quantity), ("agreed", agreed), ("advisory", advisory)):
            expected[(*key, name)] += amount
    for role, sign in (("payer", 1), ("supplier", -1)):
        shown = Counter()
        for one in (one for one in statements if one.party.role == role):
            for line in one.agreed:
                parties = (one.party.code, line.counterparty.code)
                key = (*(parties if sign > 0 else reversed(parties)), line.agreement_id, line.model, line.units)
                shown[(*key, "visits")] += line.now.visits
                shown[(*key, "quantity")] += line.quantity
                shown[(*key, "agreed")] += sign * line.now.agreed_kr
                shown[(*key, "advisory")] += sign * line.now.advisory_kr
        assert {key: value for key, value in shown.items() if value} == {
            key: value for key, value in expected.items() if value
        }


def test_corrections_stand_by_activity_month_and_reason(bilateral, statements):
    booked = bilateral.query(
        """SELECT payer, activity_month, coalesce(reason, 'added'), coalesce(sum(visits) FILTER (entry_type = 'reversal'), 0)::BIGINT,
            coalesce(sum(visits) FILTER (entry_type = 'charge'), 0)::BIGINT, coalesce(sum(agreed_kr), 0), sum(advisory_kr)
        FROM bilateral_ledger WHERE settlement_month = '2007-02' AND activity_month <> '2007-02' GROUP BY ALL"""
    )
    shown = {}
    for one in statements:
        for row in one.corrections if one.party.role == "payer" else []:
            key = (one.party.code, row.activity_month, row.reason)
            now = (row.reversals, row.charges, row.now.agreed_kr or NOTHING, row.now.advisory_kr)
            shown[key] = tuple(map(sum, zip(shown.get(key, (0, 0, NOTHING, NOTHING)), now, strict=True)))
    assert shown == {tuple(row[:3]): tuple(row[3:]) for row in booked}
    assert {reason for _, _, reason in shown} >= {"withdrawn", "residence_changed", "decided"}


def test_a_citizen_who_moved_is_taken_back_from_one_payer_and_owed_by_the_other(statements):
    """Months are told apart: what was booked of January is a correction in February's statements of both."""
    corrected = {
        one.party.code: {(row.reversals, row.charges) for row in one.corrections if row.reason == "residence_changed"}
        for one in statements
        if one.party.role == "payer" and one.party.code in {"0101", "0147"}
    }
    assert corrected["0101"] >= {(1, 0)}
    assert corrected["0147"] >= {(0, 1)}


def test_own_production_is_no_debt_and_stands_in_no_statement(bilateral, statements):
    own = {
        event for (event,) in bilateral.query("SELECT event_id FROM bilateral_visits WHERE standing = 'own_production'")
    }
    assert own == {"G:1:2007-01-08"}
    assert not any(one.party.code == line.counterparty.code for one in statements for line in one.agreed)


def test_what_has_no_agreement_has_no_agreed_kroner_unless_a_person_accepted_it(statements):
    lines = [line for one in statements for line in one.unagreed]
    assert {line.decision for line in lines} == {"open", "accepted"}
    assert all(line.now.agreed_kr is None for line in lines if line.decision != "accepted")
    assert all(line.now.advisory_kr for line in lines)


@pytest.mark.parametrize("role", ["payer", "supplier"])
def test_a_line_that_is_lost_stops_the_statements(gathered, statements, role):
    place = next(number for number, one in enumerate(statements) if one.party.role == role and one.agreed)
    broken = statements[place]._replace(agreed=statements[place].agreed[1:])
    with pytest.raises(IntegrityFailed, match="do not add up"):
        balance_bilateral(gathered, [*statements[:place], broken, *statements[place + 1 :]])


def test_two_counterparties_that_swap_kroner_stop_the_statements(gathered, statements):
    """Every total still holds: only the mirror shows it."""
    place, one = next(
        (number, one)
        for number, one in enumerate(statements)
        if one.party.role == "supplier" and one.agreed and one.agreed[0].now != one.agreed[-1].now
    )
    first, *between, last = one.agreed
    broken = one._replace(agreed=[first._replace(now=last.now), *between, last._replace(now=first.now)])
    with pytest.raises(IntegrityFailed, match="and supplier"):
        balance_bilateral(gathered, [*statements[:place], broken, *statements[place + 1 :]])


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE bilateral_lines SET agreed_kr = agreed_kr + 1 WHERE settlement_month = '2007-02' AND rowid = "
        "(SELECT min(rowid) FROM bilateral_lines WHERE settlement_month = '2007-02' AND agreed_kr IS NOT NULL)",
        "UPDATE bilateral_lines SET advisory_kr = advisory_kr + 1 WHERE rowid = (SELECT max(rowid) FROM bilateral_lines)",
        "DELETE FROM bilateral_ledger WHERE entry_no = (SELECT max(entry_no) FROM bilateral_ledger)",
    ],
)
def test_marts_that_do_not_add_up_leave_the_old_statements_in_place(bilateral, tmp_path, tampering):
    home = Home(tmp_path / "home")
    shutil.copytree(bilateral.home.folder, home.folder)
    with duckdb.connect(str(home.marts)) as marts:
        marts.execute(tampering)
    folder = home.folder / "statements" / "2007-02" / "provisional"
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    with home.held("test"), pytest.raises(IntegrityFailed, match="none was put in place"):
        make_statements(home, MONTH, "provisional")
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before
