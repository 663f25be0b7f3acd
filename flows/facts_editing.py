"""Rows that a command puts into the user's own facts: proven with the whole folder first, then put there in one step.

What the file held before stays as it is, byte for byte. Facts hold no CPR numbers.
"""

import csv
import fcntl
import io
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from flows.facts import SHIPPED, read_facts
from flows.failures import PERSONAL_NUMBER, FactsIncomplete, WrongUsage
from flows.statements.placing import sync
from schemas.facts import FACTS, fact_columns
from transforms.dated import KEYS

Row = Mapping[str, str]
"""A fact row as it is written: column -> text; what is left out is empty."""

FREE_TEXT = ("source", "note", "why", "decided_by", "name")
"""Where a person could write a citizen's number by mistake."""


def copy_shipped(folder: Path) -> Path:
    """Copy the facts that come with genopt to a folder of one's own. Raises WrongUsage (exit 2) where one is in use.

    The made-up agreements are left out: they would hold between the same parties as one's own, which is refused.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WrongUsage(f"{folder} is not empty: give a new or empty folder.")
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(SHIPPED.glob("*.csv")):
        content = path.read_bytes()
        (folder / path.name).write_bytes(leave_placeholders_out(content) if path.stem == "agreements" else content)
    return folder


def leave_placeholders_out(content: bytes) -> bytes:
    """A file's content without the rows that are made up; every other row stays as it is written."""
    (heading, first), *body = split_rows(content)
    status = heading.index("status")
    return "".join([first, *(written for cells, written in body if cells[status] != "placeholder")]).encode()


def add_facts(folder: Path, fact: str, rows: Sequence[Row]) -> Path:
    """Add rows at the end of a fact file. Raises WrongUsage (exit 2), FactsIncomplete (exit 4): then nothing is written."""
    written = as_written(rows)
    return edit(folder, fact, lambda content: content + write_rows(content, written))


def add_succeeding(folder: Path, fact: str, rows: Sequence[Row]) -> Path:
    """Add rows, each of which ends the open row of its key on the day before its own first. Raises like `add_facts`."""
    written = as_written(rows)
    last_days = [day_before(row["valid_from"]) for row in written]

    def change(content: bytes) -> bytes:
        for row, last_day in zip(written, last_days, strict=True):
            content, _ = end_open_rows(content, {name: row[name] for name in KEYS[fact]}, last_day)
        return content + write_rows(content, written)

    return edit(folder, fact, change)


def as_written(rows: Sequence[Row]) -> Sequence[Row]:
    """Rows with each cell on one line. Raises WrongUsage where a text holds what could be a CPR number."""
    stop_at_personal_numbers(rows)
    return [{name: " ".join(cell.split()) for name, cell in row.items()} for row in rows]


def day_before(day: str) -> str:
    """The day before a day, as it is written. Raises WrongUsage where it is none."""
    try:
        return f"{date.fromisoformat(day) - timedelta(days=1)}"
    except ValueError:
        raise WrongUsage("--from is not a day written YYYY-MM-DD, for example 2007-03-01.") from None


def stop_at_strangers(folder: Path, row: Row) -> None:
    """Raise WrongUsage where a row's municipality or region is none that the folder's municipalities hold."""
    stop_at_not_own(folder)
    municipalities = read_facts(folder).municipalities
    for name in ("municipality", "region"):
        if row[name] not in municipalities[name]:
            raise WrongUsage(f"{row[name]} is no {name} in municipalities.csv.")


def end_fact(folder: Path, fact: str, key: Sequence[str], on: str) -> Path:
    """Give the open row of a key its last day. Raises like `add_facts`, and WrongUsage where the key has no open row."""
    if fact not in FACTS:
        raise WrongUsage(f"There is no fact {fact}. There are {', '.join(FACTS)}.")
    named = dict(zip(KEYS[fact], key, strict=False))
    if len(key) != len(KEYS[fact]):
        raise WrongUsage(f"A row of {fact} is named by {' '.join(KEYS[fact])}, in this order.")
    return edit(folder, fact, lambda content: end_row(content, fact, named, on))


def edit(folder: Path, fact: str, change: Callable[[bytes], bytes]) -> Path:
    """Put a fact file's changed content in place, once the folder with it is proven."""
    with held(folder):
        read_facts(folder)
        path = folder.resolve() / f"{fact}.csv"
        heading = f"{','.join(fact_columns(fact))}\n".encode()
        content = change(path.read_bytes() if path.exists() else heading)
        stop_at_refused(folder, path, content)
        put_in_place(path, content)
    return folder / path.name


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold a folder of one's own, so that no other command loses this one's row. A dead process holds nothing."""
    stop_at_not_own(folder)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def stop_at_not_own(folder: Path) -> None:
    """Raise WrongUsage where a folder is that of the shipped facts, or none."""
    if folder.resolve().is_relative_to(SHIPPED.resolve()):
        raise WrongUsage(
            "The facts that come with genopt are never written to. Copy them with `genopt facts copy FOLDER`, then give --facts FOLDER."
        )
    if not folder.is_dir():
        raise WrongUsage(f"There is no facts folder {folder}. `genopt facts copy {folder}` makes it.")


def write_rows(content: bytes, rows: Sequence[Row]) -> bytes:
    """Rows as they follow on a file's content: in the order of its heading, its lines ended as there."""
    heading, *_ = split_rows(content)
    line_end = end_of_lines(content)
    written = io.StringIO(newline="")
    csv.DictWriter(written, heading[0], extrasaction="ignore", lineterminator=line_end).writerows(rows)
    gap = "" if content.endswith(b"\n") else line_end
    return f"{gap}{written.getvalue()}".encode()


def end_row(content: bytes, fact: str, key: Row, on: str) -> bytes:
    """A file's content in which the open row of a key has its last day; every other row stays as it is written."""
    ended, is_there = end_open_rows(content, key, on)
    if not is_there:
        raise WrongUsage(f"{fact}.csv has no open row of {' '.join(key.values())}.")
    return ended


def end_open_rows(content: bytes, key: Row, on: str) -> tuple[bytes, bool]:
    """A file's content in which the open row of a key, where there is one, has its last day; and whether there is one."""
    (heading, first), *body = split_rows(content)
    rows = [(dict(zip(heading, cells, strict=False)), written) for cells, written in body]
    is_open = [not row.get("valid_to") and all(row.get(name) == cell for name, cell in key.items()) for row, _ in rows]
    ended = (
        written_row({**row, "valid_to": on}, heading, content) if opened else written
        for (row, written), opened in zip(rows, is_open, strict=True)
    )
    return "".join([first, *ended]).encode(), any(is_open)


def written_row(row: Row, heading: Sequence[str], content: bytes) -> str:
    """One row as it is written in a file."""
    line = io.StringIO(newline="")
    csv.DictWriter(line, heading, lineterminator=end_of_lines(content)).writerow(row)
    return line.getvalue()


def split_rows(content: bytes) -> list[tuple[list[str], str]]:
    """The rows of a file, the heading first: their cells, trimmed, and how they are written."""
    lines = list(io.StringIO(content.decode(), newline=""))
    reader, start, rows = csv.reader(lines), 0, []
    for cells in reader:
        rows.append(([cell.strip().removeprefix("\ufeff") for cell in cells], "".join(lines[start : reader.line_num])))
        start = reader.line_num
    return rows


def end_of_lines(content: bytes) -> str:
    """What a file's lines end with."""
    return "\r\n" if b"\r\n" in content else "\n"


def stop_at_personal_numbers(rows: Sequence[Row]) -> None:
    """Facts go into marts and statements: raises WrongUsage where a text holds what could be a CPR number."""
    for name in (name for row in rows for name in FREE_TEXT if PERSONAL_NUMBER.search(row.get(name, ""))):
        raise WrongUsage(f"The {name} holds what could be a CPR number, and facts hold none. Say it without.")


def stop_at_refused(folder: Path, path: Path, content: bytes) -> None:
    """Prove the folder as it would be, in a copy. Raises FactsIncomplete with what `genopt facts check` would say."""
    with tempfile.TemporaryDirectory() as scratch:
        for file in folder.glob("*.csv"):
            shutil.copyfile(file, Path(scratch) / file.name)
        (Path(scratch) / path.name).write_bytes(content)
        try:
            read_facts(Path(scratch))
        except FactsIncomplete as refused:
            said, _ = str(refused).replace(scratch, f"{folder}, with this in {path.name},").rsplit("\n", 1)
            end = f"`genopt facts end {path.stem} KEY... --on DAY` ends an earlier row, of prices --end-earlier does. "
            raise FactsIncomplete(f"{said}\n{end if 'overlaps' in said else ''}Nothing was written.") from None


def put_in_place(path: Path, content: bytes) -> None:
    """Write a file aside and put it in place: readers see the old one or the new one, whole."""
    target = path.resolve()
    aside = target.with_name(f".{target.name}.new")
    aside.write_bytes(content)
    if target.exists():
        shutil.copymode(target, aside)
    sync(aside)
    aside.replace(target)
    sync(target.parent)
