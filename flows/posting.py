"""Posting a run into the marts: entries appended to the ledger, what stands put in place, lines summed again. Rule R13."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import duckdb
import polars as pl

from schemas.marts import MARTS, mart_columns
from transforms.dated import Facts
from transforms.settlement import Window

FACT_MARTS = ("municipalities", "hospitals", "tariffs")
"""Facts that are published as the latest run used them."""

PER_RUN = ("rejected_rows", "funnel", "inputs", "assumptions")
"""Marts that a run only adds rows to."""


class Publication(NamedTuple):
    """All that a run publishes, in the shape of the marts; `per_run` by mart name."""

    run: Mapping[str, Any]
    window: Window
    charges: pl.DataFrame
    set_aside: pl.DataFrame
    reversed_events: pl.DataFrame
    charged: pl.DataFrame
    per_run: Mapping[str, pl.DataFrame]
    facts: Facts


def post(marts_db: duckdb.DuckDBPyConnection, publication: Publication) -> None:
    """Write a run: its ledger entries, charges and set-asides as they stand after it, lines, and its account of itself."""
    append_ledger(marts_db, publication)
    replace_standing(marts_db, publication)
    replace_lines(marts_db, publication.run)
    for name in PER_RUN:
        insert(marts_db, name, publication.per_run[name].with_columns(run_id=pl.lit(publication.run["run_id"])))
    schema = {column: s.dtype.type for column, s in mart_columns("runs").items()}
    insert(marts_db, "runs", pl.DataFrame([publication.run], schema=schema))
    for name in FACT_MARTS:
        marts_db.execute(f"DELETE FROM {name}")
        insert(marts_db, name, getattr(publication.facts, name))


def insert(marts_db: duckdb.DuckDBPyConnection, name: str, rows: pl.DataFrame) -> None:
    """Add rows to a mart, column by column name."""
    columns = list_columns(rows.columns)
    marts_db.register("rows_to_insert", rows)
    marts_db.execute(f"INSERT INTO {name} ({columns}) SELECT {columns} FROM rows_to_insert")
    marts_db.unregister("rows_to_insert")


def append_ledger(marts_db: duckdb.DuckDBPyConnection, publication: Publication) -> None:
    """Append the run's entries: a reversal repeats the entry that it reverses, negative; then the new charges. Rule R13."""
    event = [
        name
        for name in mart_columns("ledger")
        if name not in ("entry_no", "settlement_month", "round", "run_id", "entry_type", "event_id")
    ]
    reversal = ", ".join(f"-{name}" if name.endswith("_kr") else name for name in event)
    booked = [publication.run[name] for name in ("settlement_month", "round", "run_id")]
    marts_db.register("reversed_events", publication.reversed_events)
    marts_db.register("charged", publication.charged)
    first = "SELECT coalesce(max(entry_no), 0) FROM ledger"
    marts_db.execute(
        f"""INSERT INTO ledger
        SELECT ({first}) + row_number() OVER (ORDER BY event_id), ?, ?, ?, 'reversal', event_id, {reversal}
        FROM (SELECT * FROM ledger WHERE entry_type = 'charge' AND event_id IN (SELECT event_id FROM reversed_events)
              QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY entry_no DESC) = 1)""",
        booked,
    )
    marts_db.execute(
        f"""INSERT INTO ledger
        SELECT ({first}) + row_number() OVER (ORDER BY event_id), ?, ?, ?, 'charge', event_id, {", ".join(event)} FROM charged""",
        booked,
    )


def replace_standing(marts_db: duckdb.DuckDBPyConnection, publication: Publication) -> None:
    """Put the computed charges and set-asides in the place of those they follow; others, outside the window, stay. Rule R13."""
    run, window = publication.run, publication.window
    marts_db.register("computed_charges", publication.charges)
    marts_db.register("computed_set_aside", publication.set_aside)
    marts_db.execute(
        "CREATE TEMP TABLE computed AS SELECT event_id FROM computed_charges UNION ALL SELECT event_id FROM computed_set_aside"
    )
    marts_db.execute(
        """CREATE TEMP TABLE booked_in AS SELECT event_id, settlement_month FROM charges
        WHERE event_id NOT IN (SELECT event_id FROM charged)"""
    )
    for name in ("charges", "set_aside"):
        marts_db.execute(
            f"DELETE FROM {name} WHERE activity_date BETWEEN ? AND ? OR event_id IN (SELECT event_id FROM computed)",
            window,
        )
    columns = list_columns(list(mart_columns("charges"))[:-2])
    marts_db.execute(
        f"""INSERT INTO charges ({columns}, settlement_month, run_id)
        SELECT {columns}, coalesce(booked_in.settlement_month, ?), ? FROM computed_charges LEFT JOIN booked_in USING (event_id) ORDER BY event_id""",
        [run["settlement_month"], run["run_id"]],
    )
    columns = list_columns(list(mart_columns("set_aside"))[:-1])
    marts_db.execute(
        f"INSERT INTO set_aside ({columns}, run_id) SELECT {columns}, ? FROM computed_set_aside ORDER BY event_id",
        [run["run_id"]],
    )


def replace_lines(marts_db: duckdb.DuckDBPyConnection, run: Mapping[str, Any]) -> None:
    """Sum the ledger of the run's month and round again."""
    month_and_round = [run["settlement_month"], run["round"]]
    keys = ", ".join(MARTS["settlement_lines"][1])
    marts_db.execute("DELETE FROM settlement_lines WHERE settlement_month = ? AND round = ?", month_and_round)
    marts_db.execute(
        f"""INSERT INTO settlement_lines
        SELECT {keys}, sum(CASE entry_type WHEN 'reversal' THEN -1 ELSE 1 END), sum(tariff_kr), sum(municipal_kr), sum(payable_kr)
        FROM ledger WHERE settlement_month = ? AND round = ? GROUP BY ALL ORDER BY ALL""",
        month_and_round,
    )


def list_columns(names: list[str]) -> str:
    """Column names as SQL."""
    return ", ".join(f'"{name}"' for name in names)
