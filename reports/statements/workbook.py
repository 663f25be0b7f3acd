"""A statement as an Excel workbook: an overview whose sums are formulas over the lists behind it."""

import io
from datetime import date, datetime

import polars as pl
from xlsxwriter import Workbook

from reports.control_lists import CONTROL_LISTS
from reports.doubts import name_doubt
from reports.statements.layout import Laid
from reports.statements.sheets import PLACE, Cell, Field, Formula, List, Styles, list_cells, new_workbook, write_list
from reports.statements.statement import Correction, Line, Statement
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
        corrections = write_corrections(workbook, styles, statement)
        write_overview(overview, styles, statement, laid, lines, corrections)
        write_doubts(workbook, styles, statement, laid)
        write_waiting(workbook, styles, statement, laid)
        write_control_lists(workbook, styles, statement, laid)
        overview.activate()
    return content.getvalue()


def write_lines(workbook: Workbook, styles: Styles, statement: Statement) -> List:
    """Every line of the month's own activity; its amounts are formulas of number and unit."""
    head = statement.head
    fields = [
        Field("Afsnit", "text", 31),
        Field("Kode", "text", 7),
        Field(statement.party.counterpart, "text", 20),
        *PLACE,
        Field("Takstgruppe", "text", 12),
        Field("Takst, kr.", "kroner", 11),
        Field("Kommunens del, kr.", "kroner", 12),
        Field("Antal", "number", 9, is_summed=True),
        Field("Beløb, kr.", "kroner", 14, is_summed=True),
        Field("Til betaling, kr.", "kroner", 14, is_summed=True),
        Field("Antal|before", "number", 9, head.before, is_summed=True),
        Field("Beløb, kr.|before", "kroner", 14, head.before, is_summed=True),
        Field("Antal|year_ago", "number", 9, head.year_ago, is_summed=True),
        Field("Beløb, kr.|year_ago", "kroner", 14, head.year_ago, is_summed=True),
    ]
    listed = [(section.key, line) for section in statement.sections for line in section.lines]
    rows = [list_line(statement, key, line, 6 + place) for place, (key, line) in enumerate(listed)]
    about = "En linje for hver takstgruppe på hvert sygehus. Summen øverst følger filteret."
    return write_list(workbook, styles, "Linjer", about, fields, rows)


def list_line(statement: Statement, section: str, line: Line, row: int) -> "list[Cell | Formula]":
    """The cells of a line; `row` is its number on the sheet. A comparison that was never settled is empty."""
    sign = "-" if statement.party.kind == "region" else ""
    is_settled = section in SETTLED
    before: list[Cell] = [line.before_events, line.before_kr] if statement.head.is_before_known else [None, None]
    year_ago: list[Cell] = (
        [line.year_ago_events, line.year_ago_kr] if statement.head.is_year_ago_known else [None, None]
    )
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
        Formula(f"={sign}I{row}*H{row}", line.now.municipal_kr),
        Formula(f"=J{row}", line.now.payable_kr) if is_settled else line.now.payable_kr,
        *before,
        *year_ago,
    ]


def write_corrections(workbook: Workbook, styles: Styles, statement: Statement) -> List:
    """Every correction of another activity month."""
    fields = [
        Field("Aktivitetsmåned", "month", 16),
        Field("Ordning", "text", 31),
        Field("Årsag", "text", 36),
        Field("Kode", "text", 7),
        Field(statement.party.counterpart, "text", 20),
        *PLACE,
        Field("Takstgruppe", "text", 12),
        Field("Tilbageført", "number", 11, is_summed=True),
        Field("Opkrævet", "number", 11, is_summed=True),
        Field("Antal", "number", 9, is_summed=True),
        Field("Beløb, kr.", "kroner", 14, is_summed=True),
        Field("Til betaling, kr.", "kroner", 14, is_summed=True),
    ]
    rows = [list_correction(row, 5 + place) for place, row in enumerate(statement.corrections)]
    about = "Reguleringer vedrørende tidligere måneder: det, der er kommet til, ændret eller udgået siden."
    return write_list(workbook, styles, "Reguleringer", about, fields, rows)


def list_correction(row: Correction, number: int) -> "list[Cell | Formula]":
    """The cells of a correction; `number` is its row on the sheet."""
    return [
        date(int(row.activity_month[:4]), int(row.activity_month[5:]), 1),
        IN_SHORT[row.section],
        REASONS[row.reason],
        row.counterparty.code,
        row.counterparty.name,
        row.hospital,
        row.hospital_name,
        row.tariff_group,
        row.reversals,
        row.charges,
        Formula(f"=J{number}-I{number}", row.now.events),
        row.now.municipal_kr,
        row.now.payable_kr,
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
    """The events of the control lists, one by one."""
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
    rows = list_cells(statement.checked.with_columns(pl.col("list").replace_strict(titles)))
    write_list(workbook, styles, "Kontrollister", find_about(laid, "control_lists"), fields, rows)
