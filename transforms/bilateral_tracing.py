"""Tracing of a municipal visit: what the line did with it, from the rows of its citizen. The line itself is run; nothing here decides.

Source: contract section 6 (`explain`).
"""

from typing import Any, NamedTuple

import polars as pl

from transforms.bilateral import Bilateral, add_advisory_tariff, settle_municipal_visits
from transforms.bilateral_events import name_course
from transforms.dated import Facts, keep_on
from transforms.ges import Municipal
from transforms.models import price_visits
from transforms.problems import row_key
from transforms.settlement import Window


class VisitTrace(NamedTuple):
    """One visit, or one finished course, as the line saw it. No part of it holds a CPR number.

    visit: its row of `Bilateral`. course: its row of the register. services: row_number, sks_code, form, minutes and the like,
    with advisory_kr (of each alone) and agreed_kr (of each alone under the agreement). cited: fact, row_key, value, status,
    source, note of the agreement, the prices and the institution. same_day: the citizen's other visits of the day.
    """

    visit: dict[str, Any]
    course: dict[str, Any]
    services: pl.DataFrame
    cited: pl.DataFrame
    same_day: pl.DataFrame


def trace_visit(registry: Municipal, facts: Facts, window: Window, event_id: str) -> VisitTrace | None:
    """Run the line on one citizen's rows and follow one visit through it; None where it makes no such visit."""
    settled = settle_municipal_visits(registry, facts, window)
    visit = pl.concat([settled.visits, settled.earlier]).filter(pl.col("event_id") == event_id)
    if visit.is_empty():
        return None
    row = visit.drop("cpr").row(0, named=True)
    same_day = settled.visits.filter(pl.col("activity_date") == row["activity_date"], pl.col("event_id") != event_id)
    services = settled.services.filter(pl.col("event_id") == event_id)
    course = registry.contacts.filter(pl.col("contact_key") == name_course(event_id)).drop("cpr")
    return VisitTrace(
        row,
        course.row(0, named=True),
        price_each_alone(settled, services, facts),
        cite(settled, row, facts),
        same_day.select("event_id", "supplier", "model", "quantity", "agreed_kr"),
    )


def price_each_alone(settled: Bilateral, services: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """Add what each service would come to alone: its advisory tariff, and what the agreement pays for it."""
    alone = services.with_columns(visit="event_id", event_id=pl.col("row_number").cast(pl.String))
    advised = (
        alone.lazy()
        .select("event_id")
        .pipe(add_advisory_tariff, alone.lazy(), settled.price_list.lazy())
        .select("event_id", "tariff_group", "advisory_kr")
    )
    terms = (
        settled.agreed.drop("services")
        .rename({"event_id": "visit"})
        .join(alone.select("visit", "event_id"), on="visit")
    )
    priced = price_visits(terms.with_columns(cpr="event_id"), alone, facts).select("event_id", "agreed_kr")
    return (
        alone.lazy()
        .join(advised, on="event_id", how="left")
        .join(priced.lazy(), on="event_id", how="left")
        .drop("event_id", "visit")
        .sort("row_number")
        .collect()
    )


def cite(settled: Bilateral, visit: dict[str, Any], facts: Facts) -> pl.DataFrame:
    """The fact rows that the visit rests on: its institution, its agreement, the prices it asks for, its decision."""
    day = visit["activity_date"]
    of_visit = settled.agreed.filter(pl.col("event_id") == visit["event_id"])
    lists = of_visit["price_list"].drop_nulls()
    rows = {
        "institutions": (pl.col("institution") == visit["institution"], ["supplier_kind", "supplier"]),
        "agreements": (
            pl.col("agreement_id").is_in(of_visit["agreement_id"].implode()),
            ["model", "price_list", "less_percent", "step_minutes"],
        ),
        "agreement_prices": (pl.col("price_list").is_in(lists.implode()), ["amount_kr", "unit", "price_level"]),
        "decisions": (pl.col("event_id") == visit["event_id"], ["decision", "decided_by"]),
    }
    cited = [
        facts_on(getattr(facts, fact), fact, day)
        .filter(is_used)
        .select(pl.lit(fact).alias("fact"), row_key(fact), say(values), "status", "source", "note")
        for fact, (is_used, values) in rows.items()
    ]
    return pl.concat(cited)


def facts_on(rows: pl.DataFrame, fact: str, day: Any) -> pl.DataFrame:
    """The rows of a fact in force on a day; decisions follow their visit."""
    return rows if fact == "decisions" else keep_on(rows, day)


def say(values: list[str]) -> pl.Expr:
    """Values of a fact row in words, those that are empty left out."""
    named = [pl.concat_str(pl.lit(f"{name} "), pl.col(name).cast(pl.String)) for name in values]
    return pl.concat_str(*named, separator=", ", ignore_nulls=True).alias("value")
