"""A delivery's control lists by the second engine: its stages run with all their tables kept, then `lists.sql`."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import polars as pl

from flows.verification.engine import STAGES, run_stage, set_window
from flows.verification.files import create_text_tables
from tests.oracle.recomputed import opened_quickly, window_of

LISTS = (Path(__file__).parent / "lists.sql").read_text("utf-8")
DROPPED = re.compile(r"^DROP .*$", flags=re.MULTILINE)


def tell_again(delivery: Path, facts: Path, month: str) -> pl.DataFrame:
    """The lines of a delivery's control lists. Raises `NoTariff` where a tariff is missing."""
    window, month_end = window_of(delivery, month)
    with tempfile.TemporaryDirectory() as scratch, opened_quickly() as connection:
        set_window(connection, window, month_end)
        create_text_tables(connection, delivery, facts, Path(scratch))
        for stage, path in STAGES.items():
            run_stage(connection, stage, DROPPED.sub("", path.read_text("utf-8")))
        connection.execute(LISTS)
        return connection.sql("FROM told_again ORDER BY ALL").pl()
