"""Conservation in the marts (R14): each figure that is changed behind genopt's back is found by the check that says so."""

# fmt: off

import pytest

from data.synthetic import simulate
from flows.connection import connect
from flows.facts import SHIPPED
from flows.home import Home
from flows.integrity import ALL_DAYS, CHECKS, find_violations, list_bilateral_checks
from flows.settle_month import Order, settle_month
from tests.flows.conftest import MONTH

ONE = "entry_no = (SELECT min(entry_no) FROM {mart})"
VISIT = "event_id = (SELECT min(event_id) FROM bilateral_visits WHERE event_id ^@ 'G:' AND standing = 'agreed')"
COURSE = "event_id = (SELECT min(event_id) FROM bilateral_visits WHERE event_id ^@ 'F:')"

SPOILED = {
    "UPDATE funnel SET rows = rows + 1 WHERE bucket = 'delivered' AND run_id = 'R0001'":
        "rows delivered are not rows accepted plus rejected",
    "DELETE FROM rejected_rows WHERE run_id = 'R0001'":
        "rejected rows in the funnel are not those listed",
    "UPDATE funnel SET rows = rows + 1 WHERE bucket = 'rehabilitation'":
        "rehabilitation events are not those charged plus those set aside",
    "UPDATE coded SET rehabilitation = rehabilitation + 1":
        "stays and visits of the months are not those of the funnel",
    "INSERT INTO charges BY NAME SELECT * REPLACE ('X' AS event_id) FROM charges LIMIT 1":
        "charges in the funnel are not those in the marts",
    "DELETE FROM set_aside":
        "set-asides in the funnel are not those in the marts",
    "INSERT INTO charges FROM charges LIMIT 1":
        "an event stands twice",
    "INSERT INTO control_list FROM control_list WHERE list <> 'general_outpatient'":
        "a control list holds a line twice",
    "UPDATE ledger SET entry_no = entry_no + 9 WHERE entry_no = (SELECT max(entry_no) FROM ledger)":
        "ledger entries are not numbered from 1 without gaps",
    f"UPDATE ledger SET hospital = 'X' WHERE {ONE.format(mart='ledger')}":
        "the ledger of some event is not its charge",
    f"UPDATE charges SET entry_no = 0 WHERE {ONE.format(mart='charges')}":
        "a charge does not name the entry that booked it",
    f"UPDATE charges SET payable_kr = payable_kr + 1 WHERE {ONE.format(mart='charges')}":
        "the ledger is not the sum of the charges",
    "UPDATE settlement_lines SET events = events + 1":
        "the lines are not the sum of the ledger",
    "UPDATE runs SET charges = charges + 1":
        "the run says that it booked something else than its entries",
    "UPDATE bilateral_ledger SET entry_no = entry_no + 9 WHERE entry_no = (SELECT max(entry_no) FROM bilateral_ledger)":
        "bilateral entries are not numbered from 1 without gaps",
    "INSERT INTO bilateral_visits FROM bilateral_visits WHERE event_id ^@ 'F:'":
        "a bilateral visit stands twice",
    f"UPDATE bilateral_visits SET standing = 'own_production' WHERE {VISIT}":
        "bilateral visits in the funnel are not those in the marts",
    f"UPDATE bilateral_visits SET services = services + 1 WHERE {VISIT}":
        "municipal services accepted are not those of the visits",
    f"UPDATE bilateral_ledger SET institution = 'X' WHERE {VISIT}":
        "the bilateral ledger of some visit is not what stands",
    f"UPDATE bilateral_visits SET agreed_kr = agreed_kr + 1, activity_date = '1999-01-01' WHERE {COURSE}":
        "the bilateral ledger of some visit is not what stands",
    f"UPDATE bilateral_visits SET run_id = 'R0000' WHERE {VISIT}":
        "a bilateral visit does not name the entry that booked it",
    f"UPDATE bilateral_visits SET run_id = 'R0000' WHERE {COURSE}":
        "a bilateral visit does not name the entry that booked it",
    f"UPDATE bilateral_visits SET agreed_kr = agreed_kr + 1, activity_date = '1999-01-01' WHERE {VISIT}":
        "the bilateral ledger is not the sum of what stands",
    "UPDATE bilateral_lines SET quantity = quantity + 1":
        "the bilateral lines are not the sum of their ledger",
    f"UPDATE bilateral_visits SET agreed_kr = NULL WHERE {VISIT}":
        "own production is owed, or something is owed without an agreement or a decision",
    "DELETE FROM bilateral_visits WHERE register_name = 'lpr2'":
        "a general outpatient visit of a hospital is charged for information and not settled bilaterally, or the other way round",
    f"UPDATE bilateral_visits SET activity_date = '1999-01-01' WHERE {VISIT}":
        "a run booked or changed something that it may not have changed",
    "INSERT INTO plans FROM plans LIMIT 1":
        "plans holds a key twice",
}
"""What somebody changed in the marts -> the check that must say so."""


@pytest.fixture(scope="module")
def marts(tmp_path_factory):
    """The marts of a month of both registers, open for whoever spoils them."""
    folder = tmp_path_factory.mktemp("both")
    for register in ("lpr2", "ges"):
        simulate(MONTH, 2000, 7, folder / register, SHIPPED, register)
        settle_month(Order(MONTH, folder / register, folder / "home"))
    with connect(Home(folder / "home").marts) as marts_db:
        yield marts_db


def find_all(marts):
    return {one.rpartition(": ")[0] for run in ("R0001", "R0002") for one in find_violations(marts, run)}


def test_marts_as_settled_add_up(marts):
    assert find_all(marts) == set()


@pytest.mark.parametrize("spoil", SPOILED)
def test_what_is_changed_is_found(marts, spoil):
    marts.execute("BEGIN")
    try:
        assert marts.execute(spoil).fetchone()[0] > 0
        assert SPOILED[spoil] in find_all(marts)
    finally:
        marts.execute("ROLLBACK")


def test_an_audit_looks_at_days_that_the_latest_run_did_not_compute(marts):
    """Own production is in no sum of the ledger: doubled on another day, only the look at all days finds it."""
    marts.execute("BEGIN")
    try:
        doubled = """INSERT INTO bilateral_visits BY NAME SELECT * REPLACE ('1999-01-01'::DATE AS activity_date, 'R0000' AS run_id)
            FROM bilateral_visits, range(2) WHERE standing = 'own_production' AND event_id ^@ 'G:' LIMIT 2"""
        marts.execute(doubled.replace("SELECT *", "SELECT * EXCLUDE (range)"))
        assert "a bilateral visit stands twice" not in find_all(marts)
        of_all_days = find_violations(marts, "R0002", ALL_DAYS)
        assert any(one.startswith("a bilateral visit stands twice: ") for one in of_all_days)
    finally:
        marts.execute("ROLLBACK")


def test_every_check_has_somebody_who_breaks_it():
    assert set(CHECKS) | set(list_bilateral_checks(ALL_DAYS)) <= set(SPOILED.values())
