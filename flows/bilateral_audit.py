"""An audit of what the parties settle between themselves: the visits then and now, and what differs, in kroner by cause."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import polars as pl

from flows.connection import read_query
from flows.home import Home
from flows.identity import code_version
from flows.warehouse import opened
from transforms.bilateral_comparing import KRONER_OF, find_changes, more_of

CAUSES = {
    "added": "activity_added",
    "withdrawn": "activity_withdrawn",
    "activity_changed": "activity_changed",
    "residence_changed": "residence",
    "agreement_changed": "activity_changed",
    "decided": "facts",
}
"""Why a visit differs between two deliveries -> the cause on the certificate."""

DIFFERENCE = {"cause": pl.String, "what": pl.String, "visits": pl.Int64} | dict.fromkeys(KRONER_OF, pl.Decimal(14, 2))


class BilateralAudit(NamedTuple):
    """What the re-run came to.

    then, now: visits, advisory_kr and agreed_kr of the run and of the re-run. differences: cause, what, visits, and kroner
    (now less then). residual: kroner that the causes do not explain.
    """

    then: dict[str, Any]
    now: dict[str, Any]
    differences: pl.DataFrame
    residual: dict[str, Any]


def read_label(label: str) -> tuple[bool, str, str]:
    """What a step of a re-run stands for: whether it is the delivery, its cause, and what it was in words."""
    kind, _, what = label.partition(": ")
    return label == "delivery", kind, code_version() if label == "code_version" else what


def compare_bilateral(steps: Sequence[tuple[str, pl.DataFrame]]) -> BilateralAudit:
    """Compare the bilateral visits of a re-run step by step; each step's differences have its cause."""
    differences = pl.concat(name_causes(before, after, label) for (_, before), (label, after) in pairwise(steps))
    return conclude_bilateral(total(steps[0][1]), total(steps[-1][1]), differences)


def name_causes(before: pl.DataFrame, after: pl.DataFrame, label: str) -> pl.DataFrame:
    """The differences between one step and the next, in the shape of `DIFFERENCE`."""
    is_delivery, kind, what = read_label(label)
    cause = pl.col("reason").replace(CAUSES) if is_delivery else pl.lit(kind)
    visits = pl.coalesce("visits", "visits_after")
    changes = find_changes(before, after, "cpr").select(cause.alias("cause"), visits, *map(more_of, KRONER_OF))
    return (
        changes.group_by("cause", pl.lit(what).alias("what"))
        .agg(pl.col("visits", *KRONER_OF).sum())
        .sort("cause")
        .select(*DIFFERENCE)
        .cast(dict(DIFFERENCE))
    )


def lose_bilateral(home: Home, run: dict[str, Any]) -> BilateralAudit:
    """The audit where the archive is damaged: all that stands of the run's register and days is lost."""
    with opened(home.marts) as marts_db:
        standing = read_query(
            marts_db,
            """SELECT visits, advisory_kr, agreed_kr FROM bilateral_visits
            WHERE register_name = $register AND activity_date BETWEEN $first AND $last""",
            {"register": run["register_name"], "first": run["window_from"], "last": run["window_to"]},
        )
    then, now = total(standing), total(standing.clear())
    lost = {"cause": "archive", "what": "", "visits": then["visits"]} | {name: -then[name] for name in KRONER_OF}
    return conclude_bilateral(then, now, pl.DataFrame([lost] if then["visits"] else [], schema=DIFFERENCE))


def total(visits: pl.DataFrame) -> dict[str, Any]:
    """Visits and kroner; what nothing is agreed for counts as 0."""
    return visits.select(pl.col("visits", *KRONER_OF).sum()).row(0, named=True)


def conclude_bilateral(then: dict[str, Any], now: dict[str, Any], differences: pl.DataFrame) -> BilateralAudit:
    """The audit, with the residual that its causes leave."""
    explained = differences.select(pl.col(*KRONER_OF).sum()).row(0, named=True)
    residual = {name: now[name] - then[name] - explained[name] for name in KRONER_OF}
    return BilateralAudit(then, now, differences, residual)
