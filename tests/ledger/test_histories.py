"""Random histories of months: after every step our ledger is what the slow reference says, entry by entry.

`GENOPT_HISTORIES` sets how many (150). Ten go through the same steps at once, each with citizens of its own: a settlement
takes nearly a second, however few the citizens are. Histories are generated in parts, each with its own seed.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from .histories import History, histories
from .playing import play

HISTORIES = int(os.environ.get("GENOPT_HISTORIES", "150"))
TOGETHER = 10
PARTS = 5
generated = settings(
    max_examples=max(1, HISTORIES // TOGETHER // PARTS),
    deadline=None,
    database=None,
    print_blob=False,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],  # a step takes a second: shrinking would take minutes of the gate's time
)


@pytest.mark.parametrize("part", range(PARTS))
def test_the_ledger_is_what_the_reference_says_after_every_step_of_a_history(part: int) -> None:
    @seed(part)
    @generated
    @given(histories(TOGETHER))
    def agree(history: History) -> None:
        play(history)

    agree()
