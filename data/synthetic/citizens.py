"""Citizens: age, birthday, residence and hospital. None of them exists."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from data.synthetic.draws import Counts, Draws, choose
from data.synthetic.figures import read_calibration, read_figures
from data.synthetic.months import Month
from data.synthetic.places import Places, draw_hospitals

OLD = 60
DAYS_IN_400_YEARS = 146_097


def draw_citizens(count: int, month: Month, places: Places, draws: Draws) -> pl.DataFrame:
    """Draw citizens with a hospital each: `age birth_day municipality region hospital`."""
    citizens = draw_residents(count, month, places.municipalities, draws)
    return citizens.with_columns(draw_hospitals(citizens["region"], places, draws).alias("hospital"))


def draw_residents(count: int, month: Month, municipalities: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """Draw citizens: `age birth_day municipality region`, municipalities by their inhabitants."""
    ages = draw_ages(count, draws)
    residence = municipalities[choose(municipalities["inhabitants"], draws.even(count))]
    birthday = month.first_day - ages * DAYS_IN_400_YEARS // 400 - draws.below(365, count)
    return residence.select("municipality", "region").with_columns(
        pl.Series("age", ages),
        pl.Series("birth_day", birthday),
    )


def draw_ages(count: int, draws: Draws) -> Counts:
    """Draw ages: as many from 60 years on as the calibration says, in each half as in the population.

    Source: RM memo 2009 (48 % were 60+); shape: Danmarks Statistik FOLK1A 2008K1, by an assumed relative rate.
    """
    old_share = read_calibration()["citizens_from_60_share"]
    ages = read_figures("ages_2008")
    weights = (ages["inhabitants"] * ages["relative_rate"]).to_numpy()
    is_old, numbers = ages["age"].to_numpy() >= OLD, draws.even(count)
    old = choose(weights * is_old, numbers / old_share % 1.0)
    young = choose(weights * ~is_old, (numbers - old_share) / (1.0 - old_share) % 1.0)
    return np.where(numbers < old_share, old, young)


def move(citizens: pl.DataFrame, case: str, column: str, places: Sequence[str | None]) -> pl.DataFrame:
    """Give the citizens of a case places from a list, in turn."""
    turn = pl.int_range(pl.len()).over("case") % len(places)
    place = turn.replace_strict(list(range(len(places))), list(places), return_dtype=pl.String)
    return citizens.with_columns(pl.when(pl.col("case") == case).then(place).otherwise(pl.col(column)).alias(column))


def move_out_of_reach(citizens: pl.DataFrame, places: Places) -> pl.DataFrame:
    """Give the cases that nobody can settle their places: unknown hospital, no hospital, no paying municipality."""
    return (
        citizens.pipe(move, "unknown_hospital", "hospital", places.unknown_hospitals)
        .pipe(move, "test_hospital", "hospital", places.other_bodies)
        .pipe(move, "no_payer", "municipality", places.elsewhere)
    )
