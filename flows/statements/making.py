"""Making the statements of a month: gathered, built, proven, written aside, put in place in one step. The front door of this package."""

import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from flows.failures import Failure, StatementsFailed
from flows.home import Home
from flows.month import SettlementMonth
from flows.stages import Stage
from flows.statements.balance import balance
from flows.statements.basis import build_bases
from flows.statements.bilateral.balance import balance_bilateral
from flows.statements.bilateral.basis import build_bilateral_bases
from flows.statements.bilateral.building import build_bilateral
from flows.statements.bilateral.gathering import gather_bilateral
from flows.statements.building import build_statements
from flows.statements.gathering import gather, read_settled
from flows.statements.placing import put_in_place
from reports.statements.bilateral.statement import BilateralBalance
from reports.statements.files import (
    name_files,
    write_basis,
    write_bilateral_basis,
    write_bilateral_statement,
    write_statement,
)
from reports.statements.statement import Balance
from transforms.bilateral_events import HOSPITALS, MUNICIPALITIES

WORTH_A_PROCESS = 2000
"""So many lines and entries are worth starting further processes for."""


class Prepared(NamedTuple):
    """Statements that add up, and the bases behind some of them, each with what writes one."""

    balance: Any
    statements: Sequence[Any]
    bases: Sequence[Any]
    write_statement: Callable[..., None]
    write_basis: Callable[..., None]


class Made(NamedTuple):
    """The statements that were made: how they add up, where they are, and where the restricted basis is.

    balance: of those that are collected; empty where they were not made.
    """

    month: str
    round: str
    balance: Balance | None
    bilateral: BilateralBalance
    folder: Path
    basis: Path

    def described(self) -> str:
        """What was made, for the person who asked for it: what is collected, and apart from it what is not."""
        balances = (
            [] if self.balance is None else [f"Statements of {self.month} ({self.round}): {self.balance.described()}"]
        )
        return "\n".join(
            [
                *balances,
                f"Bilateral statements, not collected here: {self.bilateral.described()}",
                f"Statements: {self.folder}",
                f"Basis with CPR numbers: {self.basis}",
            ]
        )


def make_statements(home: Home, month: SettlementMonth, round: str, *, only_bilateral: bool = False) -> Made:
    """Make all statements of a settled month and round, with the restricted basis. The home must be held.

    only_bilateral: those of what is collected stay as they are.
    Raises WrongUsage (exit 2) where it is not settled, IntegrityFailed (exit 5) where the statements do not add up.
    """
    settled = read_settled(home, month, round)
    bilateral = prepare_bilateral(home, month, round, settled)
    is_collected = HOSPITALS in settled["register_name"] and not only_bilateral
    national = prepare(home, month, round) if is_collected else None
    every = [bilateral] if national is None else [national, bilateral]
    public = home.folder / "statements" / str(month)
    private = home.restricted / "statements" / str(month)
    for folder in (private.parent, private):
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
    public.mkdir(parents=True, exist_ok=True)
    asides = [clear(folder / f".{round}.new", mode) for folder, mode in ((private, 0o700), (public, 0o755))]
    try:
        carry_out([job for one in every for job in (*write_bases(one, asides[0]), *write_statements(one, asides[1]))])
        for aside, folder in zip(asides, (private, public), strict=True):
            if only_bilateral:
                keep_collected(folder / round, aside)
            put_in_place(aside, folder / round)
    finally:
        for aside in asides:
            shutil.rmtree(aside, ignore_errors=True)
    balanced = None if national is None else national.balance
    return Made(str(month), round, balanced, bilateral.balance, public / round, private / round)


def make_bilateral_again(home: Home, month: SettlementMonth, round: str) -> Made:
    """The same of the bilateral statements alone: municipal activity changes nothing of what is collected."""
    return make_statements(home, month, round, only_bilateral=True)


def prepare(home: Home, month: SettlementMonth, round: str) -> Prepared:
    """The statements of what is collected, for municipalities and regions."""
    gathered = gather(home, month, round)
    statements = build_statements(gathered)
    balanced, bases = balance(gathered, statements), build_bases(home, gathered, statements)
    return Prepared(balanced, statements, bases, write_statement, write_basis)


def prepare_bilateral(home: Home, month: SettlementMonth, round: str, settled: pl.DataFrame) -> Prepared:
    """The statements of what is not: for payers and suppliers, of what the settled registers hold."""
    gathered = gather_bilateral(home, month, round, settled)
    statements = build_bilateral(gathered)
    balanced, bases = balance_bilateral(gathered, statements), build_bilateral_bases(home, gathered, statements)
    return Prepared(balanced, statements, bases, write_bilateral_statement, write_bilateral_basis)


def make_after_publishing(home: Home, month: SettlementMonth, run: Mapping[str, Any], stage: Stage) -> Made:
    """The statements at the end of a run. It is published whatever becomes of them: raises StatementsFailed, which says so."""
    make = make_bilateral_again if run["register_name"] == MUNICIPALITIES else make_statements
    try:
        return stage("make statements", make, home, month, run["round"], is_io=True)
    except Failure as failure:
        raise StatementsFailed(run["run_id"], str(month), run["round"], failure) from None


Job = tuple[int, Callable[..., None], tuple[Any, ...]]
"""A piece of work: how large it is, what is to be done, and with what."""


def write_statements(prepared: Prepared, folder: Path) -> Iterable[Job]:
    """Writing each statement."""
    for one in prepared.statements:
        yield one.size, prepared.write_statement, (one, prepared.balance, folder)


def write_bases(prepared: Prepared, folder: Path) -> Iterable[Job]:
    """Writing each municipality's basis, into a file that is private before anything is in it."""
    for one in prepared.bases:
        path = folder / f"{name_files(one.party, one.head)}-cpr.xlsx"
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield one.size, prepared.write_basis, (one, path)


def carry_out(jobs: list[Job]) -> None:
    """Do the work, the largest first, on all processors where there is enough of it."""
    jobs = sorted(jobs, key=lambda job: -job[0])
    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
    if workers == 1 or sum(size for size, *_ in jobs) < WORTH_A_PROCESS:
        for _, function, arguments in jobs:
            function(*arguments)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for done in [pool.submit(function, *arguments) for _, function, arguments in jobs]:
            done.result()


def keep_collected(folder: Path, aside: Path) -> None:
    """Keep the statements of what is collected, where there are any, beside the bilateral ones that are made again."""
    for path in sorted(folder.glob("*")):
        if not path.name.startswith("bilateral-"):
            shutil.copy2(path, aside / path.name)


def clear(folder: Path, mode: int) -> Path:
    """An empty folder, whatever an earlier run left there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=mode)
    return folder
