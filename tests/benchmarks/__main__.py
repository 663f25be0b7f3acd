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
from flows.home import Home
from flows.settle_month import Order, settle_month
from tests.benchmarks.apart import apart
from tests.benchmarks.long_ledger import lengthen
from tests.benchmarks.measured import MONTH
from tests.benchmarks.statements import measure_statements, report_statements

SIZES = {"50 thousand": 22_300, "500 thousand": 223_000, "5 million": 2_230_000}
"""Services -> visits that make about so many."""

RUNS = 3
IN_TURN = ("read", "sql", "settle")
"""Measured in turn, at each size."""

WRITING = ("archive", "write, check and publish marts")
"""Stages that write what is kept."""

NATIONAL_MONTH = 446_000
"""Visits of about a million services, whose 400 thousand entries are a 25th of those of a long ledger."""

LONG = 10_000_000
"""Entries of a long ledger: 24 earlier months."""

REPORT = Path(__file__).parents[2] / "reports" / "benchmarks.md"


def measure(what: str, delivery: Path) -> dict:
    """One measurement in its own process."""
    command = [sys.executable, "-m", "tests.benchmarks.measured", what, str(delivery)]
    process = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(process.stdout.splitlines()[-1])


def measure_size(delivery: Path) -> dict[str, dict]:
    """Each kind of measurement, in turn, `RUNS` times; the run of median time of each."""
    rounds = [{what: measure(what, delivery) for what in IN_TURN} for _ in range(RUNS)]
    return {what: take_median([turn[what] for turn in rounds]) for what in IN_TURN} | {
        "ratios": {
            "read": median(turn["settle"]["seconds"] / turn["read"]["seconds"] for turn in rounds),
            "sql": median(turn["settle"]["seconds"] / turn["sql"]["seconds"] for turn in rounds),
            "sql_and_writing": sorted(
                turn["settle"]["seconds"] / (turn["sql"]["seconds"] + sum_written(turn["settle"])) for turn in rounds
            ),
        }
    }


def sum_written(settled: dict) -> float:
    """Seconds that a run spent on what is kept."""
    return sum(settled["stages"][name] for name in WRITING)


def measure_copy(delivery: Path) -> dict:
    """The two large marts of a settled month, merely copied."""
    apart(settle_month, Order(MONTH, delivery, delivery.parent / "home", is_verified=False))
    return measure("copy", delivery)


def measure_long() -> dict[str, dict]:
    """A month settled again, into a home that holds it alone, then into one with a long ledger behind it."""
    with tempfile.TemporaryDirectory() as folder:
        delivery = Path(folder) / MONTH
        apart(simulate, MONTH, NATIONAL_MONTH, 1, delivery, SHIPPED)
        home = Home(Path(folder) / "home")
        apart(settle_month, Order(MONTH, delivery, home.folder, is_verified=False))
        short = [measure("onto", delivery) for _ in range(RUNS)]
        entries = apart(lengthen, home, LONG)
        long = [measure("onto", delivery) for _ in range(RUNS)]
    return {"short": take_median(short), "long": take_median(long), "entries": entries}


def take_median(runs: list[dict]) -> dict:
    """The run of median time."""
    return sorted(runs, key=lambda one: one["seconds"])[len(runs) // 2]


def report(measured: dict[str, dict[str, dict]], verified: dict, copied: dict, onto: dict) -> str:
    """The report as Markdown."""
    head = [
        "# Benchmarks",
        "",
        f"`make bench`: {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}; median of {RUNS} runs in turn, "
        "each in a process of its own, as a user installs it (without Hypothesis, which Pandera would load within the run). Synthetic "
        "deliveries of 2007-03, CSV. Seconds are of one machine on one day; the ratios are taken run by run on the same data.",
        "",
        "(a) DuckDB merely reads the same files as text and counts every column. (b) The second engine, in SQL, recomputes the month "
        "(reading and rules, with what the parties settle themselves), writing nothing. "
        "`settle` is the whole run without Prefect's start: reading, gate, rules, booking, "
        "archive, marts written, checked and put in place; without the second engine, which is measured apart. (c) DuckDB merely "
        "copies the finished ledger and charges into a new file.",
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
    largest, bare, sql = (measured[sizes[-1]][what] for what in ("settle", "read", "sql"))
    written, beside = sum_written(largest), measured[sizes[-1]]["ratios"]["sql_and_writing"]
    least = bare["seconds"] + copied["seconds"]
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
            f"(b) and what the run writes ({' and '.join(WRITING)}, {written:.1f} s) are {sql['seconds'] + written:.1f} s at {sizes[-1]} "
            f"services; settle takes, run by run, {', '.join(f'{ratio:.2f}' for ratio in beside)} times that.",
            "",
            f"(a) and (c), reading and writing without any rule, are {least:.1f} s, {least / bare['seconds']:.1f} times (a): "
            "no run can take less.",
            "",
            f"With the second engine (the default), {sizes[-1]} services: {verified['seconds']:.1f} s, "
            f"{verified['stages']['verify']:.1f} s of them for it; peak {verified['peak_mb']:,.0f} MB.",
            "",
            f"A month of a million services settled again onto a ledger of {onto['entries']:,} entries of 24 earlier months: "
            f"{onto['long']['seconds']:.1f} s, peak {onto['long']['peak_mb']:,.0f} MB; onto its own entries alone "
            f"{onto['short']['seconds']:.1f} s; ratio {onto['long']['seconds'] / onto['short']['seconds']:.2f}.",
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
            apart(simulate, MONTH, visits, 1, delivery, SHIPPED)
            measured[size] = measure_size(delivery)
            print(f"{size}: settle {measured[size]['settle']['seconds']:.1f} s", flush=True)
            if size == list(SIZES)[-1]:
                verified, copied = measure("verify", delivery), measure_copy(delivery)
    onto = measure_long()
    REPORT.write_text(report(measured, verified, copied, onto) + report_statements(measure_statements(measure, RUNS)))
    print(f"Written: {REPORT.relative_to(Path.cwd()) if REPORT.is_relative_to(Path.cwd()) else REPORT}")


if __name__ == "__main__":
    main()
