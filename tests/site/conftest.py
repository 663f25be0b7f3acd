"""A home with several months, corrections among them, its sites, and what a reader finds on their pages."""

import re
import shutil
from functools import cached_property
from pathlib import Path

import duckdb
import pytest
from tinyhtml5.parser import HTMLParser

from flows.audit import audit_month
from flows.certificates import write_certificate
from flows.home import Home
from flows.month import SettlementMonth
from flows.settle_month import Order, settle_month
from flows.site.making import make_site
from flows.statements.balance import balance
from flows.statements.building import build_statements
from flows.statements.gathering import gather
from reports.statements.files import write_statement
from tests.flows.year import Year

XHTML = "{http://www.w3.org/1999/xhtml}"

MONTHS = ("2007-01", "2007-02")

WITH_STATEMENTS = ("0101", "1084")
"""A municipality and a region whose statements are written; the others have none."""


class Page:
    """A page as a parser reads it."""

    def __init__(self, path: Path) -> None:
        self.path, self.html = path, path.read_text(encoding="utf-8")
        parser = HTMLParser()
        self.root = parser.parse(self.html)
        self.errors = parser.errors

    def all(self, tag: str):
        return list(self.root.iter(XHTML + tag))

    def tables(self) -> list[tuple[str, list[list[str]]]]:
        """Every table: its caption, and the texts of its rows' cells."""
        return [
            (
                "".join(next(table.iter(XHTML + "caption")).itertext()).strip(),
                [["".join(cell.itertext()).strip() for cell in row] for row in table.iter(XHTML + "tr")],
            )
            for table in self.all("table")
        ]

    def keyed(self) -> dict[str, str]:
        """Figures with a key: what figure it is -> what is written."""
        return {
            element.get("data-key"): "".join(element.itertext()).strip()
            for element in self.root.iter()
            if isinstance(element.tag, str) and element.get("data-key")
        }


class SettledYear:
    """The home, and the folder of the latest month's site."""

    def __init__(self, folder: Path) -> None:
        self.home, self.deliveries = Home(folder / "home"), folder / "deliveries"
        self.numbers: set[str] = set()
        self.site = self.home.folder / "site" / MONTHS[-1]

    @cached_property
    def pages(self) -> list[Page]:
        """The site's own pages; the certificate among them is a copy."""
        return [Page(path) for path in sorted(self.site.rglob("*.html")) if path.name != "attest.html"]

    def query(self, sql, parameters=None):
        with duckdb.connect(str(self.home.marts), read_only=True) as marts:
            return marts.execute(sql, parameters).fetchall()


def settle_year(folder: Path, visits: int) -> SettledYear:
    settled = SettledYear(folder)
    settled.deliveries.mkdir(parents=True)
    year = Year(settled.deliveries, visits)
    for number, month in enumerate(MONTHS, start=1):
        delivery = year.deliver(number)
        settled.numbers |= set(re.findall(r"[0-9]{6}[0-9A-Z]{4}", (delivery / "t_adm.csv").read_text()))
        settle_month(Order(month, delivery, settled.home.folder, is_verified=False))
        if month == MONTHS[0]:
            make_site(settled.home, SettlementMonth.parse(month))
            shutil.copytree(settled.home.folder / "site" / month, folder / "as_made_then")
    return settled


@pytest.fixture(scope="session")
def year(tmp_path_factory) -> SettledYear:
    settled = settle_year(tmp_path_factory.mktemp("year"), visits=6000)
    home, month = settled.home, SettlementMonth.parse(MONTHS[-1])
    write_certificate(home, audit_month(home, MONTHS[-1], None), is_given=False)
    gathered = gather(home, month, "provisional")
    statements = build_statements(gathered)
    folder = home.folder / "statements" / str(month) / "provisional"
    folder.mkdir(parents=True)
    for statement in statements:
        if statement.party.code in WITH_STATEMENTS:
            write_statement(statement, balance(gathered, statements), folder)
    make_site(home, month)
    return settled
