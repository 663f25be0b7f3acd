"""What the two engines say differently about one month: a line of text per difference, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Protocol

import polars as pl

from .engine import Recomputed

CHARGES = """
    scheme channel activity_date activity_month payer_municipality creditor_region hospital department specialty cpr age
    sks_code tariff_group tariff_kr municipal_kr payable_kr plan_issued_on course_started_on course_ended_on
"""
SET_ASIDE = """
    reason setting scheme activity_date payer_municipality creditor_region hospital cpr sks_code advisory_kr
"""
REJECTED = ["file", "row_number", "column_name", "reason"]


class Computed(Protocol):
    """What the line under test gives: the contract's tables, with `cpr` in place of `person_key`."""

    @property
    def charges(self) -> pl.DataFrame:
        """One row per charged event."""

    @property
    def set_aside(self) -> pl.DataFrame:
        """One row per event that is set aside."""

    @property
    def rejected(self) -> pl.DataFrame:
        """One row per fault of a delivered row."""

    @property
    def funnel(self) -> pl.DataFrame:
        """step, bucket, reason, rows."""


def differences(computed: Computed, recomputed: Recomputed) -> list[str]:
    """List all differences in charges, set-asides, rejected rows and the funnel; none means that the engines agree."""
    events = recomputed.events.with_columns(activity_month=pl.col("activity_date").dt.strftime("%Y-%m"))
    charged = pl.col("outcome") == "charged"
    return [
        *event_differences("charges", computed.charges, events.filter(charged), CHARGES.split()),
        *event_differences("set_aside", computed.set_aside, events.filter(~charged), SET_ASIDE.split()),
        *rejected_differences(computed.rejected, recomputed.rejected),
        *funnel_differences(computed.funnel, recomputed.counts),
    ]


def event_differences(name: str, line: pl.DataFrame, oracle: pl.DataFrame, columns: list[str]) -> Iterator[str]:
    """List events that only one engine has, that stand twice, and the cells in which the engines differ."""
    missing = [column for column in ["event_id", *columns] if column not in line.columns]
    yield from (f"{name}: the line has no column {column}" for column in missing)
    by_line, by_oracle = by_event(line), by_event(oracle)
    yield from (
        f"{name} {event_id}: {number} times in the line"
        for event_id, number in Counter(line["event_id"]).items()
        if number > 1
    )
    for event_id in sorted(by_line.keys() - by_oracle.keys()):
        yield f"{name} {event_id}: only the line has it: {summary(by_line[event_id])}"
    for event_id in sorted(by_oracle.keys() - by_line.keys()):
        yield f"{name} {event_id}: only the oracle has it: {summary(by_oracle[event_id])}"
    for event_id in sorted(by_line.keys() & by_oracle.keys()):
        for column in columns:
            said, recomputed = by_line[event_id].get(column), by_oracle[event_id][column]
            if not is_same(said, recomputed):
                cells = (
                    "not the same person" if column == "cpr" else f"{said!r} in the line, {recomputed!r} in the oracle"
                )
                yield f"{name} {event_id}: {column} is {cells}"


def summary(event: dict[str, object]) -> str:
    """Say in short what an event is; never whose."""
    names = ("reason", "scheme", "channel", "sks_code", "tariff_group", "payable_kr", "advisory_kr")
    return ", ".join(f"{name} {event[name]}" for name in names if event.get(name) is not None)


def by_event(events: pl.DataFrame) -> dict[str, dict[str, object]]:
    """Give event_id -> row."""
    return {row["event_id"]: row for row in events.iter_rows(named=True)}


def is_same(said: object, recomputed: object) -> bool:
    """Say whether two cells are the same; kroner must be exact decimals on both sides."""
    return said == recomputed and isinstance(said, Decimal) == isinstance(recomputed, Decimal)


def rejected_differences(line: pl.DataFrame, oracle: pl.DataFrame) -> Iterator[str]:
    """List rejections that only one engine has."""
    by_line, by_oracle = Counter(line.select(REJECTED).iter_rows()), Counter(oracle.select(REJECTED).iter_rows())
    yield from (
        f"rejected {' '.join(map(str, fault))}: only in the line" for fault in sorted((by_line - by_oracle).elements())
    )
    yield from (
        f"rejected {' '.join(map(str, fault))}: only in the oracle"
        for fault in sorted((by_oracle - by_line).elements())
    )


def funnel_differences(line: pl.DataFrame, oracle: pl.DataFrame) -> Iterator[str]:
    """List the contract's funnel lines that differ: all totals, and the set-asides by reason.

    Rejections by reason are left out: the contract does not say whether they count rows or faults.
    """
    by_line, by_oracle = by_bucket(line), by_bucket(oracle)
    for step, bucket, reason in sorted(by_line.keys() | by_oracle.keys()):
        if step in ("t_adm", "t_bes", "t_sksube", "events") and (not reason or bucket == "set_aside"):
            said, recomputed = by_line.get((step, bucket, reason)), by_oracle.get((step, bucket, reason))
            if said != recomputed:
                yield f"funnel {step} {bucket} {reason}: {said} in the line, {recomputed} in the oracle"


def by_bucket(funnel: pl.DataFrame) -> dict[tuple[str, str, str], int]:
    """Give (step, bucket, reason) -> rows; the reason of a total is empty."""
    lines = funnel.select("step", "bucket", "reason", "rows").iter_rows()
    return {(step, bucket, reason or ""): rows for step, bucket, reason, rows in lines}
