"""The restricted basis: a municipality's own citizens, entry by entry, with their CPR numbers where the law gives them to it."""

import polars as pl
import polars.selectors as cs

from flows.home import Home, read_persons
from flows.statements.gathering import Gathered, month_end
from flows.statements.parties import Names
from reports.statements.basis import Basis
from reports.statements.places import REGIONS
from reports.statements.statement import Statement
from reports.statements.words import ENTRY_TYPES, IN_SHORT, REASONS
from transforms.policies import list_schemes_with_individual_data

ENTRY = [
    "cpr",
    "age",
    "event_id",
    pl.col("entry_type").replace_strict(ENTRY_TYPES),
    pl.col("reason").replace_strict(REASONS),
    pl.col("section").replace_strict(IN_SHORT),
    "activity_date",
    pl.col("creditor_region").replace(REGIONS),
    "hospital",
    "hospital_name",
    "department",
    "sks_code",
    "tariff_group",
    "plan_issued_on",
    "course_started_on",
    "course_ended_on",
    pl.when(pl.col("entry_type") == "charge").then(1).otherwise(-1).alias("events"),
    "municipal_kr",
    "payable_kr",
]
"""The cells of an entry, in the order of `reports.statements.basis.ENTRIES`."""

HELD = [
    "cpr",
    "event_id",
    "activity_date",
    pl.col("creditor_region").replace(REGIONS),
    "hospital",
    "hospital_name",
    pl.col("scheme").replace_strict(IN_SHORT),
    "sks_code",
    "advisory_kr",
]
"""The cells of a held visit, in the order of `reports.statements.basis.HELD`."""


def build_bases(home: Home, gathered: Gathered, statements: list[Statement]) -> list[Basis]:
    """The basis of each municipality's statement, by code. Source: KL memo 2006, footnote 4; policy `individual_data`."""
    last_day = month_end(gathered.periods)
    hospitals = Names.of(gathered.facts, last_day).hospitals
    is_shown = pl.col("scheme").is_in(list_schemes_with_individual_data(gathered.facts, last_day))
    cells = (
        pl.when(is_shown).then(cs.by_name("cpr", "age", require_all=False)),
        pl.col("hospital").replace(hospitals).alias("hospital_name"),
    )
    persons = read_persons(home)
    entries = gathered.entries.join(persons, on="person_key", how="left", maintain_order="left").with_columns(cells)
    by_payer, held_by = (
        frame.partition_by("payer_municipality", as_dict=True, maintain_order=True)
        for frame in (entries, gathered.held.with_columns(cells))
    )
    return [
        Basis(
            one.party,
            one.head,
            by_payer.get((one.party.code,), entries.clear()).select(ENTRY),
            held_by.get((one.party.code,), gathered.held.clear().with_columns(cells)).select(HELD),
        )
        for one in statements
        if one.party.kind == "municipality"
    ]
