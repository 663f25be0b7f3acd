"""What a run says of the bilateral settlement: beside what is collected, never added to it."""

from collections.abc import Iterator, Sequence

import polars as pl
from rich.console import RenderableType
from rich.text import Text

from reports.tables import draw_table

NOBODY = "-"

MANY = 8
"""So many events are named; the rest is counted."""


def tabulate_bilateral(bilateral: pl.DataFrame) -> Iterator[RenderableType]:
    """Visits by standing, kind of supplier and model, with the advisory tariff and what is agreed; nothing of it is collected."""
    if bilateral.is_empty():
        return
    yield ""
    table = draw_table("Bilateral, not collected here", "visits", "advisory kr", "agreed kr")
    for standing, supplier_kind, model, visits, advisory_kr, agreed_kr in bilateral.rows():
        name = ", ".join(part for part in (standing, supplier_kind, model) if part)
        table.add_row(name, f"{visits:,}", f"{advisory_kr:,}", NOBODY if agreed_kr is None else f"{agreed_kr:,}")
    yield table


def describe_bilateral_after_final(after_final: pl.DataFrame) -> Iterator[RenderableType]:
    """What a closed year would have been bilaterally; it is not booked. Rule R13."""
    if after_final.height:
        kroner = after_final["agreed_kr"].sum()
        yield Text(
            f"After the final round, not booked: {after_final.height:,} bilateral visits differ by {kroner:,} kr agreed "
            "(table bilateral_after_final)"
        )


def describe_unknown_decisions(events: Sequence[str]) -> Iterator[RenderableType]:
    """The decisions that decide nothing, since no run ever saw their event: probably written otherwise than it is called."""
    if events:
        more = f" and {len(events) - MANY:,} more" if len(events) > MANY else ""
        yield Text(f"Decisions on visits that nobody delivered (decisions.csv): {', '.join(events[:MANY])}{more}")
