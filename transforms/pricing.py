"""Prices: which tariff a service triggers, and which one tariff an event is charged."""

from datetime import date

import polars as pl

from transforms.codes import join_longest_prefix
from transforms.dated import VALIDITY, Facts, is_in_force, join_in_force

SCHEMES = {"stay": ("inpatient",), "visit": ("general_outpatient", "specialised_outpatient")}
"""The schemes of a setting. Source: contract R4; KL memo 2006, table 1."""


def order_column(scheme: str) -> str:
    """The column that holds the place of an event's dearest service in the price list, by scheme."""
    return f"{scheme}_order"


def prepare_price_list(services: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """Price each tariff-bearing code once per scheme and date, in the order in which one event's services are ranked.

    In: setting, sks_code, activity_date. Out: price_order (0 = dearest), scheme, sks_code, activity_date, sks_prefix,
    tariff_group, tariff_kr (empty where none is in force), printed_kr (municipal amount as printed).
    The dearest tariff decides; ties by sks_code, then tariff_group, lowest first. Danish: takstbærende kode.
    Rules R4, R9. Source: KL memo 2006, section 2.1 (for stays that it is the dearest is a reading).
    """
    codes = facts.tariff_codes.lazy().select("scheme", "sks_prefix", "tariff_group", "valid_from", "valid_to")
    settings = pl.LazyFrame(
        [(s, scheme) for s in SCHEMES for scheme in SCHEMES[s]], schema=["setting", "scheme"], orient="row"
    )
    pairs = services.select("setting", "sks_code", "activity_date").unique()
    coded = join_longest_prefix(
        pairs.select("sks_code", "activity_date").unique(), codes, on="activity_date", by=["scheme"]
    )
    tariffs = facts.tariffs.lazy().select(
        "tariff_group", "valid_from", "valid_to", "tariff_kr", pl.col("municipal_kr").alias("printed_kr")
    )
    return (
        coded.join(pairs.join(settings, on="setting"), on=["scheme", "sks_code", "activity_date"])
        .pipe(join_in_force, tariffs, on="activity_date", by=["tariff_group"])
        .sort(
            "tariff_kr",
            "sks_code",
            "tariff_group",
            "scheme",
            "activity_date",
            descending=[True, False, False, False, False],
            nulls_last=True,
        )
        .with_row_index("price_order")
    )


def keep_unpriced(price_list: pl.LazyFrame) -> pl.LazyFrame:
    """Keep tariff groups and dates that have a service but no tariff: a missing price is never zero. Rule R9."""
    return price_list.filter(pl.col("tariff_kr").is_null()).select("tariff_group", "activity_date").unique()


def keep_charged_without_group(events: pl.LazyFrame) -> pl.LazyFrame:
    """Keep schemes and dates of charged events whose scheme has no tariff group for any of their services. Rule R9.

    It takes codes that only the specialised scheme has; R8 gives no reason for a general visit with such services alone.
    """
    lacking = pl.col("reason").is_null() & pl.col("price_order").is_null()
    return events.filter(lacking).select("scheme", "activity_date").unique()


def has_codes_on(day: date, facts: Facts) -> bool:
    """Whether any tariff code is in force on a day. Where none is, every price is missing. Rule R9."""
    return not facts.tariff_codes.with_columns(on=pl.lit(day)).filter(is_in_force("on")).is_empty()


def keep_days_without_codes(services: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """The days of services on which no tariff code is in force: activity_date. There every price is missing. Rule R9."""
    days = services.select("activity_date").unique()
    coded = days.join(facts.tariff_codes.lazy().select(*VALIDITY).unique(), how="cross").filter(
        is_in_force("activity_date")
    )
    return days.join(coded, on="activity_date", how="anti").sort("activity_date")


def keep_dearest_per_event(services: pl.LazyFrame, price_list: pl.LazyFrame) -> pl.LazyFrame:
    """Keep of each event's services the dearest in each scheme; events without any tariff-bearing service drop out.

    In: event, setting, sks_code, activity_date. Out: event, `<scheme>_order` per scheme (a place in the price list).
    Danish: besøgstakst; one tariff per visit or discharge, however many services. Rule R9.
    Source: KL memo 2006, section 2.1.
    """
    wide = price_list.group_by("setting", "sks_code", "activity_date").agg(
        pl.col("price_order").filter(pl.col("scheme") == scheme).first().alias(order_column(scheme))
        for schemes in SCHEMES.values()
        for scheme in schemes
    )
    orders = [order_column(scheme) for schemes in SCHEMES.values() for scheme in schemes]
    return services.join(wide, on=["setting", "sks_code", "activity_date"]).group_by("event").agg(pl.col(orders).min())


def add_price_order(events: pl.LazyFrame) -> pl.LazyFrame:
    """Add the price that decides: the scheme's own for a charge, the advisory one for an event set aside.

    Advisory is the inpatient scheme for stays, the general scheme for visits. Adds price_order, a place in the price list.
    Rule R9; contract section 5 (`advisory_kr`).
    """
    advisory = pl.when(pl.col("setting") == "stay").then("inpatient_order").otherwise("general_outpatient_order")
    charged = [
        pl.when(pl.col("reason").is_null() & (pl.col("scheme") == scheme)).then(order_column(scheme))
        for schemes in SCHEMES.values()
        for scheme in schemes
    ]
    decides = pl.coalesce(*charged, pl.when(pl.col("reason").is_not_null()).then(advisory))
    return events.with_columns(decides.alias("price_order"))


def add_price(events: pl.LazyFrame, price_list: pl.LazyFrame) -> pl.LazyFrame:
    """Add what the price list says of the price that decides: sks_code, tariff_group, tariff_kr, municipal_kr, computed_kr."""
    prices = price_list.select("price_order", "sks_code", "tariff_group", "tariff_kr", "municipal_kr", "computed_kr")
    return events.join(prices, on="price_order", how="left", maintain_order="left")
