"""Register LPR2 to the one shape that every register is brought to: contacts, visits, services."""

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from transforms.dates import read_date

SETTINGS = {"0": "stay", "2": "visit"}
"""What a contact's patient type makes of it. Source: contract R2, R3."""

ADD_ON = "+"
"""The kind of a service that only adds to another (tillægskode). Source: contract R4, registration.md 2.2."""


class Registry(NamedTuple):
    """One register's accepted rows in the shape that the rules read.

    contacts: contact, contact_key, cpr, setting, hospital, department, specialty, municipality, admitted_on, discharged_on
    visits: contact, activity_date, one row per visit day of an outpatient contact
    services: contact, sks_code, service_on, without add-ons
    """

    contacts: pl.LazyFrame
    visits: pl.LazyFrame
    services: pl.LazyFrame


def contact_key() -> pl.Expr:
    """The key that follows a contact from delivery to delivery: its own number, else its record number. Rule R1."""
    return pl.coalesce("idnummer", "k_recnum").alias("contact_key")


def record_number_order() -> list[pl.Expr]:
    """Record numbers compared as numbers, however many digits: by length, then by digits."""
    digits = pl.col("k_recnum").str.strip_chars_start("0")
    return [digits.str.len_bytes(), digits]


def prepare_lpr2(accepted: Mapping[str, pl.DataFrame]) -> Registry:
    """Bring accepted LPR2 rows (text) to contacts, visits and services.

    `contact` numbers the contacts in the order of their record numbers, so a higher one is a later record number.
    Source: contract section 2 (how cells are read), R1-R4.
    """
    contacts = prepare_contacts(accepted["t_adm"])
    numbers = contacts.select("contact", "setting", v_recnum="k_recnum")
    return Registry(
        contacts=contacts.drop("k_recnum"),
        visits=prepare_visits(accepted["t_bes"].lazy(), numbers),
        services=prepare_services(accepted["t_sksube"].lazy(), numbers),
    )


def prepare_contacts(t_adm: pl.DataFrame) -> pl.LazyFrame:
    """Contacts with their cells read: dates as dates, a municipality always four digits."""
    optional = [pl.lit(None, pl.String).alias(name) for name in ("idnummer", "c_spec") if name not in t_adm.columns]
    return (
        t_adm.lazy()
        .with_columns(optional)
        .sort(*record_number_order(), "k_recnum")
        .with_row_index("contact")
        .select(
            "contact",
            "k_recnum",
            contact_key(),
            pl.col("v_cpr").alias("cpr"),
            pl.col("c_pattype").replace_strict(SETTINGS, default=None).alias("setting"),
            pl.col("c_sgh").alias("hospital"),
            pl.col("c_afd").alias("department"),
            pl.col("c_spec").alias("specialty"),
            pl.col("c_kom").str.zfill(4).alias("municipality"),
            read_date(pl.col("d_inddto")).alias("admitted_on"),
            read_date(pl.col("d_uddto")).alias("discharged_on"),
        )
    )


def prepare_visits(t_bes: pl.LazyFrame, numbers: pl.LazyFrame) -> pl.LazyFrame:
    """The visit days of outpatient contacts. Rule R3."""
    return t_bes.join(numbers.filter(pl.col("setting") == "visit"), on="v_recnum").select(
        "contact", read_date(pl.col("d_ambdto")).alias("activity_date")
    )


def prepare_services(t_sksube: pl.LazyFrame, numbers: pl.LazyFrame) -> pl.LazyFrame:
    """The services that count: an add-on never does by itself. Rule R4."""
    if "c_oprart" in t_sksube.collect_schema():
        t_sksube = t_sksube.filter(pl.col("c_oprart").ne_missing(ADD_ON))
    return t_sksube.join(numbers, on="v_recnum").select(
        "contact", pl.col("c_opr").alias("sks_code"), read_date(pl.col("d_odto")).alias("service_on")
    )
