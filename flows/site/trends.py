"""The months compared, each as it was known equally long after its end: what moved the kroner, and where a series breaks."""

from datetime import date

import polars as pl

from transforms.breaking import BreakPolicies, keep_breaks
from transforms.dated import Facts
from transforms.decomposing import sum_effects
from transforms.policies import value_on

SERIES = ["area", "scheme"]


def read_break_policies(facts: Facts, day: date) -> BreakPolicies:
    """When a month is a break, by the policies in force on a day."""
    names = ("break_percent", "break_errors", "break_months", "break_least_months")
    percent, errors, months, fewest = (int(value_on(facts, name, day)) for name in names)
    return BreakPolicies(percent / 100, errors, months, fewest)


def find_effects(entries: pl.DataFrame, cells: pl.DataFrame, month: str, threshold: int) -> pl.DataFrame:
    """Each month's change from the month before, in activity, mix and price, by area and scheme; nothing of cells held back.

    The month before is taken as it was known a month earlier, so that both are equally far in. Where that would show that fewer
    than `threshold` events were corrected since, in any area, it is taken as it is known now in all.
    """
    now = sum_known(entries, month)
    then = sum_known(entries, add_months(month, -1))
    is_early = keep_telling(now, then, threshold)
    before = pl.concat([then.join(is_early, on=LINE, how="semi"), now.join(is_early, on=LINE, how="anti")])
    before = before.with_columns(pl.col("activity_month").map_elements(next_month, return_dtype=pl.String))
    key = [*SERIES, "activity_month", "tariff_group"]
    pairs = now.rename({"events": "events_now", "kr": "now_kr"}).join(
        before.rename({"events": "events_before", "kr": "before_kr"}), on=key, how="full", coalesce=True
    )
    shown = cells.filter(~pl.col("is_hidden")).select(*SERIES, "activity_month")
    after = shown.with_columns(pl.col("activity_month").map_elements(next_month, return_dtype=pl.String))
    kept = pairs.join(shown, on=[*SERIES, "activity_month"], how="semi").join(
        after, on=[*SERIES, "activity_month"], how="semi"
    )
    numbers = ["events_before", "before_kr", "events_now", "now_kr"]
    return sum_effects(kept.with_columns(pl.col(numbers).fill_null(0)).lazy(), [*SERIES, "activity_month"]).collect()


LINE = ["scheme", "activity_month"]


def keep_telling(now: pl.DataFrame, then: pl.DataFrame, threshold: int) -> pl.DataFrame:
    """The months and schemes of which what was known then may be shown beside what is known now: no small number is between."""
    key = [*SERIES, "activity_month"]
    sums = [rows.group_by(key).agg(pl.col("events").sum()) for rows in (now, then)]
    both = (
        sums[0]
        .join(sums[1], on=key, how="full", coalesce=True, suffix="_then")
        .with_columns(pl.col("events", "events_then").fill_null(0))
    )
    difference = (pl.col("events") - pl.col("events_then")).abs()
    is_safe = difference.is_between(1, threshold - 1).not_().all() & (pl.col("events_then").sum() > 0)
    return both.group_by(LINE).agg(is_safe.alias("is_safe")).filter("is_safe").select(LINE)


def sum_known(entries: pl.DataFrame, settlement_month: str) -> pl.DataFrame:
    """What was known after a settlement month, by area, scheme, activity month and tariff group."""
    booked = entries.filter(pl.col("settlement_month") <= settlement_month)
    return booked.group_by(*SERIES, "activity_month", "tariff_group").agg(pl.col("events", "kr").sum())


def keep_series_breaks(entries: pl.DataFrame, cells: pl.DataFrame, month: str, policies: BreakPolicies) -> pl.DataFrame:
    """The breaks of each area and scheme: area, scheme, activity_month, share (from the usual); nothing of cells held back."""
    by_month = entries.group_by(*SERIES, "activity_month", "settlement_month").agg(pl.col("events", "kr").sum())
    settled = entries.select("settlement_month").unique()
    first = by_month.group_by(*SERIES, "activity_month").agg(pl.col("settlement_month").min().alias("first"))
    known = (
        first.join(settled, how="cross")
        .filter(pl.col("settlement_month") >= pl.col("first"))
        .join(by_month, on=[*SERIES, "activity_month", "settlement_month"], how="left")
        .sort(*SERIES, "activity_month", "settlement_month")
        .with_columns(pl.col("events", "kr").fill_null(0).cum_sum().over([*SERIES, "activity_month"]))
    )
    latest = str(settled["settlement_month"].max())
    shown = cells.filter(~pl.col("is_hidden"))
    return (
        keep_breaks(known, SERIES, latest, policies)
        .join(shown, on=[*SERIES, "activity_month"], how="semi", maintain_order="left")
        .select(*SERIES, "activity_month", share=pl.col("now_kr") / pl.col("usual_kr") - 1)
    )


def add_months(month: str, number: int) -> str:
    """A month so many months later."""
    year, of_year = map(int, month.split("-"))
    count = 12 * year + of_year - 1 + number
    return f"{count // 12:04d}-{count % 12 + 1:02d}"


def next_month(month: str) -> str:
    """The month after."""
    return add_months(month, 1)
