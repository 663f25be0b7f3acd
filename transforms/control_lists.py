"""Control lists: the events that people should look at, though the rules have judged them. Danish: kontrollister.

A list charges nothing and sets nothing aside. What each one means and who should do what stands in `reports.control_lists`;
those of marks and courses in `transforms.control_courses`; the one of municipalities, which needs the months before, in
`flows.deviations`. Source: KL memo 2006, sections 2.3, 2.4 and 4.1, and where named.
"""

from collections.abc import Mapping

import polars as pl

from transforms.control_courses import keep_long_open_courses, keep_stray_end_marks
from transforms.courses import KINDS, SCHEME_OF_KIND
from transforms.dated import Facts, join_in_force
from transforms.dates import DANISH, write_date
from transforms.lpr2 import Registry
from transforms.policies import CONTROL_DEFAULTS, add_policies
from transforms.settlement import Settled, Window
from transforms.sharing import KRONER

LINE: dict[str, pl.DataType] = {
    "list": pl.String(),
    "event_id": pl.String(),
    "payer_municipality": pl.String(),
    "creditor_region": pl.String(),
    "hospital": pl.String(),
    "activity_date": pl.Date(),
    "detail": pl.String(),
    "advisory_kr": KRONER,
}
"""A line of a control list, in the shape of the mart `control_list`, without its run."""

DEVIATING = "deviating_municipality"
"""The list that is no list of events: municipalities whose month differs strongly from their own months before."""

PLAN_KINDS = {"general": "almen", "specialised": "specialiseret"}
COURSE_KINDS = {"general": "alment", "specialised": "specialiseret"}

IS_CHARGED = pl.col("reason").is_null()
IS_WAITING = pl.col("reason") == "awaiting_end_mark"
IS_HELD_FOR_HOME_VISIT = pl.col("reason") == "home_visit_in_specialised_course"
BELONGS_TO_COURSE = IS_CHARGED | IS_WAITING | IS_HELD_FOR_HOME_VISIT
"""Events that nothing but their course or their services still hold back: what comes last in the screening. Rule R8."""


def keep_general_outpatient(events: pl.LazyFrame) -> pl.LazyFrame:
    """Keep the general outpatient visits: no agreement between municipality and region is known to the program.

    Danish: almen ambulant genoptræning. Source: KL memo 2006, section 4.1 (manual control before it is settled bilaterally).
    """
    general = events.filter(pl.col("channel") == "information", IS_CHARGED)
    return as_lines(general, pl.concat_str(pl.lit("Takstgruppe "), "tariff_group", pl.lit(", ydelse "), "sks_code"))


def keep_inpatient_home_visits(events: pl.LazyFrame) -> pl.LazyFrame:
    """Keep the charged stays with a home visit among their services, and what the municipality pays of their tariff.

    Danish: hjemmebesøg under indlæggelse. Source: KL memo 2006, section 2.4 (only in very limited use).
    """
    stays = events.filter(pl.col("scheme") == "inpatient", IS_CHARGED, "has_home_visit")
    paid = write_kroner(pl.col("municipal_kr"))
    decided = pl.concat_str(pl.lit("taksten er "), "tariff_group", pl.lit(" ("), "sks_code", pl.lit(")"))
    return as_lines(
        stays,
        pl.concat_str(pl.lit("Hjemmebesøg; "), decided, pl.lit(", heraf betaler kommunen "), paid, pl.lit(" kr.")),
    )


def keep_specialised_home_visits(events: pl.LazyFrame) -> pl.LazyFrame:
    """Keep the visits in a specialised course with a home visit among their services, whatever became of them.

    Danish: hjemmebesøg i specialiseret forløb. Source: KL memo 2006, section 2.3 (it takes place at the hospital).
    """
    visits = events.filter(pl.col("scheme") == "specialised_outpatient", BELONGS_TO_COURSE, "has_home_visit")
    outcome = (
        pl.when(IS_CHARGED)
        .then(pl.concat_str(pl.lit("besøget er takseret efter "), "sks_code"))
        .when(IS_WAITING)
        .then(pl.lit("besøget afventer slutmarkering"))
        .otherwise(pl.lit("besøget er frasorteret"))
    )
    return as_lines(visits, pl.concat_str(pl.lit("Hjemmebesøg i specialiseret forløb; "), outcome))


def keep_plan_and_course_differ(events: pl.LazyFrame) -> pl.LazyFrame:
    """Keep the visits whose latest plan is of the other kind than their course; plans of both kinds on one day do not differ.

    Danish: planens og forløbets art. Source: KL memo 2006, table 1 and section 2.3 (the two kinds are paid differently).
    """
    are_other_kinds = (
        (pl.col("plan_kind") == plan) & (pl.col("scheme") == SCHEME_OF_KIND[course])
        for plan, course in (KINDS, KINDS[::-1])
    )
    visits = events.filter(BELONGS_TO_COURSE, pl.any_horizontal(are_other_kinds))
    plan_kind = pl.col("plan_kind").cast(pl.String)
    course_kind = pl.col("scheme").cast(pl.String).str.strip_suffix("_outpatient")
    day = write_date(pl.col("plan_issued_on"), DANISH)
    said = [pl.lit("Planen af "), day, pl.lit(" er "), in_danish(plan_kind, PLAN_KINDS), pl.lit(", forløbet er ")]
    return as_lines(visits, pl.concat_str(*said, in_danish(course_kind, COURSE_KINDS)))


def keep_ambiguous_courses(events: pl.LazyFrame) -> pl.LazyFrame:
    """Keep the visits that courses of both kinds cover, which are set aside until the marks are put right. Rule R8.

    Danish: tvetydigt forløb. Source: KL memo 2006, table 1 and section 2.3 (the two kinds are paid differently).
    """
    visits = events.filter(pl.col("reason") == "ambiguous_course")
    return as_lines(visits, pl.lit("Både et alment og et specialiseret forløb dækker dagen"))


def keep_old_tariff_at_year_turn(events: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """Keep the charges of a year's first days whose tariff was in force before the year began; a new one may be missing.

    The days are policy `year_turn_days`, 1 January the first. Danish: gammel takst ved årsskiftet.
    Source: KL memo 2006, section 2.1 (tariffs are those of a year: takster for 2007); which days are near is a choice of ours.
    """
    year_began_on = pl.col("activity_date").dt.truncate("1y")
    days = events.select("activity_date").unique().pipe(add_control_policies, facts)
    since = pl.col("activity_date") - year_began_on
    near = days.filter(since < pl.duration(days=pl.col("year_turn_days").cast(pl.Int64))).select("activity_date")
    begun = facts.tariffs.lazy().select(
        "tariff_group", "valid_from", "valid_to", pl.col("valid_from").alias("held_since")
    )
    charges = events.filter(IS_CHARGED).join(near, on="activity_date", how="semi", maintain_order="left")
    old = charges.pipe(join_in_force, begun, on="activity_date", by=["tariff_group"]).filter(
        pl.col("held_since") < year_began_on
    )
    said = [pl.lit("Taksten for "), pl.col("tariff_group"), pl.lit(" har været gældende siden ")]
    return as_lines(
        old.sort("activity_date", "event_id"),
        pl.concat_str(*said, write_date(pl.col("held_since"), DANISH), pl.lit(", før årets begyndelse")),
    )


def keep_control_list(settled: Settled, registry: Registry, facts: Facts, window: Window) -> pl.DataFrame:
    """All control lists of the events, marks and courses of a window, list after list, in the shape of `LINE`."""
    events = settled.events.lazy()
    lists = {
        "general_outpatient": keep_general_outpatient(events),
        "inpatient_home_visit": keep_inpatient_home_visits(events),
        "home_visit_in_specialised_course": keep_specialised_home_visits(events),
        "plan_and_course_differ": keep_plan_and_course_differ(events),
        "ambiguous_course": keep_ambiguous_courses(events),
        "end_mark_without_start": keep_stray_end_marks(settled, registry, facts, window),
        "long_open_course": keep_long_open_courses(settled, registry, facts, window),
        "old_tariff_at_year_turn": keep_old_tariff_at_year_turn(events, facts),
    }
    named = (rows.with_columns(pl.lit(name).alias("list")) for name, rows in lists.items())
    return pl.concat([rows.select(*LINE).cast(pl.Schema(LINE)) for rows in pl.collect_all(named)])


def as_lines(rows: pl.LazyFrame, detail: pl.Expr) -> pl.LazyFrame:
    """Events as lines of a control list, with what is to be looked at and their tariff."""
    return rows.with_columns(detail.alias("detail"), pl.col("tariff_kr").alias("advisory_kr"))


def add_control_policies(days: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """Add the policies of the control lists in force on each activity date."""
    return add_policies(days, facts, on="activity_date", defaults=CONTROL_DEFAULTS)


def in_danish(kind: pl.Expr, words: Mapping[str, str]) -> pl.Expr:
    """A kind of plan or course in Danish."""
    return kind.replace_strict(words, return_dtype=pl.String)


def write_kroner(amount: pl.Expr) -> pl.Expr:
    """Kroner as they are written in Danish: 7.306,00."""
    text = amount.cast(KRONER).cast(pl.String)
    digits = text.str.strip_chars_start("-")
    sign = text.str.head(text.str.len_chars() - digits.str.len_chars())
    whole = digits.str.head(-3).str.reverse().str.replace_all("([0-9]{3})", "$1.").str.reverse()
    return pl.concat_str(sign, whole.str.strip_chars_start("."), pl.lit(","), text.str.tail(2))
