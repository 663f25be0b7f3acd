"""The mart of the control lists: what people should look at. What each list means stands in `reports.control_lists`."""

import pandera.polars as pa
import polars as pl

from schemas.columns import KRONER, column


class ControlList(pa.DataFrameModel):
    """Control lists (kontrollister), as they stand now: what municipalities and regions should look at, a line each.

    A line goes once it is put right. An event may be on several lists; it is charged or set aside all the same.
    Key: list, event_id, payer_municipality, hospital, activity_date, detail.
    """

    run_id: str = column("Run that last found the line")
    list: str = column(
        "general_outpatient, no_agreement, inpatient_home_visit, home_visit_in_specialised_course, plan_and_course_differ, "
        "ambiguous_course, "
        "end_mark_without_start, long_open_course, old_tariff_at_year_turn or deviating_municipality"
    )
    event_id: str = column(
        "Event, named as in charges or set_aside; empty where the line is no event: end_mark_without_start, long_open_course, "
        "deviating_municipality",
        nullable=True,
    )
    payer_municipality: str = column(
        "Municipality of residence as delivered, empty where none was given", nullable=True
    )
    creditor_region: str = column(
        "Region of the hospital, empty where the hospital is unknown, of municipal visits and of deviating_municipality",
        nullable=True,
    )
    hospital: str = column(
        "Hospital (SHAK) or institution as delivered, empty of deviating_municipality", nullable=True
    )
    activity_date: pl.Date = column(
        "Day of the event or of the end mark; of long_open_course the last day that the run computed, of deviating_municipality "
        "the last day of the month"
    )
    detail: str = column("What is to be looked at, in Danish; it may name a contact, never a citizen")
    advisory_kr: KRONER = column(
        "Kroner at stake: the event's tariff; of long_open_course the tariffs of its waiting visits; of deviating_municipality "
        "municipal_kr of the month less the median of those before, below 0 where it is less; empty of end_mark_without_start",
        nullable=True,
    )


CONTROL_LIST_KEY = ["list", "event_id", "payer_municipality", "hospital", "activity_date", "detail"]
"""What tells one line from another."""
