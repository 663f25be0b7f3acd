"""A municipality's choice: its activity under each model, and own production beside what is bought. Danish: egenproduktion eller køb."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from reports.danish import name_month, write_number
from reports.site.bilateral_words import KINDS, MODELS, OBSTACLES, SCOPES, SOURCES, SPREAD, name_alternative
from reports.site.parts import Cell, Column, Table, columns, figure
from reports.statements.places import REGIONS, name_municipality
from transforms.alternative_terms import AS_AGREED

MEMO_SPREAD = ("300-500", "12.000-15.000")
"""What the cheapest and the dearest courses cost. Source: KL memo 2006, section 3.2 (05-pl)."""


class Choice(NamedTuple):
    """What a page says of one payer: the frames of `transforms.comparing_models`, figures that are held back emptied.

    names: supplier -> name. runs: what it is read from. own_prices: the price list of its own hours, there or not.
    suppliers: with the total of all suppliers (supplier empty).
    """

    month: str
    payer: str
    names: Mapping[str, str]
    runs: Sequence[str]
    suppliers: pl.DataFrame
    spread: pl.DataFrame
    volume: pl.DataFrame
    agreements: pl.DataFrame
    own: pl.DataFrame
    own_prices: str

    def name_supplier(self, kind: str | None, supplier: str | None) -> str:
        """A supplier's name; the total's where there is none."""
        if supplier is None:
            return "I alt"
        return REGIONS.get(supplier, supplier) if kind == "region" else self.names.get(supplier, supplier)


def describe_choice(choice: Choice) -> dict[str, Any]:
    """What the template of a choice is drawn from."""
    return {
        "payer_name": name_municipality(choice.payer, choice.names.get(choice.payer, choice.payer)),
        "compared": tabulate_alternatives(choice),
        "spread": tabulate_spread(choice),
        "volume": tabulate_volume(choice),
        "prices": tabulate_prices(choice),
        "has_own_price": not choice.own.is_empty(),
        "own_list": choice.own_prices,
        "memo_spread": MEMO_SPREAD,
        "month_name": name_month(choice.month),
    }


def tabulate_alternatives(choice: Choice) -> Table | None:
    """The same activity under each model: a line per alternative, a column per supplier, the total first."""
    if choice.suppliers.is_empty():
        return None
    rows = choice.suppliers.rows(named=True)
    totals = [row for row in rows if row["supplier"] is None]
    parties = list(dict.fromkeys((row["supplier_kind"], row["supplier"]) for row in rows))
    parties.sort(
        key=lambda party: (party[1] is not None, list(KINDS).index(party[0]) if party[0] else 0, party[1] or "")
    )
    found = {(row["alternative"], row["supplier"]): row for row in rows}
    body = [
        [
            Cell(name_alternative(total["alternative"])),
            *(tell_cost(choice, found[total["alternative"], supplier]) for _, supplier in parties),
        ]
        for total in totals
    ]
    heads = columns("Model", *(choice.name_supplier(*party) for party in parties))
    return Table(f"Samme aktivitet under hver model, {name_month(choice.month)}, kr.", heads, body)


def tell_cost(choice: Choice, row: Mapping[str, Any]) -> Cell:
    """What an alternative costs at a supplier; why not, where it cannot price all of it. What is agreed is told as it stands."""
    key = f"kr {choice.month} {choice.payer} {row['supplier'] or 'all'} {row['alternative']}"
    if row["visits"] is None:
        return figure(None, write_number, key)
    why = ", ".join(OBSTACLES[one] for one in row["obstacles"])
    if not row["unpriced"]:
        return Cell(write_number(row["kr"], 2), key=key)
    is_none = row["unpriced"] == row["visits"]
    without = why if is_none else f"{why} ({write_number(row['unpriced'])} af {write_number(row['visits'])} besøg)"
    if row["alternative"] == AS_AGREED and row["kr"] is not None:
        return Cell(f"{write_number(row['kr'], 2)}; {without}")
    return Cell(without)


def tabulate_spread(choice: Choice) -> Table | None:
    """What finished courses cost under each model: lowest, quartiles, highest. Those that price none are left out."""
    rows = [row for row in choice.spread.rows(named=True) if row["courses"]]
    if not rows:
        return None
    body = [
        [
            Cell(name_alternative(row["alternative"])),
            figure(row["courses"], write_number),
            *(figure(row[ending], write_number) for ending in SPREAD),
        ]
        for row in rows
    ]
    caption = f"Forløb afsluttet i {name_month(choice.month)}: kr. pr. forløb"
    return Table(caption, columns("Model", "Forløb", *SPREAD.values()), body)


def tabulate_volume(choice: Choice) -> Table | None:
    """Volume by month and kind of plan: who performed it."""
    body = [
        [
            Cell(name_month(row["activity_month"])),
            Cell(SCOPES[row["service_scope"]]),
            Cell(SOURCES[row["source"]]),
            figure(
                row["visits"],
                write_number,
                f"volume {row['activity_month']} {choice.payer} {row['service_scope']} {row['source']}",
            ),
            figure(row["courses"], write_number),
            figure(row["citizens"], write_number),
            Cell("ikke leveret")
            if row["visits"] is not None and row["minutes"] is None
            else figure(to_hours(row["minutes"]), write_hours),
        ]
        for row in choice.volume.rows(named=True)
    ]
    heads = [Column("Måned"), Column("Plan"), Column("Hvem"), *columns("Besøg", "Forløb", "Borgere", "Timer", text=0)]
    return Table("Mængde efter måned, plan og hvem der udførte", heads, body) if body else None


def tabulate_prices(choice: Choice) -> Table | None:
    """The price of a visit and of a finished course: own production at the municipality's own hourly price, and each agreement."""
    body = [
        [
            Cell("Egen produktion" if is_own else KINDS[row["supplier_kind"]]),
            Cell(row["agreement_id"], is_code=True),
            Cell(MODELS[row["model"]]),
            figure(row["visits"], write_number),
            figure(row["courses"], write_number),
            *(tell_price(row, name) for name in ("visit_kr", "course_kr")),
        ]
        for is_own, rows in ((True, choice.own), (False, choice.agreements))
        for row in rows.rows(named=True)
    ]
    heads = [
        Column("Hvem"),
        Column("Aftale"),
        Column("Model"),
        *columns("Besøg", "Afsluttede forløb", "Kr. pr. besøg", "Kr. pr. forløb", text=0),
    ]
    return Table(f"Pris pr. besøg og pr. afsluttet forløb, {name_month(choice.month)}", heads, body) if body else None


def tell_price(row: Mapping[str, Any], name: str) -> Cell:
    """A price per one; in words where no course finished."""
    if row["courses"] == 0 and row[name] is None:
        return Cell("intet afsluttet forløb")
    return figure(row[name], lambda kr: write_number(kr, 2))


def to_hours(minutes: int | None) -> float | None:
    """Minutes as hours."""
    return None if minutes is None else minutes / 60


def write_hours(hours: float) -> str:
    """Hours with one decimal."""
    return write_number(hours, 1)
