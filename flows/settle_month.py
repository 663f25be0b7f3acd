"""One settlement month, from a folder of registry files to published marts. The front door: read `settle_month`."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
from rich.console import RenderableType

from flows.acceptance import MAX_REJECTED_SHARE, Accepted, accept, stop_at_wrong_period
from flows.delivery import Delivery, delivery_id, find_delivery
from flows.facts import SHIPPED, facts_id, read_facts, stop_at_missing_prices, stop_at_placeholders
from flows.failures import DeliveryRefused, WrongUsage
from flows.home import Home, keep_persons, pseudonymise
from flows.identity import code_version, hash_tables, hash_together
from flows.month import SettlementMonth
from flows.posting import Publication
from flows.stages import Stage, directly
from flows.warehouse import Standing, publish, read_standing
from reports.run_summary import summarise_in_one_line, summarise_run
from transforms.assumptions import keep_relied_on
from transforms.booking import keep_overturned, keep_unbooked
from transforms.counting import count_rows
from transforms.dated import Facts
from transforms.settlement import Window, keep_charges, keep_set_aside, settle
from transforms.sharing import keep_differences, sum_by_channel


class Order(NamedTuple):
    """What a run is asked to do."""

    month: str
    delivery: Path
    home: Path
    facts: Path = SHIPPED
    is_final: bool = False
    max_rejected_share: float = MAX_REJECTED_SHARE

    @property
    def round(self) -> str:
        """Which settlement it is: monthly (foreløbig) or the year's last (endelig)."""
        return "final" if self.is_final else "provisional"


class Computed(NamedTuple):
    """What a month comes to, before anything is booked: charges and set-asides with `cpr`, and the account of all rows."""

    charges: pl.DataFrame
    set_aside: pl.DataFrame
    rejected: pl.DataFrame
    funnel: pl.DataFrame
    assumptions: pl.DataFrame
    differences: pl.DataFrame


class Summary(NamedTuple):
    """What a run did, for people. kroner: sums by scheme and channel."""

    run: dict[str, Any]
    funnel: pl.DataFrame
    kroner: pl.DataFrame
    assumptions: pl.DataFrame
    differences: pl.DataFrame
    marts: Path

    def described(self) -> RenderableType:
        """The summary in full."""
        return summarise_run(*self)

    def in_one_line(self) -> str:
        """The summary in one line."""
        return summarise_in_one_line(self.run, self.marts)


def settle_month(order: Order, stage: Stage = directly) -> Summary:
    """Settle one month: files in, marts out, all or nothing."""
    started_at = datetime.now(UTC).replace(tzinfo=None)
    month, home = parse_month(order), Home(order.home)
    with home.held():
        standing = stage("look at what stands", read_standing, home.marts, is_io=True)
        stop_at_wrong_month(order, month, standing)
        facts = stage("read facts", read_facts, order.facts, is_io=True)
        delivery = stage("find delivery", find_delivery, order.delivery, is_io=True)
        stop_at_older(delivery, standing)
        first_day = date(month.year, 1, 1) if order.is_final else month.first_day
        stop_at_wrong_period(delivery, first_day, month)
        window = find_window(order, delivery, month)
        accepted = stage("read and accept rows", accept, delivery, order.max_rejected_share, is_io=True)
        computed = stage("judge and price events", compute_events, delivery, accepted, facts, window, month)
        publication = stage(
            "book", prepare_publication, order, home, standing, facts, delivery, accepted, computed, started_at
        )
        summary = summarise(publication, computed, home)
        del accepted, computed  # hundreds of megabytes of a national month, which the marts need now
        stage("write, check and publish marts", publish, home.marts, publication, is_io=True)
    return summary


def summarise(publication: Publication, computed: Computed, home: Home) -> Summary:
    """What is said of the run once it is published."""
    kroner = sum_by_channel(computed.charges.lazy()).collect()
    run = dict(publication.run)
    return Summary(run, computed.funnel, kroner, computed.assumptions, computed.differences, home.marts)


def compute(delivery: Path, facts: Path, month: str, max_rejected_share: float = MAX_REJECTED_SHARE) -> Computed:
    """A month's charges and set-asides from files alone: no home, no ledger, no Prefect."""
    order = Order(month, delivery, Path(), facts, max_rejected_share=max_rejected_share)
    settlement_month = parse_month(order)
    known, delivered = read_facts(facts), find_delivery(delivery)
    stop_at_wrong_period(delivered, settlement_month.first_day, settlement_month)
    window = find_window(order, delivered, settlement_month)
    return compute_events(delivered, accept(delivered, max_rejected_share), known, window, settlement_month)


def parse_month(order: Order) -> SettlementMonth:
    """The settlement month. Raises WrongUsage where it is none, or a final round is asked of another month than December."""
    month = SettlementMonth.parse(order.month)
    if order.is_final and month.number != 12:
        raise WrongUsage(f"--final closes a year, so the month is its December: settle {month.year}-12 --final.")
    return month


def stop_at_wrong_month(order: Order, month: SettlementMonth, standing: Standing) -> None:
    """A home holds one settled month as yet; a final round is booked once. Rule R13 (corrections between months: issue 2)."""
    if standing.runs.is_empty():
        return
    settled = standing.runs.row(-1, named=True)
    if order.is_final and settled["round"] == "final":
        raise WrongUsage(f"The final round of {month.year} is booked already, and is booked once.")
    if settled["settlement_month"] != str(month) or (settled["round"] == "final") != order.is_final:
        raise WrongUsage(
            f"{order.home} holds {settled['settlement_month']} ({settled['round']}). In this version a home holds one settled month: "
            f"settle {month} into another --home."
        )


def stop_at_older(delivery: Delivery, standing: Standing) -> None:
    """A delivery may not be older than the latest one settled: raises DeliveryRefused. Source: contract section 2."""
    latest = standing.runs["drawn_on"].max()
    if latest is not None and delivery.toml.drawn_on < latest:
        raise DeliveryRefused(
            f"The delivery was drawn on {delivery.toml.drawn_on}, before the latest one settled ({latest}). Settle the newest delivery."
        )


def find_window(order: Order, delivery: Delivery, month: SettlementMonth) -> Window:
    """The activity dates that are computed: the delivery's period until the month's end; of a final round, its year. Rule R13."""
    first_day = date(month.year, 1, 1) if order.is_final else delivery.toml.period_from
    return Window(first_day, min(delivery.toml.period_to, month.last_day))


def compute_events(
    delivery: Delivery, accepted: Accepted, facts: Facts, window: Window, month: SettlementMonth
) -> Computed:
    """Judge and price the events of a window, and account for every row. Rules R1-R12, R14."""
    settled = settle(accepted.registry, facts, window, month.last_day)
    stop_at_missing_prices(settled, facts, month.last_day)
    assumptions = keep_relied_on(settled, accepted.registry.contacts, facts, month.last_day)
    stop_at_placeholders(assumptions, is_synthetic=delivery.toml.synthetic)
    return Computed(
        charges=keep_charges(settled.events.lazy()).collect(),
        set_aside=keep_set_aside(settled.events.lazy()).collect(),
        rejected=accepted.rejected,
        funnel=count_rows(accepted.delivered, accepted.rejected, settled),
        assumptions=assumptions,
        differences=keep_differences(settled.events.lazy()).collect(),
    )


def prepare_publication(
    order: Order,
    home: Home,
    standing: Standing,
    facts: Facts,
    delivery: Delivery,
    accepted: Accepted,
    computed: Computed,
    started_at: datetime,
) -> Publication:
    """Name the persons by their pseudonyms, compare with what stands, and account for the run."""
    hashes = hash_tables([computed.charges, computed.set_aside], "cpr")
    content_hash = hash_together(*hashes)
    persons = pseudonymise(pl.concat([computed.charges["cpr"], computed.set_aside["cpr"]]), home.pseudonym_key())
    charges, set_aside = (name_by_pseudonym(rows, persons) for rows in (computed.charges, computed.set_aside))
    booked = stop_at_corrections(order, standing, charges, content_hash)
    keep_persons(home, persons)
    sums = booked.select(pl.col("tariff_kr", "municipal_kr", "payable_kr").sum()).row(0, named=True)
    run = {
        "run_id": f"R{standing.runs.height + 1:04d}",
        "settlement_month": order.month,
        "round": order.round,
        "status": "published",
        "started_at": started_at,
        "finished_at": datetime.now(UTC).replace(tzinfo=None),
        "delivery_id": delivery_id(accepted.files),
        "period_from": delivery.toml.period_from,
        "period_to": delivery.toml.period_to,
        "drawn_on": delivery.toml.drawn_on,
        "facts_id": facts_id(facts),
        "code_version": code_version(),
        "content_hash": content_hash,
        "charges": booked.height,
        "reversals": 0,
        **sums,
        "ledger_hash": hash_together("", hashes[0])
        if standing.runs.is_empty()
        else standing.runs["ledger_hash"].last(),
    }
    per_run = {
        "rejected_rows": computed.rejected,
        "funnel": computed.funnel,
        "inputs": pl.DataFrame(accepted.files, schema=["file", "sha256", "bytes", "rows"], orient="row"),
        "assumptions": computed.assumptions,
    }
    return Publication(
        run, charges.with_columns(settlement_month=pl.lit(order.month)), set_aside, booked, per_run, facts
    )


def stop_at_corrections(order: Order, standing: Standing, charges: pl.DataFrame, content_hash: str) -> pl.DataFrame:
    """What the run books: all charges in a new home, none where the same stand. Corrections are refused (issue 2). Rule R13."""
    if standing.runs.is_empty():
        return charges
    unbooked, overturned = keep_unbooked(charges, standing.charges), keep_overturned(charges, standing.charges)
    if standing.runs["content_hash"].last() != content_hash or unbooked.height or overturned.height:
        raise WrongUsage(
            f"{order.home} holds {order.month} from inputs that give other charges or set-asides, or with another pseudonym key. "
            "In this version a settled month is not corrected: settle it into another --home."
        )
    return unbooked


def name_by_pseudonym(rows: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """Put the pseudonym in the place of the CPR number."""
    return rows.join(persons, on="cpr", how="left", maintain_order="left").drop("cpr")
