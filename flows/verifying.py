"""Two engines: what a run computed is computed again in SQL, from the archived files, before anything is published."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from flows.archive import Archive
from flows.computing import Computed
from flows.failures import IntegrityFailed
from flows.home import Home
from flows.verification.verify import find_disagreements
from transforms.bilateral_events import HOSPITALS

LISTED = 20
"""So many events are named; the rest is counted."""


def stop_at_disagreement(
    home: Home, archive: Archive, run: Mapping[str, Any], manifest: str, computed: Computed, month_end: date
) -> None:
    """Raise IntegrityFailed (exit 5), naming the events, where the second engine computes otherwise. Contract section 6."""
    inputs = archive.read_manifest(run["run_id"], manifest)
    with home.scratch() as scratch:
        differing = find_disagreements(
            archive.check_out(inputs.delivery, scratch / "delivery"),
            archive.check_out(inputs.facts, scratch / "facts"),
            (run["window_from"], run["window_to"]),
            month_end,
            list_marts(run["register_name"], computed),
            scratch,
        )
    if differing.height:
        raise IntegrityFailed(
            f"The two engines do not agree about {differing['event_id'].n_unique()} events, so nothing was published:\n  "
            f"{list_events(differing)}\nThis is an error in genopt: keep the delivery and report it."
        )


def list_marts(register: str, computed: Computed) -> dict[str, pl.DataFrame]:
    """What a run computed of its register, by mart: of municipalities nothing but what the parties settle between themselves."""
    national = {"charges": computed.charges, "set_aside": computed.set_aside} if register == HOSPITALS else {}
    return national | {"bilateral_visits": pl.concat([computed.bilateral, computed.finished])}


def list_events(differing: pl.DataFrame) -> str:
    """Events with where they differ and in what, below each other; of many the first."""
    lines = [f"{event_id} in {where}: {what}" for event_id, where, what in differing.head(LISTED).rows()]
    more = [f"... and {differing.height - LISTED} more"] if differing.height > LISTED else []
    return "\n  ".join(lines + more)
