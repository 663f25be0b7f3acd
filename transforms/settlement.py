"""The straight line: from a register's contacts, visits and services to charges and set-asides.

One row per event; columns are only added; one split at the end.
"""

from datetime import date
from typing import NamedTuple

import polars as pl

from transforms import courses, events, policies, pricing, sharing
from transforms.dated import Facts
from transforms.dates import write_date
from transforms.lpr2 import Registry
from transforms.persons import add_age
from transforms.screening import add_reason

CHARGES = [
    "event_id",
    "scheme",
    "channel",
    "activity_date",
    "activity_month",
    "payer_municipality",
    "creditor_region",
    "hospital",
    "department",
    "specialty",
    "cpr",
    "age",
    "sks_code",
    "tariff_group",
    "tariff_kr",
    "municipal_kr",
    "payable_kr",
    "plan_issued_on",
    "course_started_on",
    "course_ended_on",
]
SET_ASIDE = [
    "event_id",
    "reason",
    "setting",
    "scheme",
    "activity_date",
    "payer_municipality",
    "creditor_region",
    "hospital",
    "cpr",
    "sks_code",
    "advisory_kr",
]


JUDGED = [
    "setting",
    "activity_date",
    "contact",
    "cpr",
    "hospital",
    "municipality",
    "creditor_region",
    "is_opted_out",
    "plan_issued_on",
    "plan_kind",
    "scheme",
    "course_started_on",
    "course_ended_on",
    "has_home_visit",
    "reason",
    "price_order",
    "general_outpatient_order",
]
"""What an event is known by once it is judged."""


OCCURRENCE = ["setting", "activity_date", "cpr", "creditor_region"]
"""What is counted of a stay or visit, rehabilitation or not."""


class Window(NamedTuple):
    """The activity dates that a run computes, both included. Danish: opgørelsesperiode. Rule R13."""

    first: date
    last: date


class Found(NamedTuple):
    """What the rows hold before anything is judged.

    stay_contacts: contacts with `stay`. occurrences: stays and visits, rehabilitation or not, whatever their date.
    attached: their services. registrations: plans and marks. marked_days, courses: what the marks make.
    """

    stay_contacts: pl.LazyFrame
    occurrences: pl.LazyFrame
    attached: pl.DataFrame
    registrations: pl.DataFrame
    marked_days: pl.DataFrame
    courses: pl.LazyFrame


class Settled(NamedTuple):
    """What the line gives: every event as it was judged, the prices it saw, and what was counted on the way.

    events: one row per rehabilitation event with all that decided it, `reason` empty where it is charged.
    absorbed: names of other stays that an event's stay took in. stray_ends: end marks with nothing to end.
    occurrences: all stays and visits of the window, rehabilitation or not.
    """

    events: pl.DataFrame
    absorbed: pl.DataFrame
    price_list: pl.DataFrame
    registrations: pl.DataFrame
    courses: pl.DataFrame
    stray_ends: pl.DataFrame
    services: int
    attached: int
    occurrences: pl.DataFrame


def find_events(registry: Registry, facts: Facts, month_end: date) -> Found:
    """Find stays and visits, their services, and the citizens' plans and courses. Rules R2-R6."""
    contacts, visits, services = (rows.lazy() for rows in registry)
    admitted = contacts.filter(pl.col("setting") == "stay")
    stay_contacts = events.add_stay(admitted, policies.stay_gap_days(facts, month_end)).collect().lazy()
    stays = events.keep_deciding_contact(stay_contacts)
    occurrences = events.join_events(stays, visits, contacts).collect().lazy()
    attached = events.attach_services(services, stay_contacts, occurrences).collect()
    registrations = courses.keep_registrations(services, contacts, facts).collect()
    marked_days = courses.sum_marked_days(registrations.lazy()).collect()
    begun = courses.keep_courses(marked_days.lazy()).collect().lazy()
    return Found(stay_contacts, occurrences, attached, registrations, marked_days, begun)


def add_grounds(dated: pl.LazyFrame, found: Found, facts: Facts, days: pl.DataFrame) -> pl.LazyFrame:
    """Add all that an event is judged by: hospital, municipality, opt-out, plan, courses, scheme, policies. Rules R5-R8, R11, R12.

    In: `days` with the policies of each activity date.
    """
    return (
        dated.pipe(sharing.add_hospital, facts)
        .pipe(sharing.add_municipality, facts)
        .pipe(sharing.add_opt_out, facts)
        .pipe(courses.add_plan, courses.keep_plans(found.registrations.lazy()))
        .pipe(courses.add_courses, found.courses)
        .pipe(courses.add_scheme)
        .pipe(policies.add_policies_by_day, days)
    )


def settle(registry: Registry, facts: Facts, window: Window, month_end: date) -> Settled:
    """Judge and price every rehabilitation event of the window. Rules R2-R12.

    `month_end` is the settlement month's last day. A missing tariff is left empty here, for the flow to stop at.
    """
    found = find_events(registry, facts, month_end)
    is_in_window = pl.col("activity_date").is_between(window.first, window.last)
    dated = found.occurrences.filter(is_in_window)
    seen = found.attached.lazy().filter(is_in_window)
    price_list = pricing.prepare_price_list(seen, facts).pipe(sharing.add_municipal_amount, facts).collect()
    on_days = dated.select("activity_date").unique()
    days = on_days.pipe(policies.add_policies, facts, on="activity_date").collect()
    home_visit_codes = on_days.pipe(
        policies.add_policies, facts, on="activity_date", defaults=policies.HOME_VISIT
    ).collect()
    judged = (
        dated.join(pricing.keep_dearest_per_event(seen, price_list.lazy()), on="event")
        .pipe(add_grounds, found, facts, days)
        .pipe(add_reason)
        .pipe(pricing.add_price_order)
        .pipe(events.add_home_visit, seen, home_visit_codes)
        .select(JUDGED)
        .pipe(events.add_event_id, registry.contacts.lazy())
        .pipe(pricing.add_price, price_list.lazy())
        .pipe(sharing.add_channel)
        .rename({"municipality": "payer_municipality"})
        .collect()
    )
    stays = judged.lazy().filter(pl.col("setting") == "stay").select("contact", "event_id")
    return Settled(
        judged,
        events.list_absorbed(found.stay_contacts, stays).collect(),
        price_list,
        found.registrations,
        found.courses.collect(),
        courses.keep_stray_ends(found.marked_days.lazy()).collect(),
        registry.services.height,
        found.attached.height,
        dated.pipe(sharing.add_hospital, facts).select(OCCURRENCE).collect(),
    )


def keep_charges(judged: pl.LazyFrame) -> pl.LazyFrame:
    """Keep the events that are charged, in the shape of the mart `charges`, with `cpr` for the person."""
    charged = judged.filter(pl.col("reason").is_null())
    month = write_date(pl.col("activity_date"), "%Y-%m").alias("activity_month")
    return charged.pipe(add_age).with_columns(month, pl.col("scheme").cast(pl.String)).select(CHARGES)


def keep_set_aside(judged: pl.LazyFrame) -> pl.LazyFrame:
    """Keep the events that the rules do not charge, in the shape of the mart `set_aside`, with `cpr` for the person."""
    set_aside = judged.filter(pl.col("reason").is_not_null())
    return (
        set_aside.rename({"tariff_kr": "advisory_kr"}).with_columns(pl.col("scheme").cast(pl.String)).select(SET_ASIDE)
    )
