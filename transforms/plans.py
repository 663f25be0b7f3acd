"""Rehabilitation plans as monitoring counts them: one per citizen, kind, day of issue and hospital.

Danish: genoptræningsplaner. Rule R5. Source: KL memo 2006, section 4.1; RM memo 2009 (samlede antal genoptræningsplaner).
"""

from datetime import date

import polars as pl

from transforms.dated import Facts, join_in_force
from transforms.persons import add_age

PLANS = ["cpr", "plan_kind", "issued_on", "hospital", "hospital_region", "municipality", "age"]


def keep_issued_plans(registrations: pl.LazyFrame, facts: Facts, first: date, last: date) -> pl.LazyFrame:
    """Keep the plans issued on the days from `first` to `last`, in the shape of the mart `plans`, with `cpr` for the person.

    A plan registered twice on a day at a hospital is one; of several municipalities then the lowest code stands. Only a
    known hospital has a `hospital_region`.
    """
    plans = registrations.filter(
        pl.col("role").str.starts_with("plan_") & pl.col("registered_on").is_between(first, last)
    )
    hospitals = facts.hospitals.lazy().filter(pl.col("kind") == "hospital")
    regions = hospitals.select("hospital", pl.col("region").alias("hospital_region"), "valid_from", "valid_to")
    return (
        plans.group_by(
            "cpr",
            pl.col("role").cast(pl.String).str.strip_prefix("plan_").alias("plan_kind"),
            pl.col("registered_on").alias("activity_date"),
            pl.col("hospital").cast(pl.String),
        )
        .agg(pl.col("municipality").cast(pl.String).min())
        .pipe(join_in_force, regions, on="activity_date", by=["hospital"])
        .pipe(add_age)
        .rename({"activity_date": "issued_on"})
        .select(PLANS)
        .sort(PLANS)
    )
