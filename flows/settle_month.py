"""One settlement month, from a folder of registry files to published marts. The front door: read `settle_month`."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
from rich.console import Group, RenderableType

from flows.acceptance import MAX_REJECTED_SHARE, Accepted, accept
from flows.archive import Archive
from flows.archiving import archive_run
from flows.computing import Computed, compute_month
from flows.delivery import find_delivery, read_register
from flows.facts import read_facts
from flows.home import Home, keep_persons, stop_at_other_key
from flows.order import (
    Order,
    find_window,
    keep_of_register,
    keep_published,
    list_manifests,
    parse_month,
    stop_at_older,
    stop_at_wrong_period,
    stop_out_of_order,
)
from flows.publication import Publication, prepare_publication
from flows.stages import Stage, directly
from flows.statements.making import Made, make_after_publishing
from flows.verifying import stop_at_disagreement
from flows.warehouse import publish, read_runs
from reports.run_summary import summarise_in_one_line, summarise_run
from transforms.bilateral_counting import sum_by_standing
from transforms.settlement import Window
from transforms.sharing import sum_by_channel

__all__ = ["Computed", "Order", "Summary", "compute", "settle_month"]


class Summary(NamedTuple):
    """What a run did, for people. booked: charges and reversals, and kroner. kroner: sums of what it computed, by scheme and channel."""

    run: dict[str, Any]
    booked: dict[str, Any]
    funnel: pl.DataFrame
    kroner: pl.DataFrame
    assumptions: pl.DataFrame
    differences: pl.DataFrame
    after_final: pl.DataFrame
    bilateral: pl.DataFrame
    bilateral_after_final: pl.DataFrame
    unknown_decisions: Sequence[str]
    marts: Path
    statements: Made | None = None

    def described(self) -> RenderableType:
        """The summary in full."""
        made = [self.statements.described()] if self.statements else []
        return Group(summarise_run(*self[:-1]), *made)

    def in_one_line(self) -> str:
        """The summary in one line."""
        return summarise_in_one_line(self.run, self.booked, self.marts)


def settle_month(order: Order, stage: Stage = directly) -> Summary:
    """Settle one month: files in, marts out, all or nothing."""
    started_at = datetime.now(UTC).replace(tzinfo=None)
    month, home = parse_month(order), Home(order.home)
    with home.held(f"settle {order.month}"):
        archive = Archive(home)
        runs = stage("look at what stands", read_runs, home.marts, is_io=True)
        runs_alike = keep_of_register(runs, read_register(order.delivery))
        stop_out_of_order(order, month, runs_alike)
        if keep_published(runs).height:
            stop_at_other_key(home)
        facts = stage("read facts", read_facts, order.facts, is_io=True)
        delivery = stage("find delivery", find_delivery, order.delivery, is_io=True)
        stop_at_older(delivery, runs_alike)
        window = find_window(order, delivery, month)
        stop_at_wrong_period(delivery, window, month)
        accepted = stage("read and accept rows", accept, delivery, facts, order.max_rejected_share, is_io=True)
        computed = stage("judge and price events", compute_month, delivery, accepted, facts, window, month.last_day)
        publication = stage(
            "book", prepare_publication, order, home, runs, facts, delivery, accepted, computed, window, started_at
        )
        summary = summarise(publication, computed, home)
        manifest = None
        try:
            if not order.is_trial:
                archive.sweep(list_manifests(runs))
                manifest = stage(
                    "archive", archive_run, archive, order, publication.run, accepted, computed, is_io=True
                )
                publication = publication.with_manifest(manifest)
                if order.is_verified:
                    stage(
                        "verify",
                        stop_at_disagreement,
                        home,
                        archive,
                        publication.run,
                        manifest,
                        computed,
                        month.last_day,
                    )
                keep_persons(home, publication.persons)
            del accepted, computed  # hundreds of megabytes of a national month, which the marts need now
            stage("write, check and publish marts", publish, home.marts, publication, is_io=True)
        except BaseException:
            if manifest and manifest not in list_manifests(read_runs(home.marts)).values():
                archive.forget(publication.run["run_id"], manifest)
                archive.sweep(list_manifests(runs))
            raise
        if order.has_statements and not order.is_trial:
            summary = summary._replace(statements=make_after_publishing(home, month, publication.run, stage))
    return summary


def summarise(publication: Publication, computed: Computed, home: Home) -> Summary:
    """What is said of the run once it is published."""
    kroner = sum_by_channel(computed.charges.lazy()).collect()
    return Summary(
        dict(publication.run),
        dict(publication.booked),
        computed.funnel,
        kroner,
        publication.per_run["assumptions"],
        computed.differences,
        publication.booking.after_final,
        sum_by_standing(computed.bilateral.lazy()).collect(),
        publication.bilateral.booking.after_final,
        publication.unknown_decisions,
        home.marts,
    )


def compute(delivery: Path, facts: Path, month: str, max_rejected_share: float = MAX_REJECTED_SHARE) -> Computed:
    """A month's charges and set-asides from files alone: no home, no ledger, no Prefect."""
    return compute_order(Order(month, delivery, Path(), facts, max_rejected_share=max_rejected_share))[0]


def compute_order(order: Order) -> tuple[Computed, Window]:
    """What an order comes to from its files alone, before anything is booked, and for which days."""
    month = parse_month(order)
    facts, delivery = read_facts(order.facts), find_delivery(order.delivery)
    window = find_window(order, delivery, month)
    stop_at_wrong_period(delivery, window, month)
    accepted: Accepted = accept(delivery, facts, order.max_rejected_share)
    return compute_month(delivery, accepted, facts, window, month.last_day), window
