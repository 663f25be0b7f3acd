"""Many histories at once: `python -m tests.ledger.at_scale 5000 [SEED]`.

Prints how many histories and steps were held against the reference ledger, and what was booked in them. Stops at the first
difference and draws a smaller history that still has one.
"""

from __future__ import annotations

import sys
import time
from collections import Counter

from .parts import AT_ONCE, TOGETHER, play_part
from .playing import Differing, Played
from .smaller import draw_smaller


def count_booked(played: Played) -> Counter[str]:
    """What was asked and booked in a history."""
    ledger = played.ledger
    counts = Counter({"steps": played.steps, "refused": played.steps - len(ledger.runs)})
    for run in ledger.runs:
        counts["trial runs" if run.is_trial else f"{run.round} runs"] += 1
    for entry in ledger.entries:
        counts[f"{entry['entry_type']} {entry['reason'] or ''}".strip()] += 1
    for line in ledger.after_final:
        counts[f"after final {line['change']}"] += 1
    return counts


def main(number: str, start: str = "1000") -> None:
    """Play so many histories and say so."""
    started, histories, counts = time.monotonic(), 0, Counter[str]()
    part = int(start)
    while histories < int(number):
        try:
            for played in play_part(part):
                counts += count_booked(played)
        except Differing as differing:
            print(f"part {part}: {draw_smaller(differing)}")
            sys.exit(1)
        part, histories = part + 1, histories + AT_ONCE * TOGETHER
        if part % 10 == 0:
            print(
                f"{histories} histories, {counts['steps']} steps agree, {time.monotonic() - started:.0f} s", flush=True
            )
    for name, count in sorted(counts.items()):
        print(f"{count:8} {name}")
    print(f"{histories} histories: after every step the ledger is what the reference says")


if __name__ == "__main__":
    main(*sys.argv[1:])
