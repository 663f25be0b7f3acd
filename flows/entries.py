"""Entries of the two ledgers: a run's reversals and charges in the ledger's shape, their sums and the ledger's hash. Rule R13."""

from collections.abc import Collection
from typing import Any

import polars as pl

from flows.identity import hash_tables, hash_together
from flows.order import Order, keep_published
from schemas.marts import mart_columns
from transforms.sharing import AMOUNTS

NOT_HASHED = ["entry_no", "run_id"]
"""What of an entry is not part of the ledger's hash, beside the person's name. Source: contract section 5."""


def list_entries(
    ledger: str,
    amounts: Collection[str],
    order: Order,
    run_id: str,
    reversals: pl.DataFrame,
    standing: pl.DataFrame,
    reversed_entries: pl.DataFrame,
    last_entry: int,
) -> pl.DataFrame:
    """The run's entries in the shape of a ledger: first its reversals, which repeat the entry with negative amounts. Rule R13.

    reversals: entry_no, reason. standing: what stands after the run, with run_id. reversed_entries: those that are reversed.
    """
    undone = (
        reversed_entries.drop("reason")
        .join(reversals, on="entry_no")
        .sort("entry_no")
        .with_columns(-pl.col(*amounts), entry_type=pl.lit("reversal"))
    )
    charges = standing.filter(pl.col("run_id") == run_id).with_columns(entry_type=pl.lit("charge"))
    columns = {name: column.dtype.type for name, column in mart_columns(ledger).items()}
    of_run = {"settlement_month": order.month, "round": order.round, "run_id": run_id}
    kept = [name for name in columns if name not in (*of_run, "entry_no")]
    return (
        pl.concat([rows.select(kept) for rows in (undone, charges)])
        .with_columns(pl.lit(value).alias(name) for name, value in of_run.items())
        .with_row_index("entry_no", offset=last_entry + 1)
        .select(pl.col(name).cast(dtype) for name, dtype in columns.items())
    )


def fill_new(standing: pl.DataFrame, order: Order, run_id: str) -> pl.DataFrame:
    """What stands with month and run of the new charges; what has no entry (own production) belongs to no month."""
    month = pl.when(pl.col("entry_no").is_not_null()).then(pl.lit(order.month))
    return standing.with_columns(
        pl.coalesce("settlement_month", month).alias("settlement_month"), pl.col("run_id").fill_null(run_id)
    )


def sum_entries(entries: pl.DataFrame) -> dict[str, Any]:
    """How many charges and reversals, and their kroner."""
    kinds = {f"{kind}s": entries.filter(pl.col("entry_type") == kind).height for kind in ("charge", "reversal")}
    return kinds | entries.select(pl.col(*AMOUNTS).sum()).row(0, named=True)


def extend_ledger_hash(runs: pl.DataFrame, entries: pl.DataFrame, ledger: str = "ledger") -> str:
    """A ledger's hash after further entries: over the hash before and the entries; without entries it stays as it is."""
    published = keep_published(runs)
    before = published[f"{ledger}_hash"].last() if published.height else hash_together()
    return hash_together(before, *hash_tables([entries.drop(NOT_HASHED)], "person_key")) if entries.height else before
