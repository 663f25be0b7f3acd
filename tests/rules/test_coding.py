"""R4: how many stays and visits of each month hold a tariff-bearing service, by the hospital's region."""

import polars as pl
from hypothesis import Phase, given, settings

from tests.chance import BOTH_MONTHS, spoiled_months
from tests.given import settled_tables

by_chance = settings(max_examples=8, deadline=None, derandomize=True, phases=[Phase.generate])

KEY = ["activity_month", "creditor_region", "setting"]


@by_chance
@given(tables=spoiled_months())
def test_rehabilitation_of_a_month_and_region_is_what_was_charged_or_set_aside_there(tables):
    computed = settled_tables(tables, period=BOTH_MONTHS)
    charges = computed.charges.with_columns(setting=pl.col("event_id").str.head(1).replace({"S": "stay", "V": "visit"}))
    events = pl.concat(
        rows.select(
            pl.col("activity_date").dt.to_string("%Y-%m").alias("activity_month"),
            pl.col("creditor_region").cast(pl.String),
            pl.col("setting").cast(pl.String),
            "cpr",
        )
        for rows in (charges, computed.set_aside)
    )
    counted = events.group_by(KEY).agg(pl.len().cast(pl.Int64), pl.col("cpr").n_unique().cast(pl.Int64))
    found = computed.coded.filter(pl.col("rehabilitation") > 0).select(*KEY, "rehabilitation", "persons")
    assert sorted(found.rows(), key=str) == sorted(counted.rows(), key=str)
    assert not computed.coded.select(KEY).is_duplicated().any()
    assert (computed.coded["other"] >= 0).all()
