"""The funnel of the bilateral settlement: every visit and every municipal service has exactly one standing.

Source: contract section 4 (conservation: every row and event is accounted for).
"""

import polars as pl

from transforms.counting import FUNNEL, as_funnel
from transforms.dated import Facts

STANDINGS = ("own_production", "agreed", "no_agreement")


def count_bilateral(visits: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """The steps bilateral_visits and, of municipalities, bilateral_services, by standing; decisions used and not.

    Out: step, bucket, reason, rows. A decision that names no visit of the window without an agreement is not used.
    """
    steps = [count_by_standing("bilateral_visits", visits, pl.col("visits").sum())]
    if visits["services"].null_count() < visits.height:
        steps.append(count_by_standing("bilateral_services", visits, pl.col("services").sum()))
    used = visits["decision"].count()
    if facts.decisions.height:
        steps.append(as_funnel("decisions", {"used": used, "not_of_this_window": facts.decisions.height - used}))
    return pl.concat([pl.DataFrame(schema=FUNNEL), *steps])


def count_by_standing(step: str, visits: pl.DataFrame, count: pl.Expr) -> pl.DataFrame:
    """One step: all of them, and those of each standing."""
    counts = dict(visits.group_by("standing").agg(count.alias("rows")).rows())
    totals = {standing: counts.get(standing, 0) for standing in STANDINGS}
    return as_funnel(step, {"all": sum(totals.values()), **totals})


def sum_by_standing(visits: pl.LazyFrame) -> pl.LazyFrame:
    """Sum visits by standing, kind of supplier and model: visits, advisory_kr, agreed_kr (empty where nothing is agreed)."""
    agreed = pl.when(pl.col("agreed_kr").count() > 0).then(pl.col("agreed_kr").sum()).alias("agreed_kr")
    return (
        visits.group_by("standing", "supplier_kind", "model")
        .agg(pl.col("visits").sum(), pl.col("advisory_kr").sum(), agreed)
        .sort("standing", "supplier_kind", "model", nulls_last=True)
    )
