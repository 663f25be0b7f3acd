"""A synthetic delivery of one month: `simulate` writes the folder that contract section 2 describes, of either register."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from data.synthetic import ges, lpr2
from data.synthetic.draws import Draws
from data.synthetic.months import read_month

REGISTERS = {"lpr2": lpr2.draw_delivery, "ges": ges.draw_delivery}
"""What draws the tables of a register."""

DELIVERY = """\
# Synthetic: made by genopt simulate {named}--month {first:%Y-%m} --visits {visits} --seed {seed}. No row is about a person.
register    = "{register}"
period_from = {first}
period_to   = {last}
drawn_on    = {drawn_on}
synthetic   = true
"""
REPORTED = "%Y-%m-%d %H:%M:%S"


def simulate(month: str, visits: int, seed: int, out: Path, facts: Path, register: str = "lpr2") -> None:
    """Write a synthetic delivery: delivery.toml and a CSV file for each table of the register.

    `month` is YYYY-MM; `visits` the exact number of visit days (before the faulty rows are added; of lpr2 rows of t_bes,
    of ges days in a course); `facts` the folder with places and codes. The same arguments give the same bytes. Raises
    ValueError for a wrong month, number, seed or register, FileExistsError for a folder that holds something, LookupError
    for facts without places or codes in that month. Nothing is written then.
    """
    if visits < 1:
        raise ValueError(f"The number of visits is {visits}: give 1 or more.")
    if register not in REGISTERS:
        raise ValueError(f"There is no register {register}: give {' or '.join(REGISTERS)}.")
    refuse_to_overwrite(out)
    period = read_month(month)
    tables = REGISTERS[register](visits, seed, period, facts, Draws(seed))
    named = "" if register == "lpr2" else f"--register {register} "
    days = {"first": period.first, "last": period.last, "drawn_on": period.drawn_on}
    write_delivery(tables, DELIVERY.format(named=named, register=register, visits=visits, seed=seed, **days), out)


def refuse_to_overwrite(out: Path) -> None:
    """Refuse a folder that holds something: a delivery is never mixed with older files."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise FileExistsError(f"{out} is there already and not empty: give a new or an empty folder.")


def write_delivery(tables: Mapping[str, pl.DataFrame], text: str, out: Path) -> None:
    """Write the files, delivery.toml last: a folder without it is no delivery."""
    out.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        table.write_csv(
            out / f"{name}.csv", separator=";", line_terminator="\n", quote_style="never", datetime_format=REPORTED
        )
    (out / "delivery.toml").write_bytes(text.encode())
