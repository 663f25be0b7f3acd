"""What a delivery of the municipal register (GES) holds, cell by cell as text. How its columns are called: facts `headings`.

Each check is named by the reason it rejects with. Source: contract section 2; registration.md 3.7 (the register's three
tables; its column lists were not found, so these columns are what the settlement between the parties needs).
"""

import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData

from schemas.deliveries import CPR, MUNICIPALITY, SKS_CODE, has_shape, is_date, is_empty_or, names_nobody, text
from transforms.ges import CONSULTATIONS, FORMS, NUMBER_KINDS, SCOPES, SHARED_FORMS, read_number, read_word


def is_word(column: PolarsData, words: dict[str, str]) -> pl.LazyFrame:
    """Whether a cell is one of a few words, Danish or English."""
    return is_empty_or(column, read_word(column.key, words).is_not_null())


class Grundoplysninger(pa.DataFrameModel):
    """Courses (genoptræningsforløb): a citizen's rehabilitation at one institution by one plan."""

    course_id: str = text("The course's own number, the same each time it is sent")
    cpr: str = text("The citizen's CPR number or replacement number", is_code=True)
    municipality: str = text("Municipality of residence, three or four digits")
    institution: str = text("Performing institution: ydernummer, SHAK or SOR", is_code=True)
    number_kind: str = text("Which list the institution's number is of: yder, shak or sor")
    institution_municipality: str = text("Municipality that the institution lies in, three or four digits")
    plan_issued_on: str = text("Day on which the rehabilitation plan was issued")
    plan_kind: str = text("Kind of the plan: almen or specialiseret (general, specialised)")
    ended_on: str = text("Last day of the course, empty while it is open", nullable=True)
    diagnosis_group: str | None = text("Diagnosis group of a package", nullable=True)

    @pa.check("course_id", "diagnosis_group", name="bad_code")
    def names_no_citizen(cls, column: PolarsData) -> pl.LazyFrame:
        """Not what could be a CPR number: the course's number is part of its visits' names."""
        return names_nobody(column)

    @pa.check("cpr", name="bad_cpr")
    def is_cpr(cls, column: PolarsData) -> pl.LazyFrame:
        """Written as a CPR number or a replacement number."""
        return has_shape(column, CPR)

    @pa.check("municipality", "institution_municipality", name="bad_code")
    def is_municipality_code(cls, column: PolarsData) -> pl.LazyFrame:
        """Written as a municipality's number."""
        return has_shape(column, MUNICIPALITY)

    @pa.check("institution", name="bad_code")
    def is_institution_number(cls, column: PolarsData) -> pl.LazyFrame:
        """One to twenty letters and digits."""
        return has_shape(column, "^[A-Z0-9]{1,20}$")

    @pa.check("number_kind", name="bad_code")
    def is_number_kind(cls, column: PolarsData) -> pl.LazyFrame:
        """One of the lists of institutions."""
        return is_word(column, NUMBER_KINDS)

    @pa.check("plan_kind", name="bad_code")
    def is_plan_kind(cls, column: PolarsData) -> pl.LazyFrame:
        """One of the kinds of a plan."""
        return is_word(column, SCOPES)

    @pa.check("plan_issued_on", "ended_on", name="bad_date")
    def is_day(cls, column: PolarsData) -> pl.LazyFrame:
        """A day in the calendar."""
        return is_date(column)


class Procedurer(pa.DataFrameModel):
    """Services (ydelser) of courses, each with its form and the time that it took."""

    course_id: str = text("The course's number")
    service_id: str = text("The service's own number, the same each time it is sent")
    service_on: str = text("Day of the service")
    sks_code: str = text("SKS code of the service", is_code=True)
    form: str = text("Form: individuel, selvtraening, hold or bassin (individual, self_training, group, pool)")
    minutes: str = text("Minutes that it took")
    group_size: str = text("How many took part, of a group and in a pool", nullable=True)
    consultation: str | None = text(
        "Consultation: foerste, normal, kort or opfoelgende (first, normal, short, follow_up)", nullable=True
    )
    travel_minutes: str | None = text("Minutes of the therapist's travel", nullable=True)

    @pa.check("course_id", "service_id", name="bad_code")
    def names_no_citizen(cls, column: PolarsData) -> pl.LazyFrame:
        """Not what could be a CPR number."""
        return names_nobody(column)

    @pa.check("service_on", name="bad_date")
    def is_day(cls, column: PolarsData) -> pl.LazyFrame:
        """A day in the calendar."""
        return is_date(column)

    @pa.check("sks_code", name="bad_code")
    def is_sks_code(cls, column: PolarsData) -> pl.LazyFrame:
        """Written as an SKS code."""
        return has_shape(column, SKS_CODE)

    @pa.check("form", name="bad_code")
    def is_form(cls, column: PolarsData) -> pl.LazyFrame:
        """One of the forms."""
        return is_word(column, FORMS)

    @pa.check("consultation", name="bad_code")
    def is_consultation(cls, column: PolarsData) -> pl.LazyFrame:
        """One of the kinds of consultation."""
        return is_word(column, CONSULTATIONS)

    @pa.check("minutes", "group_size", "travel_minutes", name="bad_number")
    def is_number(cls, column: PolarsData) -> pl.LazyFrame:
        """A whole number; of minutes and of participants at least one."""
        return is_empty_or(column, read_number(column.key).is_not_null())

    @pa.check("group_size", name="missing_value")
    def has_size(cls, column: PolarsData) -> pl.LazyFrame:
        """Of a group and of a pool it is known how many took part: they share its time."""
        is_shared = read_word("form", FORMS).is_in(SHARED_FORMS).fill_null(value=False)
        return column.lazyframe.select(pl.col("group_size").is_not_null() | ~is_shared)


class Tillaegsprocedurer(pa.DataFrameModel):
    """Additional codes (tillægskoder) of services."""

    service_id: str = text("The service's number")
    additional_code: str = text("Additional code", is_code=True)

    @pa.check("service_id", name="bad_code")
    def names_no_citizen(cls, column: PolarsData) -> pl.LazyFrame:
        """Not what could be a CPR number."""
        return names_nobody(column)

    @pa.check("additional_code", name="bad_code")
    def is_sks_code(cls, column: PolarsData) -> pl.LazyFrame:
        """Written as an SKS code."""
        return has_shape(column, SKS_CODE)


GES: dict[str, type[pa.DataFrameModel]] = {
    "genoptraening_grundoplysninger": Grundoplysninger,
    "genoptraening_procedurer": Procedurer,
    "genoptraening_tillaegsprocedurer": Tillaegsprocedurer,
}
"""The tables of register `ges` by file name."""
