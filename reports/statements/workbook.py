"""A statement as an Excel workbook: an overview whose sums are formulas over the lists behind it."""

import io
from datetime import date, datetime
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from reports.statements.layout import Laid, Pen
from reports.statements.sheets import ACCENT, TINT, Cell, Field, Formula, List, Styles, set_up_page, write_cell, write_list
from reports.statements.statement import Correction, Line, Statement, Sums
from reports.statements.words import IN_SHORT, REASONS, STATUS, name_doubt

SETTLED = ("inpatient", "specialised_outpatient")
"""Sections whose amounts are collected here. Rule R11."""


def as_workbook(statement: Statement, laid: Laid, created: datetime) -> bytes:
    """The workbook of a statement, made at a fixed time."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(content, options) as workbook:
        workbook.set_properties(
            {"title": f"{laid.title}, {laid.party}, {laid.subtitle}", "author": "genopt", "created": created}
        )
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


def other_party(statement: Statement) -> str:
    """What the counterparty is called."""
    return "Kommune" if statement.party.kind == "region" else "Region"


def write_lines(workbook: Workbook, styles: Styles, statement: Statement) -> List:
    """Every line of the month's own activity; its amounts are formulas of number and unit."""
    head = statement.head
    fields = [
        Field("Afsnit", "text", 31),
        Field("Kode", "text", 7),
        Field(other_party(statement), "text", 20),
        Field("SHAK", "text", 7),
        Field("Sygehus", "text", 32),
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
    year_ago: list[Cell] = [line.year_ago_events, line.year_ago_kr] if statement.head.is_year_ago_known else [None, None]
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
        Field(other_party(statement), "text", 20),
        Field("SHAK", "text", 7),
        Field("Sygehus", "text", 32),
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


def write_overview(
    sheet: Worksheet, styles: Styles, statement: Statement, laid: Laid, lines: List, corrections: List
) -> None:
    """The first sheet: who, what, when; the sections; each counterparty."""
    set_up_page(sheet, "Opgørelse")
    for column, width in enumerate((38, 17, 17, 17, 17, 17)):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, laid.party, styles.get(bold=True, font_size=20, font_color=ACCENT))
    sheet.write_string(1, 0, f"{laid.title} · {laid.subtitle}", styles.get(font_size=12))
    sheet.write_string(2, 0, laid.party_kind, styles.get(font_color="#5B6875"))
    for number, note in enumerate(laid.notes, start=3):
        sheet.write_string(number, 0, note, styles.get(bold=True, font_color="#B5541C"))
    row = 4 + len(laid.notes)
    row = write_sections(sheet, styles, statement, lines, corrections, row)
    row = write_counterparties(sheet, styles, statement, lines, corrections, row + 2)
    for number, (name, value) in enumerate(laid.facts, start=row + 2):
        sheet.write_string(number, 0, name, styles.get(font_color="#5B6875"))
        write_cell(sheet, number, 1, value, "text", styles)


def write_heading(sheet: Worksheet, styles: Styles, row: int, headings: list[str]) -> None:
    """A row of headings on the overview."""
    for column, heading in enumerate(headings):
        align = "right" if column else "left"
        style = styles.get(
            bold=True, text_wrap=True, align=align, valign="vcenter", font_color="#FFFFFF", bg_color=ACCENT
        )
        sheet.write_string(row, column, heading, style)
    sheet.set_row(row, 30)


def write_sections(
    sheet: Worksheet, styles: Styles, statement: Statement, lines: List, corrections: List, row: int
) -> int:
    """The sections with their sums over the lists; gives the row of the total."""
    head = statement.head
    compared = (f"Til betaling {head.before}, kr.", f"Til betaling {head.year_ago}, kr.")
    write_heading(sheet, styles, row, ["Afsnit", "Antal", "Beløb, kr.", "Til betaling, kr.", *compared])
    first = row + 1
    for number, section in enumerate(statement.all_sections, start=first):
        sheet.write_string(number, 0, IN_SHORT[section.key], styles.get())
        sums = (section.now.events, section.now.municipal_kr, section.now.payable_kr)
        for column, (heading, value) in enumerate(
            zip(("Antal", "Beløb, kr.", "Til betaling, kr."), sums, strict=True), start=1
        ):
            kind = "number" if column == 1 else "kroner"
            formula = (
                f"=SUM({corrections.range_of(heading)})"
                if section.key == "corrections"
                else f"=SUMIFS({lines.range_of(heading)},{lines.range_of('Afsnit')},$A{number + 1})"
            )
            write_cell(sheet, number, column, Formula(formula, value), kind, styles)
        known = zip((head.is_before_known, head.is_year_ago_known), (section.before, section.year_ago), strict=True)
        for column, (is_known, of_period) in enumerate(known, start=4):
            write_cell(sheet, number, column, of_period.payable_kr if is_known else None, "kroner", styles)
    total = first + len(statement.all_sections)
    every = (statement.total.events, statement.total.municipal_kr, statement.total.payable_kr)
    beside = (statement.total_before.payable_kr, statement.total_year_ago.payable_kr)
    write_total(sheet, styles, total, first, [*every, *beside])
    return total


def write_total(sheet: Worksheet, styles: Styles, row: int, first: int, values: "list[Decimal | int]") -> None:
    """A row of sums over the rows above it, from `first` on."""
    style = {"bold": True, "bg_color": TINT, "top": 2, "top_color": ACCENT}
    sheet.write_string(row, 0, "I alt", styles.get(**style))
    for column, value in enumerate(values, start=1):
        letter = "ABCDEFGH"[column]
        formula = Formula(f"=SUM({letter}{first + 1}:{letter}{row})", value)
        write_cell(sheet, row, column, formula, "number" if isinstance(value, int) else "kroner", styles, **style)


def write_counterparties(
    sheet: Worksheet, styles: Styles, statement: Statement, lines: List, corrections: List, row: int
) -> int:
    """What is to be paid against each counterparty; gives the row of the total."""
    shown = (*SETTLED, "corrections")
    write_heading(
        sheet, styles, row, [other_party(statement), "Kode", *(f"{IN_SHORT[key]}, kr." for key in shown), "I alt, kr."]
    )
    first = row + 1
    parties = statement.by_counterparty
    for number, (party, sums) in enumerate(parties.items(), start=first):
        write_cell(sheet, number, 0, party.name, "text", styles)
        write_cell(sheet, number, 1, party.code, "text", styles, align="right")
        for column, key in enumerate(shown, start=2):
            of_list, also = (corrections, "") if key == "corrections" else (lines, IN_SHORT[key])
            formula = f"=SUMIFS({of_list.range_of('Til betaling, kr.')},{of_list.range_of('Kode')},$B{number + 1}"
            formula += f',{of_list.range_of("Afsnit")},"{also}")' if also else ")"
            value = sums.get(key, Sums()).payable_kr
            write_cell(sheet, number, column, Formula(formula, value), "kroner", styles)
        total = sum((sums.get(key, Sums()).payable_kr for key in shown), Decimal(0))
        write_cell(sheet, number, 5, Formula(f"=SUM(C{number + 1}:E{number + 1})", total), "kroner", styles)
    last = first + len(parties)
    totals = {section.key: section.now.payable_kr for section in statement.all_sections}
    style = {"bold": True, "bg_color": TINT, "top": 2, "top_color": ACCENT}
    sheet.write_string(last, 0, "I alt", styles.get(**style))
    sheet.write_blank(last, 1, None, styles.get(**style))
    for column, value in enumerate((*(totals[key] for key in shown), statement.total.payable_kr), start=2):
        letter = "ABCDEF"[column]
        formula = Formula(f"=SUM({letter}{first + 1}:{letter}{last})", value)
        write_cell(sheet, last, column, formula, "kroner", styles, **style)
    return last


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
        Field(other_party(statement), "text", 20),
        Field("SHAK", "text", 7),
        Field("Sygehus", "text", 32),
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
        Field(other_party(statement), "text", 20),
        Field("SHAK", "text", 7),
        Field("Sygehus", "text", 32),
        Field("Hvad der er at se på", "text", 80),
        Field("Vejledende beløb, kr.", "kroner", 14, is_summed=True),
    ]
    rows: list[list[Cell | Formula]] = [
        [
            row.list,
            row.event_id,
            row.activity_date,
            row.counterparty.name if row.counterparty else "",
            row.hospital,
            row.hospital_name,
            row.detail,
            row.advisory_kr,
        ]
        for row in statement.checked
    ]
    write_list(workbook, styles, "Kontrollister", find_about(laid, "control_lists"), fields, rows)
