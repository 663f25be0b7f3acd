"""How an event was decided: what each rule came to, the screening, and what would put right what stopped it."""

from collections.abc import Iterator

import polars as pl
from rich.console import RenderableType
from rich.text import Text

from reports.amounts import argue_dearest
from reports.registering import list_courses
from reports.rulebook import CHANNELS, QUOTES, REASONS, RULES, SCHEMES
from reports.run_summary import draw_table, indent
from transforms.screening import SET_ASIDE
from transforms.tracing import Trace

PLACEHOLDERS = (
    "These codes are placeholders (pladsholdere), not SKS codes: the memo names the registrations but not their codes, so the "
    "region's own stand in their place."
)


NOT_ASKED = ("not a stay", "not a visit", "a stay belongs to no course", "nothing is charged")
"""Results of rules that have no part in the event."""


def describe_rules(trace: Trace) -> Iterator[RenderableType]:
    """Each rule: what it came to here, what it says, where it comes from, and the memo's own words."""
    results = judge_rules(trace)
    for name, rule in RULES.items():
        yield Text(f"{name} {rule.title}: {results[name]}")
        if results[name] in NOT_ASKED:
            continue
        yield indent(f"{rule.says} [{rule.source}]")
        quote = QUOTES.get((name, trace.event["scheme"]), rule.quote)
        if quote:
            yield indent(f"KL: »{quote}«", style="italic")


def judge_rules(trace: Trace) -> dict[str, str]:
    """What each rule came to."""
    event, is_stay = trace.event, trace.event["setting"] == "stay"
    codes = trace.prices.select("sks_code", "sks_prefix").unique().sort("sks_code", "sks_prefix").rows()
    bearing = ", ".join(code if code == prefix else f"{code} (a sub-code of {prefix})" for code, prefix in codes)
    own_number = trace.contacts.filter(pl.col("contact_key") == pl.col("k_recnum")).is_empty()
    return {
        "R1": f"{', '.join(trace.contacts['contact_key'])}, {'idnummer' if own_number else 'the record number, as it has no idnummer'}",
        "R2": judge_stay(trace) if is_stay else "not a stay",
        "R3": "not a visit" if is_stay else f"the visit day {event['activity_date']} of contact {event['contact_key']}",
        "R4": f"{trace.services.height} services belong to it; with a tariff: {bearing}. So it is rehabilitation",
        "R5": judge_plan(trace),
        "R6": "a stay belongs to no course"
        if is_stay
        else list_courses(trace.courses) or "no course began at this hospital",
        "R7": SCHEMES[event["scheme"]] if event["scheme"] else "unknown: not exactly one kind of course covers the day",
        "R8": f"{event['reason']} holds" if event["reason"] else f"none of the {len(SET_ASIDE)} reasons holds",
        "R9": argue_dearest(trace),
        "R10": "nothing is charged" if event["reason"] else f"{event['municipal_kr']:,} kr (step by step below)",
        "R11": "nothing is charged" if event["reason"] else judge_channel(trace),
        "R12": f"payer {name_municipality(trace)}; creditor region {event['creditor_region'] or 'unknown'}",
    }


def judge_stay(trace: Trace) -> str:
    """How the contacts make a stay. Rule R2."""
    event, gap = trace.event, trace.grounds["stay_gap_days"]
    joined = (
        "one contact"
        if trace.contacts.height == 1
        else f"{trace.contacts.height} contacts at hospital {event['hospital']}, each from at most {gap} days after the discharge before"
    )
    return f"{joined}; discharged {event['activity_date']}. Contact {event['contact_key']} gives municipality and department"


def judge_plan(trace: Trace) -> str:
    """Whether there is a plan, and whether one is needed. Rule R5."""
    issued = trace.event["plan_issued_on"]
    found = f"issued on {issued}" if issued else f"none on or before {trace.event['activity_date']}"
    needed = "one is needed" if trace.grounds["is_plan_required"] else "none is needed"
    return f"{found}; {needed} (policy plan_required, among the facts below)"


def judge_channel(trace: Trace) -> str:
    """How the amount is settled. Rule R11."""
    event = trace.event
    parties = f"{event['payer_municipality']} and region {event['creditor_region']}"
    opted = f"an opt-out of {parties} is in force" if event["is_opted_out"] else f"no opt-out of {parties} is in force"
    return CHANNELS[event["channel"]] + (f"; {opted}" if event["scheme"] == "specialised_outpatient" else "")


def describe_screening(trace: Trace) -> Iterator[RenderableType]:
    """The reasons in their order: which hold, and which one set the event aside."""
    table = draw_table("", "reason", "result", "source", right_from=9)
    is_decided = False
    for place, (reason, holds) in enumerate(trace.screening.items(), 1):
        table.add_row(
            str(place), reason, judge_reason(trace, reason, holds=holds, is_decided=is_decided), REASONS[reason].source
        )
        is_decided = is_decided or holds
    yield table
    reason = trace.event["reason"]
    yield Text(f"{reason}: {REASONS[reason].says}" if reason else "None holds, so the event is charged.")
    if reason and REASONS[reason].quote:
        yield indent(f"KL: »{REASONS[reason].quote}«", style="italic")


def judge_reason(trace: Trace, reason: str, *, holds: bool, is_decided: bool) -> str:
    """What the screening says of a reason."""
    if not holds:
        return "does not hold"
    if not is_decided:
        return "HOLDS: the event is set aside for this"
    return "would hold as well" if reason in list_hindrances(trace) else "not asked: it follows from the one before"


def list_hindrances(trace: Trace) -> list[str]:
    """The reasons that stand in the way, each to be put right by itself."""
    holding = [reason for reason, holds in trace.screening.items() if holds]
    return [reason for reason in holding if not set(REASONS[reason].within) & set(holding)]


def describe_put_right(trace: Trace) -> Iterator[RenderableType]:
    """What would have to be registered for an event set aside to be charged, with the codes in force on its day."""
    hindrances = list_hindrances(trace)
    blanks = fill_blanks(trace)
    for reason in hindrances:
        yield Text(f"{reason}: {REASONS[reason].put_right.format(**blanks)}")
    told = " ".join(REASONS[reason].put_right for reason in hindrances)
    roles = trace.codes.filter(pl.col("status") == "placeholder")["role"].unique().to_list()
    if any(f"{{{role}}}" in told for role in roles) or ("{end_of_course}" in told and roles):
        yield Text(PLACEHOLDERS)
    if hindrances and trace.grounds["specialised_outpatient_order"] is None and "{start_specialised}" in told:
        yield Text(
            "A specialised course would not do: none of its services bears a tariff in that scheme (home_visit_in_specialised_course)."
        )
    if hindrances:
        yield Text(
            "The next settlement whose delivery holds it charges the event, in the month then settled; once the year is closed "
            "nothing is booked any more (contract R13)."
        )


def fill_blanks(trace: Trace) -> dict[str, str]:
    """What the blanks of a sentence are filled with: day, places, codes by role."""
    event = trace.event
    roles = ("plan_general", "plan_specialised", "start_general", "end_general", "start_specialised", "end_specialised")
    codes = {role: list_codes(trace.codes.filter(pl.col("role") == role), role) for role in roles}
    kind = (event["scheme"] or "").removesuffix("_outpatient")
    specialised = trace.priced.filter(pl.col("scheme") == "specialised_outpatient")
    return codes | {
        "day": str(event["activity_date"]),
        "hospital": name_hospital(trace),
        "municipality": name_municipality(trace),
        "end_of_course": codes.get(f"end_{kind}", "end_general or end_specialised"),
        "specialised_codes": ", ".join(specialised["sks_prefix"]),
    }


def list_codes(codes: pl.DataFrame, role: str) -> str:
    """The codes of a role as `CODE (role)`."""
    return (
        f"{' or '.join(codes['sks_prefix'])} [{role}]"
        if codes.height
        else f"a code with role {role} (none is in force)"
    )


def name_hospital(trace: Trace) -> str:
    """The hospital's code and its name, where it is known."""
    return f"{trace.event['hospital']} {trace.grounds['hospital_name'] or '(not in the list)'}"


def name_municipality(trace: Trace) -> str:
    """The municipality of residence and its name, where there is one."""
    code = trace.event["payer_municipality"]
    return f"{code} {trace.grounds['municipality_name'] or '(no municipality on the day)'}" if code else "none given"
