"""A run's result as the archive keeps it: the charges and set-asides that it computed, with `cpr`, and how two of them differ."""

import io
from typing import NamedTuple

import polars as pl

from flows.archive import Archive, Manifest
from flows.identity import hash_tables, hash_together
from transforms.comparing import find_changes, list_outcomes
from transforms.settlement import Window


class Result(NamedTuple):
    """What a run, or a run made again, computed for a window."""

    outcomes: pl.DataFrame
    content_hash: str
    window: Window

    def within(self, window: Window) -> pl.DataFrame:
        """The outcomes of the events in a window."""
        return self.outcomes.filter(pl.col("activity_date").is_between(window.first, window.last))


def fetch_result(archive: Archive, manifest: Manifest) -> Result:
    """The archived result of a run. Raises ArchiveDamaged."""
    charges, set_aside = (pl.read_parquet(io.BytesIO(archive.fetch(stored))) for stored in manifest.result)
    return make_result(charges, set_aside, Window(manifest.window_from, manifest.window_to))


def make_result(charges: pl.DataFrame, set_aside: pl.DataFrame, window: Window) -> Result:
    """Charges and set-asides, as the line gives them, as a result."""
    content_hash = hash_together(*hash_tables([charges, set_aside], "cpr"))
    return Result(list_outcomes(charges, set_aside, "cpr"), content_hash, window)


def compare_results(before: Result, after: Result) -> pl.DataFrame:
    """The events that differ between two results, within the days that both computed."""
    both = Window(max(before.window.first, after.window.first), min(before.window.last, after.window.last))
    if before.content_hash == after.content_hash and before.window == after.window:
        return find_changes(before.outcomes.clear(), after.outcomes.clear(), "cpr")
    return find_changes(before.within(both), after.within(both), "cpr")
