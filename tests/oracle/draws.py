"""The two draws that all strategies here are made of: one of some written choices, and how often something happens."""

from __future__ import annotations

import re
from functools import cache
from random import Random

from hypothesis import strategies as st


def one_of(choices: str, between: str | None = None) -> st.SearchStrategy[str]:
    """Draw one of the choices written in a text, between blanks or another separator, on one line or several.

    What is written twice comes twice as often.
    """
    return st.sampled_from(split(choices, between))


def choose(chance: Random, choices: str, between: str | None = None) -> str:
    """Choose one of the choices written in a text, where Hypothesis is asked for the chance alone."""
    return chance.choice(split(choices, between))


@cache
def split(choices: str, between: str | None) -> list[str]:
    """The choices that are written in a text."""
    return re.sub(r"\n *", "" if between else " ", choices).split(between)


def several(*counts: int) -> st.SearchStrategy[range]:
    """Draw how often something happens; the lengths of lists that Hypothesis draws would mostly be short."""
    return st.sampled_from([range(count) for count in counts])
