"""Ways to break a good folder of files: each gives a change, which is a function of the folder."""

import shutil
from collections.abc import Callable
from pathlib import Path

Change = Callable[[Path], object]


def remove(name: str) -> Change:
    """A file is not there."""
    return lambda folder: (folder / name).unlink()


def write(name: str, content: str | bytes) -> Change:
    """A file holds something else."""
    return lambda folder: (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)


def replace(name: str, old: str, new: str) -> Change:
    """A text in a file is another."""

    def change(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text, f"{name} does not hold {old}"
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")

    return change


def both(first: Change, second: Change) -> Change:
    """Two things are wrong."""

    def change(folder: Path) -> None:
        first(folder)
        second(folder)

    return change


def append(name: str, *lines: str) -> Change:
    """A file has more lines."""
    return lambda folder: (folder / name).write_bytes(
        (folder / name).read_bytes() + "".join(f"{line}\n" for line in lines).encode()
    )


def transform(name: str, change: Callable[[bytes], bytes], new_name: str = "") -> Change:
    """A file's bytes are others, under another name where one is given."""

    def changed(folder: Path) -> None:
        content = (folder / name).read_bytes()
        (folder / name).unlink()
        (folder / (new_name or name)).write_bytes(change(content))

    return changed


def without_column(name: str, column: str) -> Change:
    """A file lacks a column."""

    def change(folder: Path) -> None:
        lines = [line.split(";") for line in (folder / name).read_text(encoding="utf-8").splitlines()]
        place = lines[0].index(column)
        kept = [";".join(cells[:place] + cells[place + 1 :]) for cells in lines]
        (folder / name).write_text("\n".join(kept) + "\n", encoding="utf-8")

    return change


def make_folder(name: str) -> Change:
    """A folder stands where a file should be."""

    def change(folder: Path) -> None:
        (folder / name).unlink()
        (folder / name).mkdir()

    return change


def copy(name: str, new_name: str) -> Change:
    """A file is there twice."""
    return lambda folder: shutil.copy(folder / name, folder / new_name)


def vanish(folder: Path) -> None:
    """There is no such folder."""
    shutil.rmtree(folder)


def become_a_file(folder: Path) -> None:
    """What should be a folder is a file."""
    shutil.rmtree(folder)
    folder.write_text("")
