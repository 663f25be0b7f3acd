"""How an event was decided: what each rule came to, and the screening."""

from collections.abc import Iterator

import polars as pl
from rich.console import RenderableType
from rich.text import Text

from reports.amounts import argue_dearest
from reports.places import name_municipality
from reports.reasons import REASONS
from reports.registering import list_courses
from reports.remedy import list_hindrances
from reports.rulebook import CHANNELS, RULES, SCHEMES, quote_rule
from reports.tables import draw_table, indent
from transforms.screening import SET_ASIDE
from transforms.tracing import Trace

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
        quote = quote_rule(name, trace.event["scheme"])
        if quote:
            yield indent(quote, style="italic")


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
        "R4": f"{count_services(trace)} it; with a tariff: {bearing}. So it is rehabilitation",
        "R5": judge_plan(trace),
        "R6": "a stay belongs to no course"
        if is_stay
        else list_courses(trace.courses) or "no course began at this hospital",
        "R7": judge_scheme(trace),
        "R8": f"{event['reason']} holds" if event["reason"] else f"none of the {len(SET_ASIDE)} reasons holds",
        "R9": argue_dearest(trace),
        "R10": "nothing is charged" if event["reason"] else f"{event['municipal_kr']:,} kr (step by step below)",
        "R11": "nothing is charged" if event["reason"] else judge_channel(trace),
        "R12": judge_parties(trace),
    }


def count_services(trace: Trace) -> str:
    """How many services belong to the event. Rule R4."""
    count = trace.services.height
    return "1 service belongs to" if count == 1 else f"{count} services belong to"


def judge_scheme(trace: Trace) -> str:
    """The scheme, or why there is none. Rule R7."""
    if trace.event["scheme"]:
        return SCHEMES[trace.event["scheme"]]
    both = trace.screening["ambiguous_course"]
    return f"unknown: {'courses of both kinds cover the day' if both else 'no course covers the day'}"


def judge_parties(trace: Trace) -> str:
    """Who pays whom; possibly so where nothing is claimed or charged. Rule R12."""
    possibly = "" if trace.event["channel"] in ("settled", "opted_out") else "possible "
    creditor = trace.event["creditor_region"] or "unknown"
    return f"{possibly}payer {name_municipality(trace)}; {possibly}creditor region {creditor}"


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
    if not reason:
        is_claim = trace.event["channel"] != "information"
        yield Text(
            f"None holds, so the event is {'charged' if is_claim else 'listed for information: it is no claim'}."
        )
        return
    yield Text(f"{reason}: {REASONS[reason].says}")
    quote = REASONS[reason].quote
    if quote:
        yield indent(quote_rule(quote, trace.event["scheme"]) if quote in RULES else quote, style="italic")


def judge_reason(trace: Trace, reason: str, *, holds: bool, is_decided: bool) -> str:
    """What the screening says of a reason."""
    if is_decided:
        return "not asked (would hold as well)" if reason in list_hindrances(trace) else "not asked"
    return "HOLDS: the event is set aside for this" if holds else "does not hold"
