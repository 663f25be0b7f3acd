"""Municipal courses: the citizens, the days of their visits, and what is said of each course."""

import numpy as np
import polars as pl

from data.synthetic.citizens import draw_residents
from data.synthetic.courses import add_contacts, add_window, fit_visits, spread_visits
from data.synthetic.cpr import number_citizens
from data.synthetic.draws import Draws
from data.synthetic.figures import read_calibration
from data.synthetic.ges_places import OTHER_GROUP, MunicipalPlaces, draw_institutions
from data.synthetic.months import Month

LONGEST_WAIT = 30  # days from the plan to the first visit
LONGEST_END = 4  # days from the last visit to the end of the course


def draw_citizens_and_visits(
    visits: int, month: Month, places: MunicipalPlaces, draws: Draws
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Draw the citizens, and exactly so many visit days in their courses: `citizen number contact day`."""
    count = max(1, round(visits / read_calibration()["visits_per_citizen"]))
    citizens = draw_residents(count, month, places.municipalities, draws).join(
        places.municipalities.select("municipality", "level"), on="municipality", how="left", maintain_order="left"
    )
    number = fit_visits(citizens["age"].to_numpy(), visits, draws, citizens["level"].to_numpy())
    has_second = draws.chance(read_calibration("ges_calibration")["second_course_share"], count) & (number > 1)
    citizens = citizens.with_columns(pl.Series("visits", number)).pipe(add_window, month, draws)
    citizens = add_contacts(citizens, 1 + has_second)
    return citizens, spread_visits(citizens, month, draws)


def draw_municipal_courses(
    citizens: pl.DataFrame, visits: pl.DataFrame, month: Month, places: MunicipalPlaces, draws: Draws
) -> pl.DataFrame:
    """Draw the courses that hold the visits, in the order of their numbers (`contact`)."""
    numbers = number_citizens(citizens["birth_day"], read_calibration()["replacement_number_share"], draws)
    spans = visits.group_by("contact").agg(
        pl.col("citizen").first(), first_day=pl.col("day").min(), last_day=pl.col("day").max()
    )
    courses = spans.sort("contact").with_columns(
        *(citizens[name].gather(spans.sort("contact")["citizen"]) for name in ("municipality", "region")),
        cpr=numbers.gather(spans.sort("contact")["citizen"]),
    )
    return courses.with_columns(
        pl.Series("institution", draw_institutions(courses, places, draws)),
        pl.Series("order", draws.order(len(courses))),
    ).pipe(add_terms, month, places, draws)


def add_terms(courses: pl.DataFrame, month: Month, places: MunicipalPlaces, draws: Draws) -> pl.DataFrame:
    """Add the plan, its kind and diagnosis group, and the last day of those that have ended."""
    rows, shares = len(courses), read_calibration("ges_calibration")
    is_specialised = draws.chance(shares["specialised_share"], rows)
    plan_day = courses["first_day"] - pl.Series(draws.below(LONGEST_WAIT, rows))
    end_day = courses["last_day"] + pl.Series(draws.below(LONGEST_END, rows))
    has_ended = pl.Series(draws.chance(shares["ended_share"], rows)) & (end_day <= month.drawn_day)
    groups = [*places.groups, OTHER_GROUP, None]
    numbers = draws.even(rows)
    other = np.where(numbers < shares["grouped_share"] + shares["other_group_share"], len(groups) - 2, len(groups) - 1)
    drawn = np.where(numbers < shares["grouped_share"], draws.below(max(1, len(places.groups)), rows), other)
    return courses.with_columns(
        plan_day=plan_day,
        plan_kind=pl.Series(np.where(is_specialised, "specialiseret", "almen"), dtype=pl.String),
        diagnosis_group=pl.Series(groups, dtype=pl.String).gather(drawn),
        end_day=pl.when(has_ended).then(end_day),
    )
