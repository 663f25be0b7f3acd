"""The guide to the indicators and the comments of the marts say what the definitions say."""

import re

import pytest

from flows.measuring import ASIDE, CHARGED, MUNICIPAL, PLANS
from reports.indicator_guide import GUIDE, write_guide
from schemas.marts import mart_columns
from tests.indicators.drawing import random_marts
from tests.indicators.marts import indicators
from transforms import disclosure
from transforms.definitions import DEFINITIONS, SPREADS, in_words, population_of
from transforms.policies import ALLOWED, MONITORING
from transforms.populations import POPULATIONS


def test_the_guide_is_what_the_definitions_say_now():
    assert GUIDE.read_text(encoding="utf-8") == write_guide(), "stale: python -m reports.indicator_guide"


@pytest.mark.parametrize("name", DEFINITIONS)
def test_each_indicator_is_in_the_guide_with_title_definition_unit_and_source(name):
    definition, guide = DEFINITIONS[name], GUIDE.read_text(encoding="utf-8")
    section = guide.partition(f"`{name}`. Enhed: ")[2].partition("###")[0]
    assert section.startswith(definition.unit)
    assert in_words(definition.says) in section
    assert definition.source in section
    assert "{" not in section


def test_the_column_comment_names_every_indicator():
    comment = mart_columns("indicators")["indicator"].description
    assert [name for name in DEFINITIONS if f"{name}: {in_words(DEFINITIONS[name].title)}" not in comment] == []


def test_every_population_is_described_measured_and_hidden_with_a_group():
    asked = {
        population_of(side)
        for definition in DEFINITIONS.values()
        for side in (definition.numerator, definition.denominator)
    } - {""}
    measured = {*CHARGED, *ASIDE, *PLANS, *MUNICIPAL, "rehabilitation"}
    assert asked <= measured
    assert set(POPULATIONS) == measured == set(disclosure.POPULATIONS)


def test_a_run_makes_all_indicators_that_are_defined_and_no_other():
    made = {name for seed in range(3) for name in indicators(*random_marts(seed))["indicator"]}
    assert made == {*DEFINITIONS, *SPREADS}


def test_every_policy_that_a_text_names_is_known():
    named = {name for one in DEFINITIONS.values() for name in re.findall(r"\{(\w+)\}", one.title + one.says)}
    assert named <= set(MONITORING) <= set(ALLOWED)
