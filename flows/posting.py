"""Posting a run into the marts: entries appended to the ledger, what stands put in place, lines summed again. Rule R13."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import duckdb
import polars as pl

from schemas.marts import MARTS, mart_columns
from transforms.dated import Facts

FACT_MARTS = ("municipalities", "hospitals", "tariffs")
"""Facts that are published as the latest run used them."""

PER_RUN = ("rejected_rows", "funnel", "inputs", "assumptions")
"""Marts that a run only adds rows to."""


class Publication(NamedTuple):
    """All that a run publishes, in the shape of the marts, in the order in which it is to lie there.

    booked: the charges that become ledger entries. per_run: rows by mart.
    """

    run: Mapping[str, Any]
    charges: pl.DataFrame
    set_aside: pl.DataFrame
    booked: pl.DataFrame
    per_run: Mapping[str, pl.DataFrame]
    facts: Facts


def post(marts_db: duckdb.DuckDBPyConnection, publication: Publication) -> None:
    """Write a run: its ledger entries, charges and set-asides as they stand after it, lines, and its account of itself."""
    run_id = pl.lit(publication.run["run_id"]).alias("run_id")
    append_ledger(marts_db, publication)
    for name, rows in {"charges": publication.charges, "set_aside": publication.set_aside}.items():
        marts_db.execute(f"DELETE FROM {name}")
        insert(marts_db, name, rows.with_columns(run_id))
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
    """Append the run's entries: its new charges. Rule R13."""
    last = marts_db.execute("SELECT coalesce(max(entry_no), 0) FROM ledger").fetchall()[0][0]
    of_run = {name: publication.run[name] for name in ("settlement_month", "round", "run_id")}
    literals = {name: pl.lit(value) for name, value in {**of_run, "entry_type": "charge"}.items()}
    insert(marts_db, "ledger", publication.booked.with_row_index("entry_no", offset=last + 1).with_columns(**literals))


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
