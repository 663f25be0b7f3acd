"""A publication: all that a run puts into the marts, in their shape, with the run's account of itself."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import polars as pl

from flows.acceptance import Accepted
from flows.bilateral_publication import BilateralActivity, BilateralPublication, prepare_bilateral
from flows.computing import Computed
from flows.decisions import count_unknown_decisions, list_unknown_decisions
from flows.delivery import Delivery, delivery_id
from flows.facts import facts_id
from flows.home import Home, pseudonymise
from flows.identity import code_version
from flows.ledger_publication import LedgerActivity, prepare_ledger
from flows.order import Order
from flows.results import hash_content
from transforms.assumptions import keep_control_policies
from transforms.bilateral_events import HOSPITALS
from transforms.booking import Booking
from transforms.dated import Facts
from transforms.settlement import Window


class Publication(NamedTuple):
    """All that a run publishes.

    entries: gives what it appends to the ledger; made when asked for, since it is as large as what stands. booked: their
    number by type, and their kroner. unknown_decisions: events that decisions name and that no run ever saw.
    """

    run: Mapping[str, Any]
    booked: Mapping[str, Any]
    entries: Callable[[], pl.DataFrame]
    booking: Booking
    bilateral: BilateralPublication
    control_list: pl.DataFrame
    per_run: Mapping[str, pl.DataFrame]
    facts: Facts
    persons: pl.DataFrame
    plans: pl.DataFrame
    unknown_decisions: Sequence[str]

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
    register = delivery.toml.register_name
    tables = (computed.charges, computed.set_aside, computed.plans, computed.bilateral, computed.finished)
    persons = pseudonymise(pl.concat([rows["cpr"] for rows in tables]), home.pseudonym_key())
    charges, set_aside, plans, visits, finished = (name_by_pseudonym(rows, persons) for rows in tables)
    run_id = f"R{runs.height + 1:04d}"
    activity = LedgerActivity(charges, set_aside, computed.absorbed, window)
    national = prepare_ledger(order, home.marts, run_id, runs, register, activity, facts)
    of_parties = BilateralActivity(visits, finished, computed.courses, window)
    bilateral = prepare_bilateral(order, home.marts, run_id, runs, register, of_parties)
    deviations = national.deviations if register == HOSPITALS else national.deviations.clear()
    of_deviations = keep_control_policies(facts, deviations)
    unknown = list_unknown_decisions(home.marts, visits, facts)
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
        "content_hash": hash_content(computed.charges, computed.set_aside),
        **(dict.fromkeys(national.booked, 0) if order.is_trial else national.booked),
        "ledger_hash": national.ledger_hash,
        "window_from": window.first,
        "window_to": window.last,
        "is_verified": order.is_verified and not order.is_trial,
        "manifest": None,
        "register_name": register,
        "bilateral_hash": hash_content(computed.bilateral),
        "bilateral_ledger_hash": bilateral.ledger_hash,
    }
    per_run = {
        "rejected_rows": computed.rejected,
        "funnel": pl.concat([computed.funnel, count_unknown_decisions(unknown)]),
        "coded": computed.coded,
        "inputs": pl.DataFrame(accepted.files, schema=["file", "sha256", "bytes", "rows"], orient="row"),
        "assumptions": pl.concat([computed.assumptions, of_deviations]).sort("fact", "row_key"),
        "after_final": national.booking.after_final,
        "bilateral_after_final": bilateral.booking.after_final,
    }
    control_list = pl.concat([computed.control_list, deviations])
    return Publication(
        run,
        national.booked,
        national.entries,
        national.booking,
        bilateral,
        control_list,
        per_run,
        facts,
        persons,
        plans,
        unknown,
    )


def name_by_pseudonym(rows: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """Put the pseudonym in the place of the CPR number."""
    return rows.join(persons, on="cpr", how="left", maintain_order="left").drop("cpr")
