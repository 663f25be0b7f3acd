"""Municipalities whose month deviates strongly from their own months before: a control list that needs the ledger's history.

Danish: kommuner med markant afvigelse. Source: Region Midtjylland memo 2009 (the costs of rehabilitation during admission
"stiger markant fra oktober 2008", and must be explained); when it is strong is a choice of ours (policies `deviation_*`).
"""

from pathlib import Path

import polars as pl

from flows.connection import read_query
from flows.month import SettlementMonth
from flows.warehouse import opened
from transforms.control_lists import DEVIATING, LINE, write_kroner
from transforms.dated import Facts
from transforms.policies import OF_DEVIATIONS, add_policies

SCHEMES_IN_DANISH = {
    "inpatient": "Genoptræning under indlæggelse",
    "specialised_outpatient": "Specialiseret ambulant genoptræning",
    "general_outpatient": "Almen ambulant genoptræning",
}

LINES = ["settlement_month", "round", "activity_month", "payer_municipality", "scheme"]
"""What the history is told by."""

FIRST_KNOWN = """
    WITH booked AS (
        SELECT activity_month, (settlement_month, round = 'final') AS booked_in, payer_municipality, scheme, municipal_kr
        FROM settlement_lines UNION ALL
        SELECT activity_month, (settlement_month, round = 'final'), payer_municipality, scheme, municipal_kr FROM new_lines
    ), first_known AS (
        SELECT activity_month, payer_municipality, scheme, sum(municipal_kr) AS kr FROM booked
        JOIN (SELECT activity_month, min(booked_in) AS booked_in FROM booked GROUP BY ALL) USING (activity_month, booked_in)
        GROUP BY ALL
    )"""
"""What each activity month came to when it was settled for the first time, so that a new month is not held against old ones
that have been completed since."""

DEVIATIONS = (
    FIRST_KNOWN
    + """, months AS (
        SELECT DISTINCT activity_month FROM first_known
        WHERE activity_month <= $month AND (activity_month || '-01')::DATE >= ($month || '-01')::DATE - to_months($months)
    ), figures AS (
        SELECT activity_month, payer_municipality, scheme, coalesce(kr, 0) AS kr
        FROM (SELECT DISTINCT payer_municipality, scheme FROM first_known) CROSS JOIN months
        LEFT JOIN first_known USING (activity_month, payer_municipality, scheme)
    ), country AS (
        SELECT activity_month, NULL AS payer_municipality, scheme, sum(kr) AS kr FROM figures GROUP BY ALL
    ), compared AS (
        SELECT payer_municipality, scheme, coalesce(sum(kr) FILTER (activity_month = $month), 0)::DECIMAL(14,2) AS kr,
            quantile_cont(kr::DECIMAL(14,2), 0.5) FILTER (activity_month < $month)::DECIMAL(14,2) AS median_kr,
            count(*) FILTER (activity_month < $month) AS months_before
        FROM (FROM figures UNION ALL BY NAME FROM country) GROUP BY ALL
    )
    SELECT m.payer_municipality, m.scheme, m.kr, m.median_kr, m.months_before, (m.kr - m.median_kr)::DECIMAL(14,2) AS advisory_kr,
        round(100 * (m.kr - m.median_kr) / nullif(m.median_kr, 0))::BIGINT AS percent,
        round(100 * (c.kr - c.median_kr) / nullif(c.median_kr, 0))::BIGINT AS country_percent
    FROM compared AS m JOIN compared AS c ON c.scheme = m.scheme AND c.payer_municipality IS NULL
    WHERE m.payer_municipality IS NOT NULL AND m.months_before >= $least_months AND abs(m.kr - m.median_kr) >= $least_kr
        AND 100 * abs(m.kr - m.median_kr) >= $percent * m.median_kr
    ORDER BY ALL"""
)
"""Municipality and scheme, by what the month differs from the median of the months before, and by what the country does."""


def find_deviations(marts: Path, entries: pl.DataFrame, month: str, facts: Facts) -> pl.DataFrame:
    """The municipalities that deviate in a month, with the run's entries not yet in the marts; lines of the control list.

    A month in which a municipality had nothing counts as 0 kr; months that no run has settled do not count.
    """
    last_day = SettlementMonth.parse(month).last_day
    asked = pl.LazyFrame({"activity_date": [last_day]})
    policies = add_policies(asked, facts, on="activity_date", defaults=OF_DEVIATIONS).collect().row(0, named=True)
    limits = {name.removeprefix("deviation_"): int(policies[name]) for name, _ in OF_DEVIATIONS}
    with opened(marts) as marts_db:
        marts_db.register("new_lines", entries.group_by(LINES).agg(pl.col("municipal_kr").sum()))
        found = read_query(marts_db, DEVIATIONS, {"month": month, **limits})
    of_nobody = {name: pl.lit(None) for name in ("event_id", "creditor_region", "hospital")}
    lines = found.with_columns(
        list=pl.lit(DEVIATING), activity_date=pl.lit(last_day), detail=describe_deviation(), **of_nobody
    )
    return lines.select(pl.col(name).cast(dtype) for name, dtype in LINE.items())


def describe_deviation() -> pl.Expr:
    """What a municipality's month came to, against its own months and beside the country, in Danish."""
    scheme = pl.col("scheme").replace_strict(SCHEMES_IN_DANISH, return_dtype=pl.String)
    return pl.concat_str(
        scheme,
        pl.lit(": "),
        write_kroner(pl.col("kr")),
        pl.lit(" kr. mod "),
        write_kroner(pl.col("median_kr")),
        pl.lit(" kr. (medianen af "),
        "months_before",
        pl.lit(" måneder)"),
        write_percent("percent", ", "),
        write_percent("country_percent", "; hele landet "),
    )


def write_percent(name: str, before: str) -> pl.Expr:
    """A change in per cent with its sign, after some words; nothing where there was nothing to change from."""
    sign = pl.when(pl.col(name) > 0).then(pl.lit("+")).otherwise(pl.lit(""))
    return pl.concat_str(pl.lit(before), sign, name, pl.lit(" pct.")).fill_null("")
