"""Agreements: whom they are between, when they hold, and that two never hold at once. KL memo 2006, sections 1 and 4.2."""

# fmt: off

from dataclasses import replace

import polars as pl
import pytest

from tests.agreed import drawn_facts
from tests.drawn import assert_same, table
from transforms.agreements import add_agreement, expand_agreements
from transforms.proving_agreements import prove_no_double_agreement

MUNICIPALITIES = """
    municipality | name | region | valid_from | valid_to
    -------------+------+--------+------------+-----------
    0001         | A    | 1001   | 2007-01-01 |
    0002         | B    | 1001   | 2007-01-01 |
    0003         | C    | 1001   | 2007-01-01 | 2007-06-30
    0003         | C    | 1002   | 2007-07-01 |
    0004         | D    | 1002   | 2007-01-01 |
"""
"""Four municipalities of two regions; the third changes region in July."""


def agreed(agreements):
    """Facts with drawn agreements between the four municipalities."""
    return replace(drawn_facts(agreements=agreements), municipalities=table(MUNICIPALITIES))


def expanded(agreements):
    """Drawn agreements as pairs."""
    return expand_agreements(agreed(agreements)).collect()


def test_a_region_in_place_of_a_municipality_stands_for_each_of_its_own_and_none_is_its_own_supplier():
    assert_same(expanded("""
        payer | supplier_kind | supplier | valid_from | valid_to
        ------+---------------+----------+------------+-----------
        1001  | municipality  | 1001     | 2007-01-01 | 2007-05-31
    """), """
        payer | supplier_kind | supplier | valid_from | valid_to
        ------+---------------+----------+------------+-----------
        0001  | municipality  | 0002     | 2007-01-01 | 2007-05-31
        0001  | municipality  | 0003     | 2007-01-01 | 2007-05-31
        0002  | municipality  | 0001     | 2007-01-01 | 2007-05-31
        0002  | municipality  | 0003     | 2007-01-01 | 2007-05-31
        0003  | municipality  | 0001     | 2007-01-01 | 2007-05-31
        0003  | municipality  | 0002     | 2007-01-01 | 2007-05-31
    """)


def test_a_municipality_is_in_its_regions_agreement_for_as_long_as_it_lies_there():
    assert_same(expanded("""
        payer | supplier_kind | supplier | valid_from | valid_to
        ------+---------------+----------+------------+-----------
        1002  | municipality  | 0001     | 2006-01-01 |
        0003  | municipality  | 0004     | 2006-01-01 |
    """), """
        payer | supplier_kind | supplier | valid_from | valid_to
        ------+---------------+----------+------------+-----------
        0003  | municipality  | 0001     | 2007-07-01 |
        0004  | municipality  | 0001     | 2007-01-01 |
        0003  | municipality  | 0004     | 2007-01-01 | 2007-06-30
        0003  | municipality  | 0004     | 2007-07-01 |
    """)


def test_regions_and_private_suppliers_stay_as_they_are():
    assert_same(expanded("""
        payer | supplier_kind | supplier | valid_from | valid_to
        ------+---------------+----------+------------+-----------
        1002  | region        | 1001     | 2007-07-01 | 2007-12-31
        0001  | private       | CLINIC   | 2007-01-01 |
    """), """
        payer | supplier_kind | supplier | valid_from | valid_to
        ------+---------------+----------+------------+-----------
        0003  | region        | 1001     | 2007-07-01 | 2007-12-31
        0004  | region        | 1001     | 2007-07-01 | 2007-12-31
        0001  | private       | CLINIC   | 2007-01-01 |
    """)


FOUND = """
    agreement_id | payer | supplier_kind | supplier | service_scope | model    | price_list | valid_from | valid_to
    -------------+-------+---------------+----------+---------------+----------+------------+------------+-----------
    SPRING       | 0001  | municipality  | 0002     | general       | per_hour | L          | 2007-01-01 | 2007-06-30
    AUTUMN       | 0001  | municipality  | 0002     | general       | drg      |            | 2007-08-01 | 2007-12-31
    SPECIAL      | 0001  | municipality  | 0002     | specialised   | drg      |            | 2007-01-01 |
    HOSPITAL     | 0001  | region        | 1001     | general       | drg      |            | 2007-01-01 |
"""


@pytest.mark.parametrize(("visit", "found"), [
    pytest.param("0001 | municipality | 0002 | general     | 2007-01-01", "SPRING", id="on the first day"),
    pytest.param("0001 | municipality | 0002 | general     | 2007-06-30", "SPRING", id="on the last day"),
    pytest.param("0001 | municipality | 0002 | general     | 2007-07-01", None, id="on the day after"),
    pytest.param("0001 | municipality | 0002 | general     | 2006-12-31", None, id="on the day before"),
    pytest.param("0001 | municipality | 0002 | general     | 2007-08-01", "AUTUMN", id="of the next period"),
    pytest.param("0001 | municipality | 0002 | specialised | 2007-07-01", "SPECIAL", id="of the other scope"),
    pytest.param("0002 | municipality | 0001 | general     | 2007-03-01", None, id="the other way"),
    pytest.param("0001 | municipality | 0001 | general     | 2007-03-01", None, id="its own centre"),
    pytest.param("0001 | region       | 1001 | general     | 2010-01-01", "HOSPITAL", id="of a region, open"),
    pytest.param("0001 | region       | 1001 | specialised | 2010-01-01", None, id="of a region, another scope"),
    pytest.param("0001 | private      | 0002 | general     | 2007-03-01", None, id="of another kind of supplier"),
    pytest.param("     | municipality | 0002 | general     | 2007-03-01", None, id="without a payer"),
])
def test_the_agreement_is_that_of_payer_supplier_scope_and_day(visit, found):
    visits = table(f"payer | supplier_kind | supplier | service_scope | activity_date\n{visit}")
    with_agreement = add_agreement(visits.lazy(), agreed(FOUND)).collect()
    assert with_agreement["agreement_id"].to_list() == [found]
    assert with_agreement.columns[5:] == ["agreement_id", "model", "price_list", "less_percent", "step_minutes", "price_level"]


DOUBLE = [
    ("0001 | municipality | 0002 | general     | 2007-06-30", True, "the last day of the other"),
    ("0001 | municipality | 0002 | general     | 2007-07-01", False, "the day after"),
    ("0001 | municipality | 0002 | specialised | 2007-01-01", False, "another scope"),
    ("0002 | municipality | 0001 | general     | 2007-01-01", False, "the other way"),
    ("0001 | private      | 0002 | general     | 2007-01-01", False, "another kind"),
    ("1001 | municipality | 0002 | general     | 2007-01-01", True, "the payer's region"),
    ("0001 | municipality | 1001 | general     | 2007-01-01", True, "the supplier's region"),
    ("1001 | municipality | 1001 | general     | 2007-01-01", True, "the region of both"),
    ("1002 | municipality | 1001 | general     | 2007-01-01", False, "another region"),
]


@pytest.mark.parametrize(("other", "is_double"), [row[:2] for row in DOUBLE], ids=[row[2] for row in DOUBLE])
def test_two_agreements_for_a_payer_a_supplier_and_a_scope_on_a_day_are_refused(other, is_double):
    facts = agreed(f"""
        agreement_id | payer | supplier_kind | supplier | service_scope | valid_from | valid_to
        -------------+-------+---------------+----------+---------------+------------+-----------
        ONE          | 0001  | municipality  | 0002     | general       | 2007-01-01 | 2007-06-30
        TWO          | {other} | 2007-12-31
    """)
    problems = prove_no_double_agreement(facts)
    assert bool(problems.height) == is_double
    assert problems.height <= 1
    if is_double:
        assert problems["problem"].str.contains("together with (ONE|TWO) for 0001 municipality 0002 general").all()


def test_a_double_agreement_is_named_by_its_own_first_day_and_the_first_day_of_both():
    """The third municipality lies in the second region from July."""
    assert_same(prove_no_double_agreement(agreed("""
        agreement_id | payer | supplier_kind | supplier | valid_from | valid_to
        -------------+-------+---------------+----------+------------+-----------
        ONE          | 0003  | municipality  | 0004     | 2007-05-01 |
        TWO          | 1002  | municipality  | 1002     | 2007-02-01 |
    """)), """
        fact       | row_key        | problem
        -----------+----------------+----------------------------------------------------------------------------
        agreements | TWO 2007-02-01 | is in force together with ONE for 0003 municipality 0004 general 2007-07-01
    """)


def test_expansion_does_not_depend_on_the_order_of_the_rows():
    facts = agreed(FOUND)
    turned = replace(facts, agreements=facts.agreements.reverse(), municipalities=facts.municipalities.reverse())
    assert expand_agreements(turned).collect().sort(pl.all()).equals(expand_agreements(facts).collect().sort(pl.all()))
