"""The facts folder: read, typed and proven before any work."""

import hashlib
import re
from datetime import date
from pathlib import Path

import polars as pl
from rich.console import RenderableType

import data
from flows.failures import FactsIncomplete
from reports.facts_report import report_facts
from schemas.facts import FACTS, type_facts
from transforms.bilateral import Bilateral
from transforms.dated import MAY_BE_ABSENT, Facts, no_rows
from transforms.pricing import has_codes_on, keep_charged_without_group, keep_unpriced
from transforms.proving import COMPLETENESS, STRUCTURE, keep_printed_differences, keep_unconfirmed, prove
from transforms.proving_agreements import prove_decisions_taken
from transforms.settlement import Settled
from transforms.sharing import keep_without_share

SHIPPED = Path(data.__file__).parent / "facts"
"""The facts that come with genopt."""

SHOWN = 20
"""So many problems are printed; the rest is counted."""


def read_facts(folder: Path) -> Facts:
    """The facts of a folder, complete in itself. Raises FactsIncomplete (exit 4) with every fault found."""
    if not folder.is_dir():
        raise FactsIncomplete(
            f"There is no facts folder {folder}. Give one with --facts, or leave it out for the facts that come with genopt."
        )
    typed: dict[str, pl.DataFrame] = {}
    problems: list[str] = []
    for name in (name for name in FACTS if (folder / f"{name}.csv").exists() or name not in MAY_BE_ABSENT):
        rows, unreadable = read_fact_file(folder / f"{name}.csv", name)
        problems += unreadable
        if rows is not None:
            typed[name], faults = type_facts(name, rows)
            problems += [
                f"{name}.csv, row {row}, {column}: {explain_reason(reason)}" for row, column, reason in faults.rows()
            ]
    stop_at(problems, folder)
    facts = Facts(**{name: no_rows(name) for name in MAY_BE_ABSENT} | typed)
    wrong = pl.concat([prove(facts, STRUCTURE), prove_decisions_taken(facts, date.today())])  # noqa: DTZ011 (where we are)
    stop_at([f"{fact}.csv, {key}: {problem}" for fact, key, problem in wrong.rows()], folder)
    return facts


def prove_facts(folder: Path) -> RenderableType:
    """Prove the facts whole: raises FactsIncomplete with every problem, else reports what is not confirmed."""
    facts = read_facts(folder)
    stop_at([f"{fact}.csv, {key}: {problem}" for fact, key, problem in prove(facts, COMPLETENESS).rows()], folder)
    counts = {name: getattr(facts, name).height for name in FACTS}
    return report_facts(counts, keep_unconfirmed(facts), keep_printed_differences(facts))


def read_fact_file(path: Path, name: str) -> tuple[pl.DataFrame | None, list[str]]:
    """One fact file as text with its row numbers (1 = first data row), or what is wrong with it."""
    columns = list(FACTS[name].to_schema().columns)
    try:
        rows = pl.read_csv(path, infer_schema=False)
    except FileNotFoundError:
        return None, [f"{name}.csv is missing"]
    except (OSError, pl.exceptions.PolarsError):
        return None, [f"{name}.csv cannot be read as comma-separated UTF-8 text with a heading"]
    missing = [column for column in columns if column not in rows.columns]
    if missing:
        return None, [f"{name}.csv lacks the column {column}" for column in missing]
    trimmed = pl.col(columns).str.strip_chars()
    return rows.select(trimmed.replace("", None)).with_row_index("row_number", offset=1).with_columns(
        pl.col("row_number").cast(pl.Int64)
    ), []


def explain_reason(reason: str) -> str:
    """A fault of a fact cell in words."""
    for jargon, words in {
        "missing_value": "is empty",
        "str_matches": "is not written as it must be",
        "isin": "is none of",
        "runs_forward": "is before valid_from",
    }.items():
        if reason.startswith(jargon):
            return words + reason.removeprefix(jargon).replace("(", " (", 1)
    bound = re.fullmatch(r"(greater|less)_than(_or_equal_to)?\((.*)\)", reason)
    return f"is not {bound[1]} than{' or equal to' if bound[2] else ''} {bound[3]}" if bound else reason


def stop_at(problems: list[str], folder: Path) -> None:
    """Raise FactsIncomplete where there are problems."""
    if problems:
        lines = list_lines(problems)
        raise FactsIncomplete(
            f"The facts in {folder} cannot be relied on:\n  {lines}\nMend these rows, then run again; `genopt facts check` shows them too."
        )


def facts_id(facts: Facts) -> str:
    """The identity of the facts: a hash over their typed content, whatever the files' physical form."""
    digest = hashlib.sha256()
    for name in FACTS:
        rows: pl.DataFrame = getattr(facts, name)
        digest.update(f"{name}\n".encode() + rows.select(sorted(rows.columns)).sort(pl.all()).write_csv().encode())
    return digest.hexdigest()


def stop_at_missing_prices(settled: Settled, facts: Facts, month_end: date) -> None:
    """A missing price is never zero: raises FactsIncomplete, naming tariff groups and dates. Rules R9, R10."""
    prices, events = settled.price_list.lazy(), settled.events.lazy()
    gaps = [
        (keep_unpriced(prices), "tariffs.csv: no tariff in force for {} on {}"),
        (keep_without_share(prices), "shares.csv: no share in force for {} on {}"),
        (keep_charged_without_group(events), "tariff_codes.csv: {} has no group for the services of an event on {}"),
    ]
    lines = [text.format(*row) for rows, text in gaps for row in rows.collect().sort(pl.all()).rows()]
    if not has_codes_on(month_end, facts):
        lines.append(f"tariff_codes.csv: no code at all is in force on {month_end}")
    if lines:
        raise FactsIncomplete(
            f"Prices are missing:\n  {list_lines(lines)}\nAdd the rows with their source, then run again."
        )


def stop_at_missing_agreement_prices(bilateral: Bilateral) -> None:
    """A price that an agreement needs is never zero: raises FactsIncomplete, naming price lists, items, tariff groups and dates."""
    gaps = [
        (
            bilateral.unpriced.select("price_list", "item", "activity_date"),
            "agreement_prices.csv: {} has no {} in force on {}",
        ),
        (keep_unpriced(bilateral.price_list.lazy()).collect(), "tariffs.csv: no tariff in force for {} on {}"),
        (bilateral.uncoded, "tariff_codes.csv: no code at all is in force on {}"),
    ]
    lines = [text.format(*row) for rows, text in gaps for row in rows.unique().sort(pl.all()).rows()]
    if lines:
        raise FactsIncomplete(
            f"Prices are missing:\n  {list_lines(lines)}\nAdd the rows with their source, then run again."
        )


def stop_at_placeholders(assumptions: pl.DataFrame, *, is_synthetic: bool) -> None:
    """Placeholders carry synthetic deliveries only: raises FactsIncomplete for a real one. Source: contract section 3."""
    placeholders = assumptions.filter(pl.col("status") == "placeholder")
    if placeholders.height and not is_synthetic:
        lines = [f"{fact}.csv, {key}" for fact, key in placeholders.select("fact", "row_key").rows()]
        raise FactsIncomplete(
            f"A real delivery (synthetic is not true) relies on placeholder rows:\n  {list_lines(lines)}\n"
            "Replace them by the real codes with their source; README says how."
        )


def list_lines(lines: list[str]) -> str:
    """Lines below each other; of many, the first and how many more."""
    more = [f"... and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    return "\n  ".join(lines[:SHOWN] + more)
