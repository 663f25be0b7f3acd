"""Amounts, channel and parties: who pays whom how much, and whether it is collected here."""

import polars as pl

from transforms.dated import Facts, join_in_force

EXACT = pl.Decimal(38, 6)
KRONER = pl.Decimal(14, 2)

AMOUNTS = ("tariff_kr", "municipal_kr", "payable_kr")
"""The amounts of a charge, kroner: the tariff, what the municipality pays of it, what is collected here. Rules R10, R11."""


def half_up_to_whole_kroner(amount: pl.Expr) -> pl.Expr:
    """Round an amount of at least 0 kr to whole kroner, 50 øre upwards. Policy `municipal_rounding = half_up_1`. Rule R10."""
    return amount.round(0, mode="half_away_from_zero")


def add_municipal_amount(price_list: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """Add what the municipality pays: as printed where a figure is printed, else its share of the tariff, rounded.

    Adds computed_kr and municipal_kr (kroner, exact). Danish: kommunal udgift. Rule R10.
    Source: KL memo 2006, tables 1 and 2.1 (70 pct. during admission, 100 pct. of specialised outpatient).
    """
    shares = facts.shares.lazy().select("scheme", "municipal_share", "valid_from", "valid_to")
    computed = half_up_to_whole_kroner(pl.col("tariff_kr").cast(EXACT) * pl.col("municipal_share").cast(EXACT))
    return (
        price_list.pipe(join_in_force, shares, on="activity_date", by=["scheme"])
        .with_columns(computed.cast(KRONER).alias("computed_kr"))
        .with_columns(pl.coalesce("printed_kr", "computed_kr").alias("municipal_kr"))
    )


def keep_without_share(price_list: pl.LazyFrame) -> pl.LazyFrame:
    """Keep schemes and dates that have a tariff but no municipal amount: neither a printed one nor a share. Rule R10."""
    lacking = pl.col("tariff_kr").is_not_null() & pl.col("municipal_kr").is_null()
    return price_list.filter(lacking).select("scheme", "activity_date").unique()


def add_hospital(events: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """Add the hospital's kind and its region, the creditor, on the event's date. Danish: kreditor. Rule R12."""
    hospitals = facts.hospitals.lazy().select(
        "hospital",
        "valid_from",
        "valid_to",
        pl.col("kind").alias("hospital_kind"),
        pl.col("region").alias("creditor_region"),
    )
    return join_in_force(events, hospitals, on="activity_date", by=["hospital"])


def add_municipality(events: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """Add the name of the municipality of residence, the payer, on the event's date. Danish: bopælskommune. Rule R12."""
    municipalities = facts.municipalities.lazy().select(
        "municipality", "valid_from", "valid_to", pl.col("name").alias("municipality_name")
    )
    return join_in_force(events, municipalities, on="activity_date", by=["municipality"])


def add_opt_out(events: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """Add whether municipality and region have opted out of the settlement on the event's date.

    Danish: framelding. Rule R11. Source: KL memo 2006, section 4.1 (specialised outpatient only).
    """
    opt_outs = facts.opt_outs.lazy().select(
        "municipality", pl.col("region").alias("creditor_region"), "notified_on", "valid_from", "valid_to"
    )
    return join_in_force(events, opt_outs, on="activity_date", by=["municipality", "creditor_region"]).with_columns(
        pl.col("notified_on").is_not_null().alias("is_opted_out")
    )


def add_channel(events: pl.LazyFrame) -> pl.LazyFrame:
    """Add how the amount is settled, and what is payable here: only `settled` amounts are collected.

    Danish: afregningskanal. Rule R11. Source: KL memo 2006, table 1 and section 4.1.
    """
    is_specialised = pl.col("scheme") == "specialised_outpatient"
    channel = (
        pl.when(pl.col("scheme") == "general_outpatient")
        .then(pl.lit("information"))
        .when(is_specialised & pl.col("is_opted_out"))
        .then(pl.lit("opted_out"))
        .otherwise(pl.lit("settled"))
    )
    payable = pl.when(channel == "settled").then("municipal_kr").otherwise(pl.lit(0))
    return events.with_columns(channel.alias("channel"), payable.cast(KRONER).alias("payable_kr"))


DIFFERENCES = {"scheme": pl.String, "tariff_group": pl.String, "printed_kr": KRONER, "computed_kr": KRONER} | {
    "events": pl.UInt32()
}


def keep_differences(events: pl.LazyFrame) -> pl.LazyFrame:
    """Keep the tariffs charged whose printed municipal amount is not the computed one, with the number of events. Rule R10."""
    differing = events.filter(pl.col("reason").is_null() & (pl.col("municipal_kr") != pl.col("computed_kr")))
    return (
        differing.group_by(
            pl.col("scheme").cast(pl.String), "tariff_group", pl.col("municipal_kr").alias("printed_kr"), "computed_kr"
        )
        .agg(pl.len().alias("events"))
        .sort("scheme", "tariff_group", "printed_kr")
    )


def sum_by_channel(charges: pl.LazyFrame) -> pl.LazyFrame:
    """Sum the charges by scheme and channel: events, tariff_kr, municipal_kr, payable_kr."""
    amounts = pl.col(*AMOUNTS).sum()
    return charges.group_by("scheme", "channel").agg(pl.len().alias("events"), amounts).sort("scheme", "channel")
