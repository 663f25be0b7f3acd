"""Bilateral settlement: from visits and finished courses to who owes whom what; columns are only added.

Danish: bilateral afregning, mellemkommunal afregning.
Source: KL memo 2006, sections 1 (table 1), 3 and 4.
"""

from typing import NamedTuple

import polars as pl

from transforms import pricing
from transforms.bilateral_events import attach_municipal_services, prepare_hospital_visits, prepare_municipal_activity
from transforms.dated import Facts
from transforms.dates import write_date
from transforms.ges import Municipal
from transforms.models import OF_COURSE, is_of, keep_missing_prices, list_asked, price_visits
from transforms.settlement import Window
from transforms.sharing import KRONER
from transforms.terms import add_terms

VISITS = [
    *("event_id", "register_name", "standing", "activity_date", "activity_month", "payer", "supplier_kind", "supplier"),
    *("institution", "service_scope", "diagnosis_group", "cpr", "visits", "services", "treatment_services"),
    *("minutes", "sks_code", "tariff_group", "agreement_id", "model", "units", "quantity", "advisory_kr", "agreed_kr"),
    *("decision", "decided_by", "decided_on", "decision_note"),
]
"""A visit, or a finished course (visits 0), in the shape of the mart `bilateral_visits`, with `cpr` for the person."""

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


NO_DAYS = pl.DataFrame(schema={"activity_date": pl.Date()})


class Bilateral(NamedTuple):
    """What the visits of a window come to. Rule of conservation: every visit has one standing.

    visits: the columns `VISITS`, in the order of event_id, and among them the finished courses that have a price. earlier: such
    courses that ended before the window, which may be known already. agreed: those under an agreement, with its terms.
    services: what municipal visits hold. unpriced: price_list, item, activity_date that an agreement asks for and no price is in
    force for. asked: all that agreements ask for. price_list: the advisory tariffs of municipal services. uncoded: their
    activity_date where no tariff code is in force.
    """

    visits: pl.DataFrame
    earlier: pl.DataFrame
    agreed: pl.DataFrame
    services: pl.DataFrame
    unpriced: pl.DataFrame
    asked: pl.DataFrame
    price_list: pl.DataFrame
    uncoded: pl.DataFrame


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
        .with_columns(
            pl.col("advisory_kr").fill_null(0).cast(KRONER),
            pl.col("services", "treatment_services", "minutes").fill_null(0),
        )
    )


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
    """Add what a person decided of a visit without an agreement: the latest row counts, unless it was taken back (has ended).

    Decisions are taken once a month's list is read, so they count whatever the month; none is of a day that has not come.
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


def keep_settled(activity: pl.LazyFrame) -> pl.LazyFrame:
    """Keep the visits, and the finished courses that an agreement has a price for. Source: KL memo 2006, section 3.2."""
    has_price = (pl.col("standing") == "agreed") & is_of(*OF_COURSE)
    return activity.filter((pl.col("visits") == 1) | has_price)


def settle_visits(activity: pl.LazyFrame, services: pl.DataFrame, facts: Facts) -> Bilateral:
    """Say of every visit how it stands, and of each and of every finished course what is owed for it. `earlier` is left empty."""
    standing = activity.pipe(add_terms, facts).pipe(add_standing).pipe(keep_settled).collect()
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
    visits = settled.collect()
    return Bilateral(
        visits, visits.clear(), agreed, services, missing, asked.collect(), pl.DataFrame(schema=NO_PRICES), NO_DAYS
    )


def list_unpriced(activity: pl.LazyFrame, settled: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """The finished courses that are not among what was settled, as other models would ask for them: at 0 kr where agreed.

    In: activity as prepared, settled as `VISITS`. Out: `VISITS`. An agreement that prices visits owes nothing for their course.
    """
    nothing = {name: pl.lit(None, settled.schema[name]) for name in VISITS if name not in activity.collect_schema()}
    zero = pl.when(pl.col("standing") == "agreed").then(0)
    return (
        activity.filter(pl.col("visits") == 0)
        .join(settled.lazy().select("event_id"), on="event_id", how="anti")
        .with_columns(**nothing | {"activity_month": write_date(pl.col("activity_date"), "%Y-%m")})
        .drop("agreement_id", "model")
        .pipe(add_terms, facts)
        .pipe(add_standing)
        .with_columns(advisory_kr=pl.lit(0), agreed_kr=zero, services=0, treatment_services=0, minutes=0)
        .select(pl.col(name).cast(settled.schema[name]) for name in VISITS)
        .collect()
    )


def settle_hospital_visits(charges: pl.DataFrame, facts: Facts, window: Window) -> Bilateral:
    """Settle the general outpatient visits of hospitals: the region's claim under its agreement. KL memo 2006, section 4.1."""
    visits = prepare_hospital_visits(charges.lazy(), window).collect().lazy()
    return settle_visits(visits, pl.DataFrame(schema=SERVICES), facts)


def settle_municipal_visits(registry: Municipal, facts: Facts, window: Window) -> Bilateral:
    """Settle the municipal visits of a window: own production, free choice, purchase. KL memo 2006, sections 1 and 4.2."""
    activity = prepare_municipal_activity(registry, facts, window).collect().lazy()
    services = attach_municipal_services(activity, registry).collect()
    seen = services.lazy().with_columns(pl.lit("visit").alias("setting"))
    price_list = pricing.prepare_price_list(seen, facts).filter(pl.col("scheme") == "general_outpatient").collect()
    advised = activity.pipe(add_advisory_tariff, services.lazy(), price_list.lazy())
    settled = settle_visits(advised, services, facts)
    is_earlier = pl.col("activity_date") < window.first
    visits, earlier = settled.visits.filter(~is_earlier), settled.visits.filter(is_earlier)
    uncoded = pricing.keep_days_without_codes(services.lazy(), facts).collect()
    return settled._replace(visits=visits, earlier=earlier, price_list=price_list, uncoded=uncoded)
