"""Policies: the choices that the memos leave open, each a dated row of facts with a default where no row is in force."""

from datetime import date

import polars as pl

from transforms.dated import Facts, join_in_force

DEFAULTS: dict[tuple[str, str | None], str] = {
    ("stay_gap_days", None): "0",
    ("open_course", None): "hold",
    ("municipal_rounding", None): "half_up_1",
    ("plan_required", "inpatient"): "no",
    ("plan_required", "general_outpatient"): "yes",
    ("plan_required", "specialised_outpatient"): "yes",
}
"""Policy and scheme -> the value where no row is in force. Source: contract sections 3 and 4."""

MONITORING = {
    "suppression_threshold": "5",
    "population_year": "nearest",
    "older_from_age": "60",
    "elderly_from_age": "65",
    "waiting_days_short": "7",
    "waiting_days_long": "14",
}
"""Policy of indicators -> the value where no row is in force; none decides a charge, and none has a scheme. Issue 4."""

ALLOWED = {
    "stay_gap_days": "^[0-9]{1,3}$",
    "open_course": "^(hold|charge)$",
    "municipal_rounding": "^half_up_1$",
    "plan_required": "^(yes|no)$",
    "suppression_threshold": "^[1-9][0-9]{0,2}$",
    "population_year": "^nearest$",
    "older_from_age": "^[0-9]{1,3}$",
    "elderly_from_age": "^[0-9]{1,3}$",
    "waiting_days_short": "^[0-9]{1,3}$",
    "waiting_days_long": "^[0-9]{1,3}$",
}
"""Policy -> the shape of its values."""


def policy_column(policy: str, scheme: str | None) -> str:
    """The column that a policy's value is added as."""
    return policy if scheme is None else f"{policy}_{scheme}"


def add_policies(days: pl.LazyFrame, facts: Facts, *, on: str) -> pl.LazyFrame:
    """Add every policy's value in force on the date `on`, one column each; its default where no row is.

    Source: contract section 3 (`policies.csv`) and R9 (those in force on the event's date).
    """
    for (policy, scheme), default in DEFAULTS.items():
        is_this = (pl.col("policy") == policy) & pl.col("scheme").eq_missing(pl.lit(scheme, pl.String))
        column = policy_column(policy, scheme)
        dated = facts.policies.lazy().filter(is_this).select("valid_from", "valid_to", pl.col("value").alias(column))
        days = join_in_force(days, dated, on=on).with_columns(pl.col(column).fill_null(default))
    return days


def add_policies_by_day(events: pl.LazyFrame, days: pl.DataFrame) -> pl.LazyFrame:
    """Add to each event the policies in force on its day. In: `days` with activity_date and a column per policy."""
    on_the_day = (
        pl.col("activity_date")
        .replace_strict(days["activity_date"], days[policy], return_dtype=pl.String)
        .alias(policy)
        for policy in days.columns
        if policy != "activity_date"
    )
    return events.with_columns(on_the_day)


def value_on(facts: Facts, policy: str, day: date) -> str:
    """The value of a policy without a scheme in force on a day; its default where no row is."""
    on_day = pl.col("policy").eq(policy) & pl.col("scheme").is_null() & (pl.col("valid_from") <= day)
    rows = facts.policies.filter(on_day & (pl.col("valid_to").is_null() | (pl.col("valid_to") >= day)))
    return str(rows["value"].item()) if rows.height else (MONITORING | {p: v for (p, _), v in DEFAULTS.items()})[policy]


def stay_gap_days(facts: Facts, month_end: date) -> int:
    """The most days between discharge and readmission that still make one stay, in a settlement month. Rules R2, R9."""
    return int(value_on(facts, "stay_gap_days", month_end))
