"""How long all statements of a national month take: 98 municipalities and five regions in three formats, and the restricted basis."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from data.synthetic import simulate
from flows.facts import SHIPPED
from flows.settle_month import Order, settle_month
from tests.benchmarks.apart import apart
from tests.benchmarks.measured import MONTH

VISITS = 200_000
"""A national month."""

LIMIT = 60
"""Seconds on two cores: what is asked for."""


def measure_statements(measure: Callable[[str, Path], dict], runs: int) -> dict:
    """A national month settled once, its statements made several times; the run of median time, and of the bilateral ones alone."""
    with tempfile.TemporaryDirectory() as folder:
        delivery = Path(folder) / MONTH
        apart(simulate, MONTH, VISITS, 1, delivery, SHIPPED)
        apart(settle_month, Order(MONTH, delivery, Path(folder) / "home", is_verified=False))
        whole, bilateral = (
            sorted((measure(what, delivery) for _ in range(runs)), key=lambda one: one["seconds"])[runs // 2]
            for what in ("statements", "bilateral_statements")
        )
    return whole | {"bilateral": bilateral}


def report_statements(measured: dict) -> str:
    """The paragraph of the report."""
    parties, bilateral = measured["stages"], measured["bilateral"]
    payers, suppliers = bilateral["stages"]["payers"], bilateral["stages"]["suppliers"]
    return (
        f"\nAll statements of a month of {VISITS:,} visits ({parties['municipalities']} municipalities and {parties['regions']} regions, "
        f"workbook, PDF and page each, with control lists, and the restricted basis of {parties['municipalities']} municipalities), "
        f"with the bilateral ones of {payers} payers and {suppliers} suppliers and the basis of the payers: "
        f"{measured['seconds']:.1f} s; the bilateral ones alone {bilateral['seconds']:.1f} s. "
        f"Asked for of the former: under {LIMIT} s on 2 cores.\n"
    )
