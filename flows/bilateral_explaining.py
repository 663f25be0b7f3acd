"""One bilateral visit explained: what the marts say of it, and, of a municipal one, the line run again on its citizen's rows."""

import tomllib
from typing import Any

import duckdb
import polars as pl

from flows.archive import Archive, Manifest
from flows.connection import read_query, reading
from flows.explaining import LATEST_RUN, read_bilateral, stop_without_marts
from flows.failures import IntegrityFailed, WrongUsage
from flows.home import Home
from flows.identity import code_version
from flows.recall import recall_citizen, recall_facts
from reports.bilateral_explanation import BilateralStanding, VisitExplanation
from transforms.bilateral_comparing import COMPARED
from transforms.bilateral_events import FINISHED, MUNICIPAL, MUNICIPALITIES, name_course
from transforms.bilateral_tracing import VisitTrace, trace_visit
from transforms.ges import Municipal
from transforms.placeholders import keep_seen
from transforms.settlement import Window


def explain_visit(event_id: str, home: Home, *, show_cpr: bool) -> VisitExplanation:
    """Explain a municipal visit as it stands, or as it was booked before it was reversed. Raises WrongUsage for an unknown one."""
    stop_without_marts(home)
    with reading(home.marts) as marts_db:
        known = read_bilateral(marts_db, event_id)
        stands = known.stands or find_last_charge(known, event_id)
        run = find_visit_run(marts_db, known, stands)
    archive = Archive(home)
    manifest = archive.read_manifest(run["run_id"], run["manifest"])
    trace, cpr = trace_in_archive(archive, manifest, event_id)
    differences = [
        f"{name} is {stands[name]} in the marts, {trace.visit[name]} by the line"
        for name in COMPARED
        if stands[name] != trace.visit[name]
    ]
    files = {stored.file.lower().partition(".")[0]: stored.file for stored in manifest.delivery}
    return VisitExplanation(
        event_id, known, stands, trace, run, files, differences, code_version(), cpr if show_cpr else None
    )


def find_last_charge(known: BilateralStanding, event_id: str) -> dict[str, Any]:
    """The last charge of a visit that stands no more. Raises WrongUsage for one that was never booked."""
    charges = known.entries.filter(pl.col("entry_type") == "charge")
    if charges.is_empty():
        raise WrongUsage(
            f"There is no visit {event_id} in bilateral_visits or bilateral_ledger. A municipal visit is named "
            f"{MUNICIPAL}COURSE:YYYY-MM-DD, a finished course {FINISHED}COURSE; rows that were rejected (table rejected_rows) make none."
        )
    return charges.row(-1, named=True)


def find_visit_run(
    marts_db: duckdb.DuckDBPyConnection, known: BilateralStanding, stands: dict[str, Any]
) -> dict[str, Any]:
    """The run whose rows and facts made a visit what it is: it last computed it; of a reversed one, it booked it."""
    of_day = {"day": stands["activity_date"], "register": MUNICIPALITIES}
    is_visit = not stands["event_id"].startswith(FINISHED)
    latest = read_query(marts_db, LATEST_RUN, of_day) if known.stands and is_visit else pl.DataFrame()
    if latest.is_empty():
        latest = read_query(marts_db, "FROM runs WHERE run_id = $run", {"run": stands["run_id"]})
    return latest.row(0, named=True)


def trace_in_archive(archive: Archive, manifest: Manifest, event_id: str) -> tuple[VisitTrace, str]:
    """Run the line again on the rows of the visit's citizen; gives the CPR number beside what it did."""
    registry = recall_citizen(archive, manifest, name_course(event_id))
    if registry is not None:
        toml = next(stored for stored in manifest.delivery if stored.file == "delivery.toml")
        is_synthetic = tomllib.loads(archive.fetch(toml).decode("utf-8-sig")).get("synthetic", False)
        facts = recall_facts(archive, manifest)
        window = Window(manifest.window_from, manifest.window_to)
        seen = keep_seen(facts, is_synthetic=is_synthetic)
        trace = trace_visit(Municipal(*registry), seen, window, event_id)
        if trace is not None:
            return trace, str(registry.contacts.item(0, "cpr"))
    raise IntegrityFailed(
        f"By the rules of this genopt ({code_version()}), the rows of run {manifest.run_id} ({manifest.code_version}) "
        f"hold no such visit: `genopt audit {manifest.settlement_month} --run {manifest.run_id}` says what differs."
    )
