"""A synthetic LPR2 delivery of one month: its three tables."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from data.synthetic import faults, registers, services
from data.synthetic.activity import draw_activity
from data.synthetic.draws import Draws
from data.synthetic.marks import ROLES, read_mark_codes
from data.synthetic.months import Month
from data.synthetic.places import read_places


@dataclass(frozen=True)
class Tables:
    """The three tables of a delivery, as text."""

    t_adm: pl.DataFrame
    t_bes: pl.DataFrame
    t_sksube: pl.DataFrame


def draw_delivery(visits: int, seed: int, month: Month, facts: Path, draws: Draws) -> dict[str, pl.DataFrame]:
    """Draw the tables of a delivery, the rows that are to be rejected among them."""
    return vars(add_faults(draw_tables(visits, seed, month, facts, draws), draws))


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
