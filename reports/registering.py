"""Plans and course marks of an event's citizen, and the courses that they make."""

from collections.abc import Iterator
from typing import Any

import polars as pl
from rich.console import RenderableType
from rich.text import Text

from reports.rulebook import ROLES
from reports.tables import draw_table
from transforms.tracing import Trace


def describe_marks(trace: Trace) -> Iterator[RenderableType]:
    """The plans and marks seen, each with what it counts for, and the courses at the event's hospital."""
    day = trace.event["activity_date"]
    if trace.registrations.is_empty():
        yield Text("The delivery holds no plan and no course mark of this citizen.")
        return
    table = draw_table("row", "date", "code", "role", "hospital", "counts", right_from=9)
    for row in trace.registrations.rows(named=True):
        cells = (row["row_number"], row["registered_on"], row["sks_code"], ROLES[row["role"]], row["hospital"])
        table.add_row(*map(str, cells), judge_mark(row, trace))
    yield table
    if trace.event["setting"] == "stay":
        return
    if trace.courses.is_empty():
        yield Text("No course began at this hospital.")
    for row in trace.courses.sort("course_started_on", "kind").rows(named=True):
        yield Text(
            f"Course (forløb), {describe_course(row)}: {'covers' if covers(row, day) else 'does not cover'} {day}"
        )


def judge_mark(row: dict[str, Any], trace: Trace) -> str:
    """What a plan or mark counts for."""
    day = trace.event["activity_date"]
    if row["role"] == "no_plan_needed":
        return "no plan"
    if row["role"].startswith("plan"):
        if row["registered_on"] == trace.event["plan_issued_on"]:
            return "the plan of the event"
        return "issued after the event" if row["registered_on"] > day else "an earlier plan"
    if row["role"] == "fee_supplement":
        return "nothing: a fee between parties"
    if trace.event["setting"] == "stay":
        return "nothing: a stay belongs to no course"
    return "mark of a course" if row["is_here"] else "nothing here: another hospital's course"


def describe_course(row: dict[str, Any]) -> str:
    """A course in words: its kind, its days, what closed it."""
    until = f"to {row['course_ended_on']}" if row["course_ended_on"] else "on, still open (no end mark)"
    how = " (closed the day before the next start mark: a reading, R6)" if row["is_cut_short"] else ""
    return f"{row['kind']}, from {row['course_started_on']} {until}{how}"


def covers(row: dict[str, Any], day: Any) -> bool:
    """Whether a course covers a day, by the days that the line gave it."""
    return bool(row["covers_from"] <= day and (row["course_ended_on"] is None or day <= row["course_ended_on"]))


def list_courses(courses: pl.DataFrame) -> str:
    """All courses in one line."""
    rows = courses.sort("course_started_on", "kind").rows(named=True)
    return "; ".join(describe_course(row) for row in rows)
