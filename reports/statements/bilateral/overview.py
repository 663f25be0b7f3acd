"""The first sheet of a bilateral statement's workbook: the sections and the counterparties, all sums as formulas over the lists behind."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from reports.statements.bilateral.statement import BilateralStatement, Owed, add_up
from reports.statements.bilateral.words import KINDS, SECTIONS
from reports.statements.layout import Laid
from reports.statements.sheets import Formula, List, Styles, write_cell
from reports.statements.workbook_overview import write_bottom, write_heading, write_top, write_total

OWED = {"Besøg": "number", "Aftalt, kr.": "kroner", "Vejledende takst, kr.": "kroner"}
"""The columns of what is owed, as the lists call them."""

FIRST_SUM = 3
"""Where the sums of a counterparty begin, after its name, code and kind."""


def write_bilateral_overview(
    sheet: Worksheet, styles: Styles, statement: BilateralStatement, laid: Laid, lists: Mapping[str, List]
) -> None:
    """The first sheet: who, what, when; the sections; each counterparty."""
    row = write_top(sheet, styles, laid, (38, *[15] * 8))
    row = write_sections(sheet, styles, statement, lists, row)
    row = write_counterparties(sheet, styles, statement, lists, row + 2)
    write_bottom(sheet, styles, laid, row + 2)


def write_sections(
    sheet: Worksheet, styles: Styles, statement: BilateralStatement, lists: Mapping[str, List], row: int
) -> int:
    """The sections with their sums over the lists; gives the row of the total."""
    write_heading(sheet, styles, row, ["Afsnit", *OWED])
    for number, (key, owed) in enumerate(statement.sections.items(), start=row + 1):
        write_cell(sheet, number, 0, SECTIONS[key], "text", styles)
        formulas = [f"=SUM({lists[key].range_of(heading)})" for heading in OWED]
        write_sums(sheet, styles, number, 1, formulas, owed)
    total = row + 1 + len(SECTIONS)
    write_total(sheet, styles, total, row + 1, [*statement.total])
    return total


def write_counterparties(
    sheet: Worksheet, styles: Styles, statement: BilateralStatement, lists: Mapping[str, List], row: int
) -> int:
    """What is agreed with each counterparty, by section, and the advisory tariffs beside it; gives the row of the total."""
    headings = ["Besøg", *(f"{title}, kr." for title in SECTIONS.values()), "Aftalt i alt, kr."]
    write_heading(sheet, styles, row, [statement.party.counterpart, "Kode", "Art", *headings, "Vejledende takst, kr."])
    first, parties = row + 1, statement.by_counterparty
    for number, (party, sums) in enumerate(parties.items(), start=first):
        write_cell(sheet, number, 0, party.name, "text", styles)
        write_cell(sheet, number, 1, party.code, "text", styles, align="right")
        write_cell(sheet, number, 2, KINDS[party.kind], "text", styles, align="right")
        write_party_sums(sheet, styles, number, sums, lists)
    last, agreed = first + len(parties), [owed.agreed_kr for owed in statement.sections.values()]
    whole = statement.total
    write_total(sheet, styles, last, first, [None, None, whole.visits, *agreed, whole.agreed_kr, whole.advisory_kr])
    return last


def write_party_sums(
    sheet: Worksheet, styles: Styles, row: int, sums: Mapping[str, Owed], lists: Mapping[str, List]
) -> None:
    """The sums of one counterparty: visits, agreed by section and in all, advisory."""
    total = add_up(sums.values())
    counted, agreed, advisory = OWED
    visits, beside = (
        "+".join(sum_of_party(of_list, name, row) for of_list in lists.values()) for name in (counted, advisory)
    )
    write_cell(sheet, row, FIRST_SUM, Formula(f"={visits}", total.visits), "number", styles)
    for column, (key, of_list) in enumerate(lists.items(), start=FIRST_SUM + 1):
        formula = f"={sum_of_party(of_list, agreed, row)}"
        write_amount(sheet, styles, row, column, formula, sums.get(key, Owed()).agreed_kr)
    sections = [xl_col_to_name(FIRST_SUM + 1), xl_col_to_name(FIRST_SUM + len(lists))]
    column = FIRST_SUM + 1 + len(lists)
    write_amount(sheet, styles, row, column, f"=SUM({sections[0]}{row + 1}:{sections[1]}{row + 1})", total.agreed_kr)
    write_amount(sheet, styles, row, column + 1, f"={beside}", total.advisory_kr)


def sum_of_party(of_list: List, heading: str, row: int) -> str:
    """A list's sum for the counterparty whose code and kind stand on a row of the overview."""
    codes, kinds = of_list.range_of("Kode"), of_list.range_of("Art")
    return f"SUMIFS({of_list.range_of(heading)},{codes},$B{row + 1},{kinds},$C{row + 1})"


def write_sums(sheet: Worksheet, styles: Styles, row: int, column: int, formulas: Sequence[str], owed: Owed) -> None:
    """Formulas of visits, agreed and advisory."""
    for place, (formula, value, kind) in enumerate(zip(formulas, owed, OWED.values(), strict=True), start=column):
        cell = None if value is None else Formula(formula, value)
        write_cell(sheet, row, place, cell, kind, styles)


def write_amount(sheet: Worksheet, styles: Styles, row: int, column: int, formula: str, amount: Decimal | None) -> None:
    """A sum of kroner; nothing where nothing is agreed."""
    write_cell(sheet, row, column, None if amount is None else Formula(formula, amount), "kroner", styles)
