"""Municipal rows and what they belong to: institutions, municipalities, the courses of services, rows sent twice.

Each `find_` gives the faulty rows as row_number, column_name and reason. Source: contract section 2, register `ges`.
"""

import polars as pl

from transforms.dated import VALIDITY, Facts, is_in_force, join_in_force
from transforms.linking import may_recur, name_fault


def join_known(rows: pl.LazyFrame, dated: pl.LazyFrame, *, by: str, on: str) -> pl.LazyFrame:
    """Join what the facts say of a number on a day; of a day that is older than its facts, on their first day.

    Empty where they do not know it. A plan from before the first settled month is no reason to reject its course
    [reading]. Source: contract section 2, register `ges`.
    """
    begins = dated.group_by(by).agg(pl.col("valid_from").min().alias("known_from"))
    judged = rows.join(begins, on=by, how="left").with_columns(judged_on=pl.max_horizontal(on, "known_from"))
    return join_in_force(judged, dated, on="judged_on", by=[by]).drop("known_from", "judged_on")


def add_known_institution(courses: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """Add what facts say of the performing institution: `known_kind`, `known_municipality`. Source: contract section 2."""
    known = facts.institutions.select(
        "institution", *VALIDITY, known_kind="number_kind", known_municipality="municipality"
    )
    return courses.lazy().pipe(join_known, known.lazy(), by="institution", on="plan_issued_on").collect()


def add_supplier(activity: pl.LazyFrame, facts: Facts, *, on: str) -> pl.LazyFrame:
    """Add whose the performing institution is on a day: `supplier_kind`, `supplier`. It may change hands in mid-course.

    Of a day before or after all that facts know of it, whose it was first or last: a course may end on such a day.
    Danish: leverandør. Source: KL memo 2006, sections 3 and 4.
    """
    owned = facts.institutions.lazy().select(
        *("institution", "supplier_kind", "supplier", "valid_from"), valid_to=pl.lit(None, pl.Date)
    )
    return join_known(activity, owned, by="institution", on=on)


def find_unknown_institutions(courses: pl.DataFrame) -> pl.DataFrame:
    """Courses at an institution that the facts do not know, or know by a number of another kind.

    Danish: ukendt behandlingssted. Source: contract section 2 (`unknown_institution`).
    """
    unknown = courses.filter(pl.col("institution").is_not_null() & pl.col("known_kind").is_null())
    other = courses.filter(pl.col("number_kind") != pl.col("known_kind"))
    reason = "unknown_institution"
    return pl.concat([name_fault(unknown, "institution", reason), name_fault(other, "number_kind", reason)])


def find_institutions_elsewhere(courses: pl.DataFrame) -> pl.DataFrame:
    """Courses at an institution that lies in another municipality than they say. Source: contract section 2 (`institution_elsewhere`)."""
    elsewhere = courses.filter(pl.col("institution_municipality") != pl.col("known_municipality"))
    return name_fault(elsewhere, "institution_municipality", "institution_elsewhere")


def find_unknown_municipalities(courses: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """Courses of citizens whose residence is no municipality: nobody pays. Source: contract section 2 (`unknown_municipality`)."""
    resident = courses.select("row_number", "municipality", "plan_issued_on").drop_nulls("municipality")
    dated = facts.municipalities.lazy().select("municipality", "region", *VALIDITY)
    joined = join_known(resident.lazy(), dated, by="municipality", on="plan_issued_on").collect()
    return name_fault(joined.filter(pl.col("region").is_null()), "municipality", "unknown_municipality")


def find_repeated(rows: pl.DataFrame, number: str, reason: str) -> pl.DataFrame:
    """Rows under a number that another row has too: the first stays, in the order of their content.

    Source: contract section 2 (`duplicate_course`, `duplicate_service`).
    """
    content = [name for name in rows.columns if name != "row_number"]
    in_order = rows.filter(may_recur(number)).sort(*content, "row_number", nulls_last=True)
    return name_fault(in_order.filter(~pl.col(number).is_first_distinct()), number, reason)


def join_course(services: pl.DataFrame, contacts: pl.DataFrame) -> pl.DataFrame:
    """Join each service to its accepted course: `contact`, its days and places, empty where there is none. Keeps the order."""
    days_and_places = contacts.select(
        "contact", "municipality", "institution", "plan_issued_on", "ended_on", course_id="contact_key"
    )
    return services.join(days_and_places, on="course_id", how="left", maintain_order="left")


def find_outside_course(linked: pl.DataFrame) -> pl.DataFrame:
    """Services from before the plan or after the end of their course. Source: contract section 2, register `ges`."""
    before = linked.filter(pl.col("service_on") < pl.col("plan_issued_on"))
    after = linked.filter(pl.col("service_on") > pl.col("ended_on"))
    column_name = "service_on"
    return pl.concat(
        [name_fault(before, column_name, "service_before_plan"), name_fault(after, column_name, "service_after_end")]
    )


def find_out_of_force(linked: pl.DataFrame, dated: pl.DataFrame, number: str, reason: str) -> pl.DataFrame:
    """Services on a day on which their institution or municipality, known to the course, is not in force.

    Source: contract section 2 (`unknown_institution`, `unknown_municipality`).
    """
    pairs = [number, "service_on"]
    in_force = linked.select(pairs).unique().join(dated, on=number).filter(is_in_force("service_on"))
    outside = linked.drop_nulls(pairs).join(in_force, on=pairs, how="anti")
    return name_fault(outside, "service_on", reason)
