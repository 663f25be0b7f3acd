"""Runs that are killed: `python -m tests.flows.killed 200 [SEED]` kills so many at spread points and looks at what is left.

A run dies by SIGKILL at one of the moments that it touches a file of its home, or at a time of its own choosing while DuckDB
works. Whatever it was doing, the home then holds the ledger of before or of after, and the next run needs no help.
"""

import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from data.synthetic import simulate
from flows.facts import SHIPPED
from flows.home import Home
from flows.integrity import find_violations
from flows.settle_month import Order, settle_month
from flows.warehouse import opened, read_runs
from tests.flows.conftest import MONTH

TOUCHES = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate", "shutil.copyfile"}
"""Moments at which Python tells that a file is touched."""

DIES = """
import json, os, signal, sys, threading, time
from pathlib import Path
from flows.settle_month import Order, settle_month
home, delivery, point, delay = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
touches, seen = set(json.loads(sys.argv[5])), 0
def count(event, arguments):
    global seen
    if event in touches and arguments and str(arguments[0]).startswith(str(home)):
        seen += 1
        if seen == point:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
if delay:
    threading.Timer(delay, os.kill, (os.getpid(), signal.SIGKILL)).start()
started = time.monotonic()
settle_month(Order(sys.argv[6], delivery, home, is_verified=False))
print(json.dumps([seen, time.monotonic() - started]))
os._exit(0)
"""


class Setting:
    """A home with a settled month, a corrected delivery, and what the home must hold before and after its settlement."""

    def __init__(self, folder: Path, visits: int) -> None:
        """Make both in an empty folder."""
        self.folder, self.corrected, self.base = folder, folder / "corrected", folder / "base"
        simulate(MONTH, visits, 7, folder / "delivery", SHIPPED)
        settle_month(Order(MONTH, folder / "delivery", self.base, is_verified=False))
        shutil.copytree(folder / "delivery", self.corrected)
        rows = pl.read_csv(self.corrected / "t_bes.csv", separator=";", infer_schema=False)
        rows.head(rows.height - 20).write_csv(self.corrected / "t_bes.csv", separator=";")
        reference = shutil.copytree(self.base, folder / "reference")
        settle_month(Order(MONTH, self.corrected, reference, is_verified=False))
        self.before, self.after = read_ledger(self.base), read_ledger(reference)
        self.points, self.seconds = json.loads(self.run(reference, 0, 0).stdout)

    def run(self, home: Path, point: int, delay: float) -> subprocess.CompletedProcess[str]:
        """Settle the corrected delivery in a process of its own, which may die."""
        arguments = [home, self.corrected, point, delay, json.dumps(sorted(TOUCHES)), MONTH]
        command = [sys.executable, "-c", DIES, *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def kill(self, point: int, delay: float) -> str:
        """Kill a run and look at what is left; says what the run had reached. Raises AssertionError."""
        home = shutil.copytree(self.base, self.folder / "home")
        try:
            process = self.run(home, point, delay)
            found = read_ledger(home)
            assert found in (self.before, self.after), "the ledger is neither that of before nor that of after"
            settle_month(Order(MONTH, self.corrected, home, is_verified=False))
            assert read_ledger(home) == self.after, "the next run did not end where it should"
            assert not list(home.rglob("*.new")), "the next run left something half written"
            with opened(Home(home).marts) as marts:
                assert find_violations(marts, read_runs(Home(home).marts)["run_id"].last()) == []
            if process.returncode == 0:
                return "had ended"
            assert process.returncode == -signal.SIGKILL, process.stderr
            return "before it was published" if found == self.before else "after it was published"
        finally:
            shutil.rmtree(home)


def read_ledger(home: Path) -> list[tuple]:
    """The entries of a home, without the names of runs and persons."""
    with opened(Home(home).marts) as marts:
        entries = marts.sql("SELECT * EXCLUDE (run_id, person_key) FROM ledger ORDER BY entry_no").fetchall()
        charges = marts.sql("SELECT event_id, entry_no, payable_kr FROM charges ORDER BY ALL").fetchall()
    return [*entries, *charges]


def spread(setting: Setting, kills: int, seed: int) -> Iterator[tuple[int, float]]:
    """Where to kill: half at file operations, half at times, evenly spread with some chance."""
    chance = random.Random(seed)
    for number in range(kills):
        share = (number // 2 + chance.random()) / ((kills + 1) // 2)
        yield (1 + int(share * setting.points), 0.0) if number % 2 else (0, share * setting.seconds + 1e-3)


def main(kills: int, seed: int) -> None:
    """Kill runs, and print what was found."""
    with tempfile.TemporaryDirectory() as folder:
        setting = Setting(Path(folder), 600)
        reached: dict[str, int] = {}
        for number, (point, delay) in enumerate(spread(setting, kills, seed), 1):
            outcome = setting.kill(point, delay)
            reached[outcome] = reached.get(outcome, 0) + 1
            if number % 20 == 0:
                print(number, reached, flush=True)
    print(f"{kills} runs killed: 0 entries lost, 0 double, every following run succeeded; {reached}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
