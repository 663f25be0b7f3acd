"""One measurement in a process of its own, so that its peak of memory is its own: `python -m tests.benchmarks.measured WHAT FOLDER`.

Prints one line of JSON: seconds, and the process's peak in MB.
"""

import json
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

MONTH = "2007-03"


def read_as_text(delivery: Path) -> float:
    """DuckDB merely reads the files as text and counts every column."""
    started = time.perf_counter()
    with duckdb.connect() as connection:
        for name in ("t_adm", "t_bes", "t_sksube"):
            source = f"read_csv('{delivery / name}.csv', all_varchar = true, delim = ';', header = true)"
            columns = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()]
            connection.execute(
                f"SELECT count(*), {', '.join(f'count({column})' for column in columns)} FROM {source}"
            ).fetchall()
    return time.perf_counter() - started


def price_in_sql(delivery: Path) -> float:
    """The second engine recomputes the month from the same files: reading and rules, nothing booked or written."""
    from flows.facts import SHIPPED
    from flows.verification.engine import opened_database, recompute
    from tests.oracle.recomputed import window_of

    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch, opened_database(Path(scratch)) as (connection, folder):
        recompute(connection, delivery, SHIPPED, *window_of(delivery, MONTH), folder)
        for view in ("charges", "set_aside", "bilateral_visits"):
            connection.execute(f"SELECT count(COLUMNS(*)) FROM {view}").fetchall()
    return time.perf_counter() - started


def settle(delivery: Path) -> float:
    """The whole run without Prefect's start: files in, checked and published marts out."""
    from flows.settle_month import Order, settle_month

    with tempfile.TemporaryDirectory() as home:
        started = time.perf_counter()
        settle_month(Order(MONTH, delivery, Path(home), is_verified=False), show_stage)
        return time.perf_counter() - started


def verify(delivery: Path) -> float:
    """The same with the second engine's recomputation, as it is by default."""
    from flows.settle_month import Order, settle_month

    with tempfile.TemporaryDirectory() as home:
        started = time.perf_counter()
        settle_month(Order(MONTH, delivery, Path(home)), show_stage)
        return time.perf_counter() - started


def settle_onto(delivery: Path) -> float:
    """A month settled into a copy of the home beside its delivery, whatever its ledger holds."""
    from flows.settle_month import Order, settle_month

    with tempfile.TemporaryDirectory() as folder:
        home = shutil.copytree(delivery.parent / "home", Path(folder) / "home")
        started = time.perf_counter()
        settle_month(Order(MONTH, delivery, home, is_verified=False), show_stage)
        return time.perf_counter() - started


def make_statements(delivery: Path) -> float:
    """All statements of the month settled in the home beside its delivery: three formats for every party, and the restricted basis."""
    from flows.home import Home
    from flows.month import SettlementMonth
    from flows.statements.making import make_statements as make

    home = Home(delivery.parent / "home")
    started = time.perf_counter()
    with home.held("benchmark"):
        made = make(home, SettlementMonth.parse(MONTH), "provisional")
    STAGES.update(municipalities=made.balance.municipalities, regions=made.balance.regions)
    return time.perf_counter() - started


def make_bilateral_statements(delivery: Path) -> float:
    """Those of them that nobody collects, made again by themselves, as after a municipal delivery."""
    from flows.home import Home
    from flows.month import SettlementMonth
    from flows.statements.making import make_bilateral_again as make

    home = Home(delivery.parent / "home")
    started = time.perf_counter()
    with home.held("benchmark"):
        made = make(home, SettlementMonth.parse(MONTH), "provisional")
    STAGES.update(payers=made.bilateral.payers, suppliers=made.bilateral.suppliers)
    return time.perf_counter() - started


def copy_marts(delivery: Path) -> float:
    """DuckDB merely writes the two large marts of a settled month once more, into a new file: no rule, no check."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(str(Path(folder) / "copy.duckdb")) as connection:
        connection.execute(f"ATTACH '{delivery.parent / 'home' / 'marts' / 'genopt.duckdb'}' AS marts (READ_ONLY)")
        started = time.perf_counter()
        for name in ("ledger", "charges"):
            connection.execute(f"CREATE TABLE {name} AS FROM marts.{name}")
        connection.execute("CHECKPOINT")
        return time.perf_counter() - started


STAGES: dict[str, float] = {}


def show_stage(name, function, *arguments, is_io=False):
    """Carry a stage out and keep how long it took."""
    started = time.perf_counter()
    outcome = function(*arguments)
    STAGES[name] = time.perf_counter() - started
    return outcome


MEASURED: dict[str, Callable[[Path], float]] = {
    "read": read_as_text,
    "sql": price_in_sql,
    "settle": settle,
    "verify": verify,
    "onto": settle_onto,
    "statements": make_statements,
    "bilateral_statements": make_bilateral_statements,
    "copy": copy_marts,
}

if __name__ == "__main__":
    sys.modules["hypothesis"] = None  # no user has it; where it is, Pandera loads it within the run, and pytest with it
    seconds = MEASURED[sys.argv[1]](Path(sys.argv[2]))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak_mb, "stages": STAGES}))
