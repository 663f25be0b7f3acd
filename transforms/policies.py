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

INDIVIDUAL_DATA: dict[tuple[str, str | None], str] = {
    ("individual_data", "inpatient"): "no",
    ("individual_data", "general_outpatient"): "yes",
    ("individual_data", "specialised_outpatient"): "yes",
}
"""Whether a municipality sees its citizens by CPR number in a scheme, where no row is in force. Source: KL memo 2006, footnote 4."""

ALLOWED = {
    "stay_gap_days": "^[0-9]{1,3}$",
    "open_course": "^(hold|charge)$",
    "municipal_rounding": "^half_up_1$",
    "plan_required": "^(yes|no)$",
    "individual_data": "^(yes|no)$",
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


def list_schemes_with_individual_data(facts: Facts, on: date) -> list[str]:
    """The schemes of which a municipality sees its citizens by CPR number, on a day. Source: KL memo 2006, footnote 4."""
    days = pl.LazyFrame({"on": [on]})
    schemes = []
    for (policy, scheme), default in INDIVIDUAL_DATA.items():
        is_this = (pl.col("policy") == policy) & pl.col("scheme").eq_missing(pl.lit(scheme, pl.String))
        dated = facts.policies.lazy().filter(is_this).select("valid_from", "valid_to", "value")
        value = join_in_force(days, dated, on="on").collect().item(0, "value") or default
        schemes += [str(scheme)] if value == "yes" else []
    return schemes


def stay_gap_days(facts: Facts, month_end: date) -> int:
    """The most days between discharge and readmission that still make one stay, in a settlement month. Rules R2, R9."""
    month = pl.LazyFrame({"month_end": [month_end]})
    return int(add_policies(month, facts, on="month_end").collect().item(0, "stay_gap_days"))
