"""A delivery is refused as a whole (exit 3), or a month is none (exit 2). Contract, sections 2 and 6.

Each row breaks a good delivery in one way, and says what the message must name.
"""

# fmt: off
# ruff: noqa: E501  (one row of a table is one line)

import gzip
import traceback

import pytest

from flows.failures import DeliveryRefused, FactsIncomplete, WrongUsage
from flows.settle_month import compute
from tests.flows.broken import (
    append,
    become_a_file,
    both,
    copy,
    make_folder,
    remove,
    replace,
    transform,
    vanish,
    without_column,
    write,
)
from tests.given import ORDINARY, computed_from, cpr, drawn_tables, write_delivery, write_facts

SECRET = "HEMMELIG"
"""Stands in every cell that can hold it: a name, a department, and what is wrong where a cell is wrong."""


def good(folder):
    """A good delivery: twenty citizens, each with one visit, and a secret in every row."""
    drawn = "patient\n" + "\n".join(str(patient) for patient in range(1, 21))
    tables = drawn_tables(outpatients=drawn)
    tables["t_adm"] = [{**row, "c_afd": SECRET, "navn": SECRET} for row in tables["t_adm"]]
    tables["t_sksube"] = [{**row, "navn": SECRET} for row in tables["t_sksube"]]
    return write_delivery(folder, tables, period="2007-03")


BAD_TOML = [
    ("delivery.toml is not there", remove("delivery.toml"), r"delivery\.toml is missing"),
    ("delivery.toml is no TOML", write("delivery.toml", "register = lpr2"), r"delivery\.toml cannot be read"),
    ("delivery.toml is no UTF-8", write("delivery.toml", b"# \xff"), r"delivery\.toml cannot be read"),
    ("delivery.toml is a folder", make_folder("delivery.toml"), r"delivery\.toml"),
    ("delivery.toml is empty", write("delivery.toml", ""), r"delivery\.toml.*register.*period_from.*period_to.*drawn_on"),
    ("another register", replace("delivery.toml", '"lpr2"', '"lpr9"'), r"delivery\.toml.*register"),
    ("no period_to", replace("delivery.toml", "period_to", "period_til"), r"delivery\.toml.*period_to"),
    ("no drawn_on", replace("delivery.toml", "drawn_on", "dato"), r"delivery\.toml.*drawn_on"),
    ("a date in quotation marks", replace("delivery.toml", "2007-03-01", '"2007-03-01"'), r"delivery\.toml.*period_from"),
    ("a date with a time", replace("delivery.toml", "2007-03-01", "2007-03-01T10:00:00"), r"delivery\.toml.*period_from"),
    ("a day that is none", replace("delivery.toml", "2007-03-31", "2007-02-30"), r"delivery\.toml"),
    ("the period runs backwards", replace("delivery.toml", "2007-03-31", "2007-02-28"), r"delivery\.toml.*period_to"),
    ("synthetic is neither true nor false", replace("delivery.toml", "= true", '= "ja"'), r"delivery\.toml.*synthetic"),
]

BAD_FILES = [
    ("the folder is not there", vanish, "no delivery folder"),
    ("the folder is a file", become_a_file, "no delivery folder"),
    ("t_adm is not there", remove("t_adm.csv"), r"t_adm.*missing"),
    ("t_bes is not there", remove("t_bes.csv"), r"t_bes.*missing"),
    ("t_sksube is not there", remove("t_sksube.csv"), r"t_sksube.*missing"),
    ("two files for one table", copy("t_bes.csv", "t_bes.csv.gz"), r"t_bes is there twice.*t_bes\.csv and t_bes\.csv\.gz"),
    ("a folder stands where a file should be", make_folder("t_bes.csv"), r"t_bes\.csv cannot be read"),
    ("t_adm is empty", write("t_adm.csv", ""), r"t_adm\.csv"),
    ("t_adm has a heading alone", write("t_adm.csv", ";".join(ORDINARY["t_adm"])), r"t_adm.*has no rows"),
    ("the heading is not there", transform("t_adm.csv", lambda content: content.split(b"\n", 1)[1]), r"t_adm\.csv.*k_recnum"),
    ("a row has more cells than the heading", append("t_bes.csv", f"1;2007-03-06;{SECRET}"), r"t_bes\.csv.*more cells"),
    ("a quotation mark is not closed", append("t_bes.csv", f'1;"{SECRET}'), r"t_bes\.csv.*quotation mark"),
    ("the file is UTF-16", transform("t_adm.csv", lambda content: content.decode().encode("utf-16")), r"t_adm\.csv"),
    ("a packed file is cut short", transform("t_adm.csv", lambda c: gzip.compress(c)[:-20], "t_adm.csv.gz"), r"t_adm\.csv\.gz"),
    ("a packed file is not packed", transform("t_adm.csv", bytes, "t_adm.csv.gz"), r"t_adm\.csv\.gz cannot be read"),
    ("Parquet that is none", transform("t_adm.csv", bytes, "t_adm.parquet"), r"t_adm\.parquet cannot be read"),
    ("a column is there twice", replace("t_adm.csv", "navn", "C_SGH"), r"t_adm\.csv.*c_sgh twice"),
]

MISSING_COLUMNS = [
    (f"{name} lacks {column}", without_column(f"{name}.csv", column), rf"{name}\.csv lacks the column {column}\b")
    for name, columns in ORDINARY.items() for column in columns
]

WRONG_PERIODS = [
    ("the period begins after the month does", replace("delivery.toml", "= 2007-03-01", "= 2007-03-02"), "2007-03-02"),
    ("the period ends before the month does", replace("delivery.toml", "= 2007-03-31", "= 2007-03-30"), "2007-03-30"),
]


def spoil(name, column):
    """Two cells of twenty are wrong, more than 5 %."""

    def change(folder):
        lines = (folder / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        place = lines[0].split(";").index(column)
        for row in (3, 7):
            cells = lines[row].split(";")
            cells[place] = SECRET if name != "t_sksube" else f"-{SECRET}-"
            lines[row] = ";".join(cells)
        few = lines[:21]
        (folder / f"{name}.csv").write_text("\n".join(few) + "\n", encoding="utf-8")

    return change


TOO_MANY_REJECTED = [
    ("more than 5 % bad CPR numbers", spoil("t_adm", "v_cpr"), r"t_adm.*2 of 20 rows.*5.*max_rejected_share(?s:.*)bad_cpr in v_cpr: 2 rows, first row 3"),
    ("more than 5 % bad dates of admission", spoil("t_adm", "d_inddto"), r"t_adm(?s:.*)bad_date in d_inddto"),
    ("more than 5 % bad dates of discharge", spoil("t_adm", "d_uddto"), r"t_adm(?s:.*)bad_date in d_uddto"),
    ("more than 5 % bad municipalities", spoil("t_adm", "c_kom"), r"t_adm(?s:.*)bad_code in c_kom"),
    ("more than 5 % bad visit days", spoil("t_bes", "d_ambdto"), r"t_bes.*2 of 20(?s:.*)bad_date in d_ambdto: 2 rows, first row 3"),
    ("more than 5 % orphan visits", spoil("t_bes", "v_recnum"), r"t_bes(?s:.*)orphan in v_recnum"),
    ("more than 5 % bad codes", spoil("t_sksube", "c_opr"), r"t_sksube.*2 of 20(?s:.*)bad_code in c_opr"),
    ("more than 5 % bad days of service", spoil("t_sksube", "d_odto"), r"t_sksube(?s:.*)bad_date in d_odto"),
]

FIRST_TOLD = [
    ("two files are unreadable", both(write("t_bes.csv", ""), write("t_sksube.csv", "")), r"^t_bes\.csv"),
    ("rows are bad, the next file unreadable", both(spoil("t_adm", "v_cpr"), write("t_bes.csv", "")), r"^t_adm\.csv"),
    ("a file is unreadable, rows of the next bad", both(write("t_adm.csv", ""), spoil("t_bes", "d_ambdto")), r"^t_adm\.csv"),
    ("rows of the last two are bad", both(spoil("t_sksube", "c_opr"), spoil("t_bes", "d_ambdto")), r"^t_bes\.csv"),
]

REFUSED = [*BAD_TOML, *BAD_FILES, *MISSING_COLUMNS, *WRONG_PERIODS, *TOO_MANY_REJECTED, *FIRST_TOLD]
refused = pytest.mark.parametrize(
    ("change", "message"), [(change, message) for _, change, message in REFUSED], ids=[row[0] for row in REFUSED]
)


def test_the_good_delivery_is_settled(tmp_path):
    assert computed_from(good(tmp_path), max_rejected_share=0.05).charges.height == 20


@refused
def test_a_delivery_is_refused_with_exit_3_and_told_what_is_wrong_without_any_cells_content(change, message, tmp_path):
    folder = good(tmp_path)
    change(folder)
    with pytest.raises(DeliveryRefused, match=message) as stopped:
        computed_from(folder, max_rejected_share=0.05)
    assert stopped.value.exit_code == 3
    assert_no_content(stopped.value)


def assert_no_content(failure):
    """Neither the message, nor its cause, nor what Python would print of it holds a cell's content."""
    said = "\n".join([str(failure), str(failure.__cause__), *traceback.format_exception(failure)])
    for content in (SECRET, cpr("3"), cpr("7"), "BLNA", "PLANALMEN"):
        assert content not in said


def test_exactly_5_pct_rejected_rows_are_allowed_and_one_row_fewer_delivered_is_too_many(tmp_path):
    nineteen, twenty = (
        drawn_tables(contacts="v_cpr\nukendt\n" + "\n".join(cpr(str(patient)) for patient in range(2, rows + 1)))
        for rows in (19, 20)
    )
    for tables, name in ((nineteen, "19"), (twenty, "20")):
        (tmp_path / name).mkdir()
        write_delivery(tmp_path / name, tables, period="2007-03")
    assert computed_from(tmp_path / "20", max_rejected_share=0.05).rejected.height == 1
    with pytest.raises(DeliveryRefused, match="1 of 19 rows"):
        computed_from(tmp_path / "19", max_rejected_share=0.05)


def test_the_share_of_rejected_rows_that_is_allowed_is_a_setting(tmp_path):
    folder = good(tmp_path)
    spoil("t_bes", "d_ambdto")(folder)
    assert computed_from(folder, max_rejected_share=0.10).rejected.height == 2


@pytest.mark.parametrize(
    "month", ["2007-3", "2007-13", "2007-00", "0000-01", "200703", "2007-03-01", "marts", "", " 2007-03"]
)
def test_a_month_that_is_none_is_wrong_usage_with_exit_2(month, tmp_path):
    with pytest.raises(WrongUsage, match="YYYY-MM") as stopped:
        computed_from(good(tmp_path), month=month)
    assert stopped.value.exit_code == 2


def test_checks_come_in_the_order_usage_facts_delivery(tmp_path):
    delivery, facts = tmp_path / "no delivery", tmp_path / "no facts"
    with pytest.raises(WrongUsage):
        compute(delivery, facts, "marts")
    with pytest.raises(FactsIncomplete):
        compute(delivery, facts, "2007-03")
    with pytest.raises(DeliveryRefused):
        compute(delivery, write_facts(tmp_path / "facts"), "2007-03")
