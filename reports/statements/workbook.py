"""A statement as an Excel workbook: an overview whose sums are formulas over the lists behind it."""

import io
from collections.abc import Callable
from datetime import date, datetime

import polars as pl
from xlsxwriter import Workbook

from reports.control_lists import CONTROL_LISTS
from reports.doubts import name_doubt
from reports.statements.layout import Laid
from reports.statements.sheets import PLACE, Cell, Field, Formula, List, Styles, list_cells, new_workbook, write_list
from reports.statements.statement import Correction, Head, Line, Statement
from reports.statements.tables import Pen
from reports.statements.words import IN_SHORT, REASONS, STATUS
from reports.statements.workbook_overview import SETTLED, write_overview


def as_workbook(statement: Statement, laid: Laid, created: datetime) -> bytes:
    """The workbook of a statement, made at a fixed time."""
    content = io.BytesIO()
    with new_workbook(content, f"{laid.title}, {laid.party}, {laid.subtitle}", created) as workbook:
        workbook.set_size(2400, 1500)
        styles = Styles(workbook, Pen(statement).decimals)
        overview = workbook.add_worksheet("Opgørelse")
        lines = write_lines(workbook, styles, statement)
        corrections = write_corrections(workbook, styles, statement, laid)
        write_overview(overview, styles, statement, laid, lines, corrections)
        write_doubts(workbook, styles, statement, laid)
        write_waiting(workbook, styles, statement, laid)
        write_control_lists(workbook, styles, statement, laid)
        overview.activate()
    return content.getvalue()


UNITS = [
    Field("Takstgruppe", "text", 12),
    Field("Takst, kr.", "kroner", 11),
    Field("Kommunens del, kr.", "kroner", 12),
]
"""The columns of a tariff."""


def list_amounts(head: Head) -> list[Field]:
    """The columns of kroner, and of the two comparisons."""
    return [
        Field("Beløb, kr.", "kroner", 14, is_summed=True),
        Field("Til betaling, kr.", "kroner", 14, is_summed=True),
        *(
            Field(f"{heading}|{period}", kind, width, label, is_summed=True)
            for period, label in (("before", head.before), ("year_ago", head.year_ago))
            for heading, kind, width in (("Antal", "number", 9), ("Beløb, kr.", "kroner", 14))
        ),
    ]


def write_lines(workbook: Workbook, styles: Styles, statement: Statement) -> List:
    """Every line of the month's own activity; its amounts are formulas of number and unit."""
    fields = [
        Field("Afsnit", "text", 31),
        Field("Kode", "text", 7),
        Field(statement.party.counterpart, "text", 20),
        *PLACE,
        *UNITS,
        Field("Antal", "number", 9, is_summed=True),
        *list_amounts(statement.head),
    ]
    listed = [(section.key, line) for section in statement.sections for line in section.lines]
    rows = [list_line(statement, key, line, 6 + place) for place, (key, line) in enumerate(listed)]
    about = "En linje for hver takstgruppe på hvert sygehus. Summen øverst følger filteret."
    return write_list(workbook, styles, "Linjer", about, fields, rows)


def list_line(statement: Statement, section: str, line: Line, row: int) -> "list[Cell | Formula]":
    """The cells of a line; `row` is its number on the sheet."""
    return [
        IN_SHORT[section],
        line.counterparty.code,
        line.counterparty.name,
        line.hospital,
        line.hospital_name,
        line.tariff_group,
        line.unit_tariff_kr,
        line.unit_kr,
        line.now.events,
        *list_kroner(statement, section, line, f"I{row}*H{row}", f"J{row}"),
    ]


def list_kroner(statement: Statement, section: str, line: Line, product: str, amount: str) -> "list[Cell | Formula]":
    """Amount, what is to be paid of it, and the comparisons, empty where never settled. product, amount: where they stand."""
    sign, head = "-" if statement.party.kind == "region" else "", statement.head
    return [
        Formula(f"={sign}{product}", line.now.municipal_kr),
        Formula(f"={amount}", line.now.payable_kr) if section in SETTLED else line.now.payable_kr,
        *([line.before_events, line.before_kr] if head.is_before_known else [None, None]),
        *([line.year_ago_events, line.year_ago_kr] if head.is_year_ago_known else [None, None]),
    ]


def write_corrections(workbook: Workbook, styles: Styles, statement: Statement, laid: Laid) -> List:
    """Every correction of another activity month."""
    fields = [
        Field("Aktivitetsmåned", "month", 16),
        Field("Ordning", "text", 31),
        Field("Årsag", "text", 36),
        Field("Kode", "text", 7),
        Field(statement.party.counterpart, "text", 20),
        *PLACE,
        *UNITS,
        Field("Tilbageført", "number", 11, is_summed=True),
        Field("Opkrævet", "number", 11, is_summed=True),
        Field("Antal", "number", 9, is_summed=True),
        *list_amounts(statement.head),
    ]
    rows = [list_correction(statement, row, 6 + place) for place, row in enumerate(statement.corrections)]
    return write_list(workbook, styles, "Reguleringer", find_about(laid, "corrections"), fields, rows)


def list_correction(statement: Statement, row: Correction, number: int) -> "list[Cell | Formula]":
    """The cells of a correction; `number` is its row on the sheet."""
    return [
        date(int(row.activity_month[:4]), int(row.activity_month[5:]), 1),
        IN_SHORT[row.section],
        REASONS[row.reason],
        row.line.counterparty.code,
        row.line.counterparty.name,
        row.line.hospital,
        row.line.hospital_name,
        row.line.tariff_group,
        row.line.unit_tariff_kr,
        row.line.unit_kr,
        row.reversals,
        row.charges,
        Formula(f"=L{number}-K{number}", row.line.now.events),
        *list_kroner(statement, row.section, row.line, f"M{number}*J{number}", f"N{number}"),
    ]


def find_about(laid: Laid, key: str) -> str:
    """What a table of the PDF says of itself."""
    return next(table.about for table in laid.tables if table.key == key)


def write_doubts(workbook: Workbook, styles: Styles, statement: Statement, laid: Laid) -> None:
    """What rests on disputed or assumed facts."""
    fields = [
        Field("Hvad beløbet hviler på", "text", 95),
        Field("Status", "text", 14),
        Field("Omfang", "text", 14),
        Field("Antal", "number", 9),
        Field("Til betaling, kr.", "kroner", 14),
    ]
    rows: list[list[Cell | Formula]] = [
        [
            name_doubt(doubt.fact, doubt.topic),
            STATUS[doubt.status],
            "disse linjer" if doubt.is_exact else "højst",
            doubt.events,
            doubt.payable_kr,
        ]
        for doubt in statement.doubts
    ]
    write_list(workbook, styles, "Forudsætninger", find_about(laid, "doubts"), fields, rows)


def write_waiting(workbook: Workbook, styles: Styles, statement: Statement, laid: Laid) -> None:
    """Visits that wait for an end mark."""
    fields = [
        Field("Kode", "text", 7),
        Field(statement.party.counterpart, "text", 20),
        *PLACE,
        Field("Forløb", "text", 31),
        Field("Besøg", "number", 9, is_summed=True),
        Field("Vejledende beløb, kr.", "kroner", 14, is_summed=True),
    ]
    rows: list[list[Cell | Formula]] = [
        [
            row.counterparty.code,
            row.counterparty.name,
            row.hospital,
            row.hospital_name,
            IN_SHORT[row.scheme].partition(" (")[0],
            row.visits,
            row.advisory_kr,
        ]
        for row in statement.waiting
    ]
    write_list(workbook, styles, "Venter på slutmarkering", find_about(laid, "waiting"), fields, rows)


def write_control_lists(workbook: Workbook, styles: Styles, statement: Statement, laid: Laid) -> None:
    """The events of the control lists, one by one: those of the month, and apart those of earlier months."""
    fields = [
        Field("Liste", "text", 36),
        Field("Hændelse", "text", 34),
        Field("Dato", "day", 12),
        Field(statement.party.counterpart, "text", 20),
        *PLACE,
        Field("Hvad der er at se på", "text", 80),
        Field("Vejledende beløb, kr.", "kroner", 14, is_summed=True),
    ]
    titles = {name: told.title for name, told in CONTROL_LISTS.items()}
    for name, checked in CHECKED_ON.items():
        rows = list_cells(checked(statement).with_columns(pl.col("list").replace_strict(titles)))
        write_list(workbook, styles, name, find_about(laid, "control_lists"), fields, rows)


CHECKED_ON: dict[str, Callable[[Statement], pl.DataFrame]] = {
    "Kontrollister": lambda statement: statement.checked_in_month,
    "Kontrollister, tidligere": lambda statement: statement.checked_earlier,
}
"""The sheets of the control lists: what each holds."""
