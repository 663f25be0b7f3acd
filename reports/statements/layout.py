"""A statement laid out as tables of written cells: what the PDF and the page show alike, so that they cannot differ."""

from decimal import Decimal
from typing import NamedTuple

from reports.danish import first_day, name_month, write_change, write_day, write_number
from reports.statements.layout_lines import lay_corrected_places, lay_lines, lay_section
from reports.statements.layout_notes import lay_control_lists, lay_corrections, lay_doubts, lay_waiting
from reports.statements.statement import Balance, Statement, Sums
from reports.statements.tables import Column, Fact, Pen, Row, Table
from reports.statements.words import IN_SHORT, ROUNDS


class Laid(NamedTuple):
    """A statement, written."""

    title: str
    subtitle: str
    party: str
    party_kind: str
    amount_label: str
    amount: str
    compared: list[tuple[str, str]]
    facts: list[Fact]
    notes: list[str]
    tables: list[Table]
    footer: str
    stem: str


def lay_out(statement: Statement, balance: Balance, stem: str) -> Laid:
    """A statement as PDF and page show it. stem: the name of its files, without their endings."""
    party, head, pen = statement.party, statement.head, Pen(statement)
    is_region = party.kind == "region"
    tables = [
        lay_overview(statement, pen),
        lay_counterparties(statement, pen),
        *(lay_section(statement, section, pen) for section in statement.sections),
        lay_corrections(statement, pen),
        lay_corrected_places(statement, pen),
        lay_doubts(statement, pen),
        lay_waiting(statement, pen),
        lay_control_lists(statement, pen),
    ]
    if is_region:
        tables.append(lay_lines(statement, pen))
    totals = (statement.total_before, statement.total_year_ago)
    return Laid(
        title="Opgørelse over genoptræning",
        subtitle=f"{name_month(head.month).capitalize()} · {ROUNDS[head.round]}",
        party=party.name,
        party_kind=f"{'Region' if is_region else 'Kommune'} {party.code}",
        **name_amount(statement, pen),
        compared=[
            (label, compare_totals(statement.total, sums, pen) if is_known else "ikke opgjort her")
            for label, sums, is_known in zip((head.before, head.year_ago), totals, pen.is_known, strict=True)
        ],
        facts=[*list_facts(statement), Fact("Afstemning", describe_balance(balance, pen))],
        notes=list_notes(statement),
        tables=tables,
        footer=f"Kørsel {head.run_id} · opgjort {write_day(head.drawn_on)} · indhold {head.content_hash[:16]}",
        stem=stem,
    )


def name_amount(statement: Statement, pen: Pen) -> dict[str, str]:
    """The total in large type: what a municipality is to pay, or gets back where corrections are more than the month itself."""
    kroner = statement.total.payable_kr
    if statement.party.kind == "region":
        return {"amount_label": "I alt for regionen", "amount": pen.amount(kroner)}
    label = "Kommunen skal betale" if kroner >= 0 else "Kommunen har til gode"
    return {"amount_label": label, "amount": pen.amount(abs(kroner))}


def compare_totals(now: Sums, then: Sums, pen: Pen) -> str:
    """What was to be paid then, and how much more or less it is now."""
    change = write_change(now.payable_kr - then.payable_kr, pen.decimals)
    return f"{pen.amount(then.payable_kr)} kr. ({change})"


def list_facts(statement: Statement) -> list[Fact]:
    """What the statement was made from."""
    head = statement.head
    runs = (
        f"{head.run_id} (månedens tidligere kørsler: {', '.join(head.earlier_runs)})"
        if head.earlier_runs
        else head.run_id
    )
    return [
        Fact("Afregningsmåned", f"{name_month(head.month)} ({head.month})", (first_day(head.month),), "month"),
        Fact("Runde", f"{ROUNDS[head.round]} ({head.round})"),
        Fact("Opgørelsesdato", f"{write_day(head.drawn_on)} ({head.drawn_on})", (head.drawn_on,), "day"),
        Fact(
            "Leverancens periode, fra og til",
            f"{write_day(head.period_from)} til {write_day(head.period_to)}",
            (head.period_from, head.period_to),
            "day",
        ),
        Fact("Kørsel", runs),
        Fact("Indholdets kendetegn", head.content_hash),
        Fact("Program", head.code_version),
    ]


def describe_balance(balance: Balance, pen: Pen) -> str:
    """How all statements of the month add up."""
    both = balance.municipalities_kr + balance.regions_kr
    return (
        f"{balance.municipalities} kommuners opgørelser {pen.amount(balance.municipalities_kr)} kr. og {balance.regions} regioners "
        f"{pen.amount(balance.regions_kr)} kr. giver tilsammen {pen.amount(both)} kr.; hovedbogen {pen.amount(balance.ledger_kr)} kr."
    )


def list_notes(statement: Statement) -> list[str]:
    """What a reader must know before reading on."""
    notes = []
    if statement.head.is_synthetic:
        notes.append("Syntetiske data: opgørelsen viser ingen virkelig aktivitet og skal ikke betales.")
    if statement.party.kind == "region":
        notes.append(
            "Beløb, som regionen har til gode, står med minus: linjerne er kommunernes med modsat fortegn, så månedens "
            "opgørelser går op i nul."
        )
    return notes


def lay_overview(statement: Statement, pen: Pen) -> Table:
    """The sections beside each other, with what is to be paid now, last month and a year ago."""
    head = statement.head

    def cells(title: str, now: Sums, before: Sums, year_ago: Sums) -> list[str]:
        written = [write_number(now.events), pen.amount(now.municipal_kr), pen.amount(now.payable_kr)]
        return [title, *written, *pen.compare(pen.amount(before.payable_kr), pen.amount(year_ago.payable_kr))]

    rows = [
        Row(cells(IN_SHORT[section.key], section.now, section.before, section.year_ago))
        for section in statement.all_sections
    ]
    total = Row(cells("I alt", statement.total, statement.total_before, statement.total_year_ago), "total")
    columns = [
        Column("Afsnit", share=1),
        Column("Antal", True),
        Column("Beløb, kr.", True),
        Column("Til betaling, kr.", True),
        Column(f"{head.before}", True, "Til betaling, kr., til sammenligning"),
        Column(f"{head.year_ago}", True, "Til betaling, kr., til sammenligning"),
    ]
    about = "Beløb er kommunens del af taksten. Til betaling er den del af det, der opkræves her."
    return Table("overview", "Overblik", about, columns, [*rows, total])


def lay_counterparties(statement: Statement, pen: Pen) -> Table:
    """What is to be paid to or by each counterparty, by section."""
    shown = ["inpatient", "specialised_outpatient", "corrections"]
    of_party = statement.by_counterparty

    def cells(name: str, sums: dict[str, Sums]) -> list[str]:
        amounts = [sums.get(key, Sums()).payable_kr for key in shown]
        return [name, *map(pen.amount, [*amounts, sum(amounts, Decimal(0))])]

    rows = [Row(cells(f"{party.name} ({party.code})", dict(sums))) for party, sums in of_party.items()]
    totals = {section.key: section.now for section in statement.all_sections}
    title = "Til betaling pr. kommune" if statement.party.kind == "region" else "Til betaling pr. region"
    columns = [
        Column(statement.party.counterpart, share=1),
        *(Column(f"{IN_SHORT[key]}, kr.", True) for key in shown),
        Column("I alt, kr.", True),
    ]
    return Table("counterparties", title, "", columns, [*rows, Row(cells("I alt", totals), "total")])
