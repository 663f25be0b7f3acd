"""Tracing: what the line did with one event, step by step, from the rows of its citizen. Rules R1-R12.

The line itself is run on these rows; nothing here decides anything.
"""

from datetime import date
from typing import Any, NamedTuple

import polars as pl

from transforms import events, policies, pricing
from transforms.assumptions import keep_readings
from transforms.citing import keep_cited
from transforms.dated import Facts, join_in_force, keep_on
from transforms.lpr2 import Registry
from transforms.screening import IS_PLAN_REQUIRED, SET_ASIDE
from transforms.settlement import Found, Settled, Window, add_grounds, find_events, settle


class Trace(NamedTuple):
    """One event as the line saw it. No part of it holds a CPR number.

    event: its row of `Settled`, with contact_key. grounds: what it was judged by. contacts, visits: its rows. services:
    those that belong to it (row_number, contact_key, sks_code, service_on); other_services: of the same contacts, in no
    part of it. prices: what the price list says of its services, dearest first. registrations: the citizen's plans and
    marks (is_here: at the event's hospital). courses: those at its hospital. screening: reason -> whether it holds, in
    their order. cited: the fact rows that it rests on. readings: of rules, that no fact carries. codes: registration codes
    in force on its day. priced: tariff codes in force on its day, by scheme.
    """

    event: dict[str, Any]
    grounds: dict[str, Any]
    contacts: pl.DataFrame
    visits: pl.DataFrame
    services: pl.DataFrame
    other_services: int
    prices: pl.DataFrame
    registrations: pl.DataFrame
    courses: pl.DataFrame
    screening: dict[str, bool]
    cited: pl.DataFrame
    readings: pl.DataFrame
    codes: pl.DataFrame
    priced: pl.DataFrame


def trace_event(registry: Registry, facts: Facts, window: Window, month_end: date, event_id: str) -> Trace | None:
    """Run the line on one citizen's rows and follow one event through it; None where it makes no such event."""
    settled = settle(registry, facts, window, month_end)
    judged = settled.events.filter(pl.col("event_id") == event_id)
    if judged.is_empty():
        return None
    found = find_events(registry, facts, month_end)
    keys = registry.contacts.select("contact", "contact_key")
    event = judged.drop("cpr").join(keys, on="contact").row(0, named=True)
    occurrence = found.occurrences.join(judged.lazy(), on=["setting", "contact", "activity_date"], how="semi")
    patient, stay = occurrence.select("patient", "stay").collect().row(0)
    contacts = keep_contacts(registry, found, event["contact"], stay)
    services = keep_services(registry, found, occurrence)
    prices = keep_prices(settled, services, judged)
    registrations = keep_registrations(registry, found, patient)
    courses = settled.courses.filter(pl.col("patient") == patient).drop("patient")
    grounds = keep_grounds(found, occurrence, prices, facts)
    is_plan = pl.col("role").str.starts_with("plan")
    of_event = settled._replace(
        events=judged,
        price_list=prices,
        registrations=registrations.filter(is_plan | (pl.col("is_here") & (event["setting"] == "visit"))),
        courses=courses.filter(event["setting"] == "visit"),
    )
    return Trace(
        event,
        grounds.drop("cpr").row(0, named=True),
        contacts.drop("cpr"),
        registry.visits.join(occurrence.collect(), on=["contact", "activity_date"], how="semi"),
        services,
        registry.services.join(contacts, on="contact", how="semi").height - services.height,
        prices,
        registrations,
        courses,
        grounds.select(holds.fill_null(value=False).alias(reason) for reason, holds in SET_ASIDE.items()).row(
            0, named=True
        ),
        keep_cited(of_event._replace(price_list=keep_deciding_prices(prices, event)), facts, month_end),
        keep_readings(of_event, contacts),
        keep_on(facts.registration_codes, event["activity_date"]).sort("role", "sks_prefix"),
        keep_on(facts.tariff_codes, event["activity_date"]).sort("scheme", "sks_prefix"),
    )


def keep_contacts(registry: Registry, found: Found, contact: int, stay: int | None) -> pl.DataFrame:
    """Keep the event's contacts: of a stay all of it, of a visit its one. Rules R2, R3."""
    if stay is None:
        return registry.contacts.filter(pl.col("contact") == contact)
    return found.stay_contacts.filter(pl.col("stay") == stay).collect()


def keep_services(registry: Registry, found: Found, occurrence: pl.LazyFrame) -> pl.DataFrame:
    """Keep the services that belong to the event, with their rows in the file. Rule R4."""
    carried = ("row_number",)
    attached = events.attach_services(registry.services.lazy(), found.stay_contacts, occurrence, carried).collect()
    keys = registry.contacts.select("contact", "contact_key")
    return registry.services.join(attached, on="row_number", how="semi").join(keys, on="contact").sort("row_number")


def keep_prices(settled: Settled, services: pl.DataFrame, judged: pl.DataFrame) -> pl.DataFrame:
    """Keep of the price list what prices the event's services, dearest first. Rule R9."""
    of_event = settled.price_list.join(judged, on=["setting", "activity_date"], how="semi")
    return of_event.join(services, on="sks_code", how="semi").sort("price_order")


def keep_deciding_prices(prices: pl.DataFrame, event: dict[str, Any]) -> pl.DataFrame:
    """Keep the prices of a charged event's own scheme; of an event set aside no scheme is settled, so all. Rule R9."""
    return prices if event["reason"] else prices.filter(pl.col("scheme") == event["scheme"])


def keep_registrations(registry: Registry, found: Found, patient: int) -> pl.DataFrame:
    """Keep the citizen's plans and marks with their rows in the file, and whether they are at the event's hospital. Rules R5, R6."""
    contacts = registry.contacts.select("contact", "contact_key", "hospital", "patient")
    roles = found.registrations.select("patient", "registered_on", "sks_code", "sks_prefix", "role").unique()
    return (
        registry.services.rename({"service_on": "registered_on"})
        .join(contacts, on="contact")
        .join(roles, on=["patient", "registered_on", "sks_code"])
        .select(
            "row_number",
            "contact_key",
            "hospital",
            "registered_on",
            "sks_code",
            "sks_prefix",
            "role",
            (pl.col("patient") == patient).alias("is_here"),
        )
        .sort("registered_on", "row_number")
    )


def keep_grounds(found: Found, occurrence: pl.LazyFrame, prices: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """Keep all that the event was judged by, as the line adds it, the hospital's name too. Rules R5-R8, R11, R12."""
    days = occurrence.select("activity_date").pipe(policies.add_policies, facts, on="activity_date").collect()
    seen = found.attached.lazy().join(occurrence, on="event", how="semi")
    dearest = pricing.keep_dearest_per_event(seen, prices.lazy())
    named = facts.hospitals.lazy().select("hospital", "valid_from", "valid_to", hospital_name="name")
    return (
        occurrence.join(dearest, on="event")
        .pipe(add_grounds, found, facts, days)
        .pipe(join_in_force, named, on="activity_date", by=["hospital"])
        .with_columns(IS_PLAN_REQUIRED.alias("is_plan_required"))
        .collect()
    )
