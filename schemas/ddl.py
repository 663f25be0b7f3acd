"""DuckDB tables and their comments, from the models and nothing else."""

from collections.abc import Mapping
from typing import Any

import pandera.polars as pa
import polars as pl

DUCKDB_TYPES: dict[Any, str] = {
    pl.String: "VARCHAR",
    pl.Int64: "BIGINT",
    pl.Int16: "SMALLINT",
    pl.Boolean: "BOOLEAN",
    pl.Date: "DATE",
    pl.Datetime: "TIMESTAMP",
}


def duckdb_type(dtype: Any) -> str:
    """The DuckDB type of a Polars type."""
    if isinstance(dtype, pl.Decimal):
        return f"DECIMAL({dtype.precision},{dtype.scale})"
    return DUCKDB_TYPES[dtype.base_type()]


def create_table(name: str, model: type[pa.DataFrameModel], columns: Mapping[str, Any]) -> list[str]:
    """The statements that make a table with its comments; a column that may not be empty is NOT NULL."""
    lines = [
        f'"{column}" {duckdb_type(s.dtype.type)}{"" if s.nullable else " NOT NULL"}' for column, s in columns.items()
    ]
    comments = [f'COMMENT ON COLUMN "{name}"."{column}" IS {literal(s.description)}' for column, s in columns.items()]
    about = (model.__doc__ or "").strip()
    return [f'CREATE TABLE "{name}" ({", ".join(lines)})', f'COMMENT ON TABLE "{name}" IS {literal(about)}', *comments]


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
