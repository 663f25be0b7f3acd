"""Text stays text: whatever a name or a note holds, no cell becomes a formula, no page gets a tag, no PDF gets markup."""

import io
import re
import zipfile
from xml.etree import ElementTree

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from xlsxwriter import Workbook

from reports.statements.files import made_at
from reports.statements.layout import lay_out
from reports.statements.page import as_page
from reports.statements.sheets import Field, Styles, write_list
from reports.statements.workbook import as_workbook
from tests.statements.conftest import EVIL
from tests.statements.reading import read_text

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMULA = re.compile(
    r"(SUM|SUBTOTAL|SUMIFS)\([$A-Z0-9:,'!æøåÆØÅ a-z()\".]*\)|-?(I[0-9]+\*H|M[0-9]+\*J)[0-9]+|[JN][0-9]+|L[0-9]+-K[0-9]+"
)
"""The formulas that we write: they hold places and our own words, nothing from data."""

evil = st.one_of(
    st.sampled_from(
        [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "=cmd|' /C calc'!A0",
            "{=1}",
            "https://x.example",
            "</c>",
            "_x003D_1",
            "1e5",
            "0101",
            "'=1",
        ]
    ),
    st.text(st.characters(blacklist_categories=("Cs",)), max_size=40),
    st.text("=+-@\t\r\n'\"|!&<>", min_size=1, max_size=8),
)


def formulas_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    return [node.text for sheet in sheets for node in ElementTree.fromstring(sheet).iter(f"{MAIN}f")]


@settings(max_examples=150, deadline=None)
@given(texts=st.lists(evil, min_size=1, max_size=8))
def test_a_list_holds_its_texts_as_texts(texts):
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as workbook:
        write_list(
            workbook, Styles(workbook, 0), "Liste", texts[0], [Field("A", "text", 9)], [[text] for text in texts]
        )
    assert formulas_of(content.getvalue()) == []
    cells = [row[0] for row in load_workbook(content)["Liste"].iter_rows(min_row=5)]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    for cell, text in zip(cells, texts, strict=False):
        assert cell.data_type == "s" or not text
        assert cell.hyperlink is None
        assert bool(cell.quotePrefix) == text.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def poison(statement, text):
    """A statement in which every text from data is another."""
    name = lambda one: one._replace(hospital_name=text)  # noqa: E731
    sections = [section._replace(lines=[name(line) for line in section.lines]) for section in statement.sections]
    corrections = [row._replace(line=name(row.line)) for row in statement.corrections]
    return statement._replace(
        party=statement.party._replace(name=text),
        sections=sections,
        corrections=corrections,
        corrected=statement.corrected._replace(lines=[row.line for row in corrections]),
        waiting=[name(row) for row in statement.waiting],
        checked=statement.checked.head(20).with_columns(
            pl.lit(text).alias(column) for column in ("hospital_name", "detail", "event_id")
        ),
    )


@settings(max_examples=15, deadline=None)
@given(text=evil)
def test_a_statement_has_the_formulas_that_we_wrote_and_no_other(statements, months, text):
    statement = poison(statements[0], text)
    laid = lay_out(statement, months.made.balance, "stem")
    formulas = formulas_of(as_workbook(statement, laid, made_at(statement.head)))
    assert len(formulas) > 50
    assert [one for one in formulas if not FORMULA.fullmatch(one)] == []


@settings(max_examples=15, deadline=None)
@given(text=evil.filter(lambda text: "<" in text or "&" in text))
def test_a_page_has_the_tags_that_we_wrote_and_no_other(statements, months, text):
    clean, dirty = (
        as_page(lay_out(poison(statements[0], name), months.made.balance, "stem")) for name in ("København", text)
    )
    assert re.findall(r"<[a-z/!][^>]*>", dirty) == re.findall(r"<[a-z/!][^>]*>", clean)


def test_an_evil_name_goes_through_the_whole_chain_as_text(months):
    shown = 0
    for path in months.paths("pdf"):
        content = path.with_suffix(".xlsx").read_bytes()
        assert [one for one in formulas_of(content) if not FORMULA.fullmatch(one)] == []
        page = path.with_suffix(".html").read_text(encoding="utf-8")
        assert "<b>" not in page
        if "(1301)" in page:
            shown += 1
            assert EVIL.replace(" ", "") in read_text(path).replace(" ", "")
    assert shown > 1
