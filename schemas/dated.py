"""What every fact row has: validity and provenance. Source: contract section 3."""

import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData

STATUSES = ["confirmed", "assumed", "disputed", "placeholder"]


class Dated(pa.DataFrameModel):
    """What every fact row has: when it holds, how sure it is, and where it comes from."""

    valid_from: pl.Date = pa.Field(description="First day it holds")
    valid_to: pl.Date = pa.Field(nullable=True, description="Last day it holds, empty while open")
    status: str = pa.Field(isin=STATUSES, description="confirmed, assumed, disputed or placeholder")
    source: str = pa.Field(nullable=True, description="Where it is printed or by whom it was given")
    note: str = pa.Field(nullable=True, description="What a reader must know of it")

    @pa.check("valid_to")  # a name would reach the first model only that inherits this
    def runs_forward(cls, column: PolarsData) -> pl.LazyFrame:
        """A period ends on or after the day it begins."""
        runs = pl.col("valid_to") >= pl.col("valid_from")
        return column.lazyframe.select(runs.fill_null(value=True))
