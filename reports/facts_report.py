"""What `genopt facts check` says: what is not confirmed, what differs from print, what is wrong."""

import polars as pl
from rich.console import Group, RenderableType
from rich.text import Text

from reports.tables import draw_table


def report_facts(counts: dict[str, int], unconfirmed: pl.DataFrame, differences: pl.DataFrame) -> RenderableType:
    """The facts by file, all rows that are not confirmed, and printed amounts that are not the computed ones."""
    return Group(
        tabulate_files(counts, unconfirmed),
        "",
        Text("Not confirmed", style="bold"),
        tabulate_unconfirmed(unconfirmed),
        "",
        Text("Municipal amount as printed (used) is not the computed one", style="bold"),
        tabulate_differences(differences),
    )


def tabulate_files(counts: dict[str, int], unconfirmed: pl.DataFrame) -> RenderableType:
    """Rows by file, and how many of them are not confirmed."""
    table = draw_table("Facts", "rows", "not confirmed")
    for fact, rows in counts.items():
        table.add_row(fact, f"{rows:,}", f"{unconfirmed.filter(pl.col('fact') == fact).height:,}")
    return table


def tabulate_unconfirmed(unconfirmed: pl.DataFrame) -> RenderableType:
    """The unconfirmed rows one by one."""
    table = draw_table("fact", "row", "status", "note", right_from=9)
    for row in unconfirmed.sort("fact", "row_key").rows():
        table.add_row(*(cell or "" for cell in row))
    return table


def tabulate_differences(differences: pl.DataFrame) -> RenderableType:
    """Tariff groups with both amounts."""
    table = draw_table("tariff_group", "scheme", "valid_from", "printed_kr", "computed_kr", right_from=3)
    for row in differences.rows():
        table.add_row(*map(str, row))
    return table
