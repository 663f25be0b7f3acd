"""What the two engines say differently about one month: a line of text per difference, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Protocol

import polars as pl

from flows.verification.verify import compare

from .recomputed import Recomputed, opened_quickly

SUMMARY = [
    *("reason", "scheme", "channel", "sks_code", "tariff_group", "payable_kr", "advisory_kr"),
    *("standing", "agreement_id", "agreed_kr"),
]
COUNTED = (
    *("t_adm", "t_bes", "t_sksube", "events"),
    *("genoptraening_grundoplysninger", "genoptraening_procedurer", "genoptraening_tillaegsprocedurer"),
    *("bilateral_visits", "bilateral_services"),
)
"""Steps of the funnel that both engines count."""

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
    def bilateral(self) -> pl.DataFrame:
        """One row per visit that the parties settle between themselves."""

    @property
    def rejected(self) -> pl.DataFrame:
        """One row per fault of a delivered row."""

    @property
    def funnel(self) -> pl.DataFrame:
        """step, bucket, reason, rows."""


def differences(computed: Computed, recomputed: Recomputed) -> list[str]:
    """List all differences in charges, set-asides, bilateral visits, rejected rows and the funnel; none means that the engines agree."""
    return [
        *event_differences(computed, recomputed),
        *rejected_differences(computed.rejected, recomputed.rejected),
        *funnel_differences(computed.funnel, recomputed.counts),
    ]


def event_differences(line: Computed, oracle: Recomputed) -> Iterator[str]:
    """List what a run would stop at, with the cells of both engines."""
    by_line = {
        "charges": line.charges,
        "set_aside": line.set_aside,
        "bilateral_visits": pl.concat([line.bilateral, line.finished]),
    }
    compared = {mart: by_line[mart] for mart in oracle.marts}
    with opened_quickly() as connection:
        for mart, rows in oracle.marts.items():
            connection.register(mart, rows)
        found = compare(connection, compared)
    for event_id, where, what in found.iter_rows():
        of_event = pl.col("event_id") == event_id
        said, recomputed = (rows[where].filter(of_event).to_dicts() for rows in (compared, oracle.marts))
        yield f"{where} {event_id}: {what}: the line {draw(said, what)}, the oracle {draw(recomputed, what)}"


def draw(events: list[dict[str, object]], what: str) -> str:
    """Draw the cells that differ, or in short what an event is; never whose."""
    names = what.split(", ") if " " not in what.replace(", ", "") else SUMMARY
    return (
        " and ".join(str({name: event.get(name) for name in names if name != "cpr"}) for event in events) or "nothing"
    )


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
        if step in COUNTED and (not reason or bucket == "set_aside"):
            said, recomputed = by_line.get((step, bucket, reason)), by_oracle.get((step, bucket, reason))
            if said != recomputed:
                yield f"funnel {step} {bucket} {reason}: {said} in the line, {recomputed} in the oracle"


def by_bucket(funnel: pl.DataFrame) -> dict[tuple[str, str, str], int]:
    """Give (step, bucket, reason) -> rows; the reason of a total is empty."""
    lines = funnel.select("step", "bucket", "reason", "rows").iter_rows()
    return {(step, bucket, reason or ""): rows for step, bucket, reason, rows in lines}
