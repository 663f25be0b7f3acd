"""Why kroner changed from one month to the next. RM memo 2009, the rise of October 2008."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.drawn import assert_same, table
from transforms.decomposing import EFFECTS, sum_effects


def effects(drawn):
    groups = table(drawn).with_columns(pl.col("events_before", "events_now").cast(pl.Int64))
    return sum_effects(groups.lazy(), ["region"]).collect()


def test_more_of_the_same_is_activity():
    assert_same(effects("""
        region | tariff_group | events_before | before_kr | events_now | now_kr
        -------+--------------+---------------+-----------+------------+---------
        1082   | GEN1S        | 10            | 5250.00   | 20         | 10500.00
        1082   | GEN2S        | 10            | 11140.00  | 20         | 22280.00
    """), """
        region | before_kr | now_kr   | activity_kr | mix_kr | price_kr
        -------+-----------+----------+-------------+--------+---------
        1082   | 16390.00  | 32780.00 | 16390.00    | 0.00   | 0.00
    """)  # fmt: skip


def test_the_same_number_in_dearer_groups_is_mix():
    assert_same(effects("""
        region | tariff_group | events_before | before_kr | events_now | now_kr
        -------+--------------+---------------+-----------+------------+---------
        1082   | GEN1S        | 20            | 10500.00  | 10         | 5250.00
        1082   | GEN2S        | 10            | 11140.00  | 20         | 22280.00
    """), """
        region | before_kr | now_kr   | activity_kr | mix_kr  | price_kr
        -------+-----------+----------+-------------+---------+---------
        1082   | 21640.00  | 27530.00 | 0.00        | 5890.00 | 0.00
    """)  # fmt: skip


def test_the_same_events_at_another_tariff_are_price():
    assert_same(effects("""
        region | tariff_group | events_before | before_kr | events_now | now_kr
        -------+--------------+---------------+-----------+------------+---------
        1082   | GEN1S        | 10            | 5250.00   | 10         | 5500.00
    """), """
        region | before_kr | now_kr  | activity_kr | mix_kr | price_kr
        -------+-----------+---------+-------------+--------+---------
        1082   | 5250.00   | 5500.00 | 0.00        | 0.00   | 250.00
    """)  # fmt: skip


def test_a_code_catalogue_that_makes_new_kinds_of_stays_count_is_activity_at_the_old_price_and_mix_beyond_it():
    assert_same(effects("""
        region | tariff_group | events_before | before_kr | events_now | now_kr
        -------+--------------+---------------+-----------+------------+---------
        1082   | GEN1S        | 100           | 52500.00  | 100        | 52500.00
        1082   | GEN4S        | 0             | 0.00      | 50         | 148450.00
    """), """
        region | before_kr | now_kr    | activity_kr | mix_kr    | price_kr
        -------+-----------+-----------+-------------+-----------+---------
        1082   | 52500.00  | 200950.00 | 26250.00    | 122200.00 | 0.00
    """)  # fmt: skip


@pytest.mark.parametrize(("before", "now"), [((0, "0.00"), (5, "2625.00")), ((5, "2625.00"), (0, "0.00"))])
def test_from_nothing_or_to_nothing_is_activity(before, now):
    drawn = effects(f"""
        region | tariff_group | events_before | before_kr | events_now | now_kr
        -------+--------------+---------------+-----------+------------+---------
        1082   | GEN1S        | {before[0]}   | {before[1]} | {now[0]} | {now[1]}
    """)
    change = Decimal(now[1]) - Decimal(before[1])
    assert drawn.select(EFFECTS).row(0) == (change, Decimal(0), Decimal(0))


COUNT = st.integers(0, 500)
KRONER = st.decimals(0, 100_000, places=2)


@given(st.lists(st.tuples(COUNT, KRONER, COUNT, KRONER), min_size=1, max_size=5))
def test_the_parts_are_the_whole_change_to_the_oere_in_whatever_order_the_groups_come(rows):
    rows = [(eb, kb if eb else Decimal(0), en, kn if en else Decimal(0)) for eb, kb, en, kn in rows]
    schema = {
        "events_before": pl.Int64,
        "before_kr": pl.Decimal(14, 2),
        "events_now": pl.Int64,
        "now_kr": pl.Decimal(14, 2),
    }
    groups = pl.DataFrame(rows, schema=schema, orient="row").with_columns(pl.lit("1082").alias("region"))
    found = sum_effects(groups.lazy(), ["region"]).collect()
    row = found.row(0, named=True)
    assert sum(row[part] for part in EFFECTS) == row["now_kr"] - row["before_kr"]
    assert sum_effects(groups.reverse().lazy(), ["region"]).collect().equals(found)
