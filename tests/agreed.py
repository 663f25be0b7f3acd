"""What a test gives of agreements: visits, services and facts from drawn tables, and what they are priced at.

Columns that are not drawn hold what is ordinary; visits are named v1, v2, … and services belong to v1 where nothing is said.
"""

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from flows.facts import SHIPPED
from tests.given import DATED, facts_read_once, filled
from transforms.dated import TYPES, Facts, no_rows
from transforms.models import keep_missing_prices, price_visits

VISIT = {
    "event_id": "",
    "cpr": "1",
    "activity_date": "2007-03-05",
    "is_finishing": "no",
    "diagnosis_group": "",
    "tariff_group": "GEN1A",
    "advisory_kr": "0.00",
    "agreement_id": "A",
    "model": "drg",
    "price_list": "LIST",
    "less_percent": "",
    "step_minutes": "",
    "price_level": "",
}
SERVICE = {
    "event_id": "v1",
    "form": "individual",
    "minutes": "60",
    "group_size": "",
    "travel_minutes": "0",
    "consultation": "",
    "has_supplement": "no",
}
OF_FACT: Mapping[str, Mapping[str, str]] = {
    "agreements": {
        **{"agreement_id": "A", "payer": "0101", "supplier_kind": "municipality", "supplier": "0147"},
        **{"service_scope": "general", "model": "drg", "price_list": "", "less_percent": "", "step_minutes": ""},
        "price_level": "",
    },
    "agreement_prices": {"price_list": "LIST", "item": "", "amount_kr": "", "unit": "hour", "price_level": ""},
    "price_levels": {"price_level": "", "price_index": ""},
}
"""Fact -> its own columns with what is ordinary in them."""

KINDS: dict[str, pl.DataType] = {
    **TYPES,
    **dict.fromkeys(("minutes", "group_size", "travel_minutes"), pl.Int64()),
    **dict.fromkeys(("is_finishing", "has_supplement"), pl.Boolean()),
    **{"activity_date": pl.Date(), "advisory_kr": pl.Decimal(14, 2)},
}
"""Columns that are no text."""


def typed(rows: list[dict[str, str]], columns: list[str]) -> pl.DataFrame:
    """Rows of text as a frame; an empty cell is empty, `yes` is true."""
    cells = {name: [row[name] or None for row in rows] for name in columns}
    text = pl.DataFrame(cells, schema=dict.fromkeys(columns, pl.String))
    return text.with_columns(read_cells(name, KINDS.get(name, pl.String())) for name in columns)


def read_cells(name: str, dtype: pl.DataType) -> pl.Expr:
    """A column of text as its type."""
    if dtype == pl.Boolean:
        return pl.col(name) == "yes"
    return pl.col(name).str.to_date() if dtype == pl.Date else pl.col(name).cast(dtype)


def drawn_facts(**drawn: str) -> Facts:
    """The shipped facts without agreements and prices but those that are drawn."""
    tables = {
        name: typed(filled(drawn.get(name, ""), {**ordinary, **DATED}), no_rows(name).columns)
        for name, ordinary in OF_FACT.items()
    }
    return replace(facts_read_once(SHIPPED), **tables)


def drawn_visits(drawn: str) -> pl.DataFrame:
    """Visits with an agreement, numbered from v1."""
    numbered = [{**row, "event_id": row["event_id"] or f"v{n}"} for n, row in enumerate(filled(drawn, VISIT), 1)]
    return typed(numbered, list(VISIT))


def priced(visits: str, services: str = "", **facts: str) -> pl.DataFrame:
    """What drawn visits are priced at, with `prices` as the facts' agreement_prices and `levels` as their price_levels."""
    return price_visits(*given(visits, services, **facts))


def missing(visits: str, services: str = "", **facts: str) -> pl.DataFrame:
    """The prices that drawn visits lack."""
    return keep_missing_prices(*given(visits, services, **facts))


def given(visits: str, services: str, prices: str = "", levels: str = "") -> tuple[pl.DataFrame, pl.DataFrame, Facts]:
    """Drawn visits, services and facts as the models take them."""
    facts = drawn_facts(agreement_prices=prices, price_levels=levels)
    return drawn_visits(visits), typed(filled(services, SERVICE), list(SERVICE)), facts
