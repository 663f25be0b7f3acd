"""The same rows in each physical form that contract section 2 allows come to the same, to the row and the krone."""

import csv
import gzip
import io
from datetime import date

import polars as pl
import pytest

from flows.delivery import may_be_padded
from tests.drawn import assert_same
from tests.given import ORDINARY, computed_from, drawn_tables, write_toml

TABLES = drawn_tables(
    outpatients="""
        patient | municipality | kind        | services
        --------+--------------+-------------+----------
        1       | 0101         | general     | BLNA30
        2       | 0751         | specialised | BLNR BTP
        3       |              | general     | AAF6
    """,
    stays="""
        patient | municipality | services  | discharged_on
        --------+--------------+-----------+--------------
        4       | 0851         | BTR       | 2007-03-09
        5       | 0101         | AAF6 BLNA |
    """,
)  # fmt: skip
TABLES["t_adm"] = [
    {**row, "c_afd": "Ø1", "idnummer": f"9{row['k_recnum']}", "skemaopdat": "2007-04-01", "navn": 'Åse "Œ" Ærø; by, €'}
    for row in TABLES["t_adm"]
]
TABLES["t_adm"].append({**TABLES["t_adm"][0], "k_recnum": "10", "idnummer": "910", "c_kom": "12"})
TABLES["t_bes"].append({"v_recnum": "10", "d_ambdto": "2007-03-05"})
"""Every kind of outcome is in it: charges of each scheme, a set-aside, and a row rejected in each of two files."""


def csv_bytes(
    body, *, separator=";", encoding="utf-8", newline="\n", quoting=csv.QUOTE_MINIMAL, columns=list, heading=str.lower
):
    """A table as CSV."""
    names = columns(body[0])
    text = io.StringIO()
    lines = csv.writer(text, delimiter=separator, lineterminator=newline, quoting=quoting)
    lines.writerow([heading(name) for name in names])
    lines.writerows([row[name] for name in names] for row in body)
    return text.getvalue().encode(encoding)


def settled_from(folder, files):
    """What the files of a delivery come to; `files`: name -> content."""
    write_toml(folder, "2007-03")
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return computed_from(folder)


def as_csv(tables, **form):
    """All three tables as CSV files."""
    return {f"{name}.csv": csv_bytes(body, **form) for name, body in tables.items()}


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """What the tables come to in the plainest form."""
    computed = settled_from(tmp_path_factory.mktemp("plain"), as_csv(TABLES))
    assert_same(computed.charges, """
        event_id        | department | payer_municipality
        ----------------+------------+-------------------
        S:94            | Ø1         | 0851
        V:91:2007-03-05 | Ø1         | 0101
        V:92:2007-03-05 | Ø1         | 0751
    """)  # fmt: skip
    assert_same(computed.set_aside, """
        event_id        | reason
        ----------------+-----------------------
        V:93:2007-03-05 | no_paying_municipality
    """)  # fmt: skip
    return computed


def assert_identical(computed, plain):
    """Every frame alike, row for row."""
    for found, wanted in zip(computed, plain, strict=True):
        assert found.schema == wanted.schema
        assert_same(found, wanted, in_order=True)


CSV_FORMS = {
    "comma": {"separator": ","},
    "byte order mark": {"encoding": "utf-8-sig"},
    "ISO-8859-15": {"encoding": "iso-8859-15"},
    "CRLF": {"newline": "\r\n"},
    "quoted": {"quoting": csv.QUOTE_ALL},
    "quoted, comma, CRLF, byte order mark": {
        "quoting": csv.QUOTE_ALL, "separator": ",", "newline": "\r\n", "encoding": "utf-8-sig",
    },
    "quoted, comma, CRLF, ISO-8859-15": {
        "quoting": csv.QUOTE_ALL, "separator": ",", "newline": "\r\n", "encoding": "iso-8859-15",
    },
    "headings in upper case": {"heading": str.upper},
    "headings in mixed case": {"heading": str.title},
    "headings padded": {"heading": lambda name: f" {name} "},
    "columns in another order": {"columns": lambda row: sorted(row, reverse=True)},
    "without unknown columns": {"columns": lambda row: [name for name in row if name != "navn"]},
}  # fmt: skip


@pytest.mark.parametrize("form", CSV_FORMS.values(), ids=CSV_FORMS)
def test_a_delivery_may_be_written_in_each_form_of_csv(form, tmp_path, plain):
    assert_identical(settled_from(tmp_path, as_csv(TABLES, **form)), plain)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "iso-8859-15"])
def test_a_table_may_be_packed_with_gzip(encoding, tmp_path, plain):
    packed = {f"{name}.gz": gzip.compress(content) for name, content in as_csv(TABLES, encoding=encoding).items()}
    assert_identical(settled_from(tmp_path, packed), plain)


LAST_LINES = {
    "no line break at the end": lambda content: content.rstrip(b"\n"),
    "a blank last line": lambda content: content + b"\n",
    "several blank last lines": lambda content: content + b"\n \n\n",
    "blank last lines with CRLF": lambda content: content.replace(b"\n", b"\r\n") + b"\r\n\r\n",
}


@pytest.mark.parametrize("ending", LAST_LINES.values(), ids=LAST_LINES)
def test_a_blank_last_line_is_no_row(ending, tmp_path, plain):
    files = {name: ending(content) for name, content in as_csv(TABLES).items()}
    assert_identical(settled_from(tmp_path, files), plain)


def rewritten(change):
    """The tables with every cell that a change names written otherwise."""
    return {name: [{c: change(c, text) for c, text in row.items()} for row in body] for name, body in TABLES.items()}


def dates_as(form):
    """Dates in another form; `skemaopdat` too."""

    def change(column, text):
        is_date = column.startswith("d_") or column == "skemaopdat"
        return date.fromisoformat(text).strftime(form) if is_date and text else text

    return change


CELLS = {
    "dates at midnight": dates_as("%Y-%m-%d 00:00:00"),
    "dates with strokes": dates_as("%Y/%m/%d"),
    "dates with the day first": dates_as("%d-%m-%Y"),
    "dates of digits only": dates_as("%Y%m%d"),
    "municipalities of three digits": lambda column, text: text.removeprefix("0") if column == "c_kom" else text,
    "blanks around cells": lambda column, text: f"  {text} ",
    "tabs around cells": lambda column, text: f"\t{text}\t",
    "codes in lower case": lambda column, text: text.lower() if column[:2] == "c_" else text,
    "empty cells of blanks": lambda column, text: text or "   ",
}


@pytest.mark.parametrize("change", CELLS.values(), ids=CELLS)
def test_a_cell_may_be_written_in_each_form(change, tmp_path, plain):
    assert_identical(settled_from(tmp_path, as_csv(rewritten(change))), plain)


def test_a_quoted_cell_of_an_unknown_column_may_hold_line_breaks(tmp_path, plain):
    lines = rewritten(lambda column, text: "to\nlinjer\n\nog en" if column == "navn" else text)
    assert_identical(settled_from(tmp_path, as_csv(lines)), plain)


def parquet_bytes(body, **types):
    """A table as Parquet: empty cells null, and columns cast where a type is named."""
    frame = pl.DataFrame(
        {name: [row[name] or None for row in body] for name in body[0]}, schema=dict.fromkeys(body[0], pl.String)
    )
    content = io.BytesIO()
    frame.with_columns(as_type(name, types[name]) for name in frame.columns if name in types).write_parquet(content)
    return content.getvalue()


def as_type(name, dtype):
    """A text column as another type."""
    is_date = isinstance(dtype, pl.Datetime) or dtype == pl.Date
    return pl.col(name).str.to_date("%Y-%m-%d").cast(dtype) if is_date else pl.col(name).cast(dtype)


DATES = ("d_inddto", "d_uddto", "d_ambdto", "d_odto", "skemaopdat")
CODES = ("c_opr", "c_sgh", "c_afd", "c_pattype", "v_cpr", "navn")
NUMBERS = ("k_recnum", "v_recnum", "idnummer", "c_pattype", "c_sgh", "c_kom", "v_cpr")
PARQUET_FORMS = {
    "text": {},
    "whole numbers": dict.fromkeys(NUMBERS, pl.Int64),
    "small whole numbers": dict.fromkeys(NUMBERS[:-1], pl.UInt16),
    "dates": dict.fromkeys(DATES, pl.Date),
    "moments in milliseconds": dict.fromkeys(DATES, pl.Datetime("ms")),
    "moments in microseconds": dict.fromkeys(DATES, pl.Datetime("us")),
    "moments in nanoseconds": dict.fromkeys(DATES, pl.Datetime("ns")),
    "categories": dict.fromkeys(CODES, pl.Categorical),
    "enumerations": {"c_pattype": pl.Enum(["0", "2"]), "c_afd": pl.Enum(["Ø1", "Ø2"])},
    "a column without any value": {"c_spec": pl.Null},
}


@pytest.mark.parametrize("types", PARQUET_FORMS.values(), ids=PARQUET_FORMS)
def test_a_delivery_may_be_parquet_with_columns_of_text_or_of_types(types, tmp_path, plain):
    tables = {**TABLES, "t_adm": [{**row, "c_spec": ""} for row in TABLES["t_adm"]]}
    files = {f"{name}.parquet": parquet_bytes(body, **types) for name, body in tables.items()}
    assert_identical(settled_from(tmp_path, files), plain)


def test_an_empty_text_in_parquet_means_what_null_means(tmp_path, plain):
    files = {}
    for name, body in TABLES.items():
        content = io.BytesIO()
        pl.DataFrame(body).write_parquet(content)
        files[f"{name}.parquet"] = content.getvalue()
    assert_identical(settled_from(tmp_path, files), plain)


def test_each_table_may_have_a_form_of_its_own(tmp_path, plain):
    files = {
        "t_adm.csv": csv_bytes(TABLES["t_adm"], separator=",", encoding="iso-8859-15"),
        "t_bes.csv.gz": gzip.compress(csv_bytes(TABLES["t_bes"], newline="\r\n")),
        "t_sksube.parquet": parquet_bytes(TABLES["t_sksube"], d_odto=pl.Date),
    }
    assert_identical(settled_from(tmp_path, files), plain)


def test_a_moment_with_a_time_in_parquet_is_no_date_but_may_be_that_of_a_change(tmp_path):
    contact = {**TABLES["t_adm"][0], "d_uddto": "", "k_recnum": "1"}
    frame = pl.DataFrame([contact, {**contact, "k_recnum": "2"}]).with_columns(
        skemaopdat=pl.Series(["2007-04-01 08:30:00", "2007-04-01 09:15:00"]).str.to_datetime(),
        d_inddto=pl.Series(["2007-03-01 00:00:00", "2007-03-01 10:30:00"]).str.to_datetime(),
    )
    content = io.BytesIO()
    frame.write_parquet(content)
    files = as_csv({name: body for name, body in TABLES.items() if name != "t_adm"})
    computed = settled_from(tmp_path, {**files, "t_adm.parquet": content.getvalue()})
    assert_same(computed.rejected.filter(file="t_adm"), """
        row_number | column_name | reason
        -----------+-------------+---------
        2          | d_inddto    | bad_date
    """)  # fmt: skip


def test_optional_columns_may_be_left_out(tmp_path):
    required = {
        name: [{column: row[column] for column in ORDINARY[name]} for row in body] for name, body in TABLES.items()
    }
    assert settled_from(tmp_path, as_csv(required)).charges["event_id"].to_list() == [
        "S:4",
        "V:1:2007-03-05",
        "V:2:2007-03-05",
    ]


def test_a_file_whose_cells_may_need_trimming_is_known_by_its_bytes():
    signs = pl.Series([chr(code) for code in range(0x3001)])
    trimmed = signs.filter((signs + "x" + signs).str.strip_chars() == "x").drop_nulls().to_list()
    assert {" ", "\t", "\v", "\f", "\r", "\n", "\N{NO-BREAK SPACE}", "\N{IDEOGRAPHIC SPACE}"} <= set(trimmed)
    within = [sign for sign in trimmed if sign != "\n"]
    assert [sign for sign in within if not may_be_padded(f"a;b\n1;{sign}2\n".encode())] == []
    assert may_be_padded(b'a;b\n1;"\n2"\n')
    assert not may_be_padded(b"a;b\n1;2\n")
