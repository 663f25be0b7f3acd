"""Services (t_sksube): `contact day code kind addition`, the codes as positions in sks_codes_2018.csv."""

import numpy as np
import polars as pl

from data.synthetic.draws import Counts, Draws, Flags
from data.synthetic.figures import read_calibration, read_figures
from data.synthetic.marks import ROLES
from data.synthetic.months import Month
from data.synthetic.parts import Part

PER_VISIT = (58, 27, 11, 4)  # of a hundred visits: one service, two, three, four
PER_STAY = (20, 22, 22, 16, 12, 8)  # of a hundred contacts: none, one .. five
PRIMARY, BLANK, ADDITION = 0, 1, 2  # C_OPRART: P, empty, +


def draw_services(activity: Part, month: Month, draws: Draws) -> pl.DataFrame:
    """Draw all services of the activity: on visits, stays and wards, their add-on rows, and the plans and marks."""
    contacts = activity.contacts.with_columns(contact=pl.int_range(pl.len(), dtype=pl.Int64))
    given = pl.concat(
        [
            draw_visit_services(activity.visits, draws),
            draw_stay_services(contacts.filter(pl.col("pattype") == "0"), month, draws),
            draw_ward_services(contacts.filter(pl.col("pattype") == "3"), draws),
        ]
    )
    marks, codes = activity.marks, len(read_figures("sks_codes_2018"))
    role = marks["role"].replace_strict(ROLES, list(range(codes, codes + len(ROLES))), return_dtype=pl.Int64)
    kind = draw_kinds(len(role), draws)
    marked = tabulate(marks["contact"].to_numpy(), marks["day"].to_numpy(), role.to_numpy(), kind)
    return pl.concat([given, draw_additions(given, draws), marked])


def tabulate(contact: Counts, day: Counts, code: Counts, kind: Counts) -> pl.DataFrame:
    """Shape services that have no add-on code of their own."""
    addition = np.full(len(code), -1)
    return pl.DataFrame({"contact": contact, "day": day, "code": code, "kind": kind, "addition": addition})


def draw_visit_services(visits: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """Draw one to four services for each visit; the first of a rehabilitation visit bears a tariff.

    Visits of home visits only get AAF6 and treatment; treatment makes up its share of all (KL memo 2006, section 2.2).
    """
    number = 1 + draws.pick(PER_VISIT, len(visits))
    visit = np.repeat(np.arange(len(visits)), number)
    is_first = np.diff(visit, prepend=-1) > 0
    is_rehabilitation, at_home = visits["is_rehabilitation"].to_numpy()[visit], visits["at_home"].to_numpy()[visit]
    wanted = read_calibration()["treatment_share_outpatient"] * len(visit) - np.count_nonzero(~is_rehabilitation)
    open_choice = max(1, int(np.count_nonzero(is_rehabilitation & ~is_first)))
    is_treatment = draws.chance(wanted / open_choice, len(visit)) & ~is_first | ~is_rehabilitation
    code = draw_codes("outpatient", is_treatment | (at_home & ~is_first), draws)
    code = np.where(at_home & is_first, find_code("AAF6"), code)
    is_late = ~is_first & draws.chance(read_calibration()["unattached_share"], len(visit))
    contact, day = visits["contact"].to_numpy()[visit], visits["day"].to_numpy()[visit] + is_late
    return tabulate(contact, day, code, draw_kinds(len(visit), draws))


def draw_stay_services(contacts: pl.DataFrame, month: Month, draws: Draws) -> pl.DataFrame:
    """Draw none to five services for each contact of a stay, on any day of it, a few on the day after."""
    number = draws.pick(PER_STAY, len(contacts))
    row = np.repeat(np.arange(len(contacts)), number)
    in_day = contacts["in_day"].to_numpy()[row]
    out_day = np.minimum(contacts["out_day"].to_numpy(), month.drawn_day)[row]
    is_late = draws.chance(read_calibration()["unattached_share"], len(row))
    day = np.where(is_late, out_day + 1, in_day + draws.below(out_day - in_day + 1, len(row)))
    is_treatment = draws.chance(read_calibration()["treatment_share_inpatient"], len(row))
    code = draw_codes("inpatient", is_treatment, draws)
    contact, day = contacts["contact"].to_numpy()[row], np.minimum(day, month.drawn_day)
    return tabulate(contact, day, code, draw_kinds(len(row), draws))


def draw_ward_services(contacts: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """Draw a service for each ward contact: rehabilitation codes too, which must not count there."""
    code = draw_codes("outpatient", draws.chance(0.5, len(contacts)), draws)
    return tabulate(
        contacts["contact"].to_numpy(), contacts["in_day"].to_numpy(), code, draw_kinds(len(contacts), draws)
    )


def draw_additions(services: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """Draw add-on rows: the code of the service they add to, a tenth of them a dearer one, which must trigger nothing.

    Danish: tillægskoder (C_OPRART +, the code in C_TILOPR). Source: research/registration.md section 2.2.
    """
    chosen = services.filter(pl.Series(draws.chance(read_calibration()["addition_share"], len(services))))
    rows = len(chosen)
    code = np.where(draws.chance(0.1, rows), find_code("BTPB1"), chosen["code"].to_numpy())
    addition = draws.pick(read_figures("sks_codes_2018")["addition"], rows)
    return chosen.with_columns(
        pl.Series("code", code), pl.Series("kind", np.full(rows, ADDITION)), pl.Series("addition", addition)
    )


def draw_codes(setting: str, is_treatment: Flags, draws: Draws) -> Counts:
    """Draw codes by the weights of a setting, or among the treatment codes, near misses of tariff codes included."""
    codes = read_figures("sks_codes_2018")
    drawn = draws.pick(codes[setting], len(is_treatment))
    return np.where(is_treatment, draws.pick(codes["treatment"], len(is_treatment)), drawn)


def draw_kinds(count: int, draws: Draws) -> Counts:
    """Draw C_OPRART of services: mostly P, else empty."""
    return np.where(draws.chance(0.7, count), PRIMARY, BLANK)


def find_code(code: str) -> int:
    """Find the position of a code in sks_codes_2018.csv."""
    return read_figures("sks_codes_2018")["code"].to_list().index(code)
