"""The first sheet of a statement's workbook: the sections and the counterparties, all sums as formulas over the lists behind."""

from collections.abc import Sequence
from decimal import Decimal

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from reports.statements.layout import Laid
from reports.statements.sheets import ACCENT, TINT, Formula, List, Styles, set_up_page, write_cell
from reports.statements.statement import Statement, Sums
from reports.statements.words import IN_SHORT

SETTLED = ("inpatient", "specialised_outpatient")
"""Sections whose amounts are collected here. Rule R11."""


def write_overview(
    sheet: Worksheet, styles: Styles, statement: Statement, laid: Laid, lines: List, corrections: List
) -> None:
    """The first sheet: who, what, when; the sections; each counterparty."""
    row = write_top(sheet, styles, laid, (38, 17, 17, 17, 17, 17))
    row = write_sections(sheet, styles, statement, lines, corrections, row)
    row = write_counterparties(sheet, styles, statement, lines, corrections, row + 2)
    write_bottom(sheet, styles, laid, row + 2)


def write_top(sheet: Worksheet, styles: Styles, laid: Laid, widths: Sequence[int]) -> int:
    """Whose statement it is, of what, and what a reader must know; gives the row of what comes next."""
    set_up_page(sheet, "Opgørelse")
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.write_string(0, 0, laid.party, styles.get(bold=True, font_size=20, font_color=ACCENT))
    sheet.set_row(0, 30)
    sheet.write_string(1, 0, f"{laid.title} · {laid.subtitle}", styles.get(font_size=12))
    sheet.write_string(2, 0, laid.party_kind, styles.get(font_color="#5B6875"))
    for number, note in enumerate(laid.notes, start=3):
        sheet.write_string(number, 0, note, styles.get(bold=True, font_color="#B5541C"))
    return 4 + len(laid.notes)


def write_bottom(sheet: Worksheet, styles: Styles, laid: Laid, row: int) -> None:
    """What the statement was made from."""
    for number, fact in enumerate(laid.facts, start=row):
        sheet.write_string(number, 0, fact.name, styles.get(font_color="#5B6875"))
        for column, cell in enumerate(fact.days or (fact.written,), start=1):
            write_cell(sheet, number, column, cell, fact.kind, styles)


def write_heading(sheet: Worksheet, styles: Styles, row: int, headings: list[str]) -> None:
    """A row of headings on the overview."""
    for column, heading in enumerate(headings):
        align = "right" if column else "left"
        style = styles.get(
            bold=True, text_wrap=True, align=align, valign="vcenter", font_color="#FFFFFF", bg_color=ACCENT
        )
        sheet.write_string(row, column, heading, style)
    sheet.set_row(row, 44)


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
    beside = (
        statement.total_before.payable_kr if head.is_before_known else None,
        statement.total_year_ago.payable_kr if head.is_year_ago_known else None,
    )
    write_total(sheet, styles, total, first, [*every, *beside])
    return total


def write_total(sheet: Worksheet, styles: Styles, row: int, first: int, values: "list[Decimal | int | None]") -> None:
    """A row of sums over the rows above it, from `first` on; nothing where nothing is known."""
    style = {"bold": True, "bg_color": TINT, "top": 2, "top_color": ACCENT}
    sheet.write_string(row, 0, "I alt", styles.get(**style))
    for column, value in enumerate(values, start=1):
        letter = xl_col_to_name(column)
        formula = None if value is None else Formula(f"=SUM({letter}{first + 1}:{letter}{row})", value)
        write_cell(sheet, row, column, formula, "number" if isinstance(value, int) else "kroner", styles, **style)


def write_counterparties(
    sheet: Worksheet, styles: Styles, statement: Statement, lines: List, corrections: List, row: int
) -> int:
    """What is to be paid against each counterparty; gives the row of the total."""
    shown = (*SETTLED, "corrections")
    write_heading(
        sheet,
        styles,
        row,
        [statement.party.counterpart, "Kode", *(f"{IN_SHORT[key]}, kr." for key in shown), "I alt, kr."],
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
    write_total(sheet, styles, last, first, [None, *(totals[key] for key in shown), statement.total.payable_kr])
    return last
