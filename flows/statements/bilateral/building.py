"""The bilateral statements of all parties: the ledger's entries summed, and told once to each side."""

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from flows.statements.bilateral.doubts import add_fact, find_doubts
from flows.statements.bilateral.gathering import BilateralGathered
from flows.statements.bilateral.parties import BilateralNames
from reports.statements.bilateral.statement import (
    Agreed,
    BilateralHead,
    BilateralStatement,
    Correction,
    Decided,
    Doubt,
    Owed,
    Side,
    Source,
    Unagreed,
)
from transforms.dated import Facts

PARTIES = ["payer", "supplier_kind", "supplier"]
KEYS = {"payer": ["payer"], "supplier": ["supplier_kind", "supplier"]}
"""By the role of a party: the columns that name it."""

KRONER_OF = ("agreed_kr", "advisory_kr")
DECIDED = ["decision", "decided_by", "decided_on", "decision_note"]

AGREED_KR = pl.when(pl.col("agreed_kr").count() > 0).then(pl.col("agreed_kr").sum()).alias("agreed_kr")
OWED = [pl.col("visits").sum(), AGREED_KR, pl.col("advisory_kr").sum()]
"""The sums of entries; what nothing is agreed for stays empty."""

COUNTS = [pl.col("visits").filter(entry_type=kind).sum().abs().alias(f"{kind}s") for kind in ("reversal", "charge")]
"""Visits reversed and visits charged."""
IS_SOMETHING = pl.any_horizontal(pl.col("visits", "agreed_kr", "advisory_kr").fill_null(0) != 0)

Rows = list[dict[str, Any]]


def build_bilateral(gathered: BilateralGathered) -> list[BilateralStatement]:
    """The statement of every payer and every supplier with entries in the month, payers first, by code."""
    head, names = build_head(gathered), BilateralNames.of(gathered)
    shelves = sum_entries(gathered) | {"entries": names.add_to(gathered.entries)}
    statements = []
    for role, keys in KEYS.items():
        split = {name: rows.partition_by(keys, as_dict=True, maintain_order=True) for name, rows in shelves.items()}
        for place in sorted(split["entries"]):
            shelf = {name: split[name].get(place, rows.clear()) for name, rows in shelves.items()}
            statements.append(build_statement(names.side(role, *place), head, shelf, names))
    return statements


def sum_entries(gathered: BilateralGathered) -> dict[str, pl.DataFrame]:
    """The entries summed by both parties: what each part of a statement is built from."""
    entries = add_percent(gathered.entries, gathered.facts)
    doubts = entries.join(find_doubts(entries, gathered.facts), on="entry_no")
    of_month = entries.filter(pl.col("section") != "corrections")
    agreed, corrected = of_month.filter(section="agreed"), entries.filter(section="corrections")
    terms = ["agreement_id", "model"]
    return {
        "agreed": sum_by(agreed, [*terms, "less_percent", "units"], [pl.col("quantity").sum()]),
        "unagreed": sum_by(of_month.filter(section="unagreed"), ["decision"]),
        "decided": sum_by(entries.filter(pl.col("decision") != "open"), DECIDED),
        "corrections": sum_by(corrected, ["activity_month", "reason", *terms], COUNTS, is_kept=pl.lit(value=True)),
        "doubts": sum_by(doubts, ["fact", "topic", "status"]),
    }


def add_percent(entries: pl.DataFrame, facts: Mapping[str, Facts]) -> pl.DataFrame:
    """Add the percentage that the entry's agreement takes off the tariff on its day, empty under other models."""
    of_tariffs = entries.filter(model="drg_less_percent")
    terms = [
        add_fact(of_tariffs.filter(register_name=register), of_register.agreements, "agreement_id")
        for register, of_register in facts.items()
    ]
    percent = pl.concat(rows.select("entry_no", "less_percent") for rows in terms)
    return entries.join(percent, on="entry_no", how="left", maintain_order="left")


def sum_by(
    entries: pl.DataFrame, keys: list[str], more: Iterable[pl.Expr] = (), is_kept: pl.Expr = IS_SOMETHING
) -> pl.DataFrame:
    """Entries summed by both parties and some keys; sums that are nothing in all are left out."""
    by = [*PARTIES, *keys]
    return entries.group_by(by).agg(*more, *OWED).filter(is_kept).sort(by)


def build_head(gathered: BilateralGathered) -> BilateralHead:
    """What every statement of the month says of itself."""
    sources = []
    for (register,), runs in gathered.runs.partition_by("register_name", as_dict=True, maintain_order=True).items():
        *earlier, run_id = runs["run_id"]
        run = runs.row(-1, named=True)
        said = (run[name] for name in ("drawn_on", "period_from", "period_to", "bilateral_hash", "code_version"))
        sources.append(Source(str(register), run_id, earlier, *said))
    return BilateralHead(
        str(gathered.month),
        gathered.round,
        sorted(sources, key=lambda source: source.register, reverse=True),
        gathered.runs["bilateral_ledger_hash"][-1],
        gathered.is_synthetic,
    )


def build_statement(
    party: Side, head: BilateralHead, shelf: Mapping[str, pl.DataFrame], names: BilateralNames
) -> BilateralStatement:
    """One party's statement. A supplier's amounts have the opposite sign."""

    def told(name: str) -> Iterable[tuple[dict[str, Any], Side, Owed]]:
        for row in shelf[name].to_dicts():
            owed = Owed(row["visits"], row["agreed_kr"], row["advisory_kr"])
            yield row, names.counterparty(party, row), owed if party.sign > 0 else owed.turned()

    return BilateralStatement(
        party,
        head,
        [
            Agreed(who, *pick(row, "agreement_id model less_percent units quantity"), now)
            for row, who, now in told("agreed")
        ],
        [Unagreed(who, row["decision"], now) for row, who, now in told("unagreed")],
        [Decided(who, *pick(row, " ".join(DECIDED)), now) for row, who, now in told("decided")],
        [
            Correction(who, *pick(row, "activity_month reason agreement_id model reversals charges"), now)
            for row, who, now in told("corrections")
        ],
        add_doubts((row, now) for row, _, now in told("doubts")),
        list_visits(shelf["entries"].filter(pl.col("agreement_id").is_null()), party),
    )


def pick(row: Mapping[str, Any], wanted: str) -> list[Any]:
    """Some values of a row, in the order of their names."""
    return [row[name] for name in wanted.split()]


def add_doubts(rows: Iterable[tuple[Mapping[str, Any], Owed]]) -> list[Doubt]:
    """What rests on what is not confirmed, against all counterparties together; what is disputed first."""
    sums: dict[tuple[str, str, str], Owed] = {}
    for row, now in rows:
        key = (row["fact"], row["topic"], row["status"])
        sums[key] = sums.get(key, Owed()).plus(now)
    doubts = [Doubt(*key, now) for key, now in sums.items()]
    return sorted(doubts, key=lambda doubt: (doubt.status != "disputed", doubt.fact, doubt.topic, doubt.status))


def list_visits(entries: pl.DataFrame, party: Side) -> pl.DataFrame:
    """The entries without an agreement, one by one, as `BilateralStatement.visits` has them."""
    other = "supplier" if party.role == "payer" else "payer"
    return entries.select(
        "section",
        "event_id",
        "activity_date",
        pl.col(f"{other}_name").alias("counterparty_name"),
        "institution",
        "institution_name",
        "entry_type",
        "visits",
        *(pl.when(party.sign > 0).then(kroner).otherwise(-pl.col(kroner)).alias(kroner) for kroner in KRONER_OF),
        *DECIDED,
    )
