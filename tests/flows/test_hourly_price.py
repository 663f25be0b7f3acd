"""`genopt hourly-price`: a TOML file in; the calculation on the terminal, as a page, as tables; its prices in a price list."""

import csv
import io
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.facts import read_facts
from flows.facts_editing import copy_shipped
from flows.hourly_price import EXAMPLE, calculate

FORM = "[forms.individual]\npaid_hours = 100\nata_share = 0.5\n"
GOOD = f'title = "Center"\nwages_kr = 20000\nrooms_kr = 5000.00\n{FORM}'
"""20,000 + 5,000 kr over 50 hours: 500 kr."""


def run(*arguments):
    """A command's exit code and what it says, as its user sees them."""
    outcome = CliRunner().invoke(app, ["hourly-price", *map(str, arguments)])
    return getattr(outcome.exception, "exit_code", outcome.exit_code), f"{outcome.output}{outcome.exception or ''}"


@pytest.fixture
def written(tmp_path):
    def write(text):
        (tmp_path / "price.toml").write_text(text, encoding="utf-8")
        return tmp_path / "price.toml"

    return write


def cells(path):
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), delimiter=";"))


def test_the_example_is_shown_step_by_step_where_no_file_is_given():
    code, said = run()
    assert code == 0, said
    assert "The figures are made up." in said
    prices = said.partition("4. ")[2].partition("5. ")[0]
    for price in ("625.00", "500.00", "525.00", "1,025.00", "615.38", "87.50", "256.25"):
        assert f" {price} " in prices.replace("\n", " ")
    assert said.index("1. What it costs") < said.index("2. Hours") < said.index("3. Costs of each form")
    assert str(EXAMPLE) in said


def test_the_page_and_the_tables_say_the_same_in_danish(tmp_path):
    assert run("--out", tmp_path / "out")[0] == 0
    page = (tmp_path / "out" / "timepris.html").read_text(encoding="utf-8")
    assert "Tallene er opdigtede" in page
    assert "615,38 kr. pr. leveret time" in page
    assert page.count("<svg") == 1
    assert cells(tmp_path / "out" / "timepris-priser.csv")[1:] == [
        ["Individuel træning", "1500000,00", "2400,00", "625,00", "", ""],
        ["Selvtræning med instruktion", "400000,00", "800,00", "500,00", "", ""],
        ["Holdtræning", "787500,00", "1500,00", "525,00", "6,00", "87,50"],
        ["Bassintræning", "512500,00", "500,00", "1025,00", "4,00", "256,25"],
        ["I alt", "3200000,00", "5200,00", "615,38", "", ""],
    ]
    for line in cells(tmp_path / "out" / "timepris-ata.csv")[1:]:
        for cell in line[2:]:
            whole, ore = cell.split(",")
            assert f"{int(whole):,}".replace(",", ".") + f",{ore}</td>" in page


@pytest.mark.parametrize(
    ("change", "said", "sagt"),
    [
        (("", ""), "Wages follow paid hours", "Lønnen er fordelt efter betalte timer"),
        (
            ("paid_hours = 100\nata_share = 0.5", "delivered_hours = 50"),
            "All that is shared follows delivered hours",
            "Alle fælles udgifter er fordelt",
        ),
    ],
)
def test_what_the_memo_leaves_open_is_said_under_the_calculation(change, said, sagt, written, tmp_path):
    code, printed = run(written(GOOD.replace(*change)), "--out", tmp_path / "out")
    assert code == 0, printed
    below = printed[printed.index("Assumed, since the memo does not say") :]
    assert said in below
    assert "The price of any hour is all costs over all delivered hours" in below
    page = (tmp_path / "out" / "timepris.html").read_text(encoding="utf-8")
    assert sagt in page[page.index("Antagelser") :]


def test_the_same_file_gives_the_same_bytes(tmp_path):
    for name in ("one", "other"):
        assert run("--out", tmp_path / name)[0] == 0
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "other" / path.name).read_bytes()


def test_what_a_user_writes_is_text_and_never_markup_or_a_formula(written, tmp_path):
    file = written(GOOD.replace("Center", "[red]<b>C") + '[indirect_kr]\n"=1+1<i>[/bold]" = 0\nwages = 0\n')
    code, said = run(file, "--out", tmp_path / "out")
    assert code == 0, said
    assert "[red]<b>C" in said
    assert "=1+1<i>[/bold]" in said
    assert "&lt;b&gt;C" in (tmp_path / "out" / "timepris.html").read_text(encoding="utf-8")
    costs = [line[0] for line in cells(tmp_path / "out" / "timepris-omkostninger.csv")[1:]]
    assert costs == ["Løn til terapeuter", "Lokaler", "'=1+1<i>[/bold]", "wages", "I alt"]


def test_one_command_puts_the_prices_into_a_price_list(written, tmp_path):
    facts = copy_shipped(tmp_path / "facts")
    arguments = ("--price-list", "centre", "--from", "2007-01-01", "--facts", facts)
    code, said = run(written(f'price_level = "07-pl"\n{GOOD}'), *arguments)
    assert code == 0, said
    columns = ["price_list", "item", "amount_kr", "unit", "price_level", "status"]
    prices = read_facts(facts).agreement_prices.filter(price_list="centre")
    assert [tuple(map(str, row)) for row in prices.select(columns).rows()] == [
        ("centre", "individual", "500.00", "hour", "07-pl", "confirmed"),
        ("centre", "hour", "500.00", "hour", "07-pl", "confirmed"),
    ]
    assert prices["source"][0] == "Center: genopt hourly-price (KL memo 2006, section 3.3)"
    before = (facts / "agreement_prices.csv").read_bytes()
    code, said = run(written(GOOD), *arguments)
    assert (code, "overlaps" in said) == (4, True)
    assert (facts / "agreement_prices.csv").read_bytes() == before


def test_made_up_prices_are_placeholders(tmp_path):
    facts = copy_shipped(tmp_path / "facts")
    assert run("--price-list", "made_up", "--from", "2007-01-01", "--facts", facts)[0] == 0
    assert set(read_facts(facts).agreement_prices.filter(price_list="made_up")["status"]) == {"placeholder"}


@pytest.mark.parametrize("arguments", [("--price-list", "x"), ("--from", "2007-01-01"), ("--facts", "x")])
def test_a_price_list_needs_a_day_and_a_folder(arguments):
    code, said = run(*arguments)
    assert (code, "go together" in said) == (2, True)


GROUP = "[forms.group]\ndelivered_hours = 10\n"
FAULTS = [
    ("no hours", FORM, "[forms.individual]\n", "forms.individual"),
    ("hours of zero", "paid_hours = 100", "paid_hours = 0", "forms.individual.paid_hours"),
    ("delivered hours of zero", FORM, "[forms.individual]\ndelivered_hours = 0\n", "delivered_hours"),
    ("hours below zero", "paid_hours = 100", "paid_hours = -1", "forms.individual.paid_hours"),
    ("wages below zero", "20000", "-20000", "wages_kr"),
    ("rooms below zero", "5000.00", "-0.01", "rooms_kr"),
    ("own costs below zero", "ata_share = 0.5", "ata_share = 0.5\nown_costs_kr = -1", "own_costs_kr"),
    ("an ATA share above one", "0.5", "1.01", "forms.individual.ata_share"),
    ("an ATA share in per cent", "0.5", "50", "forms.individual.ata_share"),
    ("an ATA share of zero", "0.5", "0", "forms.individual.ata_share"),
    ("an ATA share below zero", "0.5", "-0.5", "forms.individual.ata_share"),
    ("an ATA share of no hours", "paid_hours = 100", "delivered_hours = 50", "not given"),
    ("hours that contradict each other", "ata_share = 0.5", "ata_share = 0.5\ndelivered_hours = 51", "leave one"),
    ("more hours delivered than paid", "ata_share = 0.5", "delivered_hours = 101", "more hours are delivered"),
    ("allotted hours", "paid_hours = 100", "allotted_hours = 100", "never allotted"),
    ("a form that is none", "forms.individual", "forms.yoga", "forms.yoga"),
    ("no form", FORM, "[forms]\n", "forms"),
    ("a group without participants", FORM, GROUP, "participants"),
    ("a group of nobody", FORM, f"{GROUP}participants = 0\n", "participants"),
    ("participants in individual training", "ata_share = 0.5", "ata_share = 0.5\nparticipants = 2", "participants"),
    ("an amount as text", "20000", '"tyve"', "wages_kr"),
    ("an amount that is none", "20000", "nan", "wages_kr"),
    ("an amount without end", "20000", "inf", "wages_kr"),
    ("a third of an øre", "20000", "20000.003", "wages_kr"),
    ("an amount as yes", "20000", "true", "wages_kr"),
    ("an amount beyond all", "20000", "1e999999", "wages_kr"),
    ("no wages", "wages_kr = 20000", "", "wages_kr"),
    ("a cost that nothing reads", "rooms_kr", "heating_kr = 1\nrooms_kr", "heating_kr"),
    ("a price level in words", "title", 'price_level = "2007"\ntitle', "price_level"),
    ("no title", '"Center"', '""', "title"),
    ("no TOML", "=", ":", "cannot be read as TOML"),
]


@pytest.mark.parametrize(("old", "new", "message"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_a_file_that_is_wrong_is_refused_with_what_is_wrong_in_it(old, new, message, written, tmp_path):
    assert old in GOOD
    code, said = run(written(GOOD.replace(old, new)), "--out", tmp_path / "out")
    assert (code, message in said) == (2, True), said
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path):
    (tmp_path / "latin.toml").write_bytes('title = "Træning"'.encode("iso-8859-15"))
    for file in (tmp_path / "none.toml", tmp_path, tmp_path / "latin.toml"):
        assert run(file)[0] == 2


def test_hours_may_be_given_in_all_three_ways_where_they_agree(written):
    thirds = FORM.replace("0.5", "0.3333") + "delivered_hours = 33.33\n"
    assert calculate(written(GOOD.replace(FORM, thirds))).prices.delivered_hours * 100 == 3333


def test_help_is_not_slowed_by_what_commands_import():
    slow = {"prefect", "pandera", "polars", "rich.console", "vl_convert", "pydantic"}
    imports = f"import flows.cli, sys; print(*({slow} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", imports], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == ""


def test_one_command_ends_the_prices_of_the_list_the_day_before_where_it_is_asked_to(written, tmp_path):
    facts = copy_shipped(tmp_path / "facts")
    to = ("--price-list", "centre", "--facts", facts)
    assert run(written(GOOD), *to, "--from", "2007-01-01", "--end-earlier")[0] == 0
    dearer = written(GOOD.replace("20000", "22500"))
    code, said = run(dearer, *to, "--from", "2008-01-01")
    assert (code, "overlaps" in said, "--end-earlier" in said) == (4, True, True)
    assert run(dearer, *to, "--from", "1 January", "--end-earlier")[0] == 2
    code, said = run(dearer, *to, "--from", "2008-01-01", "--end-earlier")
    assert code == 0, said
    prices = read_facts(facts).agreement_prices.filter(price_list="centre", item="hour")
    assert [tuple(map(str, row)) for row in prices.select("amount_kr", "valid_from", "valid_to").rows()] == [
        ("500.00", "2007-01-01", "2007-12-31"),
        ("550.00", "2008-01-01", "None"),
    ]
