"""Bilateral settlement: from visits to who owes whom what. One row per visit; columns are only added.

Hospitals' general outpatient visits and municipal visits come in one shape. Danish: bilateral afregning, mellemkommunal afregning.
Source: KL memo 2006, sections 1 (table 1), 3 and 4.
"""

from typing import NamedTuple

import polars as pl

from transforms import pricing
from transforms.agreements import TERMS, add_agreement
from transforms.dated import Facts
from transforms.dates import write_date
from transforms.ges import Municipal
from transforms.models import keep_covered, keep_missing_prices, list_asked, price_visits
from transforms.settlement import Window
from transforms.sharing import KRONER

HOSPITALS = "lpr2"
MUNICIPALITIES = "ges"
"""The registers: who delivers the activity."""

MUNICIPAL = "G:"
"""What the name of a municipal visit begins with."""

VISITS = [
    *("event_id", "register_name", "standing", "activity_date", "activity_month", "payer", "supplier_kind", "supplier"),
    *("institution", "service_scope", "diagnosis_group", "cpr", "services", "treatment_services", "minutes"),
    *("sks_code", "tariff_group", "agreement_id", "model", "units", "quantity", "advisory_kr", "agreed_kr"),
    *("decision", "decided_by", "decided_on", "decision_note"),
]
"""A visit in the shape of the mart `bilateral_visits`, with `cpr` for the person."""


SERVICES = {
    "event_id": pl.String,
    "form": pl.String,
    "minutes": pl.Int64,
    "group_size": pl.Int64,
    "travel_minutes": pl.Int64,
    "consultation": pl.String,
    "has_supplement": pl.Boolean,
}
"""What agreements read of a service. Hospitals deliver none of it."""

NO_PRICES = {
    **dict.fromkeys(("scheme", "sks_prefix", "tariff_group"), pl.String()),
    **{"tariff_kr": KRONER, "activity_date": pl.Date()},
}
"""The price list of hospitals' visits here: their tariffs are priced, and told, with their charges."""


class Bilateral(NamedTuple):
    """What the visits of a window come to. Rule of conservation: every visit has one standing.

    visits: the columns `VISITS`, in the order of event_id. agreed: those under an agreement, with its terms. services: what
    municipal visits hold. unpriced: price_list, item, activity_date that an agreement asks for and no price is in force for.
    asked: all that agreements ask for. price_list: the advisory tariffs of municipal services.
    """

    visits: pl.DataFrame
    agreed: pl.DataFrame
    services: pl.DataFrame
    unpriced: pl.DataFrame
    asked: pl.DataFrame
    price_list: pl.DataFrame


def prepare_hospital_visits(charges: pl.LazyFrame) -> pl.LazyFrame:
    """Bring hospitals' general outpatient visits to the shape that agreements price: the region is the supplier.

    Danish: køb af almen ambulant genoptræning i regionen. Source: KL memo 2006, section 4.1.
    """
    return charges.filter(pl.col("scheme") == "general_outpatient").select(
        "event_id",
        "cpr",
        "activity_date",
        "sks_code",
        "tariff_group",
        register_name=pl.lit(HOSPITALS),
        payer="payer_municipality",
        supplier_kind=pl.lit("region"),
        supplier="creditor_region",
        institution="hospital",
        service_scope=pl.lit("general"),
        diagnosis_group=pl.lit(None, pl.String),
        services=pl.lit(None, pl.Int64),
        treatment_services=pl.lit(None, pl.Int64),
        minutes=pl.lit(None, pl.Int64),
        advisory_kr="tariff_kr",
        course=pl.struct("cpr", "hospital", "course_started_on").rank("dense"),
        ended_on="course_ended_on",
    )


def prepare_municipal_visits(registry: Municipal, window: Window) -> pl.LazyFrame:
    """Bring municipal visits of the window to the same shape, without their advisory tariff: one row per course and day.

    Danish: kommunal genoptræningsaktivitet. Source: KL memo 2006, sections 2.2 and 4.2.
    """
    day = write_date(pl.col("activity_date"), ":%Y-%m-%d")
    return (
        registry.visits.lazy()
        .filter(pl.col("activity_date").is_between(window.first, window.last))
        .join(registry.contacts.lazy().drop("row_number"), on="contact")
        .select(
            pl.concat_str(pl.lit(MUNICIPAL), "contact_key", day).alias("event_id"),
            *("contact", "cpr", "activity_date", "supplier_kind", "supplier", "institution", "service_scope"),
            *("diagnosis_group", "ended_on"),
            register_name=pl.lit(MUNICIPALITIES),
            payer="municipality",
            course="contact",
        )
        .sort("event_id")
    )


def attach_municipal_services(visits: pl.LazyFrame, registry: Municipal) -> pl.LazyFrame:
    """The services of municipal visits with `event_id`: every one of the window belongs to the visit of its course and day."""
    on_day = registry.services.lazy().rename({"service_on": "activity_date"})
    return on_day.join(visits.select("contact", "activity_date", "event_id"), on=["contact", "activity_date"])


def add_advisory_tariff(visits: pl.LazyFrame, services: pl.LazyFrame, price_list: pl.LazyFrame) -> pl.LazyFrame:
    """Add the tariff that a hospital visit with these services would have: 0 where none of them triggers one.

    Adds sks_code, tariff_group, advisory_kr, services, treatment_services (those that trigger none), minutes.
    Danish: vejledende takst. Rule R9. Source: KL memo 2006, sections 3.1 and 4.1; 2.2 (treatment).
    """
    bearing = price_list.select("price_order", "sks_code", "activity_date", "tariff_group", "tariff_kr")
    of_visits = (
        services.join(bearing, on=["sks_code", "activity_date"], how="left")
        .group_by("event_id")
        .agg(
            pl.len().cast(pl.Int64).alias("services"),
            pl.col("price_order").null_count().cast(pl.Int64).alias("treatment_services"),
            pl.col("minutes").sum(),
            pl.col("price_order").min(),
        )
    )
    prices = bearing.select("price_order", "sks_code", "tariff_group", advisory_kr="tariff_kr")
    return (
        visits.join(of_visits, on="event_id", how="left")
        .join(prices, on="price_order", how="left")
        .with_columns(pl.col("advisory_kr").fill_null(0).cast(KRONER))
    )


def add_finishing(visits: pl.LazyFrame, window: Window) -> pl.LazyFrame:
    """Add whether the visit is the last one of a finished course (is_finishing): there the price of a course stands.

    A course is finished when it has ended by the window's last day. Danish: afsluttet forløb. Source: KL memo 2006, section 3.2.
    """
    is_last = pl.struct("activity_date", "event_id").rank("ordinal", descending=True).over("course") == 1
    is_finished = (pl.col("ended_on") <= window.last).fill_null(value=False)
    return visits.with_columns((is_last & is_finished).alias("is_finishing"))


def add_standing(visits: pl.LazyFrame) -> pl.LazyFrame:
    """Add how the visit stands: own production, owed under an agreement, or without one. Danish: egenproduktion, aftale.

    Source: KL memo 2006, section 1 (own institutions, agreements, free choice) and 4.
    """
    is_own = (pl.col("supplier_kind") == "municipality") & (pl.col("supplier") == pl.col("payer"))
    standing = (
        pl.when(is_own)
        .then(pl.lit("own_production"))
        .when(pl.col("agreement_id").is_not_null())
        .then(pl.lit("agreed"))
        .otherwise(pl.lit("no_agreement"))
    )
    return visits.with_columns(standing.alias("standing"))


def add_decision(visits: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """Add what a person decided of a visit without an agreement: the latest row counts, unless it has ended.

    An accepted one may have been given an amount of its own, a refused one has none. Danish: manuel kontrol.
    Source: KL memo 2006, section 4.1.
    """
    latest = facts.decisions.lazy().sort("valid_from").unique("event_id", keep="last", maintain_order=True)
    accepted_kr = pl.when(pl.col("decision") == "accepted").then("agreed_kr")
    decided = latest.filter(pl.col("valid_to").is_null()).select(
        "event_id", "decision", "decided_by", decided_on="valid_from", decision_note="why", decided_kr=accepted_kr
    )
    said = ("decision", "decided_by", "decided_on", "decision_note", "decided_kr")
    return (
        visits.join(decided, on="event_id", how="left")
        .with_columns(pl.when(pl.col("standing") == "no_agreement").then(pl.col(*said)))
        .with_columns(pl.coalesce("agreed_kr", "decided_kr").alias("agreed_kr"))
    )


def add_terms(visits: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """Add the terms of the agreement that covers the visit on its day, empty where none does.

    An agreement of packages is limited to the diagnosis groups that it has a price for. Source: KL memo 2006, sections 4 and 5.
    """
    found = visits.pipe(add_agreement, facts).collect().lazy()
    covered = found.pipe(keep_covered, facts).select("event_id", pl.lit(value=True).alias("is_covered"))
    return found.join(covered, on="event_id", how="left").with_columns(pl.when("is_covered").then(pl.col(*TERMS)))


def settle_visits(visits: pl.LazyFrame, services: pl.DataFrame, facts: Facts, window: Window) -> Bilateral:
    """Say of every visit how it stands and what is owed for it."""
    standing = visits.pipe(add_finishing, window).pipe(add_terms, facts).pipe(add_standing).collect()
    agreed = standing.filter(pl.col("standing") == "agreed")
    priced = price_visits(agreed, services, facts).select("event_id", "units", "quantity", "agreed_kr")
    settled = (
        standing.lazy()
        .join(priced.lazy(), on="event_id", how="left")
        .pipe(add_decision, facts)
        .with_columns(write_date(pl.col("activity_date"), "%Y-%m").alias("activity_month"))
        .select(VISITS)
        .sort("event_id")
    )
    asked = list_asked(agreed.lazy(), services.lazy(), facts).select("price_list", "item", "activity_date").unique()
    missing = keep_missing_prices(agreed, services, facts)
    return Bilateral(settled.collect(), agreed, services, missing, asked.collect(), pl.DataFrame(schema=NO_PRICES))


def settle_hospital_visits(charges: pl.DataFrame, facts: Facts, window: Window) -> Bilateral:
    """Settle the general outpatient visits of hospitals: the region's claim under its agreement. KL memo 2006, section 4.1."""
    visits = prepare_hospital_visits(charges.lazy()).collect().lazy()
    return settle_visits(visits, pl.DataFrame(schema=SERVICES), facts, window)


def settle_municipal_visits(registry: Municipal, facts: Facts, window: Window) -> Bilateral:
    """Settle the municipal visits of a window: own production, free choice, purchase. KL memo 2006, sections 1 and 4.2."""
    visits = prepare_municipal_visits(registry, window).collect().lazy()
    services = attach_municipal_services(visits, registry).collect()
    seen = services.lazy().with_columns(pl.lit("visit").alias("setting"))
    price_list = pricing.prepare_price_list(seen, facts).filter(pl.col("scheme") == "general_outpatient").collect()
    advised = visits.pipe(add_advisory_tariff, services.lazy(), price_list.lazy())
    return settle_visits(advised, services, facts, window)._replace(price_list=price_list)
