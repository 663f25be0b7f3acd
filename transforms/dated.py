"""Dated facts, and the one way that they reach a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

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
    "institutions": ["institution"],
    "headings": ["register_table", "heading"],
    "agreements": ["agreement_id"],
    "agreement_prices": ["price_list", "item"],
    "packages": ["price_list", "diagnosis_group", "form"],
    "price_levels": ["price_level"],
    "decisions": ["event_id"],
}
"""The key of each fact beside its validity. Source: contract section 3."""


TYPES: dict[str, pl.DataType] = {
    "valid_from": pl.Date(),
    "valid_to": pl.Date(),
    "notified_on": pl.Date(),
    "tariff_kr": pl.Decimal(14, 2),
    "municipal_kr": pl.Decimal(14, 2),
    "municipal_share": pl.Decimal(7, 4),
    "year": pl.Int64(),
    "inhabitants": pl.Int64(),
    "less_percent": pl.Decimal(5, 2),
    "step_minutes": pl.Int64(),
    "amount_kr": pl.Decimal(14, 2),
    "hours": pl.Decimal(7, 2),
    "price_index": pl.Decimal(9, 4),
    "agreed_kr": pl.Decimal(14, 2),
}
"""Columns of facts that are no text; `schemas.facts`, which proves them, says the same."""

PROVENANCE = (*VALIDITY, "status", "source", "note")

MAY_BE_ABSENT = {
    "institutions": ("institution", "number_kind", "name", "supplier_kind", "supplier", "municipality"),
    "headings": ("register_table", "heading", "column_name"),
    "agreements": (
        *("agreement_id", "payer", "supplier_kind", "supplier", "service_scope"),
        *("model", "price_list", "less_percent", "step_minutes", "price_level"),
    ),
    "agreement_prices": ("price_list", "item", "amount_kr", "unit", "price_level"),
    "packages": ("price_list", "diagnosis_group", "form", "hours"),
    "price_levels": ("price_level", "price_index"),
    "decisions": ("event_id", "decision", "decided_by", "why", "agreed_kr"),
}
"""Fact files that a folder may lack, which then hold no rows, with their own columns. Source: contract section 3."""


def no_rows(fact: str) -> pl.DataFrame:
    """A fact table whose file is absent."""
    return pl.DataFrame(schema={name: TYPES.get(name, pl.String()) for name in (*MAY_BE_ABSENT[fact], *PROVENANCE)})


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
    institutions: pl.DataFrame
    headings: pl.DataFrame
    agreements: pl.DataFrame
    agreement_prices: pl.DataFrame
    packages: pl.DataFrame
    price_levels: pl.DataFrame
    decisions: pl.DataFrame


def is_in_force(on: str, first: str = "valid_from", last: str = "valid_to") -> pl.Expr:
    """Whether a dated row is in force on a date; both its days are included, an empty last day is open."""
    return (pl.col(first) <= pl.col(on)) & (pl.col(last).is_null() | (pl.col(last) >= pl.col(on)))


def keep_on(dated: pl.DataFrame, day: date) -> pl.DataFrame:
    """Keep the rows of a fact that are in force on a day."""
    return dated.with_columns(on=pl.lit(day)).filter(is_in_force("on")).drop("on")


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
