"""A part of the month's activity: some citizens with their contacts, visits and marks, each numbered from 0."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Part:
    """Citizens and what they did. A citizen or contact is the row with its number."""

    citizens: pl.DataFrame  # birth_day
    contacts: pl.DataFrame  # citizen hospital municipality pattype in_day out_day
    visits: pl.DataFrame  # contact day is_rehabilitation at_home
    marks: pl.DataFrame  # contact day role


CITIZEN = ["birth_day"]
CONTACT = ["citizen", "hospital", "municipality", "pattype", "in_day", "out_day"]
VISIT = ["contact", "day", "is_rehabilitation", "at_home"]
NO_VISITS = pl.DataFrame(
    schema={"contact": pl.Int64, "day": pl.Int64, "is_rehabilitation": pl.Boolean, "at_home": pl.Boolean}
)
NO_MARKS = pl.DataFrame(schema={"contact": pl.Int64, "day": pl.Int64, "role": pl.String})


def join_parts(first: Part, second: Part) -> Part:
    """Join two parts: the second's citizens and contacts are numbered on from the first's."""
    citizen = pl.col("citizen") + len(first.citizens)
    contact = pl.col("contact") + len(first.contacts)
    return Part(
        pl.concat([first.citizens.select(CITIZEN), second.citizens.select(CITIZEN)]),
        pl.concat([first.contacts.select(CONTACT), second.contacts.with_columns(citizen).select(CONTACT)]),
        pl.concat([first.visits.select(VISIT), second.visits.with_columns(contact).select(VISIT)]),
        pl.concat([first.marks, second.marks.with_columns(contact)]),
    )


def add_residence(contacts: pl.DataFrame, citizens: pl.DataFrame) -> pl.DataFrame:
    """Add to contacts the hospital and the municipality of their citizen."""
    return contacts.with_columns(citizens[name].gather(contacts["citizen"]) for name in ("hospital", "municipality"))
