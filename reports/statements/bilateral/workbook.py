"""A bilateral statement as an Excel workbook: an overview whose sums are formulas over the lists behind it."""

import io
from datetime import datetime

import polars as pl
from xlsxwriter import Workbook

from reports.danish import first_day
from reports.doubts import name_doubt
from reports.statements.bilateral.basis import INSTITUTION
from reports.statements.bilateral.overview import write_bilateral_overview
from reports.statements.bilateral.pen import BilateralPen
from reports.statements.bilateral.statement import BilateralStatement, Owed, Side
from reports.statements.bilateral.tables import name_model
from reports.statements.bilateral.words import (
    ABOUT,
    DECISIONS,
    ENTRY_TYPES,
    KINDS,
    MODELS,
    REASONS,
    SECTIONS,
    UNITS,
)
from reports.statements.layout import Laid
from reports.statements.sheets import Cell, Field, Formula, List, Styles, list_cells, new_workbook, write_list
from reports.statements.words import STATUS

OWED = [
    Field("Besøg", "number", 9, is_summed=True),
    Field("Aftalt, kr.", "kroner", 14, is_summed=True),
    Field("Vejledende takst, kr.", "kroner", 14, is_summed=True),
]
"""The columns of what is owed."""

TERMS = [Field("Aftale", "text", 24), Field("Model", "text", 28)]
"""The columns of an agreement."""

Cells = list[Cell | Formula]


def as_bilateral_workbook(statement: BilateralStatement, laid: Laid, created: datetime) -> bytes:
    """The workbook of a bilateral statement, made at a fixed time."""
    content, pen = io.BytesIO(), BilateralPen(statement)
    with new_workbook(content, f"{laid.title}, {laid.party}, {laid.subtitle}", created) as workbook:
        workbook.set_size(2400, 1500)
        styles = Styles(workbook, pen.decimals)
        overview = workbook.add_worksheet("Opgørelse")
        lists = {
            "agreed": write_agreed(workbook, styles, statement, "quantity" if pen.has_parts else "number"),
            "unagreed": write_unagreed(workbook, styles, statement),
            "corrections": write_corrections(workbook, styles, statement),
        }
        write_bilateral_overview(overview, styles, statement, laid, lists)
        write_decided(workbook, styles, statement)
        write_visits(workbook, styles, statement)
        write_doubts(workbook, styles, statement)
        overview.activate()
    return content.getvalue()


def list_party(party: Side) -> list[Field]:
    """The columns of a counterparty."""
    return [Field("Art", "text", 10), Field("Kode", "text", 9), Field(party.counterpart, "text", 32)]


def party_cells(party: Side) -> Cells:
    """The cells of a counterparty."""
    return [KINDS[party.kind], party.code, party.name]


def owed_cells(owed: Owed) -> Cells:
    """The cells of what is owed; nothing agreed is an empty cell."""
    return list(owed)


def write_agreed(workbook: Workbook, styles: Styles, statement: BilateralStatement, quantity: str) -> List:
    """The month's own activity under agreements."""
    counted = [Field("Mængde", quantity, 11), Field("Enhed", "text", 11)]
    fields = [*list_party(statement.party), *TERMS, *counted, *OWED]
    rows: list[Cells] = [
        [
            *party_cells(line.counterparty),
            line.agreement_id,
            name_model(line.model, line.less_percent),
            line.quantity,
            UNITS[line.units],
            *owed_cells(line.now),
        ]
        for line in statement.agreed
    ]
    return write_list(workbook, styles, SECTIONS["agreed"], ABOUT["agreed"], fields, rows)


def write_unagreed(workbook: Workbook, styles: Styles, statement: BilateralStatement) -> List:
    """The month's own activity without an agreement."""
    fields = [*list_party(statement.party), Field("Afgørelse", "text", 20), *OWED]
    rows: list[Cells] = [
        [*party_cells(line.counterparty), DECISIONS[line.decision], *owed_cells(line.now)]
        for line in statement.unagreed
    ]
    return write_list(workbook, styles, SECTIONS["unagreed"], ABOUT["unagreed"], fields, rows)


def write_corrections(workbook: Workbook, styles: Styles, statement: BilateralStatement) -> List:
    """Every correction of another activity month; its visits are a formula of what was booked and reversed."""
    fields = [
        *list_party(statement.party),
        Field("Aktivitetsmåned", "month", 16),
        Field("Årsag", "text", 38),
        *TERMS,
        Field("Tilbageført", "number", 11, is_summed=True),
        Field("Bogført", "number", 11, is_summed=True),
        *OWED,
    ]
    rows: list[Cells] = [
        [
            *party_cells(row.counterparty),
            first_day(row.activity_month),
            REASONS[row.reason],
            row.agreement_id,
            MODELS[row.model] if row.model else None,
            row.reversals,
            row.charges,
            Formula(f"=I{number}-H{number}", row.now.visits),
            *owed_cells(row.now)[1:],
        ]
        for number, row in enumerate(statement.corrections, start=5)
    ]
    return write_list(workbook, styles, SECTIONS["corrections"], ABOUT["corrections"], fields, rows)


def write_decided(workbook: Workbook, styles: Styles, statement: BilateralStatement) -> None:
    """Who decided what, when and why."""
    fields = [
        *list_party(statement.party),
        Field("Afgørelse", "text", 20),
        Field("Hvem", "text", 24),
        Field("Hvornår", "day", 12),
        Field("Hvorfor", "text", 60),
        *OWED,
    ]
    rows: list[Cells] = [
        [
            *party_cells(row.counterparty),
            DECISIONS[row.decision],
            row.decided_by,
            row.decided_on,
            row.why,
            *owed_cells(row.now),
        ]
        for row in statement.decided
    ]
    write_list(workbook, styles, "Afgørelser", ABOUT["decided"], fields, rows)


def write_visits(workbook: Workbook, styles: Styles, statement: BilateralStatement) -> None:
    """The visits without an agreement, one by one."""
    fields = [
        Field("Afsnit", "text", 30),
        Field("Besøgets nummer", "text", 34),
        Field("Dato", "day", 12),
        Field(statement.party.counterpart, "text", 24),
        *INSTITUTION,
        Field("Postering", "text", 12),
        *OWED,
        Field("Afgørelse", "text", 20),
        Field("Hvem", "text", 24),
        Field("Hvornår", "day", 12),
        Field("Hvorfor", "text", 60),
    ]
    words = {"section": SECTIONS, "entry_type": ENTRY_TYPES, "decision": DECISIONS}
    told = statement.visits.with_columns(pl.col(name).replace_strict(said) for name, said in words.items())
    write_list(workbook, styles, "Besøg uden aftale", ABOUT["visits"], fields, list_cells(told))


def write_doubts(workbook: Workbook, styles: Styles, statement: BilateralStatement) -> None:
    """What rests on what is not confirmed. Its rows overlap, so nothing sums them."""
    columns = [field._replace(is_summed=False) for field in OWED]
    fields = [Field("Hvad beløbet hviler på", "text", 95), Field("Status", "text", 14), *columns]
    rows: list[Cells] = [
        [name_doubt(doubt.fact, doubt.topic), STATUS[doubt.status], *owed_cells(doubt.now)]
        for doubt in statement.doubts
    ]
    write_list(workbook, styles, "Forudsætninger", ABOUT["doubts"], fields, rows)
