"""Screening: the first reason that holds sets an event aside. The order below is the order of precedence.

Danish: frasortering. Rule R8. Source: KL memo 2006, section 4.1, and where named.
"""

import polars as pl

VISIT = pl.col("setting") == "visit"
HAS_GENERAL = pl.col("general_started_on").is_not_null()
HAS_SPECIALISED = pl.col("specialised_started_on").is_not_null()

IS_PLAN_REQUIRED = (
    pl.when(pl.col("scheme") == "inpatient")
    .then(pl.col("plan_required_inpatient") == "yes")
    .when(pl.col("scheme") == "general_outpatient")
    .then(pl.col("plan_required_general_outpatient") == "yes")
    .when(pl.col("scheme") == "specialised_outpatient")
    .then(pl.col("plan_required_specialised_outpatient") == "yes")
    .otherwise(
        (pl.col("plan_required_general_outpatient") == "yes")
        | (pl.col("plan_required_specialised_outpatient") == "yes")
    )
)
"""Per scheme (policy `plan_required`); while a visit's scheme is unknown, a plan is needed unless both say no."""

SET_ASIDE = {
    # The hospital is not in the list on the date.
    "unknown_hospital": pl.col("hospital_kind").is_null(),
    # Test hospitals and codes that are no hospital are in the official list (registration.md 3.8).
    "test_hospital": pl.col("hospital_kind") != "hospital",
    # Residence empty, abroad, in Greenland, or a municipality of before the reform.
    "no_paying_municipality": pl.col("municipality_name").is_null(),
    # Registrations on persons without a rehabilitation plan are sorted out.
    "no_rehabilitation_plan": IS_PLAN_REQUIRED & pl.col("plan_issued_on").is_null(),
    # Start and end of outpatient rehabilitation must be registered.
    "no_start_mark": VISIT & pl.col("first_course_on").is_null(),
    "after_end_mark": VISIT & ~HAS_GENERAL & ~HAS_SPECIALISED,
    "ambiguous_course": VISIT & HAS_GENERAL & HAS_SPECIALISED,
    # A reading: policy `open_course`.
    "awaiting_end_mark": VISIT & pl.col("course_ended_on").is_null() & (pl.col("open_course") == "hold"),
    # KL memo 2006, section 2.3: specialised rehabilitation should not trigger the tariff for home visits.
    "home_visit_in_specialised_course": (
        (pl.col("scheme") == "specialised_outpatient") & pl.col("specialised_outpatient_order").is_null()
    ),
}


def add_reason(events: pl.LazyFrame) -> pl.LazyFrame:
    """Add the one reason that sets the event aside, empty where it is charged. Rule R8."""
    reasons = (pl.when(holds).then(pl.lit(place, pl.UInt8)) for place, holds in enumerate(SET_ASIDE.values()))
    return events.with_columns(pl.coalesce(reasons).cat.to(pl.Enum(list(SET_ASIDE))).alias("reason"))
