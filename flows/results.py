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
    """What a run, or a run made again, computed for a window: charges and set-asides with `cpr`."""

    charges: pl.DataFrame
    set_aside: pl.DataFrame
    window: Window

    def within(self, window: Window) -> "Result":
        """The events of some of its days."""
        is_within = pl.col("activity_date").is_between(window.first, window.last)
        return Result(self.charges.filter(is_within), self.set_aside.filter(is_within), window)

    @property
    def outcomes(self) -> pl.DataFrame:
        """Charges and set-asides as one table, see `transforms.comparing`."""
        return list_outcomes(self.charges, self.set_aside, "cpr")

    @property
    def content_hash(self) -> str:
        """The hash over its content, as a run's."""
        return hash_together(*hash_tables([self.charges, self.set_aside], "cpr"))


def fetch_result(archive: Archive, manifest: Manifest) -> Result:
    """The archived result of a run. Raises ArchiveDamaged."""
    charges, set_aside, _ = (pl.read_parquet(io.BytesIO(archive.fetch(stored))) for stored in manifest.result)
    return Result(charges, set_aside, Window(manifest.window_from, manifest.window_to))


def find_shared_window(results: Iterable[Result]) -> Window:
    """The days that all results computed."""
    windows = [result.window for result in results]
    return Window(max(window.first for window in windows), min(window.last for window in windows))


def compare_results(before: Result, after: Result) -> pl.DataFrame:
    """The events that differ between two results of the same days."""
    return find_changes(before.outcomes, after.outcomes, "cpr")
