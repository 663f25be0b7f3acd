"""The files of a statement: workbook, PDF and page, under one name that says whose, which month and which round."""

from datetime import UTC, datetime, time
from pathlib import Path

from reports.statements.basis import Basis, as_basis
from reports.statements.bilateral.basis import BilateralBasis, as_bilateral_basis
from reports.statements.bilateral.layout import lay_out_bilateral
from reports.statements.bilateral.statement import BilateralBalance, BilateralHead, BilateralStatement, Side
from reports.statements.bilateral.workbook import as_bilateral_workbook
from reports.statements.layout import Laid, lay_out
from reports.statements.page import as_page
from reports.statements.pdf import as_pdf
from reports.statements.statement import Balance, Head, Party, Statement
from reports.statements.workbook import as_workbook


def name_files(party: Party | Side, head: Head | BilateralHead) -> str:
    """The name of a party's files, without their endings."""
    return f"{party.stem}-{head.month}-{head.round}"


def made_at(head: Head | BilateralHead) -> datetime:
    """The time that the files bear: the day the latest delivery was drawn, so that the same content is the same bytes."""
    return datetime.combine(head.drawn_on, time())


def write_statement(statement: Statement, balance: Balance, folder: Path) -> None:
    """Write a statement's three files."""
    stem, created = name_files(statement.party, statement.head), made_at(statement.head)
    laid = lay_out(statement, balance, stem)
    write_files(folder, laid, as_workbook(statement, laid, created), created)


def write_bilateral_statement(statement: BilateralStatement, balance: BilateralBalance, folder: Path) -> None:
    """Write a bilateral statement's three files."""
    stem, created = name_files(statement.party, statement.head), made_at(statement.head)
    laid = lay_out_bilateral(statement, balance, stem)
    write_files(folder, laid, as_bilateral_workbook(statement, laid, created), created)


def write_files(folder: Path, laid: Laid, workbook: bytes, created: datetime) -> None:
    """Write a workbook, and the laid-out statement as PDF and page."""
    (folder / f"{laid.stem}.xlsx").write_bytes(workbook)
    (folder / f"{laid.stem}.pdf").write_bytes(as_pdf(laid, int(created.replace(tzinfo=UTC).timestamp())))
    (folder / f"{laid.stem}.html").write_text(as_page(laid), encoding="utf-8")


def write_basis(basis: Basis, path: Path) -> None:
    """Write a municipality's basis into a file that is there and private already."""
    path.write_bytes(as_basis(basis, made_at(basis.head)))


def write_bilateral_basis(basis: BilateralBasis, path: Path) -> None:
    """Write a payer's basis into a file that is there and private already."""
    path.write_bytes(as_bilateral_basis(basis, made_at(basis.head)))
