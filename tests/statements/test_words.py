"""Whatever the program may have to say of a fact, a reason or a reading, it says in Danish."""

from datetime import date
from decimal import Decimal

import pytest

from flows.statements.uncertainty import OF_READING, OF_ROLE, find_schemes
from reports.danish import name_month, write_change, write_day, write_number
from reports.doubts import BILATERAL_READINGS, FACTS, POLICIES, READINGS, name_doubt
from reports.statements.bilateral import words
from reports.statements.words import IN_SHORT, REASONS, SECTIONS, STATUS, name_period
from schemas.agreements import MODELS, SUPPLIER_KINDS
from schemas.bilateral import BilateralLedger
from schemas.dated import STATUSES
from schemas.facts import ROLES, SCHEMES
from transforms.assumptions import READINGS as ALL_READINGS
from transforms.bilateral_assumptions import READINGS as AGREED_READINGS
from transforms.bilateral_events import HOSPITALS, MUNICIPALITIES
from transforms.comparing import CHANGES
from transforms.dated import KEYS
from transforms.policies import ALL_DEFAULTS


def test_every_reason_status_scheme_and_fact_has_words():
    assert set(REASONS) == set(CHANGES)
    assert set(STATUS) == set(STATUSES) - {"confirmed"}
    assert set(SECTIONS) == {*SCHEMES, "opted_out"} == set(IN_SHORT) - {"corrections"}
    assert set(FACTS) == set(KEYS) - {"policies", "population"}


def test_every_policy_and_every_reading_has_words_and_schemes():
    assert set(POLICIES) == {policy for policy, _ in ALL_DEFAULTS}
    for policy, scheme in ALL_DEFAULTS:
        said = name_doubt("policies", f"{policy} {scheme or '-'} 2007-01-01")
        assert said == POLICIES[policy].format(policy, said.rpartition("(")[2].rstrip(")"))
    assert set(READINGS) == set(OF_READING) == {name for _, name in ALL_READINGS}
    assert set(OF_ROLE) == set(ROLES) - {"no_plan_needed", "fee_supplement"}


@pytest.mark.parametrize(
    ("fact", "key", "schemes"),
    [
        ("policies", "plan_required inpatient 2007-01-01", ("inpatient",)),
        ("policies", "plan_required specialised_outpatient", ("specialised_outpatient",)),
        ("policies", "stay_gap_days - 2007-01-01", ("inpatient",)),
        ("policies", "municipal_rounding - 2007-01-01", ()),
        ("hospitals", "1301 1976-04-01", ()),
        ("registration_codes", "X 2004-01-01", ("general_outpatient",)),
        ("R9", "dearest_tariff_of_a_stay", ("inpatient",)),
    ],
)
def test_an_assumption_reaches_the_schemes_that_it_may_matter_for(fact, key, schemes):
    assert find_schemes(fact, key, {"X 2004-01-01": "start_general"}) == schemes


def test_numbers_days_and_months_are_written_in_danish():
    assert write_number(Decimal("1234567.50"), 2) == "1.234.567,50"
    assert write_number(Decimal("-1234"), 0) == "\N{MINUS SIGN}1.234"
    assert write_change(Decimal("1"), 0) == "+1"
    assert write_change(Decimal("-1"), 0) == "\N{MINUS SIGN}1"
    assert write_day(date(2007, 4, 10)) == "10. april 2007"
    assert name_month("2007-03") == "marts 2007"
    assert name_period("2007-12", "provisional", "final") == "december 2007, foreløbig"
    assert name_period("2006-12", "final", "final") == "december 2006"


def test_every_model_unit_decision_and_reason_of_the_bilateral_settlement_has_words():
    assert set(words.MODELS) == set(MODELS)
    assert set(words.KINDS) == set(SUPPLIER_KINDS)
    assert set(words.REGISTERS) == {HOSPITALS, MUNICIPALITIES}
    assert set(words.SECTIONS) < set(words.ABOUT)
    assert set(BILATERAL_READINGS) == {name for _, name in AGREED_READINGS}
    reasons = BilateralLedger.to_schema().columns["reason"].description
    assert all(reason in reasons for reason in set(words.REASONS) - {"added"})
    units = BilateralLedger.to_schema().columns["units"].description
    assert all(unit in units for unit in words.UNITS)
