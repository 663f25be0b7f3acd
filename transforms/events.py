"""Events: what can be charged. A stay is one discharge, a visit is one outpatient visit day."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from transforms.dates import write_date

STAY = "S:"
"""What the name of a stay begins with. Source: contract R2."""

NEVER = date(9999, 12, 31)
"""Stands for the day that has not come or is not set, where days are compared."""

EVENT = ("setting", "activity_date", "contact", "cpr", "patient", "hospital", "municipality")


def contact_and_day(day: str) -> pl.Expr:
    """A contact and a day as one number, in their order: quicker to join and to sort by than two.

    Contacts are below 2^32, days within 2^23 of 1970.
    """
    return pl.col("contact").cast(pl.UInt64) * (1 << 24) + (pl.col(day).to_physical() + (1 << 23)).cast(pl.UInt64)


def add_stay(contacts: pl.LazyFrame, gap_days: int) -> pl.LazyFrame:
    """Number the stays: contacts of one citizen at one hospital, each starting at most `gap_days` after all before ended.

    A contact not yet discharged has no end, so all later ones of that citizen and hospital join its stay.
    Danish: indlæggelse. Rule R2 (the gap is a reading, policy `stay_gap_days`). Source: KL memo 2006, section 2.1.
    """
    latest_discharge = pl.col("discharged_on").fill_null(NEVER).cum_max().shift(1).over("patient")
    continues = pl.col("admitted_on") - pl.duration(days=gap_days) <= latest_discharge
    return contacts.sort("patient", "admitted_on").with_columns(
        (~continues.fill_null(value=False)).cum_sum().alias("stay")
    )


def keep_deciding_contact(stay_contacts: pl.LazyFrame) -> pl.LazyFrame:
    """Keep of each stay the contact discharged last (then admitted last, then the highest record number).

    It gives the stay its date, municipality, department and specialty; while a contact is undischarged there is no date.
    Danish: udskrivning. Rule R2. Source: KL memo 2006, section 2.1 (one tariff per discharge).
    """
    is_discharged = pl.col("discharged_on").is_not_null().all().over("stay")
    return (
        stay_contacts.with_columns(pl.when(is_discharged).then("discharged_on").alias("activity_date"))
        .sort("discharged_on", "admitted_on", "record_number", "k_recnum", descending=True, nulls_last=True)
        .unique("stay", keep="first", maintain_order=True)
    )


def join_events(stays: pl.LazyFrame, visits: pl.LazyFrame, contacts: pl.LazyFrame) -> pl.LazyFrame:
    """Stays and visits as one table in the order of their dates, numbered by `event`.

    A visit takes citizen, hospital and municipality from its contact. A stay not yet discharged has no date, and so is no
    event yet. Danish: besøg. Rule R3. Source: KL memo 2006, section 2.1 (besøgstakster).
    """
    of_contact = visits.join(contacts, on="contact", how="left").select(*EVENT, pl.lit(None, pl.UInt32).alias("stay"))
    return pl.concat([stays.select(*EVENT, "stay"), of_contact]).sort("activity_date").with_row_index("event")


def add_event_id(events: pl.LazyFrame, contacts: pl.LazyFrame) -> pl.LazyFrame:
    """Add the event's name, and department and specialty of its contact; in the order of setting, contact key and date.

    `S:` and the contact for a stay, `V:`, the contact and the date for a visit. Rules R2, R3.
    """
    of_contact = contacts.select("contact", "contact_key", "department", "specialty")
    is_stay = pl.col("setting") == "stay"
    in_order = contact_and_day("activity_date") + pl.when(is_stay).then(0).otherwise(pl.lit(1 << 63, pl.UInt64))
    letter = pl.when(is_stay).then(pl.lit(STAY)).otherwise(pl.lit("V:"))
    day = pl.when(is_stay).then(pl.lit("")).otherwise(write_date(pl.col("activity_date"), ":%Y-%m-%d"))
    return (
        events.sort(in_order)
        .join(of_contact, on="contact", how="left", maintain_order="left")
        .with_columns(pl.concat_str(letter, "contact_key", day).alias("event_id"))
        .drop("contact_key")
    )


def list_absorbed(stay_contacts: pl.LazyFrame, stays: pl.LazyFrame) -> pl.LazyFrame:
    """The names that a stay no longer has: of its contacts that were discharged before the last, each once a stay of its own.

    In: `stays` with contact and event_id. Out: event_id, absorbed_id. Rules R2 (a stay's name), R13 (an event stands once).
    """
    named = stays.join(stay_contacts.select("contact", "stay"), on="contact")
    others = stay_contacts.join(stays.select("contact"), on="contact", how="anti")
    absorbed_id = pl.concat_str(pl.lit(STAY), "contact_key").alias("absorbed_id")
    return others.join(named.select("stay", "event_id"), on="stay").select("event_id", absorbed_id)


def add_home_visit(events: pl.LazyFrame, services: pl.LazyFrame, codes: pl.DataFrame) -> pl.LazyFrame:
    """Add whether a home visit is among the event's services (has_home_visit), whether or not it decides the tariff.

    In: `services` with event, activity_date, sks_code; `codes` with activity_date, home_visit_code (what the code begins with).
    Danish: hjemmebesøg. Source: KL memo 2006, sections 2.3 and 2.4 (they are to be looked at).
    """
    begins = [pl.col("sks_code").str.starts_with(code) for code in codes["home_visit_code"].unique().sort()]
    may_be = services.filter(pl.any_horizontal(pl.lit(value=False), *begins))
    home_visits = (
        may_be.join(codes.lazy(), on="activity_date")
        .filter(pl.col("sks_code").str.starts_with(pl.col("home_visit_code")))
        .select("event", pl.lit(value=True).alias("has_home_visit"))
        .unique()
    )
    return events.join(home_visits, on="event", how="left").with_columns(
        pl.col("has_home_visit").fill_null(value=False)
    )


def attach_services(
    services: pl.LazyFrame,
    stay_contacts: pl.LazyFrame,
    events: pl.LazyFrame,
    carried: Sequence[str] = ("sks_code",),
) -> pl.LazyFrame:
    """The services that belong to an event: within the dates of a stay's contact, or on the day of a visit.

    Out: event, setting, activity_date and what is `carried` of the service, one row per service. Those of no event are
    unattached. Rule R4.
    """
    out = ["event", "setting", "activity_date", *carried]
    stays = stay_contacts.select("contact", "stay", "admitted_on", "discharged_on").join(
        events.select("stay", "event", "setting", "activity_date"), on="stay"
    )
    in_stays = services.join(stays, on="contact").filter(
        pl.col("service_on").is_between("admitted_on", "discharged_on")
    )
    visits = events.filter(pl.col("stay").is_null()).select("event", "setting", "activity_date", "contact")
    in_visits = services.with_columns(contact_and_day("service_on").alias("visit")).join(
        visits.select("event", "setting", "activity_date", contact_and_day("activity_date").alias("visit")), on="visit"
    )
    return pl.concat([in_stays.select(out), in_visits.select(out)])
