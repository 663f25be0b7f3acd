"""The terms (vilkår) that a visit or a finished course is priced by: those in force on its day, or those its course began under.

Source: KL memo 2006, sections 3.2, 4 and 5.
"""

import polars as pl

from transforms.agreements import PARTIES, TERMS, add_agreement, expand_agreements
from transforms.dated import Facts
from transforms.models import OF_COURSE, is_of, keep_covered

ASKED = [*PARTIES, "activity_date", "diagnosis_group"]
"""What the terms of a row depend on. Many rows ask alike, so each question is answered once."""

BEGUN = {name: f"begun_{name}" for name in TERMS}
"""Terms of the day -> those that stood as the course began."""


def add_terms(activity: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """Add the terms of the agreement that covers each row on its day, empty where none does.

    A course is priced either as a whole or visit by visit, so that nothing of it is paid twice or not at all: where parties
    change between the two, or end an agreement of the first kind, it stays under what stood as it began [reading].
    In: event_id, payer, supplier_kind, supplier, service_scope, diagnosis_group, activity_date, begun_on. Adds `TERMS`.
    """
    of_day = activity.pipe(find_terms, facts).collect().lazy()
    as_begun = activity.pipe(find_begun, facts).rename(BEGUN).collect().lazy()
    by_course = {prefix: pl.col(f"{prefix}model").is_in(OF_COURSE).fill_null(value=False) for prefix in ("", "begun_")}
    stays = pl.col("begun_agreement_id").is_not_null() & (by_course[""] != by_course["begun_"])
    chosen = (pl.when(stays).then(begun).otherwise(name).alias(name) for name, begun in BEGUN.items())
    return (
        activity.join(of_day, on=ASKED, how="left", nulls_equal=True, maintain_order="left")
        .join(as_begun, on="event_id", how="left", maintain_order="left")
        .with_columns(chosen)
        .drop(BEGUN.values())
    )


def find_terms(activity: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """The terms that stand on the day and cover what is asked for: `ASKED`, `TERMS`; no row where none does.

    An agreement of packages is limited to the diagnosis groups that it has a price for.
    """
    return activity.select(ASKED).unique().pipe(add_agreement, facts).pipe(keep_covered, facts).select(*ASKED, *TERMS)


def find_begun(activity: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """The terms that stood as a row's course began, of parties that have ever priced by course: event_id, `TERMS`.

    Of a course that is older than all that its parties agreed, their first agreement.
    """
    agreed = expand_agreements(facts).group_by(PARTIES).agg(pl.col("valid_from").min(), is_of(*OF_COURSE).any())
    by_course = agreed.filter("model").select(*PARTIES, agreed_from="valid_from")
    begun = activity.join(by_course, on=PARTIES).with_columns(judged_on=pl.max_horizontal("begun_on", "agreed_from"))
    asked = begun.filter(pl.col("judged_on") <= pl.col("activity_date")).with_columns(activity_date="judged_on")
    return asked.join(find_terms(asked, facts), on=ASKED, nulls_equal=True).select("event_id", *TERMS)
