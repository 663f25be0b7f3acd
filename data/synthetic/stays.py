"""Stays (patient type 0): a row for each stay, then a contact for each department that the patient was in."""

import numpy as np
import polars as pl

from data.synthetic.citizens import draw_citizens, move_out_of_reach
from data.synthetic.draws import Counts, Draws, count_within
from data.synthetic.figures import read_calibration
from data.synthetic.months import OPEN, Month
from data.synthetic.places import Places, draw_hospitals

DEPARTMENTS_IN_TURN = (85, 12, 3)  # of a hundred stays: in one department, in two, in three
NO_STAY_BEFORE = ("no_plan", "started_before")
CASES = ("unknown_hospital", "test_hospital", "no_payer")


def count_stays(outpatient_contacts: int) -> tuple[int, int]:
    """Count the stays and the ward contacts that go with so many outpatient contacts."""
    shares = read_calibration()
    inpatient, ward = shares["inpatient_contact_share"], shares["ward_contact_share"]
    contacts = outpatient_contacts / (1 - inpatient - ward)
    each = sum((number + 1) * share for number, share in enumerate(DEPARTMENTS_IN_TURN))
    return round(contacts * inpatient * 100 / each), round(contacts * ward)


def draw_stays_before(courses: pl.DataFrame, most: int, places: Places, draws: Draws) -> pl.DataFrame:
    """Draw the stays that courses follow, discharged up to two weeks before the first visit."""
    rows = len(courses)
    follows = draws.chance(read_calibration()["stay_before_course_share"], rows)
    follows &= ~courses["case"].is_in(NO_STAY_BEFORE).to_numpy()
    follows &= np.cumsum(follows) <= most
    elsewhere = draw_hospitals(courses["region"], places, draws)
    hospital = pl.when(pl.Series(draws.chance(0.15, rows))).then(elsewhere).otherwise("hospital").alias("hospital")
    out_day = courses["first_day"] - pl.Series(draws.below(15, rows))
    stays = courses.select(hospital, "municipality", out_day=out_day, citizen=pl.int_range(rows))
    return stays.filter(pl.Series(follows))


def draw_stay_citizens(stays: int, month: Month, places: Places, draws: Draws) -> pl.DataFrame:
    """Draw the citizens that have a stay and no course; some have two."""
    citizens = draw_citizens(stays - stays * 7 // 100, month, places, draws)
    numbers = draws.even(len(citizens))
    share = read_calibration()["stay_fault_share"]
    case = np.minimum((numbers / share).astype(np.int64), len(CASES))
    cases = pl.Series("case", [*CASES, "plain"]).gather(case)
    return citizens.with_columns(cases).pipe(move_out_of_reach, places)


def draw_stays_alone(citizens: pl.DataFrame, count: int, month: Month, draws: Draws) -> pl.DataFrame:
    """Draw the stays of those who have no course, some not discharged yet: `citizen hospital municipality out_day`."""
    turn = np.arange(count) % max(len(citizens), 1)
    length = month.last_day - month.first_day + 1
    out_day = month.first_day - 4 + draws.below(length + 12, count)
    is_open = draws.chance(read_calibration()["open_stay_share"], count)
    return citizens.select("hospital", "municipality")[turn].with_columns(
        out_day=pl.Series(np.where(is_open, OPEN, out_day)), citizen=pl.Series(turn)
    )


def draw_stay_contacts(stays: pl.DataFrame, month: Month, draws: Draws) -> pl.DataFrame:
    """Draw the contacts of the stays, each from where the one before ends: `stay` and the columns of a contact.

    Of the stays with several, a few have a first contact that nobody has closed.
    """
    number = 1 + draws.pick(DEPARTMENTS_IN_TURN, len(stays))
    length = skew(30, len(stays), draws)
    in_day = np.minimum(stays["out_day"].to_numpy() - length, month.last_day - draws.below(12, len(stays)))
    length = np.minimum(np.minimum(stays["out_day"].to_numpy(), month.drawn_day) - in_day, np.maximum(length, 0))
    stay, turn = np.repeat(np.arange(len(stays)), number), count_within(number)
    is_last = turn == number[stay] - 1
    out_day = in_day[stay] + length[stay] * (turn + 1) // number[stay]
    out_day = np.where(is_last, stays["out_day"].to_numpy()[stay], out_day)
    is_forgotten = (turn == 0) & ~is_last & draws.chance(0.02, len(stay))
    return stays[stay].select(
        "citizen", "hospital", "municipality", stay=pl.Series(stay), pattype=pl.lit("0"),
        in_day=pl.Series(in_day[stay] + length[stay] * turn // number[stay]),
        out_day=pl.Series(np.where(is_forgotten, OPEN, out_day)),
    )  # fmt: skip


def skew(limit: int, count: int, draws: Draws) -> Counts:
    """Draw whole numbers below `limit`, most of them small (a third of the limit on average)."""
    numbers = draws.even(count)
    return (numbers * numbers * limit).astype(np.int64)
