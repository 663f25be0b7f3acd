"""Sheets of a statement's workbook: typed cells, filters, frozen heads, sums that are formulas, and no text that could become one."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, NamedTuple

import polars as pl
import polars.selectors as cs
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A text that begins so could be run as a formula when its cell is edited or copied: it is marked as text for good."""

ACCENT, TINT, RULE = "#0B4F6C", "#EEF3F6", "#C9D3DA"

NUMBERS = {
    "number": "#,##0",
    "quantity": "#,##0.00",
    "day": "dd\\-mm\\-yyyy",
    "month": "[$-406]mmmm yyyy",
    "text": "@",
}

Cell = str | int | Decimal | date | None


def side_of(kind: str) -> str:
    """Where the cells of a kind stand: days and months beside the texts, numbers by their last digit."""
    return "left" if kind in ("text", "day", "month") else "right"


class Field(NamedTuple):
    """A column of a list. kind: text, number, kroner, day or month. above: the heading over it. is_summed: its sum stands on top."""

    heading: str
    kind: str
    width: int
    above: str = ""
    is_summed: bool = False


PLACE = [Field("SHAK", "text", 7), Field("Sygehus", "text", 32)]
"""The columns of a hospital."""


class Formula(NamedTuple):
    """A formula and the value that it has."""

    text: str
    value: Decimal | int


def new_workbook(content: BytesIO, title: str, created: datetime) -> Workbook:
    """An empty workbook whose bytes hang on what is put into it alone, and in which no text becomes a formula, link or number."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = Workbook(content, options)
    workbook.set_properties({"title": title, "author": "genopt", "created": created})
    return workbook


class Styles:
    """The formats of a workbook, each made once."""

    def __init__(self, workbook: Workbook, decimals: int) -> None:
        """Amounts with øre where the statement has any."""
        self.workbook = workbook
        self.numbers = {**NUMBERS, "kroner": "#,##0.00" if decimals else "#,##0"}
        self.made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, kind: str = "text", **properties: Any) -> Format:
        """The format of a kind of cell."""
        wanted = {
            "num_format": self.numbers.get(kind, "General"),
            "valign": "top",
            "align": side_of(kind),
            **properties,
        }
        key = tuple(sorted(wanted.items()))
        if key not in self.made:
            self.made[key] = self.workbook.add_format({"font_name": "Calibri", "font_size": 10, **wanted})
        return self.made[key]


def write_cell(
    sheet: Worksheet, row: int, column: int, cell: Cell | Formula, kind: str, styles: Styles, **style: Any
) -> None:
    """Write one cell as what it is. Text is always text."""
    if cell is None:
        sheet.write_blank(row, column, None, styles.get(kind, **style))
    elif isinstance(cell, Formula):
        sheet.write_formula(row, column, cell.text, styles.get(kind, **style), float(cell.value))
    elif isinstance(cell, str):
        prefix = {"quote_prefix": True} if cell.startswith(STARTS_A_FORMULA) else {}
        sheet.write_string(row, column, cell, styles.get("text", **style, **prefix))
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, styles.get(kind, **style))
    else:
        sheet.write_number(row, column, float(cell), styles.get(kind, **style))


def list_cells(rows: pl.DataFrame) -> list[tuple[Cell, ...]]:
    """A frame's rows as cells, days as the numbers that a sheet keeps them as (days since 30 December 1899)."""
    return rows.with_columns(
        cs.date().to_physical() - date(1899, 12, 30).toordinal() + date(1970, 1, 1).toordinal()
    ).rows()


class List(NamedTuple):
    """A list on a sheet of its own: where its cells are, so that other sheets can sum them."""

    name: str
    fields: Sequence[Field]
    first_row: int
    last_row: int

    def range_of(self, heading: str) -> str:
        """The cells of a column, by its heading."""
        column = xl_col_to_name([field.heading for field in self.fields].index(heading))
        return f"'{self.name}'!${column}${self.first_row + 1}:${column}${self.last_row + 1}"


def write_list(
    workbook: Workbook,
    styles: Styles,
    name: str,
    about: str,
    fields: Sequence[Field],
    rows: Sequence[Sequence[Cell | Formula]],
) -> List:
    """Write a list on a sheet of its own: what it is, the sum of what the filter shows, headings, rows."""
    sheet = workbook.add_worksheet(name)
    set_up_page(sheet, name)
    sheet.write_string(0, 0, name, styles.get(bold=True, font_size=14, font_color=ACCENT))
    sheet.write_string(1, 0, about, styles.get(font_color="#5B6875"))
    head = 4 if any(field.above for field in fields) else 3
    first, last = head + 1, head + max(len(rows), 1)
    write_headings(sheet, styles, fields, head)
    for place, field in enumerate(fields):
        sheet.set_column(place, place, field.width)
        if field.is_summed:
            column = xl_col_to_name(place)
            total = sum((value_of(row[place]) for row in rows), Decimal(0))
            formula = Formula(f"=SUBTOTAL(109,{column}{first + 1}:{column}{last + 1})", total)
            write_cell(sheet, 2, place, formula, field.kind, styles, bold=True, bg_color=TINT)
    if any(field.is_summed for field in fields):
        sheet.write_string(2, 0, "Sum af det viste", styles.get(bold=True, bg_color=TINT))
    write_rows(sheet, styles, fields, rows, first)
    sheet.freeze_panes(first, 1)
    sheet.autofilter(head, 0, last, len(fields) - 1)
    sheet.repeat_rows(head)
    return List(name, fields, first, last)


def write_rows(
    sheet: Worksheet, styles: Styles, fields: Sequence[Field], rows: Sequence[Sequence[Cell | Formula]], first: int
) -> None:
    """Write the rows of a list: the same as `write_cell` for each, with the formats looked up once."""
    formats = [styles.get(field.kind) for field in fields]
    for number, cells in enumerate(rows, start=first):
        for place, cell in enumerate(cells):
            if isinstance(cell, str) and not cell.startswith(STARTS_A_FORMULA):
                sheet.write_string(number, place, cell, formats[place])
            elif isinstance(cell, int | Decimal):
                sheet.write_number(number, place, float(cell), formats[place])
            elif cell is not None:
                write_cell(sheet, number, place, cell, fields[place].kind, styles)


def write_headings(sheet: Worksheet, styles: Styles, fields: Sequence[Field], head: int) -> None:
    """Headings, and above them what several share."""
    for place, field in enumerate(fields):
        align = side_of(field.kind)
        style = styles.get(
            bold=True, text_wrap=True, align=align, valign="vcenter", font_color="#FFFFFF", bg_color=ACCENT
        )
        sheet.write_string(head, place, field.heading.partition("|")[0], style)
        if field.above and (place == 0 or fields[place - 1].above != field.above):
            last = max(other for other, one in enumerate(fields) if one.above == field.above)
            over = styles.get(bold=True, align="center", font_color=ACCENT, bottom=1, bottom_color=RULE)
            if last > place:
                sheet.merge_range(head - 1, place, head - 1, last, "", over)
            sheet.write_string(head - 1, place, field.above, over)
    sheet.set_row(head, 30)


def value_of(cell: Cell | Formula) -> Decimal:
    """The number of a cell that is summed."""
    value = cell.value if isinstance(cell, Formula) else cell
    assert isinstance(value, Decimal | int) or value is None
    return Decimal(value or 0)


def set_up_page(sheet: Worksheet, name: str) -> None:
    """How a sheet prints: A4, as wide as the paper, with its name and page number."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.set_footer(f"&L{name}&RSide &P af &N")
    sheet.hide_gridlines(2)
