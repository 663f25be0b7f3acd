"""The files of a statement: workbook, PDF and page, under one name that says whose, which month and which round."""

from datetime import UTC, datetime, time
from pathlib import Path

from reports.statements.basis import Basis, as_basis
from reports.statements.layout import lay_out
from reports.statements.page import as_page
from reports.statements.pdf import as_pdf
from reports.statements.statement import Balance, Head, Party, Statement
from reports.statements.workbook import as_workbook


def name_files(party: Party, head: Head) -> str:
    """The name of a party's files, without their endings."""
    return f"{party.kind}-{party.code}-{head.month}-{head.round}"


def made_at(head: Head) -> datetime:
    """The time that the files bear: the day the delivery was drawn, so that the same content is the same bytes."""
    return datetime.combine(head.drawn_on, time())


def write_statement(statement: Statement, balance: Balance, folder: Path) -> None:
    """Write a statement's three files."""
    stem, created = name_files(statement.party, statement.head), made_at(statement.head)
    laid = lay_out(statement, balance, stem)
    (folder / f"{stem}.xlsx").write_bytes(as_workbook(statement, laid, created))
    (folder / f"{stem}.pdf").write_bytes(as_pdf(laid, int(created.replace(tzinfo=UTC).timestamp())))
    (folder / f"{stem}.html").write_text(as_page(laid), encoding="utf-8")


def write_basis(basis: Basis, path: Path) -> None:
    """Write a municipality's basis into a file that is there and private already."""
    path.write_bytes(as_basis(basis, made_at(basis.head)))
