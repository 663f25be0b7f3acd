"""An order: what a run is asked to do, and whether it may be done now."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

import polars as pl

from flows.acceptance import MAX_REJECTED_SHARE
from flows.delivery import Delivery
from flows.facts import SHIPPED
from flows.failures import DeliveryRefused, WrongUsage
from flows.month import SettlementMonth
from transforms.settlement import Window


class Order(NamedTuple):
    """What a run is asked to do. is_trial: compute and show everything, book nothing. has_statements: make the month's statements too."""

    month: str
    delivery: Path
    home: Path
    facts: Path = SHIPPED
    is_final: bool = False
    max_rejected_share: float = MAX_REJECTED_SHARE
    is_trial: bool = False
    is_verified: bool = True
    has_statements: bool = False

    @property
    def round(self) -> str:
        """Which settlement it is: monthly (foreløbig) or the year's last (endelig)."""
        return name_round(is_final=self.is_final)

    @property
    def status(self) -> str:
        """What becomes of the run."""
        return "trial" if self.is_trial else "published"


def name_round(*, is_final: bool) -> str:
    """The round as the marts name it."""
    return "final" if is_final else "provisional"


def parse_month(order: Order) -> SettlementMonth:
    """The settlement month. Raises WrongUsage where it is none, or a final round is asked of another month than December."""
    month = SettlementMonth.parse(order.month)
    if order.is_final and month.number != 12:
        raise WrongUsage(f"--final closes a year, so the month is its December: settle {month.year}-12 --final.")
    return month


def keep_published(runs: pl.DataFrame) -> pl.DataFrame:
    """The runs that booked, oldest first."""
    return runs.filter(pl.col("status") == "published")


def list_manifests(runs: pl.DataFrame) -> dict[str, str]:
    """The manifests of the runs that booked: run_id -> SHA-256."""
    return dict(keep_published(runs).select("run_id", "manifest").rows())


def list_closed_years(runs: pl.DataFrame) -> list[int]:
    """The years whose final round is booked. Rule R13."""
    finals = keep_published(runs).filter(pl.col("round") == "final")
    return finals["settlement_month"].str.head(4).cast(pl.Int32).unique().sort().to_list()


def keep_of_register(runs: pl.DataFrame, register: str) -> pl.DataFrame:
    """The runs that settled one register: hospitals and municipalities deliver and are settled each in their own order."""
    return runs.filter(pl.col("register_name") == register)


def stop_out_of_order(order: Order, month: SettlementMonth, runs: pl.DataFrame) -> None:
    """Months of one register are settled in order, a final round once: raises WrongUsage (exit 2). Rule R13."""
    latest = keep_published(runs)["settlement_month"].max()
    if latest is not None and str(month) < str(latest):
        raise WrongUsage(
            f"{latest} is settled already, and months are settled in order: settle {latest} again, or a later month. "
            f"What has changed for {month} since is booked there."
        )
    if order.is_final and month.year in list_closed_years(runs):
        raise WrongUsage(
            f"The final round of {month.year} is booked already, and is booked once. "
            "Later differences of that year are listed in the table after_final by each run that finds them."
        )


def stop_at_older(delivery: Delivery, runs: pl.DataFrame) -> None:
    """A delivery may not be older than the latest one settled: raises DeliveryRefused. Source: contract section 2."""
    latest = keep_published(runs)["drawn_on"].max()
    if isinstance(latest, date) and delivery.toml.drawn_on < latest:
        raise DeliveryRefused(
            f"The delivery was drawn on {delivery.toml.drawn_on}, before the latest one settled ({latest}). Settle the newest delivery."
        )


def stop_at_wrong_period(delivery: Delivery, window: Window, month: SettlementMonth) -> None:
    """A delivery must cover the settlement month, of a final round its year: raises DeliveryRefused (exit 3). Contract section 2."""
    toml = delivery.toml
    first_day = min(window.first, month.first_day)
    if toml.period_from > first_day or toml.period_to < month.last_day:
        raise DeliveryRefused(
            f"The delivery covers {toml.period_from} to {toml.period_to}, not the whole of {first_day} to "
            f"{month.last_day}. Settle a month that it covers, or draw a delivery that does."
        )


def find_window(order: Order, delivery: Delivery, month: SettlementMonth) -> Window:
    """The activity dates that are computed: the delivery's period until the month's end; of a final round, its year. Rule R13."""
    first_day = date(month.year, 1, 1) if order.is_final else delivery.toml.period_from
    return Window(first_day, min(delivery.toml.period_to, month.last_day))
