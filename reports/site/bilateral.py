"""The site's page of the bilateral settlement: beside what is collected, never added to it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from reports.danish import name_month, write_number
from reports.site.bilateral_words import KINDS, MODELS
from reports.site.choosing import Choice, describe_choice
from reports.site.parts import Cell, Column, Table, columns, figure
from reports.site.place import Place
from reports.statements.places import name_municipality

STANDINGS = {
    "agreed": "Efter aftale",
    "hospitals": "Efter aftale eller uden",
    "no_agreement": "Uden aftale",
    "own_production": "Egen produktion",
}

MODELLESS = {"hospitals": "alle"}
"""What stands for a model: how hospitals' visits are spread over agreements is not shown to all."""

FIGURES = ("visits", "citizens", "advisory_kr", "agreed_kr")


class BilateralFigures(NamedTuple):
    """What the site shows of a month's bilateral settlement, as it may leave the house.

    lines: standing, supplier_kind, model, visits, citizens, advisory_kr, agreed_kr, has_agreed. owed: their sum without own
    production, nothing where there is none. choices: payer -> its page. open_payers: those shown in full. treatment: area,
    services, for those that had any; has_municipal: whether a municipal delivery says so.
    """

    month: str
    runs: Sequence[str]
    lines: pl.DataFrame
    owed: Mapping[str, Any] | None
    treatment: pl.DataFrame
    has_municipal: bool
    choices: Mapping[str, Choice]
    open_payers: frozenset[str]


def list_pages(bilateral: BilateralFigures, regions: Sequence[Place]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The month's page, and one for each municipality that pays: file, template and what it is drawn from."""
    towns = {town.area: town for region in regions for town in region.towns}
    paying = sorted((towns[area] for area in bilateral.choices if area in towns), key=lambda town: town.name)
    tables = {"lines": tabulate_lines(bilateral), "own": tabulate_own(bilateral)}
    yield "bilateral.html", "bilateral.html", {"towns": paying, "runs": bilateral.runs, **tables}
    for town in paying:
        content = {
            "title": f"{name_municipality(town.area, town.name)}: aftaler sammenlignet",
            "trail": [{"file": "bilateral.html", "name": "Bilateral afregning"}],
            "area": town.area,
            "is_open": town.area in bilateral.open_payers,
        }
        yield f"bilateral/{town.area}.html", "choice.html", content | describe_choice(bilateral.choices[town.area])


def tabulate_lines(bilateral: BilateralFigures) -> Table | None:
    """What is settled bilaterally, by standing, kind of supplier and model: the advisory tariff beside what is agreed."""
    rows = bilateral.lines.filter(pl.col("standing") != "own_production").sort("standing").rows(named=True)
    if bilateral.owed is None:
        return None
    body = [
        [
            Cell(STANDINGS[row["standing"]]),
            Cell(KINDS[row["supplier_kind"]]),
            Cell(MODELS[row["model"]] if row["model"] else MODELLESS.get(row["standing"], "ingen")),
            *list_figures(bilateral.month, row),
        ]
        for row in rows
    ]
    total = {"standing": "all", "supplier_kind": "", "model": None}
    foot = [Cell("I alt"), Cell(""), Cell(""), *list_figures(bilateral.month, {**total, **bilateral.owed})]
    heads = [
        *columns("Hvordan", "Leverandør", "Model", text=3),
        *columns("Besøg", "Borgere", "Vejledende takst, kr.", "Aftalt, kr.", text=0),
    ]
    return Table(f"Bilateral afregning, {name_month(bilateral.month)}: opkræves ikke her", heads, body, foot)


def tabulate_own(bilateral: BilateralFigures) -> Table | None:
    """Own production: no debt, so without what is agreed."""
    rows = bilateral.lines.filter(pl.col("standing") == "own_production").rows(named=True)
    body = [[Cell(STANDINGS[row["standing"]]), *list_figures(bilateral.month, row)[:-1]] for row in rows]
    heads = [Column("Hvad"), *columns("Besøg", "Borgere", "Vejledende takst, kr.", text=0)]
    return (
        Table(f"Kommunernes egen produktion, {name_month(bilateral.month)}: ingen gæld", heads, body) if body else None
    )


def list_figures(month: str, row: Mapping[str, Any]) -> list[Cell]:
    """A line's figures; of what is not agreed a word in its place."""
    place = " ".join(part for part in (row["standing"], row["supplier_kind"], row["model"]) if part)
    cells = [figure(row[name], write_number, f"bilateral_{name} {month} {place}") for name in FIGURES]
    return cells if row["has_agreed"] else [*cells[:-1], Cell("intet aftalt")]
