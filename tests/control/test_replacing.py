"""What a run's lines take the place of, drawn: those of its window and its stays; what is frozen, and earlier months' judgements, stay."""

# fmt: off

from datetime import date
from types import SimpleNamespace

import polars as pl

from flows.connection import connect, insert, read_query
from flows.posting import register_names, replace_control_list
from flows.warehouse import create_marts
from schemas.marts import mart_columns
from tests.drawn import assert_same, table
from transforms.control_lists import LINE


def lines(drawn):
    """Drawn lines, everything else of them filled with anything."""
    rows = table(drawn)
    anything = {"payer_municipality": "0101", "creditor_region": "1084", "hospital": "1301", "advisory_kr": 1, "detail": "noget"}
    return rows.with_columns(pl.lit(value).alias(name) for name, value in anything.items()).select(
        pl.col(name).cast(dtype) for name, dtype in ({"run_id": pl.String()} | LINE).items() if name != "run_id" or "run_id" in rows.columns
    )


def events(*names):
    return pl.DataFrame({"event_id": names}, schema={"event_id": pl.String})


def test_a_run_replaces_the_lines_of_its_window_and_of_its_stays_and_of_its_month_and_no_others():
    booking = SimpleNamespace(
        standing=events("V:1", "V:4", "S:5"), set_aside=events("V:2"), gone=events("S:6", "S:8"), frozen=events("V:7", "S:9"),
        reversals=pl.DataFrame(schema={"entry_no": pl.Int64}),
    )
    found = lines("""
        list                   | event_id | activity_date
        -----------------------+----------+--------------
        general_outpatient     | V:1      | 2007-03-05
        ambiguous_course       | V:2      | 2007-03-05
        inpatient_home_visit   | S:5      | 2007-03-02
        general_outpatient     | V:7      | 2007-02-20
        inpatient_home_visit   | S:8      | 2007-03-03
        inpatient_home_visit   | S:9      | 2007-03-03
        end_mark_without_start |          | 2007-03-09
        deviating_municipality |          | 2007-03-31
    """)
    run = {"run_id": "R0009", "settlement_month": "2007-03", "window_from": date(2007, 2, 1), "window_to": date(2007, 3, 31)}
    with connect(":memory:") as marts_db:
        create_marts(marts_db)
        insert(marts_db, "control_list", lines("""
            run_id | list                   | event_id | activity_date
            -------+------------------------+----------+--------------
            R0001  | general_outpatient     | V:1      | 2007-03-05
            R0001  | general_outpatient     | V:3      | 2007-02-01
            R0001  | general_outpatient     | V:4      | 2007-01-31
            R0001  | inpatient_home_visit   | S:5      | 2007-01-15
            R0001  | inpatient_home_visit   | S:6      | 2007-01-15
            R0001  | general_outpatient     | V:7      | 2007-02-10
            R0001  | inpatient_home_visit   | S:9      | 2007-01-20
            R0001  | end_mark_without_start |          | 2007-02-09
            R0001  | end_mark_without_start |          | 2007-01-09
            R0001  | deviating_municipality |          | 2007-02-28
            R0001  | deviating_municipality |          | 2007-03-31
        """))
        register_names(marts_db, booking)
        replace_control_list(marts_db, SimpleNamespace(run=run, booking=booking, control_list=found))
        columns = ", ".join(mart_columns("control_list"))
        standing = read_query(marts_db, f"SELECT {columns} FROM control_list")
    assert_same(standing, """
        run_id | list                   | event_id | activity_date
        -------+------------------------+----------+--------------
        R0001  | general_outpatient     | V:4      | 2007-01-31
        R0001  | general_outpatient     | V:7      | 2007-02-10
        R0001  | inpatient_home_visit   | S:9      | 2007-01-20
        R0001  | end_mark_without_start |          | 2007-01-09
        R0001  | deviating_municipality |          | 2007-02-28
        R0009  | general_outpatient     | V:1      | 2007-03-05
        R0009  | ambiguous_course       | V:2      | 2007-03-05
        R0009  | inpatient_home_visit   | S:5      | 2007-03-02
        R0009  | end_mark_without_start |          | 2007-03-09
        R0009  | deviating_municipality |          | 2007-03-31
    """)
