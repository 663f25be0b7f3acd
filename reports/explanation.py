"""One event explained as a chain: its outcome, its rows, what each rule made of them, the facts, the run, the ledger."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import polars as pl
from rich.console import Group, RenderableType
from rich.text import Text

from reports.amounts import describe_amounts, describe_services, find_deciding_price, is_disputed
from reports.bilateral_explanation import BilateralStanding, describe_beside
from reports.places import name_hospital, name_municipality
from reports.reasoning import describe_rules, describe_screening
from reports.reasons import REASONS, REVERSED
from reports.registering import describe_marks
from reports.remedy import describe_put_right
from reports.rulebook import CHANNELS, SCHEMES, SETTINGS, SYSTEM, WORDS
from reports.tables import draw_table, indent
from transforms.tracing import Trace

HEADLINES = {
    "settled": f"CHARGED{{disputed}}: {{kr}} to be collected through {SYSTEM}",
    "opted_out": "CHARGED{disputed}: {kr}, which municipality and region settle themselves (framelding)",
    "information": "FOR INFORMATION (til orientering){disputed}: {kr}, not a claim",
}


class Explanation(NamedTuple):
    """What is known of one event.

    standing: charged, set_aside, or reversed (in the ledger only). stands: its row in the marts, of a reversed one its last
    charge. run: the run whose rows and facts are told. files: table -> file delivered. entries: of the ledger. closed: what
    the table after_final says. bilateral: what the parties settle between themselves. differences: where the line, run
    again, says otherwise than the marts.
    """

    event_id: str
    standing: str
    stands: Mapping[str, Any]
    trace: Trace
    run: Mapping[str, Any]
    files: Mapping[str, str]
    inputs: pl.DataFrame
    entries: pl.DataFrame
    closed: pl.DataFrame
    bilateral: BilateralStanding
    differences: list[str]
    code_version: str
    cpr: str | None


def describe_explanation(told: Explanation) -> RenderableType:
    """The whole explanation, in the order in which it is argued."""
    trace = told.trace
    sections = {
        "Delivered rows (leverede rækker)": describe_rows(told),
        f"Services (ydelser), and {'what they would cost' if trace.event['reason'] else 'which one decides'}": describe_services(
            trace
        ),
        "Plans and course marks (genoptræningsplaner, start- og slutmarkeringer)": describe_marks(trace),
        "The rules, one by one": describe_rules(trace),
        "Screening (frasortering): the first reason that holds": describe_screening(trace),
        "What would have to be registered for it to be charged": describe_put_right(trace),
        "Facts that it rests on (grundlag)": describe_facts(trace),
        "Amount, step by step (beløb)": describe_amounts(trace),
        "The run (kørsel)": describe_run(told),
        "The ledger (bogføring)": describe_entries(told),
        "The bilateral settlement (bilateral afregning)": describe_bilateral(told),
    }
    told_sections = [(title, list(lines)) for title, lines in sections.items()]
    shown = [(title, lines) for title, lines in told_sections if lines]
    body = (
        Group("", Text(f"{number}. {title}", style="bold"), *lines) for number, (title, lines) in enumerate(shown, 1)
    )
    return Group(*describe_outcome(told), Text(f"  {WORDS}"), *body)


def describe_bilateral(told: Explanation) -> Iterator[RenderableType]:
    """The bilateral side of a general outpatient visit; of other events there is none."""
    return describe_beside(told.bilateral) if told.bilateral.stands or told.bilateral.entries.height else iter(())


def describe_outcome(told: Explanation) -> Iterator[RenderableType]:
    """What the event is, and what became of it."""
    event, stands = told.trace.event, told.stands
    where = f"on {event['activity_date']} at hospital {name_hospital(told.trace)}"
    yield Text(f"Event {told.event_id}: {SETTINGS[event['setting']]} {where}", style="bold")
    if told.standing == "set_aside":
        reason = event["reason"]
        yield Text(f"SET ASIDE (frasorteret), nothing is charged: {reason}", style="bold")
        yield Text(f"  {REASONS[reason].says}" if reason else "")
        yield Text(f"  Residence: municipality {name_municipality(told.trace)}")
    else:
        yield from describe_charge(told)
    if "age" in stands:
        yield Text(
            f"  Citizen: {stands['person_key']} (a pseudonym), age {stands['age'] if stands['age'] is not None else 'unknown'}"
        )
    else:
        yield Text(f"  Citizen: {stands['person_key']} (a pseudonym)")
    if told.cpr:
        yield Text(f"  CPR: {told.cpr}")
    unsure = keep_unsure(told.trace).group_by("status").len().sort("status")
    if unsure.height:
        counts = ", ".join(f"{count} {status}" for status, count in unsure.rows())
        yield Text(f"  Not confirmed among the facts that decided: {counts}")
    for difference in told.differences:
        yield Text(f"  NOT AS PUBLISHED: {difference}", style="bold")


def keep_unsure(trace: Trace) -> pl.DataFrame:
    """Keep the facts that are not confirmed and decided: rounding only where no amount is printed, an open course only if it is."""
    price = None if trace.event["reason"] else find_deciding_price(trace)
    idle = []
    if price is None or price["printed_kr"] is not None:
        idle.append("municipal_rounding")
    if not trace.event["scheme"] or trace.event["course_ended_on"]:
        idle.append("open_course")
    is_idle = (pl.col("fact") == "policies") & pl.col("key").is_in(idle)
    return trace.cited.filter((pl.col("status") != "confirmed") & ~is_idle)


def describe_charge(told: Explanation) -> Iterator[RenderableType]:
    """The charge as it stands, or as it was booked before it was reversed."""
    stands = told.stands
    if told.standing == "reversed":
        last = told.entries.row(-1, named=True)
        month, run = last["settlement_month"], last["run_id"]
        yield Text(
            f"NOT CHARGED: its charge was reversed (tilbageført) in {month} by run {run}: {last['reason']}",
            style="bold",
        )
        yield Text(f"  {REVERSED[last['reason']]}")
        yield Text("  What follows is why it was charged before, by the rows of the run that booked it.")
    else:
        disputed = ", amount disputed" if is_disputed(told.trace) else ""
        kroner = f"{stands['municipal_kr']:,} kr"
        yield Text(HEADLINES[stands["channel"]].format(kr=kroner, disputed=disputed), style="bold")
    yield Text(
        f"  {stands['tariff_group']} for {stands['sks_code']}: tariff {stands['tariff_kr']:,} kr, "
        f"municipal amount {stands['municipal_kr']:,} kr, to be collected {stands['payable_kr']:,} kr"
    )
    payer, creditor = f"municipality {name_municipality(told.trace)}", f"region {stands['creditor_region']}"
    is_claim = stands["channel"] != "information"
    yield Text(f"  {'Payer' if is_claim else 'Possible payer'} (betaler): {payer}")
    yield Text(f"  {'Creditor' if is_claim else 'Possible creditor'} (kreditor): {creditor}")
    if not is_claim:
        yield Text(
            f"  Whether and what {payer} owes {creditor} depends on their agreement (KL table 1, section 4.1): see the bilateral "
            "settlement below; the activity itself must be checked by hand."
        )
    yield Text(f"  Scheme (ordning): {SCHEMES[stands['scheme']]}")
    yield Text(f"  Channel (afregningskanal): {CHANNELS[stands['channel']]}")


def describe_rows(told: Explanation) -> Iterator[RenderableType]:
    """Every delivered row that had a part in it: file, row, what it said. Never a CPR number."""
    trace, files, run = told.trace, told.files, told.run
    period = f"the full truth for {run['period_from']} to {run['period_to']}"
    yield Text(f"Delivery drawn on {run['drawn_on']} (opgørelsesdato), {period}. Row 1 is the first below the heading.")
    table = draw_table("file", "row", "what it said", last_is_text=True)
    for row in trace.contacts.sort("row_number").rows(named=True):
        kind = "admitted" if row["setting"] == "stay" else "outpatient"
        until = row["discharged_on"] or "(not ended)"
        place = f"hospital {row['hospital']}, department {row['department'] or 'none'}, specialty {row['specialty'] or 'none'}"
        said = f"contact {row['contact_key']}, {kind}, {place}, municipality {row['municipality'] or 'none'}"
        table.add_row(files["t_adm"], str(row["row_number"]), f"{said}, {row['admitted_on']} to {until}")
    for row in trace.visits.rows(named=True):
        table.add_row(files["t_bes"], str(row["row_number"]), f"visit on {row['activity_date']}")
    own = trace.services.select("row_number", "sks_code", "service_on", "contact_key")
    marks = trace.registrations.select(
        "row_number", "sks_code", pl.col("registered_on").alias("service_on"), "contact_key"
    )
    for number, code, on, contact in pl.concat([own, marks]).unique().sort("row_number").rows():
        table.add_row(files["t_sksube"], str(number), f"service {code} on {on}, contact {contact}")
    yield table
    if trace.other_services:
        lie = "1 other service of the same contacts lies on another day"
        if trace.other_services > 1:
            lie = f"{trace.other_services} other services of the same contacts lie on other days"
        yield Text(f"{lie}: no part of the event.")
    yield Text("Rejected rows (afviste) decide nothing; the table rejected_rows lists them by file and row.")


def describe_facts(trace: Trace) -> Iterator[RenderableType]:
    """The fact rows with their status and source, and the readings that no fact carries."""
    for fact, key, value, first, last, status, source, note in trace.cited.rows():
        period = f"from {first} to {last}" if last else f"from {first}" if first else "by default"
        yield Text(f"{fact} {key}: {value}; {period}; {status.upper()} [{source}]")
        if note:
            yield indent(note)
    for rule, name, status, note in trace.readings.rows():
        yield Text(f"{rule} {name}; {status.upper()} (a reading that no fact carries): {note}")


def describe_run(told: Explanation) -> Iterator[RenderableType]:
    """The run whose rows and facts were read, and what makes it the same run again."""
    run = told.run
    verified = "a second engine computed the same" if run["is_verified"] else "not verified by a second engine"
    yield Text(f"Run {run['run_id']}: settlement month {run['settlement_month']} ({run['round']}), {verified}")
    yield Text(
        f"  Finished {run['finished_at']:%Y-%m-%d %H:%M} UTC; activity from {run['window_from']} to {run['window_to']}"
    )
    yield Text(f"  Delivery {run['delivery_id']}")
    for file, sha256, rows in told.inputs.select("file", "sha256", "rows").rows():
        yield Text(f"    {file}: SHA-256 {sha256}" + (f", {rows:,} rows" if rows is not None else ""))
    yield Text(f"  Facts {run['facts_id']}")
    again = (
        "the same that explains it here"
        if told.code_version == run["code_version"]
        else f"explained here by {told.code_version}"
    )
    yield Text(f"  Code {run['code_version']} ({again})")
    yield Text(f"  Content of charges and set-asides {run['content_hash']}")
    yield Text(f"  Ledger after it {run['ledger_hash']}")


def describe_entries(told: Explanation) -> Iterator[RenderableType]:
    """Every entry of the event, and what was found after the year was closed."""
    if told.entries.is_empty():
        yield Text("No entry: the event was never charged.")
    else:
        table = draw_table(
            "entry",
            "booked in",
            "round",
            "run",
            "type",
            "reason",
            "tariff_kr",
            "municipal_kr",
            "payable_kr",
            right_from=6,
        )
        for row in told.entries.rows(named=True):
            named = [row[name] or "" for name in ("settlement_month", "round", "run_id", "entry_type", "reason")]
            kroner = [f"{row[name]:,}" for name in ("tariff_kr", "municipal_kr", "payable_kr")]
            table.add_row(str(row["entry_no"]), *named, *kroner)
        yield table
        yield Text(f"Sum of its entries: {told.entries['payable_kr'].sum():,} kr payable")
    for row in told.closed.rows(named=True):
        yield Text(
            f"After the final round, not booked: run {row['run_id']} found {row['change']}, {row['payable_kr']:,} kr payable"
        )
