"""A delivery read from its files, without the engine: text, the reason that rejects a row, and what the rest says."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

FACTS = Path(__file__).parents[2] / "data" / "facts"
MONTH_FIRST, MONTH_LAST = pl.date(2007, 3, 1), pl.date(2007, 3, 31)


@dataclass(frozen=True)
class Delivery:
    """The three tables, each with `reason`: why the row is rejected, empty where it is accepted."""

    contacts: pl.DataFrame
    visits: pl.DataFrame
    services: pl.DataFrame

    def accepted(self, table: str) -> pl.DataFrame:
        """Keep the accepted rows of one table."""
        rows: pl.DataFrame = getattr(self, table)
        return rows.filter(pl.col("reason").is_null())


def read_table(folder: Path, name: str) -> pl.DataFrame:
    """Read one file as text, headings in small letters."""
    rows = pl.read_csv(folder / f"{name}.csv", separator=";", infer_schema=False, quote_char=None)
    return rows.rename(str.lower).with_columns(pl.all().str.strip_chars())


def day(column: str) -> pl.Expr:
    """Read a day in any of the ways in which the simulator writes one."""
    text = pl.col(column)
    iso = pl.when(text.str.contains(r"^\d{4}-\d\d-\d\d( 00:00:00)?$")).then(text.str.head(10))
    return pl.coalesce(iso.str.to_date(strict=False), text.str.to_date("%d-%m-%Y", strict=False))


def first_reason(*reasons: tuple[str, pl.Expr]) -> pl.Expr:
    """Give the first reason that holds."""
    return pl.coalesce(pl.when(holds).then(pl.lit(reason)) for reason, holds in reasons)


def birth_day_number() -> pl.Expr:
    """Read the day of a CPR number, with 60 taken off one above 60."""
    written = pl.col("v_cpr").str.head(2).cast(pl.Int64, strict=False)
    return pl.when(written > 60).then(written - 60).otherwise(written)


def has_day(column: str) -> pl.Expr:
    """Say where a filled cell is a day."""
    return pl.col(column).is_null() | day(column).is_not_null()


def read_delivery(folder: Path) -> Delivery:
    """Read a delivery and find what is to be rejected (contract section 2)."""
    contacts = judge_contacts(read_table(folder, "t_adm"))
    known = contacts.filter(pl.col("reason").is_null())["k_recnum"].to_list()
    is_orphan = ~pl.col("v_recnum").is_in(known)
    visits = read_table(folder, "t_bes").with_columns(day=day("d_ambdto"))
    services = read_table(folder, "t_sksube").with_columns(day=day("d_odto"))
    return Delivery(
        contacts,
        visits.with_columns(
            reason=first_reason(
                ("missing_value", pl.any_horizontal(pl.col("v_recnum", "d_ambdto").is_null())),
                ("bad_date", ~has_day("d_ambdto")),
                ("orphan", is_orphan),
                ("duplicate_row", ~pl.struct("v_recnum", "day").is_first_distinct()),
            )
        ),
        services.with_columns(
            reason=first_reason(
                ("missing_value", pl.any_horizontal(pl.col("v_recnum", "c_opr", "d_odto").is_null())),
                ("bad_date", ~has_day("d_odto")),
                ("bad_code", ~pl.col("c_opr").str.contains("^[A-Z0-9]{1,10}$")),
                ("orphan", is_orphan),
            )
        ),
    )


def judge_contacts(contacts: pl.DataFrame) -> pl.DataFrame:
    """Find the contacts that are to be rejected; of the others with one identity the newest stays."""
    cpr, month = pl.col("v_cpr"), pl.col("v_cpr").str.slice(2, 2).cast(pl.Int64, strict=False)
    is_cpr = cpr.str.contains("^[0-9]{6}[A-Z0-9]{4}$") & birth_day_number().is_between(1, 31) & month.is_between(1, 12)
    required = pl.col("k_recnum", "v_cpr", "c_pattype", "c_sgh", "d_inddto")
    judged = contacts.with_columns(
        reason=first_reason(
            ("missing_value", pl.any_horizontal(required.is_null())),
            ("bad_cpr", ~is_cpr),
            ("bad_date", ~has_day("d_inddto") | ~has_day("d_uddto")),
            ("bad_code", ~pl.col("c_kom").str.contains(r"^\d{3,4}$")),
            ("discharge_before_admission", day("d_uddto") < day("d_inddto")),
        )
    )
    newest_first = judged.sort("skemaopdat", pl.col("k_recnum").cast(pl.Int64), descending=True)
    is_older = pl.col("reason").is_null() & ~pl.struct("idnummer", pl.col("reason").is_null()).is_first_distinct()
    return newest_first.with_columns(reason=pl.coalesce("reason", pl.when(is_older).then(pl.lit("duplicate_contact"))))


def read_fact(name: str) -> pl.DataFrame:
    """Read the rows of a fact in force in all of March 2007."""
    rows = pl.read_csv(FACTS / f"{name}.csv", infer_schema=False)
    begins, ends = pl.col("valid_from").str.to_date(), pl.col("valid_to").str.to_date()
    return rows.filter(begins <= MONTH_FIRST, ends.is_null() | (ends >= MONTH_LAST))


def add_birthday(rows: pl.DataFrame) -> pl.DataFrame:
    """Add the birthday that `v_cpr` tells, the century by its seventh digit (contract section 5)."""
    seventh, year = pl.col("v_cpr").str.slice(6, 1).cast(pl.Int64), pl.col("v_cpr").str.slice(4, 2).cast(pl.Int64)
    is_late = pl.when(seventh.is_in([4, 9])).then(year <= 36).otherwise(year <= 57)
    early = pl.when(seventh.is_in([4, 9])).then(1900).otherwise(1800)
    century = pl.when(seventh <= 3).then(1900).when(is_late).then(2000).otherwise(early)
    month = pl.col("v_cpr").str.slice(2, 2).cast(pl.Int64)
    return rows.with_columns(born_on=pl.date(century + year, month, birth_day_number()))


def is_from_60() -> pl.Expr:
    """Say who was 60 or more on the first of the month."""
    return pl.col("born_on") <= pl.date(1947, 3, 1)


def list_rehabilitation_visits(delivery: Delivery) -> pl.DataFrame:
    """List the visits with a tariff-bearing service: contact, citizen, day, and the tariff prefixes of the services."""
    contacts = delivery.accepted("contacts").filter(pl.col("c_pattype") == "2")
    visits = delivery.accepted("visits").join(contacts, left_on="v_recnum", right_on="k_recnum")
    prefixes = read_fact("tariff_codes")["sks_prefix"].unique().sort().to_list()
    bearing = pl.coalesce(pl.when(pl.col("c_opr").str.starts_with(p)).then(pl.lit(p)) for p in prefixes)
    services = (
        delivery.accepted("services")
        .filter(pl.col("c_oprart").fill_null("") != "+")
        .with_columns(prefix=bearing)
        .filter(pl.col("prefix").is_not_null())
        .group_by("v_recnum", "day")
        .agg(pl.col("prefix").unique())
    )
    return visits.join(services, on=["v_recnum", "day"])


def list_marks(delivery: Delivery) -> pl.DataFrame:
    """List the plans and marks: citizen, hospital, role and day."""
    roles = dict(read_fact("registration_codes").select("sks_prefix", "role").iter_rows())
    marks = delivery.accepted("services").filter(pl.col("c_opr").is_in(list(roles)))
    marks = marks.with_columns(role=pl.col("c_opr").replace_strict(roles))
    return marks.join(delivery.accepted("contacts"), left_on="v_recnum", right_on="k_recnum")
