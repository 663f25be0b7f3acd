"""`genopt statements`, and the end of `settle`: what is made, what is said, and that a published run stands whatever happens."""

import io

import pytest
from pypdf import PdfReader
from rich.console import Console

from flows.failures import IntegrityFailed, StatementsFailed
from flows.home import Home
from flows.month import SettlementMonth
from flows.settle_month import Order, settle_month
from flows.statements.gathering import Periods
from flows.warehouse import read_runs
from tests.flows.conftest import MONTH, run_genopt


def list_made(home):
    return sorted(path.name for path in (home / "statements" / MONTH / "provisional").iterdir())


def test_settle_ends_with_the_statements_and_says_where_they_are(home):
    assert home.process.returncode == 0, home.process.stderr
    assert "make statements: " in home.process.stdout
    assert f"Statements: {home.folder}/statements/2007-03/provisional" in home.process.stdout
    payers = home.query("SELECT count(DISTINCT payer_municipality) FROM settlement_lines")[0][0]
    regions = home.query("SELECT count(DISTINCT creditor_region) FROM settlement_lines")[0][0]
    owing = home.query("SELECT count(DISTINCT payer) FROM bilateral_lines")[0][0]
    owed = home.query("SELECT count(*) FROM (SELECT DISTINCT supplier_kind, supplier FROM bilateral_lines)")[0][0]
    made = list_made(home.folder)
    assert sum(name.startswith("bilateral-") for name in made) == 3 * (owing + owed)
    assert len(made) == 3 * (payers + regions + owing + owed)


def test_the_command_makes_them_again(home):
    before = list_made(home.folder)
    done = run_genopt("statements", MONTH, "--home", home.folder, prefect_home=home.prefect_home)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Statements of 2007-03 (provisional): " in done.stdout
    assert "Bilateral statements, not collected here: " in done.stdout
    assert done.stdout.count("sum 0.00") == 2
    assert list_made(home.folder) == before


@pytest.mark.parametrize("arguments", [("2007-04",), ("2007-12", "--final"), ("2007-3",), ("2007-03", "--final")])
def test_a_month_that_is_not_settled_is_wrong_usage(home, arguments):
    done = run_genopt("statements", *arguments, "--home", home.folder, prefect_home=home.prefect_home)
    assert done.returncode == 2
    assert done.stderr.startswith("genopt: ")


def test_a_home_that_is_none_is_left_as_it_was(tmp_path):
    done = run_genopt("statements", MONTH, "--home", tmp_path / "none", prefect_home=tmp_path)
    assert done.returncode == 2
    assert not (tmp_path / "none").exists()


def test_settling_without_statements_makes_none_and_computes_the_same(home, delivery, tmp_path):
    summary = settle_month(Order(MONTH, delivery, tmp_path / "home", is_verified=False))
    assert not (tmp_path / "home" / "statements").exists()
    assert summary.run["content_hash"] == home.query("SELECT content_hash FROM runs")[0][0]


def test_a_trial_makes_none(delivery, tmp_path):
    settle_month(Order(MONTH, delivery, tmp_path / "home", is_trial=True, is_verified=False, has_statements=True))
    assert not (tmp_path / "home" / "statements").exists()


def test_a_run_stands_when_its_statements_fail(delivery, tmp_path, monkeypatch):
    def fail(*_):
        raise IntegrityFailed("They do not add up.")

    monkeypatch.setattr("flows.statements.making.balance", fail)
    home = Home(tmp_path / "home")
    with pytest.raises(StatementsFailed) as failed:
        settle_month(Order(MONTH, delivery, home.folder, is_verified=False, has_statements=True))
    assert failed.value.exit_code == IntegrityFailed.exit_code
    assert str(failed.value).startswith("R0001 is published and stands, but its statements were not made: They do not")
    assert "genopt statements 2007-03" in str(failed.value)
    assert read_runs(home.marts)["status"].to_list() == ["published"]
    assert list((home.folder / "statements").rglob("*")) == [] or not (home.folder / "statements").exists()
    monkeypatch.undo()
    summary = settle_month(Order(MONTH, delivery, home.folder, is_verified=False, has_statements=True))
    said = Console(file=io.StringIO(), width=200, record=True)
    said.print(summary.described())
    assert "Statements of 2007-03 (provisional): " in said.export_text()


def test_an_error_of_ours_in_them_is_said_as_one_and_the_run_stands(delivery, tmp_path, monkeypatch):
    monkeypatch.setattr("flows.statements.making.build_statements", lambda _: 1 / 0)
    with pytest.raises(StatementsFailed, match="ZeroDivisionError") as failed:
        settle_month(Order(MONTH, delivery, tmp_path / "home", is_verified=False, has_statements=True))
    assert failed.value.exit_code == 1
    assert read_runs(Home(tmp_path / "home").marts).height == 1


def test_the_pages_of_a_pdf_say_which_they_are(home):
    path = next((home.folder / "statements" / MONTH / "provisional").glob("region-1084-*.pdf"))
    pages = PdfReader(path).pages
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert f"Side {number} af {len(pages)}" in page.extract_text()
        assert "R0001" in page.extract_text()


@pytest.mark.parametrize(
    ("month", "round", "before", "year_ago"),
    [
        ("2007-03", "provisional", ("2007-02", "provisional"), "2006-03"),
        ("2008-01", "provisional", ("2007-12", "provisional"), "2007-01"),
        ("2007-12", "final", ("2007-12", "provisional"), "2006-12"),
    ],
)
def test_what_stands_beside_a_month(month, round, before, year_ago):
    periods = Periods.of(SettlementMonth.parse(month), round)
    assert (periods.before_month, periods.before_round) == before
    assert periods.year_ago_month == year_ago
