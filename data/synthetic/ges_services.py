"""Municipal services: `contact day code form minutes group_size consultation travel_minutes`, and their additional codes."""

import numpy as np
import polars as pl

from data.synthetic.draws import Counts, Draws, Flags
from data.synthetic.figures import read_calibration, read_figures
from data.synthetic.services import draw_codes

PER_VISIT = (64, 27, 9)  # of a hundred visits: one service, two, three
CONSULTATIONS = ["foerste", "normal", "kort", "opfoelgende", None]
LATER = (0, 68, 14, 18)  # of a hundred consultations after the first
CENTRE_SUPPLEMENTS = 8  # times rarer at centres than at clinics


def draw_municipal_services(visits: pl.DataFrame, courses: pl.DataFrame, centres: int, draws: Draws) -> pl.DataFrame:
    """Draw one to three services for each visit. Institutions from `centres` on are clinics."""
    number = 1 + draws.pick(PER_VISIT, len(visits))
    visit = np.repeat(np.arange(len(visits)), number)
    is_first = np.diff(visit, prepend=-1) > 0
    contact, day = visits["contact"].to_numpy()[visit], visits["day"].to_numpy()[visit]
    is_clinic = courses["institution"].to_numpy()[contact] >= centres
    opens = is_first & (day == courses["first_day"].to_numpy()[contact])
    shares = read_calibration("ges_calibration")
    is_treatment = draws.chance(shares["treatment_only_share"], len(visits))[visit]
    is_treatment |= ~is_first & draws.chance(shares["treatment_share"], len(visit))
    code = read_figures("sks_codes_2018")["code"].gather(draw_codes("outpatient", is_treatment, draws))
    given = pl.DataFrame({"contact": contact, "day": day, "code": code, "is_clinic": is_clinic})
    return given.with_columns(draw_consultations(is_clinic, opens, draws)).pipe(add_forms, draws)


def add_forms(services: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """Add the form, its minutes, how many took part in a group or pool, and at times a therapist's travel."""
    forms, rows = read_figures("ges_forms"), len(services)
    form = draws.pick(forms["weight"], rows)

    def of_form(column: str) -> Counts:
        return np.asarray(forms[column].fill_null(0).to_numpy()[form], dtype=np.int64)

    size = of_form("least_size") + draws.below(np.maximum(of_form("sizes"), 1), rows)
    travels = draws.chance(read_calibration("ges_calibration")["travel_share"], rows) & (form == 0)
    travel = 5 * (1 + draws.below(12, rows))
    return services.with_columns(
        forms["form"].gather(form),
        minutes=pl.Series(of_form("least_minutes") + of_form("step_minutes") * draws.below(of_form("steps"), rows)),
        group_size=pl.when(pl.Series(of_form("sizes") > 0)).then(pl.Series(size)),
        travel_minutes=pl.when(pl.Series(travels)).then(pl.Series(travel)),
    )


def draw_consultations(is_clinic: Flags, opens: Flags, draws: Draws) -> pl.Series:
    """Draw the kind of consultation: at clinics always one, the course's first first; at centres at times."""
    rows = len(is_clinic)
    has_kind = is_clinic | draws.chance(read_calibration("ges_calibration")["centre_consultation_share"], rows)
    kind = np.where(opens, 0, draws.pick(LATER, rows))
    return pl.Series("consultation", CONSULTATIONS).gather(np.where(has_kind, kind, len(CONSULTATIONS) - 1))


def draw_municipal_additions(services: pl.DataFrame, supplements: list[str], draws: Draws) -> pl.DataFrame:
    """Draw the additional codes: `service_id code`, supplements mostly at clinics, and others that mean nothing here."""
    rows, shares = len(services), read_calibration("ges_calibration")
    codes = read_figures("sks_codes_2018")
    share = np.where(services["is_clinic"].to_numpy(), 1.0, 1.0 / CENTRE_SUPPLEMENTS) * shares["supplement_share"]
    is_paid = draws.generator.random(rows) < share
    paid = services.select("service_id").filter(pl.Series(is_paid & bool(supplements)))
    turn = np.arange(len(paid)) % max(1, len(supplements))
    plain = services.select("service_id").filter(pl.Series(draws.chance(shares["addition_share"], rows)))
    return pl.concat(
        [
            paid.with_columns(code=pl.Series(supplements, dtype=pl.String).gather(turn)),
            plain.with_columns(code=codes["code"].gather(draws.pick(codes["addition"], len(plain)))),
        ]
    ).sort("service_id", "code")
