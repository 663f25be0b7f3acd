"""How a mart's column is written: its type, its meaning, whether it may be empty."""

from typing import Any

import pandera.polars as pa
from pandera.engines.polars_engine import Decimal

KRONER: Any = Decimal(14, 2)
"""Money: exact kroner with øre. Source: contract section 5."""


def column(description: str, *, nullable: bool = False) -> Any:
    """A column with its meaning, which becomes the comment of the DuckDB column."""
    return pa.Field(description=description, nullable=nullable)
