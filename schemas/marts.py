"""The marts: what analysts query. Names, types, order of columns, keys and what each column means.

Source: contract section 5. Money is DECIMAL(14,2) kroner, months are `YYYY-MM`. No mart holds a CPR number.
"""

from typing import Any

import pandera.polars as pa
import polars as pl

from schemas.bilateral import BILATERAL_LINE_KEY, BilateralAfterFinal, BilateralLedger, BilateralLines, BilateralVisits
from schemas.columns import KRONER, column
from schemas.control import CONTROL_LIST_KEY, ControlList
from schemas.monitoring import CODED_KEY, INDICATOR_KEY, PLAN_KEY, Coded, Indicators, Plans


class EventColumns(pa.DataFrameModel):
    """What `charges` and `ledger` say of an event, in this order."""

    scheme: str = column("inpatient, specialised_outpatient or general_outpatient")
    channel: str = column("settled (collected here), opted_out (framelding) or information (bilateral)")
    activity_date: pl.Date = column("Day of discharge or of the visit")
    activity_month: str = column("Month of activity_date, YYYY-MM")
    payer_municipality: str = column("Municipality of residence (bopælskommune), which pays; four digits")
    creditor_region: str = column("Region of the hospital on the day, which is owed; four digits")
    hospital: str = column("Hospital (SHAK), four digits")
    department: str = column("Department (SHAK), three characters", nullable=True)
    specialty: str = column("Specialty", nullable=True)
    person_key: str = column("Keyed pseudonym of the citizen (HMAC-SHA-256); the same within one home only")
    age: pl.Int16 = column(
        "Completed years on activity_date, empty where the number gives no birth date", nullable=True
    )
    sks_code: str = column("The service that decides the tariff")
    tariff_group: str = column("Tariff group (takstgruppe), e.g. GEN2A")
    tariff_kr: KRONER = column("Tariff, kroner")
    municipal_kr: KRONER = column("What the municipality pays of it, kroner: as printed, else computed")
    payable_kr: KRONER = column("What is collected here, kroner: municipal_kr where settled, else 0")
    plan_issued_on: pl.Date = column("Latest rehabilitation plan issued on or before activity_date", nullable=True)
    course_started_on: pl.Date = column("First day of the visit's course", nullable=True)
    course_ended_on: pl.Date = column("Last day of the visit's course", nullable=True)


class Charges(EventColumns):
    """Charges as they stand now: one row per event that the rules charge. Key: event_id."""

    event_id: str = column("S:<contact> for a stay, V:<contact>:<date> for a visit")
    settlement_month: str = column("Month that booked the charge as it stands, YYYY-MM")
    run_id: str = column("Run that booked the charge as it stands")
    entry_no: int = column("Entry of the ledger that booked the charge as it stands")


class Ledger(EventColumns):
    """All entries ever booked, appended only: a charge, or a reversal with negative amounts. Key: entry_no."""

    entry_no: int = column("Number of the entry in the ledger, from 1")
    settlement_month: str = column("Month that it was booked into, YYYY-MM")
    round: str = column("provisional (foreløbig) or final (endelig)")
    run_id: str = column("Run that booked it")
    entry_type: str = column("charge or reversal")
    event_id: str = column("Event, as in charges")
    reason: str = column(
        "Why a charge was reversed (withdrawn, residence_changed, code_changed, plan_or_course_changed, facts_changed, other); "
        "the same on the charge that replaces it; empty on a charge of its own",
        nullable=True,
    )


class SettlementLines(pa.DataFrameModel):
    """The ledger summed for settlement. Key: all columns before `events`."""

    settlement_month: str = column("Month booked into, YYYY-MM")
    round: str = column("provisional (foreløbig) or final (endelig)")
    activity_month: str = column("Month of activity, YYYY-MM")
    payer_municipality: str = column("Municipality that pays; four digits")
    creditor_region: str = column("Region that is owed; four digits")
    scheme: str = column("inpatient, specialised_outpatient or general_outpatient")
    channel: str = column("settled, opted_out or information")
    tariff_group: str = column("Tariff group")
    entry_type: str = column("charge or reversal")
    events: int = column("Number of events; a reversal counts -1")
    tariff_kr: KRONER = column("Sum of tariffs, kroner")
    municipal_kr: KRONER = column("Sum of municipal amounts, kroner")
    payable_kr: KRONER = column("Sum collected here, kroner")


class SetAside(pa.DataFrameModel):
    """Rehabilitation events that the rules do not charge (frasorteret), as they stand now, each with one reason. Key: event_id."""

    event_id: str = column("Event, named as in charges")
    reason: str = column("The first reason that holds, contract R8")
    setting: str = column("stay or visit")
    scheme: str = column("Scheme where it is known: of a visit, that of the one course covering it", nullable=True)
    activity_date: pl.Date = column("Day of discharge or of the visit")
    payer_municipality: str = column(
        "Municipality of residence as delivered, empty where none was given", nullable=True
    )
    creditor_region: str = column("Region of the hospital, empty where the hospital is unknown", nullable=True)
    hospital: str = column("Hospital (SHAK) as delivered")
    person_key: str = column("Keyed pseudonym of the citizen")
    sks_code: str = column("The service that gives advisory_kr", nullable=True)
    advisory_kr: KRONER = column("The tariff that the event would have had, kroner", nullable=True)
    run_id: str = column("Run that last computed it")


class RejectedRows(pa.DataFrameModel):
    """Delivered rows that do not fit their schema (afvist), a line per fault, never with content. Key: all columns."""

    run_id: str = column("Run")
    file: str = column("Table as delivered: t_adm, t_bes or t_sksube")
    row_number: int = column("Row in the file, 1 = first data row")
    column_name: str = column("Column with the fault")
    reason: str = column("Reason, contract section 2")


class Funnel(pa.DataFrameModel):
    """How many rows and events there were at each step. Key: run_id, step, bucket, reason."""

    run_id: str = column("Run")
    step: str = column("t_adm, t_bes, t_sksube, services, courses or events")
    bucket: str = column("Where the rows went")
    reason: str = column("Why; empty on the line that is the bucket's total", nullable=True)
    rows: int = column("Number of rows, services, courses or events")


class AfterFinal(pa.DataFrameModel):
    """What a closed year would have been: differences found after its final round, which are not booked. Key: run_id, event_id."""

    run_id: str = column("Run that found the difference")
    event_id: str = column("Event, named as in charges")
    activity_date: pl.Date = column("Day of discharge or of the visit: as booked, of an added event as found")
    payer_municipality: str = column("Municipality of residence: as booked, of an added event as found")
    creditor_region: str = column("Region of the hospital: as booked, of an added event as found")
    change: str = column("added, or why the charge would have been reversed, in the words of ledger.reason")
    tariff_kr: KRONER = column("Tariff as found less tariff as booked, kroner")
    municipal_kr: KRONER = column("Municipal amount as found less that booked, kroner")
    payable_kr: KRONER = column("Payable amount as found less that booked, kroner")


class Runs(pa.DataFrameModel):
    """Every published or trial run, what it was given and what it booked. Key: run_id."""

    run_id: str = column("Run, numbered within the home")
    settlement_month: str = column("Month settled, YYYY-MM")
    round: str = column("provisional (foreløbig) or final (endelig)")
    status: str = column("published, trial or refused")
    started_at: pl.Datetime = column("When it started, UTC")
    finished_at: pl.Datetime = column("When it was ready to publish, UTC")
    delivery_id: str = column("Hash over the delivery's files")
    period_from: pl.Date = column("First activity date that the delivery is the full truth for")
    period_to: pl.Date = column("Last activity date that the delivery is the full truth for")
    drawn_on: pl.Date = column("Day on which the delivery was drawn (opgørelsesdato)")
    facts_id: str = column("Hash over the facts' content")
    code_version: str = column("Version of genopt and hash over its rules")
    content_hash: str = column("Hash over the charges and set-asides that the run computed")
    charges: int = column("Charges that the run booked")
    reversals: int = column("Reversals that the run booked")
    tariff_kr: KRONER = column("Sum of tariffs that the run booked, kroner")
    municipal_kr: KRONER = column("Sum of municipal amounts that the run booked, kroner")
    payable_kr: KRONER = column("Sum that the run booked for collection, kroner")
    ledger_hash: str = column("Hash over the whole ledger after the run")
    window_from: pl.Date = column("First activity date that the run computed")
    window_to: pl.Date = column("Last activity date that the run computed")
    is_verified: bool = column("Whether a second engine computed the same before anything was published")
    manifest: str = column("SHA-256 of the run's manifest in the archive; empty for a trial", nullable=True)
    register_name: str = column("Register that was settled: lpr2 (hospitals) or ges (municipal activity)")
    bilateral_hash: str = column("Hash over the bilateral visits that the run computed")
    bilateral_ledger_hash: str = column("Hash over the whole bilateral ledger after the run")


class Inputs(pa.DataFrameModel):
    """The files of each run's delivery. Key: run_id, file."""

    run_id: str = column("Run")
    file: str = column("File name")
    sha256: str = column("SHA-256 of the file")
    bytes: int = column("Size in bytes")
    rows: int = column("Data rows, empty for delivery.toml", nullable=True)


class Assumptions(pa.DataFrameModel):
    """What a run relied on that is not confirmed (forudsætninger). Key: run_id, fact, row_key."""

    run_id: str = column("Run")
    fact: str = column("Fact table, or the rule of a reading that no fact carries")
    row_key: str = column("Key and first day of the fact row, or the reading's name")
    status: str = column("assumed, disputed or placeholder")
    note: str = column("What is assumed, and why", nullable=True)


MARTS: dict[str, tuple[type[pa.DataFrameModel], list[str]]] = {
    "charges": (Charges, ["event_id"]),
    "ledger": (Ledger, ["entry_no"]),
    "settlement_lines": (
        SettlementLines,
        [
            "settlement_month",
            "round",
            "activity_month",
            "payer_municipality",
            "creditor_region",
            "scheme",
            "channel",
            "tariff_group",
            "entry_type",
        ],
    ),
    "set_aside": (SetAside, ["event_id"]),
    "bilateral_visits": (BilateralVisits, ["event_id"]),
    "bilateral_ledger": (BilateralLedger, ["entry_no"]),
    "bilateral_lines": (BilateralLines, BILATERAL_LINE_KEY),
    "bilateral_after_final": (BilateralAfterFinal, ["run_id", "event_id"]),
    "control_list": (ControlList, CONTROL_LIST_KEY),
    "plans": (Plans, PLAN_KEY),
    "indicators": (Indicators, INDICATOR_KEY),
    "rejected_rows": (RejectedRows, ["run_id", "file", "row_number", "column_name", "reason"]),
    "funnel": (Funnel, ["run_id", "step", "bucket", "reason"]),
    "coded": (Coded, CODED_KEY),
    "after_final": (AfterFinal, ["run_id", "event_id"]),
    "runs": (Runs, ["run_id"]),
    "inputs": (Inputs, ["run_id", "file"]),
    "assumptions": (Assumptions, ["run_id", "fact", "row_key"]),
}
"""The marts by name with their keys, beside the facts as used by the latest run."""

LEADING = {
    "charges": ["event_id"],
    "ledger": ["entry_no", "settlement_month", "round", "run_id", "entry_type", "event_id"],
    "bilateral_visits": ["event_id"],
    "bilateral_ledger": ["entry_no", "settlement_month", "round", "run_id", "entry_type", "event_id"],
}
"""Columns that stand before those a mart inherits."""


def mart_columns(name: str) -> dict[str, Any]:
    """A mart's columns in the order of the contract, each with type, nullability and description."""
    columns = MARTS[name][0].to_schema().columns
    leading = LEADING.get(name, [])
    return {column: columns[column] for column in (*leading, *(c for c in columns if c not in leading))}
