"""Histories in parts: so many courses of steps, each gone through by 25 populations, all from one seed.

A settlement takes nearly a second, however few the citizens are, so 25 histories share their steps and nothing else. Parts
are short, for in long ones Hypothesis repeats itself.
"""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, given, seed, settings

from .histories import History, histories
from .playing import Played, play

TOGETHER = 25
"""Histories that are played at once."""
AT_ONCE = 3
"""Courses of steps in a part."""

generated = settings(
    max_examples=AT_ONCE,
    deadline=None,
    database=None,
    print_blob=False,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],  # a step takes a second: shrinking would take minutes of the gate's time
)


def play_part(part: int) -> list[Played]:
    """Play a part; raises AssertionError at the first difference, and gives what was played."""
    played: list[Played] = []

    @seed(part)
    @generated
    @given(histories(TOGETHER, part))
    def agree(history: History) -> None:
        played.append(play(history))

    agree()
    return played
