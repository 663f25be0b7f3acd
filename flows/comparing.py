"""One payer's agreements compared: what the same activity would cost under other models, and beside its own production."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import polars as pl

from flows.bilateral_activity import Activity, read_activity
from flows.failures import WrongUsage
from flows.home import Home
from flows.month import SettlementMonth
from reports.choice_page import as_csv, as_page
from reports.site.choosing import Choice
from transforms.alternative_terms import ALTERNATIVE, find_faults, list_alternatives, read_terms
from transforms.alternatives import price_alternatives
from transforms.comparing_models import (
    keep_owed,
    price_own_production,
    spread_over_courses,
    sum_by_agreement,
    sum_by_supplier,
    sum_volume,
)
from transforms.dated import Facts, is_in_force


class Asked(NamedTuple):
    """What is to be compared. own_prices: the price list of the payer's own hours; empty: the one named after it."""

    home: Path
    month: str
    payer: str
    alternatives: Path | None = None
    own_prices: str = ""


def compare_agreements(asked: Asked) -> Choice:
    """Compare a payer's agreements of a month: the latest run of each register that has settled it.

    Raises WrongUsage (exit 2) for a month not settled, an unknown payer or price list, alternatives that cannot be read;
    ArchiveDamaged (exit 5).
    """
    month = SettlementMonth.parse(asked.month)
    activity = read_activity(Home(asked.home), month)
    names = name_municipalities(activity.facts, month)
    if asked.payer not in names:
        raise WrongUsage(f"--payer is no municipality in {month}: give its number of four digits, for example 0101.")
    alternatives = read_alternatives(asked.alternatives, activity.facts)
    own_prices = asked.own_prices or name_own_prices(asked.payer)
    if asked.own_prices and own_prices not in activity.facts.agreement_prices["price_list"]:
        raise WrongUsage(f"--own-prices: the run's agreement_prices hold no price list {own_prices}.")
    of_payer = activity._replace(visits=activity.visits.filter(pl.col("payer") == asked.payer))
    of_hours = {asked.payer: own_prices}
    compared = compare_activity(of_payer, month, alternatives, of_hours)
    return list_choices(compared, of_payer, month, of_hours)[asked.payer]


class Compared(NamedTuple):
    """What activity costs, and would cost, by payer: see `transforms.comparing_models`."""

    suppliers: pl.DataFrame
    spread: pl.DataFrame
    volume: pl.DataFrame
    agreements: pl.DataFrame
    own: pl.DataFrame

    def by_payer(self) -> dict[str, dict[str, pl.DataFrame]]:
        """Each payer's, which has no rows of what it has nothing of."""
        parts = {name: rows.partition_by("payer", as_dict=True) for name, rows in self._asdict().items()}
        payers = {payer for of_payers in parts.values() for payer in of_payers}
        return {
            str(payer[0]): {name: parts[name].get(payer, rows.clear()) for name, rows in self._asdict().items()}
            for payer in payers
        }


def compare_activity(
    activity: Activity, month: SettlementMonth, alternatives: pl.DataFrame, own_prices: Mapping[str, str]
) -> Compared:
    """Price all activity as agreed and under each alternative, and count it. The spread takes in the months before.

    own_prices: payer -> the price list of its own hours.
    """
    visits, services, facts = activity.visits, activity.services, activity.facts
    owed = keep_owed(visits)
    priced = price_alternatives(owed, services, alternatives, facts)
    of_month = owed.filter(pl.col("activity_month") == str(month))
    agreed = owed.filter(pl.col("standing") == "agreed").rename({"agreed_kr": "kr"})
    own = [
        price_own_production(visits.filter(pl.col("payer") == payer), services, price_list, facts)
        for payer, price_list in own_prices.items()
    ]
    return Compared(
        sum_by_supplier(of_month, priced),
        spread_over_courses(owed, priced, str(month)),
        sum_volume(visits),
        sum_by_agreement(agreed, str(month)),
        sum_by_agreement(pl.concat([agreed.clear(), *own], how="diagonal"), str(month)),
    )


def list_choices(
    compared: Compared, activity: Activity, month: SettlementMonth, own_prices: Mapping[str, str]
) -> dict[str, Choice]:
    """What each payer's activity of a month costs and would cost, laid beside each other. own_prices: of all of them."""
    said = {
        "month": str(month),
        "names": name_suppliers(activity.facts, month),
        "runs": [f"{run['run_id']} ({run['register_name']})" for run in activity.runs],
    }
    found = compared.by_payer()
    nothing = {name: rows.clear() for name, rows in compared._asdict().items()}
    return {
        payer: Choice(payer=payer, own_prices=price_list, **said, **found.get(payer, nothing))
        for payer, price_list in own_prices.items()
    }


def write_choice(choice: Choice, out: Path) -> Path:
    """Write a comparison as a page or a table, by the file's ending. Raises WrongUsage for another one."""
    if out.suffix.lower() not in {".html", ".csv"}:
        raise WrongUsage("--out must end in .html or .csv.")
    content = as_csv(choice) if out.suffix.lower() == ".csv" else as_page(choice)
    out.write_text(content, encoding="utf-8")
    return out


def name_own_prices(payer: str) -> str:
    """The price list of a municipality's own hours, where it has given one: named after it."""
    return f"OWN-{payer}"


def read_alternatives(path: Path | None, facts: Facts) -> pl.DataFrame:
    """The alternatives of a file, or every one that the facts have prices for. Raises WrongUsage, naming row and column."""
    if path is None:
        return list_alternatives(facts)
    try:
        given = pl.read_csv(path, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError):
        raise WrongUsage(f"{path} cannot be read as comma-separated UTF-8 text with a heading.") from None
    needed = [column for column in ALTERNATIVE[:2] if column not in given.columns]
    if needed or given.is_empty():
        raise WrongUsage(
            f"{path} lacks {'the column ' + needed[0] if needed else 'rows'}. Columns: {', '.join(ALTERNATIVE)}."
        )
    empty = [pl.lit(None, pl.String).alias(column) for column in ALTERNATIVE if column not in given.columns]
    rows = given.with_columns(empty).select(pl.col(ALTERNATIVE).str.strip_chars().replace("", None))
    faults = [f"row {row}, {column} {fault}" for row, column, fault in find_faults(rows, facts).rows()]
    if faults:
        raise WrongUsage(f"{path} cannot be compared:\n  " + "\n  ".join(faults))
    return read_terms(rows)


def name_municipalities(facts: Facts, month: SettlementMonth) -> dict[str, str]:
    """The municipalities in force at the end of a month: number -> name."""
    in_force = facts.municipalities.with_columns(on=pl.lit(month.last_day)).filter(is_in_force("on"))
    return dict(in_force.select("municipality", "name").rows())


def name_suppliers(facts: Facts, month: SettlementMonth) -> dict[str, str]:
    """Municipalities and private suppliers by their numbers: number -> name. Of several institutions the first by number."""
    private = facts.institutions.filter(pl.col("supplier_kind") == "private").sort("institution", descending=True)
    return dict(private.select("supplier", "name").rows()) | name_municipalities(facts, month)
