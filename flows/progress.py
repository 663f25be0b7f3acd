"""The stages of a run as they pass: a live list with elapsed time on a terminal, plain lines elsewhere, nothing when quiet."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from flows.stages import Stage, directly

T = TypeVar("T")


@contextmanager
def show_stages(console: Console, *, quiet: bool) -> Iterator[Stage]:
    """A way to carry out stages that shows each with the time it took."""
    if quiet:
        yield directly
    elif console.is_terminal:
        with Progress(
            SpinnerColumn(finished_text="✓"), TextColumn("{task.description}"), TimeElapsedColumn(), console=console
        ) as progress:
            yield show_live(progress)
    else:
        yield show_lines(console)


def show_live(progress: Progress) -> Stage:
    """Stages as rows of a live list. Prefect's own start is the first."""
    start = progress.add_task("start Prefect", total=1)

    def carry_out(name: str, function: Callable[..., T], *arguments: Any, is_io: bool = False) -> T:
        progress.update(start, completed=1)
        row = progress.add_task(name, total=1)
        outcome = directly(name, function, *arguments, is_io=is_io)
        progress.update(row, completed=1)
        return outcome

    return carry_out


def show_lines(console: Console) -> Stage:
    """Stages as plain lines, each when it has ended."""

    def carry_out(name: str, function: Callable[..., T], *arguments: Any, is_io: bool = False) -> T:
        started = time.monotonic()
        outcome = directly(name, function, *arguments, is_io=is_io)
        console.print(f"{name}: {time.monotonic() - started:.1f} s", soft_wrap=True)
        return outcome

    return carry_out
