"""Two engines: what a run computed is computed again in SQL, from the archived files, before anything is published."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flows.archive import Archive
from flows.computing import Computed
from flows.home import Home


def stop_at_disagreement(
    home: Home, archive: Archive, run: Mapping[str, Any], computed: Computed, month_end: date
) -> None:
    """Raise IntegrityFailed (exit 5), naming the events, where the second engine computes otherwise."""
