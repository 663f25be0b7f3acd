"""One bilateral visit explained: who owes whom what, under which agreement, from which rows. Never a CPR number."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import polars as pl
from rich.console import Group, RenderableType
from rich.text import Text

from reports.tables import draw_table, indent
from transforms.bilateral_tracing import VisitTrace

NOTHING_COLLECTED = (
    "Nothing of it is collected by the national system: the parties settle it between themselves (KL 4.1, 4.2)."
)

MODELS = {
    "drg": "the advisory tariff of the visit (KL 3.1, 4.1)",
    "drg_less_percent": "the advisory tariff less {less_percent} per cent, half up to øre (KL 3.1)",
    "per_course": "one price per finished course, on the day of its end; 0 on its visits (KL 3.2)",
    "per_hour": "the minutes of each service at one price per hour, a group's shared by its participants (KL 3.2)",
    "per_hour_by_form": "the minutes of each service at the price of its form, a group's divided by its participants (KL 3.3)",
    "package": "one price per finished course of the diagnosis group, on the day of its end; 0 on its visits (KL 3.4)",
    "fee_schedule": "one fee per visit, the dearest of its services, with one supplement; one visit per citizen and day (KL 3.5)",
}


class BilateralStanding(NamedTuple):
    """What the marts say of a visit bilaterally. stands: None where it stands no more. closed: of bilateral_after_final."""

    stands: Mapping[str, Any] | None
    entries: pl.DataFrame
    closed: pl.DataFrame


class VisitExplanation(NamedTuple):
    """What is known of a municipal visit. stands: as it stands, else its last charge. differences: where the line says otherwise."""

    event_id: str
    known: BilateralStanding
    stands: Mapping[str, Any]
    trace: VisitTrace
    run: Mapping[str, Any]
    files: Mapping[str, str]
    differences: list[str]
    code_version: str
    cpr: str | None


def describe_visit(told: VisitExplanation) -> RenderableType:
    """The whole explanation, in the order in which it is argued."""
    sections = {
        "Delivered rows (leverede rækker)": describe_rows(told),
        "Who owes whom (køber og sælger)": describe_parties(told.stands),
        "Amount, step by step (beløb)": describe_steps(told),
        "Facts that it rests on (grundlag)": describe_facts(told.trace.cited),
        "The run (kørsel)": describe_run(told),
        "The bilateral ledger (bogføring)": describe_entries(told.known),
    }
    body = (
        Group("", Text(f"{n}. {title}", style="bold"), *lines) for n, (title, lines) in enumerate(sections.items(), 1)
    )
    return Group(*describe_outcome(told), *body)


def describe_outcome(told: VisitExplanation) -> Iterator[RenderableType]:
    """What the visit is, and what became of it."""
    visit = told.stands
    what = "Visit" if visit["visits"] else "Finished course (afsluttet forløb)"
    yield Text(f"{what} {told.event_id}: on {visit['activity_date']} at {visit['institution']}", style="bold")
    if told.known.stands is None:
        last = told.known.entries.row(-1, named=True)
        yield Text(f"NOT OWED: reversed (tilbageført) in {last['settlement_month']}: {last['reason']}", style="bold")
    else:
        yield Text(headline(visit), style="bold")
    yield Text(f"  {NOTHING_COLLECTED}")
    yield Text(f"  Citizen: {visit['person_key']} (a pseudonym)")
    if told.cpr:
        yield Text(f"  CPR: {told.cpr}")
    for difference in told.differences:
        yield Text(f"  NOT AS PUBLISHED: {difference}", style="bold")


def headline(visit: Mapping[str, Any]) -> str:
    """How a visit stands, in a line."""
    if visit["standing"] == "own_production":
        return "OWN PRODUCTION (egenproduktion): the municipality treated its own citizen, so nobody owes anything"
    if visit["standing"] == "agreed":
        return f"OWED UNDER AN AGREEMENT: {visit['agreed_kr']:,} kr by agreement {visit['agreement_id']}"
    if visit["decision"] is None:
        return f"NO AGREEMENT (uden aftale): nothing is agreed; the advisory tariff is {visit['advisory_kr']:,} kr"
    agreed = "without an amount" if visit["agreed_kr"] is None else f"at {visit['agreed_kr']:,} kr"
    return f"NO AGREEMENT, {visit['decision'].upper()} {agreed if visit['decision'] == 'accepted' else ''}".rstrip()


def describe_parties(visit: Mapping[str, Any]) -> Iterator[RenderableType]:
    """Payer, supplier, and what stands between them."""
    yield Text(f"Payer (bopælskommune): municipality {visit['payer']}")
    yield Text(f"Supplier (leverandør): {visit['supplier_kind']} {visit['supplier']}")
    yield Text(f"Scope (aftalens område): {visit['service_scope']}, by the plan")
    if visit["agreement_id"]:
        yield Text(f"Agreement that it is priced by: {visit['agreement_id']}, model {visit['model']}")
    if visit["decision"]:
        yield Text(
            f"Signed off: {visit['decision']} by {visit['decided_by']} on {visit['decided_on']}: {visit['decision_note']}"
        )


def describe_amount(visit: Mapping[str, Any], terms: Mapping[str, Any]) -> Iterator[RenderableType]:
    """What is owed, and the advisory tariff beside it."""
    group = (
        f" ({visit['tariff_group']} for {visit['sks_code']})"
        if visit["tariff_group"]
        else " (no service triggers a tariff)"
    )
    yield Text(f"Advisory tariff (vejledende takst): {visit['advisory_kr']:,} kr{group}")
    if visit["model"]:
        yield Text(f"Model {visit['model']}: {MODELS[visit['model']].format(**terms)}")
        yield Text(f"Counted: {visit['quantity']:,} {visit['units']}; owed: {visit['agreed_kr']:,} kr")


def describe_rows(told: VisitExplanation) -> Iterator[RenderableType]:
    """The delivered rows of the visit: file, row, what it said."""
    course, table = told.trace.course, draw_table("file", "row", "what it said", last_is_text=True)
    until = course["ended_on"] or "(not ended)"
    said = (
        f"course {course['contact_key']}, plan {course['service_scope']} of {course['plan_issued_on']}, until {until}"
    )
    group = f", diagnosis group {course['diagnosis_group']}" if course["diagnosis_group"] else ""
    place = f"institution {course['institution']}, municipality of residence {course['municipality']}"
    table.add_row(told.files["genoptraening_grundoplysninger"], str(course["row_number"]), f"{said}{group}, {place}")
    for row in told.trace.services.rows(named=True):
        size = f" of {row['group_size']}" if row["group_size"] else ""
        travel = f", {row['travel_minutes']} minutes of travel" if row["travel_minutes"] else ""
        fee = f", {row['consultation']}" if row["consultation"] else ""
        more = ", with a supplement" if row["has_supplement"] else ""
        said = f"service {row['sks_code']}, {row['form']}{size}, {row['minutes']} minutes{travel}{fee}{more}"
        table.add_row(told.files["genoptraening_procedurer"], str(row["row_number"]), said)
    yield table


def describe_steps(told: VisitExplanation) -> Iterator[RenderableType]:
    """Each service alone, then the visit."""
    table = draw_table("row", "service", "tariff group", "advisory kr alone", "agreed kr alone", right_from=3)
    for row in told.trace.services.rows(named=True):
        agreed = "-" if row["agreed_kr"] is None else f"{row['agreed_kr']:,}"
        table.add_row(
            str(row["row_number"]), row["sks_code"], row["tariff_group"] or "none", f"{row['advisory_kr']:,}", agreed
        )
    yield table
    terms = told.trace.cited.filter(pl.col("fact") == "agreements")
    percent = terms["value"].str.extract("less_percent ([0-9.]+)").first() if terms.height else None
    yield from describe_amount(told.stands, {"less_percent": percent})
    for row in told.trace.same_day.rows(named=True):
        yield Text(
            f"The same day: {row['event_id']} at {row['supplier']}, {row['model'] or 'no agreement'}, {row['agreed_kr'] or '-'} kr"
        )


def describe_facts(cited: pl.DataFrame) -> Iterator[RenderableType]:
    """The fact rows with their status and source."""
    for fact, key, value, status, source, note in cited.rows():
        yield Text(f"{fact} {key}: {value}; {status.upper()} [{source}]")
        if note:
            yield indent(note)


def describe_run(told: VisitExplanation) -> Iterator[RenderableType]:
    """The run whose rows and facts were read."""
    run = told.run
    verified = "a second engine computed the same" if run["is_verified"] else "not verified by a second engine"
    yield Text(f"Run {run['run_id']}: settlement month {run['settlement_month']} ({run['round']}), {verified}")
    yield Text(f"  Delivery {run['delivery_id']}")
    yield Text(f"  Facts {run['facts_id']}")
    again = "the same" if told.code_version == run["code_version"] else f"explained here by {told.code_version}"
    yield Text(f"  Code {run['code_version']} ({again})")
    yield Text(f"  Bilateral ledger after it {run['bilateral_ledger_hash']}")


def describe_entries(known: BilateralStanding) -> Iterator[RenderableType]:
    """Every bilateral entry of the visit, and what was found after its year was closed."""
    if known.entries.is_empty():
        yield Text("No entry: it was never owed.")
    else:
        shown = (
            "settlement_month",
            "round",
            "run_id",
            "entry_type",
            "reason",
            "agreement_id",
            "advisory_kr",
            "agreed_kr",
        )
        table = draw_table("entry", *shown, right_from=7)
        for row in known.entries.rows(named=True):
            table.add_row(str(row["entry_no"]), *("" if row[name] is None else str(row[name]) for name in shown))
        yield table
    for row in known.closed.rows(named=True):
        yield Text(
            f"After the final round, not booked: run {row['run_id']} found {row['change']}, {row['agreed_kr']:,} kr agreed"
        )


def describe_beside(known: BilateralStanding) -> Iterator[RenderableType]:
    """The bilateral side of a hospital's general outpatient visit, for the explanation of its charge."""
    if known.stands is not None:
        yield Text(headline(known.stands))
        yield from describe_parties(known.stands)
        yield from describe_amount(known.stands, {"less_percent": "the agreement's"})
    yield from describe_entries(known)
