"""Control lists of marks and courses: end marks that end nothing, courses that stay open. Danish: kontrollister.

These lines are no events: what they name is the contact with the mark, which the hospital finds in its own system.
"""

import polars as pl

from transforms.courses import KINDS, SCHEME_OF_KIND
from transforms.dated import Facts
from transforms.dates import DANISH, write_date
from transforms.lpr2 import Registry
from transforms.policies import CONTROL_DEFAULTS, add_policies
from transforms.settlement import Settled, Window
from transforms.sharing import KRONER, add_hospital

NOT_AN_EVENT = pl.lit(None, pl.String).alias("event_id")

OF_KIND = {"general": "Alment forløb", "specialised": "Specialiseret forløb"}


def keep_stray_end_marks(settled: Settled, registry: Registry, facts: Facts, window: Window) -> pl.LazyFrame:
    """Keep the window's days with an end mark and no course open: a start mark is missing, or the end is marked twice. Rule R6.

    Danish: slutmarkering uden start. Source: KL memo 2006, sections 2.3 and 4.1 (both marks are obligatory).
    """
    days = settled.stray_ends.lazy().rename({"marked_on": "activity_date"})
    stray = days.filter(pl.col("activity_date").is_between(window.first, window.last))
    marked = stray.pipe(join_marking_contact, settled, registry, facts, mark="end", on="activity_date")
    kind = pl.col("kind").replace_strict({"general": "almen", "specialised": "specialiseret"}, return_dtype=pl.String)
    detail = pl.concat_str(
        pl.lit("Slutmarkering ("), kind, pl.lit(") på kontakt "), "contact_key", pl.lit(" uden et åbent forløb")
    )
    return marked.with_columns(NOT_AN_EVENT, detail.alias("detail"), pl.lit(None, KRONER).alias("advisory_kr"))


def keep_long_open_courses(settled: Settled, registry: Registry, facts: Facts, window: Window) -> pl.LazyFrame:
    """Keep the courses that on the window's last day have been open for more days than policy `open_course_days`. Rule R6.

    The day it began is the first. What waits in it are the window's visits that its end mark would release (R8,
    awaiting_end_mark). Danish: længe åbent forløb. Source: KL memo 2006, sections 2.3 and 4.1 (the end is to be marked); how
    long is long is a choice of ours.
    """
    as_of = pl.lit(window.last).alias("activity_date")
    waiting = keep_waiting(settled, registry)
    days_open = ((as_of - pl.col("course_started_on")).dt.total_days() + 1).alias("days_open")
    is_open = pl.col("course_ended_on").is_null()
    open_courses = settled.courses.lazy().filter(is_open).with_columns(as_of, days_open)
    is_long = pl.col("days_open") > pl.col("open_course_days").cast(pl.Int64)
    long_open = (
        open_courses.pipe(add_policies, facts, on="activity_date", defaults=CONTROL_DEFAULTS)
        .filter(is_long)
        .join(waiting, on=["patient", "kind", "course_started_on"], how="left")
        .with_columns(pl.col("visits").fill_null(0), pl.col("advisory_kr").fill_null(0))
        .pipe(join_marking_contact, settled, registry, facts, mark="start", on="course_started_on")
    )
    detail = pl.concat_str(
        pl.col("kind").replace_strict(OF_KIND, return_dtype=pl.String),
        pl.lit(" på kontakt "),
        "contact_key",
        pl.lit(" har været åbent siden "),
        write_date(pl.col("course_started_on"), DANISH),
        pl.lit(" ("),
        "days_open",
        pl.lit(" dage); besøg, der venter: "),
        "visits",
    )
    return long_open.with_columns(NOT_AN_EVENT, detail.alias("detail"))


def keep_waiting(settled: Settled, registry: Registry) -> pl.LazyFrame:
    """How many of the window's visits wait for the end mark of each course, and their tariffs.

    Out: patient, kind, course_started_on, visits, advisory_kr.
    """
    kind_of_scheme = {scheme: kind for kind, scheme in SCHEME_OF_KIND.items()}
    patients = registry.contacts.lazy().select("contact", "patient")
    return (
        settled.events.lazy()
        .filter(pl.col("reason") == "awaiting_end_mark")
        .join(patients, on="contact")
        .group_by(
            "patient",
            pl.col("scheme").cast(pl.String).replace_strict(kind_of_scheme, return_dtype=pl.String).alias("kind"),
            "course_started_on",
        )
        .agg(pl.len().alias("visits"), pl.col("tariff_kr").sum().alias("advisory_kr"))
    )


def join_marking_contact(
    marked: pl.LazyFrame, settled: Settled, registry: Registry, facts: Facts, *, mark: str, on: str
) -> pl.LazyFrame:
    """Add the contact that carries the mark (of several the lowest key), its municipality, hospital and region.

    In: patient, kind, the mark's day, activity_date. Those at a code that is no hospital (a test) drop out.
    Adds contact_key, payer_municipality, hospital, creditor_region; in the order of activity_date, hospital and contact.
    """
    roles = {f"{mark}_{kind}": kind for kind in KINDS}
    contacts = registry.contacts.lazy().select("contact", "contact_key", "hospital", "municipality")
    carrying = (
        settled.registrations.lazy()
        .filter(pl.col("role").is_in(list(roles)))
        .with_columns(pl.col("role").replace_strict(roles, return_dtype=pl.String).alias("kind"))
        .join(marked, left_on=["patient", "kind", "registered_on"], right_on=["patient", "kind", on], how="semi")
        .join(contacts, on="contact")
        .sort("contact_key")
        .unique(["patient", "kind", "registered_on"], keep="first", maintain_order=True)
        .select("patient", "kind", pl.col("registered_on").alias(on), "contact_key", "hospital", "municipality")
    )
    return (
        marked.join(carrying, on=["patient", "kind", on])
        .pipe(add_hospital, facts)
        .filter(pl.col("hospital_kind").is_null() | (pl.col("hospital_kind") == "hospital"))
        .rename({"municipality": "payer_municipality"})
        .sort("activity_date", "hospital", "contact_key", "kind", on)
    )
