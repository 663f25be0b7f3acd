"""The control lists as they stood after a run. The marts say how they stand now, so they are kept beside the restricted basis.

Activity without an agreement is not among them: it stands in the bilateral statements, whichever register it comes from.
"""

import io
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from flows.connection import read_query
from flows.home import Home, write_private
from schemas.control import ControlList
from transforms.control_agreements import NO_AGREEMENT
from transforms.control_lists import DEVIATING
from transforms.dated import Facts, is_in_force

COLUMNS = list(ControlList.to_schema().columns)


def read_control_lists(
    home: Home, marts_db: duckdb.DuckDBPyConnection, run_id: str, latest: str
) -> tuple[bool, pl.DataFrame]:
    """Whether the lists are known as they stood after the run, and their lines: from the marts after the latest run, else as kept then."""
    if run_id == latest:
        national = f"control_list WHERE list <> '{NO_AGREEMENT}'"
        lines = read_query(marts_db, f"SELECT {', '.join(COLUMNS)} FROM {national} ORDER BY ALL")
        keep_control_lists(home, run_id, lines)
        return True, lines
    path = kept_path(home, run_id)
    if path.exists():
        return True, pl.read_parquet(path.read_bytes())
    return False, read_query(marts_db, f"SELECT {', '.join(COLUMNS)} FROM control_list LIMIT 0")


def add_told_region(lines: pl.DataFrame, facts: Facts, day: date) -> pl.DataFrame:
    """Add `told_region`, whose statement shows a line: the creditor; of a municipality that deviates the one that it lies in."""
    lies_in = facts.municipalities.with_columns(on=pl.lit(day)).filter(is_in_force("on"))
    regions = lies_in.select("region", payer_municipality="municipality")
    of_residence = pl.when(pl.col("list") == DEVIATING).then("region")
    return lines.join(regions, on="payer_municipality", how="left", maintain_order="left").select(
        *lines.columns, pl.coalesce("creditor_region", of_residence).alias("told_region")
    )


def keep_control_lists(home: Home, run_id: str, lines: pl.DataFrame) -> None:
    """Keep the lists of the latest run for when its statements are made again later."""
    path = kept_path(home, run_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    for folder in (path.parent, path.parent.parent):
        folder.chmod(0o700)
    content = io.BytesIO()
    lines.write_parquet(content)
    write_private(path, content.getvalue())


def kept_path(home: Home, run_id: str) -> Path:
    """Where the lists of a run are kept."""
    return home.restricted / "statements" / "control_lists" / f"{run_id}.parquet"
