"""What a delivery holds: the registry tables as they are sent, cell by cell as text.

Each check is named by the reason it rejects with; `schemas.gate` turns a failed one into a line of `rejected_rows`.
Source: contract section 2; the real tables' columns: registration.md 3.1 (MINIPAS).
"""

from datetime import date
from typing import Literal

import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData
from pydantic import BaseModel, ConfigDict, Field, model_validator

from transforms.dates import is_timestamp, read_date


class DeliveryToml(BaseModel):
    """`delivery.toml`: which register, for which activity dates the delivery is the full truth, and when it was drawn."""

    model_config = ConfigDict(strict=True, frozen=True)

    register_name: Literal["lpr2", "ges"] = Field(alias="register")
    period_from: date
    period_to: date
    drawn_on: date
    synthetic: bool = False

    @model_validator(mode="after")
    def period_runs_forward(self) -> "DeliveryToml":
        """A period ends on or after the day it begins."""
        if self.period_to < self.period_from:
            raise ValueError("period_to is before period_from")
        return self


def text(description: str, *, nullable: bool = False, is_code: bool = False, is_read: bool = True) -> str:
    """A column of text. `is_code`: upper-cased on reading. `is_read`: used by a rule, so worth reading."""
    field: str = pa.Field(nullable=nullable, description=description, metadata={"is_code": is_code, "is_read": is_read})
    return field


def is_empty_or(column: PolarsData, is_good: pl.Expr) -> pl.LazyFrame:
    """The verdict of a check, cell by cell. An empty cell passes: whether it may be empty is another question."""
    return column.lazyframe.select(pl.col(column.key).is_null() | is_good.fill_null(value=False))


def is_date(column: PolarsData) -> pl.LazyFrame:
    """Whether a cell is one of the written forms of a day in the calendar."""
    return is_empty_or(column, read_date(pl.col(column.key)).is_not_null())


def has_shape(column: PolarsData, shape: str) -> pl.LazyFrame:
    """Whether a cell is written in a shape."""
    return is_empty_or(column, pl.col(column.key).str.contains(shape))


def names_nobody(column: PolarsData) -> pl.LazyFrame:
    """Whether a cell is free of what could be a citizen's number: for cells that reach marts and statements as they are."""
    return is_empty_or(column, ~pl.col(column.key).str.contains(COULD_BE_CPR))


BIRTHDAY = "(0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])(0[1-9]|1[0-2])[0-9]{2}"
"""What a CPR number begins with: a day (60 may be added), a month and a year."""

CPR = f"^{BIRTHDAY}[A-Z0-9]{{4}}$"
"""Ten letters and digits that begin with a birthday. Never modulus 11."""

COULD_BE_CPR = rf"(^|[^0-9]){BIRTHDAY}[- ]?([0-9]{{4}}([^0-9]|$)|[0-9A-Za-z]{{4}}([^0-9A-Za-z]|$))"
"""Somewhere in a text: a birthday and four more digits or letters, with or without a hyphen or blank, and no digit on either side.

A running number of ten digits is one where its first four could be day and month (0101 to 3112, 6101 to 9112), as of those
that begin with 2007: no rule can tell it from a CPR number. Numbers of nine or eleven digits never are.
"""

MUNICIPALITY = "^[0-9]{3,4}$"
"""Three or four digits."""

SKS_CODE = "^[A-Z0-9]{1,10}$"
"""One to ten letters and digits."""


class TAdm(pa.DataFrameModel):
    """Contacts (kontakter): admissions, and outpatient courses of one department."""

    k_recnum: str = text("Record number; may change when the contact is sent again")
    idnummer: str | None = text("The contact's own number, the same each time it is sent", nullable=True)
    skemaopdat: str | None = text("When the contact was last changed", nullable=True)
    v_cpr: str = text("The citizen's CPR number or replacement number", is_code=True)
    c_pattype: str = text("Patient type: 0 admitted, 2 outpatient", is_code=True)
    c_sgh: str = text("Hospital, four digits (SHAK)", is_code=True)
    c_afd: str = text("Department, three characters (SHAK)", nullable=True, is_code=True)
    c_spec: str | None = text("Specialty", nullable=True, is_code=True)
    c_kom: str = text("Municipality of residence, three or four digits", nullable=True, is_code=True)
    c_adiag: str | None = text("Action diagnosis", nullable=True, is_code=True, is_read=False)
    d_inddto: str = text("Day of admission or of the first contact")
    d_uddto: str = text("Day of discharge, empty while admitted", nullable=True)

    @pa.check("v_cpr", name="bad_cpr")
    def is_cpr(cls, column: PolarsData) -> pl.LazyFrame:
        """Written as a CPR number or a replacement number."""
        return has_shape(column, CPR)

    @pa.check("c_kom", name="bad_code")
    def is_municipality_code(cls, column: PolarsData) -> pl.LazyFrame:
        """Written as a municipality's number."""
        return has_shape(column, MUNICIPALITY)

    @pa.check("d_inddto", "d_uddto", name="bad_date")
    def is_day(cls, column: PolarsData) -> pl.LazyFrame:
        """A day in the calendar."""
        return is_date(column)

    @pa.check("skemaopdat", name="bad_date")
    def is_moment(cls, column: PolarsData) -> pl.LazyFrame:
        """A day in the calendar, with or without a time."""
        return is_empty_or(column, is_timestamp(pl.col(column.key)))

    @pa.check("d_uddto", name="discharge_before_admission")
    def is_discharged_after_admission(cls, column: PolarsData) -> pl.LazyFrame:
        """Nobody is discharged before being admitted; a date that cannot be read has its own reason."""
        is_before = read_date(pl.col("d_uddto")) < read_date(pl.col("d_inddto"))
        return is_empty_or(column, ~is_before.fill_null(value=False))


class TBes(pa.DataFrameModel):
    """Visit days (besøgsdage) of outpatient contacts."""

    v_recnum: str = text("The contact's record number")
    d_ambdto: str = text("Day of the visit")

    @pa.check("d_ambdto", name="bad_date")
    def is_day(cls, column: PolarsData) -> pl.LazyFrame:
        """A day in the calendar."""
        return is_date(column)


class TSksube(pa.DataFrameModel):
    """Services (ydelser): examinations and treatments without surgery, plans and course marks among them."""

    v_recnum: str = text("The contact's record number")
    c_opr: str = text("SKS code of the service", is_code=True)
    c_oprart: str | None = text("Kind: + is an add-on to another service", nullable=True, is_code=True)
    c_tilopr: str | None = text("Add-on code", nullable=True, is_code=True, is_read=False)
    d_odto: str = text("Day of the service")
    c_osgh: str | None = text("Producing hospital", nullable=True, is_code=True, is_read=False)
    c_oafd: str | None = text("Producing department", nullable=True, is_code=True, is_read=False)

    @pa.check("c_opr", name="bad_code")
    def is_sks_code(cls, column: PolarsData) -> pl.LazyFrame:
        """Written as an SKS code."""
        return has_shape(column, SKS_CODE)

    @pa.check("d_odto", name="bad_date")
    def is_day(cls, column: PolarsData) -> pl.LazyFrame:
        """A day in the calendar."""
        return is_date(column)


LPR2: dict[str, type[pa.DataFrameModel]] = {"t_adm": TAdm, "t_bes": TBes, "t_sksube": TSksube}
"""The tables of register `lpr2` by file name."""
