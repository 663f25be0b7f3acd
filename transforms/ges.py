"""Municipal register (GES) to the one shape that every register is brought to: contacts, visits, services.

A contact is a citizen's course (genoptræningsforløb) at one institution; a visit is a day of it.
Source: KL memo 2006, sections 3 and 4; registration.md 3.7 (the register's own column lists were not found).
"""

from typing import NamedTuple

import polars as pl

from transforms.codes import join_longest_prefix
from transforms.dated import Facts
from transforms.dates import read_date
from transforms.linking import add_optional
from transforms.ordering import sort_by_key

FORMS = {"individuel": "individual", "selvtraening": "self_training", "hold": "group", "bassin": "pool"}
SCOPES = {"almen": "general", "specialiseret": "specialised"}
CONSULTATIONS = {"foerste": "first", "normal": "normal", "kort": "short", "opfoelgende": "follow_up"}
NUMBER_KINDS = {"yder": "yder", "shak": "shak", "sor": "sor"}
"""What a cell says in Danish, and how it is read. The English words are read too."""

LEAST = {"minutes": 1, "group_size": 1, "travel_minutes": 0}
"""The least that a number may be. Source: issue of the bilateral settlement (no hours without minutes, no empty group)."""

SHARED_FORMS = ["group", "pool"]
"""The forms whose time its participants share. Source: KL memo 2006, section 3.3."""

SUPPLEMENT = "fee_supplement"
"""The role of an additional code that a fee schedule pays a supplement for (tillæg)."""

ROW_NUMBER = pl.col("row_number").cast(pl.UInt32)


class Municipal(NamedTuple):
    """The municipal register's accepted rows in the shape that the rules read.

    contacts: contact, row_number, contact_key, cpr, municipality, institution, plan_issued_on, service_scope,
    diagnosis_group, ended_on. visits: contact, row_number (the lowest of its services), activity_date.
    services: contact, row_number, service_id, sks_code, service_on, form, minutes, group_size, travel_minutes,
    consultation, has_supplement. row_number: in the delivered file, from 1.
    """

    contacts: pl.DataFrame
    visits: pl.DataFrame
    services: pl.DataFrame


def read_word(column: str, words: dict[str, str]) -> pl.Expr:
    """A cell of few words as the word that it is read as, empty where it is none of them; æ and ø may be written ae, oe."""
    plain = pl.col(column).str.to_lowercase().str.replace_many(["æ", "ø"], ["ae", "oe"])
    english = {word: word for word in words.values()}
    return plain.replace_strict({**words, **english}, default=None, return_dtype=pl.String)


def read_number(column: str) -> pl.Expr:
    """A whole number of at most four digits, empty where it is none or less than it may be."""
    number = pl.when(pl.col(column).str.contains("^[0-9]{1,4}$")).then(pl.col(column)).cast(pl.Int64, strict=False)
    return pl.when(number >= LEAST[column]).then(number).alias(column)


def read_municipality(column: str) -> pl.Expr:
    """A municipality's number of four digits, empty where it is none."""
    return pl.when(pl.col(column).str.contains("^[0-9]{3,4}$")).then(pl.col(column).str.zfill(4)).alias(column)


def read_courses(rows: pl.DataFrame) -> pl.DataFrame:
    """Read delivered courses: dates as dates, words as ours; what cannot be read is empty. Contract section 2."""
    return add_optional(rows, "diagnosis_group").select(
        "row_number",
        "course_id",
        "cpr",
        read_municipality("municipality"),
        "institution",
        read_word("number_kind", NUMBER_KINDS),
        read_municipality("institution_municipality"),
        read_date(pl.col("plan_issued_on")),
        read_word("plan_kind", SCOPES).alias("service_scope"),
        "diagnosis_group",
        read_date(pl.col("ended_on")),
    )


def read_services(rows: pl.DataFrame) -> pl.DataFrame:
    """Read delivered services: numbers as numbers, no travel is none of it. A group has a size, nothing else has."""
    shared = read_word("form", FORMS).is_in(SHARED_FORMS)
    return add_optional(rows, "consultation", "travel_minutes").select(
        "row_number",
        "course_id",
        "service_id",
        read_date(pl.col("service_on")),
        "sks_code",
        read_word("form", FORMS),
        read_number("minutes"),
        pl.when(shared).then(read_number("group_size")).alias("group_size"),
        read_number("travel_minutes").fill_null(0),
        read_word("consultation", CONSULTATIONS),
    )


def prepare_contacts(courses: pl.DataFrame) -> pl.DataFrame:
    """Bring accepted courses to their shape, numbered in the order of their keys. Rule R1: a course keeps its number."""
    contacts = courses.select(
        ROW_NUMBER,
        pl.col("course_id").alias("contact_key"),
        *("cpr", "municipality", "institution", "plan_issued_on", "service_scope", "diagnosis_group", "ended_on"),
    )
    return contacts.pipe(sort_by_key, "contact_key").with_row_index("contact")


def prepare_visits(services: pl.DataFrame) -> pl.DataFrame:
    """Bring services to visits: a citizen's day in one course at one institution is one. Danish: besøg. Rule R3."""
    days = services.group_by("contact", activity_date="service_on").agg(pl.col("row_number").min())
    return days.select("contact", "row_number", "activity_date").sort("contact", "activity_date")


def prepare_services(services: pl.DataFrame, additions: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """Bring accepted services to their shape, with whether an accepted additional code makes a supplement of them. Rule R4."""
    supplemented = keep_supplements(additions, facts).select("service_id", has_supplement=pl.lit(value=True))
    joined = services.join(supplemented, on="service_id", how="left", maintain_order="left")
    return joined.select(
        "contact",
        ROW_NUMBER,
        *("service_id", "sks_code", "service_on", "form", "minutes", "group_size", "travel_minutes", "consultation"),
        pl.col("has_supplement").fill_null(value=False),
    )


def keep_supplements(additions: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """Keep the services with an additional code in the role of a supplement on their day, each once.

    In: service_id, service_on, additional_code. Out: service_id. Danish: tillægskode. Source: contract section 6 (the
    longest prefix wins).
    """
    coded = additions.lazy().rename({"additional_code": "sks_code"})
    roles = facts.registration_codes.lazy().select("sks_prefix", "role", "valid_from", "valid_to")
    pairs = ["sks_code", "service_on"]
    bearing = join_longest_prefix(coded.select(pairs).unique(), roles, on="service_on").filter(
        pl.col("role") == SUPPLEMENT
    )
    return coded.join(bearing, on=pairs, how="semi").select("service_id").unique().collect()
