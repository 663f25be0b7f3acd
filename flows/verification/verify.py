"""What two engines say differently about one run: nothing is published until it is nothing."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from flows.failures import InputOutputFailed, IntegrityFailed
from flows.verification.engine import Lacking, opened_database, recompute

NO_ROOM = (duckdb.OutOfMemoryException, duckdb.IOException)


def find_disagreements(
    delivery: Path,
    facts: Path,
    window: tuple[date, date],
    month_end: date,
    marts: Mapping[str, pl.DataFrame],
    scratch: Path,
) -> pl.DataFrame:
    """Recompute a run from its raw files in SQL, and give each event about which the engines disagree.

    Danish: efterregning. Rules R1-R12; KL memo 2006, sections 3 and 4.

    delivery: a folder of raw files. facts: a facts folder. window: the activity dates that the run computes, both inclusive.
    month_end: the settlement month's last day. marts: what the run came to, in the contract's columns, with `cpr` for the
    person: bilateral_visits, and of hospitals charges and set_aside. scratch: a private folder; what is written there holds
    CPR numbers, and is removed in every case.

    Gives event_id, where (the mart), what (the names of the columns that differ, or which engine alone has it);
    no row where the engines agree, and never a row's content. Raises IntegrityFailed (exit 5) where the second engine cannot
    follow the first, InputOutputFailed where there is no room for it.
    """
    try:
        with opened_database(scratch) as (connection, folder):
            recompute(connection, delivery, facts, window, month_end, folder)
            return compare(connection, marts)
    except Lacking as missing:
        raise IntegrityFailed(
            f"The second engine stops where the first did not, so nothing was published: {missing}."
        ) from None
    except NO_ROOM as error:
        raise InputOutputFailed(
            f"The second engine has no room, or cannot read its files ({type(error).__name__}). Nothing was published."
        ) from None
    except duckdb.Error as error:  # its message may quote a row
        raise IntegrityFailed(
            f"The second engine failed, so nothing was published: {type(error).__name__}. This is an error in genopt: "
            "keep the delivery and report it."
        ) from None


def compare(connection: duckdb.DuckDBPyConnection, marts: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Hold what a run came to against the views of the same names in a database: event_id, where, what."""
    found = [compare_mart(connection, mart, rows).with_columns(where=pl.lit(mart)) for mart, rows in marts.items()]
    return pl.concat(found).select("event_id", "where", "what").sort(pl.all())


def compare_mart(connection: duckdb.DuckDBPyConnection, mart: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Hold one mart's rows against the view of its name, every column of it: event_id, what."""
    connection.register("of_run", rows.to_arrow(compat_level=pl.CompatLevel.newest()))  # else every text is copied
    compared = read_query(connection, write_comparison(mart, stop_at_other_columns(connection, mart)))
    repeated = {"the run": rows["event_id"].filter(rows["event_id"].is_duplicated())}
    if compared["pairs_of_run"].item() > rows.height:
        repeats = read_query(connection, f"SELECT event_id FROM {mart} GROUP BY event_id HAVING count(*) > 1")
        repeated["the second engine"] = repeats["event_id"]
    differing = compared.select(pl.col("found").explode()).drop_nulls().unnest("found")
    twice = [ids.unique().to_frame().with_columns(what=pl.lit(f"{who} has it twice")) for who, ids in repeated.items()]
    return pl.concat([differing.cast(pl.String), *twice])


def write_comparison(mart: str, columns: list[str]) -> str:
    """The SQL that pairs the run's events with those of the second engine: pairs_of_run, found (event_id, what)."""
    differing = (f"CASE WHEN of_run.{name} IS DISTINCT FROM again.{name} THEN '{name}' END" for name in columns)
    return f"""
        WITH pairs AS (
            SELECT coalesce(of_run.event_id, again.event_id) AS event_id, of_run.event_id AS id_of_run, CASE
                WHEN again.event_id IS NULL THEN 'only the run has it'
                WHEN of_run.event_id IS NULL THEN 'only the second engine has it'
                ELSE nullif(concat_ws(', ', {", ".join(differing)}), '')
            END AS what
            FROM {mart} AS again FULL JOIN of_run ON of_run.event_id = again.event_id
        )
        SELECT count(id_of_run) AS pairs_of_run,
               list({{'event_id': event_id, 'what': what}}) FILTER (what IS NOT NULL) AS found
        FROM pairs
    """


def stop_at_other_columns(connection: duckdb.DuckDBPyConnection, mart: str) -> list[str]:
    """The columns to compare. Raises IntegrityFailed where the run lacks one, or its type could hide a difference (floats)."""
    of_run, again = (
        {column: kind for column, kind, *_ in connection.execute(f"DESCRIBE FROM {name}").fetchall()}
        for name in ("of_run", mart)
    )
    wrong = [
        f"{name} is {of_run.get(name, 'missing')}, not {kind}"
        for name, kind in again.items()
        if of_run.get(name) != kind
    ]
    if wrong:
        raise IntegrityFailed(f"The run's {mart} cannot be compared, so nothing was published: {', '.join(wrong)}.")
    return [name for name in again if name != "event_id"]


def read_query(connection: duckdb.DuckDBPyConnection, query: str) -> pl.DataFrame:
    """The rows of a query."""
    rows = pl.from_arrow(connection.sql(query).to_arrow_table())
    assert isinstance(rows, pl.DataFrame)
    return rows
