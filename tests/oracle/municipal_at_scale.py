"""Many generated deliveries of the municipal register held against each other: `python -m tests.oracle.municipal_at_scale 5000 [SEED]`.

A month is made of fifty deliveries, settled together under the same facts. Prints how many deliveries and visits were
compared; stops at the first difference.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from flows.settle_month import compute

from .agreement import differences
from .municipal_deliveries import MunicipalMonth, draw_month
from .recomputed import recompute_month

TOGETHER = 50


def compare(month: MunicipalMonth) -> int:
    """Settle by both engines; the number of visits, or an AssertionError that draws the differences."""
    with tempfile.TemporaryDirectory() as folder:
        files = month.write(Path(folder))
        found = differences(compute(*files, max_rejected_share=1.0), recomputed := recompute_month(*files))
        assert not found, "\n".join(["", *found, str(month)])
        return recomputed.marts["bilateral_visits"].height


def main(number: str, start: str = "0") -> None:
    """Compare so many deliveries and say so."""
    started, compared, visits = time.monotonic(), 0, 0
    for seed in range(int(start), int(start) + int(number) // TOGETHER):
        visits += compare(draw_month(f"at scale {seed}", TOGETHER))
        compared += TOGETHER
        if compared % (TOGETHER * 20) == 0:
            print(f"{compared} deliveries, {visits} visits agree, {time.monotonic() - started:.0f} s", flush=True)
    print(
        f"{compared} deliveries, {visits} visits: both engines agree on every standing, krone, rejected row and count"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
