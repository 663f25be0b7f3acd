"""Rows and the contacts they belong to: contacts sent again, rows without a contact, visits repeated.

Each `find_` gives the faulty rows as row_number, column_name and reason. Source: contract section 2.
"""

import polars as pl

from transforms.dates import read_date, read_timestamp
from transforms.events import contact_and_day

CONTENT = [
    pl.col("c_pattype"),
    pl.col("c_sgh"),
    pl.col("c_afd"),
    pl.col("c_kom").str.zfill(4),
    pl.col("c_spec"),
    read_date(pl.col("d_inddto")),
    read_date(pl.col("d_uddto")),
    pl.col("v_cpr"),
]
"""What settles which of two otherwise equal contacts stays, so that neither the order of rows nor their form does."""


def contact_key() -> pl.Expr:
    """The key that follows a contact from delivery to delivery: its own number, else its record number. Rule R1."""
    return pl.coalesce("idnummer", "k_recnum").alias("contact_key")


def record_number() -> pl.Expr:
    """A record number as a number, so that 10 is higher than 9; empty where it is none. Rule R2."""
    return pl.col("k_recnum").cast(pl.Int128, strict=False).alias("record_number")


def may_recur(column: str) -> pl.Expr:
    """Whether a text may stand in another row too: by its hash, which is quicker to count than texts, and may rarely say so wrongly."""
    return pl.col(column).hash().is_duplicated()


def add_optional(rows: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """Add the optional columns that a delivery left out, empty."""
    absent = [name for name in columns if name not in rows.columns]
    return rows.with_columns(pl.lit(None, pl.String).alias(name) for name in absent)


def find_superseded_contacts(contacts: pl.DataFrame) -> pl.DataFrame:
    """Contacts that another row of the same contact replaces: the newest change stays, then the highest record number.

    A record number stands for one contact too, so of two contacts that share it one stays by the same order.
    Danish: genindberettet kontakt. Source: contract section 2 (`duplicate_contact`).
    """
    keyed = add_optional(contacts, "idnummer", "skemaopdat", "c_spec").with_columns(contact_key())
    sent_again = keyed.filter(may_recur("contact_key") | may_recur("k_recnum"))
    newest = [read_timestamp(pl.col("skemaopdat")), record_number()]
    settled_by = [*CONTENT, pl.col("k_recnum"), pl.col("idnummer"), pl.col("row_number")]
    last = [True] * len(newest) + [False] * len(settled_by)
    in_order = sent_again.sort(*newest, *settled_by, descending=last, nulls_last=last)
    stays = in_order.unique("contact_key", keep="first", maintain_order=True)
    stays = stays.unique("k_recnum", keep="first", maintain_order=True)
    superseded = in_order.join(stays, on="row_number", how="anti")
    column_name = pl.when(pl.col("idnummer").is_null()).then(pl.lit("k_recnum")).otherwise(pl.lit("idnummer"))
    return superseded.select(
        "row_number", column_name.alias("column_name"), pl.lit("duplicate_contact").alias("reason")
    )


def name_fault(rows: pl.DataFrame, column_name: str, reason: str) -> pl.DataFrame:
    """Name what is wrong with rows. Source: contract section 2 (a line for each fault)."""
    return rows.select("row_number", pl.lit(column_name).alias("column_name"), pl.lit(reason).alias("reason"))


def join_contact(rows: pl.DataFrame, contacts: pl.DataFrame) -> pl.DataFrame:
    """Join each row to its accepted contact by record number: `contact`, empty where there is none. Keeps the order.

    Rows of one contact mostly follow one another, so only the first of each run is looked up.
    """
    numbers = contacts.select("contact", v_recnum="k_recnum")
    run = rows["v_recnum"].rle_id()
    first_rows = rows.select("v_recnum").filter(run.ne_missing(run.shift()))
    of_run = first_rows.join(numbers, on="v_recnum", how="left", maintain_order="left", validate="m:1")["contact"]
    return rows.with_columns(of_run.gather(run).alias("contact"))


def find_orphans(linked: pl.DataFrame, number: str) -> pl.DataFrame:
    """Rows whose contact is not an accepted one; a row that has no `number` to name it by lacks a value instead.

    Danish: forældreløs række. Source: contract section 2 (`orphan`).
    """
    return name_fault(linked.filter(pl.col("contact").is_null() & pl.col(number).is_not_null()), number, "orphan")


def find_repeated_visits(visits: pl.DataFrame) -> pl.DataFrame:
    """Visit days that an earlier row of the same contact holds already; the first stays. In: `contact`, empty where it is unknown.

    Danish: gentaget besøgsdag. Source: contract section 2 (`duplicate_row`).
    """
    visited_on = read_date(pl.col("d_ambdto")).alias("visited_on")
    read = visits.select("row_number", "v_recnum", "contact", visited_on).drop_nulls(["v_recnum", "visited_on"])
    is_known = pl.col("contact").is_not_null()
    repeated = [
        read.filter(is_known).filter(~contact_and_day("visited_on").is_first_distinct()),
        read.filter(~is_known).filter(~pl.struct("v_recnum", "visited_on").is_first_distinct()),
    ]
    return name_fault(pl.concat(repeated), "d_ambdto", "duplicate_row")
