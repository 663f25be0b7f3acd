"""Bilateral settlement from files to marts: municipal deliveries beside hospitals', corrections, sign-offs, audit and explanation."""

# fmt: off

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from flows.audit import audit_month
from flows.bilateral_explaining import explain_visit
from flows.explaining import explain_event
from flows.facts import read_facts
from flows.facts_editing import copy_shipped
from flows.failures import DeliveryRefused, WrongUsage
from flows.home import Home
from flows.settle_month import Order, settle_month
from reports.bilateral_explanation import describe_visit
from reports.run_summary import as_plain_text
from tests.flows.test_facts_editing import run as run_command
from tests.given import delivery, facts_folder
from tests.municipal import municipal_tables, write_municipal

AGREEMENTS = """
    agreement_id | payer | supplier_kind | supplier | service_scope | model        | price_list | less_percent | step_minutes | price_level
    -------------+-------+---------------+----------+---------------+--------------+------------+--------------+--------------+------------
    A-REGION     | 0101  | region        | 1084     | general       | drg          |            |              |              |
    A-BETWEEN    | 0101  | municipality  | 0147     | general       | per_hour     | L          |              | 15           |
"""
PRICES = """
    price_list | item | amount_kr | unit | price_level
    -----------+------+-----------+------+------------
    L          | hour | 508.00    | hour |
"""
COURSES = """
    patient | institution | institution_municipality | number_kind | ended_on
    --------+-------------+--------------------------+-------------+-----------
    1       | GK0101      | 0101                     | sor         | 2007-03-20
    2       | GK0147      | 0147                     | sor         | 2007-03-20
    3       | GK0151      | 0151                     | sor         | 2007-03-20
"""
SERVICES = """
    course_id | service_on | sks_code | minutes
    ----------+------------+----------+--------
    1         | 2007-03-05 | BLNA     | 30
    2         | 2007-03-05 | BLNA     | 20
    2         | 2007-03-05 | BVX      | 31
    2         | 2007-03-06 | BLNR     | 45
    3         | 2007-03-05 | BLNA     | 30
"""
VISITS = "SELECT event_id, standing, quantity, advisory_kr, agreed_kr FROM bilateral_visits WHERE register_name = 'ges' ORDER BY ALL"
AS_SETTLED = [
    ("G:1:2007-03-05", "own_production", None, Decimal("640.00"), None),
    ("G:2:2007-03-05", "agreed", Decimal("1.25"), Decimal("640.00"), Decimal("635.00")),
    ("G:2:2007-03-06", "agreed", Decimal("0.75"), Decimal("855.00"), Decimal("381.00")),
    ("G:3:2007-03-05", "no_agreement", None, Decimal("640.00"), None),
]
"""30 + 45 minutes as started quarters of 20 and 31, at 508 kr an hour; no decision yet."""


class Both:
    """A home that settles deliveries of hospitals and of municipalities."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, Home(folder / "home")

    def settle(self, delivery_folder, month="2007-03", decisions="", agreements=AGREEMENTS, **how):
        facts = facts_folder(agreements=agreements, agreement_prices=PRICES, **({"decisions": decisions} if decisions else {}))
        return settle_month(Order(month, delivery_folder, self.home.folder, facts, **how))

    def municipal(self, services=SERVICES, courses=COURSES, name="ges"):
        (self.folder / name).mkdir()
        return write_municipal(self.folder / name, municipal_tables(courses, services))

    def hospital(self, name):
        (self.folder / name).mkdir()
        return delivery(self.folder / name, outpatients="patient\n1")

    def query(self, sql):
        with duckdb.connect(str(self.home.marts), read_only=True) as marts:
            return marts.execute(sql).fetchall()


@pytest.fixture
def both(tmp_path):
    return Both(tmp_path)


def test_every_municipal_visit_is_own_production_or_owed_or_without_an_agreement(both):
    both.settle(both.municipal())
    assert both.query(VISITS) == AS_SETTLED


def test_nothing_of_it_is_collected_and_own_production_is_in_no_ledger(both):
    both.settle(both.municipal())
    assert both.query("SELECT count(*) FROM ledger") == both.query("SELECT count(*) FROM charges") == [(0,)]
    assert both.query("SELECT event_id FROM bilateral_ledger ORDER BY entry_no") == [(row[0],) for row in AS_SETTLED[1:]]
    lines = "SELECT payer, supplier, agreement_id, units, quantity, advisory_kr, agreed_kr FROM bilateral_lines ORDER BY ALL"
    assert both.query(lines) == [
        ("0101", "0147", "A-BETWEEN", "hour", Decimal("2.00"), Decimal("1495.00"), Decimal("1016.00")),
        ("0101", "0151", None, None, None, Decimal("640.00"), None),
    ]


def test_of_two_contacts_on_a_courses_last_day_both_engines_price_the_one_named_last(both):
    by_course = AGREEMENTS.replace("drg          |            |", "per_course   | C          |")
    prices = PRICES + "    C          | course | 3500.00   | course |\n"
    of_patients = "\n".join(["patient", *map(str, range(1, 10)), "1"])
    (both.folder / "lpr2").mkdir()
    given = delivery(both.folder / "lpr2", outpatients=of_patients)
    settle_month(Order("2007-03", given, both.home.folder, facts_folder(agreements=by_course, agreement_prices=prices)))
    owed = dict(both.query("SELECT event_id, agreed_kr FROM bilateral_visits"))
    assert (owed["V:1:2007-03-05"], owed["V:10:2007-03-05"]) == (Decimal("3500.00"), Decimal("0.00"))


def test_hospitals_and_municipalities_stand_beside_each_other_and_neither_run_touches_the_other(both):
    both.settle(both.hospital("lpr2"))
    before = both.query("FROM charges"), both.query("FROM ledger"), both.query("FROM settlement_lines")
    both.settle(both.municipal())
    assert (both.query("FROM charges"), both.query("FROM ledger"), both.query("FROM settlement_lines")) == before
    assert both.query(VISITS) == AS_SETTLED
    of_hospital = "SELECT supplier_kind, agreement_id, advisory_kr, agreed_kr FROM bilateral_visits WHERE register_name = 'lpr2'"
    assert both.query(of_hospital) == [("region", "A-REGION", Decimal("640.00"), Decimal("640.00"))]
    both.settle(both.hospital("again"))
    assert both.query(VISITS) == AS_SETTLED
    assert both.query("SELECT register_name, count(*) FROM runs GROUP BY ALL ORDER BY ALL") == [("ges", 1), ("lpr2", 2)]


def test_settling_the_same_again_books_nothing(both):
    folder = both.municipal()
    both.settle(folder)
    entries = both.query("FROM bilateral_ledger")
    both.settle(folder)
    assert both.query("FROM bilateral_ledger") == entries


def test_what_changes_is_reversed_with_its_reason_and_charged_again(both):
    both.settle(both.municipal())
    moved = SERVICES.replace("| 45", "| 46").replace("3         | 2007-03-05 | BLNA", "3         | 2007-03-07 | BLNA")
    both.settle(both.municipal(moved, name="later"))
    booked = "SELECT entry_type, event_id, agreed_kr, reason FROM bilateral_ledger WHERE run_id = 'R0002' ORDER BY entry_no"
    assert both.query(booked) == [
        ("reversal", "G:2:2007-03-06", Decimal("-381.00"), "activity_changed"),
        ("reversal", "G:3:2007-03-05", None, "withdrawn"),
        ("charge", "G:2:2007-03-06", Decimal("508.00"), "activity_changed"),
        ("charge", "G:3:2007-03-07", None, None),
    ]


def test_activity_without_an_agreement_is_on_its_control_list_until_a_person_signs_it_off(both):
    listed = "SELECT event_id, advisory_kr FROM control_list WHERE list = 'no_agreement' ORDER BY ALL"
    folder = both.municipal()
    both.settle(folder)
    assert both.query(listed) == [("G:3:2007-03-05", Decimal("640.00"))]
    decisions = """
        event_id       | decision | decided_by | why           | agreed_kr | valid_from
        ---------------+----------+------------+---------------+-----------+-----------
        G:3:2007-03-05 | accepted | a person   | agreed on it  | 500.00    | 2007-04-20
    """
    both.settle(folder, decisions=decisions)
    assert both.query(listed) == []
    booked = "SELECT entry_type, agreed_kr, decision, decided_by, decided_on, reason FROM bilateral_ledger WHERE run_id = 'R0002'"
    assert both.query(booked) == [
        ("reversal", None, None, None, None, "decided"),
        ("charge", Decimal("500.00"), "accepted", "a person", date(2007, 4, 20), "decided"),
    ]


SIGN_OFF = "sign-off --decision accepted --by Lis --why agreed --agreed-kr 400 --on 2007-04-20 --source mail"


def test_sign_off_writes_a_decision_of_what_is_on_the_homes_list_and_of_nothing_else(both, tmp_path):
    folder = copy_shipped(tmp_path / "facts")
    to = ["--facts", folder, "--home", both.home.folder]
    code, said = run_command(*SIGN_OFF.split(), "G:3:2007-03-05", *to)
    assert (code, "settle a month first" in said) == (2, True)
    both.settle(both.municipal())
    for event_id in ("G:2:2007-03-05", "G:1:2007-03-05", "G:3:2007-03-06"):
        code, said = run_command(*SIGN_OFF.split(), event_id, *to)
        assert (code, "is not on the control list no_agreement" in said) == (2, True)
    assert read_facts(folder).decisions.is_empty()
    assert run_command(*SIGN_OFF.split(), "G:3:2007-03-05", *to)[0] == 0
    assert read_facts(folder).decisions.drop("valid_from", "agreed_kr", "note").rows() == [
        ("G:3:2007-03-05", "accepted", "Lis", "agreed", None, "confirmed", "mail")
    ]


def test_a_run_names_the_decisions_on_visits_that_no_run_saw_and_masks_what_could_be_a_cpr_number(both):
    both.settle(both.municipal())
    decisions = """
        event_id                | decision | decided_by | why | valid_from
        ------------------------+----------+------------+-----+-----------
        G:3:2007-03-05          | refused  | a person   | x   | 2007-04-20
        G:2:2007-03-05          | refused  | a person   | x   | 2007-04-20
        G:33:2007-03-05         | refused  | a person   | x   | 2007-04-20
        G:6101070001:2007-03-05 | refused  | a person   | x   | 2007-04-20
    """
    (both.folder / "april").mkdir()
    tables = municipal_tables("course_id\n4", "course_id | service_on\n4 | 2007-04-05")
    april = write_municipal(both.folder / "april", tables, period="2007-04")
    summary = both.settle(april, month="2007-04", decisions=decisions)
    assert summary.unknown_decisions == ["G:33:2007-03-05", "G:**********:2007-03-05"]
    said = "Decisions on visits that nobody delivered (decisions.csv): G:33:2007-03-05, G:**********:2007-03-05"
    assert said in as_plain_text(summary.described())
    assert both.query("SELECT bucket, reason, rows FROM funnel WHERE step = 'decisions' AND run_id = 'R0002' ORDER BY ALL") == [
        ("not_of_this_window", "unknown_event", 2), ("not_of_this_window", None, 4), ("used", None, 0)
    ]


def test_a_real_delivery_does_not_see_placeholder_agreements(both):
    folder = both.hospital("lpr2")
    toml = folder / "delivery.toml"
    shipped = settle_month(Order("2007-03", folder, both.folder / "synthetic"))
    assert shipped.bilateral["standing"].to_list() == ["agreed"]
    toml.write_text(toml.read_text().replace("synthetic = true", "synthetic = false"))
    real_codes = (facts_folder() / "registration_codes.csv").read_text().replace("placeholder", "confirmed")
    facts = both.folder / "facts"
    facts.mkdir()
    for path in facts_folder().glob("*.csv"):
        (facts / path.name).write_text(path.read_text())
    (facts / "registration_codes.csv").write_text(real_codes)
    real = settle_month(Order("2007-03", folder, both.folder / "real", facts))
    assert real.bilateral["standing"].to_list() == ["no_agreement"]


def test_each_register_is_settled_in_its_own_order_and_never_from_an_older_delivery(both):
    both.settle(both.municipal())
    both.settle(both.hospital("lpr2"))
    with pytest.raises(WrongUsage, match="2007-03 is settled already"):
        both.settle(both.folder / "ges", month="2007-02")
    toml = both.folder / "ges" / "delivery.toml"
    toml.write_text(toml.read_text().replace("drawn_on = 2007-04", "drawn_on = 2007-01"))
    with pytest.raises(DeliveryRefused, match="before the latest one settled"):
        both.settle(both.folder / "ges")


def test_a_final_round_closes_the_year_of_its_register_alone(both):
    of_year = both.municipal()
    toml = of_year / "delivery.toml"
    toml.write_text(toml.read_text().replace("period_from = 2007-03-01", "period_from = 2007-01-01")
                    .replace("period_to = 2007-03-31", "period_to = 2007-12-31"))
    both.settle(of_year, month="2007-12", is_final=True)
    rows = (of_year / "genoptraening_procedurer.csv").read_text().replace(";45;", ";60;")
    (of_year / "genoptraening_procedurer.csv").write_text(rows)
    both.settle(of_year, month="2007-12")
    assert both.query(VISITS) == AS_SETTLED
    assert both.query("SELECT event_id, change, advisory_kr, agreed_kr FROM bilateral_after_final") == [
        ("G:2:2007-03-06", "activity_changed", Decimal("0.00"), Decimal("127.00"))
    ]


def test_an_audit_says_identical_and_explains_other_agreements_to_the_last_oere(both):
    both.settle(both.municipal())
    assert audit_month(both.home, "2007-03", None, register="ges").is_identical
    other = facts_folder(agreements=AGREEMENTS.replace("| 15 ", "| 60 "), agreement_prices=PRICES)
    audited = audit_month(both.home, "2007-03", None, facts=other, register="ges")
    assert not audited.is_identical
    assert audited.bilateral.differences.select("cause", "visits", "agreed_kr").rows() == [("facts", 2, Decimal("508.00"))]
    assert set(audited.bilateral.residual.values()) == {Decimal("0.00")}


def test_every_visit_is_explained_as_it_was_published(both):
    both.settle(both.municipal())
    both.settle(both.hospital("lpr2"))
    for event_id, standing, *_, agreed_kr in both.query(VISITS):
        told = explain_visit(event_id, both.home, show_cpr=False)
        words = as_plain_text(describe_visit(told))
        says = {"own_production": "OWN PRODUCTION", "agreed": f"{agreed_kr} kr by agreement", "no_agreement": "NO AGREEMENT"}
        assert told.differences == []
        assert says[standing] in words
        assert "610107" not in words
    ((event_id,),) = both.query("SELECT event_id FROM bilateral_visits WHERE register_name = 'lpr2'")
    assert explain_event(event_id, both.home, show_cpr=False).bilateral.stands["agreed_kr"] == Decimal("640.00")


def test_an_unknown_visit_is_said_to_be_none(both):
    both.settle(both.municipal())
    with pytest.raises(WrongUsage, match="There is no visit G:9:2007-03-05"):
        explain_visit("G:9:2007-03-05", both.home, show_cpr=False)


def test_a_run_says_that_it_relied_on_tariffs_and_on_a_placeholder_for_supplements(both):
    tables = municipal_tables(COURSES, SERVICES, "service_id | additional_code\n2 | TILLAEG")
    (both.folder / "ges").mkdir()
    assumed = both.settle(write_municipal(both.folder / "ges", tables)).assumptions
    relied_on = assumed.filter(fact="registration_codes").select("row_key", "status").rows()
    assert relied_on == [("TILLAEG 2004-01-01", "placeholder")]
    assert not both.settle(both.municipal(name="without")).assumptions["fact"].is_in(["registration_codes"]).any()
