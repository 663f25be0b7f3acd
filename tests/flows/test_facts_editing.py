"""Rows that commands put into the user's own facts: proven first, then there in one step; all else stays byte for byte."""

import shutil
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from flows.cli import app
from flows.facts import SHIPPED, read_facts
from flows.facts_editing import add_facts, copy_shipped, end_fact, split_rows
from flows.failures import FactsIncomplete, WrongUsage
from schemas.facts import fact_columns
from tests.flows.broken import append, remove, replace, write

OPT_OUT = {"municipality": "0101", "region": "1084", "notified_on": "2007-01-02", "valid_from": "2007-03-02"}
OPT_OUT |= {"status": "confirmed", "source": "letter"}
PRICE = {"price_list": "centre", "item": "hour", "amount_kr": "508.00", "unit": "hour", "valid_from": "2007-01-01"}
PRICE |= {"status": "confirmed", "source": "drawn"}


@pytest.fixture
def folder(tmp_path):
    return copy_shipped(tmp_path / "facts")


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def run(*arguments):
    """A command's exit code and what it says, as its user sees them."""
    outcome = CliRunner().invoke(app, list(map(str, arguments)))
    return getattr(outcome.exception, "exit_code", outcome.exit_code), f"{outcome.output}{outcome.exception or ''}"


COMMANDS = [
    (
        "opt-out add --municipality 0101 --region 1084 --notified-on 2007-01-02 --from 2007-03-02 --source letter",
        "opt_outs",
        ("0101", "1084", "2007-01-02", "2007-03-02", None, "confirmed", "letter", None),
    ),
    (
        "agreement add A1 --payer 0101 --supplier-kind region --supplier 1084 --model drg --from 2030-01-01 --source deal",
        "agreements",
        (
            *("A1", "0101", "region", "1084", "general", "drg", None, None, None, None),
            *("2030-01-01", None, "confirmed", "deal", None),
        ),
    ),
    (
        "agreement price --price-list fyn --item hour --amount-kr 508 --unit hour --from 2007-01-01 --source memo --note n",
        "agreement_prices",
        ("fyn", "hour", "508.00", "hour", None, "2007-01-01", None, "confirmed", "memo", "n"),
    ),
]


def test_a_copy_holds_all_facts_but_the_made_up_agreements_so_that_an_own_one_can_stand_in_their_place(folder):
    shipped = {path.name: path.read_bytes() for path in SHIPPED.glob("*.csv")}
    copied = bytes_of(folder)
    assert copied.pop("agreements.csv") == shipped.pop("agreements.csv").splitlines(keepends=True)[0]
    assert copied == shipped
    own = "agreement add OWN --payer 1084 --supplier-kind region --supplier 1084 --model drg --from 2007-01-01 --source deal"
    code, said = run(*own.split(), "--facts", folder)
    assert code == 0, said
    _, said = run("facts", "copy", folder.parent / "another")
    assert "Left out: the made-up agreements" in said


@pytest.mark.parametrize(("command", "fact", "row"), COMMANDS, ids=[command[:12] for command, *_ in COMMANDS])
def test_a_command_writes_one_row_that_is_read_as_facts(command, fact, row, folder):
    before = bytes_of(folder)
    code, said = run(*command.split(), "--facts", folder)
    assert (code, f"{fact}.csv" in said) == (0, True), said
    read = getattr(read_facts(folder), fact).select(list(fact_columns(fact)))
    assert [tuple(cell if cell is None else str(cell) for cell in cells) for cells in read.rows()[-1:]] == [row]
    after = bytes_of(folder)
    assert after.pop(f"{fact}.csv").startswith(before.pop(f"{fact}.csv", b""))
    assert after == before


def test_short_notice_is_refused_with_the_earliest_day(folder):
    before = bytes_of(folder)
    code, said = run(*COMMANDS[0][0].replace("2007-03-02", "2007-03-01").split(), "--facts", folder)
    assert code == 4
    assert "notice is short: in force at the earliest from 2007-03-02" in said
    assert "Nothing was written" in said
    assert bytes_of(folder) == before


REFUSED = [
    ("a day that is none", "opt_outs", {**OPT_OUT, "valid_from": "2007-02-30"}, "row 1, valid_from: is not a day"),
    ("no notice", "opt_outs", {**OPT_OUT, "notified_on": ""}, "row 1, notified_on: is empty"),
    ("a price below zero", "agreement_prices", {**PRICE, "amount_kr": "-1"}, r"row \d+, amount_kr: is not a number"),
    ("a unit that is none", "agreement_prices", {**PRICE, "unit": "dag"}, r"row \d+, unit: is none of"),
    (
        "kroner for what is refused",
        "decisions",
        {"event_id": "G:1", "decision": "refused", "decided_by": "Lis", "why": "x", "agreed_kr": "1.00"}
        | {"valid_from": "2007-01-01", "status": "confirmed"},
        "row 1, agreed_kr: is given, but the decision is refused",
    ),
]


@pytest.mark.parametrize(("fact", "row", "message"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_row_that_facts_would_be_refused_for_is_not_written(fact, row, message, folder):
    before = bytes_of(folder)
    with pytest.raises(FactsIncomplete, match=message) as refused:
        add_facts(folder, fact, [row])
    assert str(folder) in str(refused.value)
    assert bytes_of(folder) == before


@pytest.mark.parametrize(
    "change", [remove("shares.csv"), replace("tariffs.csv", "640.00", "n/a"), write("opt_outs.csv", b"\xff\xfe")]
)
def test_nothing_is_added_to_a_folder_that_is_refused_already(change, folder):
    change(folder)
    before = bytes_of(folder)
    with pytest.raises(FactsIncomplete):
        add_facts(folder, "opt_outs", [OPT_OUT])
    assert bytes_of(folder) == before


def test_a_second_row_of_one_key_and_day_is_refused(folder):
    add_facts(folder, "agreement_prices", [PRICE])
    with pytest.raises(FactsIncomplete, match="overlaps"):
        add_facts(folder, "agreement_prices", [{**PRICE, "valid_from": "2008-01-01"}])


def test_a_price_that_has_ended_is_followed_by_another(folder):
    add_facts(folder, "agreement_prices", [PRICE])
    assert run("facts", "end", "agreement_prices", "centre", "hour", "--on", "2007-12-31", "--facts", folder)[0] == 0
    add_facts(folder, "agreement_prices", [{**PRICE, "amount_kr": "520", "valid_from": "2008-01-01"}])
    with pytest.raises(WrongUsage, match="no open row"):
        end_fact(folder, "agreement_prices", ["centre", "course"], "2007-12-31")
    with pytest.raises(FactsIncomplete, match="valid_to: is before valid_from"):
        end_fact(folder, "agreement_prices", ["centre", "hour"], "2007-12-31")
    prices = read_facts(folder).agreement_prices
    assert prices.filter(price_list="centre").height == 2


def test_an_opt_out_ends(folder):
    add_facts(folder, "opt_outs", [OPT_OUT, {**OPT_OUT, "region": "1085"}])
    arguments = ("--municipality", "0101", "--region", "1084", "--on", "2007-12-31", "--facts", folder)
    assert run("opt-out", "end", *arguments)[0] == 0
    ends = dict(read_facts(folder).opt_outs.select("region", "valid_to").rows())
    assert (str(ends["1084"]), ends["1085"]) == ("2007-12-31", None)


WRONG = [
    ("the shipped facts", ("--facts", SHIPPED), "never written to"),
    ("no folder", ("--facts", "nowhere"), "no facts folder nowhere"),
    ("a municipality that is none", ("--municipality", "0999"), "0999 is no municipality"),
    ("a region that is none", ("--region", "1099"), "1099 is no region"),
    ("a citizen's number", ("--note", "about 010107-0001"), "CPR number"),
]


@pytest.mark.parametrize(("changed", "message"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_a_command_that_cannot_be_carried_out_writes_nothing(changed, message, folder):
    shipped, before = bytes_of(SHIPPED), bytes_of(folder)
    code, said = run(*COMMANDS[0][0].split(), "--facts", folder, *changed)
    assert (code, message in said) == (2, True), said
    assert "010107-0001" not in said
    assert (bytes_of(SHIPPED), bytes_of(folder)) == (shipped, before)


def test_facts_are_copied_to_a_new_folder_only(tmp_path):
    assert run("facts", "copy", tmp_path / "a" / "b")[0] == 0
    assert {path.name for path in (tmp_path / "a" / "b").iterdir()} == {path.name for path in SHIPPED.glob("*.csv")}
    assert run("facts", "copy", tmp_path / "a" / "b")[0] == 2


def test_a_file_keeps_its_own_lines_columns_and_order(folder):
    write("opt_outs.csv", "checked_by,region,municipality,notified_on,valid_to,valid_from,source,status,note\r\n")(
        folder
    )
    append("opt_outs.csv", 'Bo, 1085 ,0147,2006-10-01,,2007-01-01,"brev, ""nyt""\r\npå to linjer",assumed,')(folder)
    before = (folder / "opt_outs.csv").read_bytes().rstrip(b"\n")  # its last line has no end
    write("opt_outs.csv", before)(folder)
    add_facts(folder, "opt_outs", [OPT_OUT])
    added = b",1084,0101,2007-01-02,,2007-03-02,letter,confirmed,\r\n"
    assert (folder / "opt_outs.csv").read_bytes() == before + b"\r\n" + added
    end_fact(folder, "opt_outs", ["0101", "1084"], "2007-12-31")
    assert (folder / "opt_outs.csv").read_bytes() == before + b"\r\n" + added.replace(
        b"02,,2007", b"02,2007-12-31,2007"
    )


def test_a_text_of_several_lines_is_written_on_one(folder):
    add_facts(folder, "opt_outs", [{**OPT_OUT, "note": " one\r\ntwo\rthree "}])
    assert read_facts(folder).opt_outs["note"].to_list() == ["one two three"]


def test_a_link_to_a_file_stays_a_link(folder, tmp_path):
    elsewhere = tmp_path / "opt_outs.csv"
    shutil.move(folder / "opt_outs.csv", elsewhere)
    (folder / "opt_outs.csv").symlink_to(elsewhere)
    add_facts(folder, "opt_outs", [OPT_OUT])
    assert (folder / "opt_outs.csv").is_symlink()
    assert elsewhere.read_text().endswith("letter,\n")


def test_rows_that_are_added_at_once_are_all_there(folder):
    lists = [f"list{number}" for number in range(4)]
    threads = [
        threading.Thread(target=add_facts, args=(folder, "agreement_prices", [{**PRICE, "price_list": name}]))
        for name in lists
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(set(read_facts(folder).agreement_prices["price_list"]) & set(lists)) == lists


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=8)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=5), st.sampled_from(["\n", "\r\n"]))
def test_split_rows_give_the_file_back(rows, line_end):
    import csv
    import io

    file = io.StringIO(newline="")
    csv.writer(file, lineterminator=line_end).writerows([["a", "b"], *rows])
    content = file.getvalue().encode()
    split = split_rows(content)
    assert "".join(written for _, written in split).encode() == content
    assert [cells for cells, _ in split[1:]] == [[cell.strip().removeprefix("\ufeff") for cell in row] for row in rows]
