"""One event explained: what the marts say of it, and the line run again on its citizen's archived rows."""

import re
from collections.abc import Mapping
from typing import Any

import duckdb
import polars as pl

from flows.archive import Archive, Manifest
from flows.connection import read_query, reading
from flows.failures import IntegrityFailed, WrongUsage
from flows.home import Home
from flows.identity import code_version
from flows.month import SettlementMonth
from flows.recall import recall_citizen, recall_facts
from reports.bilateral_explanation import BilateralStanding
from reports.explanation import Explanation
from transforms.bilateral_events import HOSPITALS
from transforms.comparing import COMPARED
from transforms.events import STAY
from transforms.settlement import Window
from transforms.tracing import Trace, trace_event

EVENT_ID = re.compile(r"S:(?P<stay>.+)|V:(?P<visit>.+):[0-9]{4}-[0-9]{2}-[0-9]{2}")

LATEST_RUN = """
    FROM runs AS r WHERE status = 'published' AND register_name = $register AND $day BETWEEN window_from AND window_to AND NOT EXISTS (
        FROM runs AS f WHERE f.round = 'final' AND f.status = 'published' AND f.register_name = r.register_name
        AND left(f.settlement_month, 4)::INTEGER = year($day)
        AND (length(f.run_id), f.run_id) < (length(r.run_id), r.run_id))
    ORDER BY length(run_id) DESC, run_id DESC LIMIT 1"""
"""The run that last computed a charge of a day: the newest, of a closed year none after its final round. Rule R13."""

DAY_LENGTH = len("YYYY-MM-DD")

ONE_EVENT = """
    WITH few AS MATERIALIZED (SELECT rowid AS place, event_id FROM {name} WHERE {few} AND $day IS NOT NULL)
    SELECT * FROM {name} WHERE rowid IN (SELECT place FROM few WHERE event_id = $event) ORDER BY rowid"""
"""An event's rows, in the order in which they were added. Names are texts, and slow to compare: so those of other days, or of
visits where a stay is looked for, are not."""

SAID = {
    "charged": [*COMPARED, "department", "specialty", "plan_issued_on", "course_started_on", "course_ended_on"],
    "set_aside": ["scheme", "activity_date", "payer_municipality", "creditor_region", "hospital", "sks_code", "reason"],
}
"""What the marts and the line both say of an event."""


def explain_event(event_id: str, home: Home, *, show_cpr: bool) -> Explanation:
    """Explain an event as it stands, or as it was booked before it was reversed.

    Raises WrongUsage for an event that the marts do not know, ArchiveDamaged where the archive cannot answer.
    """
    stop_without_marts(home)
    with reading(home.marts) as marts_db:
        known = read_known(marts_db, event_id)
        standing, stands = find_standing(event_id, known)
        run = find_run(marts_db, standing, stands)
        bilateral = read_bilateral(marts_db, event_id)
        inputs = read_query(marts_db, "FROM inputs WHERE run_id = $run ORDER BY file", {"run": run["run_id"]})
    archive = Archive(home)
    try:
        manifest = archive.read_manifest(run["run_id"], run["manifest"])
        trace, cpr = trace_in_archive(archive, manifest, event_id)
    except PermissionError:
        raise WrongUsage(
            f"explain reads {home.restricted}, which only the data team may. The marts hold what others may see."
        ) from None
    return Explanation(
        event_id,
        standing,
        stands,
        trace,
        run,
        {stored.file.lower().partition(".")[0]: stored.file for stored in manifest.delivery},
        inputs,
        known["ledger"],
        known["after_final"],
        bilateral,
        list_differences(standing, stands, trace),
        code_version(),
        cpr if show_cpr else None,
    )


def read_bilateral(marts_db: duckdb.DuckDBPyConnection, event_id: str) -> BilateralStanding:
    """What the marts say of a visit bilaterally: as it stands, its entries, and what was found after the final round."""
    stands, entries, closed = (
        read_query(marts_db, f"FROM {name} WHERE event_id = $event", {"event": event_id})
        for name in ("bilateral_visits", "bilateral_ledger", "bilateral_after_final")
    )
    return BilateralStanding(stands.row(0, named=True) if stands.height else None, entries.sort("entry_no"), closed)


def stop_without_marts(home: Home) -> None:
    """Raise WrongUsage where there is nothing to explain yet."""
    if not home.marts.exists():
        raise WrongUsage(f"There are no marts at {home.marts}: settle a month first, or give the home with --home.")


def read_known(marts_db: duckdb.DuckDBPyConnection, event_id: str) -> dict[str, pl.DataFrame]:
    """The event's rows in the marts, by table."""
    day = event_id[-DAY_LENGTH:]
    few = "scheme = 'inpatient'" if event_id.startswith(STAY) else "activity_date = TRY_CAST($day AS DATE)"
    few_set_aside = "setting = 'stay'" if event_id.startswith(STAY) else few
    where = {"charges": few, "set_aside": few_set_aside, "ledger": few, "after_final": "TRUE"}
    return {
        name: read_query(marts_db, ONE_EVENT.format(name=name, few=few), {"event": event_id, "day": day})
        for name, few in where.items()
    }


def find_standing(event_id: str, known: Mapping[str, pl.DataFrame]) -> tuple[str, Mapping[str, Any]]:
    """How an event stands (charged, set_aside, reversed) and the row that says so. Raises WrongUsage for an unknown one."""
    for standing, name in {"charged": "charges", "set_aside": "set_aside"}.items():
        if known[name].height:
            return standing, known[name].row(0, named=True)
    booked = known["ledger"].filter(pl.col("entry_type") == "charge")
    if booked.is_empty() and known["after_final"].height:
        raise WrongUsage(
            f"{event_id} was found after the final round of its year, so it was never booked: the table after_final tells what it "
            "would have been."
        )
    if booked.is_empty():
        raise WrongUsage(
            f"There is no event {event_id} in charges, set_aside or ledger. An event is named S:CONTACT (a stay) or "
            "V:CONTACT:YYYY-MM-DD (a visit). Stays and visits without any tariff-bearing service are no rehabilitation events "
            "and are not listed, nor are those whose rows were rejected (table rejected_rows) or not yet delivered."
        )
    return "reversed", booked.row(-1, named=True)


def find_run(marts_db: duckdb.DuckDBPyConnection, standing: str, stands: Mapping[str, Any]) -> dict[str, Any]:
    """The run whose rows and facts made an event what it is: it last computed it; of a reversed one, it booked it."""
    latest = (
        read_query(marts_db, LATEST_RUN, {"day": stands["activity_date"], "register": HOSPITALS})
        if standing == "charged"
        else pl.DataFrame()
    )
    if latest.is_empty():
        latest = read_query(marts_db, "FROM runs WHERE run_id = $run", {"run": stands["run_id"]})
    return latest.row(0, named=True)


def trace_in_archive(archive: Archive, manifest: Manifest, event_id: str) -> tuple[Trace, str]:
    """Run the line again on the rows of the event's citizen; gives the CPR number beside what it did."""
    named = EVENT_ID.fullmatch(event_id)
    registry = recall_citizen(archive, manifest, named["stay"] or named["visit"]) if named else None
    if registry is not None:
        window = Window(manifest.window_from, manifest.window_to)
        month_end = SettlementMonth.parse(manifest.settlement_month).last_day
        trace = trace_event(registry, recall_facts(archive, manifest), window, month_end, event_id)
        if trace is not None:
            return trace, str(registry.contacts.item(0, "cpr"))
    raise IntegrityFailed(
        f"By the rules of this genopt ({code_version()}), the rows of run {manifest.run_id} ({manifest.code_version}) "
        f"hold no such event: `genopt audit {manifest.settlement_month} --run {manifest.run_id}` says what differs."
    )


def list_differences(standing: str, stands: Mapping[str, Any], trace: Trace) -> list[str]:
    """What the line, run again, says otherwise than the marts: nothing, while code and archive are those of the run."""
    pairs = {
        name: (stands.get(name), trace.event[name])
        for name in SAID["set_aside" if standing == "set_aside" else "charged"]
    }
    pairs["reason"] = (stands["reason"] if standing == "set_aside" else None, trace.event["reason"])
    if standing == "set_aside":
        pairs["advisory_kr"] = (stands["advisory_kr"], trace.event["tariff_kr"])
    return [
        f"{name} is {said} in the marts, {again} by the line" for name, (said, again) in pairs.items() if said != again
    ]


def stop_at_differences(explanation: Explanation) -> None:
    """Raise IntegrityFailed (exit 5) where the explanation is not that of what was published."""
    if explanation.differences:
        month, run = explanation.run["settlement_month"], explanation.run["run_id"]
        raise IntegrityFailed(
            f"This explanation is not that of what was published: {'; '.join(explanation.differences)}. "
            f"`genopt audit {month} --run {run}` says whether the archive, the facts or the code differ."
        )
