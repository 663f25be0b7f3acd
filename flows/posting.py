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
    """All that a run publishes, in the shape of the marts, in the order in which it is to lie there; `per_run` by mart."""

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
    run_id = pl.lit(publication.run["run_id"]).alias("run_id")
    append_ledger(marts_db, publication)
    remove_followed(marts_db, publication)
    insert(marts_db, "charges", publication.charges.with_columns(run_id))
    insert(marts_db, "set_aside", publication.set_aside.with_columns(run_id))
    replace_lines(marts_db, publication.run)
    for name in PER_RUN:
        insert(marts_db, name, publication.per_run[name].with_columns(run_id))
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
    of_run = {name: publication.run[name] for name in ("settlement_month", "round", "run_id")}
    if publication.reversed_events.height:
        of_event = [name for name in mart_columns("ledger") if name not in (*of_run, "entry_no", "entry_type")]
        repeated = ", ".join(f"-{name}" if name.endswith("_kr") else name for name in of_event)
        marts_db.register("reversed_events", publication.reversed_events)
        marts_db.execute(
            f"""INSERT INTO ledger (entry_no, settlement_month, round, run_id, entry_type, {list_columns(of_event)})
            SELECT (SELECT max(entry_no) FROM ledger) + row_number() OVER (ORDER BY event_id), ?, ?, ?, 'reversal', {repeated}
            FROM ledger SEMI JOIN reversed_events USING (event_id) WHERE entry_type = 'charge'
            QUALIFY row_number() OVER (PARTITION BY event_id ORDER BY entry_no DESC) = 1""",
            list(of_run.values()),
        )
    last = marts_db.execute("SELECT coalesce(max(entry_no), 0) FROM ledger").fetchall()[0][0]
    literals = {name: pl.lit(value) for name, value in {**of_run, "entry_type": "charge"}.items()}
    insert(marts_db, "ledger", publication.charged.with_row_index("entry_no", offset=last + 1).with_columns(**literals))


def remove_followed(marts_db: duckdb.DuckDBPyConnection, publication: Publication) -> None:
    """Remove the charges and set-asides that this run's follow: those of its window, and events that moved into it. Rule R13."""
    marts_db.register("computed_charges", publication.charges.select("event_id"))
    marts_db.register("computed_set_aside", publication.set_aside.select("event_id"))
    for name in ("charges", "set_aside"):
        marts_db.execute(f"DELETE FROM {name} WHERE activity_date BETWEEN ? AND ?", publication.window)
        for computed in ("computed_charges", "computed_set_aside"):
            marts_db.execute(f"DELETE FROM {name} WHERE event_id IN (SELECT event_id FROM {computed})")


def replace_lines(marts_db: duckdb.DuckDBPyConnection, run: Mapping[str, Any]) -> None:
    """Sum the ledger of the run's month and round again."""
    month_and_round = [run["settlement_month"], run["round"]]
    keys = list_columns(MARTS["settlement_lines"][1])
    marts_db.execute("DELETE FROM settlement_lines WHERE settlement_month = ? AND round = ?", month_and_round)
    marts_db.execute(
        f"""INSERT INTO settlement_lines
        SELECT {keys}, sum(CASE entry_type WHEN 'reversal' THEN -1 ELSE 1 END),
            sum(tariff_kr), sum(municipal_kr), sum(payable_kr)
        FROM ledger WHERE settlement_month = ? AND round = ? GROUP BY ALL ORDER BY ALL""",
        month_and_round,
    )


def list_columns(names: list[str]) -> str:
    """Column names as SQL."""
    return ", ".join(f'"{name}"' for name in names)
