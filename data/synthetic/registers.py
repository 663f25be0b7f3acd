"""The three tables of the register, as text, each row under the record number (recnum) of its contact."""

import numpy as np
import polars as pl

from data.synthetic.cpr import number_citizens
from data.synthetic.draws import Draws
from data.synthetic.figures import read_calibration, read_figures
from data.synthetic.months import Month
from data.synthetic.parts import Part

FIRST_RECNUM = 1_000_000_000
SECONDS_OF_WORK = 30_000  # reported between 07:00 and 15:20


def add_register_columns(activity: Part, draws: Draws) -> pl.DataFrame:
    """Add to the contacts: `v_cpr`, department, specialty, therapist's department and `recnum`.

    Record numbers come in random order: the contacts of one citizen lie apart in the files.
    """
    contacts, units = activity.contacts, read_figures("departments")
    numbers = number_citizens(activity.citizens["birth_day"], read_calibration()["replacement_number_share"], draws)
    rows, is_stay = len(contacts), (contacts["pattype"] == "0").to_numpy()
    unit = np.where(is_stay, draws.pick(units["inpatient"], rows), draws.pick(units["outpatient"], rows))
    return contacts.with_columns(
        numbers.gather(contacts["citizen"]).alias("v_cpr"),
        units["department"].gather(unit),
        units["specialty"].gather(unit),
        units["department"].gather(np.where(is_stay, 0, unit)).alias("therapist"),
        recnum=FIRST_RECNUM + 3 * pl.Series(draws.order(rows)),
    )


def spell_days(days: pl.Series, style: str = "%Y-%m-%d") -> pl.Series:
    """Spell days since 1970; an empty day stays empty."""
    if days.is_empty() or days.null_count() == len(days):
        return pl.Series(days.name, [None] * len(days), dtype=pl.String)
    low, high = int(days.min()), int(days.max())  # type: ignore[arg-type]
    calendar = pl.from_epoch(pl.Series(np.arange(low, high + 1)), time_unit="d").dt.to_string(style)
    return calendar.gather(days - low).alias(days.name)


def spell_contacts(contacts: pl.DataFrame, prefix: str, month: Month, draws: Draws) -> pl.DataFrame:
    """Spell t_adm: real headings and widths; some hospitals pad the department, some contacts have none."""
    rows, diagnoses = len(contacts), read_figures("diagnoses")
    department, is_padding = pl.col("department"), pl.col("hospital").str.ends_with("2")
    known = contacts.with_columns(out_day=pl.when(pl.col("out_day") <= month.drawn_day).then("out_day"))
    return (
        known.with_columns(reported=draw_reporting(month, draws, rows))
        .select(
            pl.col("recnum").alias("K_RECNUM"),
            pl.concat_str(pl.lit(prefix), pl.int_range(pl.len()).cast(pl.String).str.zfill(9)).alias("IDNUMMER"),
            pl.from_epoch("reported").alias("SKEMAOPDAT"),
            pl.col("hospital").alias("C_SGH"),
            pl.when(pl.Series(draws.chance(0.995, rows)))
            .then(pl.when(is_padding).then(department.str.pad_end(3)).otherwise(department))
            .alias("C_AFD"),
            pl.col("pattype").alias("C_PATTYPE"),
            pl.col("v_cpr").alias("V_CPR"),
            pl.col("in_day").map_batches(spell_days, return_dtype=pl.String).alias("D_INDDTO"),
            pl.col("out_day").map_batches(spell_days, return_dtype=pl.String).alias("D_UDDTO"),
            pl.col("municipality").str.strip_prefix("0").alias("C_KOM"),
            pl.col("specialty").alias("C_SPEC"),
            diagnoses["code"].gather(draws.pick(diagnoses["weight"], rows)).alias("C_ADIAG"),
        )
        .sort("K_RECNUM")
    )


def draw_reporting(month: Month, draws: Draws, rows: int) -> pl.Expr:
    """Draw when a contact was last reported (SKEMAOPDAT), in seconds: after its last day known, before the delivery."""
    known = pl.max_horizontal("in_day", pl.col("out_day").fill_null(month.first_day))
    wait = (month.drawn_day - known) * pl.Series(draws.below(1000, rows)) // 1000
    return (known + wait) * 86_400 + 25_200 + pl.Series(draws.below(SECONDS_OF_WORK, rows))


def spell_visits(visits: pl.DataFrame, contacts: pl.DataFrame) -> pl.DataFrame:
    """Spell t_bes: one row for each visit day of a contact."""
    rows = visits.select(contacts["recnum"].gather(visits["contact"]).alias("V_RECNUM"), "day").sort("V_RECNUM", "day")
    return rows.select("V_RECNUM", spell_days(rows["day"]).alias("D_AMBDTO"))


def spell_services(services: pl.DataFrame, contacts: pl.DataFrame, mark_codes: list[str]) -> pl.DataFrame:
    """Spell t_sksube: codes, add-on codes and the department of the therapist."""
    codes = read_figures("sks_codes_2018")["code"].append(pl.Series(mark_codes))
    rows = services.with_columns(contacts["recnum"].gather(services["contact"])).sort(
        "recnum", "day", "kind", "code", "addition"
    )
    return rows.select(
        pl.col("recnum").alias("V_RECNUM"),
        pl.Series([*codes, None]).gather(rows["addition"] % (len(codes) + 1)).alias("C_TILOPR"),
        pl.Series(["P", None, "+"]).gather(rows["kind"]).alias("C_OPRART"),
        spell_days(rows["day"]).alias("D_ODTO"),
        contacts["hospital"].gather(rows["contact"]).alias("C_OSGH"),
        contacts["therapist"].gather(rows["contact"]).alias("C_OAFD"),
        codes.gather(rows["code"]).alias("C_OPR"),
    )
