"""Age: completed years on the activity date, from the CPR number. Contract, section 5."""

# fmt: off

from datetime import date

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.drawn import assert_same, table
from tests.given import settled
from transforms.persons import add_age


def ages(drawn):
    """Drawn citizens with their age."""
    return add_age(table(drawn).lazy()).collect()


def test_age_is_completed_years_on_the_activity_date():
    assert_same(ages("""
        cpr        | activity_date
        -----------+--------------
        0503500001 | 2007-03-04
        0503500001 | 2007-03-05
        0112500001 | 2007-11-30
        0112500001 | 2007-12-01
        0103070001 | 2007-03-01
        2902040001 | 2007-02-28
        2902040001 | 2007-03-01
    """), """
        cpr        | activity_date | age
        -----------+---------------+----
        0503500001 | 2007-03-04    | 56
        0503500001 | 2007-03-05    | 57
        0112500001 | 2007-11-30    | 56
        0112500001 | 2007-12-01    | 57
        0103070001 | 2007-03-01    | 100
        2902040001 | 2007-02-28    | 102
        2902040001 | 2007-03-01    | 103
    """)


def test_the_seventh_digit_gives_the_century():
    assert_same(ages("""
        cpr        | activity_date
        -----------+--------------
        0101000001 | 2060-01-01
        0101993001 | 2060-01-01
        0101364001 | 2060-01-01
        0101374001 | 2060-01-01
        0101575001 | 2060-01-01
        0101585001 | 2060-01-01
        0101578001 | 2060-01-01
        0101588001 | 2060-01-01
        0101369001 | 2060-01-01
        0101379001 | 2060-01-01
    """), """
        cpr        | age
        -----------+----
        0101000001 | 160
        0101993001 | 61
        0101364001 | 24
        0101374001 | 123
        0101575001 | 3
        0101585001 | 202
        0101578001 | 3
        0101588001 | 202
        0101369001 | 24
        0101379001 | 123
    """)


def test_age_is_empty_where_the_number_does_not_give_a_birth_date_and_60_on_the_day_does_not_count():
    computed = settled(contacts="""
        k_recnum | v_cpr      | c_pattype | d_uddto
        ---------+------------+-----------+-----------
        1        | 6503500001 | 0         | 2007-03-05
        2        | 050350ABCD | 0         | 2007-03-05
        3        | 3102500001 | 0         | 2007-03-05
        4        | 0503500ABC | 0         | 2007-03-05
        5        | 6103500001 | 0         | 2007-03-05
        6        | 9112500001 | 0         | 2007-03-05
    """, services="""
        v_recnum
        --------
        1
        2
        3
        4
        5
        6
    """)
    assert_same(computed.charges, """
        cpr        | age
        -----------+----
        6503500001 | 57
        050350ABCD |
        3102500001 |
        0503500ABC | 57
        6103500001 | 57
        9112500001 | 56
    """)


def completed_years(born, on):
    """Years completed, as one counts birthdays; one born on 29 February has it on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    born=st.lists(st.dates(date(1900, 1, 1), date(1999, 12, 31)), min_size=20, max_size=40),
    on=st.dates(date(2000, 1, 1), date(2030, 12, 31)),
)
@example(born=[date(1950, 12, 1), date(1950, 1, 31), date(1952, 2, 29)], on=date(2007, 12, 1))
def test_age_is_what_counting_birthdays_gives(born, on):
    citizens = pl.DataFrame({"cpr": [f"{day:%d%m%y}0001" for day in born], "activity_date": on})
    found = add_age(citizens.lazy()).collect().select("cpr", "age").rows()
    assert sorted(found) == sorted((f"{day:%d%m%y}0001", completed_years(day, on)) for day in born)
