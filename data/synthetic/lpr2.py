"""A synthetic LPR2 delivery of one month: `simulate` writes the folder that contract section 2 describes."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from data.synthetic import faults, registers, services
from data.synthetic.activity import draw_activity
from data.synthetic.draws import Draws
from data.synthetic.marks import ROLES, read_mark_codes
from data.synthetic.months import Month, read_month
from data.synthetic.places import read_places

DELIVERY = """\
# Synthetic: made by genopt simulate --month {first:%Y-%m} --visits {visits} --seed {seed}. No row is about a person.
register    = "lpr2"
period_from = {first}
period_to   = {last}
drawn_on    = {drawn_on}
synthetic   = true
"""
REPORTED = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True)
class Tables:
    """The three tables of a delivery, as text."""

    t_adm: pl.DataFrame
    t_bes: pl.DataFrame
    t_sksube: pl.DataFrame


def simulate(month: str, visits: int, seed: int, out: Path, facts: Path) -> None:
    """Write a synthetic LPR2 delivery: delivery.toml, t_adm.csv, t_bes.csv and t_sksube.csv.

    `month` is YYYY-MM; `visits` the exact number of outpatient visit days (rows of t_bes before the faulty rows are
    added); `facts` the folder with municipalities, hospitals, population and registration codes. The same arguments
    give the same bytes. Raises ValueError for a wrong month, number or seed, FileExistsError for a folder that holds
    something, LookupError for facts without places or codes in that month. Nothing is written then.
    """
    if visits < 1:
        raise ValueError(f"The number of visits is {visits}: give 1 or more.")
    refuse_to_overwrite(out)
    period, draws = read_month(month), Draws(seed)
    tables = draw_tables(visits, seed, period, facts, draws)
    text = DELIVERY.format(first=period.first, last=period.last, drawn_on=period.drawn_on, visits=visits, seed=seed)
    write_delivery(add_faults(tables, draws), text, out)


def refuse_to_overwrite(out: Path) -> None:
    """Refuse a folder that holds something: a delivery is never mixed with older files."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise FileExistsError(f"{out} is there already and not empty: give a new or an empty folder.")


def draw_tables(visits: int, seed: int, month: Month, facts: Path, draws: Draws) -> Tables:
    """Draw the good rows of the three tables."""
    places, codes = read_places(facts, month), read_mark_codes(facts, month)
    activity = draw_activity(visits, month, places, draws)
    contacts = registers.add_register_columns(activity, draws)
    rows = services.draw_services(activity, month, draws)
    identity = f"SYN{month.first:%Y%m}-{seed}-"
    return Tables(
        registers.spell_contacts(contacts, identity, month, draws),
        registers.spell_visits(activity.visits, contacts),
        registers.spell_services(rows, contacts, [codes[role] for role in ROLES]),
    )


def add_faults(tables: Tables, draws: Draws) -> Tables:
    """Add the rows that are to be rejected: in each file each reason at least once, and never 5 % of the rows."""
    rejected = faults.copy_contacts(tables.t_adm, faults.allot("t_adm", len(tables.t_adm)), draws)
    visits = faults.copy_visits(tables.t_bes, faults.allot("t_bes", len(tables.t_bes)), draws)
    services_ = faults.copy_services(tables.t_sksube, faults.allot("t_sksube", len(tables.t_sksube)), draws)
    room = min(faults.limit(len(tables.t_bes)) - len(visits), faults.limit(len(tables.t_sksube)) - len(services_))
    parents = rejected.head(room)
    return Tables(
        faults.insert(tables.t_adm, rejected),
        faults.insert(tables.t_bes, visits, faults.copy_orphans(tables.t_bes, parents, draws)),
        faults.insert(tables.t_sksube, services_, faults.copy_orphans(tables.t_sksube, parents, draws)),
    )


def write_delivery(tables: Tables, text: str, out: Path) -> None:
    """Write the files, delivery.toml last: a folder without it is no delivery."""
    out.mkdir(parents=True, exist_ok=True)
    for name, table in (("t_adm", tables.t_adm), ("t_bes", tables.t_bes), ("t_sksube", tables.t_sksube)):
        table.write_csv(
            out / f"{name}.csv", separator=";", line_terminator="\n", quote_style="never", datetime_format=REPORTED
        )
    (out / "delivery.toml").write_bytes(text.encode())
