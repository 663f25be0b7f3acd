"""The tables of a bilateral statement: what is agreed, and beside it, never added to it, the advisory tariff."""

from collections.abc import Iterable
from decimal import Decimal

from reports.danish import name_month, write_day, write_number
from reports.doubts import name_doubt
from reports.statements.bilateral.pen import BilateralPen
from reports.statements.bilateral.statement import BilateralStatement, Owed, Side, add_up
from reports.statements.bilateral.words import ABOUT, DECISIONS, KINDS, MODELS, REASONS, SECTIONS, UNITS
from reports.statements.tables import NOTHING, Column, Row, Table
from reports.statements.words import STATUS

OWED = [Column("Besøg", True), Column("Aftalt, kr.", True), Column("Vejledende takst, kr.", True, "Til sammenligning")]
"""The columns of `BilateralPen.owed`."""


def name_side(party: Side) -> str:
    """A counterparty with its code."""
    return f"{party.name} ({party.code})"


def name_terms(agreement_id: str | None, model: str | None, less_percent: Decimal | None = None) -> str:
    """An agreement and how it prices."""
    return f"{agreement_id} · {name_model(model, less_percent)}" if agreement_id and model else "Uden aftale"


def name_model(model: str, less_percent: Decimal | None) -> str:
    """How an agreement prices, with the percentage that it takes off."""
    return MODELS[model] if less_percent is None else f"{MODELS[model]} på {write_number(less_percent, 2)} pct."


def lay_overview(statement: BilateralStatement, pen: BilateralPen) -> Table:
    """The sections beside each other."""
    rows = [Row([SECTIONS[key], *pen.owed(owed)]) for key, owed in statement.sections.items()]
    total = Row(["I alt", *pen.owed(statement.total)], "total")
    return Table("overview", "Overblik", ABOUT["overview"], [Column("Afsnit", share=1), *OWED], [*rows, total])


def lay_counterparties(statement: BilateralStatement, pen: BilateralPen) -> Table:
    """What is agreed with each counterparty, by section."""

    def cells(name: str, kind: str, sums: Iterable[Owed | None]) -> list[str]:
        of_sections = [owed or Owed() for owed in sums]
        total = add_up(of_sections)
        agreed = [pen.amount(owed.agreed_kr) for owed in (*of_sections, total)]
        return [name, kind, write_number(total.visits), *agreed, pen.amount(total.advisory_kr)]

    rows = [
        Row(cells(name_side(party), KINDS[party.kind], map(sums.get, SECTIONS)))
        for party, sums in statement.by_counterparty.items()
    ]
    total = Row(cells("I alt", "", statement.sections.values()), "total")
    columns = [
        Column(statement.party.counterpart, share=1),
        Column("Art"),
        Column("Besøg", True),
        *(Column(heading, True, "Aftalt, kr.") for heading in (*SECTIONS.values(), "I alt")),
        Column("Vejledende takst, kr.", True, "Til sammenligning"),
    ]
    return Table("counterparties", f"Aftalt pr. {statement.party.counterpart.lower()}", "", columns, [*rows, total])


def lay_agreed(statement: BilateralStatement, pen: BilateralPen) -> Table:
    """The month's own activity by counterparty and agreement."""
    rows: list[Row] = []
    last: Side | None = None
    for line in statement.agreed:
        if line.counterparty != last:
            rows.append(Row([name_side(line.counterparty)], "group"))
        last = line.counterparty
        counted = [pen.quantity(line.quantity), UNITS[line.units]]
        rows.append(Row([name_terms(line.agreement_id, line.model, line.less_percent), *counted, *pen.owed(line.now)]))
    columns = [Column("Aftale", share=1), Column("Mængde", True), Column("Enhed"), *OWED]
    return lay("agreed", statement, pen, columns, rows, "Ingen aktivitet efter aftale i måneden.")


def lay(
    key: str, statement: BilateralStatement, pen: BilateralPen, columns: list[Column], rows: list[Row], empty: str
) -> Table:
    """A section as a table with its total."""
    blank = [""] * (len(columns) - 1 - len(OWED))
    total = [Row(["I alt", *blank, *pen.owed(statement.sections[key])], "total")] if rows else []
    return Table(key, SECTIONS[key], ABOUT[key], columns, [*rows, *total], empty)


def lay_unagreed(statement: BilateralStatement, pen: BilateralPen) -> Table:
    """The month's own activity without an agreement, by counterparty and what was decided."""
    rows = [
        Row([name_side(line.counterparty), DECISIONS[line.decision], *pen.owed(line.now)])
        for line in statement.unagreed
    ]
    columns = [Column(statement.party.counterpart, share=1), Column("Afgørelse"), *OWED]
    return lay("unagreed", statement, pen, columns, rows, "Ingen aktivitet uden aftale i måneden.")


def lay_decided(statement: BilateralStatement, pen: BilateralPen) -> Table:
    """Who decided what, when and why."""
    rows = [
        Row(
            [
                name_side(row.counterparty),
                DECISIONS[row.decision],
                row.decided_by,
                write_day(row.decided_on),
                row.why,
                *pen.owed(row.now),
            ]
        )
        for row in statement.decided
    ]
    columns = [
        Column(statement.party.counterpart, share=3),
        Column("Afgørelse"),
        Column("Hvem", share=2),
        Column("Hvornår"),
        Column("Hvorfor", share=4),
        *OWED,
    ]
    title = "Afgørelser om aktivitet uden aftale"
    return Table("decided", title, ABOUT["decided"], columns, rows, "Ingen afgørelser i måneden.")


def lay_corrections(statement: BilateralStatement, pen: BilateralPen) -> Table:
    """Corrections by activity month, counterparty, reason and agreement."""
    rows: list[Row] = []
    for month in sorted({row.activity_month for row in statement.corrections}):
        rows.append(Row([name_month(month).capitalize()], "group"))
        rows += [
            Row(
                [
                    name_side(row.counterparty),
                    REASONS[row.reason],
                    row.agreement_id or NOTHING,
                    write_number(row.reversals),
                    write_number(row.charges),
                    *pen.owed(row.now),
                ]
            )
            for row in statement.corrections
            if row.activity_month == month
        ]
    columns = [
        Column(statement.party.counterpart, share=1),
        Column("Årsag", share=1),
        Column("Aftale"),
        Column("Tilbageført", True, "Antal"),
        Column("Bogført", True, "Antal"),
        *OWED,
    ]
    return lay("corrections", statement, pen, columns, rows, "Ingen reguleringer i måneden.")


def lay_doubts(statement: BilateralStatement, pen: BilateralPen) -> Table:
    """What rests on agreements, prices and readings that are not confirmed."""
    rows = [
        Row([name_doubt(doubt.fact, doubt.topic), STATUS[doubt.status], *pen.owed(doubt.now)])
        for doubt in statement.doubts
    ]
    columns = [Column("Hvad beløbet hviler på", share=1), Column("Status"), *OWED]
    title = "Hviler på omstridte eller antagne forudsætninger"
    return Table("doubts", title, ABOUT["doubts"], columns, rows, "Alt er bekræftet.")
