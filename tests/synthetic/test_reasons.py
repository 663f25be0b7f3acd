"""A delivery of 500 visits holds every reason to reject a row and to set an event aside (contract sections 2 and 4)."""

import polars as pl
import pytest

from tests.synthetic.reading import Delivery, list_marks, list_rehabilitation_visits, read_fact


@pytest.mark.parametrize(
    ("table", "reasons"),
    [
        (
            "contacts",
            "bad_cpr bad_date missing_value bad_code discharge_before_admission duplicate_contact",
        ),
        ("visits", "bad_date missing_value orphan duplicate_row"),
        ("services", "bad_date missing_value bad_code orphan"),
    ],
)
def test_each_file_has_a_row_for_each_of_its_reasons_but_fewer_than_one_in_twenty(
    small: Delivery, table: str, reasons: str
) -> None:
    rows: pl.DataFrame = getattr(small, table)
    assert set(rows["reason"].drop_nulls()) == set(reasons.split())
    assert rows["reason"].count() / len(rows) < 0.05


def test_rows_of_a_superseded_contact_are_among_the_orphans(small: Delivery) -> None:
    superseded = small.contacts.filter(pl.col("reason") == "duplicate_contact")["k_recnum"].to_list()
    assert small.visits.filter(pl.col("v_recnum").is_in(superseded))["reason"].to_list() == ["orphan"]
    assert small.services.filter(pl.col("v_recnum").is_in(superseded))["reason"].to_list() == ["orphan"]


def test_a_superseded_contact_is_older_or_has_the_lower_record_number(large: Delivery) -> None:
    older = large.contacts.filter(pl.col("reason") == "duplicate_contact")
    both = older.join(large.accepted("contacts"), on="idnummer", suffix="_kept")
    is_tie = both["skemaopdat"] == both["skemaopdat_kept"]
    number, kept = both["k_recnum"].cast(pl.Int64), both["k_recnum_kept"].cast(pl.Int64)
    assert is_tie.any()
    assert (~is_tie).any()
    assert (number < kept).filter(is_tie).all()
    assert (number > kept).filter(~is_tie).all(), "the newest report counts, not the highest number"


def test_visits_take_place_at_unknown_hospitals_and_at_test_hospitals(small: Delivery) -> None:
    hospitals = read_fact("hospitals").select(c_sgh="hospital", kind="kind")
    visits = list_rehabilitation_visits(small).join(hospitals, on="c_sgh", how="left")
    assert set(visits["kind"]) >= {None, "hospital", "test"}


def test_visits_are_made_by_citizens_of_no_paying_municipality(small: Delivery) -> None:
    municipalities = read_fact("municipalities")["municipality"].to_list()
    residence = list_rehabilitation_visits(small)["c_kom"].str.zfill(4)
    assert not residence.is_in(municipalities).fill_null(False).all()


def list_courses(delivery: Delivery) -> pl.DataFrame:
    """List the citizens with visits: first and last visit, and the days of each role of plan and mark."""
    visits = (
        list_rehabilitation_visits(delivery).group_by("v_cpr").agg(first=pl.col("day").min(), last=pl.col("day").max())
    )
    marks = list_marks(delivery).pivot("role", index="v_cpr", values="day", aggregate_function=pl.element().sort())
    empty = pl.lit([], dtype=pl.List(pl.Date))
    return (
        visits.join(marks, on="v_cpr", how="left")
        .with_columns(pl.col(pl.List).fill_null(empty))
        .with_columns(
            plan=pl.concat_list("plan_general", "plan_specialised").list.min(),
            start=pl.concat_list("start_general", "start_specialised").list.min(),
            last_start=pl.concat_list("start_general", "start_specialised").list.max(),
            end=pl.concat_list("end_general", "end_specialised").list.max(),
        )
    )


BOTH_AT_ONCE = (
    (pl.col("start_general").list.min() == pl.col("start_specialised").list.min())
    & (pl.col("end_general").list.max() == pl.col("last"))
    & (pl.col("end_specialised").list.max() == pl.col("last"))
)


@pytest.mark.parametrize(
    ("reason", "holds"),
    [
        ("no_rehabilitation_plan", pl.col("plan").is_null() & pl.col("start").is_not_null()),
        ("no_start_mark", pl.col("plan").is_not_null() & pl.col("start").is_null()),
        ("after_end_mark", (pl.col("end") < pl.col("last")) & (pl.col("last_start") <= pl.col("end"))),
        ("ambiguous_course", BOTH_AT_ONCE),
        ("awaiting_end_mark", pl.col("start").is_not_null() & pl.col("end").is_null()),
    ],
)
def test_the_marks_of_some_courses_set_their_visits_aside(small: Delivery, reason: str, holds: pl.Expr) -> None:
    assert list_courses(small).filter(holds).height > 0, reason


def test_a_specialised_course_has_a_visit_of_home_visits_only(small: Delivery) -> None:
    specialised = list_courses(small).filter(pl.col("start_specialised").list.len() > 0)["v_cpr"].to_list()
    visits = list_rehabilitation_visits(small).filter(pl.col("v_cpr").is_in(specialised))
    assert visits.filter(pl.col("prefix") == ["AAF6"]).height > 0


def test_some_visits_and_stays_are_no_rehabilitation_and_some_contacts_are_of_a_ward(small: Delivery) -> None:
    rehabilitation = list_rehabilitation_visits(small)
    assert 400 < len(rehabilitation) < 500
    assert set(small.accepted("contacts")["c_pattype"]) == {"0", "2", "3"}
    assert {"BLKX", "BLNG", "BLKZ", "AAF22"} & set(small.accepted("services")["c_opr"])
