"""Alternatives: what the same visits would cost under other models, price lists and terms than those agreed.

A visit that an alternative cannot price has an obstacle, and never costs 0. Source: KL memo 2006, section 3.
"""

import polars as pl

from transforms.alternative_terms import AS_AGREED
from transforms.dated import Facts
from transforms.fee_models import add_group_fee
from transforms.models import OF_SERVICE, is_of, list_asked, price_visits
from transforms.oere import KRONER
from transforms.price_lists import keep_unlisted, prepare_prices

OBSTACLES = {
    "no_minutes": is_of(*OF_SERVICE) & (pl.col("visits") == 1) & pl.col("has_services").not_(),
    "no_diagnosis_group": is_of("package") & pl.col("diagnosis_group").is_null(),
    "no_index": pl.col("is_unpriced") & pl.col("is_unprinted").not_(),
    "no_price": pl.col("is_unpriced"),
}
"""Why an alternative cannot price a visit; the first that holds. Source: the models, and KL memo 2006, section 3.2 (05-pl)."""

PRICED = ["alternative", "event_id", "units", "quantity", "kr", "obstacle"]
"""A visit under an alternative: kr is empty exactly where there is an obstacle."""


def price_alternatives(
    visits: pl.DataFrame, services: pl.DataFrame, alternatives: pl.DataFrame, facts: Facts
) -> pl.DataFrame:
    """Price visits as they are agreed, and again under each alternative, as if it held for all of a payer's suppliers.

    In: visits: event_id, payer, cpr, activity_date, visits, is_finishing, diagnosis_group, tariff_group, advisory_kr,
    units, quantity, agreed_kr, decision; services as `transforms.models` reads them. Out: the columns `PRICED`.
    """
    refused = pl.when(pl.col("decision") == "refused").then(pl.lit("refused"))
    as_agreed = visits.select(
        pl.lit(AS_AGREED).alias("alternative"),
        *("event_id", "units", "quantity"),
        pl.col("agreed_kr").alias("kr"),
        pl.when(pl.col("agreed_kr").is_null()).then(refused.otherwise(pl.lit("no_agreement"))).alias("obstacle"),
    )
    at_once = alternatives.iter_slices(max(1, ROWS // max(1, visits.height)))
    return pl.concat([as_agreed, *(price_under(visits, services, some, facts) for some in at_once)])


ROWS = 500_000
"""So many visits are priced at once; more alternatives than they allow for take turns."""


def price_under(visits: pl.DataFrame, services: pl.DataFrame, alternatives: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """Price visits under some alternatives at once: each visit is there once for each of them, with services of its own.

    What one payer pays depends on no other payer, and no alternative on another: there a citizen is somebody else.
    """
    named = pl.concat_str("name", "event_id", separator=" ")
    asked = visits.select(
        *("event_id", "payer", "cpr", "activity_date", "visits", "is_finishing", "diagnosis_group"),
        *("tariff_group", "advisory_kr"),
    )
    under = asked.join(alternatives, how="cross", maintain_order="right_left").with_columns(
        event_id=named, visit="event_id", cpr=pl.concat_str("name", "payer", "cpr", separator=" ")
    )
    of_services = under.filter(is_of(*OF_SERVICE)).select("event_id", "visit")
    performed = services.rename({"event_id": "visit"}).join(of_services, on="visit").drop("visit")
    priced = price_visits(under, performed, facts).pipe(add_obstacle, performed, facts)
    is_priced = pl.col("obstacle").is_null()
    owes_nothing = (pl.col("visits") == 0) & is_of(*OF_SERVICE)
    return (
        priced.with_columns(pl.when(owes_nothing).then(0).otherwise("agreed_kr").cast(KRONER).alias("kr"))
        .drop("event_id")
        .rename({"name": "alternative", "visit": "event_id"})
        .with_columns(pl.when(is_priced).then(pl.col("units", "quantity", "kr")))
        .select(PRICED)
    )


def add_obstacle(visits: pl.DataFrame, services: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """Add why the visits' terms cannot price them, empty where they can. A course's price is asked for on each of its days.

    In: as `transforms.models.price_visits`.
    """
    asking = visits.lazy().with_columns(is_finishing=pl.lit(value=True))
    as_printed = asking.with_columns(price_level=pl.lit(None, pl.String))
    unpriced, unprinted = (name_unpriced(rows, services.lazy(), facts) for rows in (asking, as_printed))
    because = pl.coalesce(pl.when(holds).then(pl.lit(reason)) for reason, holds in OBSTACLES.items())
    found = {"has_services": services["event_id"], "is_unpriced": unpriced, "is_unprinted": unprinted}
    told = {name: pl.col("event_id").is_in(events.unique().implode()) for name, events in found.items()}
    return visits.with_columns(**told).with_columns(because.alias("obstacle")).drop(*told)


def name_unpriced(visits: pl.LazyFrame, services: pl.LazyFrame, facts: Facts) -> pl.Series:
    """The visits that ask for a price that is not in force on their day."""
    prices = prepare_prices(visits, facts).pipe(add_group_fee)
    return list_asked(visits, services, facts).pipe(keep_unlisted, prices).select("event_id").collect()["event_id"]
