"""Policies: the choices that the memos leave open, each a dated row of facts with a default where no row is in force."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from transforms.dated import Facts, join_in_force

PolicyKey = tuple[str, str | None]
"""A policy and its scheme, empty where it has none."""

DEFAULTS: dict[PolicyKey, str] = {
    ("stay_gap_days", None): "0",
    ("open_course", None): "hold",
    ("municipal_rounding", None): "half_up_1",
    ("plan_required", "inpatient"): "no",
    ("plan_required", "general_outpatient"): "yes",
    ("plan_required", "specialised_outpatient"): "yes",
}
"""Policy and scheme -> the value where no row is in force. Source: contract sections 3 and 4."""

HOME_VISIT: dict[PolicyKey, str] = {("home_visit_code", None): "AAF6"}
"""What the code of a home visit begins with. Source: KL memo 2006, tables 2.1 and 2.2, sections 2.3 and 2.4."""

OF_DEVIATIONS: dict[PolicyKey, str] = {
    ("deviation_percent", None): "50",
    ("deviation_least_kr", None): "100000",
    ("deviation_months", None): "12",
    ("deviation_least_months", None): "3",
}
"""When a month deviates strongly: by how much of the median before (per cent, and kroner), of how many months at most and at least."""

CONTROL_POLICIES: dict[str, dict[PolicyKey, str]] = {
    "inpatient_home_visit": HOME_VISIT,
    "home_visit_in_specialised_course": HOME_VISIT,
    "long_open_course": {("open_course_days", None): "90"},
    "old_tariff_at_year_turn": {("year_turn_days", None): "31"},
    "deviating_municipality": OF_DEVIATIONS,
}
"""Control list -> the policies that decide what it names, never a krone, with the value where no row is in force."""

CONTROL_DEFAULTS = {key: value for of_list in CONTROL_POLICIES.values() for key, value in of_list.items()}
"""All of these. Why each has its value: `data/facts/policies.csv`."""

TREND_DEFAULTS: dict[PolicyKey, str] = {
    ("break_percent", None): "25",
    ("break_errors", None): "3",
    ("break_months", None): "6",
    ("break_least_months", None): "3",
}
"""When a month breaks its series on the site: how far from the months before, and of how many. Why: `data/facts/policies.csv`."""

INDIVIDUAL_DATA: dict[tuple[str, str | None], str] = {
    ("individual_data", "inpatient"): "no",
    ("individual_data", "general_outpatient"): "yes",
    ("individual_data", "specialised_outpatient"): "yes",
}
"""Whether a municipality sees its citizens by CPR number in a scheme, where no row is in force. Source: KL memo 2006, footnote 4."""

MONITORING = {
    "suppression_threshold": "5",
    "population_year": "nearest",
    "older_from_age": "60",
    "elderly_from_age": "65",
    "waiting_days_short": "7",
    "waiting_days_long": "14",
    "first_visit_days": "365",
}
"""Policy of indicators -> the value where no row is in force; none decides a charge or has a scheme. Why: `data/facts/policies.csv`."""

ALL_DEFAULTS = (
    DEFAULTS
    | CONTROL_DEFAULTS
    | TREND_DEFAULTS
    | INDIVIDUAL_DATA
    | {(policy, None): v for policy, v in MONITORING.items()}
)
"""Every policy that some part of genopt knows."""

ALLOWED = {
    "stay_gap_days": "^[0-9]{1,3}$",
    "open_course": "^(hold|charge)$",
    "municipal_rounding": "^half_up_1$",
    "plan_required": "^(yes|no)$",
    "home_visit_code": "^[A-Z0-9]{1,10}$",
    "open_course_days": "^[0-9]{1,4}$",
    "year_turn_days": "^[0-9]{1,3}$",
    "deviation_percent": "^[0-9]{1,4}$",
    "deviation_least_kr": "^[0-9]{1,9}$",
    "deviation_months": "^[1-9][0-9]{0,2}$",
    "deviation_least_months": "^[1-9][0-9]{0,2}$",
    "break_percent": "^[1-9][0-9]{0,3}$",
    "break_errors": "^[0-9]{1,2}$",
    "break_months": "^[1-9][0-9]{0,2}$",
    "break_least_months": "^[1-9][0-9]{0,2}$",
    "individual_data": "^(yes|no)$",
    "suppression_threshold": "^[1-9][0-9]{0,2}$",
    "population_year": "^nearest$",
    "older_from_age": "^[0-9]{1,3}$",
    "elderly_from_age": "^[0-9]{1,3}$",
    "waiting_days_short": "^[0-9]{1,3}$",
    "waiting_days_long": "^[0-9]{1,3}$",
    "first_visit_days": "^[0-9]{1,3}$",
}
"""Policy -> the shape of its values."""


def policy_column(policy: str, scheme: str | None) -> str:
    """The column that a policy's value is added as."""
    return policy if scheme is None else f"{policy}_{scheme}"


def add_policies(
    days: pl.LazyFrame, facts: Facts, *, on: str, defaults: Mapping[PolicyKey, str] = DEFAULTS
) -> pl.LazyFrame:
    """Add each policy's value in force on the date `on`, one column each; its default where no row is.

    Source: contract section 3 (`policies.csv`) and R9 (those in force on the event's date).
    """
    for (policy, scheme), default in defaults.items():
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
    values = (
        add_policies(pl.LazyFrame({"on": [on]}), facts, on="on", defaults=INDIVIDUAL_DATA).collect().row(0, named=True)
    )
    return [str(scheme) for policy, scheme in INDIVIDUAL_DATA if values[policy_column(policy, scheme)] == "yes"]


def value_on(facts: Facts, policy: str, day: date) -> str:
    """The value of a policy without a scheme in force on a day; its default where no row is."""
    on_day = pl.col("policy").eq(policy) & pl.col("scheme").is_null() & (pl.col("valid_from") <= day)
    rows = facts.policies.filter(on_day & (pl.col("valid_to").is_null() | (pl.col("valid_to") >= day)))
    return str(rows["value"].item()) if rows.height else ALL_DEFAULTS[policy, None]


def stay_gap_days(facts: Facts, month_end: date) -> int:
    """The most days between discharge and readmission that still make one stay, in a settlement month. Rules R2, R9."""
    return int(value_on(facts, "stay_gap_days", month_end))
