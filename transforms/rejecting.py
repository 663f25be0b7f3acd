"""Rows that are rejected for what other rows say: contacts sent again, visits repeated, rows without a contact.

Each function gives the faulty rows as row_number, column_name and reason. Source: contract section 2.
"""

import polars as pl

from transforms.dates import read_date, read_timestamp
from transforms.lpr2 import contact_key, record_number_order

CONTENT = ("c_pattype", "c_sgh", "c_afd", "c_kom", "c_spec", "d_inddto", "d_uddto", "v_cpr")
"""What settles which of two otherwise equal contacts stays, so that the order of rows never does."""


def find_superseded_contacts(contacts: pl.DataFrame) -> pl.DataFrame:
    """Contacts that another row of the same contact replaces: the newest change stays, then the highest record number.

    A record number stands for one contact too, so of two contacts that share it one stays by the same order.
    Danish: genindberettet kontakt. Source: contract section 2 (`duplicate_contact`).
    """
    newest_first = add_optional(contacts, "idnummer", "skemaopdat", "c_spec").sort(
        read_timestamp(pl.col("skemaopdat")),
        *record_number_order(),
        *(pl.col(name) for name in (*CONTENT, "row_number")),
        descending=[True, True, True] + [False] * (len(CONTENT) + 1),
        nulls_last=[True, True, True] + [False] * (len(CONTENT) + 1),
    )
    stays = newest_first.unique(contact_key(), keep="first", maintain_order=True).unique(
        "k_recnum", keep="first", maintain_order=True
    )
    superseded = newest_first.join(stays, on="row_number", how="anti")
    column_name = pl.when(pl.col("idnummer").is_null()).then(pl.lit("k_recnum")).otherwise(pl.lit("idnummer"))
    return superseded.select(
        "row_number", column_name.alias("column_name"), pl.lit("duplicate_contact").alias("reason")
    )


def find_orphans(rows: pl.DataFrame, contacts: pl.DataFrame) -> pl.DataFrame:
    """Rows whose contact is not an accepted one; a row that names no contact lacks a value instead.

    Danish: forældreløs række. Source: contract section 2 (`orphan`).
    """
    named = rows.select("row_number", "v_recnum").filter(pl.col("v_recnum").is_not_null())
    orphans = named.join(contacts.select("k_recnum"), left_on="v_recnum", right_on="k_recnum", how="anti")
    return orphans.select("row_number", pl.lit("v_recnum").alias("column_name"), pl.lit("orphan").alias("reason"))


def find_repeated_visits(visits: pl.DataFrame) -> pl.DataFrame:
    """Visit days that an earlier row of the same contact holds already; the first stays.

    Danish: gentaget besøgsdag. Source: contract section 2 (`duplicate_row`).
    """
    read = visits.select("row_number", "v_recnum", read_date(pl.col("d_ambdto")).alias("visited_on")).drop_nulls()
    repeated = read.filter(pl.col("row_number") > pl.col("row_number").min().over("v_recnum", "visited_on"))
    return repeated.select(
        "row_number", pl.lit("d_ambdto").alias("column_name"), pl.lit("duplicate_row").alias("reason")
    )


def add_optional(rows: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """Add the optional columns that a delivery left out, empty."""
    absent = [name for name in columns if name not in rows.columns]
    return rows.with_columns(pl.lit(None, pl.String).alias(name) for name in absent)
