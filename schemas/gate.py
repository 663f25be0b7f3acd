"""The gate: rows in, accepted rows and rejected rows with their reasons out. Nothing is dropped without a line.

Faults and rejected rows never hold a cell's content: Pandera's messages do, so only its column, check and index are used.
"""

from collections.abc import Mapping
from typing import NamedTuple

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors

from schemas.deliveries import LPR2
from transforms.rejecting import find_orphans, find_repeated_visits, find_superseded_contacts

FAULT = {"row_number": pl.Int64, "column_name": pl.String, "reason": pl.String}


class Gated(NamedTuple):
    """What came through the gate: `accepted` by table; `rejected` with file, row_number, column_name, reason."""

    accepted: Mapping[str, pl.DataFrame]
    rejected: pl.DataFrame


def find_faults(rows: pl.DataFrame, model: type[pa.DataFrameModel]) -> pl.DataFrame:
    """The faulty cells of one table by row_number, column_name and reason. `rows` is collected: Pandera reads no lazy cell."""
    try:
        model.validate(rows, lazy=True)
    except SchemaErrors as errors:
        return errors.failure_cases.select(
            rows["row_number"].gather(errors.failure_cases["index"].cast(pl.UInt32)).alias("row_number"),
            pl.col("column").alias("column_name"),
            pl.col("check").replace("not_nullable", "missing_value").alias("reason"),
        ).unique()
    return pl.DataFrame(schema=FAULT)


def keep_faultless(rows: pl.DataFrame, faults: pl.DataFrame) -> pl.DataFrame:
    """The rows that no fault names."""
    return rows.join(faults, on="row_number", how="anti", maintain_order="left") if faults.height else rows


def gate_lpr2(delivered: Mapping[str, pl.DataFrame]) -> Gated:
    """Accept or reject every row of an LPR2 delivery.

    In: per table `row_number` (1 = first data row) and its columns as trimmed text. Danish: afvist = rejected.
    Source: contract section 2; a superseded contact: registration.md 6.1 (an update gets a new record number).
    """
    faults = {name: find_faults(rows, LPR2[name]) for name, rows in delivered.items()}
    otherwise_accepted = keep_faultless(delivered["t_adm"], faults["t_adm"])
    faults["t_adm"] = pl.concat([faults["t_adm"], find_superseded_contacts(otherwise_accepted)])
    contacts = keep_faultless(delivered["t_adm"], faults["t_adm"])
    faults["t_bes"] = pl.concat(
        [faults["t_bes"], find_orphans(delivered["t_bes"], contacts), find_repeated_visits(delivered["t_bes"])]
    )
    faults["t_sksube"] = pl.concat([faults["t_sksube"], find_orphans(delivered["t_sksube"], contacts)])
    rejected = [rows.select(pl.lit(name).alias("file"), pl.all()) for name, rows in faults.items()]
    return Gated(
        accepted={name: keep_faultless(rows, faults[name]) for name, rows in delivered.items()},
        rejected=pl.concat(rejected).sort("file", "row_number", "column_name", "reason"),
    )
