"""Where municipal rehabilitation is performed: read from the facts, as they stand in the month of the delivery."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from data.synthetic.draws import Counts, Draws, choose
from data.synthetic.figures import read_calibration, read_figures
from data.synthetic.months import Month
from data.synthetic.places import ELSEWHERE, add_inhabitants, draw_near, read_in_force

OTHER_GROUP = "99"  # a diagnosis group of no package
PERCENT = 100


@dataclass(frozen=True)
class MunicipalPlaces:
    """Municipalities and institutions of the month, and the codes that agreements speak of."""

    municipalities: (
        pl.DataFrame
    )  # municipality, region, inhabitants, level: ten times the visits per citizen after the first
    centres: pl.DataFrame  # institution, number_kind, municipality, supplier, region, weight; by region
    clinics: pl.DataFrame
    groups: list[str]  # diagnosis groups of packages
    supplements: list[str]  # additional codes of a supplement
    elsewhere: list[str]  # residences that are no municipality

    @property
    def institutions(self) -> pl.DataFrame:
        """The centres, then the clinics."""
        return pl.concat([self.centres, self.clinics])


def read_municipal_places(facts: Path, month: Month) -> MunicipalPlaces:
    """Read the places and codes in force on the first and the last day of the month."""
    towns = add_inhabitants(read_in_force(facts, "municipalities", "municipality", month), facts)
    institutions = read_in_force(facts, "institutions", "institution", month).join(towns, on="municipality")
    placed = institutions.with_columns(weight=1).sort("region", "institution")
    columns = ["institution", "number_kind", "municipality", "supplier", "region", "weight"]
    centres, clinics = (
        placed.filter(pl.col("supplier_kind") == kind).select(columns) for kind in ("municipality", "private")
    )
    if centres.is_empty():
        raise LookupError(f"{facts / 'institutions.csv'} has no institution of a municipality in {month.first:%Y-%m}.")
    known = towns["municipality"].to_list()
    return MunicipalPlaces(
        municipalities=add_level(towns),
        centres=centres,
        clinics=clinics,
        groups=list_values(facts, "packages", "diagnosis_group", month),
        supplements=list_values(facts, "registration_codes", "sks_prefix", month, pl.col("role") == "fee_supplement"),
        elsewhere=[code for code in ELSEWHERE if code and code not in known],
    )


def add_level(towns: pl.DataFrame) -> pl.DataFrame:
    """Add how many visits a municipality's citizens have, from 7,5 to 16,0 on average. Source: RM memo 2009."""
    levels = read_figures("municipal_levels")
    joined = towns.join(levels, on="municipality", how="left", maintain_order="left")
    level = pl.col("visits_per_citizen").fill_null(read_calibration()["visits_per_citizen"])
    return joined.with_columns(level=(level * 10 + 0.5).cast(pl.Int64) - 10).drop("visits_per_citizen")


def list_values(facts: Path, name: str, column: str, month: Month, such: pl.Expr | bool = True) -> list[str]:
    """List the values of a fact in force in the month; none where there is no such file or row."""
    try:
        rows = read_in_force(facts, name, column, month)
    except LookupError:
        return []
    return rows.filter(such)[column].unique().sort().to_list()


def draw_institutions(courses: pl.DataFrame, places: MunicipalPlaces, draws: Draws) -> Counts:
    """Draw where each course is performed: a row of `institutions`.

    Mostly a centre of the citizen's municipality, else another's or a clinic, mostly in the same region.
    """
    shares = read_calibration("ges_calibration")
    regions, near = courses["region"], shares["near_share"]
    numbered = places.centres.with_row_index("own").unique("supplier", keep="first", maintain_order=True)
    owned = courses.join(numbered, left_on="municipality", right_on="supplier", how="left", maintain_order="left")
    other = draw_near(regions, places.centres, near, draws)
    own = owned["own"].cast(pl.Int64).fill_null(-1).to_numpy()
    own = np.where(own < 0, other, own)
    clinic = draw_near(regions, places.clinics, near, draws) + len(places.centres) if len(places.clinics) else other
    weights = [round(shares[name] * PERCENT) for name in ("own_centre_share", "other_centre_share")]
    kind = choose([*weights, PERCENT - sum(weights)], draws.even(len(courses)))
    return np.choose(kind, [own, other, clinic])
