"""Municipal rows that do not fit: added to the tables, each a copy of a good row with one fault, as in `faults`."""

import polars as pl

from data.synthetic.draws import Draws
from data.synthetic.faults import (
    BAD_CODES,
    BAD_CPR,
    BAD_DATES,
    BAD_MUNICIPALITIES,
    allot,
    copy_rows,
    cycle,
    insert,
    spoil,
)

BAD_NUMBERS = ["0", "-30", "tre", "7,5"]
NOWHERE = ["GK9999", "GP0000"]  # institutions that no list holds
SO_MANY = 50  # courses that faulty services are laid to, in turn


def add_faults(tables: dict[str, pl.DataFrame], elsewhere: list[str], draws: Draws) -> dict[str, pl.DataFrame]:
    """Add the rows that are to be rejected: in each file each reason at least once, and never 5 % of the rows."""
    (first, courses), (second, services), (third, additions) = tables.items()
    rejected = copy_courses(courses, allot(first, len(courses)), elsewhere, draws)
    refused = copy_services(services, courses, rejected, allot(second, len(services)), draws)
    lost = copy_additions(additions, refused, allot(third, len(additions)), draws)
    return {first: insert(courses, rejected), second: insert(services, refused), third: insert(additions, lost)}


def renumber(copies: pl.DataFrame, column: str, *kept: str) -> pl.DataFrame:
    """Give copies a number of their own, but those of some reasons; `row` is where they are to lie."""
    own = pl.concat_str(pl.col(column), pl.format("F{}", pl.col("copy")))
    number = pl.when(pl.col("reason").is_in(kept)).then(pl.col(column)).otherwise(own)
    return copies.with_columns(number.alias(column))


def copy_courses(courses: pl.DataFrame, allotment: dict[str, int], elsewhere: list[str], draws: Draws) -> pl.DataFrame:
    """Copy courses into rejected ones. A course that is sent twice says a later day of its plan, or the same again."""
    copies = copy_rows(courses, allotment, draws).with_columns(row="forloeb_id")
    other_town = pl.when(pl.col("institution_kom") == "101").then(pl.lit("147")).otherwise(pl.lit("101"))
    later = (
        pl.col("d_plan").str.to_date().dt.offset_by(pl.format("{}d", pl.col("variant") % 2)).dt.to_string("%Y-%m-%d")
    )
    return (
        copies.pipe(renumber, "forloeb_id", "duplicate_course")
        .pipe(spoil, "duplicate_course", ["d_plan"], later)
        .pipe(spoil, "bad_cpr", ["v_cpr"], cycle(BAD_CPR))
        .pipe(spoil, "bad_date", ["d_plan", "d_slut"], cycle(BAD_DATES))
        .pipe(spoil, "bad_code", ["c_kom", "institution_kom", "plan_art"], cycle(BAD_MUNICIPALITIES))
        .pipe(spoil, "unknown_institution", ["institution"], cycle(NOWHERE))
        .pipe(spoil, "institution_elsewhere", ["institution_kom"], other_town)
        .pipe(spoil, "unknown_municipality", ["c_kom"], cycle(elsewhere))
        .pipe(spoil, "missing_value", ["v_cpr", "c_kom", "d_plan", "institution", "forloeb_id"], pl.lit(None))
    )


def copy_services(
    services: pl.DataFrame, courses: pl.DataFrame, rejected: pl.DataFrame, allotment: dict[str, int], draws: Draws
) -> pl.DataFrame:
    """Copy services into rejected ones: some under rejected courses, some on the wrong side of their course's days.

    Where no course has ended, none is after its end.
    """
    copies = copy_rows(services, allotment, draws).pipe(renumber, "ydelse_id", "duplicate_service")
    parents = [
        *rejected.filter(pl.col("reason") != "duplicate_course")["forloeb_id"].drop_nulls().head(SO_MANY),
        "SYN0",
    ]
    ended = courses.drop_nulls("d_slut").head(SO_MANY)
    last = pl.col("variant").mod(max(1, len(ended)))
    after = pl.col("reason") == "service_after_end"
    copies = (
        copies.filter(~after | pl.lit(len(ended) > 0))
        .with_columns(ended=last.replace_strict(range(len(ended)), ended["forloeb_id"], default=None))
        .with_columns(forloeb_id=pl.when(after).then("ended").otherwise("forloeb_id"))
        .join(courses.select("forloeb_id", "d_plan", "d_slut"), on="forloeb_id", how="left", maintain_order="left")
        .with_columns(row="forloeb_id")
    )
    return (
        copies.pipe(spoil, "orphan", ["forloeb_id"], cycle(parents))
        .pipe(spoil, "service_before_plan", ["d_ydelse"], shift("d_plan", -1))
        .pipe(spoil, "service_after_end", ["d_ydelse"], shift("d_slut", 1))
        .pipe(spoil, "bad_date", ["d_ydelse"], cycle(BAD_DATES))
        .pipe(spoil, "bad_code", ["c_opr", "form", "konsultation"], cycle(BAD_CODES))
        .pipe(spoil, "bad_number", ["minutter", "holdstoerrelse"], cycle(BAD_NUMBERS))
        .pipe(spoil, "missing_value", ["minutter", "d_ydelse", "form", "forloeb_id", "ydelse_id"], pl.lit(None))
    )


def shift(column: str, days: int) -> pl.Expr:
    """The day so many days after another."""
    return pl.col(column).str.to_date().dt.offset_by(f"{days}d").dt.to_string("%Y-%m-%d")


def copy_additions(
    additions: pl.DataFrame, refused: pl.DataFrame, allotment: dict[str, int], draws: Draws
) -> pl.DataFrame:
    """Copy additional codes into rejected ones, some of them under rejected services."""
    copies = copy_rows(additions, allotment, draws).with_columns(row="ydelse_id")
    parents = [*refused.filter(pl.col("reason") != "duplicate_service")["ydelse_id"].drop_nulls().head(SO_MANY), "SYN0"]
    return (
        copies.pipe(spoil, "orphan", ["ydelse_id"], cycle(parents))
        .pipe(spoil, "bad_code", ["c_tilopr"], cycle(BAD_CODES))
        .pipe(spoil, "missing_value", ["c_tilopr", "ydelse_id"], pl.lit(None))
    )
