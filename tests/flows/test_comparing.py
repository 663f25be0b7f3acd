"""Agreements compared, from files to page: what holds is what the marts say, and what cannot be compared is refused."""

import csv
import re
from decimal import Decimal
from typing import NamedTuple

import duckdb
import polars as pl
import pytest

from flows.comparing import Asked, compare_agreements, write_choice
from flows.failures import WrongUsage
from flows.settle_month import Order, settle_month
from tests.given import delivery, facts_folder
from tests.municipal import municipal_tables, write_municipal
from transforms.alternative_terms import AS_AGREED

OUTPATIENTS = """
    patient | municipality | hospital | visited_on | services | ended_on
    --------+--------------+----------+------------+----------+-----------
    1       | 0101         | 1301     | 2007-03-05 | BLNA     | 2007-03-31
    2       | 0101         | 1301     | 2007-03-06 | BLNR     | 2007-03-31
    3       | 0101         | 7601     | 2007-03-06 | BLNA     | 2007-03-31
    4       | 0147         | 1301     | 2007-03-07 | BLNA     | 2007-03-31
"""

COURSES = """
    patient | municipality | institution | institution_municipality | ended_on   | diagnosis_group
    --------+--------------+-------------+--------------------------+------------+----------------
    1       | 0101         | GK0101      | 0101                     | 2007-03-20 |
    5       | 0101         | GK0147      | 0147                     | 2007-03-20 | 01
    6       | 0101         | GK0751      | 0751                     |            | 01
"""

SERVICES = """
    course_id | service_on | minutes
    ----------+------------+--------
    1         | 2007-03-05 | 90
    1         | 2007-03-12 | 45
    2         | 2007-03-05 | 20
    2         | 2007-03-12 | 45
    3         | 2007-03-12 | 60
"""

OWN = """
    price_list | item   | amount_kr | unit   | valid_from
    -----------+--------+-----------+--------+-----------
    OWN-0101   | hour   | 400.00    | hour   | 2007-01-01
    HOURS      | hour   | 508.00    | hour   | 2007-01-01
    COURSE     | course | 3500.00   | course | 2007-01-01
"""

AGREED = """
    agreement_id | payer | supplier_kind | supplier | service_scope | model    | price_list | step_minutes
    -------------+-------+---------------+----------+---------------+----------+------------+-------------
    H            | 1084  | region        | 1084     | general       | drg      |            |
    M            | 1084  | municipality  | 1084     | general       | per_hour | HOURS      | 15
"""


class Settled(NamedTuple):
    """A home with both registers settled."""

    home: object

    def query(self, sql):
        with duckdb.connect(str(self.home / "marts" / "genopt.duckdb"), read_only=True) as marts:
            return marts.execute(sql).fetchall()

    def compared(self, **asked):
        return compare_agreements(Asked(self.home, **({"month": "2007-03", "payer": "0101"} | asked)))


@pytest.fixture(scope="module")
def settled(tmp_path_factory) -> Settled:
    folder = tmp_path_factory.mktemp("compared")
    facts = facts_folder(agreements=AGREED, agreement_prices=OWN, packages="price_list\n")
    (folder / "lpr2").mkdir()
    (folder / "ges").mkdir()
    hospitals = delivery(folder / "lpr2", outpatients=OUTPATIENTS)
    towns = write_municipal(folder / "ges", municipal_tables(COURSES, SERVICES))
    for given in (hospitals, towns):
        settle_month(Order("2007-03", given, folder / "home", facts, is_verified=False, max_rejected_share=1.0))
    return Settled(folder / "home")


def test_what_holds_is_to_the_oere_what_the_marts_say_per_supplier_and_together(settled):
    for payer in ("0101", "0147"):
        sums = settled.compared(payer=payer).suppliers.filter(pl.col("alternative") == AS_AGREED)
        found = {(kind, supplier): kr for kind, supplier, kr in sums.select("supplier_kind", "supplier", "kr").rows()}
        marts = settled.query(
            f"""SELECT supplier_kind, supplier, sum(agreed_kr) FROM bilateral_visits
            WHERE payer = '{payer}' AND activity_month = '2007-03' AND standing <> 'own_production' GROUP BY ALL"""
        )
        assert len(marts) >= 1
        assert found == {(kind, supplier): kr for kind, supplier, kr in marts} | {
            (None, None): sum(kr for *_, kr in marts if kr is not None)
        }


def test_the_same_activity_under_other_models_worked_by_hand(settled):
    sums = settled.compared().suppliers
    found = {(row["alternative"], row["supplier"]): row["kr"] for row in sums.rows(named=True)}
    assert found[AS_AGREED, "1084"] == Decimal(640 + 855)
    assert found[AS_AGREED, "0147"] == Decimal("635.00")  # 30 and 45 minutes at 508
    assert found[AS_AGREED, "1082"] is None
    assert found["drg_less_percent 10", "1084"] == Decimal("1345.50")
    assert found["per_hour HOURS", "0147"] == Decimal("550.33")  # 20 minutes 169.33, 45 minutes 381.00
    assert found["per_hour HOURS", "1084"] is None
    assert found["per_course COURSE", "1084"] == Decimal(7000)
    assert found["per_course COURSE", "0751"] == Decimal(0)
    assert found["per_course COURSE", None] == Decimal(3500 * 4)


def test_own_production_is_laid_beside_what_is_bought_at_the_municipalitys_own_hourly_price(settled):
    (own,) = settled.compared().own.rows(named=True)
    assert (own["visits"], own["courses"], own["kr"]) == (2, 1, Decimal("900.00"))
    assert (own["visit_kr"], own["course_kr"]) == (Decimal("450.00"), Decimal("900.00"))
    assert settled.compared(payer="0147").own.is_empty()
    volume = settled.compared().volume
    assert dict(volume.select("source", "visits").rows()) == {
        "own_production": 2,
        "region": 2,
        "municipality": 2,
        "no_agreement": 2,
    }


def test_alternatives_of_a_file_take_the_place_of_those_of_the_facts(settled, tmp_path):
    given = tmp_path / "alternatives.csv"
    given.write_text("name,model,price_list,step_minutes\nhalf hours,per_hour,HOURS,30\n")
    sums = settled.compared(alternatives=given).suppliers
    assert sums["alternative"].unique().sort().to_list() == [AS_AGREED, "half hours"]
    (kr,) = sums.filter((pl.col("alternative") == "half hours") & (pl.col("supplier") == "0147"))["kr"]
    assert kr == Decimal("762.00")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"payer": "9999"}, "--payer is no municipality"),
        ({"month": "2007-02"}, "holds no settlement of 2007-02"),
        ({"month": "2007-13"}, "MONTH is not a month"),
        ({"own_prices": "NONE"}, "hold no price list NONE"),
    ],
)
def test_what_cannot_be_compared_is_wrong_usage(settled, asked, said):
    with pytest.raises(WrongUsage, match=said):
        settled.compared(**asked)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,price_list\na,HOURS\n", "lacks the column model"),
        ("name,model\n", "lacks rows"),
        ("name,model,price_list\na,per_hour,NONE\n", "row 1, price_list is none in agreement_prices"),
    ],
)
def test_alternatives_that_cannot_be_read_are_wrong_usage(settled, tmp_path, text, said):
    given = tmp_path / "alternatives.csv"
    given.write_text(text)
    with pytest.raises(WrongUsage, match=said):
        settled.compared(alternatives=given)


def test_a_comparison_is_written_as_a_page_or_a_table_and_holds_no_citizen(settled, tmp_path):
    choice = settled.compared()
    page = write_choice(choice, tmp_path / "c.html").read_text()
    table = write_choice(choice, tmp_path / "c.csv").read_text()
    for text in (
        "Hvad ville vi betale?",
        "Egen produktion eller køb?",
        "Befordringsudgifter",
        "ingen minutter leveret",
    ):
        assert text in page
    assert "550,33" in page
    assert not re.search(r"[0-9]{6}-?[0-9]{4}", page + table)
    rows = list(csv.DictReader(table.splitlines()))
    assert {row["kr"] for row in rows if row["alternative"] == "per_hour HOURS" and row["supplier"] == "1084"} == {""}
    with pytest.raises(WrongUsage, match=r"\.html or \.csv"):
        write_choice(choice, tmp_path / "c.pdf")
