"""Plans and course marks: services with the codes that the facts give to their roles, `contact day role`."""

from pathlib import Path

import polars as pl

from data.synthetic.draws import Draws
from data.synthetic.months import Month
from data.synthetic.places import read_in_force

ROLES = ["plan_general", "plan_specialised", "no_plan_needed",
         "start_general", "end_general", "start_specialised", "end_specialised"]  # fmt: skip
KIND = pl.col("kind")
OTHER_KIND = pl.when(KIND == "general").then(pl.lit("specialised")).otherwise(pl.lit("general"))


def read_mark_codes(facts: Path, month: Month) -> dict[str, str]:
    """Read the code of each role in force in the month (the first in the alphabet where there are several)."""
    rows = read_in_force(facts, "registration_codes", "sks_prefix", month).sort("sks_prefix", descending=True)
    codes = dict(rows.select("role", "sks_prefix").iter_rows())
    missing = [role for role in ROLES if role not in codes]
    if missing:
        when = f"{month.first:%Y-%m}"
        raise LookupError(f"{facts / 'registration_codes.csv'} has no code in {when} for {', '.join(missing)}.")
    return codes


def mark(courses: pl.DataFrame, verb: str, contact: str, day: str | pl.Expr, kind: pl.Expr = KIND) -> pl.DataFrame:
    """Mark courses: one service each, on a contact and a day, in the role of verb and kind (start_general ..)."""
    on = pl.col(day) if isinstance(day, str) else day
    role = pl.concat_str(pl.lit(f"{verb}_"), kind)
    return courses.select(pl.col(contact).alias("contact"), on.alias("day"), role.alias("role"))


def list_marks(courses: pl.DataFrame, month: Month, draws: Draws) -> pl.DataFrame:
    """List the start and end marks of all courses, each as its case has it."""
    after = pl.Series("after_day", month.last_day + 1 + draws.below(9, len(courses)))
    courses = courses.with_columns(after, variant=pl.int_range(pl.len()).over("case") % 2)
    return pl.concat([list_starts(courses), list_ends(courses), list_turns(courses)])


def of(courses: pl.DataFrame, *cases: str) -> pl.DataFrame:
    """Keep the courses of some cases."""
    return courses.filter(pl.col("case").is_in(cases))


def list_starts(courses: pl.DataFrame) -> pl.DataFrame:
    """List the start marks: on the first visit, but for those that come earlier, later or never."""
    late = of(courses, "no_start_mark").filter(pl.col("variant") == 1)
    usual = courses.filter(~pl.col("case").is_in(["no_start_mark", "started_before"]))
    return pl.concat(
        [
            mark(usual, "start", "first_contact", "first_day"),
            mark(of(courses, "started_before"), "start", "first_contact", "in_day"),
            mark(late, "start", "last_contact", "middle_day"),
        ]
    )


def list_ends(courses: pl.DataFrame) -> pl.DataFrame:
    """List the end marks: on the last visit, but for those that come earlier, later or never."""
    special = ["open", "ended_early", "ended_next_month", "changed_kind"]
    usual = courses.filter(~pl.col("case").is_in(special))
    return pl.concat(
        [
            mark(usual, "end", "last_contact", "last_day"),
            mark(of(courses, "ended_early"), "end", "first_contact", "first_day"),
            mark(of(courses, "ended_next_month"), "end", "last_contact", "after_day"),
            mark(of(courses, "stray_end"), "end", "first_contact", pl.col("first_day") - 3),
        ]
    )


def list_turns(courses: pl.DataFrame) -> pl.DataFrame:
    """List the marks in the middle of a course: new starts, changes of kind, and courses of both kinds at once."""
    both, changed, again = of(courses, "both_kinds"), of(courses, "changed_kind"), of(courses, "restarted_same_day")
    return pl.concat(
        [
            mark(both, "start", "first_contact", "first_day", OTHER_KIND),
            mark(both, "end", "last_contact", "last_day", OTHER_KIND),
            mark(changed, "end", "first_contact", "before_middle_day"),
            mark(changed, "start", "last_contact", "middle_day", OTHER_KIND),
            mark(changed, "end", "last_contact", "last_day", OTHER_KIND),
            mark(again, "end", "first_contact", "middle_day"),
            mark(again, "start", "first_contact", "middle_day"),
            mark(of(courses, "restarted_without_end"), "start", "last_contact", "middle_day"),
        ]
    )


def list_plans(courses: pl.DataFrame) -> pl.DataFrame:
    """List the plans of the courses, on `plan_contact` and `plan_day`; half of those without one get it too late."""
    late = of(courses, "no_plan").filter(pl.int_range(pl.len()) % 2 == 1)
    planned = courses.filter(pl.col("case") != "no_plan")
    return pl.concat(
        [
            mark(planned, "plan", "plan_contact", "plan_day"),
            mark(late, "plan", "last_contact", pl.col("last_day") + 1),
        ]
    )


def list_discharge_plans(last_contacts: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """List what discharges without a course note: no plan needed, or a plan that a municipality carries out."""
    roles = pl.Series(["no_plan_needed", "plan_general", None], dtype=pl.String)
    role = roles.gather(draws.pick((35, 25, 40), len(last_contacts)))
    noted = last_contacts.select("contact", pl.col("out_day").alias("day"), role.alias("role"))
    return noted.filter(pl.col("role").is_not_null())
