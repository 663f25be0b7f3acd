"""A bilateral statement laid out as tables of written cells, for the same page and the same PDF template as the national one."""

from reports.danish import first_day, name_month, write_day, write_number
from reports.statements.bilateral.pen import BilateralPen
from reports.statements.bilateral.statement import BilateralBalance, BilateralHead, BilateralStatement, Source
from reports.statements.bilateral.tables import (
    lay_agreed,
    lay_corrections,
    lay_counterparties,
    lay_decided,
    lay_doubts,
    lay_overview,
    lay_unagreed,
)
from reports.statements.bilateral.words import KINDS, NOT_COLLECTED, OPPOSITE, REGISTERS, ROLES, SYNTHETIC
from reports.statements.layout import Laid
from reports.statements.tables import Fact
from reports.statements.words import ROUNDS

TABLES = (lay_overview, lay_counterparties, lay_agreed, lay_unagreed, lay_decided, lay_corrections, lay_doubts)


def lay_out_bilateral(statement: BilateralStatement, balance: BilateralBalance, stem: str) -> Laid:
    """A bilateral statement as PDF and page show it. stem: the name of its files, without their endings."""
    party, head, pen = statement.party, statement.head, BilateralPen(statement)
    return Laid(
        title="Bilateral opgørelse over genoptræning",
        subtitle=f"{name_month(head.month).capitalize()} · {ROUNDS[head.round]}",
        party=party.name,
        party_kind=f"{KINDS[party.kind]} {party.code} som {ROLES[party.role]}",
        amount_label="Aftalt i alt, opkræves ikke her",
        amount=pen.amount(pen.nought_if_none(statement.total.agreed_kr)),
        compared=[("Vejledende takst, til sammenligning", f"{pen.amount(statement.total.advisory_kr)} kr.")],
        facts=[*list_facts(head), Fact("Afstemning", describe_balance(balance))],
        notes=list_notes(statement),
        tables=[lay(statement, pen) for lay in TABLES],
        footer=f"Kørsel {name_runs(head)} · opgjort {write_day(head.drawn_on)} · hovedbog {head.ledger_hash[:16]}",
        stem=stem,
    )


def name_runs(head: BilateralHead) -> str:
    """The runs that the statement is made from."""
    return " og ".join(source.run_id for source in head.sources)


def list_notes(statement: BilateralStatement) -> list[str]:
    """What a reader must know before reading on."""
    notes = [SYNTHETIC] if statement.head.is_synthetic else []
    return [*notes, NOT_COLLECTED, *([OPPOSITE] if statement.party.role == "supplier" else [])]


def list_facts(head: BilateralHead) -> list[Fact]:
    """What the statement was made from."""
    return [
        Fact("Afregningsmåned", f"{name_month(head.month)} ({head.month})", (first_day(head.month),), "month"),
        Fact("Runde", f"{ROUNDS[head.round]} ({head.round})"),
        *(fact for source in head.sources for fact in list_source(source)),
        Fact("Bilateral hovedbog, kendetegn", head.ledger_hash),
        Fact("Program", ", ".join(sorted({source.code_version for source in head.sources}))),
    ]


def list_source(source: Source) -> list[Fact]:
    """A register's run, and the delivery that it settled."""
    register, days = REGISTERS[source.register], (source.period_from, source.period_to)
    earlier = f" (månedens tidligere kørsler: {', '.join(source.earlier_runs)})" if source.earlier_runs else ""
    return [
        Fact(f"{register}, kørsel", f"{source.run_id}{earlier}"),
        Fact(f"{register}, opgjort", f"{write_day(source.drawn_on)} ({source.drawn_on})", (source.drawn_on,), "day"),
        Fact(f"{register}, fra og til", " til ".join(map(write_day, days)), days, "day"),
        Fact(f"{register}, kendetegn", source.bilateral_hash),
    ]


def describe_balance(balance: BilateralBalance) -> str:
    """How all bilateral statements of the month add up, to the øre."""
    owed, due, both = (
        write_number(kroner, 2)
        for kroner in (balance.agreed_kr, balance.suppliers_kr, balance.agreed_kr + balance.suppliers_kr)
    )
    return (
        f"{balance.payers} betaleres opgørelser {owed} kr. og {balance.suppliers} leverandørers {due} kr. giver tilsammen {both} kr., "
        f"alt efter aftale; den bilaterale hovedbog {owed} kr."
    )
