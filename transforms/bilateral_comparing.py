"""Two accounts of the same bilateral visits, and what made them differ: before against after, visit by visit. Rule R13."""

from collections.abc import Collection

import polars as pl

from transforms.comparing import list_alike
from transforms.sharing import KRONER

ACTIVITY = (
    *("register_name", "activity_date", "supplier_kind", "supplier", "institution", "service_scope", "diagnosis_group"),
    *("visits", "sks_code"),
)
MEASURED = ("services", "treatment_services", "minutes")
"""What else there is of the activity: no reason to book a visit anew, but why it is, where its kroner changed with it."""

DECISION = ("decision", "decided_by", "decided_on", "decision_note")
TERMS = ("standing", "agreement_id", "model", "units", "quantity", "advisory_kr", "agreed_kr")
COMPARED = ("payer", *ACTIVITY, *TERMS, *DECISION)
"""A visit that differs in one of these, or in its person, is booked anew."""

BILATERAL_AMOUNTS = ("quantity", "advisory_kr", "agreed_kr")
"""What a reversal repeats with the opposite sign."""

KRONER_OF = ("advisory_kr", "agreed_kr")


def find_changes(before: pl.DataFrame, after: pl.DataFrame, person: str) -> pl.DataFrame:
    """Pair the visits of two accounts and keep those that differ, with `reason`: the first that holds.

    Out: event_id, was_there, is_there, each column twice (`<name>` and `<name>_after`), reason: added, withdrawn,
    residence_changed, activity_changed, decided or agreement_changed.
    """
    alike = list_alike(before, after, [*COMPARED, person])
    before, after = (rows.join(alike, on="event_id", how="anti") for rows in (before, after))
    after = after.select("event_id", *COMPARED, *MEASURED, person)
    paired = before.with_columns(was_there=pl.lit(value=True)).join(
        after.with_columns(is_there=pl.lit(value=True)), on="event_id", how="full", coalesce=True, suffix="_after"
    )

    def differs(names: Collection[str]) -> pl.Expr:
        return pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_after")) for name in names)

    holds = {
        "added": pl.col("was_there").is_null(),
        "withdrawn": pl.col("is_there").is_null(),
        "residence_changed": differs(["payer"]),
        "activity_changed": differs([*ACTIVITY, *MEASURED, person]),
        "decided": differs(DECISION),
    }
    named = [pl.when(condition).then(pl.lit(reason)) for reason, condition in holds.items()]
    return paired.with_columns(pl.coalesce(*named, pl.lit("agreement_changed")).alias("reason"))


def more_of(name: str) -> pl.Expr:
    """What a change makes more or less of an amount, kroner; a visit that is not there, or nothing agreed, counts as 0."""
    return (pl.col(f"{name}_after").fill_null(0) - pl.col(name).fill_null(0)).cast(KRONER).alias(name)
