"""Events: what can be charged. A stay is one discharge, a visit is one outpatient visit day."""

from datetime import date

import polars as pl

NEVER = date(9999, 12, 31)
"""Stands for the discharge that has not come, where discharges are compared."""

EVENT = ("setting", "activity_date", "contact", "cpr", "hospital", "department", "specialty", "municipality")


def add_stay(contacts: pl.LazyFrame, gap_days: int) -> pl.LazyFrame:
    """Number the stays: contacts of one citizen at one hospital, each starting at most `gap_days` after all before it ended.

    A contact not yet discharged has no end, so all later ones of that citizen and hospital join its stay.
    Danish: indlæggelse. Rule R2 (the gap is a reading, policy `stay_gap_days`). Source: KL memo 2006, section 2.1.
    """
    citizen_and_hospital = ["cpr", "hospital"]
    latest_discharge = pl.col("discharged_on").fill_null(NEVER).cum_max().shift(1).over(citizen_and_hospital)
    continues = pl.col("admitted_on") - pl.duration(days=gap_days) <= latest_discharge
    return contacts.sort(*citizen_and_hospital, "admitted_on", "contact").with_columns(
        (~continues.fill_null(value=False)).cum_sum().alias("stay")
    )


def keep_deciding_contact(stay_contacts: pl.LazyFrame) -> pl.LazyFrame:
    """Keep of each stay the contact discharged last (then admitted last, then the highest record number).

    It gives the stay its date, municipality, department and specialty; while any contact is undischarged there is no date.
    Danish: udskrivning. Rule R2. Source: KL memo 2006, section 2.1 (one tariff per discharge).
    """
    is_discharged = pl.col("discharged_on").is_not_null().all().over("stay")
    return (
        stay_contacts.with_columns(pl.when(is_discharged).then("discharged_on").alias("activity_date"))
        .sort("discharged_on", "admitted_on", "contact")
        .unique("stay", keep="last", maintain_order=True)
        .with_columns(pl.concat_str(pl.lit("S:"), "contact_key").alias("event_id"))
    )


def prepare_visit_events(visits: pl.LazyFrame, contacts: pl.LazyFrame) -> pl.LazyFrame:
    """Give each visit day its contact's citizen, hospital and municipality, and its name.

    Danish: besøg. Rule R3. Source: KL memo 2006, section 2.1 (besøgstakster).
    """
    return visits.join(contacts, on="contact").with_columns(
        pl.concat_str(pl.lit("V:"), "contact_key", pl.lit(":"), pl.col("activity_date").dt.to_string("%Y-%m-%d")).alias(
            "event_id"
        )
    )


def join_events(stays: pl.LazyFrame, visits: pl.LazyFrame) -> pl.LazyFrame:
    """Stays and visits as one table, numbered by `event`. A stay not yet discharged has no date, and so is no event yet."""
    columns = ["event_id", *EVENT]
    return pl.concat(
        [stays.select(*columns, "stay"), visits.select(*columns, pl.lit(None, pl.UInt32).alias("stay"))]
    ).with_row_index("event")


def attach_services(services: pl.LazyFrame, stay_contacts: pl.LazyFrame, events: pl.LazyFrame) -> pl.LazyFrame:
    """The services that belong to an event: within the dates of a stay's contact, or on the day of a visit.

    Out: event, sks_code, one row per service. Services that belong to none are unattached. Rule R4.
    """
    stays = stay_contacts.select("contact", "stay", "admitted_on", "discharged_on").join(
        events.select("stay", "event"), on="stay"
    )
    in_stays = services.join(stays, on="contact").filter(
        pl.col("service_on").is_between("admitted_on", "discharged_on")
    )
    visits = events.filter(pl.col("stay").is_null()).select("contact", "activity_date", "event")
    in_visits = services.join(visits, left_on=["contact", "service_on"], right_on=["contact", "activity_date"])
    return pl.concat([in_stays.select("event", "sks_code"), in_visits.select("event", "sks_code")])
