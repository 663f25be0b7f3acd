"""Facts: the dated tables from law, tariff catalogue and agreement. Keys, types, values and what must hold of a row.

Source: contract section 3. The keys stand in `transforms.dated.KEYS`; periods of one key must not overlap.
"""

from typing import Any

import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData
from pandera.engines.polars_engine import Decimal

from schemas.agreements import BILATERAL
from schemas.dated import Dated
from schemas.gate import find_faults

SCHEMES = ["inpatient", "general_outpatient", "specialised_outpatient"]
ROLES = [
    "plan_general",
    "plan_specialised",
    "no_plan_needed",
    "start_general",
    "end_general",
    "start_specialised",
    "end_specialised",
    "fee_supplement",
]


class Tariffs(Dated):
    """Tariffs per tariff group (takstgruppe), as printed in the tariff catalogue."""

    tariff_group: str = pa.Field(description="Tariff group")
    tariff_kr: Decimal(14, 2) = pa.Field(ge=0, description="Tariff, kroner")  # type: ignore[valid-type]
    municipal_kr: Decimal(14, 2) = pa.Field(ge=0, nullable=True, description="Municipal amount as printed, kroner")  # type: ignore[valid-type]
    price_level: str = pa.Field(nullable=True, description="Price level, e.g. 07-pl")


class TariffCodes(Dated):
    """Which SKS codes trigger which tariff group, per scheme."""

    scheme: str = pa.Field(isin=SCHEMES, description="Scheme")
    sks_prefix: str = pa.Field(str_matches="^[A-Z0-9]{1,10}$", description="What the service's code starts with")
    tariff_group: str = pa.Field(description="Tariff group")


class Shares(Dated):
    """The municipality's share of the tariff, per scheme."""

    scheme: str = pa.Field(isin=SCHEMES, description="Scheme")
    municipal_share: Decimal(7, 4) = pa.Field(ge=0, le=1, description="Share of the tariff, 0 to 1")  # type: ignore[valid-type]


class RegistrationCodes(Dated):
    """Which SKS codes are rehabilitation plans and course marks."""

    sks_prefix: str = pa.Field(str_matches="^[A-Z0-9]{1,10}$", description="What the service's code starts with")
    role: str = pa.Field(isin=ROLES, description="What the service registers")


class Policies(Dated):
    """Choices that law and memos leave open."""

    policy: str = pa.Field(description="Policy")
    scheme: str = pa.Field(nullable=True, isin=SCHEMES, description="Scheme, empty where it holds for all")
    value: str = pa.Field(description="The choice")


class OptOuts(Dated):
    """Municipalities and regions that settle specialised outpatient rehabilitation themselves (framelding)."""

    municipality: str = pa.Field(str_matches="^[0-9]{4}$", description="Municipality")
    region: str = pa.Field(str_matches="^[0-9]{4}$", description="Region")
    notified_on: pl.Date = pa.Field(description="Day on which notice was given")


class Municipalities(Dated):
    """Municipalities, the payers."""

    municipality: str = pa.Field(str_matches="^[0-9]{4}$", description="Municipality, four digits")
    name: str = pa.Field(description="Name")
    region: str = pa.Field(str_matches="^[0-9]{4}$", description="Region that the municipality lies in")


class Hospitals(Dated):
    """Hospitals and other codes of the hospital classification (SHAK), with the region that is the creditor."""

    hospital: str = pa.Field(str_matches="^[A-Z0-9]{4}$", description="Hospital, four characters (SHAK)")
    name: str = pa.Field(description="Name")
    region: str = pa.Field(nullable=True, str_matches="^[0-9]{4}$", description="Region, empty where none is known")
    kind: str = pa.Field(isin=["hospital", "test", "other"], description="hospital, test or other")

    @pa.check("region", name="is empty, but a hospital is owed by its region")
    def has_creditor(cls, column: PolarsData) -> pl.LazyFrame:
        """Only what is no hospital may lack a region: a charge needs a creditor."""
        is_hospital = pl.col("kind").eq_missing("hospital")
        return column.lazyframe.select(~is_hospital | pl.col("region").is_not_null())


class Population(Dated):
    """Inhabitants of a municipality on 1 January."""

    municipality: str = pa.Field(str_matches="^[0-9]{4}$", description="Municipality")
    year: int = pa.Field(ge=1900, le=2999, description="Year")
    inhabitants: int = pa.Field(ge=0, description="Inhabitants on 1 January")


FACTS: dict[str, type[Dated]] = {
    "tariffs": Tariffs,
    "tariff_codes": TariffCodes,
    "shares": Shares,
    "registration_codes": RegistrationCodes,
    "policies": Policies,
    "opt_outs": OptOuts,
    "municipalities": Municipalities,
    "hospitals": Hospitals,
    "population": Population,
    **BILATERAL,
}
"""The fact files by name."""


EXACT: dict[pl.DataType, str] = {pl.Date(): "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", pl.Int64(): "^[0-9]{1,9}$"}
"""How typed cells of a fact must be written, beside numbers, whose decimals may not exceed the column's."""


WRITTEN = {
    pl.Date: "is not a day written YYYY-MM-DD",
    pl.Int64: "is not a whole number",
    pl.Decimal: "is not a number written like 1234.50, without sign and with no more decimals than the column holds",
}
"""What is said of a cell that cannot be read as its type."""


def as_dtype(dtype: type[pl.DataType] | pl.DataType) -> pl.DataType:
    """A column's type as Polars compares it; Pandera keeps the class of some."""
    return dtype() if isinstance(dtype, type) else dtype


def read_cell(name: str, dtype: pl.DataType) -> pl.Expr:
    """A cell of text as its type, empty where it is not written exactly so (nothing is rounded, nothing guessed)."""
    if dtype == pl.String:
        return pl.col(name)
    shape = f"^[0-9]+([.][0-9]{{1,{dtype.scale}}})?$" if isinstance(dtype, pl.Decimal) else EXACT[dtype]
    cell = pl.when(pl.col(name).str.contains(shape)).then(name)
    typed = cell.str.to_date("%Y-%m-%d", strict=False) if dtype == pl.Date else cell.cast(dtype, strict=False)
    return typed.alias(name)


def fact_columns(name: str) -> dict[str, Any]:
    """A fact's columns in their order: its own, then validity and provenance, each with type and description."""
    columns = FACTS[name].to_schema().columns
    of_all = list(Dated.to_schema().columns)
    return {column: columns[column] for column in (*(own for own in columns if own not in of_all), *of_all)}


def type_facts(name: str, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Bring one fact file from text to its types. Out: the typed rows, and its faults (row_number, column_name, reason)."""
    columns = {column: as_dtype(schema.dtype.type) for column, schema in fact_columns(name).items()}
    typed = rows.select("row_number", *(read_cell(column, dtype) for column, dtype in columns.items()))
    faults = [find_faults(typed, FACTS[name])]
    for column, dtype in ((column, dtype) for column, dtype in columns.items() if dtype != pl.String):
        unread = rows.filter(pl.col(column).is_not_null() & typed[column].is_null())
        reason = WRITTEN[type(dtype)]
        faults.append(unread.select("row_number", pl.lit(column).alias("column_name"), pl.lit(reason).alias("reason")))
    return typed.drop("row_number"), pl.concat(faults).unique(
        ["row_number", "column_name"], keep="last", maintain_order=True
    )
