"""A year of municipal deliveries: every service that was sent stands in exactly one place. Contract R14.

The run is verified by the second engine before it is published, as runs are.
"""

import duckdb
import polars as pl

from data.synthetic import simulate
from flows.acceptance import accept
from flows.delivery import find_delivery
from flows.facts import SHIPPED
from flows.settle_month import Order, settle_month
from tests.given import facts_read_once, write_toml
from tests.municipal import DANISH, SERVICES

MONTHS = [f"2007-{number:02d}" for number in range(1, 13)]
VISITS = 300
STANDINGS = {"own_production", "agreed", "no_agreement"}


def deliver_year(folder):
    """The simulated months of a year as one delivery."""
    for seed, month in enumerate(MONTHS):
        simulate(month, VISITS, seed, folder / month, SHIPPED, "ges")
    year = folder / "year"
    year.mkdir()
    write_toml(year, "2007-01-01 2007-12-31", register="ges")
    for name in DANISH:
        months = [(folder / month / f"{name}.csv").read_text("utf-8").splitlines(keepends=True) for month in MONTHS]
        (year / f"{name}.csv").write_text("".join([months[0][0], *(row for rows in months for row in rows[1:])]))
    return year


def list_rows(accepted):
    """Each service of a delivery by its row number, with the visit that it belongs to, or that it was rejected."""
    day = pl.col("service_on").dt.to_string("%Y-%m-%d")
    taken = accepted.registry.services.join(accepted.registry.contacts.select("contact", "contact_key"), on="contact")
    taken = taken.select(pl.col("row_number").cast(pl.Int64), event_id=pl.format("G:{}:{}", "contact_key", day))
    rejected = accepted.rejected.filter(pl.col("file") == SERVICES).select("row_number", place=pl.lit("rejected"))
    return pl.concat([taken, rejected.unique()], how="diagonal")


def test_every_service_of_a_year_is_own_production_agreed_without_agreement_or_rejected(tmp_path):
    year, home = deliver_year(tmp_path), tmp_path / "home"
    settle_month(Order("2007-12", year, home, max_rejected_share=1.0))
    accepted = accept(find_delivery(year), facts_read_once(SHIPPED), 1.0)
    with duckdb.connect(str(home / "marts" / "genopt.duckdb"), read_only=True) as marts:
        visits = marts.sql("SELECT event_id, activity_month, standing, services, agreed_kr FROM bilateral_visits").pl()
        ((booked,),) = marts.sql("SELECT sum(agreed_kr) FROM bilateral_ledger").fetchall()
    rows = list_rows(accepted).join(visits, on="event_id", how="left")
    assert sorted(rows["row_number"]) == list(range(1, accepted.delivered[SERVICES] + 1))
    assert set(rows.select(pl.coalesce("place", "standing")).to_series()) == STANDINGS | {"rejected"}
    assert set(visits["activity_month"]) == set(MONTHS)
    assert visits["services"].sum() == rows["event_id"].count()
    assert visits.filter(pl.col("standing") == "agreed")["agreed_kr"].sum() == booked
