"""Random histories of months: after every step our ledger is what the slow reference says, entry by entry.

`GENOPT_HISTORIES` sets how many (300). They are played in parts, each with its own seed; a part always plays the same.
`python -m tests.ledger.at_scale 75 PART` plays a part alone and draws a smaller history that still differs.
"""

from __future__ import annotations

import os

import pytest

from .parts import AT_ONCE, TOGETHER, play_part

HISTORIES = int(os.environ.get("GENOPT_HISTORIES", "300"))
PARTS = max(1, HISTORIES // TOGETHER // AT_ONCE)


@pytest.mark.parametrize("part", range(PARTS))
def test_the_ledger_is_what_the_reference_says_after_every_step_of_a_history(part: int) -> None:
    play_part(part)
