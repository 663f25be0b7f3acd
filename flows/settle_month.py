"""A month from files to charges and set-asides."""

from pathlib import Path
from typing import NamedTuple

import polars as pl

from flows.delivery import Delivery, read_delivery
from flows.facts import read_facts
from flows.failures import DeliveryRefused, FactsIncomplete
from flows.month import SettlementMonth
from schemas.gate import Gated, gate_lpr2
from transforms.assumptions import keep_relied_on
from transforms.counting import count_rows
from transforms.dated import Facts
from transforms.lpr2 import prepare_lpr2
from transforms.pricing import keep_days_without_codes, keep_unpriced
from transforms.settlement import Settled, Window, keep_charges, keep_set_aside, settle
from transforms.sharing import keep_without_share

MAX_REJECTED_SHARE = 0.05
"""A file with a larger share of rejected rows refuses the delivery. Source: contract section 2."""


class Computed(NamedTuple):
    """What a month comes to, before anything is booked: charges and set-asides with `cpr`, and the account of all rows."""

    charges: pl.DataFrame
    set_aside: pl.DataFrame
    rejected: pl.DataFrame
    funnel: pl.DataFrame
    assumptions: pl.DataFrame


def compute(delivery: Path, facts: Path, month: str, max_rejected_share: float = MAX_REJECTED_SHARE) -> Computed:
    """A month's charges and set-asides from files alone: no home, no ledger, no Prefect."""
    settlement_month = SettlementMonth.parse(month)
    known = read_facts(facts)
    delivered = read_delivery(delivery)
    return settle_delivery(delivered, known, settlement_month, max_rejected_share)


def settle_delivery(delivery: Delivery, facts: Facts, month: SettlementMonth, max_rejected_share: float) -> Computed:
    """Gate, judge and price a delivery."""
    gated = accept(delivery, month, max_rejected_share)
    window = Window(delivery.toml.period_from, min(delivery.toml.period_to, month.last_day))
    settled = settle(prepare_lpr2(gated.accepted), facts, window, month.last_day)
    stop_at_missing_prices(settled, facts)
    assumptions = keep_relied_on(settled, facts, window.last, has_record_number_keys=has_record_number_keys(gated))
    stop_at_placeholders(assumptions, delivery)
    return Computed(
        charges=keep_charges(settled.events.lazy()).collect(),
        set_aside=keep_set_aside(settled.events.lazy()).collect(),
        rejected=gated.rejected,
        funnel=count_rows(delivery.tables, gated.rejected, settled),
        assumptions=assumptions,
    )


def accept(delivery: Delivery, month: SettlementMonth, max_rejected_share: float) -> Gated:
    """Gate a delivery's rows. Raises DeliveryRefused where its period or its share of rejected rows does not allow a settlement."""
    toml = delivery.toml
    if toml.period_from > month.first_day or toml.period_to < month.last_day:
        raise DeliveryRefused(
            f"The delivery covers {toml.period_from} to {toml.period_to}, which is not the whole of {month}. "
            "Settle a month that it covers, or draw a delivery that does."
        )
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
    lines = [f"{reason} in {column}: {count} rows, first row {first}" for reason, column, count, first in by_reason.rows()]
    return (
        f"{name}: {rejected} of {delivered} rows are rejected, more than {max_rejected_share:.1%} of the file "
        f"(setting max_rejected_share).\n  " + "\n  ".join(lines) + "\nThe sender must correct and send the delivery again."
    )


def stop_at_missing_prices(settled: Settled, facts: Facts) -> None:
    """A missing price is never zero: raises FactsIncomplete, naming tariff groups and dates. Rules R9, R10."""
    gaps = [
        (keep_unpriced(settled.price_list.lazy()), "tariffs.csv: no tariff in force for {} on {}"),
        (keep_without_share(settled.price_list.lazy()), "shares.csv: no share in force for {} on {}"),
        (keep_days_without_codes(settled.occurrences.lazy(), facts), "tariff_codes.csv: no code at all is in force on {}"),
    ]
    lines = [text.format(*row) for rows, text in gaps for row in rows.sort(pl.all()).collect().rows()]
    if lines:
        more = [f"... and {len(lines) - 20} more"] if len(lines) > 20 else []
        raise FactsIncomplete("Prices are missing:\n  " + "\n  ".join(lines[:20] + more) + "\nAdd the rows with their source, then run again.")


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
