"""Two folders of facts: which rows differ, and how one becomes the other table by table."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from flows.facts import read_facts
from flows.failures import FactsIncomplete
from schemas.facts import FACTS
from transforms.dated import KEYS, Facts

NAMED = 10
"""So many differing rows of a table are named; the rest is counted."""


def list_fact_steps(known: Path, given: Path, scratch: Path) -> Iterator[tuple[str, Path]]:
    """Facts that become the given ones, one differing table after the other: what differs, and the folder.

    A table that cannot be read with the earlier ones as they were is taken together with the next.
    """
    before, after = read_facts(known), read_facts(given)
    differing = {name: describe_difference(name, before, after) for name in FACTS}
    waiting: list[str] = []
    current = known
    for name, described in differing.items():
        if described:
            folder = shutil.copytree(current, scratch / f"facts_{name}")
            replace_file(given / f"{name}.csv", folder / f"{name}.csv")
            current = folder
            waiting.append(described)
            try:
                read_facts(folder)
            except FactsIncomplete:
                continue
            yield "; ".join(waiting), folder
            waiting = []


def replace_file(given: Path, known: Path) -> None:
    """Put a fact file in the place of another; where it is absent, it is absent there too."""
    if given.exists():
        shutil.copyfile(given, known)
    else:
        known.unlink(missing_ok=True)


def describe_difference(name: str, before: Facts, after: Facts) -> str:
    """Which rows of a table differ, by key and first day, and in what; empty where none does."""
    key = [*KEYS[name], "valid_from"]
    old, new = getattr(before, name), getattr(after, name)
    values = [column for column in old.columns if column not in key]
    paired = old.with_columns(was=True).join(
        new.with_columns(is_now=True), on=key, how="full", coalesce=True, nulls_equal=True, suffix="_now"
    )
    lines = []
    for row in paired.sort(key).iter_rows(named=True):
        where = " ".join(str(row[column]) for column in key if row[column] is not None)
        if not row["was"]:
            lines.append(f"{where} added")
        elif not row["is_now"]:
            lines.append(f"{where} removed")
        else:
            changed = [column for column in values if row[column] != row[f"{column}_now"]]
            if changed:
                cells = ", ".join(f"{column} {row[column]} -> {row[f'{column}_now']}" for column in changed)
                lines.append(f"{where} ({cells})")
    more = [f"{len(lines) - NAMED} more rows"] if len(lines) > NAMED else []
    return f"{name}: {', '.join(lines[:NAMED] + more)}" if lines else ""
