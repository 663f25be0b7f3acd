"""Marts of the bilateral settlement: what the parties settle between themselves, never part of what is collected.

Source: KL memo 2006, sections 1 (table 1), 3 and 4.
"""

import pandera.polars as pa
import polars as pl
from pandera.engines.polars_engine import Decimal

from schemas.columns import KRONER, column


class BilateralColumns(pa.DataFrameModel):
    """What `bilateral_visits` and `bilateral_ledger` say of a visit or of a finished course, in this order."""

    register_name: str = column("Register that it was delivered by: lpr2 or ges")
    standing: str = column(
        "own_production (the payer's own institution, no debt), agreed (owed under an agreement) or no_agreement"
    )
    activity_date: pl.Date = column("Day of the visit, or on which the course ended")
    activity_month: str = column("Month of activity_date, YYYY-MM")
    payer: str = column("Municipality of residence (bopælskommune), which pays; four digits")
    supplier_kind: str = column("region, municipality or private")
    supplier: str = column("Who performed and is owed: region, municipality or private supplier")
    institution: str = column("Hospital (SHAK) or municipal or private institution")
    service_scope: str = column("general or specialised, by the plan")
    diagnosis_group: str = column("Diagnosis group of the course, where one was given", nullable=True)
    person_key: str = column("Keyed pseudonym of the citizen (HMAC-SHA-256); the same within one home only")
    visits: int = column("1; of a finished course, which an agreement has a price for, 0")
    services: int = column("Services of the visit; of lpr2 not counted here", nullable=True)
    treatment_services: int = column("Those of them that trigger no tariff (behandling)", nullable=True)
    minutes: int = column("Minutes of them; of lpr2 not delivered", nullable=True)
    sks_code: str = column("The service that decides the advisory tariff, empty where none triggers one", nullable=True)
    tariff_group: str = column("Tariff group of the advisory tariff", nullable=True)
    agreement_id: str = column("Agreement in force, empty of own production and where there is none", nullable=True)
    model: str = column("How the agreement prices", nullable=True)
    units: str = column("What is counted: visit, course, hour or fee; empty without an agreement", nullable=True)
    quantity: Decimal(14, 2) = column(  # type: ignore[valid-type]
        "How many of them the visit counts for; a group's hour is shared by its participants", nullable=True
    )
    advisory_kr: KRONER = column(
        "Advisory DRG tariff of the visit (vejledende takst), kroner; 0 where no service triggers one"
    )
    agreed_kr: KRONER = column(
        "What is owed under the agreement, or was agreed for the visit alone, kroner; empty where nothing is agreed",
        nullable=True,
    )
    decision: str = column("accepted or refused, of a visit without an agreement that was signed off", nullable=True)
    decided_by: str = column("Who decided", nullable=True)
    decided_on: pl.Date = column("When", nullable=True)
    decision_note: str = column("Why", nullable=True)


class BilateralVisits(BilateralColumns):
    """Visits, and finished courses that have a price, that are settled bilaterally or are own production, as they stand. Key: event_id."""

    event_id: str = column(
        "V:<contact>:<date> of a hospital visit as in charges, G:<course>:<date> of a municipal one, F:<course> of a finished course"
    )
    settlement_month: str = column(
        "Month that booked the visit as it stands, YYYY-MM; empty of own production", nullable=True
    )
    run_id: str = column("Run that booked the visit as it stands; of own production, that last computed it")
    entry_no: int = column("Entry of bilateral_ledger that booked it; empty of own production", nullable=True)


class BilateralLedger(BilateralColumns):
    """All bilateral entries ever booked, appended only: a charge, or a reversal with negative amounts. Key: entry_no."""

    entry_no: int = column("Number of the entry in the bilateral ledger, from 1")
    settlement_month: str = column("Month that it was booked into, YYYY-MM")
    round: str = column("provisional (foreløbig) or final (endelig)")
    run_id: str = column("Run that booked it")
    entry_type: str = column("charge or reversal")
    event_id: str = column("Visit, as in bilateral_visits")
    reason: str = column(
        "Why a charge was reversed (withdrawn, residence_changed, activity_changed, agreement_changed, decided); the same on the "
        "charge that replaces it; empty on a charge of its own",
        nullable=True,
    )


class BilateralLines(pa.DataFrameModel):
    """The bilateral ledger summed: who owes whom what, beside the advisory tariff. Key: all columns before `quantity`, and the last two."""

    settlement_month: str = column("Month booked into, YYYY-MM")
    round: str = column("provisional (foreløbig) or final (endelig)")
    activity_month: str = column("Month of activity, YYYY-MM")
    payer: str = column("Municipality that pays; four digits")
    supplier_kind: str = column("region, municipality or private")
    supplier: str = column("Who is owed")
    agreement_id: str = column("Agreement, empty where none was in force", nullable=True)
    model: str = column("How it prices", nullable=True)
    units: str = column("What quantity counts: visit, course, hour or fee", nullable=True)
    quantity: Decimal(14, 2) = column("How many; a reversal counts below 0", nullable=True)  # type: ignore[valid-type]
    advisory_kr: KRONER = column("Sum of advisory tariffs, kroner")
    agreed_kr: KRONER = column("Sum of what is agreed, kroner; empty where nothing is", nullable=True)
    visits: int = column("Number of visits; a reversal counts -1")
    decision: str = column("accepted or refused, of visits without an agreement that were signed off", nullable=True)
    entry_type: str = column("charge or reversal")


class BilateralAfterFinal(pa.DataFrameModel):
    """What a closed year would have been bilaterally: differences found after its final round, not booked. Key: run_id, event_id."""

    run_id: str = column("Run that found the difference")
    event_id: str = column("Visit, as in bilateral_visits")
    activity_date: pl.Date = column("Day of the visit")
    payer: str = column("Municipality that pays: as booked, of an added visit as found")
    supplier: str = column("Who is owed: as booked, of an added visit as found")
    change: str = column("added, or why the charge would have been reversed, in the words of bilateral_ledger.reason")
    advisory_kr: KRONER = column("Advisory tariff as found less as booked, kroner")
    agreed_kr: KRONER = column("What is owed as found less as booked, kroner; nothing agreed counts as 0")


BILATERAL_LINE_KEY = [
    *("settlement_month", "round", "activity_month", "payer", "supplier_kind", "supplier"),
    *("agreement_id", "model", "units", "decision", "entry_type"),
]
"""What tells one line from another."""
