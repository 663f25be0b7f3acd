"""A municipal delivery in each form in which it may come, and what refuses it. Contract, section 2, register ges."""

# fmt: off


import csv
import gzip
import io

import polars as pl
import pytest

from flows.failures import DeliveryRefused
from tests.flows.broken import remove, replace, write
from tests.given import facts_folder, write_toml
from tests.municipal import (
    ADDITIONS,
    COURSES,
    DANISH,
    OPTIONAL,
    ORDINARY_GES,
    SERVICES,
    accepted_from,
    municipal_tables,
    write_municipal,
)

TABLES = municipal_tables("""
    course_id | patient | municipality | institution | institution_municipality | number_kind | plan_kind
    ----------+---------+--------------+-------------+--------------------------+-------------+---------------
    å1        | 1       | 0101         | GK0101      | 0101                     | sor         | almen
    2         | 2       | 0751         | GK0147      | 0147                     | sor         | specialiseret
    3         | 3       | 0101         | GK9999      | 0101                     | sor         | almen
""", """
    course_id | service_id | form   | group_size | minutes | consultation | travel_minutes
    ----------+------------+--------+------------+---------+--------------+---------------
    å1        | s1         | hold   | 6          | 60      |              |
    2         | s2         | bassin | 4          | 45      | kort         | 15
    2         | s3         | pool   | 4          | 0       | short        |
""", "service_id\ns2\ns9")
ENGLISH = {name: list(columns) for name, columns in ORDINARY_GES.items()}


def as_csv(headings=DANISH, *, separator=";", encoding="utf-8", case=str.lower, tables=TABLES):
    """The three tables as CSV, their columns called as given."""
    files = {}
    for name, body in tables.items():
        text = io.StringIO()
        lines = csv.writer(text, delimiter=separator, lineterminator="\n")
        lines.writerows([map(case, headings[name]), *(row.values() for row in body)])
        files[f"{name}.csv"] = text.getvalue().encode(encoding)
    return files


def as_parquet(headings, **types):
    """The three tables as Parquet: empty cells null, and columns cast where a type is named."""
    files = {}
    for name, body in TABLES.items():
        frame = pl.DataFrame({column: [row[column] or None for row in body] for column in body[0]})
        typed = frame.with_columns(pl.col(c).cast(t) if t != pl.Date else pl.col(c).str.to_date()
                                   for c, t in types.items() if c in frame.columns)
        content = io.BytesIO()
        typed.rename(dict(zip(frame.columns, headings[name], strict=True))).write_parquet(content)
        files[f"{name}.parquet"] = content.getvalue()
    return files


def accepted_of(folder, files):
    """What comes through the gate of files."""
    write_toml(folder, "2007-03", register="ges")
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return accepted_from(folder)


FORMS = {
    "Danish headings": as_csv(),
    "the program's own headings": as_csv(ENGLISH),
    "headings in capitals, commas": as_csv(separator=",", case=str.upper),
    "headings of both kinds": {**as_csv(), f"{COURSES}.csv": as_csv(ENGLISH)[f"{COURSES}.csv"]},
    "ISO-8859-15": as_csv(encoding="iso-8859-15"),
    "packed": {f"{name}.gz": gzip.compress(content) for name, content in as_csv().items()},
    "Parquet": as_parquet(DANISH),
    "Parquet with types and own headings": as_parquet(
        ENGLISH, minutes=pl.Int16, group_size=pl.Int64, travel_minutes=pl.UInt8, service_on=pl.Date, plan_issued_on=pl.Date),
    "cells in capitals with blanks": as_csv(
        tables={name: [{c: f" {text.upper()} " if c not in ("course_id", "service_id") else text for c, text in row.items()}
                       for row in body] for name, body in TABLES.items()}),
}


@pytest.mark.parametrize("files", FORMS.values(), ids=FORMS)
def test_the_same_rows_in_each_form_come_to_the_same(files, tmp_path):
    plain = accepted_from(write_municipal(tmp_path, TABLES))
    folder = tmp_path / "form"
    folder.mkdir()
    other = accepted_of(folder, files)
    assert all(one.equals(two) for one, two in zip(plain.registry, other.registry, strict=True))
    assert other.rejected.equals(plain.rejected)
    assert other.delivered == plain.delivered == {COURSES: 3, SERVICES: 3, ADDITIONS: 2}
    assert [table.height for table in other.registry] == [2, 2, 2]
    assert [file.file for file in other.files] == ["delivery.toml", *files]


def test_the_optional_columns_may_be_left_out(tmp_path):
    tables = municipal_tables("patient\n1", "form\nindividuel")
    required = {
        name: [{column: text for column, text in row.items() if column not in OPTIONAL} for row in body]
        for name, body in tables.items()
    }
    headings = {name: [column for column in columns if column not in OPTIONAL] for name, columns in ENGLISH.items()}
    registry = accepted_of(tmp_path, as_csv(headings, tables=required)).registry
    assert registry.services.select("travel_minutes", "consultation").rows() == [(0, None)]
    assert registry.contacts["diagnosis_group"].to_list() == [None]


def test_a_heading_is_read_as_the_facts_have_it_on_the_day_the_delivery_was_drawn(tmp_path):
    drawn = """
        register_table                   | heading | column_name     | valid_from | valid_to
        ---------------------------------+---------+-----------------+------------+-----------
        genoptraening_tillaegsprocedurer | ydelse  | service_id      | 2007-01-01 |
        genoptraening_tillaegsprocedurer | kode    | additional_code | 2007-01-01 | 2007-04-09
    """
    write_toml(tmp_path, "2007-03", register="ges")  # drawn on 2007-04-10
    for name, content in as_csv({**ENGLISH, ADDITIONS: ["ydelse", "kode"]}).items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(DeliveryRefused, match=r"tillaegsprocedurer\.csv lacks the column additional_code\. "):
        accepted_from(tmp_path, facts_folder(headings=drawn))
    accepted_from(tmp_path, facts_folder(headings=drawn.replace("2007-04-09", "2007-04-10")))


def without(name, column):
    """A column is not there, by its Danish heading."""

    def change(folder):
        kept = [heading for heading in DANISH[name] if heading != column]
        (folder / f"{name}.csv").write_text(";".join(kept) + "\n")

    return change


REQUIRED = [
    (without(name, heading), rf"{name}\.csv lacks the column " + (column if heading == column else f"{column} or {heading}") + r"\. ")
    for name, headings in DANISH.items()
    for column, heading in zip(ENGLISH[name], headings, strict=True) if column not in OPTIONAL
]
MISSING_TABLES = [(remove(f"{name}.csv"), f"{name} is missing") for name in DANISH]
OTHERS = [
    (write(f"{COURSES}.csv", ";".join(DANISH[COURSES])), r"grundoplysninger\.csv has no rows"),
    (replace(f"{COURSES}.csv", "institution_art", "cpr"), r"grundoplysninger\.csv lacks the column number_kind or institution_art"),
    (replace(f"{SERVICES}.csv", "konsultation", "service_id"), r"procedurer\.csv has the column service_id twice"),
    (replace("delivery.toml", '"ges"', '"lpr2"'), "t_adm is missing"),
    (replace("delivery.toml", '"ges"', '"kommune"'), r"delivery\.toml is wrong: register"),
]


@pytest.mark.parametrize(("change", "message"), [*MISSING_TABLES, *REQUIRED, *OTHERS])
def test_a_delivery_is_refused_with_exit_3_and_told_what_is_wrong(change, message, tmp_path):
    accepted_of(tmp_path, as_csv())
    change(tmp_path)
    with pytest.raises(DeliveryRefused, match=message) as stopped:
        accepted_from(tmp_path)
    assert stopped.value.exit_code == 3


def test_more_than_5_pct_rejected_rows_of_a_file_refuse_the_delivery_without_a_cells_content(tmp_path):
    rows = "\n".join(["patient | municipality", *(f"{patient} | {'0101' if patient > 2 else '0957'}" for patient in range(1, 21))])
    write_municipal(tmp_path, municipal_tables(rows))
    with pytest.raises(DeliveryRefused, match=r"2 of 20 rows(?s:.*)unknown_municipality in municipality: 2 rows, first row 1") as stopped:
        accepted_from(tmp_path, max_rejected_share=0.05)
    assert "0957" not in str(stopped.value)
    assert accepted_from(tmp_path, max_rejected_share=0.10).registry.contacts.height == 18
