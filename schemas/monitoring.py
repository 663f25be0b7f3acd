"""The marts of monitoring: plans as they stand, and indicators. What each indicator means stands in `transforms.definitions`."""

from typing import Any

import pandera.polars as pa
import polars as pl
from pandera.engines.polars_engine import Decimal

from schemas.columns import column
from transforms.definitions import DEFINITIONS, SPREAD, in_words

QUANTITY: Any = Decimal(18, 2)
"""A count, or kroner with øre."""

RATIO: Any = Decimal(18, 4)
"""An indicator's value: four decimals, rounded half up."""


class Plans(pa.DataFrameModel):
    """Rehabilitation plans (genoptræningsplaner) issued, as they stand now: one per citizen, kind, day and hospital.

    A run replaces those issued on the days that it computed; of a year whose final round is booked they stay. Plans issued
    before the days of a home's first delivery are not here: that delivery is not the full truth for them.
    Key: person_key, plan_kind, issued_on, hospital.
    """

    person_key: str = column("Keyed pseudonym of the citizen, as in charges")
    plan_kind: str = column("general (almen) or specialised (specialiseret)")
    issued_on: pl.Date = column("Day on which the plan was issued (udstedt)")
    hospital: str = column("Hospital (SHAK) of the contact, as delivered")
    hospital_region: str = column(
        "Region of the hospital on the day, empty where it is not a known hospital: no indicator counts such a plan",
        nullable=True,
    )
    municipality: str = column(
        "Municipality of residence of the contact, as delivered, empty where none was given", nullable=True
    )
    age: pl.Int16 = column("Completed years on issued_on, empty where the number gives no birth date", nullable=True)
    run_id: str = column("Run that last computed it")


class Coded(pa.DataFrameModel):
    """How many stays and visits each run found coded as rehabilitation (kodning): their share shows whether coding moved.

    Key: run_id, activity_month, creditor_region, setting.
    """

    run_id: str = column("Run")
    activity_month: str = column(
        "Month of the stay's discharge or of the visit, YYYY-MM, as far as the run computed it"
    )
    creditor_region: str = column(
        "Region of the hospital on the day, empty where the hospital is unknown", nullable=True
    )
    setting: str = column("stay or visit")
    rehabilitation: int = column("Stays or visits with a tariff-bearing service, charged or set aside")
    other: int = column("Stays or visits without one")
    persons: int = column("Citizens of those with one")


class Indicators(pa.DataFrameModel):
    """Indicators (indikatorer) of all that stands; a published run makes the years anew that it touched; small cells are kept here.

    A figure that leaves the house goes through `transforms.suppression.suppress_small_cells`. Definitions: reports/indicators.md.
    Key: indicator, period, area_kind, area.
    """

    indicator: str = column(
        "Name of the indicator. "
        + ". ".join(f"{name}: {in_words(one.title)}" for name, one in DEFINITIONS.items())
        + f". Spreads between municipalities end in {', '.join(SPREAD)}"
    )
    period: str = column("Month YYYY-MM, quarter YYYY-Qn or year YYYY of the activity, or of the plan's day of issue")
    area_kind: str = column("municipality (of residence), region (of residence), country, hospital or specialty")
    area: str = column(
        "Municipality or region, four digits; DK; hospital (SHAK); specialty; unknown where the municipality is none of ours "
        "or no specialty is given"
    )
    value: RATIO = column("The indicator, in its unit; empty where its denominator is not known", nullable=True)
    numerator: QUANTITY = column(
        "What is counted or summed; empty of a median and of a spread between municipalities", nullable=True
    )
    denominator: QUANTITY = column("What it is divided by; empty of a count or a sum", nullable=True)
    unit: str = column("visits, citizens, plans, events, kroner, days, share (0 to 1), or one of them per another")
    note: str = column("What a reader must know of this figure, in Danish; empty where nothing is", nullable=True)
    region: str = column("Region of residence that a municipality lies in; empty of other areas", nullable=True)
    persons: int = column(
        "Citizens behind the numerator, of a median behind its value; empty of a spread", nullable=True
    )


INDICATOR_KEY = ["indicator", "period", "area_kind", "area"]
"""What tells one figure from another."""

CODED_KEY = ["run_id", "activity_month", "creditor_region", "setting"]
"""What tells one count from another."""

PLAN_KEY = ["person_key", "plan_kind", "issued_on", "hospital"]
"""What tells one plan from another."""
