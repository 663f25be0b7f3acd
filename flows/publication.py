"""A publication: all that a run puts into the marts, in their shape, with the run's account of itself."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

import polars as pl

from flows.acceptance import Accepted
from flows.computing import Computed
from flows.delivery import Delivery, delivery_id
from flows.deviations import find_deviations
from flows.facts import facts_id
from flows.home import Home, pseudonymise
from flows.identity import code_version, hash_tables, hash_together
from flows.order import Order, keep_published, list_closed_years
from flows.warehouse import read_entries, read_standing
from schemas.marts import mart_columns
from transforms.assumptions import keep_control_policies
from transforms.booking import Booking, book
from transforms.dated import Facts
from transforms.settlement import Window
from transforms.sharing import AMOUNTS

NOT_HASHED = ["entry_no", "run_id"]
"""What of an entry is not part of the ledger's hash, beside the person's name. Source: contract section 5."""


class Publication(NamedTuple):
    """All that a run publishes.

    entries: gives what it appends to the ledger; made when asked for, since it is as large as what stands. booked: their
    number by type, and their kroner.
    """

    run: Mapping[str, Any]
    booked: Mapping[str, Any]
    entries: Callable[[], pl.DataFrame]
    booking: Booking
    control_list: pl.DataFrame
    per_run: Mapping[str, pl.DataFrame]
    facts: Facts
    persons: pl.DataFrame
    plans: pl.DataFrame

    def with_manifest(self, sha256: str) -> "Publication":
        """The same, of a run whose manifest is in the archive."""
        return self._replace(run={**self.run, "manifest": sha256})


def prepare_publication(
    order: Order,
    home: Home,
    runs: pl.DataFrame,
    facts: Facts,
    delivery: Delivery,
    accepted: Accepted,
    computed: Computed,
    window: Window,
    started_at: datetime,
) -> Publication:
    """Name the persons by their pseudonyms, compare with what stands, and account for the run. Of a trial nothing is kept."""
    content_hash = hash_together(*hash_tables([computed.charges, computed.set_aside], "cpr"))
    tables = (computed.charges, computed.set_aside, computed.plans)
    persons = pseudonymise(pl.concat([rows["cpr"] for rows in tables]), home.pseudonym_key())
    charges, set_aside, plans = (name_by_pseudonym(rows, persons) for rows in tables)
    named = [charges["event_id"], set_aside["event_id"], computed.absorbed["absorbed_id"]]
    standing = read_standing(home.marts, window, pl.concat(named))
    closed_years = list_closed_years(runs)
    run_id = f"R{runs.height + 1:04d}"
    booking = fill_new(
        book(
            charges, set_aside, computed.absorbed, standing.charges, standing.last_entry, closed_years, facts_id(facts)
        ),
        order,
        run_id,
    )
    reversed_entries = read_entries(home.marts, booking.reversals)
    list_all = partial(list_entries, order, run_id, booking, reversed_entries, standing.last_entry)
    entries = list_all()
    booked = sum_entries(entries)
    deviations = find_deviations(home.marts, entries, order.month, facts)
    of_deviations = keep_control_policies(facts, deviations)
    run = {
        "run_id": run_id,
        "settlement_month": order.month,
        "round": order.round,
        "status": order.status,
        "started_at": started_at,
        "finished_at": datetime.now(UTC).replace(tzinfo=None),
        "delivery_id": delivery_id(accepted.files),
        "period_from": delivery.toml.period_from,
        "period_to": delivery.toml.period_to,
        "drawn_on": delivery.toml.drawn_on,
        "facts_id": facts_id(facts),
        "code_version": code_version(),
        "content_hash": content_hash,
        **(sum_entries(entries.clear()) if order.is_trial else booked),
        "ledger_hash": extend_ledger_hash(runs, entries.clear() if order.is_trial else entries),
        "window_from": window.first,
        "window_to": window.last,
        "is_verified": order.is_verified and not order.is_trial,
        "manifest": None,
    }
    per_run = {
        "rejected_rows": computed.rejected,
        "funnel": computed.funnel,
        "inputs": pl.DataFrame(accepted.files, schema=["file", "sha256", "bytes", "rows"], orient="row"),
        "assumptions": pl.concat([computed.assumptions, of_deviations]).sort("fact", "row_key"),
        "after_final": booking.after_final,
    }
    control_list = pl.concat([computed.control_list, deviations])
    return Publication(run, booked, list_all, booking, control_list, per_run, facts, persons, plans)


def list_entries(
    order: Order, run_id: str, booking: Booking, reversed_entries: pl.DataFrame, last_entry: int
) -> pl.DataFrame:
    """The run's entries in the shape of the ledger: first its reversals, which repeat the entry with negative amounts. Rule R13."""
    reversals = (
        reversed_entries.drop("reason")
        .join(booking.reversals, on="entry_no")
        .sort("entry_no")
        .with_columns(-pl.col(*AMOUNTS), entry_type=pl.lit("reversal"))
    )
    charges = booking.standing.filter(pl.col("run_id") == run_id).with_columns(entry_type=pl.lit("charge"))
    columns = {name: column.dtype.type for name, column in mart_columns("ledger").items()}
    of_run = {"settlement_month": order.month, "round": order.round, "run_id": run_id}
    kept = [name for name in columns if name not in (*of_run, "entry_no")]
    return (
        pl.concat([rows.select(kept) for rows in (reversals, charges)])
        .with_columns(pl.lit(value).alias(name) for name, value in of_run.items())
        .with_row_index("entry_no", offset=last_entry + 1)
        .select(pl.col(name).cast(dtype) for name, dtype in columns.items())
    )


def fill_new(booking: Booking, order: Order, run_id: str) -> Booking:
    """The booking with month and run of its new charges."""
    of_run = (pl.col("settlement_month").fill_null(order.month), pl.col("run_id").fill_null(run_id))
    return booking._replace(standing=booking.standing.with_columns(of_run))


def sum_entries(entries: pl.DataFrame) -> dict[str, Any]:
    """How many charges and reversals, and their kroner."""
    kinds = {f"{kind}s": entries.filter(pl.col("entry_type") == kind).height for kind in ("charge", "reversal")}
    return kinds | entries.select(pl.col(*AMOUNTS).sum()).row(0, named=True)


def extend_ledger_hash(runs: pl.DataFrame, entries: pl.DataFrame) -> str:
    """The ledger's hash after further entries: over the hash before and the entries; without entries it stays as it is."""
    before = keep_published(runs)["ledger_hash"].last() if keep_published(runs).height else hash_together()
    return hash_together(before, *hash_tables([entries.drop(NOT_HASHED)], "person_key")) if entries.height else before


def name_by_pseudonym(rows: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """Put the pseudonym in the place of the CPR number."""
    return rows.join(persons, on="cpr", how="left", maintain_order="left").drop("cpr")
