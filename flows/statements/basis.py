"""The restricted basis: a municipality's own citizens, entry by entry, with their CPR numbers where the law gives them to it."""


import polars as pl

from flows.home import Home, read_persons
from flows.statements.gathering import Gathered, month_end
from reports.statements.basis import Basis
from reports.statements.statement import Statement
from transforms.policies import list_schemes_with_individual_data

ENTRY = [
    "cpr",
    "age",
    "event_id",
    "entry_type",
    "reason",
    "section",
    "activity_date",
    "creditor_region",
    "hospital",
    "department",
    "sks_code",
    "tariff_group",
    "plan_issued_on",
    "course_started_on",
    "course_ended_on",
    "municipal_kr",
    "payable_kr",
]
HELD = ["cpr", "event_id", "activity_date", "creditor_region", "hospital", "scheme", "sks_code", "advisory_kr"]


def build_bases(home: Home, gathered: Gathered, statements: list[Statement]) -> list[Basis]:
    """The basis of each municipality's statement, by code. Source: KL memo 2006, footnote 4; policy `individual_data`."""
    shown = list_schemes_with_individual_data(gathered.facts, month_end(gathered.periods))
    cpr = pl.when(pl.col("scheme").is_in(shown)).then(pl.col("cpr"))
    entries = gathered.entries.join(read_persons(home), on="person_key", how="left", maintain_order="left")
    by_payer = entries.with_columns(cpr).partition_by("payer_municipality", as_dict=True, maintain_order=True)
    held_by = gathered.held.with_columns(cpr).partition_by("payer_municipality", as_dict=True, maintain_order=True)
    return [
        Basis(
            one.party,
            one.head,
            {line.hospital: line.hospital_name for section in one.sections for line in section.lines}
            | {row.hospital: row.hospital_name for row in (*one.corrections, *one.waiting)},
            rows_of(by_payer, one.party.code, ENTRY),
            rows_of(held_by, one.party.code, HELD),
        )
        for one in statements
        if one.party.kind == "municipality"
    ]


def rows_of(frames: "dict[tuple[object, ...], pl.DataFrame]", code: str, columns: list[str]) -> "list[tuple[object, ...]]":
    """The rows of one municipality; none where it has none."""
    frame = frames.get((code,))
    return [] if frame is None else frame.select(columns).rows()
