"""The month's activity: citizens in a course, citizens with a stay only, and citizens with other visits."""

import polars as pl

from data.synthetic import outpatients, stays
from data.synthetic.citizens import draw_citizens
from data.synthetic.courses import add_days, draw_courses, spread_visits
from data.synthetic.draws import Draws
from data.synthetic.figures import read_calibration
from data.synthetic.marks import list_discharge_plans, list_marks, list_plans
from data.synthetic.months import Month
from data.synthetic.parts import NO_MARKS, NO_VISITS, Part, add_residence, join_parts
from data.synthetic.places import Places


def draw_activity(visits: int, month: Month, places: Places, draws: Draws) -> Part:
    """Draw the activity of a month with exactly so many outpatient visit days."""
    others = int(visits * read_calibration()["other_visit_share"])
    courses = draw_course_part(visits - others, month, places, draws)
    outpatient = join_parts(courses, draw_other_part(others, month, places, draws))
    before = courses.contacts.filter(pl.col("stay").is_not_null())["stay"].n_unique()
    wanted, wards = stays.count_stays(outpatient.contacts.filter(pl.col("pattype") == "2").height)
    return join_parts(outpatient, draw_stay_part(max(0, wanted - before), wards, month, places, draws))


def draw_course_part(visits: int, month: Month, places: Places, draws: Draws) -> Part:
    """Draw the citizens in outpatient rehabilitation, the stays that their courses follow, their plans and marks."""
    courses = draw_courses(visits, month, places, draws)
    spread = spread_visits(courses, month, draws)
    courses = add_days(courses, spread)
    contacts = outpatients.draw_course_contacts(courses, spread, month, draws).pipe(add_residence, courses)
    most = stays.count_stays(len(contacts))[0] // 2
    before = stays.draw_stays_before(courses, most, places, draws)
    stay_contacts = stays.draw_stay_contacts(before, month, draws)
    contacts = pl.concat([contacts, stay_contacts], how="diagonal")
    courses = courses.pipe(add_plan, contacts)
    at_home = (courses["case"].gather(spread["citizen"]) == "home_visit") & (spread["number"] == 0)
    spread = spread.with_columns(is_rehabilitation=pl.lit(True), at_home=at_home)
    return Part(courses, contacts, spread, pl.concat([list_plans(courses), list_marks(courses, month, draws)]))


def add_plan(courses: pl.DataFrame, contacts: pl.DataFrame) -> pl.DataFrame:
    """Add where and when the plan is issued: discharge from the stay before, else the first contact's `in_day`."""
    numbered = contacts.with_row_index("contact").with_columns(pl.col("contact").cast(pl.Int64))
    discharges = (
        numbered.filter(pl.col("stay").is_not_null())
        .group_by("citizen")
        .agg(pl.col("contact").max(), pl.col("out_day").sort_by("contact").last())
    )
    begun = contacts["in_day"].gather(courses["first_contact"])
    joined = (
        courses.with_columns(in_day=begun, citizen=pl.int_range(len(courses)))
        .join(discharges, on="citizen", how="left", maintain_order="left")
        .with_columns(plan_contact=pl.coalesce("contact", "first_contact"), plan_day=pl.coalesce("out_day", "in_day"))
    )
    return joined.drop("contact", "out_day", "citizen")


def draw_other_part(visits: int, month: Month, places: Places, draws: Draws) -> Part:
    """Draw citizens with outpatient visits that are no rehabilitation."""
    spread = outpatients.draw_other_visits(visits, month, draws)
    contacts = outpatients.draw_other_contacts(spread, draws)
    citizens = draw_citizens(len(contacts), month, places, draws)
    spread = spread.with_columns(is_rehabilitation=pl.lit(False), at_home=pl.lit(False))
    return Part(citizens, add_residence(contacts, citizens), spread, NO_MARKS)


def draw_stay_part(count: int, wards: int, month: Month, places: Places, draws: Draws) -> Part:
    """Draw citizens with stays and no course, and their ward contacts."""
    citizens = stays.draw_stay_citizens(count, month, places, draws)
    alone = stays.draw_stays_alone(citizens, count, month, draws)
    contacts = stays.draw_stay_contacts(alone, month, draws)
    is_last = pl.col("stay") != pl.col("stay").shift(-1).fill_null(-1)
    numbered = contacts.with_columns(contact=pl.int_range(pl.len(), dtype=pl.Int64))
    discharged = numbered.filter(is_last & (pl.col("out_day") <= month.drawn_day))
    ward = outpatients.draw_ward_contacts(wards if count else 0, max(1, len(citizens)), month, draws)
    contacts = pl.concat([contacts, add_residence(ward, citizens)], how="diagonal")
    return Part(citizens, contacts, NO_VISITS, list_discharge_plans(discharged, draws))
