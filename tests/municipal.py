"""What a test gives of the municipal register: deliveries written from drawn tables, and what comes through the gate.

As in `tests.given`, the patient number is the case, and columns that are not drawn hold what is ordinary.
"""

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from flows.acceptance import Accepted, accept_municipal
from flows.delivery import find_delivery
from flows.facts import SHIPPED
from tests.given import Tables, cpr, facts_folder, facts_read_once, filled, write_table, write_toml

COURSES = "genoptraening_grundoplysninger"
SERVICES = "genoptraening_procedurer"
ADDITIONS = "genoptraening_tillaegsprocedurer"

COURSE = {
    "course_id": "",
    "cpr": "6101070001",
    "municipality": "0101",
    "institution": "GK0101",
    "number_kind": "sor",
    "institution_municipality": "0101",
    "plan_issued_on": "2007-02-20",
    "plan_kind": "almen",
    "ended_on": "",
    "diagnosis_group": "",
}
"""An ordinary course: a citizen of Copenhagen at its own training centre; `course_id` is the row's number."""

SERVICE = {
    "course_id": "1",
    "service_id": "",
    "service_on": "2007-03-05",
    "sks_code": "BLNA",
    "form": "individuel",
    "minutes": "45",
    "group_size": "",
    "consultation": "",
    "travel_minutes": "",
}
ADDITION = {"service_id": "1", "additional_code": "TILLAEG"}
ORDINARY_GES = {COURSES: COURSE, SERVICES: SERVICE, ADDITIONS: ADDITION}
OPTIONAL = ("diagnosis_group", "consultation", "travel_minutes")
DANISH = {
    COURSES: [
        *("forloeb_id", "v_cpr", "c_kom", "institution", "institution_art", "institution_kom"),
        *("d_plan", "plan_art", "d_slut", "diagnosegruppe"),
    ],
    SERVICES: [
        *("forloeb_id", "ydelse_id", "d_ydelse", "c_opr", "form"),
        *("minutter", "holdstoerrelse", "konsultation", "rejse_minutter"),
    ],
    ADDITIONS: ["ydelse_id", "c_tilopr"],
}
"""What the columns are called in deliveries, in the same order, as the shipped facts have it."""


def municipal_tables(courses: str = "", services: str = "", additions: str = "") -> Tables:
    """The three tables of what is drawn; courses and services are numbered from 1."""
    drawn = [{**row, "course_id": row["course_id"] or str(n)} for n, row in enumerate(filled(courses, COURSE), 1)]
    given = [{**row, "service_id": row["service_id"] or str(n)} for n, row in enumerate(filled(services, SERVICE), 1)]
    for row in drawn:
        row["cpr"] = cpr(row.pop("patient")) if "patient" in row else row["cpr"]
    return {COURSES: drawn, SERVICES: given, ADDITIONS: filled(additions, ADDITION)}


def write_municipal(
    folder: Path, tables: Mapping[str, Iterable[Mapping[str, str]]], *, period: str = "2007-03"
) -> Path:
    """Write a delivery of the municipal register in the plainest form, with the headings of genopt's own columns."""
    write_toml(folder, period, register="ges")
    for name, ordinary in ORDINARY_GES.items():
        write_table(folder / f"{name}.csv", list(tables[name]), list(ordinary), ";")
    return folder


def accepted_from(folder: Path, facts: Path = SHIPPED, max_rejected_share: float = 1.0) -> Accepted:
    """What comes through the gate of a municipal delivery's files."""
    return accept_municipal(find_delivery(folder), facts_read_once(facts), max_rejected_share)


def accepted(
    courses: str = "patient\n1", services: str = "", additions: str = "", *, facts: Mapping[str, str] | None = None
) -> Accepted:
    """What comes through the gate of drawn tables. Any share may be rejected."""
    return accepted_tables(municipal_tables(courses, services, additions), facts=facts)


def accepted_tables(
    tables: Mapping[str, Iterable[Mapping[str, str]]], *, facts: Mapping[str, str] | None = None
) -> Accepted:
    """What comes through the gate of tables given as rows of text."""
    with tempfile.TemporaryDirectory() as folder:
        return accepted_from(write_municipal(Path(folder), tables), facts_folder(**facts or {}))
