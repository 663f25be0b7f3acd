"""A scenario: a folder that tells a story of deliveries in small tables, for people who know the registers.

    given_a_late_visit/
        story.md             what happens, and why the figures are as they are
        when/steps.csv       step, month, drawn_on, period_from, period_to, flags (final, trial), facts, what_happens
        when/t_adm.csv       the registry tables, with a first column `steps`: which steps deliver the row
        when/t_bes.csv
        when/t_sksube.csv
        when/FACTS/*.csv     facts that `steps.csv` names: these rows stand in place of the shipped ones of the same key
        then/ledger.csv      every entry, by the step that booked it
        then/charges.csv     what stands after a step (`after_step`); the last step is always compared
        then/set_aside.csv   likewise; no file means that nothing is set aside in the end
        then/after_final.csv what each step reports of closed years; no file means nothing
        then/exit.csv        the steps that are refused, with their exit code; no file means none
        then/runs.csv        where it matters: what `runs` says of a step
        then/as_known.csv    where it matters: the charges as they stood after a settlement month

`steps` of a row: `all`, `2`, `2-` (from the second on), `1-3`, or several of these with blanks between. A file of
`then` draws the columns that its story needs; those are compared, and no row may be more or less.
"""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from flows.facts import SHIPPED
from flows.settle_month import Order
from transforms.dated import KEYS

Cells = dict[str, str]

SCENARIOS = Path(__file__).parent / "scenarios"
REGISTRY = ("t_adm", "t_bes", "t_sksube")


@dataclass(frozen=True)
class Step:
    """One delivery and what is asked of it."""

    number: int
    month: str
    drawn_on: str
    period_from: str
    period_to: str
    flags: frozenset[str]
    facts: str


@dataclass(frozen=True)
class Scenario:
    """A scenario's folder."""

    folder: Path

    @property
    def steps(self) -> list[Step]:
        """The deliveries, in order."""
        return [
            Step(
                number=int(row["step"]),
                flags=frozenset(row["flags"].split()),
                **{name: row[name] for name in ("month", "drawn_on", "period_from", "period_to", "facts")},
            )
            for row in read_rows(self.folder / "when" / "steps.csv")
        ]

    def order(self, step: Step, home: Path, scratch: Path) -> Order:
        """Write a step's delivery and facts below a folder, and say what is to be settled."""
        return Order(
            step.month,
            self.write_delivery(step, scratch / f"delivery-{step.number}"),
            home,
            self.write_facts(step, scratch / f"facts-{step.facts}"),
            is_final="final" in step.flags,
            is_trial="trial" in step.flags,
            is_verified=False,
        )

    def write_delivery(self, step: Step, folder: Path) -> Path:
        """Write what a step delivers."""
        folder.mkdir()
        (folder / "delivery.toml").write_text(
            f'register = "lpr2"\nperiod_from = {step.period_from}\nperiod_to = {step.period_to}\n'
            f"drawn_on = {step.drawn_on}\nsynthetic = true\n"
        )
        for table in REGISTRY:
            path = self.folder / "when" / f"{table}.csv"
            heading = [name for name in heading_of(path) if name != "steps"]
            rows = [
                {name: row[name] for name in heading} for row in read_rows(path) if is_in(step.number, row["steps"])
            ]
            write_rows(folder / f"{table}.csv", heading, rows)
        return folder

    def write_facts(self, step: Step, folder: Path) -> Path:
        """The shipped facts, or these with rows of the scenario in place of the shipped ones of the same key."""
        if not step.facts:
            return SHIPPED
        shutil.copytree(SHIPPED, folder, dirs_exist_ok=True)
        for path in sorted((self.folder / "when" / step.facts).glob("*.csv")):
            given, shipped = read_rows(path), read_rows(SHIPPED / path.name)
            keys = {key_of(path.stem, row) for row in given}
            kept = [row for row in shipped if key_of(path.stem, row) not in keys]
            write_rows(folder / path.name, heading_of(SHIPPED / path.name), kept + given)
        return folder

    def then(self, name: str) -> list[Cells] | None:
        """What is drawn in a file of `then`; nothing where there is no such file."""
        path = self.folder / "then" / f"{name}.csv"
        return read_rows(path) if path.exists() else None


def key_of(table: str, row: Cells) -> tuple[str, ...]:
    """The key of a fact, without its period."""
    return tuple(row[name] for name in KEYS[table])


def is_in(step: int, written: str) -> bool:
    """Whether a step is among those written: `all`, `2`, `2-`, `1-3`, or several."""
    return any(_is_within(step, part) for part in written.split())


def _is_within(step: int, part: str) -> bool:
    if part == "all":
        return True
    first, dash, last = part.partition("-")
    return int(first) <= step <= (int(last) if last else step if dash else int(first))


def heading_of(path: Path) -> list[str]:
    """The columns of a small table."""
    with path.open(encoding="utf-8", newline="") as file:
        return [cell.strip() for cell in next(csv.reader(file))]


def read_rows(path: Path) -> list[Cells]:
    """The rows of a small table; each has all the cells of the heading and no more."""
    with path.open(encoding="utf-8", newline="") as file:
        heading, *body = ([cell.strip() for cell in line] for line in csv.reader(file) if line)
    return [dict(zip(heading, cells, strict=True)) for cells in body]


def write_rows(path: Path, heading: list[str], rows: list[Cells]) -> None:
    """Write a small table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        written = csv.DictWriter(file, heading, lineterminator="\n")
        written.writeheader()
        written.writerows(rows)


def as_drawn(row: dict[str, object], columns: list[str]) -> tuple[str, ...]:
    """A row as it would be drawn: its cells as text, kroner without needless decimals."""
    return tuple(_cell(name, row[name]) for name in columns)


def _cell(name: str, value: object) -> str:
    if value is None or value == "":
        return ""
    return f"{Decimal(str(value)):.2f}" if name.endswith("_kr") else str(value)


def differences(what: str, drawn: list[Cells], found: list[dict[str, object]]) -> list[str]:
    """A line for each row that is drawn and not found, or found and not drawn; in any order of rows."""
    columns = list(drawn[0]) if drawn else [name for name in (found[0] if found else []) if name != "person_key"]
    expected = Counter(as_drawn(dict(row), columns) for row in drawn)
    actual = Counter(as_drawn(row, columns) for row in found)
    return [
        *(f"{what}: missing   {' | '.join(row)}" for row in sorted((expected - actual).elements())),
        *(f"{what}: too much  {' | '.join(row)}" for row in sorted((actual - expected).elements())),
    ]
