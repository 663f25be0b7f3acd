"""The gate: rows in, accepted rows and faults out. Nothing is dropped without a line.

Faults never hold a cell's content: Pandera's messages do, so only its column, check and index are used.
"""

from typing import NamedTuple

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from schemas.deliveries import LPR2, TAdm
from transforms.linking import find_orphans, find_repeated_visits, find_superseded_contacts, join_contact

FAULT = {"row_number": pl.Int64, "column_name": pl.String, "reason": pl.String}


class Gated(NamedTuple):
    """What came through the gate, and the faults of what did not: row_number, column_name, reason."""

    accepted: pl.DataFrame
    faults: pl.DataFrame


def find_faults(rows: pl.DataFrame, model: type[pa.DataFrameModel]) -> pl.DataFrame:
    """Find the faulty cells of one table. `rows` is collected: of a lazy frame Pandera would check no cell."""
    try:
        model.validate(rows, lazy=True)
    except SchemaErrors as errors:
        cases: pl.DataFrame = errors.failure_cases
        return (
            cases.select(
                rows["row_number"].gather(cases["index"].cast(pl.UInt32)).alias("row_number"),
                pl.col("column").alias("column_name"),
                pl.col("check").replace("not_nullable", "missing_value").alias("reason"),
            )
            .unique()
            .sort("row_number", "column_name", "reason")
        )
    return pl.DataFrame(schema=FAULT)


def keep_faultless(rows: pl.DataFrame, faults: pl.DataFrame) -> pl.DataFrame:
    """Keep the rows that no fault names."""
    return rows.filter(~pl.col("row_number").is_in(faults["row_number"].implode())) if faults.height else rows


def gate_contacts(t_adm: pl.DataFrame) -> Gated:
    """Accept or reject contacts; of those sent again one stays. In: trimmed text with `row_number` from 1.

    Danish: afvist = rejected. Source: contract section 2; registration.md 6.1 (an update gets a new record number).
    """
    faults = find_faults(t_adm, TAdm)
    otherwise_accepted = keep_faultless(t_adm, faults)
    superseded = find_superseded_contacts(otherwise_accepted)
    return Gated(keep_faultless(otherwise_accepted, superseded), pl.concat([faults, superseded]))


def gate_contact_rows(name: str, rows: pl.DataFrame, contacts: pl.DataFrame) -> Gated:
    """Accept or reject rows that belong to contacts (visits, services). Adds `contact` to those accepted.

    In: trimmed text with `row_number`; accepted contacts with `contact` and `k_recnum`. Source: contract section 2.
    """
    linked = join_contact(rows, contacts)
    repeated = [find_repeated_visits(linked)] if name == "t_bes" else []
    faults = pl.concat([find_faults(rows, LPR2[name]), find_orphans(linked, "v_recnum"), *repeated])
    return Gated(keep_faultless(linked, faults), faults)
