"""`make bench`: settles months of growing size and writes `reports/benchmarks.md`. Ratios count, seconds depend on the machine."""

import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from data.synthetic import simulate
from flows.facts import SHIPPED
from tests.benchmarks.measured import MEASURED, MONTH

SIZES = {"50 thousand": 22_300, "500 thousand": 223_000, "5 million": 2_230_000}
"""Services -> visits that make about so many."""

RUNS = 3
REPORT = Path(__file__).parents[2] / "reports" / "benchmarks.md"


def measure(what: str, delivery: Path) -> dict:
    """One measurement in its own process."""
    command = [sys.executable, "-m", "tests.benchmarks.measured", what, str(delivery)]
    process = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(process.stdout.splitlines()[-1])


def measure_size(delivery: Path) -> dict[str, dict]:
    """Each kind of measurement, in turn, `RUNS` times; the run of median time of each."""
    rounds = [{what: measure(what, delivery) for what in MEASURED} for _ in range(RUNS)]
    return {
        what: sorted((turn[what] for turn in rounds), key=lambda one: one["seconds"])[RUNS // 2] for what in MEASURED
    } | {
        "ratios": {
            "read": median(turn["settle"]["seconds"] / turn["read"]["seconds"] for turn in rounds),
            "sql": median(turn["settle"]["seconds"] / turn["sql"]["seconds"] for turn in rounds),
        }
    }


def report(measured: dict[str, dict[str, dict]]) -> str:
    """The report as Markdown."""
    head = [
        "# Benchmarks",
        "",
        f"`make bench`: {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}; median of {RUNS} runs in turn, "
        "each in a process of its own. Synthetic deliveries of 2007-03, CSV. Seconds are of one machine on one day; the ratios "
        "are taken run by run on the same data.",
        "",
        "(a) DuckDB merely reads the same files as text and counts every column. (b) The second engine, in SQL, recomputes the month "
        "(reading and rules), writing nothing. `settle` is the whole run without Prefect's start: reading, gate, rules, booking, "
        "marts written, checked and put in place.",
        "",
        "| services | settle, s | peak, MB | (a), s | (b), s | (b) peak, MB | settle / (a) | settle / (b) |",
        "|---|---|---|---|---|---|---|---|",
    ]
    rows = [
        f"| {size} | {m['settle']['seconds']:.1f} | {m['settle']['peak_mb']:,.0f} | {m['read']['seconds']:.1f} | {m['sql']['seconds']:.1f} "
        f"| {m['sql']['peak_mb']:,.0f} | {m['ratios']['read']:.1f} | {m['ratios']['sql']:.2f} |"
        for size, m in measured.items()
    ]
    sizes = list(measured)
    growth = [
        f"Ten times the rows, {sizes[i]} to {sizes[i + 1]}: "
        f"{measured[sizes[i + 1]]['settle']['seconds'] / measured[sizes[i]]['settle']['seconds']:.1f} times the time."
        for i in range(len(sizes) - 1)
    ]
    largest = measured[sizes[-1]]["settle"]
    stages = [
        f"| {name} | {seconds:.1f} | {seconds / largest['seconds']:.0%} |"
        for name, seconds in largest["stages"].items()
    ]
    return "\n".join(
        [
            *head,
            *rows,
            "",
            *growth,
            "",
            f"Where the time goes at {sizes[-1]} services:",
            "",
            "| stage | s | share |",
            "|---|---|---|",
            *stages,
            "",
        ]
    )


def main() -> None:
    """Measure every size and write the report."""
    measured = {}
    for size, visits in SIZES.items():
        with tempfile.TemporaryDirectory() as folder:
            delivery = Path(folder) / MONTH
            simulate(MONTH, visits, 1, delivery, SHIPPED)
            measured[size] = measure_size(delivery)
            print(f"{size}: settle {measured[size]['settle']['seconds']:.1f} s", flush=True)
    REPORT.write_text(report(measured))
    print(f"Written: {REPORT.relative_to(Path.cwd()) if REPORT.is_relative_to(Path.cwd()) else REPORT}")


if __name__ == "__main__":
    main()
