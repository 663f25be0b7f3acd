"""Dated facts, and the one way that they reach a row."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

VALIDITY = ("valid_from", "valid_to")

KEYS = {
    "tariffs": ["tariff_group"],
    "tariff_codes": ["scheme", "sks_prefix"],
    "shares": ["scheme"],
    "registration_codes": ["sks_prefix"],
    "policies": ["policy", "scheme"],
    "opt_outs": ["municipality", "region"],
    "municipalities": ["municipality"],
    "hospitals": ["hospital"],
    "population": ["municipality", "year"],
}
"""The key of each fact beside its validity. Source: contract section 3."""


@dataclass(frozen=True)
class Facts:
    """Dated tables from law, tariff catalogue and agreement: each with its key, its values, validity and provenance.

    Source: contract section 3; columns, types and keys in `schemas.facts`.
    """

    tariffs: pl.DataFrame
    tariff_codes: pl.DataFrame
    shares: pl.DataFrame
    registration_codes: pl.DataFrame
    policies: pl.DataFrame
    opt_outs: pl.DataFrame
    municipalities: pl.DataFrame
    hospitals: pl.DataFrame
    population: pl.DataFrame


def is_in_force(on: str, first: str = "valid_from", last: str = "valid_to") -> pl.Expr:
    """Whether a dated row is in force on a date; both its days are included, an empty last day is open."""
    return (pl.col(first) <= pl.col(on)) & (pl.col(last).is_null() | (pl.col(last) >= pl.col(on)))


def join_in_force(rows: pl.LazyFrame, dated: pl.LazyFrame, *, on: str, by: Sequence[str] = ()) -> pl.LazyFrame:
    """Add the values of the dated row in force on each row's date, empty where none is; never changes the row count.

    Periods of one key must not overlap, which is proven when facts are read. Danish: gældende på datoen.
    Source: contract section 3.
    """
    values = [name for name in dated.collect_schema() if name not in (*by, *VALIDITY)]
    period = dict(zip(VALIDITY, ("in_force_from", "in_force_to"), strict=True))
    latest = rows.sort(on).join_asof(
        dated.rename(period).sort("in_force_from"),
        left_on=on,
        right_on="in_force_from",
        by=list(by) or None,
        strategy="backward",
        check_sortedness=False,
    )
    return latest.with_columns(pl.when(is_in_force(on, *period.values())).then(pl.col(*values))).drop(period.values())
