"""What would have to be registered for an event set aside to be charged, and by whom."""

from collections.abc import Iterator

import polars as pl
from rich.console import RenderableType
from rich.text import Text

from reports.places import name_hospital, name_municipality
from reports.reasons import REASONS
from transforms.tracing import Trace

PLACEHOLDERS = (
    "These codes are placeholders (pladsholdere), not SKS codes: the memo names the registrations but not their codes, so the "
    "region's own stand in their place."
)

MARKS_WITHOUT_PLAN = (
    " A course is marked although no plan is in the delivery: either the plan or the marks are wrong; ask the hospital."
)

NO_COURSE_NEEDED = (
    "If the services were treatment (behandling) and no rehabilitation by a plan, there is nothing to mark, and the event is rightly "
    "not charged (KL section 2.2)."
)

KINDS = ("general", "specialised")


def list_hindrances(trace: Trace) -> list[str]:
    """The reasons that stand in the way, each to be put right by itself."""
    holding = [reason for reason, holds in trace.screening.items() if holds]
    return [reason for reason in holding if not set(REASONS[reason].within) & set(holding)]


def describe_put_right(trace: Trace) -> Iterator[RenderableType]:
    """What would have to be registered for an event set aside to be charged, with the codes in force on its day."""
    hindrances = list_hindrances(trace)
    if not hindrances:
        return
    blanks = fill_blanks(trace)
    asked = [f"{reason}: {REASONS[reason].put_right.format(**blanks)}" for reason in hindrances]
    yield from map(Text, asked)
    told = " ".join(asked)
    roles = trace.codes.filter(pl.col("status") == "placeholder")["role"].unique().to_list()
    if any(f"[{role}]" in told for role in roles):
        yield Text(PLACEHOLDERS)
    if trace.grounds["specialised_outpatient_order"] is None and blanks["start_specialised"] in told:
        yield Text(
            "A specialised course would not do: none of its services bears a tariff in that scheme (home_visit_in_specialised_course)."
        )
    yield Text(f"Who must register it: {name_registrar(trace, hindrances)}; the municipality can only ask for it.")
    yield Text(
        "The next settlement whose delivery holds it charges the event if no other reason then holds (a general outpatient event is "
        "listed for information), in the month then settled. Once the year is closed by its final round, differences are only "
        "reported (table after_final) and not booked (contract R13: »after it, differences for that year are reported [...] and not "
        "booked, and charges stay as booked«)."
    )


def name_registrar(trace: Trace, hindrances: list[str]) -> str:
    """The hospital that must register what is missing, with its region."""
    if {"unknown_hospital", "test_hospital"} & set(hindrances):
        return f"the hospital where the citizen was, and its region (the delivery says {name_hospital(trace)})"
    issuer = ", or for the plan the hospital that issued it" if "no_rehabilitation_plan" in hindrances else ""
    return f"hospital {name_hospital(trace)}, in region {trace.event['creditor_region'] or 'unknown'}{issuer}"


def fill_blanks(trace: Trace) -> dict[str, str]:
    """What the blanks of a sentence are filled with: day, places, codes by role."""
    event = trace.event
    roles = ("plan_general", "plan_specialised", *(f"{end}_{kind}" for kind in KINDS for end in ("start", "end")))
    codes = {role: list_codes(trace.codes.filter(pl.col("role") == role), role) for role in roles}
    kind = (event["scheme"] or "").removesuffix("_outpatient")
    specialised = trace.priced.filter(pl.col("scheme") == "specialised_outpatient")
    held = set(trace.registrations["role"])
    is_marked_without_plan = held & {"start_general", "start_specialised"} and not held & {
        "plan_general",
        "plan_specialised",
    }
    return codes | {
        "day": str(event["activity_date"]),
        "hospital": name_hospital(trace),
        "municipality": name_municipality(trace),
        "end_of_course": codes.get(f"end_{kind}", "end_general or end_specialised"),
        "specialised_codes": ", ".join(specialised["sks_prefix"]),
        "course": ask_for_course(trace, codes),
        "other_course": lower_first(ask_for_course(trace, codes)),
        "mark_contacts": ask_for_mark_contacts(trace),
        "marks_without_plan": MARKS_WITHOUT_PLAN if is_marked_without_plan else "",
    }


def ask_for_course(trace: Trace, codes: dict[str, str]) -> str:
    """What marks are missing for a course to cover the day; only its start mark where its end mark is there already."""
    day, hospital = trace.event["activity_date"], name_hospital(trace)
    ended = {kind: find_end_mark(trace, kind) for kind in KINDS}
    there = [
        f"a {kind} end mark of {on} is there already, and only its start mark is missing: {codes[f'start_{kind}']}, dated {day} or earlier"
        for kind, on in ended.items()
        if on
    ]
    if there:
        return f"At hospital {hospital} {'; or '.join(there)}. {NO_COURSE_NEEDED}"
    marks = [f"{kind} (start {codes[f'start_{kind}']}, end {codes[f'end_{kind}']})" for kind in KINDS]
    return (
        f"The day must lie in a course at hospital {hospital}: a start mark on {day} or earlier and an end mark on {day} or later, "
        f"either {' or '.join(marks)}. {NO_COURSE_NEEDED}"
    )


def lower_first(sentence: str) -> str:
    """A sentence as it goes on after a colon."""
    return f"{sentence[0].lower()}{sentence[1:]}"


def find_end_mark(trace: Trace, kind: str) -> str | None:
    """The date of the first mark of a kind at the hospital on or after the day, where it is an end mark and no start mark."""
    later = trace.registrations.filter(
        pl.col("is_here"),
        pl.col("role").is_in([f"start_{kind}", f"end_{kind}"]),
        pl.col("registered_on") >= trace.event["activity_date"],
    )
    first = later.filter(pl.col("registered_on") == pl.col("registered_on").min())
    return str(first.item(0, "registered_on")) if set(first["role"]) == {f"end_{kind}"} else None


def ask_for_mark_contacts(trace: Trace) -> str:
    """Which other contacts must get the same hospital, because they carry the marks of the course there."""
    own = trace.contacts["contact_key"].to_list()
    is_mark = pl.col("role").str.starts_with("start_") | pl.col("role").str.starts_with("end_")
    others = trace.registrations.filter(pl.col("is_here") & is_mark & ~pl.col("contact_key").is_in(own))
    keys = others["contact_key"].unique().sort().to_list()
    if not keys or trace.event["setting"] == "stay":
        return ""
    return f" The contacts that carry the marks of the course must be corrected too, to the same hospital: {', '.join(keys)}."


def list_codes(codes: pl.DataFrame, role: str) -> str:
    """The codes of a role as `CODE [role]`."""
    return (
        f"{' or '.join(codes['sks_prefix'])} [{role}]"
        if codes.height
        else f"a code with role {role} (none is in force)"
    )
