"""Two accounts of the same events, and what made them differ: before against after, event by event. Rule R13.

An outcome is an event as one account has it: charged, or set aside for a reason.
"""

from collections.abc import Collection

import polars as pl

from transforms.screening import SET_ASIDE
from transforms.sharing import AMOUNTS, KRONER

COMPARED = [
    "scheme",
    "channel",
    "activity_date",
    "payer_municipality",
    "creditor_region",
    "hospital",
    "sks_code",
    "tariff_group",
    "tariff_kr",
    "municipal_kr",
    "payable_kr",
]
"""A charge that differs in one of these, or in its person, is another charge. Source: contract R13."""

BY_PLACE = ["unknown_hospital", "test_hospital", "no_paying_municipality"]
"""Reasons that hang on facts about hospitals and municipalities; the others hang on plan and course. Source: contract R8."""

CHANGES = [
    "added",
    "withdrawn",
    "residence_changed",
    "code_changed",
    "plan_or_course_changed",
    "facts_changed",
    "other",
]
"""Why an event's outcome is another one; all but the first are the reasons of a reversal."""


def list_outcomes(charges: pl.DataFrame, set_aside: pl.DataFrame, person: str) -> pl.DataFrame:
    """Charges and set-asides as one table: event_id, reason (empty where charged), what is compared, and `person`."""
    charged = charges.select("event_id", pl.lit(None, pl.String).alias("reason"), *COMPARED, person)
    not_charged = set_aside.select(
        "event_id",
        pl.col("reason").cast(pl.String),
        *(pl.col(name) if name in set_aside.columns else pl.lit(None).alias(name) for name in COMPARED),
        person,
    )
    return pl.concat([charged, not_charged], how="vertical_relaxed")


def find_changes(before: pl.DataFrame, after: pl.DataFrame, person: str) -> pl.DataFrame:
    """Pair the outcomes of two accounts and keep the events that differ.

    Out: event_id, was_listed, is_listed, was_charged, is_charged, and each column twice, `<name>` and `<name>_after`.
    """
    alike = list_alike(before, after, ["reason", *COMPARED, person])
    before, after = (rows.join(alike, on="event_id", how="anti") for rows in (before, after))
    paired = before.with_columns(was_listed=pl.lit(value=True)).join(
        after.with_columns(is_listed=pl.lit(value=True)), on="event_id", how="full", coalesce=True, suffix="_after"
    )
    return paired.with_columns(pl.col("was_listed", "is_listed").fill_null(value=False)).with_columns(
        (pl.col("was_listed") & pl.col("reason").is_null()).alias("was_charged"),
        (pl.col("is_listed") & pl.col("reason_after").is_null()).alias("is_charged"),
    )


def list_alike(before: pl.DataFrame, after: pl.DataFrame, columns: Collection[str]) -> pl.DataFrame:
    """The events (event_id) that two accounts list once and alike: a column is compared at a time, so that no wide pair is held."""
    places = [
        rows.select("event_id").with_row_index(name).filter(pl.col("event_id").is_unique())
        for name, rows in (("before", before), ("after", after))
    ]
    paired = places[0].join(places[1], on="event_id")
    for name in columns:
        pairs = paired.select(
            before[name].gather(paired["before"]).alias("was"), after[name].gather(paired["after"]).alias("is")
        )
        paired = paired.filter(pairs.select(pl.col("was").eq_missing(pl.col("is"))).to_series())
    return paired.select("event_id")


def add_change(changes: pl.DataFrame, other_facts: pl.Expr, person: str) -> pl.DataFrame:
    """Add `change`: the first that holds of why the outcome is another one.

    `other_facts` says of each event whether the two accounts rest on different facts. Rule R13 (reasons of a reversal).
    """

    def differs(names: Collection[str]) -> pl.Expr:
        return pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_after")) for name in names)

    is_same_kind = pl.col("was_charged") == pl.col("is_charged")
    hindrance = pl.coalesce("reason_after", "reason")
    holds = {
        "added": ~pl.col("was_listed"),
        "withdrawn": ~pl.col("is_listed"),
        "residence_changed": differs(["payer_municipality"]),
        "code_changed": is_same_kind & differs(["sks_code"]),
        "plan_or_course_changed": (is_same_kind & differs(["scheme"]))
        | hindrance.is_in([reason for reason in SET_ASIDE if reason not in BY_PLACE]),
        "facts_changed": other_facts & ~differs(["activity_date", "hospital", person]),
    }
    change = pl.coalesce(*(pl.when(condition).then(pl.lit(name)) for name, condition in holds.items()), pl.lit("other"))
    return changes.with_columns(change.cast(pl.Enum(CHANGES)).alias("change"))


def kroner_of(name: str) -> pl.Expr:
    """What a change makes more or less of an amount: 0 where an event is not charged."""
    after = pl.when("is_charged").then(f"{name}_after").otherwise(0)
    return (after - pl.when("was_charged").then(name).otherwise(0)).cast(KRONER).alias(name)


def sum_changes(changes: pl.DataFrame) -> pl.DataFrame:
    """Sum changes by their kind: change, events, tariff_kr, municipal_kr, payable_kr (after less before)."""
    kroner = map(kroner_of, AMOUNTS)
    differences = changes.select("change", *kroner)
    return differences.group_by("change").agg(pl.len().alias("events"), pl.exclude("change").sum()).sort("change")
