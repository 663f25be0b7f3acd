"""What the tests of the flows share: one synthetic delivery, one home settled by the command as its user would."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from data.synthetic import simulate
from flows.facts import SHIPPED

MONTH = "2007-03"


def run_genopt(*arguments, prefect_home, **environment):
    """Run a command in a process of its own, on a machine that never ran Prefect."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "GENOPT_"))}
    return subprocess.run(
        [sys.executable, "-c", "from flows.cli import main; main()", *map(str, arguments)],
        env={**clean, "PREFECT_HOME": str(prefect_home), **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="session")
def delivery(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("delivery") / MONTH
    simulate(MONTH, 600, 7, folder, SHIPPED)
    return folder


class SettledHome:
    """A home settled by the command, what the command printed, and where Prefect kept its state."""

    def __init__(self, folder: Path, prefect_home: Path, process: subprocess.CompletedProcess[str]) -> None:
        self.folder, self.prefect_home, self.process = folder, prefect_home, process
        self.marts = folder / "marts" / "genopt.duckdb"

    def query(self, sql):
        with duckdb.connect(str(self.marts), read_only=True) as marts:
            return marts.execute(sql).fetchall()


@pytest.fixture(scope="session")
def home(delivery, tmp_path_factory) -> SettledHome:
    folder, prefect_home = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("prefect")
    process = run_genopt("settle", MONTH, "--delivery", delivery, "--home", folder, prefect_home=prefect_home)
    return SettledHome(folder, prefect_home, process)
