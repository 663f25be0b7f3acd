"""Marts in memory with drawn or random rows, and the indicators that the real run makes of them."""

from contextlib import contextmanager

import polars as pl

from flows.connection import connect, insert
from flows.facts import SHIPPED, read_facts
from flows.monitoring import make_indicators
from flows.warehouse import create_marts
from schemas.marts import mart_columns
from tests.drawn import table

FACTS = read_facts(SHIPPED)
TARIFF = "640.00"

CHARGE = {
    "scheme": "general_outpatient",
    "channel": "information",
    "payer_municipality": "0101",
    "creditor_region": "1084",
    "hospital": "1301",
    "specialty": None,
    "age": 50,
    "sks_code": "BLNA",
    "tariff_group": "GEN1A",
    "municipal_kr": TARIFF,
    "settlement_month": "2007-03",
    "run_id": "R0001",
}
SET_ASIDE = {
    "reason": "no_start_mark",
    "setting": "visit",
    "payer_municipality": "0101",
    "creditor_region": "1084",
    "hospital": "1301",
    "run_id": "R0001",
}
PLAN = {
    "plan_kind": "general",
    "hospital": "1301",
    "hospital_region": "1084",
    "municipality": "0101",
    "age": 50,
    "run_id": "R0001",
}
MUNICIPAL = {
    "register_name": "ges",
    "standing": "own_production",
    "payer": "0101",
    "supplier_kind": "municipality",
    "supplier": "0101",
    "institution": "GK0101",
    "service_scope": "general",
    "visits": 1,
    "advisory_kr": 640,
    "run_id": "R0001",
}
"""What the columns that are not drawn hold."""


@contextmanager
def marts(charges=None, set_aside=None, plans=None, municipal=None):
    """A connection to marts that hold these rows (frames, or drawn), and the shipped facts."""
    with connect(":memory:") as marts_db:
        create_marts(marts_db)
        insert(marts_db, "municipalities", FACTS.municipalities)
        given = {"charges": (charges, CHARGE), "set_aside": (set_aside, SET_ASIDE), "plans": (plans, PLAN)}
        given["bilateral_visits"] = (municipal, MUNICIPAL)
        for name, (rows, ordinary) in given.items():
            if rows is not None:
                insert(marts_db, name, filled(name, table(rows) if isinstance(rows, str) else rows, ordinary))
        yield marts_db


def filled(name, rows, ordinary):
    """Rows of a mart: `person` becomes its person_key, what is not given is ordinary, each event gets its name."""
    rows = rows.with_row_index("entry_no", offset=1).rename({"person": "person_key"})
    rows = rows.with_columns(pl.lit(value).alias(name) for name, value in ordinary.items() if name not in rows.columns)
    if name != "plans":
        rows = rows.with_columns(pl.concat_str(pl.lit("V:"), "entry_no").alias("event_id"))
    if name == "bilateral_visits":
        rows = rows.with_columns(pl.col("activity_date").dt.to_string("%Y-%m").alias("activity_month"))
    if name == "charges":
        kroner = pl.col("municipal_kr").alias
        month = pl.col("activity_date").dt.to_string("%Y-%m").alias("activity_month")
        rows = rows.with_columns(month, kroner("tariff_kr"), kroner("payable_kr"))
    columns = {column: schema for column, schema in mart_columns(name).items() if column in rows.columns}
    return rows.select(pl.col(column).cast(schema.dtype.type) for column, schema in columns.items())


def indicators(charges=None, set_aside=None, plans=None, municipal=None, *, month="2007-03", facts=FACTS):
    """The indicators that a run of a month makes of the rows."""
    with marts(charges, set_aside, plans, municipal) as marts_db:
        return make_indicators(marts_db, facts, month)


def value_of(figures, indicator, area="DK", period="2007-03"):
    """One indicator's value, empty where it has none."""
    values = figures.filter(pl.col("indicator") == indicator, pl.col("area") == area, pl.col("period") == period)[
        "value"
    ]
    return values.item() if values.len() else None
