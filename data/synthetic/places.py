"""Where people live and are treated: read from the facts, as they stand in the month of the delivery."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from data.synthetic.draws import Counts, Draws
from data.synthetic.figures import read_calibration, read_figures
from data.synthetic.months import Month

ELSEWHERE = ["0957", None, "0411", "0009", "0961", "5180"]  # Greenland, none, Christiansø, unknown, abroad
NEVER_HOSPITALS = ["9901", "0999", "9990"]


@dataclass(frozen=True)
class Places:
    """Municipalities and hospitals of the month, with their weights, and the places that nobody settles with."""

    municipalities: pl.DataFrame  # municipality, region, inhabitants
    hospitals: pl.DataFrame  # hospital, region, weight; by region
    unknown_hospitals: list[str]  # in no list, closed or not yet open
    other_bodies: list[str]  # test hospitals first, then other requesters
    elsewhere: list[str | None]


def read_places(facts: Path, month: Month) -> Places:
    """Read the places in force on the first and the last day of the month."""
    municipalities = read_in_force(facts, "municipalities", "municipality", month)
    bodies = read_in_force(facts, "hospitals", "hospital", month).filter(pl.col("region").is_not_null())
    is_hospital = pl.col("kind") == "hospital"
    others = bodies.filter(~is_hospital).sort(pl.col("kind") != "test", "hospital")
    return Places(
        municipalities=add_inhabitants(municipalities, facts),
        hospitals=add_hospital_weights(bodies.filter(is_hospital)),
        unknown_hospitals=list_unknown_hospitals(facts, month),
        other_bodies=others["hospital"].head(5).to_list() or ["4298"],
        elsewhere=[code for code in ELSEWHERE if code not in municipalities["municipality"].to_list()],
    )


def list_unknown_hospitals(facts: Path, month: Month) -> list[str]:
    """List codes that stand for no hospital on any day of the month: some never do, some do in other years."""
    rows = pl.read_csv(facts / "hospitals.csv", infer_schema=False).sort("hospital")
    begins, ends = pl.col("valid_from").str.to_date(), pl.col("valid_to").str.to_date().fill_null(month.last)
    known = rows.filter(begins <= month.last, ends >= month.first)["hospital"].unique()
    of_other_years = rows.filter(~pl.col("hospital").is_in(known.to_list()))["hospital"].unique(maintain_order=True)
    return [*[code for code in NEVER_HOSPITALS if code not in rows["hospital"].to_list()], *of_other_years.head(2)]


def read_in_force(facts: Path, name: str, key: str, month: Month) -> pl.DataFrame:
    """Keep the rows of a fact whose key is in force on both the first and the last day of the month, one per key."""
    dates = pl.col("valid_from", "valid_to").str.to_date()
    if not (facts / f"{name}.csv").exists():
        raise LookupError(f"{facts / name}.csv is missing.")
    rows = pl.read_csv(facts / f"{name}.csv", infer_schema=False).with_columns(dates).sort(key)
    on_first, on_last = (
        rows.filter(pl.col("valid_from") <= day, pl.col("valid_to").fill_null(day) >= day)
        for day in (month.first, month.last)
    )
    kept = on_last.join(on_first, on=key, how="semi", maintain_order="left")
    if kept.is_empty():
        raise LookupError(f"{facts / name}.csv has no row in force in all of {month.first:%Y-%m}.")
    return kept


def add_inhabitants(municipalities: pl.DataFrame, facts: Path) -> pl.DataFrame:
    """Add each municipality's latest known number of inhabitants; one that has none gets one."""
    latest = (
        pl.read_csv(facts / "population.csv", infer_schema=False)
        .sort("municipality", "year")
        .unique("municipality", keep="last", maintain_order=True)
        .select("municipality", pl.col("inhabitants").cast(pl.Int64))
    )
    places = municipalities.select("municipality", "region")
    joined = places.join(latest, on="municipality", how="left", maintain_order="left")
    return joined.with_columns(pl.col("inhabitants").fill_null(1))


def add_hospital_weights(hospitals: pl.DataFrame) -> pl.DataFrame:
    """Add the weights of the public hospitals; where a region has none of them, all of its hospitals weigh the same."""
    weights = read_figures("hospital_weights")
    known = hospitals.select("hospital", "region").join(weights, on="hospital", how="left", maintain_order="left")
    weight = pl.when(pl.col("weight").is_null().all().over("region")).then(1).otherwise(pl.col("weight").fill_null(0))
    return known.with_columns(weight=weight).filter(pl.col("weight") > 0).sort("region", "hospital")


def draw_hospitals(regions: pl.Series, places: Places, draws: Draws) -> pl.Series:
    """Draw a hospital for each region of residence: mostly in that region, at times in another."""
    return places.hospitals["hospital"].gather(
        draw_near(regions, places.hospitals, read_calibration()["own_region_share"], draws)
    )


def draw_near(regions: pl.Series, bodies: pl.DataFrame, near_share: float, draws: Draws) -> Counts:
    """Draw a body (its row) for each region, by weight: mostly one of that region. `bodies` lie by region."""
    upto = pl.col("weight").cum_sum()
    weighed = bodies.with_columns(low=upto - pl.col("weight"), high=upto)
    bounds = weighed.group_by("region", maintain_order=True).agg(pl.col("low").min(), pl.col("high").max())
    everywhere = int(weighed["high"][-1])
    own = (
        regions.to_frame("region")
        .join(bounds, on="region", how="left", maintain_order="left")
        .with_columns(pl.col("low").fill_null(0), pl.col("high").fill_null(everywhere))
    )
    stays_home = draws.chance(near_share, len(regions))
    low: Counts = np.where(stays_home, own["low"].to_numpy(), 0)
    high: Counts = np.where(stays_home, own["high"].to_numpy(), everywhere)
    drawn = low + draws.below(high - low, len(regions))
    return np.asarray(np.searchsorted(weighed["high"].to_numpy(), drawn, side="right"), dtype=np.int64)
