"""What of a month's bilateral entries rests on agreements, prices, tariffs, other facts and readings that are not confirmed."""

from collections.abc import Mapping

import polars as pl

from transforms.bilateral_assumptions import READINGS
from transforms.bilateral_events import MUNICIPALITIES
from transforms.dated import Facts, join_in_force
from transforms.price_levels import list_levels_used

DOUBT = {"entry_no": pl.Int64, "fact": pl.String, "topic": pl.String, "status": pl.String}


def find_doubts(entries: pl.DataFrame, facts: Mapping[str, Facts]) -> pl.DataFrame:
    """What each entry rests on: entry_no, fact, topic, status, each once. facts: by the register that delivered the activity."""
    found = [pl.DataFrame(schema=DOUBT), *(keep_of_reading(entries, name) for name in READINGS)]
    for register, of_register in facts.items():
        booked = entries.filter(register_name=register)
        kinds = [*OF_ALL, *(OF_MUNICIPALITIES if register == MUNICIPALITIES else [])]
        found += [keep(booked, of_register) for keep in kinds]
    return pl.concat(found).unique(maintain_order=True)


def keep_of_reading(entries: pl.DataFrame, reading: tuple[str, str]) -> pl.DataFrame:
    """The entries that rest on a reading of the memo."""
    rule, name = reading
    _, concerned = READINGS[reading]
    return as_doubts(entries.filter(concerned), rule, pl.lit(name), pl.lit("assumed"))


def keep_of_agreements(entries: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """The entries whose agreement is not confirmed."""
    rows = add_fact(entries, facts.agreements, "agreement_id")
    return as_doubts(rows, "agreements", pl.col("agreement_id"), pl.col("status"))


def keep_of_prices(entries: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """The entries whose agreement is priced by a list that holds prices, in force on the day, that are not confirmed."""
    lists = add_fact(entries, facts.agreements, "agreement_id").select("entry_no", "activity_date", "price_list")
    priced = lists.join(facts.agreement_prices.drop("note", "source"), on="price_list")
    in_force = pl.col("activity_date").is_between("valid_from", pl.col("valid_to").fill_null(pl.col("activity_date")))
    return as_doubts(priced.filter(in_force), "agreement_prices", pl.col("price_list"), pl.col("status"))


def keep_of_levels(entries: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """The entries whose prices are brought from one price level to another by an index that is not confirmed."""
    listed = ["entry_no", "activity_date", "price_list", "price_level"]
    terms = add_fact(entries, facts.agreements, "agreement_id").select(listed)
    rows = add_fact(list_levels_used(terms.lazy(), facts).collect(), facts.price_levels, "price_level")
    return as_doubts(rows, "price_levels", pl.col("price_level"), pl.col("status"))


def keep_of_tariffs(entries: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """The entries whose advisory tariff is not confirmed."""
    rows = add_fact(entries, facts.tariffs, "tariff_group")
    return as_doubts(rows, "tariffs", pl.col("tariff_group"), pl.col("status"))


def keep_of_headings(entries: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """All entries, where it is not confirmed what the columns of a delivery are called."""
    rows = entries.select("entry_no").join(facts.headings.select("status").unique(), how="cross")
    return as_doubts(rows, "headings", pl.lit(""), pl.col("status"))


def keep_of_institutions(entries: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """The entries whose institution is not confirmed to be who it is said to be."""
    rows = add_fact(entries, facts.institutions, "institution")
    return as_doubts(rows, "institutions", pl.col("institution"), pl.col("status"))


def add_fact(entries: pl.DataFrame, fact: pl.DataFrame, key: str) -> pl.DataFrame:
    """The entries with the row of a fact in force on their day."""
    booked = entries.lazy().select("entry_no", "activity_date", key)
    return join_in_force(booked, fact.lazy(), on="activity_date", by=[key]).collect()


def as_doubts(rows: pl.DataFrame, fact: str, topic: pl.Expr, status: pl.Expr) -> pl.DataFrame:
    """Rows that rest on what is not confirmed, in the shape of `DOUBT`."""
    named = rows.select("entry_no", pl.lit(fact).alias("fact"), topic.alias("topic"), status.alias("status"))
    return named.filter(pl.col("status") != "confirmed").cast(pl.Schema(DOUBT))


OF_ALL = (keep_of_agreements, keep_of_prices, keep_of_levels, keep_of_tariffs)
OF_MUNICIPALITIES = (keep_of_institutions, keep_of_headings)
"""What entries of any register may rest on, and those of municipalities."""
