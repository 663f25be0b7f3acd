"""A synthetic delivery of the municipal register (GES) of one month: its three tables, with the headings of deliveries."""

from pathlib import Path

import polars as pl

from data.synthetic import ges_faults
from data.synthetic.draws import Draws
from data.synthetic.ges_courses import draw_citizens_and_visits, draw_municipal_courses
from data.synthetic.ges_places import MunicipalPlaces, read_municipal_places
from data.synthetic.ges_services import draw_municipal_additions, draw_municipal_services
from data.synthetic.months import Month
from data.synthetic.registers import spell_days

COURSES, SERVICES, ADDITIONS = (
    f"genoptraening_{name}" for name in ("grundoplysninger", "procedurer", "tillaegsprocedurer")
)


def draw_delivery(visits: int, seed: int, month: Month, facts: Path, draws: Draws) -> dict[str, pl.DataFrame]:
    """Draw the tables of a delivery, the rows that are to be rejected among them."""
    places = read_municipal_places(facts, month)
    citizens, days = draw_citizens_and_visits(visits, month, places, draws)
    courses = draw_municipal_courses(citizens, days, month, places, draws)
    services = draw_municipal_services(days, courses, len(places.centres), draws)
    prefix = (
        f"SYN-{month.first:%Y-%m}-{seed:_}-"  # never six digits in a row before more: no number looks like a CPR number
    )
    courses = courses.with_columns(course_id=number_rows(prefix, pl.col("order")))
    services = (
        services.with_columns(courses["order"].gather(services["contact"]))
        .sort("order", "day", maintain_order=True)
        .with_columns(service_id=number_rows(f"{prefix}Y", pl.int_range(pl.len())))
    )
    additions = draw_municipal_additions(services, places.supplements, draws)
    tables = {
        COURSES: spell_courses(courses, places),
        SERVICES: spell_services(services, courses),
        ADDITIONS: additions.select(ydelse_id="service_id", c_tilopr="code"),
    }
    return ges_faults.add_faults(tables, places.elsewhere, draws)


def number_rows(prefix: str, number: pl.Expr) -> pl.Expr:
    """Number rows with nine digits behind a prefix."""
    return pl.concat_str(pl.lit(prefix), number.cast(pl.String).str.zfill(9))


def spell_courses(courses: pl.DataFrame, places: MunicipalPlaces) -> pl.DataFrame:
    """Spell genoptraening_grundoplysninger."""
    performing = places.institutions[courses["institution"].to_numpy()]
    return courses.select(
        forloeb_id="course_id",
        v_cpr="cpr",
        c_kom=pl.col("municipality").str.strip_prefix("0"),
        institution=performing["institution"],
        institution_art=performing["number_kind"],
        institution_kom=performing["municipality"].str.strip_prefix("0"),
        d_plan=spell_days(courses["plan_day"]),
        plan_art="plan_kind",
        d_slut=spell_days(courses["end_day"]),
        diagnosegruppe="diagnosis_group",
    ).sort("forloeb_id")


def spell_services(services: pl.DataFrame, courses: pl.DataFrame) -> pl.DataFrame:
    """Spell genoptraening_procedurer."""
    text = {"minutter": "minutes", "holdstoerrelse": "group_size", "rejse_minutter": "travel_minutes"}
    return services.select(
        forloeb_id=courses["course_id"].gather(services["contact"]),
        ydelse_id="service_id",
        d_ydelse=spell_days(services["day"]),
        c_opr="code",
        form="form",
        konsultation="consultation",
        **{heading: pl.col(column).cast(pl.String) for heading, column in text.items()},
    )
