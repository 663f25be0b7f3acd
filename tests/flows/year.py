"""A year of months with corrections: `python -m tests.flows.year [MONTHS] [VISITS]` settles them one by one, then audits each.

The months are simulated one by one and put together, so that each delivery holds the year so far. Which rows come late, go
or change is settled by a hash of the contact, so a delivery is a function of its month.
"""

import hashlib
import shutil
import sys
import tempfile
import time
import tomllib
from pathlib import Path

import polars as pl
from rich.console import Console

from data.synthetic import simulate
from flows.audit import audit_month
from flows.certificates import write_certificate
from flows.facts import SHIPPED
from flows.home import Home
from flows.settle_month import Order, settle_month
from reports.certificate import describe_audit

TABLES = ("t_adm", "t_bes", "t_sksube")
TOML = """register = "lpr2"
period_from = 2007-01-01
period_to = {last}
drawn_on = {drawn_on}
synthetic = true
"""


def share(column: str, purpose: str) -> pl.Expr:
    """A number from 0 to 1 for each contact, the same for the same contact and purpose."""

    def drawn(contact: str) -> float:
        return int(hashlib.sha256(f"{purpose} {contact}".encode()).hexdigest()[:8], 16) / 16**8

    return pl.col(column).map_elements(drawn, return_dtype=pl.Float64)


class Year:
    """Deliveries of a year's months, each holding all months so far as they are known in it."""

    def __init__(self, folder: Path, visits: int, seed: int = 1) -> None:
        """Where the deliveries go, and how many visits a month has."""
        self.folder, self.visits, self.seed = folder, visits, seed
        self.months: list[dict[str, pl.DataFrame]] = []

    def deliver(self, number: int) -> Path:
        """The delivery of a month, 1 for January; months must be asked for in order."""
        month = f"2007-{number:02d}"
        simulated = self.folder / f"simulated-{month}"
        simulate(month, self.visits, self.seed, simulated, SHIPPED)
        self.months.append(read_month(simulated, number))
        whole = {name: pl.concat([known[name] for known in self.months]) for name in TABLES}
        delivery = self.folder / month
        delivery.mkdir()
        for name, rows in correct(whole, number).items():
            rows.drop("month").write_csv(delivery / f"{name}.csv", separator=";")
        said = tomllib.loads((simulated / "delivery.toml").read_text())
        text = TOML.format(last=said["period_to"], drawn_on=said["drawn_on"])
        (delivery / "delivery.toml").write_text(text)
        shutil.rmtree(simulated)
        return delivery


def read_month(folder: Path, number: int) -> dict[str, pl.DataFrame]:
    """A simulated month's tables, record numbers made the month's own."""
    tables = {name: pl.read_csv(folder / f"{name}.csv", separator=";", infer_schema=False) for name in TABLES}
    keys = dict.fromkeys(TABLES, "V_RECNUM") | {"t_adm": "K_RECNUM"}
    return {
        name: rows.with_columns(
            pl.concat_str(pl.lit(f"{number:02d}"), pl.col(keys[name]).fill_null("0")).alias(keys[name]),
            pl.lit(number).alias("month"),
        )
        for name, rows in tables.items()
    }


def correct(tables: dict[str, pl.DataFrame], number: int) -> dict[str, pl.DataFrame]:
    """What a month's delivery says of the year so far: 4 of 100 contacts come a month late, 1 goes after two months, 1 moves,
    1 gets another code, 2 lose their services until the next month."""
    t_adm, t_bes, t_sksube = (tables[name] for name in TABLES)
    age = number - pl.col("month")
    key = "K_RECNUM"
    is_there = ~((age == 0) & (share(key, "late") < 0.04)) & ~((age >= 2) & (share(key, "gone") < 0.01))
    t_adm = t_adm.filter(is_there)
    moves = (age >= 1) & (share(key, "moves") < 0.01)
    t_adm = t_adm.with_columns(pl.when(moves).then(pl.lit("751")).otherwise("C_KOM").alias("C_KOM"))
    known = t_adm.select(pl.col(key).alias("V_RECNUM"))
    t_bes, t_sksube = (rows.join(known, on="V_RECNUM", how="semi", maintain_order="left") for rows in (t_bes, t_sksube))
    t_sksube = t_sksube.filter(~((age == 0) & (share("V_RECNUM", "services late") < 0.02)))
    coded = (age >= 1) & (share("V_RECNUM", "coded") < 0.01) & pl.col("C_OPR").str.starts_with("B")
    t_sksube = t_sksube.with_columns(pl.when(coded).then(pl.lit("BVDY02")).otherwise("C_OPR").alias("C_OPR"))
    return dict(zip(TABLES, (t_adm, t_bes, t_sksube), strict=True))


def settle_and_audit(folder: Path, months: int, visits: int, console: Console) -> list[bool]:
    """Settle the months in order, forget the deliveries, audit each; whether each is identical."""
    home, year = Home(folder / "home"), Year(folder, visits)
    for number in range(1, months + 1):
        delivery, started = year.deliver(number), time.monotonic()
        summary = settle_month(Order(f"2007-{number:02d}", delivery, home.folder))
        console.print(f"{summary.in_one_line().rpartition(', marts')[0]} ({time.monotonic() - started:.1f} s)")
        shutil.rmtree(delivery)
    identical = []
    for number in range(1, months + 1):
        audit = audit_month(home, f"2007-{number:02d}", None)
        write_certificate(home, audit, is_given=False)
        console.print(describe_audit(audit))
        identical.append(audit.is_identical)
    return identical


def main(months: int = 12, visits: int = 3000) -> None:
    """Settle a year and audit it."""
    with tempfile.TemporaryDirectory() as folder:
        identical = settle_and_audit(Path(folder), months, visits, Console(highlight=False, width=160))
    print(f"{sum(identical)} of {months} months are identical, from the archive alone")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
