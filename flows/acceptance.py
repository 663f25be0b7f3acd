"""Whether a delivery may be settled at all: its period, its age, and its share of rejected rows."""

from datetime import date

import polars as pl

from flows.delivery import Delivery
from flows.failures import DeliveryRefused, FactsIncomplete
from flows.month import SettlementMonth
from schemas.gate import Gated, gate_lpr2
from transforms.dated import Facts
from transforms.pricing import keep_days_without_codes, keep_unpriced
from transforms.settlement import Settled
from transforms.sharing import keep_without_share

MAX_REJECTED_SHARE = 0.05
"""A file with a larger share of rejected rows refuses the delivery. Source: contract section 2."""

SHOWN = 20
"""So many lines of a list are printed; the rest is counted."""


def stop_at_wrong_period(delivery: Delivery, first_day: date, month: SettlementMonth) -> None:
    """A delivery must cover all that is settled: raises DeliveryRefused. Source: contract section 2."""
    toml = delivery.toml
    if toml.period_from > first_day or toml.period_to < month.last_day:
        raise DeliveryRefused(
            f"The delivery covers {toml.period_from} to {toml.period_to}, not the whole of {first_day} to {month.last_day}. "
            "Settle a month that it covers, or draw a delivery that does."
        )


def accept(delivery: Delivery, max_rejected_share: float) -> Gated:
    """Gate a delivery's rows. Raises DeliveryRefused where a file has too many rejected ones."""
    gated = gate_lpr2(delivery.tables)
    for name, rows in delivery.tables.items():
        faults = gated.rejected.filter(pl.col("file") == name)
        rejected = faults["row_number"].n_unique()
        if rejected > max_rejected_share * rows.height:
            raise DeliveryRefused(describe_rejected(name, rejected, rows.height, faults, max_rejected_share))
    return gated


def describe_rejected(name: str, rejected: int, delivered: int, faults: pl.DataFrame, max_rejected_share: float) -> str:
    """Why too many rows of a file were rejected: by reason and column, with the first row of each."""
    by_reason = (
        faults.group_by("reason", "column_name")
        .agg(pl.len().alias("faults"), pl.col("row_number").min().alias("first"))
        .sort("faults", "reason", "column_name", descending=[True, False, False])
    )
    lines = [
        f"{reason} in {column}: {count} rows, first row {first}" for reason, column, count, first in by_reason.rows()
    ]
    return (
        f"{name}: {rejected} of {delivered} rows are rejected, more than {max_rejected_share:.1%} of the file "
        "(setting max_rejected_share):\n  "
        + "\n  ".join(lines)
        + "\nThe sender must correct it and send the delivery again."
    )


def stop_at_missing_prices(settled: Settled, facts: Facts) -> None:
    """A missing price is never zero: raises FactsIncomplete, naming tariff groups and dates. Rules R9, R10."""
    gaps = [
        (keep_unpriced(settled.price_list.lazy()), "tariffs.csv: no tariff in force for {} on {}"),
        (keep_without_share(settled.price_list.lazy()), "shares.csv: no share in force for {} on {}"),
        (
            keep_days_without_codes(settled.occurrences.lazy(), facts),
            "tariff_codes.csv: no code at all is in force on {}",
        ),
    ]
    lines = [text.format(*row) for rows, text in gaps for row in rows.collect().sort(pl.all()).rows()]
    if lines:
        more = [f"... and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
        raise FactsIncomplete(
            "Prices are missing:\n  "
            + "\n  ".join(lines[:SHOWN] + more)
            + "\nAdd the rows with their source, then run again."
        )


def stop_at_placeholders(assumptions: pl.DataFrame, delivery: Delivery) -> None:
    """Placeholders may carry synthetic deliveries only: raises FactsIncomplete for a real one. Source: contract section 3."""
    placeholders = assumptions.filter(pl.col("status") == "placeholder")
    if placeholders.height and not delivery.toml.synthetic:
        lines = "\n  ".join(f"{fact}.csv, {key}" for fact, key in placeholders.select("fact", "row_key").rows())
        raise FactsIncomplete(
            f"A real delivery (synthetic is not true) relies on placeholder rows:\n  {lines}\n"
            "Replace them by the real codes with their source; README says how."
        )


def has_record_number_keys(gated: Gated) -> bool:
    """Whether some contact has no number of its own, so that its record number is its key. Rule R1."""
    contacts = gated.accepted["t_adm"]
    return "idnummer" not in contacts.columns or contacts["idnummer"].null_count() > 0
