"""Plans, indicators and free services of a home, settled month by month."""

from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows.facts import SHIPPED, read_facts
from flows.monitoring import read_publishable
from flows.settle_month import Order, settle_month
from tests.given import delivery


@dataclass
class MonthlyHome:
    folder: Path

    def settle(self, month, drawn, *, period="", stays="", **options):
        given = self.folder / f"delivery-{len(list(self.folder.iterdir()))}"
        given.mkdir()
        delivery(given, outpatients=drawn, stays=stays, period=period or month)
        order = Order(month, given, self.folder / "home", is_verified=False, max_rejected_share=1.0)
        settle_month(order._replace(**options))

    @property
    def marts(self):
        return self.folder / "home" / "marts" / "genopt.duckdb"

    def query(self, sql):
        with duckdb.connect(str(self.marts), read_only=True) as marts:
            return marts.execute(sql).fetchall()


@pytest.fixture
def home(tmp_path):
    return MonthlyHome(tmp_path)


MARCH = """
    patient | plan_on    | visited_on
    --------+------------+-----------
    1       | 2007-03-02 | 2007-03-05
    2       | 2007-03-02 | 2007-03-06
"""
APRIL = """
    patient | plan_on    | started_on | ended_on   | visited_on
    --------+------------+------------+------------+-----------
    1       | 2007-04-02 | 2007-04-01 | 2007-04-30 | 2007-04-05
"""
PUT_RIGHT = """
    patient | plan_on    | visited_on
    --------+------------+-----------
    1       | 2007-03-03 | 2007-03-05
"""
PLANS = "SELECT issued_on::VARCHAR, run_id FROM plans ORDER BY ALL"
VISITS = "SELECT period, value::INTEGER FROM indicators WHERE indicator = 'visits' AND area = 'DK' ORDER BY ALL"
BOTH_MONTHS = "2007-03-01 2007-04-30"
WHOLE_YEAR = "2007-01-01 2007-12-31"


def test_a_run_replaces_the_plans_of_its_days_and_keeps_the_others(home):
    home.settle("2007-03", MARCH)
    home.settle("2007-04", APRIL)
    assert home.query(PLANS) == [("2007-03-02", "R0001"), ("2007-03-02", "R0001"), ("2007-04-02", "R0002")]
    home.settle("2007-04", PUT_RIGHT, period=BOTH_MONTHS)
    assert home.query(PLANS) == [("2007-03-03", "R0003")]


def test_plans_of_a_closed_year_stay_as_they_were(home):
    home.settle("2007-12", PUT_RIGHT, period=WHOLE_YEAR)
    home.settle("2007-12", MARCH, period=WHOLE_YEAR, is_final=True)
    home.settle("2007-12", PUT_RIGHT, period=WHOLE_YEAR)
    assert home.query(PLANS) == [("2007-03-02", "R0002"), ("2007-03-02", "R0002")]
    plans = "SELECT value::INTEGER FROM indicators WHERE indicator = 'plans' AND period = '2007' AND area = 'DK'"
    assert home.query(plans) == [(2,)]


def test_a_trial_leaves_plans_and_indicators_as_they_were(home):
    home.settle("2007-03", MARCH)
    before = home.query(PLANS), home.query("FROM indicators ORDER BY ALL")
    home.settle("2007-03", PUT_RIGHT, is_trial=True)
    assert (home.query(PLANS), home.query("FROM indicators ORDER BY ALL")) == before


def test_plans_name_citizens_as_charges_do_and_hold_no_cpr(home):
    home.settle("2007-03", MARCH)
    assert home.query("SELECT count(DISTINCT person_key) FROM plans SEMI JOIN charges USING (person_key)") == [(2,)]
    assert home.query("SELECT count(*) FROM plans WHERE regexp_matches(plans::VARCHAR, '[0-9]{9}')") == [(0,)]


def test_indicators_are_made_anew_from_all_that_stands(home):
    home.settle("2007-03", MARCH)
    home.settle("2007-04", APRIL)
    assert home.query(VISITS) == [("2007", 3), ("2007-03", 2), ("2007-04", 1), ("2007-Q1", 2), ("2007-Q2", 1)]
    home.settle("2007-04", PUT_RIGHT, period=BOTH_MONTHS)
    assert home.query(VISITS) == [("2007", 1), ("2007-03", 1), ("2007-Q1", 1)]


def test_a_home_of_an_earlier_version_gets_the_new_marts_with_its_next_run(home):
    home.settle("2007-03", MARCH)
    with duckdb.connect(str(home.marts)) as marts:
        marts.execute("DROP TABLE plans; DROP TABLE indicators; DROP VIEW free_services")
    home.settle("2007-03", MARCH)
    assert len(home.query(PLANS)) == 2
    assert home.query("SELECT count(*) FROM free_services") == [(0,)]
    assert home.query(VISITS) == [("2007", 2), ("2007-03", 2), ("2007-Q1", 2)]


def test_what_may_leave_the_house_is_read_by_the_threshold_of_the_facts(home):
    home.settle("2007-03", MARCH)
    facts = read_facts(SHIPPED)
    publishable = read_publishable(home.marts, facts, "2007-03")
    assert publishable.filter(value=0)["persons"].max() == 0, "that nobody was there is nobody's secret"
    assert publishable.filter(pl.col("value") != 0)["is_suppressed"].all()
    assert publishable["is_suppressed"].sum() > 50
    lower = pl.when(pl.col("policy") == "suppression_threshold").then(pl.lit("1")).otherwise("value").alias("value")
    shown = read_publishable(home.marts, replace(facts, policies=facts.policies.with_columns(lower)), "2007-03")
    assert not shown["is_suppressed"].any()


def test_free_services_are_those_without_a_plan_at_the_tariff_they_would_have_had(home):
    home.settle(
        "2007-03",
        """
        patient | plan_on    | visited_on | municipality | services
        --------+------------+------------+--------------+---------
        1       |            | 2007-03-05 | 0101         | BLNA
        1       |            | 2007-03-06 | 0101         | BLNR
        2       |            | 2007-03-06 | 0101         | BLNA
        3       |            | 2007-03-06 | 0147         | BLNA
        4       | 2007-03-02 | 2007-03-06 | 0147         | BLNA
        """,
        stays="patient | municipality\n5 | 0101",
    )
    assert home.query("FROM free_services ORDER BY ALL") == [
        ("2007-03", "1084", "1301", "0101", 3, 2, 2135, None, None, None),
        ("2007-03", "1084", "1301", "0147", 1, 1, 640, None, None, None),
    ]
