"""A comparison of agreements for the party itself: a page in Danish, a table, or lines for the terminal. Nothing is hidden in it."""

from collections.abc import Iterator
from typing import Any

import polars as pl
from rich.console import Group, RenderableType
from rich.text import Text

from reports.site.choosing import Choice, describe_choice
from reports.tables import draw_table
from reports.templating import open_templates
from transforms.alternative_terms import AS_AGREED

MEMO = "KL memo 2006, section 3.2: the cheapest courses cost 300-500 kr, the dearest 12,000-15,000 kr (05-pl)"


def as_page(choice: Choice) -> str:
    """The page for the municipality."""
    said = describe_choice(choice)
    return open_templates().get_template("choice.html").render(**said, runs=choice.runs)


def as_csv(choice: Choice) -> str:
    """The suppliers' sums as a table."""
    sums = choice.suppliers.with_columns(pl.col("obstacles").list.join(" "))
    return sums.write_csv()


def describe_comparison(choice: Choice) -> RenderableType:
    """The comparison for the terminal: per supplier each alternative, then the spread over courses."""
    name = choice.names[choice.payer]
    return Group(
        Text(
            f"Bilateral activity of {choice.month} paid by {choice.payer} {name}, as computed by {', '.join(choice.runs)}",
            style="bold",
        ),
        Text("Own production is not in it. Alternatives are priced as if they held at all suppliers."),
        *tabulate_suppliers(choice),
        *tabulate_courses(choice),
    )


def tabulate_suppliers(choice: Choice) -> Iterator[RenderableType]:
    """Each supplier's activity under each alternative, side by side; all suppliers together last."""
    if choice.suppliers.is_empty():
        yield Text("There is none.")
    for (kind, supplier), rows in choice.suppliers.group_by("supplier_kind", "supplier", maintain_order=True):
        who = (
            "All suppliers"
            if supplier is None
            else f"{kind} {supplier} {choice.name_supplier(str(kind), str(supplier))}"
        )
        table = draw_table(
            f"{who}, {rows['visits'][0]:,} visits", "quantity", "kr", "against agreed", "", last_is_text=True
        )
        agreed = rows.filter(pl.col("alternative") == AS_AGREED).row(0, named=True)
        for row in rows.rows(named=True):
            table.add_row(*tell_alternative(row, agreed))
        yield ""
        yield table


def tell_alternative(row: dict[str, Any], agreed: dict[str, Any]) -> list[str]:
    """A line: an alternative that cannot price all visits has no kroner, and says why; what is agreed is told as it stands."""
    why = f"{', '.join(row['obstacles'])}: {row['unpriced']:,} of {row['visits']:,} visits" if row["unpriced"] else ""
    if row["kr"] is None or (row["unpriced"] and row["alternative"] != AS_AGREED):
        return [row["alternative"], "-", "-", "-", why]
    quantity = f"{row['quantity']:,} {row['units']}" if row["units"] else "-"
    is_beside = not agreed["unpriced"] and row["alternative"] != AS_AGREED
    return [row["alternative"], quantity, f"{row['kr']:,}", f"{row['kr'] - agreed['kr']:+,}" if is_beside else "-", why]


def tabulate_courses(choice: Choice) -> Iterator[RenderableType]:
    """What finished courses cost: lowest, quartiles, highest; the memo's beside it."""
    priced = choice.spread.filter(pl.col("courses") > 0)
    if priced.is_empty():
        return
    table = draw_table("Kroner per finished course", "courses", "lowest", "quartile", "median", "quartile", "highest")
    for row in priced.drop("payer").rows():
        table.add_row(row[0], *(f"{number:,}" for number in row[1:]))
    yield ""
    yield table
    yield Text(MEMO)
