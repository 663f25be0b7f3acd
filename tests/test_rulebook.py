"""The rulebook is what the code, the facts and the tests say today, and every rule has its place in it."""

import json
import re

import pytest

from flows.facts import SHIPPED, read_facts
from flows.rulebook import REPORTS, read_rulebook, read_texts
from reports.rulebook_page import as_json, as_markdown, describe_rules
from reports.rules_in_code import find_engine_parts, find_homes, find_tests, first_sentence, name_rules
from tests.given import facts_folder, facts_read_once
from transforms.policies import CONTROL_DEFAULTS, DEFAULTS
from transforms.screening import SET_ASIDE

RULEBOOK = read_rulebook()
RULES = {rule["rule"]: rule for rule in RULEBOOK["rules"]}


def test_the_rulebook_is_fresh_else_make_rulebook():
    assert (REPORTS / "rulebook.md").read_text(encoding="utf-8") == as_markdown(RULEBOOK)
    assert (REPORTS / "rulebook.json").read_text(encoding="utf-8") == as_json(RULEBOOK)
    assert json.loads(as_json(RULEBOOK)) == RULEBOOK


def test_every_rule_has_a_source_a_home_and_tests():
    assert list(RULES) == [f"R{number}" for number in range(1, 15)]
    for name, rule in RULES.items():
        assert rule["title"], name
        assert rule["says"], name
        assert re.search(rf"\b{name}\b", rule["source"]), name
        assert rule["homes"], name
        assert len(rule["tests"]) >= 3, name


@pytest.mark.parametrize("name", [f"R{number}" for number in range(1, 13)])
def test_every_rule_of_an_event_is_told_again_in_sql(name):
    assert RULES[name]["second_engine"]


def test_a_rule_rests_on_the_facts_that_its_code_reads():
    assert {name: rule["facts"]["tables"] for name, rule in RULES.items() if rule["facts"]["tables"]} == {
        "R2": ["policies"],
        "R4": ["tariff_codes", "tariffs"],
        "R5": ["registration_codes"],
        "R6": ["registration_codes"],
        "R8": ["policies"],
        "R9": ["tariff_codes", "tariffs", "policies"],
        "R10": ["shares", "tariff_codes", "tariffs", "policies"],
        "R11": ["opt_outs"],
        "R12": ["hospitals", "municipalities"],
    }
    rows = {(row["fact"], row["key"]): row["status"] for row in RULES["R9"]["facts"]["rows"]}
    assert rows["tariffs", "GEN5S"] == "disputed"
    assert {row["fact"] for row in RULES["R12"]["facts"]["counts"]} == {"hospitals", "municipalities"}


def test_every_policy_is_told_of_under_a_rule_or_the_control_lists():
    of_rules = {row["key"] for rule in RULEBOOK["rules"] for row in rule["facts"]["rows"] if row["fact"] == "policies"}
    of_lists = {row["key"] for row in RULEBOOK["control_policies"]}
    assert of_rules == {" ".join(filter(None, key)) for key in DEFAULTS}
    assert of_lists == {policy for policy, _ in CONTROL_DEFAULTS}


def test_the_reasons_stand_in_the_order_in_which_they_are_asked():
    assert [reason["reason"] for reason in RULES["R8"]["reasons"]] == list(SET_ASIDE)


CODE = '''
"""A module. It has two sentences."""

def keep_dearest(rows, facts):
    """Keep the dearest. Rule R9 (`e.g.` of visits). Source: KL memo 2006, section 2.1. More."""
    return facts.tariffs, facts.shares

def settle(rows):
    """Judge every event. Rules R2-R12."""
'''


def test_a_home_is_a_function_that_names_its_rule_and_not_one_that_runs_many():
    homes = find_homes({"transforms/made_up.py": CODE, "transforms/tracing.py": CODE})
    assert {rule: [home[:4] for home in found] for rule, found in homes.items()} == {
        "R9": [("transforms/made_up.py", "keep_dearest", "Keep the dearest.", "KL memo 2006, section 2.1.")]
    }
    assert homes["R9"][0].facts == ("shares", "tariffs")
    assert homes["R9"][0].text.startswith("def keep_dearest") and "settle" not in homes["R9"][0].text


def test_tests_and_stages_belong_to_the_rules_that_they_name():
    of_module = '"""Prices (R9, R10)."""\n\ndef test_one_tariff_per_visit(a):\n    """R3."""\n'
    of_function = '"""Odds and ends."""\n\ndef test_a():\n    """R3."""\n\ndef test_b():\n    pass\n'
    found = find_tests({"tests/x.py": of_module, "tests/y.py": of_function})
    assert {rule: [tuple(test) for test in tests] for rule, tests in found.items()} == {
        "R9": [("tests/x.py", "one tariff per visit")],
        "R10": [("tests/x.py", "one tariff per visit")],
        "R3": [("tests/y.py", "a")],
    }
    assert find_engine_parts({"1.sql": "-- R2, R13: x\nSELECT 'R7'", "2.sql": "-- R1-R12"}) == {
        "R2": ["1.sql"],
        "R13": ["1.sql"],
    }
    assert name_rules("Rules R2-R6, and R10, R9; run R0001") == ["R9", "R10"]
    assert first_sentence("Keep 2.1\nof it. Then that.\n\nMore.") == "Keep 2.1 of it."


def test_another_fact_another_name_of_a_test_or_another_docstring_makes_it_stale():
    code, stages = read_texts("transforms/*.py", "flows/*.py"), read_texts("flows/verification/*.sql")
    tests = read_texts("tests/**/test_*.py")
    facts = read_facts(SHIPPED)
    bent = facts_read_once(facts_folder(policies="policy | scheme | value\nopen_course | | charge"))
    renamed = tests | {
        "tests/rules/test_visits.py": tests["tests/rules/test_visits.py"].replace("each_distinct", "every")
    }
    told = code | {"transforms/screening.py": code["transforms/screening.py"].replace("first reason", "only reason")}
    scenarios = [test for test in RULES["R13"]["tests"] if test["module"] == "tests/ledger/scenarios"]
    stories = [f"{test['module']}/{test['says'].replace(' ', '_')}" for test in scenarios]
    fresh, *stale = (
        as_markdown(describe_rules(*inputs, stages, stories))
        for inputs in ((facts, code, tests), (bent, code, tests), (facts, code, renamed), (facts, told, tests))
    )
    assert fresh == as_markdown(RULEBOOK)
    assert fresh not in stale
