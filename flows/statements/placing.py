"""Putting a folder in place in one step: readers see the old one or the new one, whole."""

import ctypes
import os
import shutil
from pathlib import Path

AT_FDCWD, EXCHANGE = -100, 2
"""Of Linux's renameat2: names are relative to the working folder; the two folders change places."""


def put_in_place(aside: Path, folder: Path) -> None:
    """Put a folder that was made aside in the place of another, which goes."""
    for path in sorted(aside.iterdir()):
        sync(path)
    sync(aside)
    if not folder.exists():
        aside.replace(folder)
    elif exchange(aside, folder):
        shutil.rmtree(aside)
    else:
        old = folder.with_name(f".{folder.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        folder.replace(old)
        aside.replace(folder)
        shutil.rmtree(old)
    sync(folder.parent)


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places at once; False where the system or the file system cannot."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    outcome: int = renameat2(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), EXCHANGE)
    return outcome == 0


def sync(path: Path) -> None:
    """Make sure that a file or folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
