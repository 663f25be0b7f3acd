"""Connections to DuckDB: what a terminal shows of them, and what is not said to be damage."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from flows.connection import connect, reading
from flows.failures import InputOutputFailed

SHOWS_BARS = """
from pathlib import Path
from flows.connection import connect
from flows.verification.engine import opened_database
ask = "SELECT current_setting('enable_progress_bar')"
with opened_database(Path(".")) as (second_engine, _):
    print(connect(":memory:").execute(ask).fetchone(), second_engine.execute(ask).fetchone())
"""
"""Whether either connection draws DuckDB's own bars; it does so by default on a terminal alone."""


def test_a_terminal_shows_the_progress_of_the_run_and_not_of_its_queries(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    try:
        child = [sys.executable, "-c", SHOWS_BARS]
        env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
        subprocess.run(child, cwd=tmp_path, env=env, stdin=theirs, stdout=theirs, stderr=theirs, check=True, timeout=60)
        assert os.read(ours, 1000).decode().strip() == "(False,) (False,)"
    finally:
        os.close(ours)
        os.close(theirs)


def test_a_query_that_needs_more_memory_is_not_said_to_be_damage(tmp_path: Path) -> None:
    marts = tmp_path / "marts.duckdb"
    connect(marts).close()
    with pytest.raises(InputOutputFailed, match="The marts are whole"), reading(marts) as marts_db:
        marts_db.execute("SET memory_limit = '2MB'")
        marts_db.sql("SELECT list(range) FROM range(10_000_000)").fetchall()
