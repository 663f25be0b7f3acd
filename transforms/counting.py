"""The funnel: how many rows and events there were at each step, where they went, and why. Rule R14."""

from collections.abc import Mapping

import polars as pl

from transforms.dates import write_date
from transforms.settlement import Settled

FUNNEL = {"step": pl.String, "bucket": pl.String, "reason": pl.String, "rows": pl.Int64}


def count_rows(delivered: Mapping[str, int], rejected: pl.DataFrame, settled: Settled) -> pl.DataFrame:
    """The funnel of a run as step, bucket, reason, rows; the line without a reason is the bucket's total.

    Steps: each table (delivered, accepted, rejected), services, courses, events. A row with several faults counts once in
    its bucket, and once under each of its reasons.
    """
    tables = [count_table(name, rows, rejected.filter(pl.col("file") == name)) for name, rows in delivered.items()]
    return pl.concat([*tables, count_services(settled), count_courses(settled), count_events(settled)])


def count_table(name: str, delivered: int, rejected: pl.DataFrame) -> pl.DataFrame:
    """Delivered, accepted and rejected rows of one table."""
    rejected_rows = rejected["row_number"].n_unique()
    totals = {"delivered": delivered, "accepted": delivered - rejected_rows, "rejected": rejected_rows}
    by_reason = rejected.group_by("reason").agg(pl.col("row_number").n_unique().alias("rows")).sort("reason").rows()
    return as_funnel(name, totals, {"rejected": by_reason})


def count_services(settled: Settled) -> pl.DataFrame:
    """Services without add-ons, and how many belong to a stay or visit. Rule R4."""
    unattached = settled.services - settled.attached
    return as_funnel("services", {"accepted": settled.services, "attached": settled.attached, "unattached": unattached})


def count_courses(settled: Settled) -> pl.DataFrame:
    """Courses begun, those still open, and end marks with nothing to end. Rule R6."""
    is_open = settled.courses["course_ended_on"].null_count()
    counts = {"begun": settled.courses.height, "open": is_open, "end_mark_with_nothing_open": settled.stray_ends.height}
    return as_funnel("courses", counts)


def count_events(settled: Settled) -> pl.DataFrame:
    """Stays and visits of the window: rehabilitation events (charged or set aside, by reason) and others."""
    events = settled.events
    reasons = events.filter(pl.col("reason").is_not_null()).group_by("reason").agg(pl.len()).sort("reason").rows()
    set_aside = events.height - events["reason"].null_count()
    totals = {
        "rehabilitation": events.height,
        "charged": events.height - set_aside,
        "set_aside": set_aside,
        "other": settled.occurrences.height - events.height,
    }
    return as_funnel("events", totals, {"set_aside": reasons})


CODED = ["activity_month", "creditor_region", "setting"]
CODED_ROWS = dict.fromkeys(CODED, pl.String) | dict.fromkeys(("rehabilitation", "other", "persons"), pl.Int64)


def count_coded(settled: Settled) -> pl.DataFrame:
    """Stays and visits by activity month, the hospital's region and setting: how many are rehabilitation, of how many citizens. Rule R4.

    Whether more were coded as rehabilitation is told by their share, month by month. Danish: kodning.
    Source: RM memo 2009, "Status for samarbejdet" (kroner rise markedly; is it activity or the region's code catalogue).
    """
    month = pl.col("activity_date").dt.month_start().alias("activity_month")
    counted = settled.occurrences.lazy().with_columns(month).group_by(CODED).agg(pl.len().alias("all"))
    coded = settled.events.lazy().with_columns(month).group_by(CODED)
    of_rehabilitation = coded.agg(pl.len().alias("rehabilitation"), pl.col("cpr").n_unique().alias("persons"))
    both = counted.join(of_rehabilitation, on=CODED, how="left", nulls_equal=True)
    numbers = pl.col("all", "rehabilitation", "persons").fill_null(0).cast(pl.Int64)
    return (
        both.with_columns(write_date(pl.col("activity_month"), "%Y-%m"), numbers)
        .select(*CODED, "rehabilitation", other=pl.col("all") - pl.col("rehabilitation"), persons="persons")
        .sort(CODED)
        .collect()
    )


def as_funnel(
    step: str, totals: Mapping[str, int], reasons: Mapping[str, list[tuple[str, int]]] | None = None
) -> pl.DataFrame:
    """One step's buckets in order, each total before its reasons."""
    rows = [
        (step, bucket, reason, count)
        for bucket, total in totals.items()
        for reason, count in [(None, total), *(reasons or {}).get(bucket, [])]
    ]
    return pl.DataFrame(rows, schema=FUNNEL, orient="row")
