"""The second engine's events of a run: the one place where these tests know where that engine lives."""

from __future__ import annotations

from pathlib import Path

from tests.oracle.recomputed import recompute_month, shared_duckdb

from .reference import Cells


def list_events(delivery: Path, facts: Path, month: str) -> list[Cells]:
    """The events of a delivery until a month's end, charged or set aside, each with its `outcome`."""
    shared_duckdb().execute("SET threads = 1")  # a small delivery takes longer in many
    return [dict(event) for event in recompute_month(delivery, facts, month).events.iter_rows(named=True)]
