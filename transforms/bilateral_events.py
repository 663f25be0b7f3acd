"""What the parties settle between themselves, before anything is priced: visits, and courses that have finished.

Hospitals' general outpatient visits and municipal activity come in one shape. Danish: besøg, afsluttede forløb.
Source: KL memo 2006, sections 1 (table 1), 3.2 and 4.
"""

import polars as pl

from transforms.dated import Facts
from transforms.dates import write_date
from transforms.ges import Municipal
from transforms.ges_linking import add_supplier
from transforms.settlement import Window

HOSPITALS = "lpr2"
MUNICIPALITIES = "ges"
"""The registers: who delivers the activity."""

MUNICIPAL = "G:"
"""What the name of a municipal visit begins with."""

FINISHED = "F:"
"""What the name of a finished municipal course begins with: the day on which it ended is not part of it."""

DAY = len(":YYYY-MM-DD")

HOSPITAL_COURSE = ["cpr", "hospital", "course_started_on"]
"""What tells one general course at a hospital from another. Rule R7."""


def name_course(event_id: str) -> str:
    """The course that a municipal visit or a finished course is of, by the names that are given here."""
    return event_id.removeprefix(FINISHED) if event_id.startswith(FINISHED) else event_id.removeprefix(MUNICIPAL)[:-DAY]


def prepare_hospital_visits(charges: pl.LazyFrame, window: Window) -> pl.LazyFrame:
    """Bring hospitals' general outpatient visits to the shape that agreements price: the region is the supplier.

    A hospital's course has no number of its own, so its price stands on its last visit of the period (is_finishing), of two on
    one day on the one whose name comes last [reading], once its end mark lies in it too: right for deliveries of whole courses,
    as those from the year's first day on are.
    Danish: køb af almen ambulant genoptræning i regionen.
    Source: KL memo 2006, sections 3.2 and 4.1.
    """
    is_finished = (pl.col("course_ended_on") <= window.last).fill_null(value=False)
    last = pl.col("event_id").sort_by("activity_date", "event_id").last()
    general = charges.filter(pl.col("scheme") == "general_outpatient")
    courses = general.group_by(HOSPITAL_COURSE, maintain_order=True).agg(last_id=last).with_row_index("course")
    return general.join(courses, on=HOSPITAL_COURSE, how="left", nulls_equal=True, maintain_order="left").select(
        *("event_id", "cpr", "activity_date", "sks_code", "tariff_group", "course"),
        register_name=pl.lit(HOSPITALS),
        payer="payer_municipality",
        supplier_kind=pl.lit("region"),
        supplier="creditor_region",
        institution="hospital",
        service_scope=pl.lit("general"),
        diagnosis_group=pl.lit(None, pl.String),
        visits=pl.lit(1, pl.Int64),
        services=pl.lit(None, pl.Int64),
        treatment_services=pl.lit(None, pl.Int64),
        minutes=pl.lit(None, pl.Int64),
        advisory_kr="tariff_kr",
        begun_on="course_started_on",
        is_finishing=is_finished & (pl.col("event_id") == pl.col("last_id")),
    )


def prepare_municipal_activity(registry: Municipal, facts: Facts, window: Window) -> pl.LazyFrame:
    """Bring the municipal visits and finished courses of a window to the same shape, without their advisory tariff.

    One row per course and day, and one per course that has ended by the window's last day (is_finishing, visits 0). Whose the
    institution is is asked on the day. Danish: kommunal genoptræningsaktivitet. Source: KL memo 2006, sections 2.2, 3.2 and 4.2.
    """
    courses = registry.contacts.lazy().drop("row_number")
    activity = pl.concat([list_visits(registry, window), list_finished(registry, window)])
    return (
        activity.join(courses, on="contact")
        .pipe(add_supplier, facts, on="activity_date")
        .select(
            pl.concat_str("named", "contact_key", "of_day").alias("event_id"),
            *("contact", "cpr", "activity_date", "supplier_kind", "supplier", "institution", "service_scope"),
            *("diagnosis_group", "visits", "is_finishing"),
            register_name=pl.lit(MUNICIPALITIES),
            payer="municipality",
            course="contact",
            begun_on="plan_issued_on",
        )
        .sort("event_id")
    )


def list_visits(registry: Municipal, window: Window) -> pl.LazyFrame:
    """The visits of a window: contact, activity_date, and what they are named by. Danish: besøg."""
    of_window = registry.visits.lazy().filter(pl.col("activity_date").is_between(window.first, window.last))
    return of_window.select(
        "contact",
        "activity_date",
        named=pl.lit(MUNICIPAL),
        of_day=write_date(pl.col("activity_date"), ":%Y-%m-%d"),
        visits=pl.lit(1, pl.Int64),
        is_finishing=pl.lit(value=False),
    )


def list_finished(registry: Municipal, window: Window) -> pl.LazyFrame:
    """The courses that have ended by a window's last day, each on the day of its end, in the same columns.

    A course that lies in the window from its plan to its end and has no visit was never held; of an older one the visits may
    have been delivered before. Danish: afsluttede forløb. Source: KL memo 2006, section 3.2 (one price per finished course).
    """
    ended = registry.contacts.lazy().filter(pl.col("ended_on") <= window.last)
    return ended.filter(is_held(registry) | (pl.col("plan_issued_on") < window.first)).select(
        "contact",
        activity_date="ended_on",
        named=pl.lit(FINISHED),
        of_day=pl.lit(""),
        visits=pl.lit(0, pl.Int64),
        is_finishing=pl.lit(value=True),
    )


def is_held(registry: Municipal) -> pl.Expr:
    """Whether a course has a visit in its delivery."""
    return pl.col("contact").is_in(registry.visits["contact"].implode())


def name_courses(registry: Municipal) -> pl.DataFrame:
    """The delivered courses as their ends are named: event_id, begun_on, is_held. What is delivered of a course is all of its end."""
    name = pl.concat_str(pl.lit(FINISHED), "contact_key").alias("event_id")
    return registry.contacts.select(name, begun_on="plan_issued_on", is_held=is_held(registry))


NO_COURSES = {"event_id": pl.String(), "begun_on": pl.Date(), "is_held": pl.Boolean()}
"""Hospitals' courses have no end of their own: their price stands on a visit."""


def attach_municipal_services(activity: pl.LazyFrame, registry: Municipal) -> pl.LazyFrame:
    """The services of municipal visits with `event_id`: every one of the window belongs to the visit of its course and day."""
    on_day = registry.services.lazy().rename({"service_on": "activity_date"})
    visits = activity.filter(pl.col("visits") == 1).select("contact", "activity_date", "event_id")
    return on_day.join(visits, on=["contact", "activity_date"])
