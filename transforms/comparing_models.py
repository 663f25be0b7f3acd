"""Agreements compared: the same activity under each alternative, side by side; what courses cost; what is produced, what bought.

Source: KL memo 2006, sections 3.2 (the spread over courses) and 5 (own production or purchase).
"""

import polars as pl

from transforms.alternative_terms import AS_AGREED, list_alternatives
from transforms.alternatives import price_alternatives
from transforms.dated import Facts
from transforms.definitions import SPREAD
from transforms.oere import KRONER, as_kroner, divide_half_up, in_oere

SUPPLIER = ["payer", "supplier_kind", "supplier"]

KR = pl.when(pl.col("kr").count() > 0).then(pl.col("kr").sum()).alias("kr")
"""What is priced, together; empty where nothing is: what has no price never costs 0."""


def sum_by_supplier(visits: pl.DataFrame, priced: pl.DataFrame) -> pl.DataFrame:
    """What a payer would pay each supplier under each alternative, in their order, and all suppliers together (supplier empty).

    In: visits: event_id, visits, payer, supplier_kind, supplier; priced: see `transforms.alternatives`. Out: payer, supplier_kind,
    supplier, alternative, visits, unpriced (visits that it cannot price), obstacles (why), units and quantity (where all count
    the same), kr. Source: KL memo 2006, section 3.
    """
    of_suppliers = priced.join(visits.select("event_id", "visits", *SUPPLIER), on="event_id", maintain_order="left")
    together = of_suppliers.with_columns(pl.lit(None, pl.String).alias(name) for name in SUPPLIER[1:])
    one = pl.col("units").drop_nulls().n_unique() == 1
    sums = pl.concat([of_suppliers, together]).group_by(*SUPPLIER, "alternative", maintain_order=True)
    return sums.agg(
        pl.col("visits").sum(),
        pl.col("visits").filter(pl.col("obstacle").is_not_null()).sum().alias("unpriced"),
        pl.col("obstacle").drop_nulls().unique().sort().alias("obstacles"),
        pl.when(one).then(pl.col("units").drop_nulls().min()).alias("units"),
        pl.when(one).then(pl.col("quantity").sum()).alias("quantity"),
        KR,
    )


def spread_over_courses(visits: pl.DataFrame, priced: pl.DataFrame, month: str) -> pl.DataFrame:
    """What the courses that finished in a month cost under each alternative: lowest, quartiles, highest.

    A course costs the sum of its visits; one with a visit that cannot be priced is not counted. Between two courses a quartile
    is interpolated, half up to øre. In: visits: event_id, course, activity_month, is_finishing, payer. Out: payer, alternative,
    courses, and the endings of `SPREAD`. Source: KL memo 2006, section 3.2.
    """
    finished = visits.filter((pl.col("activity_month") == month) & pl.col("is_finishing"))["course"]
    of_courses = visits.filter(pl.col("course").is_in(finished.implode()))
    costs = (
        priced.join(of_courses.select("event_id", "payer", "course"), on="event_id", maintain_order="left")
        .group_by("payer", "alternative", "course", maintain_order=True)
        .agg(pl.when(pl.col("obstacle").count() == 0).then(pl.col("kr").sum()).alias("kr"))
        .with_columns(oere=in_oere(pl.col("kr")))
    )
    quantiles = {
        ending: as_kroner(pl.col("oere").quantile(at, "linear").round(0, mode="half_away_from_zero").cast(pl.Int64))
        for ending, (_, at) in SPREAD.items()
    }
    by_alternative = costs.group_by("payer", "alternative", maintain_order=True)
    return by_alternative.agg(pl.col("oere").count().alias("courses"), **quantiles)


def sum_volume(visits: pl.DataFrame) -> pl.DataFrame:
    """A payer's visits by month, kind of plan and who performed them (source), own production first.

    source: own_production, the kind of the supplier under an agreement, or no_agreement. Out: payer, activity_month,
    service_scope, source, visits, courses, citizens, minutes (empty where none are delivered).
    Source: KL memo 2006, section 5 (mængde).
    """
    return (
        visits.filter(visits=1)
        .with_columns(source=SOURCE)
        .group_by("payer", "activity_month", "service_scope", "source")
        .agg(
            pl.col("visits").sum(),
            pl.col("course").n_unique().alias("courses"),
            pl.col("cpr").n_unique().alias("citizens"),
            pl.when(pl.col("minutes").count() > 0).then(pl.col("minutes").sum()).alias("minutes"),
        )
        .sort("payer", "activity_month", "service_scope", pl.col("source").replace_strict(SOURCES, range(len(SOURCES))))
    )


SOURCES = ("own_production", "region", "municipality", "private", "no_agreement")
"""Who performs rehabilitation for a payer."""

SOURCE = pl.when(pl.col("standing") == "agreed").then("supplier_kind").otherwise("standing")


def keep_owed(visits: pl.DataFrame) -> pl.DataFrame:
    """Keep what is settled between parties: all visits but own production. Source: KL memo 2006, section 1 (table 1)."""
    return visits.filter(pl.col("standing") != "own_production")


def price_own_production(visits: pl.DataFrame, services: pl.DataFrame, price_list: str, facts: Facts) -> pl.DataFrame:
    """Price own production by the hours of a price list of the municipality's own: the visits with model and kr.

    Nobody owes it to anybody: it is there to be laid beside what is bought. agreement_id: the price list. No rows where
    there is no such list, or where it cannot price them all. Source: KL memo 2006, sections 3.3 and 5 (pris).
    """
    listed = list_alternatives(facts).filter(
        (pl.col("price_list") == price_list) & pl.col("model").str.starts_with("per_hour")
    )
    own = visits.filter(pl.col("standing") == "own_production")
    if listed.is_empty() or own.is_empty():
        return own.clear().with_columns(kr=pl.lit(None, KRONER), agreement_id=pl.lit(price_list))
    priced = price_alternatives(own, services, listed.head(1), facts).filter(pl.col("alternative") != AS_AGREED)
    whole = priced.clear() if priced["kr"].null_count() else priced
    terms = listed.select("model", alternative="name")
    costs = whole.join(terms, on="alternative").select("event_id", "model", "kr")
    return own.drop("model").join(costs, on="event_id").with_columns(agreement_id=pl.lit(price_list))


AGREEMENT = ["payer", "supplier_kind", "agreement_id", "model"]


def sum_by_agreement(visits: pl.DataFrame, month: str) -> pl.DataFrame:
    """What a payer's visits of a month cost per visit, and the courses that finished in it per course, by agreement.

    In: payer, supplier_kind, agreement_id, model, activity_month, course, is_finishing, cpr, kr. Out: the first four, visits,
    citizens, unfinished (courses), kr, courses, visit_kr, course_kr (half up to øre; empty where no course finished): a course
    costs the sum of its visits, those of the months before too. Source: KL memo 2006, section 5 (pris).
    """
    of_month = visits.filter(pl.col("activity_month") == month)
    finished = of_month.filter("is_finishing")["course"]
    of_courses = visits.filter(pl.col("course").is_in(finished.implode()))
    unfinished = pl.col("course").filter(~pl.col("course").is_in(finished.implode())).n_unique().alias("unfinished")
    courses = of_courses.group_by(AGREEMENT).agg(courses=pl.col("course").n_unique(), courses_kr=pl.col("kr").sum())
    return (
        of_month.group_by(AGREEMENT)
        .agg(pl.col("visits").sum(), pl.col("cpr").n_unique().alias("citizens"), unfinished, KR)
        .join(courses, on=AGREEMENT, how="left")
        .with_columns(
            pl.col("courses").fill_null(0), visit_kr=per("kr", "visits"), course_kr=per("courses_kr", "courses")
        )
        .sort(AGREEMENT)
    )


def per(kroner: str, number: str) -> pl.Expr:
    """Kroner per one of something, half up to øre; empty where there is none."""
    return pl.when(pl.col(number) > 0).then(as_kroner(divide_half_up(in_oere(pl.col(kroner)), pl.col(number))))
