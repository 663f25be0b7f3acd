"""Rehabilitation plans and courses, and the scheme that a visit belongs to through them."""

import polars as pl

from transforms.codes import join_longest_prefix
from transforms.dated import Facts, join_in_force

KINDS = ("general", "specialised")
COURSE = ["patient", "kind"]
SCHEME_OF_KIND = {"general": "general_outpatient", "specialised": "specialised_outpatient"}
SCHEME = pl.Enum(["inpatient", *SCHEME_OF_KIND.values()])
"""While events are judged, their scheme: as text, its long names would be held, moved and compared row by row."""


def keep_registrations(services: pl.LazyFrame, contacts: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """Keep the services that are plans or course marks, whatever their date, attached or not.

    Out: contact, cpr, patient, hospital, municipality, registered_on, sks_code, sks_prefix, role. Rules R5, R6.
    Source: KL memo 2006, sections 2.3 and 4.1 (start- og sluttidspunkt).
    """
    dated_codes = facts.registration_codes.lazy().select("sks_prefix", "role", "valid_from", "valid_to")
    pairs = services.select("sks_code", "service_on").unique()
    return (
        services.join(join_longest_prefix(pairs, dated_codes, on="service_on"), on=["sks_code", "service_on"])
        .join(contacts.select("contact", "cpr", "patient", "hospital", "municipality"), on="contact")
        .select(
            "contact",
            "cpr",
            "patient",
            "hospital",
            "municipality",
            pl.col("service_on").alias("registered_on"),
            "sks_code",
            "sks_prefix",
            "role",
        )
    )


def keep_plans(registrations: pl.LazyFrame) -> pl.LazyFrame:
    """Keep the days on which a citizen was issued a rehabilitation plan, each once. Danish: genoptræningsplan. Rule R5.

    Out: cpr, plan_issued_on, plan_kind (general, specialised, or both: one of each that day).
    """
    kinds = {kind: (pl.col("role") == f"plan_{kind}").any() for kind in KINDS}
    plan_kind = (
        pl.when(kinds["general"] & kinds["specialised"])
        .then(pl.lit("both"))
        .when(kinds["general"])
        .then(pl.lit("general"))
        .otherwise(pl.lit("specialised"))
    )
    issued = registrations.filter(pl.col("role").is_in(["plan_general", "plan_specialised"]))
    return issued.group_by("cpr", pl.col("registered_on").alias("plan_issued_on")).agg(
        plan_kind.cast(pl.Enum([*KINDS, "both"])).alias("plan_kind")
    )


def sum_marked_days(registrations: pl.LazyFrame) -> pl.LazyFrame:
    """Marks day by day: per patient (citizen at a hospital), kind and day whether a course was marked to start, end, or both.

    Out: patient, kind, marked_on, has_start, has_end, was_open (a course is open as the day begins). Rule R6.
    A day with both marks leaves things as they were: the open course closes and the next opens, or one begins and ends.
    In the order of patient, kind and day.
    """
    mark = pl.col("role").str.split_exact("_", 1)
    marks = registrations.filter(pl.col("role").str.contains("^(start|end)_")).with_columns(
        mark.struct.field("field_0").alias("mark"), mark.struct.field("field_1").alias("kind")
    )
    days = marks.group_by(*COURSE, pl.col("registered_on").alias("marked_on")).agg(
        (pl.col("mark") == "start").any().alias("has_start"), (pl.col("mark") == "end").any().alias("has_end")
    )
    is_open_after = pl.when(pl.col("has_start") != pl.col("has_end")).then("has_start")
    was_open = pl.when(is_of_same_course(shift=1)).then(is_open_after.shift(1)).otherwise(pl.lit(value=False))
    return days.sort(*COURSE, "marked_on").with_columns(was_open.forward_fill().alias("was_open"))


def is_of_same_course(shift: int) -> pl.Expr:
    """Whether the marked day before (1) or after (-1) is of the same patient and kind."""
    return pl.all_horizontal(pl.col(name).eq_missing(pl.col(name).shift(shift)) for name in COURSE)


def keep_courses(marked_days: pl.LazyFrame) -> pl.LazyFrame:
    """Courses: each start mark opens one, and the next marked day closes it. In: marked days in their order.

    Out: patient, kind, course_started_on, course_ended_on (empty: open), covers_from (the day after the start where
    the previous course ends on that day, since the day belongs to the one that ends), is_cut_short (a start closed it).
    Danish: forløb. Rules R6, R7 (that a start closes the open course the day before is a reading).
    """
    has_both = pl.col("has_start") & pl.col("has_end")
    has_next = is_of_same_course(shift=-1)
    next_on = pl.when(has_next).then(pl.col("marked_on").shift(-1))
    next_only_starts = pl.when(has_next).then((pl.col("has_start") & ~pl.col("has_end")).shift(-1))
    lasts_one_day = has_both & ~pl.col("was_open")
    day = pl.duration(days=1)
    ended_on = pl.when(lasts_one_day).then("marked_on").when(next_only_starts).then(next_on - day).otherwise(next_on)
    covers_from = pl.when(has_both & pl.col("was_open")).then(pl.col("marked_on") + day).otherwise("marked_on")
    is_cut_short = next_only_starts.fill_null(value=False) & ~lasts_one_day
    return (
        marked_days.with_columns(
            ended_on.alias("course_ended_on"), covers_from.alias("covers_from"), is_cut_short.alias("is_cut_short")
        )
        .filter("has_start")
        .select(
            *COURSE, pl.col("marked_on").alias("course_started_on"), "course_ended_on", "covers_from", "is_cut_short"
        )
    )


def keep_stray_ends(marked_days: pl.LazyFrame) -> pl.LazyFrame:
    """Keep the days with an end mark and nothing open: it does nothing, and is counted. Rule R6."""
    return marked_days.filter(pl.col("has_end") & ~pl.col("has_start") & ~pl.col("was_open"))


def add_plan(events: pl.LazyFrame, plans: pl.LazyFrame) -> pl.LazyFrame:
    """Add the day of the latest plan issued to the citizen on or before the event, and its kind. Rule R5."""
    issued = plans.with_columns(pl.col("plan_issued_on").alias("valid_from"), pl.lit(None, pl.Date).alias("valid_to"))
    return join_in_force(events, issued, on="activity_date", by=["cpr"])


def add_courses(events: pl.LazyFrame, courses: pl.LazyFrame) -> pl.LazyFrame:
    """Add the course of each kind that covers the event's day, and whether any had begun at the hospital by then. Rule R7.

    Adds per kind `<kind>_started_on`, `<kind>_ended_on`, and `first_course_on`.
    """
    begun = courses.group_by("patient").agg(
        pl.col("course_started_on").min().alias("valid_from"),
        pl.col("course_started_on").min().alias("first_course_on"),
        pl.lit(None, pl.Date).alias("valid_to"),
    )
    events = join_in_force(events, begun, on="activity_date", by=["patient"])
    for kind in KINDS:
        covering = courses.filter(pl.col("kind") == kind).select(
            "patient",
            pl.col("course_started_on").alias(f"{kind}_started_on"),
            pl.col("course_ended_on").alias(f"{kind}_ended_on"),
            pl.col("covers_from").alias("valid_from"),
            pl.col("course_ended_on").alias("valid_to"),
        )
        covering = covering.filter(pl.col("valid_to").is_null() | (pl.col("valid_from") <= pl.col("valid_to")))
        events = join_in_force(events, covering, on="activity_date", by=["patient"])
    return events


def add_scheme(events: pl.LazyFrame) -> pl.LazyFrame:
    """Add the scheme: a stay is inpatient, a visit takes the kind of the one course that covers it, else none.

    Adds scheme, course_started_on, course_ended_on. Danish: ordning. Rule R7.
    Source: KL memo 2006, table 1 and section 2.3 (specialised rehabilitation is marked).
    """
    is_stay = pl.col("setting") == "stay"
    covered = {kind: ~is_stay & pl.col(f"{kind}_started_on").is_not_null() for kind in KINDS}
    is_only = {
        "general": covered["general"] & ~covered["specialised"],
        "specialised": covered["specialised"] & ~covered["general"],
    }
    of_course = {
        name: pl.coalesce(pl.when(is_only[kind]).then(f"{kind}_{name}") for kind in KINDS)
        for name in ("started_on", "ended_on")
    }
    of_kind = (pl.when(is_only[kind]).then(pl.lit(SCHEME_OF_KIND[kind])) for kind in KINDS)
    scheme = pl.coalesce(pl.when(is_stay).then(pl.lit("inpatient")), *of_kind)
    return events.with_columns(
        scheme.cast(SCHEME).alias("scheme"),
        of_course["started_on"].alias("course_started_on"),
        of_course["ended_on"].alias("course_ended_on"),
    )
