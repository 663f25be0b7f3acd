"""What a run did, for the person who started it: the funnel, the kroner, what it assumed, where the marts are."""

import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from reports.bilateral_summary import describe_bilateral_after_final, describe_unknown_decisions, tabulate_bilateral
from reports.tables import draw_table
from transforms.bilateral_events import HOSPITALS

UNWRAPPED = 1000
"""Characters to a line where there is no terminal: each line stays one line."""

STATUS = {"published": "Settled", "trial": "Trial of"}
BOOKED = {"published": "Booked", "trial": "Nothing is booked; it would have been"}
"""By the status of a run."""

MANY = 8
"""So many notes of one fact are printed one by one; of more, only how many rows there are."""


def summarise_run(
    run: Mapping[str, Any],
    booked: Mapping[str, Any],
    funnel: pl.DataFrame,
    kroner: pl.DataFrame,
    assumptions: pl.DataFrame,
    differences: pl.DataFrame,
    after_final: pl.DataFrame,
    bilateral: pl.DataFrame,
    bilateral_after_final: pl.DataFrame,
    unknown_decisions: Sequence[str],
    marts: Path,
) -> RenderableType:
    """The whole summary of a run."""
    return Group(
        Text(
            f"{STATUS[run['status']]} {run['settlement_month']} ({run['round']}) as run {run['run_id']}", style="bold"
        ),
        Text(f"Delivery drawn on {run['drawn_on']}, the full truth for {run['period_from']} to {run['period_to']}"),
        "",
        tabulate_rows(funnel),
        *(describe_settlement(run, booked, funnel, kroner, after_final) if run["register_name"] == HOSPITALS else []),
        *tabulate_bilateral(bilateral),
        *describe_bilateral_after_final(bilateral_after_final),
        *describe_unknown_decisions(unknown_decisions),
        "",
        Group(*describe_assumptions(assumptions)),
        *describe_differences(differences),
        "",
        Text(f"Content hash {run['content_hash']}"),
        Text(f"Bilateral hash {run['bilateral_hash']}"),
        Text(f"Marts: {marts}", style="bold", overflow="fold"),
    )


def describe_settlement(
    run: Mapping[str, Any],
    booked: Mapping[str, Any],
    funnel: pl.DataFrame,
    kroner: pl.DataFrame,
    after_final: pl.DataFrame,
) -> Iterator[RenderableType]:
    """What hospitals' activity came to: events, kroner, what was booked for collection."""
    yield from ("", tabulate_events(funnel), "", tabulate_kroner(kroner))
    yield Text(f"{BOOKED[run['status']]}: {describe_booked(booked)}")
    yield from describe_after_final(after_final)


def summarise_in_one_line(run: Mapping[str, Any], booked: Mapping[str, Any], marts: Path) -> str:
    """The summary of a run for `--quiet`."""
    trial = " trial, nothing booked" if run["status"] == "trial" else ""
    return (
        f"{run['run_id']} {run['settlement_month']} {run['round']}{trial}: {booked['charges']} charges, "
        f"{booked['reversals']} reversals, {booked['payable_kr']} kr payable, content {run['content_hash'][:12]}, marts {marts}"
    )


def describe_booked(booked: Mapping[str, Any]) -> str:
    """Entries and what they come to."""
    return f"{booked['charges']:,} charges, {booked['reversals']:,} reversals, {booked['payable_kr']:,} kr payable"


def describe_after_final(after_final: pl.DataFrame) -> Iterator[RenderableType]:
    """What a closed year would have been; it is not booked. Rule R13."""
    if after_final.height:
        kroner = after_final["payable_kr"].sum()
        yield Text(
            f"After the final round, not booked: {after_final.height:,} events differ by {kroner:,} kr payable (table after_final)"
        )


def tabulate_rows(funnel: pl.DataFrame) -> Table:
    """Delivered rows by file: accepted, and rejected by reason."""
    table = draw_table("Rows", "delivered", "accepted", "rejected", "", last_is_text=True)
    for step in funnel.filter(pl.col("bucket") == "delivered")["step"]:
        totals, reasons = read_step(funnel, step)
        said = ", ".join(f"{reason} {rows:,}" for reason, rows in reasons["rejected"])
        table.add_row(step, *(f"{totals[bucket]:,}" for bucket in ("delivered", "accepted", "rejected")), said)
    totals, _ = read_step(funnel, "services")
    if totals:
        unattached = f"of no stay or visit {totals['unattached']:,}"
        table.add_row("services", f"{totals['accepted']:,}", f"{totals['attached']:,}", "", unattached)
    return table


def tabulate_events(funnel: pl.DataFrame) -> Table:
    """Stays and visits: rehabilitation events, charged, set aside by reason, others."""
    totals, reasons = read_step(funnel, "events")
    table = draw_table("Events", "number")
    table.add_row("rehabilitation events", f"{totals['rehabilitation']:,}")
    table.add_row("  charged", f"{totals['charged']:,}")
    table.add_row("  set aside", f"{totals['set_aside']:,}")
    for reason, rows in reasons["set_aside"]:
        table.add_row(f"    {reason}", f"{rows:,}")
    table.add_row("other stays and visits", f"{totals['other']:,}")
    courses, _ = read_step(funnel, "courses")
    table.add_row("courses begun", f"{courses['begun']:,}")
    table.add_row("  still open", f"{courses['open']:,}")
    table.add_row("end marks with nothing open", f"{courses['end_mark_with_nothing_open']:,}")
    return table


def tabulate_kroner(kroner: pl.DataFrame) -> Table:
    """Kroner by scheme and channel, never added together: only what is payable is collected."""
    table = draw_table("Kroner", "events", "tariff", "municipal", "payable")
    for scheme, channel, *numbers in kroner.rows():
        table.add_row(f"{scheme}, {channel}", *(f"{number:,}" for number in numbers))
    return table


def describe_assumptions(assumptions: pl.DataFrame) -> Iterator[RenderableType]:
    """What the run relied on that is not confirmed: rows with the same note together, many rows as a count."""
    yield Text("Relied on, not confirmed", style="bold")
    for (fact, status), of_fact in assumptions.group_by("fact", "status", maintain_order=True):
        if of_fact["note"].n_unique() > MANY:
            yield Text(f"  {fact}: {of_fact.height} rows are {status} (table assumptions lists them)")
            continue
        for (note,), rows in of_fact.group_by("note", maintain_order=True):
            yield Text(f"  {fact} {list_keys(rows['row_key'])}, {status}: {note or ''}")
    if assumptions.is_empty():
        yield Text("  nothing")


def list_keys(keys: pl.Series) -> str:
    """The keys of fact rows: of many the first, and how many more."""
    more = [f"and {keys.len() - MANY} more"] if keys.len() > MANY else []
    return ", ".join([*keys.head(MANY), *more])


def describe_differences(differences: pl.DataFrame) -> Iterator[RenderableType]:
    """Tariffs whose printed municipal amount is not the computed one; the printed one was used. Rule R10."""
    if differences.height:
        yield Text("Municipal amount as printed (used) is not the computed one", style="bold")
    for row in differences.rows(named=True):
        amounts = f"printed {row['printed_kr']} / computed {row['computed_kr']} kr"
        yield Text(f"  {row['tariff_group']} {row['scheme']}: {amounts}, {row['events']:,} events")


def tabulate_runs(runs: pl.DataFrame) -> Table:
    """The runs of a home, one line each, in the order given."""
    shown = [
        "run_id",
        "settlement_month",
        "register_name",
        "round",
        "status",
        "drawn_on",
        "charges",
        "reversals",
        "payable_kr",
    ]
    table = draw_table(*shown, "finished_at", "content_hash", right_from=6)
    for row in runs.rows(named=True):
        numbers = [f"{row[name]:,}" if isinstance(row[name], int) else str(row[name]) for name in shown]
        table.add_row(*numbers, f"{row['finished_at']:%Y-%m-%d %H:%M}", row["content_hash"][:12])
    return table


def read_step(funnel: pl.DataFrame, step: str) -> tuple[dict[str, int], dict[str, list[tuple[str, int]]]]:
    """A step's buckets: their totals, and their rows by reason."""
    totals: dict[str, int] = {}
    reasons: dict[str, list[tuple[str, int]]] = {}
    for bucket, reason, rows in funnel.filter(pl.col("step") == step).select("bucket", "reason", "rows").rows():
        if reason is None:
            totals[bucket] = rows
        reasons.setdefault(bucket, []).extend([] if reason is None else [(reason, rows)])
    return totals, reasons


def open_console() -> Console:
    """The console to print to: a terminal as wide as it is, else plain lines."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=UNWRAPPED)


def as_plain_text(summary: RenderableType) -> str:
    """A summary as plain lines."""
    console = Console(width=UNWRAPPED, highlight=False, file=io.StringIO(), record=True)
    console.print(summary)
    return console.export_text()
