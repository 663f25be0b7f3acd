"""Placeholder facts: made for synthetic deliveries, which a real delivery does not see. Source: contract section 3."""

from dataclasses import replace

import polars as pl

from transforms.dated import Facts

MADE_FOR_TRIALS = ("agreements", "agreement_prices", "packages", "institutions")
"""Facts whose placeholder rows a real delivery does not see."""


def keep_seen(facts: Facts, *, is_synthetic: bool) -> Facts:
    """The facts that a delivery sees: a real one no placeholder agreements, prices and institutions.

    Activity that only they would cover is without an agreement, at an unknown institution. Source: contract section 3
    (`placeholder`).
    """
    if is_synthetic:
        return facts
    real = {name: getattr(facts, name).filter(pl.col("status") != "placeholder") for name in MADE_FOR_TRIALS}
    return replace(facts, **real)
