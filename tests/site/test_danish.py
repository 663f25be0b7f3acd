"""Every table, column, code word and rule that the site shows has its Danish."""

import re

import pytest

from flows.warehouse import FACT_MARTS
from reports.dictionary import COLUMNS, TABLES, WORDS
from reports.site.rulebook import read_rulebook
from reports.site.rules_in_danish import RULES
from schemas.dated import STATUSES
from schemas.facts import SCHEMES, fact_columns
from schemas.marts import MARTS, mart_columns
from schemas.views import COLUMNS as OF_VIEWS
from tests.site.conftest import Page
from transforms.comparing import CHANGES

pytestmark = pytest.mark.xdist_group("site")


def test_every_table_and_every_column_has_its_danish_and_nothing_else_has():
    columns = {name: set(mart_columns(name)) for name in MARTS}
    columns |= {name: set(fact_columns(name)) for name in FACT_MARTS}
    columns |= {name: set(text.split()) for name, text in OF_VIEWS.items()}
    assert set(TABLES) == set(columns)
    assert set(COLUMNS) == set().union(*columns.values())


def test_the_code_words_of_schemes_statuses_and_changes_have_their_danish():
    assert {*SCHEMES, *STATUSES, *CHANGES} <= set(WORDS)


def test_every_rule_has_a_danish_name_and_a_short_form():
    assert list(RULES) == [rule["rule"] for rule in read_rulebook()["rules"]]


def test_what_is_english_on_the_pages_of_rules_and_tables_is_marked_as_english(year):
    for file in ("ordbog.html", "regelbog.html"):
        page = Page(year.site / file)
        text = re.sub(r'<(\w+)[^>]* lang="en".*?</\1>|<(svg|style|code)\b.*?</\2>', "", page.html, flags=re.DOTALL)
        words = re.findall(r"\b(?:the|which|where|whose|stands|until)\b", re.sub("<[^>]*>", " ", text))
        assert words == [], file
