"""Register LPR2 to the one shape that every register is brought to: contacts, visits, services."""

from typing import NamedTuple

import polars as pl

from transforms.dates import read_date
from transforms.linking import add_optional, contact_key, record_number
from transforms.ordering import sort_by_key

SETTINGS = {"0": "stay", "2": "visit"}
"""What a contact's patient type makes of it. Source: contract R2, R3."""

ADD_ON = "+"
"""The kind of a service that only adds to another (tillægskode). Source: contract R4, registration.md 2.2."""

ROW_NUMBER = pl.col("row_number").cast(pl.UInt32)


class Registry(NamedTuple):
    """One register's accepted rows in the shape that the rules read.

    contacts: contact, row_number, contact_key, record_number, cpr, patient, setting, hospital, department, specialty,
    municipality, admitted_on, discharged_on. visits: contact, row_number, activity_date (outpatient visit days).
    services: contact, row_number, sks_code, service_on (without add-ons). row_number: in the delivered file, from 1.
    """

    contacts: pl.DataFrame
    visits: pl.DataFrame
    services: pl.DataFrame


def prepare_contacts(t_adm: pl.DataFrame) -> pl.DataFrame:
    """Bring accepted contacts to their shape, in the order of their keys: dates as dates, a municipality four digits.

    Source: contract section 2 (how cells are read), R1.
    """
    contacts = add_optional(t_adm, "idnummer", "c_spec").select(
        ROW_NUMBER,
        "k_recnum",
        contact_key(),
        record_number(),
        pl.col("v_cpr").alias("cpr"),
        pl.col("c_pattype").replace_strict(SETTINGS, default=None).alias("setting"),
        pl.col("c_sgh").alias("hospital"),
        pl.col("c_afd").alias("department"),
        pl.col("c_spec").alias("specialty"),
        pl.col("c_kom").str.zfill(4).alias("municipality"),
        read_date(pl.col("d_inddto")).alias("admitted_on"),
        read_date(pl.col("d_uddto")).alias("discharged_on"),
    )
    return contacts.pipe(sort_by_key, "contact_key").with_row_index("contact").pipe(add_patient)


def add_patient(contacts: pl.DataFrame) -> pl.DataFrame:
    """Add `patient`, a number for one citizen at one hospital: stays and courses are theirs. Rules R2, R6."""
    citizen_at_hospital = ["cpr", "hospital"]
    patients = contacts.select(citizen_at_hospital).unique(maintain_order=True).with_row_index("patient")
    return contacts.join(patients, on=citizen_at_hospital, how="left", maintain_order="left")


def prepare_visits(t_bes: pl.DataFrame, contacts: pl.DataFrame) -> pl.DataFrame:
    """Bring accepted visit days to their shape: those of outpatient contacts. Rule R3."""
    outpatient = contacts.filter(pl.col("setting") == "visit").select("contact")
    read = t_bes.select("contact", ROW_NUMBER, read_date(pl.col("d_ambdto")).alias("activity_date"))
    return read.join(outpatient, on="contact", how="semi")


def prepare_services(t_sksube: pl.DataFrame) -> pl.DataFrame:
    """Bring accepted services to their shape: an add-on never counts by itself. Rule R4."""
    counting = add_optional(t_sksube, "c_oprart").filter(pl.col("c_oprart").ne_missing(ADD_ON))
    return counting.select(
        "contact", ROW_NUMBER, pl.col("c_opr").alias("sks_code"), read_date(pl.col("d_odto")).alias("service_on")
    )
