"""Courses: the citizens in outpatient rehabilitation, their visits and what is special about each of them."""

import numpy as np
import polars as pl

from data.synthetic.citizens import OLD, draw_citizens, move_out_of_reach
from data.synthetic.draws import Counts, Draws, choose, count_within
from data.synthetic.figures import read_calibration, read_figures
from data.synthetic.months import Month
from data.synthetic.places import Places

PLAIN = "plain"


def draw_courses(visits: int, month: Month, places: Places, draws: Draws) -> pl.DataFrame:
    """Draw the citizens in a course: one row each, with `visits contacts kind case` and the window of their visits.

    The visits of all of them are exactly `visits`.
    """
    count = max(1, round(visits / read_calibration()["visits_per_citizen"])) if visits else 0
    citizens = draw_citizens(count, month, places, draws)
    number = fit_visits(citizens["age"].to_numpy(), visits, draws)
    specialised = draws.even(count) < read_calibration()["specialised_share"]
    courses = citizens.with_columns(
        pl.Series("visits", number),
        draw_cases(number, draws).alias("case"),
        pl.Series("kind", np.where(specialised, "specialised", "general"), dtype=pl.String),
    ).with_columns(pl.when(pl.col("case") == "home_visit").then(pl.lit("specialised")).otherwise("kind").alias("kind"))
    courses = courses.pipe(move_out_of_reach, places).pipe(add_window, month, draws)
    most = courses["visits"].to_numpy() * read_calibration()["contacts_per_visit"]
    return add_contacts(courses, 1 + draws.below(most, count))


def fit_visits(ages: Counts, total: int, draws: Draws, level: Counts | int = 1) -> Counts:
    """Draw the visits of each citizen, at least one, so that they sum to `total`; those after the first rise with `level`.

    Source: RM memo 2009 (10,9 visits per citizen; 53 % of them by those of 60 and above).
    """
    table, numbers = read_figures("visits_per_citizen"), draws.even(len(ages))
    drawn = np.where(ages >= OLD, choose(table["weight_from_60"], numbers), choose(table["weight_under_60"], numbers))
    upto = np.cumsum(drawn * level * 100 + 1)
    fitted: Counts = 1 + np.diff(upto * (total - len(ages)) // upto[-1:], prepend=0)
    return fitted


def draw_cases(visits: Counts, draws: Draws) -> pl.Series:
    """Give some citizens a case of cases.csv, first those with three visits or more; the rest are plain.

    Each case has at least one citizen while there are enough of them; never more than half of the citizens have one.
    """
    cases = read_figures("cases")
    order = draws.order(len(visits))
    order = order[np.argsort(visits[order] < 3, kind="stable")]
    wanted = np.maximum(1, (cases["share"].to_numpy() * len(visits) + 0.5).astype(np.int64))
    upto = np.minimum(np.cumsum(wanted), len(visits) // 2)
    position = np.full(len(visits), len(cases))
    position[order[: upto[-1]]] = np.repeat(np.arange(len(cases)), np.diff(upto, prepend=0))
    return pl.Series([*cases["case"], PLAIN]).gather(position)


def add_window(courses: pl.DataFrame, month: Month, draws: Draws) -> pl.DataFrame:
    """Add the workdays that the visits are spread over: `window` of them from `offset` on."""
    days, visits = len(month.workdays), courses["visits"].to_numpy()
    least = np.minimum(visits, days)
    window = least + draws.below(days - least + 1, len(courses))
    offset = draws.below(days - window + 1, len(courses))
    return courses.with_columns(pl.Series("window", window), pl.Series("offset", offset))


def add_contacts(courses: pl.DataFrame, wanted: Counts) -> pl.DataFrame:
    """Add the number of contacts: those wanted, or as many as it takes for none to have two visits on a day."""
    needed = -(-courses["visits"].to_numpy() // courses["window"].to_numpy())
    return courses.with_columns(pl.Series("contacts", np.maximum(wanted, needed)))


def spread_visits(courses: pl.DataFrame, month: Month, draws: Draws) -> pl.DataFrame:
    """Spread the visits evenly over each citizen's window: `citizen number contact day`, contacts taking turns."""
    visits, contacts = courses["visits"].to_numpy(), courses["contacts"].to_numpy()
    citizen, number = np.repeat(np.arange(len(courses)), visits), count_within(visits)
    start = draws.below(1 << 20, len(courses))[citizen]
    step = ((number << 20) + start) * courses["window"].to_numpy()[citizen] // (visits[citizen] << 20)
    first_contact = np.cumsum(contacts) - contacts
    return pl.DataFrame(
        {
            "citizen": citizen,
            "number": number,
            "contact": first_contact[citizen] + number % contacts[citizen],
            "day": month.workdays[courses["offset"].to_numpy()[citizen] + step],
        }
    )


def add_days(courses: pl.DataFrame, visits: pl.DataFrame) -> pl.DataFrame:
    """Add the first and last contact, and the days of the first, the middle (and the one before) and the last visit."""
    count = courses["visits"].to_numpy()
    first, day, contact = np.cumsum(count) - count, visits["day"], visits["contact"]
    middle, last = first + count // 2, first + count - 1
    return courses.with_columns(
        day.gather(first).alias("first_day"),
        day.gather(np.maximum(middle - 1, first)).alias("before_middle_day"),
        day.gather(middle).alias("middle_day"),
        day.gather(last).alias("last_day"),
        contact.gather(first).alias("first_contact"),
        contact.gather(last).alias("last_contact"),
    )
