"""Outpatient and ward contacts (patient types 2 and 3): `citizen pattype in_day out_day`, a row for each contact."""

import numpy as np
import polars as pl

from data.synthetic.draws import Draws, count_within
from data.synthetic.figures import read_calibration
from data.synthetic.months import OPEN, Month


def draw_course_contacts(courses: pl.DataFrame, visits: pl.DataFrame, month: Month, draws: Draws) -> pl.DataFrame:
    """Draw the contacts that hold the visits of the courses, in the order of their numbers.

    Half of them began before their first visit, some are still open, and a course started before the month has a first
    contact from before the month.
    """
    citizen, number = visits["citizen"].to_numpy(), visits["number"].to_numpy()
    contacts, count = courses["contacts"].to_numpy()[citizen], courses["visits"].to_numpy()[citizen]
    first = visits.filter(pl.Series(number < contacts)).sort("contact")
    last = visits.filter(pl.Series(number >= count - contacts)).sort("contact")
    rows = len(first)
    lead = draws.below(60, rows) * draws.chance(0.5, rows)
    out_day = np.where(
        draws.chance(read_calibration()["open_contact_share"], rows),
        OPEN,
        last["day"].to_numpy() + draws.below(4, rows),
    )
    is_older = (courses["case"].gather(first["citizen"]) == "started_before") & (first["number"] == 0)
    in_day = np.where(is_older.to_numpy(), month.first_day - 1 - lead, first["day"].to_numpy() - lead)
    return first.select("citizen", pattype=pl.lit("2"), in_day=pl.Series(in_day), out_day=pl.Series(out_day))


def draw_other_visits(count: int, month: Month, draws: Draws) -> pl.DataFrame:
    """Draw visits that are no rehabilitation, one or two to a contact: `contact day`."""
    contacts = (count * 4 + 4) // 5
    sizes = np.ones(contacts, dtype=np.int64)
    sizes[: count - contacts] = 2
    contact = np.repeat(np.arange(contacts), sizes)
    day = draws.below(len(month.workdays) - 1, contacts)[contact] + count_within(sizes)
    return pl.DataFrame({"contact": contact, "day": month.workdays[day]})


def draw_other_contacts(visits: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """Draw the contacts that hold the visits that are no rehabilitation, a citizen for each."""
    spans = visits.group_by("contact").agg(first=pl.col("day").min(), last=pl.col("day").max()).sort("contact")
    rows = len(spans)
    return spans.select(
        pl.col("contact").alias("citizen"),
        pattype=pl.lit("2"),
        in_day=pl.col("first") - pl.Series(draws.below(30, rows)),
        out_day=pl.col("last") + pl.Series(draws.below(20, rows)),
    )


def draw_ward_contacts(count: int, citizens: int, month: Month, draws: Draws) -> pl.DataFrame:
    """Draw contacts of patient type 3 (skadestue), which hold services but no visits that count."""
    day = month.first_day + draws.below(month.last_day - month.first_day + 1, count)
    return pl.DataFrame({"citizen": draws.below(citizens, count)}).select(
        "citizen", pattype=pl.lit("3"), in_day=pl.Series(day), out_day=pl.Series(day)
    )
