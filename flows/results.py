"""A run's result as the archive keeps it: the charges and set-asides that it computed, with `cpr`, and how two of them differ."""

import io
from collections.abc import Iterable
from typing import NamedTuple

import polars as pl

from flows.archive import Archive, Manifest
from flows.identity import hash_tables, hash_together
from transforms.comparing import find_changes, list_outcomes
from transforms.settlement import Window


class Result(NamedTuple):
    """What a run, or a run made again, computed for a window: charges, set-asides and bilateral visits, with `cpr`."""

    charges: pl.DataFrame
    set_aside: pl.DataFrame
    bilateral: pl.DataFrame
    window: Window

    def within(self, window: Window) -> "Result":
        """The events of some of its days."""
        is_within = pl.col("activity_date").is_between(window.first, window.last)
        return Result(*(rows.filter(is_within) for rows in self[:-1]), window)

    @property
    def outcomes(self) -> pl.DataFrame:
        """Charges and set-asides as one table, see `transforms.comparing`."""
        return list_outcomes(self.charges, self.set_aside, "cpr")

    @property
    def hashes(self) -> tuple[str, str]:
        """The hashes over its content, as a run's: of what is settled nationally, and of what is settled bilaterally."""
        return hash_content(self.charges, self.set_aside), hash_content(self.bilateral)


def hash_content(*tables: pl.DataFrame) -> str:
    """The hash over tables with `cpr`. Contract section 5 (`content_hash`)."""
    return hash_together(*hash_tables(tables, "cpr"))


def fetch_result(archive: Archive, manifest: Manifest) -> Result:
    """The archived result of a run. Raises ArchiveDamaged."""
    tables = (pl.read_parquet(io.BytesIO(archive.fetch(stored))) for stored in manifest.result)
    return Result(*tables, Window(manifest.window_from, manifest.window_to))


def find_shared_window(results: Iterable[Result]) -> Window:
    """The days that all results computed."""
    windows = [result.window for result in results]
    return Window(max(window.first for window in windows), min(window.last for window in windows))


def compare_results(before: Result, after: Result) -> pl.DataFrame:
    """The events that differ between two results of the same days."""
    return find_changes(before.outcomes, after.outcomes, "cpr")
