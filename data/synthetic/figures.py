"""The figures that the simulator is calibrated to: the CSV files beside this module, each explained in SOURCES.md."""

from pathlib import Path

import polars as pl

FOLDER = Path(__file__).parent


def read_figures(name: str) -> pl.DataFrame:
    """Read one of the tables beside this module, numbers as numbers; codes such as 09 stay text, an empty cell too."""
    codes = dict.fromkeys(("department", "specialty", "hospital", "prefix", "municipality"), pl.String)
    present = pl.read_csv(FOLDER / f"{name}.csv", n_rows=0).columns
    overrides = {column: dtype for column, dtype in codes.items() if column in present}
    return pl.read_csv(FOLDER / f"{name}.csv", schema_overrides=overrides)


def read_calibration(name: str = "calibration") -> dict[str, float]:
    """Read the shares and means that a delivery is drawn to, by name."""
    return dict(read_figures(name).select("figure", "value").iter_rows())
