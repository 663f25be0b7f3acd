"""The price of a municipal course: one price per finished course (KL memo 2006, section 3.2), booked once, whatever is delivered when."""

# fmt: off

from decimal import Decimal

import duckdb
import pytest

from flows.audit import audit_month
from flows.bilateral_explaining import explain_visit
from flows.failures import FactsIncomplete
from flows.home import Home
from flows.settle_month import Order, settle_month
from reports.bilateral_explanation import describe_visit
from reports.run_summary import as_plain_text
from tests.given import facts_folder
from tests.municipal import municipal_tables, write_municipal

BY_COURSE = """
    agreement_id | payer | supplier_kind | supplier | service_scope | model      | price_list | valid_from | valid_to
    -------------+-------+---------------+----------+---------------+------------+------------+------------+-----------
    COURSE       | 0101  | municipality  | 0147     | general       | per_course | L          | 2007-01-01 |
"""
TO_TARIFFS = """
    agreement_id | payer | supplier_kind | supplier | service_scope | model      | price_list | valid_from | valid_to
    -------------+-------+---------------+----------+---------------+------------+------------+------------+-----------
    COURSE       | 0101  | municipality  | 0147     | general       | per_course | L          | 2007-01-01 | 2007-03-14
    TARIFF       | 0101  | municipality  | 0147     | general       | drg        |            | 2007-03-15 |
"""
FROM_TARIFFS = TO_TARIFFS.replace("COURSE       |", "X            |").replace("per_course | L   ", "drg        |     ").replace(
    "TARIFF       | 0101  | municipality  | 0147     | general       | drg        |  ",
    "COURSE       | 0101  | municipality  | 0147     | general       | per_course | L").replace("X  ", "TARIFF")
PRICES = """
    price_list | item   | amount_kr | unit
    -----------+--------+-----------+-------
    L          | course | 3500.00   | course
"""
A_COURSE = """
    course_id | patient | municipality | institution | institution_municipality | number_kind | plan_issued_on | ended_on | diagnosis_group
    C         | 1       | {town}       | GK0147      | 0147                     | sor         | {plan}         | {ended}  | {group}
"""
ON_DAYS = "course_id | service_on | sks_code\n"
OWED = "SELECT event_id, agreement_id, visits, quantity, agreed_kr FROM bilateral_visits ORDER BY ALL"
BOOKED = "SELECT sum(quantity), sum(agreed_kr) FROM bilateral_ledger"
PRICE = Decimal("3500.00")
ONE = Decimal("1.00")


class Courses:
    """A home that settles deliveries of one course of a citizen, month after month."""

    def __init__(self, folder) -> None:
        self.folder, self.home, self.agreements = folder, Home(folder / "home"), BY_COURSE

    def settle(self, month, *days, ended="", plan="2007-02-20", period="", town="0101", group="", institutions="", prices=PRICES, **how):
        given = self.folder / f"delivery-{len(list(self.folder.iterdir()))}"
        given.mkdir()
        services = ON_DAYS + "\n".join(f"C | {day} | BLNA" for day in days)
        tables = municipal_tables(A_COURSE.format(plan=plan, ended=ended, town=town, group=group), services)
        write_municipal(given, tables, period=period or month)
        facts = {"agreements": self.agreements, "agreement_prices": prices}
        facts |= {"institutions": institutions} if institutions else {}
        return settle_month(Order(month, given, self.home.folder, facts_folder(**facts), **how))

    def query(self, sql):
        with duckdb.connect(str(self.home.marts), read_only=True) as marts:
            return marts.execute(sql).fetchall()


@pytest.fixture
def courses(tmp_path):
    return Courses(tmp_path)


def test_a_course_that_ends_after_the_month_of_its_last_visit_is_paid_though_the_visit_is_not_delivered_again(courses):
    courses.settle("2007-03", "2007-03-05")
    assert courses.query(BOOKED) == [(Decimal("0.00"), Decimal("0.00"))]
    courses.settle("2007-04", ended="2007-04-02")
    assert courses.query(OWED) == [
        ("F:C", "COURSE", 0, ONE, PRICE),
        ("G:C:2007-03-05", "COURSE", 1, Decimal("0.00"), Decimal("0.00")),
    ]


def test_a_course_is_paid_across_the_turn_of_a_year(courses):
    courses.settle("2007-12", "2007-12-20", plan="2007-12-01")
    courses.settle("2008-01", plan="2007-12-01", ended="2008-01-04")
    assert courses.query(BOOKED) == [(ONE, PRICE)]
    booked = "SELECT settlement_month, activity_month FROM bilateral_ledger WHERE event_id = 'F:C'"
    assert courses.query(booked) == [("2008-01", "2008-01")]


def test_a_course_whose_end_moves_is_paid_once_also_where_the_later_delivery_does_not_reach_back(courses):
    courses.settle("2007-03", "2007-03-05", ended="2007-03-20")
    courses.settle("2007-04", "2007-04-10", ended="2007-04-12")
    booked = """SELECT settlement_month, entry_type, activity_date::VARCHAR, agreed_kr, reason FROM bilateral_ledger
        WHERE event_id = 'F:C' ORDER BY entry_no"""
    assert courses.query(booked) == [
        ("2007-03", "charge", "2007-03-20", PRICE, None),
        ("2007-04", "reversal", "2007-03-20", -PRICE, "activity_changed"),
        ("2007-04", "charge", "2007-04-12", PRICE, "activity_changed"),
    ]
    assert courses.query(BOOKED) == [(ONE, PRICE)]
    assert len(courses.query("SELECT * FROM bilateral_visits WHERE event_id = 'F:C'")) == 1


def test_an_end_that_moves_there_and_back_is_paid_once(courses):
    courses.settle("2007-03", "2007-03-05", ended="2007-03-20")
    courses.settle("2007-04", ended="2007-04-02")
    courses.settle("2007-04", ended="2007-03-20")
    assert courses.query(BOOKED) == [(ONE, PRICE)]
    assert courses.query("SELECT activity_date::VARCHAR FROM bilateral_visits WHERE event_id = 'F:C'") == [("2007-03-20",)]
    courses.settle("2007-05", period="2007-04-01 2007-05-31", ended="2007-03-20")
    assert courses.query(BOOKED) == [(ONE, PRICE)]


def test_an_end_that_is_registered_late_is_paid_with_the_month_that_tells_of_it(courses):
    courses.settle("2007-03", "2007-03-05")
    courses.settle("2007-04", ended="2007-03-28")
    booked = "SELECT settlement_month, activity_month, agreed_kr FROM bilateral_ledger WHERE event_id = 'F:C'"
    assert courses.query(booked) == [("2007-04", "2007-03", PRICE)]
    assert explain_visit("F:C", courses.home, show_cpr=False).differences == []


def test_a_course_that_ended_before_the_home_began_was_settled_elsewhere(courses):
    courses.settle("2007-03", plan="2007-01-10", ended="2007-02-20")
    assert courses.query(OWED) == []


def test_a_course_that_is_opened_again_by_a_later_delivery_is_owed_no_more(courses):
    courses.settle("2007-03", "2007-03-05", ended="2007-03-20")
    courses.settle("2007-04", "2007-04-10")
    assert courses.query(BOOKED) == [(Decimal("0.00"), Decimal("0.00"))]
    assert courses.query("SELECT event_id FROM bilateral_visits ORDER BY 1") == [("G:C:2007-03-05",), ("G:C:2007-04-10",)]


def test_a_course_whose_citizen_moved_to_where_visits_are_priced_is_owed_no_more_as_a_course(courses):
    courses.agreements = BY_COURSE + BY_COURSE.splitlines()[-1].replace("COURSE  ", "TARIFF  ").replace(
        "0101", "0151").replace("per_course | L", "drg        |  ") + "\n"
    courses.settle("2007-03", "2007-03-05", ended="2007-03-20")
    courses.settle("2007-04", "2007-04-10", ended="2007-04-12", town="0151")
    assert courses.query("SELECT payer, sum(agreed_kr) FROM bilateral_ledger GROUP BY ALL ORDER BY ALL") == [
        ("0101", Decimal("0.00")), ("0151", Decimal("640.00")),
    ]


def test_a_course_without_a_visit_in_any_delivery_is_not_paid_whatever_its_window(courses):
    courses.settle("2007-02", plan="2007-02-20")
    courses.settle("2007-03", plan="2007-02-20", ended="2007-03-12")
    assert courses.query(OWED) == []


def test_a_price_that_ends_with_its_agreement_stops_the_courses_that_began_under_it(courses):
    courses.agreements = TO_TARIFFS.replace("per_course", "package   ")
    prices = PRICES.replace("course | 3500", "HIP    | 3500").replace("unit\n", "unit   | valid_to\n").replace(
        "| course\n", "| course | 2007-03-14\n")
    with pytest.raises(FactsIncomplete, match=r"L has no HIP in force on 2007-03-25"):
        courses.settle("2007-03", "2007-03-05", "2007-03-20", ended="2007-03-25", group="HIP", prices=prices)


def test_activity_on_a_day_without_tariff_codes_is_not_free(courses):
    with pytest.raises(FactsIncomplete, match="no code at all is in force on 2008-01-05"):
        courses.settle("2008-01", "2008-01-05")


def test_a_course_that_is_taken_up_again_in_its_month_is_owed_no_more(courses):
    courses.settle("2007-03", "2007-03-05", ended="2007-03-20")
    courses.settle("2007-03", "2007-03-05")
    assert courses.query(BOOKED) == [(Decimal("0.00"), Decimal("0.00"))]
    assert courses.query(OWED) == [("G:C:2007-03-05", "COURSE", 1, Decimal("0.00"), Decimal("0.00"))]


def test_a_course_that_was_paid_in_a_closed_year_is_not_paid_again_when_its_end_moves_into_the_next(courses):
    courses.settle("2007-12", "2007-12-20", plan="2007-12-01", ended="2007-12-28", period="2007-01-01 2007-12-31", is_final=True)
    courses.settle("2008-01", plan="2007-12-01", ended="2008-01-04")
    assert courses.query(BOOKED) == [(ONE, PRICE)]
    after = "SELECT event_id, change, agreed_kr FROM bilateral_after_final"
    assert courses.query(after) == [("F:C", "activity_changed", Decimal("0.00"))]


def test_a_course_that_moves_back_into_a_closed_year_is_owed_no_more_and_told_after_the_final_round(courses):
    courses.settle("2007-12", "2007-12-20", plan="2007-12-01", period="2007-01-01 2007-12-31", is_final=True)
    courses.settle("2008-01", plan="2007-12-01", ended="2008-01-04")
    courses.settle("2008-01", "2007-12-20", plan="2007-12-01", ended="2007-12-28", period="2007-12-01 2008-01-31")
    assert courses.query(BOOKED) == [(Decimal("0.00"), Decimal("0.00"))]
    after = "SELECT event_id, change, agreed_kr FROM bilateral_after_final"
    assert courses.query(after) == [("F:C", "added", PRICE)]


def test_a_course_of_the_period_without_a_visit_was_never_held_and_is_not_paid(courses):
    courses.settle("2007-03", plan="2007-03-02", ended="2007-03-20")
    assert courses.query(OWED) == []


@pytest.mark.parametrize(("agreements", "owed"), [
    (TO_TARIFFS, [("F:C", "COURSE", 0, PRICE), ("G:C:2007-03-05", "COURSE", 1, 0), ("G:C:2007-03-20", "COURSE", 1, 0)]),
    (FROM_TARIFFS, [("G:C:2007-03-05", "TARIFF", 1, 640), ("G:C:2007-03-20", "TARIFF", 1, 640)]),
    (TO_TARIFFS.rpartition("    TARIFF")[0],
     [("F:C", "COURSE", 0, PRICE), ("G:C:2007-03-05", "COURSE", 1, 0), ("G:C:2007-03-20", "COURSE", 1, 0)]),
])
def test_a_course_stays_under_what_stood_as_it_began_so_nothing_is_paid_twice_or_not_at_all(courses, agreements, owed):
    courses.agreements = agreements
    courses.settle("2007-03", "2007-03-05", "2007-03-20", ended="2007-03-25")
    assert courses.query(OWED.replace("quantity, ", "")) == owed


def test_a_course_begun_after_the_change_is_priced_by_the_new_agreement(courses):
    courses.agreements = FROM_TARIFFS
    courses.settle("2007-03", "2007-03-20", plan="2007-03-16", ended="2007-03-25")
    assert courses.query(BOOKED) == [(ONE, PRICE)]


CHANGED_HANDS = """
    institution | number_kind | name   | supplier_kind | supplier | municipality | valid_from | valid_to
    ------------+-------------+--------+---------------+----------+--------------+------------+-----------
    GK0147      | sor         | Center | private       | P1       | 0147         | 2007-01-01 | 2007-03-14
    GK0147      | sor         | Center | municipality  | 0147     | 0147         | 2007-03-15 | 2007-03-22
"""


def test_an_institution_that_changes_hands_in_mid_course_is_owed_by_whose_it_is_on_the_day(courses):
    courses.settle("2007-03", "2007-03-05", "2007-03-20", ended="2007-03-25", institutions=CHANGED_HANDS)
    by_day = "SELECT event_id, supplier_kind, supplier, standing, agreed_kr FROM bilateral_visits ORDER BY ALL"
    assert courses.query(by_day) == [
        ("F:C", "municipality", "0147", "agreed", PRICE),
        ("G:C:2007-03-05", "private", "P1", "no_agreement", None),
        ("G:C:2007-03-20", "municipality", "0147", "agreed", Decimal("0.00")),
    ]


def test_a_finished_course_is_no_visit_and_no_citizen_of_its_month(courses):
    courses.settle("2007-03", "2007-03-05")
    courses.settle("2007-04", ended="2007-04-02")
    assert courses.query("SELECT activity_month, visits, persons, agreed_kr FROM municipal_activity ORDER BY ALL") == [
        ("2007-03", 1, 1, Decimal("0.00")), ("2007-04", 0, 0, PRICE),
    ]
    assert courses.query("SELECT sum(visits), sum(quantity), sum(agreed_kr) FROM bilateral_lines") == [(1, ONE, PRICE)]
    of_april = "SELECT count(*) FROM indicators WHERE indicator LIKE 'municipal%' AND period = '2007-04'"
    assert courses.query(of_april) == [(0,)]


def test_a_finished_course_is_explained_and_audited(courses):
    courses.settle("2007-03", "2007-03-05")
    courses.settle("2007-04", ended="2007-04-02")
    told = explain_visit("F:C", courses.home, show_cpr=False)
    words = as_plain_text(describe_visit(told))
    assert told.differences == []
    assert "Finished course (afsluttet forløb) F:C: on 2007-04-02 at GK0147" in words
    assert "OWED UNDER AN AGREEMENT: 3,500.00 kr by agreement COURSE" in words
    assert "course C, plan general of 2007-02-20, until 2007-04-02" in words
    assert audit_month(courses.home, "2007-04", None, register="ges").is_identical
