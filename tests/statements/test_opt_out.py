"""An opt-out from its notice to the statements: written by the command, settled over the summer, shown to both parties.

The months are those of the scenario `given_an_opt_out_that_begins_mid_year`, whose ledger is worked out by hand.
"""

from decimal import Decimal

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.facts_editing import copy_shipped
from flows.home import Home
from flows.month import SettlementMonth
from flows.settle_month import settle_month
from flows.statements.building import build_statements
from flows.statements.gathering import gather
from flows.statements.making import make_statements
from tests.ledger.scenario import SCENARIOS, Scenario
from tests.statements.reading import Page

MAY, JUNE, JULY, AUGUST = (SettlementMonth(2007, number) for number in range(5, 9))

NOTICE = "opt-out add --municipality 0101 --region 1084 --notified-on 2007-04-20 --from 2007-07-01 --source letter"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """May without an opt-out; then notice is written by the command, and June, July and August are settled."""
    folder = tmp_path_factory.mktemp("opt-out")
    facts = copy_shipped(folder / "facts")
    scenario = Scenario(SCENARIOS / "given_an_opt_out_that_begins_mid_year")
    for step in scenario.steps:
        if step.number == 2:
            assert CliRunner().invoke(app, [*NOTICE.split(), "--facts", str(facts)]).exit_code == 0
        settle_month(scenario.order(step, folder / "home", folder)._replace(facts=facts))
    return Home(folder / "home")


@pytest.fixture(scope="module")
def statements(home):
    """The statements of each month: month and party -> statement."""
    return {
        (month, one.party.code): one
        for month in (JULY, AUGUST)
        for one in build_statements(gather(home, month, "provisional"))
    }


def kroner(statement):
    """A statement in short: section -> events, municipal kroner, kroner to be paid here."""
    short = {
        section.key: section.now for section in statement.all_sections if section.now.events or section.now.municipal_kr
    }
    return {key: (now.events, int(now.municipal_kr), int(now.payable_kr)) for key, now in short.items()}


def test_opted_out_activity_is_a_section_of_its_own_and_corrections_from_before_are_collected(statements):
    assert kroner(statements[JULY, "0101"]) == {
        "inpatient": (1, 2969, 2969),
        "specialised_outpatient": (1, 640, 640),  # with another region, which has not opted out
        "opted_out": (1, 640, 0),
        "corrections": (1, 855 - 640 + 640, 855),
    }
    assert statements[JULY, "0101"].total.payable_kr == Decimal(2969 + 640 + 855)


def test_the_region_is_owed_the_same(statements):
    assert kroner(statements[JULY, "1084"]) == {
        "inpatient": (1, -2969, -2969),
        "opted_out": (1, -640, 0),
        "corrections": (1, -855, -855),
    }
    assert kroner(statements[JULY, "1085"]) == {"specialised_outpatient": (1, -640, -640)}


def test_corrections_of_both_sides_of_the_day_stay_on_their_side(statements):
    corrections = {
        (one.activity_month, one.section, one.line.tariff_group): (
            int(one.line.now.municipal_kr),
            int(one.line.now.payable_kr),
        )
        for one in statements[AUGUST, "0101"].corrections
        if one.line.now.events
    }
    assert corrections == {
        ("2007-06", "specialised_outpatient", "GEN1A"): (-640, -640),
        ("2007-07", "opted_out", "GEN1A"): (-640, 0),
        ("2007-07", "opted_out", "GEN2A"): (855, 0),
    }
    assert statements[AUGUST, "0101"].total.payable_kr == Decimal(-640)


def test_the_page_says_that_the_parties_settle_it_themselves(home):
    with home.held("test"):
        made = make_statements(home, JULY, "provisional")
    page = Page(made.folder / "municipality-0101-2007-07-provisional.html")
    assert "grundlag for parternes egen afregning" in page.text
    assert any("640" in cell for row in page.tables["opted_out"] for cell in row)
