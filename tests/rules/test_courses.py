"""R6: courses from start and end marks, day by day, and the days that a course covers (R7).

In drawn marks a `patient` is a citizen at one hospital, as in the code.
"""

# fmt: off

from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drawn import assert_same, table
from tests.given import counted, settled
from transforms.courses import add_courses, keep_courses, keep_stray_ends, sum_marked_days


def marked_days(marks):
    """Drawn marks day by day."""
    return sum_marked_days(table(marks).lazy())


def courses(marks):
    """The courses of drawn marks."""
    return keep_courses(marked_days(marks)).collect()


def test_a_start_mark_opens_a_course_and_an_end_mark_closes_it_on_its_day():
    assert_same(courses("""
        patient | registered_on | role
        --------+---------------+------------------
        a       | 2007-03-01    | start_general
        a       | 2007-03-20    | end_general
        b       | 2007-03-01    | start_specialised
        b       | 2007-03-02    | end_specialised
    """), """
        patient | kind        | course_started_on | course_ended_on
        --------+-------------+-------------------+----------------
        a       | general     | 2007-03-01        | 2007-03-20
        b       | specialised | 2007-03-01        | 2007-03-02
    """)


def test_a_last_course_without_an_end_is_open():
    assert_same(courses("""
        patient | registered_on | role
        --------+---------------+--------------
        a       | 2007-03-01    | start_general
        b       | 2007-03-01    | start_general
        b       | 2007-03-05    | end_general
        b       | 2007-03-09    | start_general
    """), """
        patient | course_started_on | course_ended_on
        --------+-------------------+----------------
        a       | 2007-03-01        |
        b       | 2007-03-01        | 2007-03-05
        b       | 2007-03-09        |
    """)


def test_on_a_day_with_both_marks_an_open_course_is_closed_and_the_next_opens():
    assert_same(courses("""
        patient | registered_on | role
        --------+---------------+--------------
        a       | 2007-03-01    | start_general
        a       | 2007-03-10    | start_general
        a       | 2007-03-10    | end_general
        a       | 2007-03-20    | end_general
    """), """
        patient | course_started_on | course_ended_on
        --------+-------------------+----------------
        a       | 2007-03-01        | 2007-03-10
        a       | 2007-03-10        | 2007-03-20
    """)


def test_on_a_day_with_both_marks_and_nothing_open_the_course_begins_and_ends_that_day():
    assert_same(courses("""
        patient | registered_on | role
        --------+---------------+--------------
        a       | 2007-03-10    | start_general
        a       | 2007-03-10    | end_general
        b       | 2007-03-01    | start_general
        b       | 2007-03-05    | end_general
        b       | 2007-03-10    | start_general
        b       | 2007-03-10    | end_general
        b       | 2007-03-12    | start_general
        c       | 2007-03-10    | start_general
        c       | 2007-03-10    | end_general
        c       | 2007-03-11    | start_general
        c       | 2007-03-11    | end_general
    """), """
        patient | course_started_on | course_ended_on
        --------+-------------------+----------------
        a       | 2007-03-10        | 2007-03-10
        b       | 2007-03-01        | 2007-03-05
        b       | 2007-03-10        | 2007-03-10
        b       | 2007-03-12        |
        c       | 2007-03-10        | 2007-03-10
        c       | 2007-03-11        | 2007-03-11
    """)


def test_a_start_mark_while_a_course_is_open_closes_it_the_day_before():
    assert_same(courses("""
        patient | registered_on | role
        --------+---------------+--------------
        a       | 2007-03-01    | start_general
        a       | 2007-03-10    | start_general
        a       | 2007-03-11    | start_general
        a       | 2007-03-20    | end_general
    """), """
        patient | course_started_on | course_ended_on | is_cut_short
        --------+-------------------+-----------------+-------------
        a       | 2007-03-01        | 2007-03-09      | yes
        a       | 2007-03-10        | 2007-03-10      | yes
        a       | 2007-03-11        | 2007-03-20      | no
    """)


def test_an_end_mark_with_nothing_open_does_nothing_and_is_listed():
    marks = """
        patient | registered_on | role
        --------+---------------+--------------
        a       | 2007-03-01    | end_general
        a       | 2007-03-05    | start_general
        a       | 2007-03-10    | end_general
        a       | 2007-03-20    | end_general
    """
    assert_same(courses(marks), """
        patient | course_started_on | course_ended_on
        --------+-------------------+----------------
        a       | 2007-03-05        | 2007-03-10
    """)
    assert_same(keep_stray_ends(marked_days(marks)).collect(), """
        patient | marked_on
        --------+-----------
        a       | 2007-03-01
        a       | 2007-03-20
    """)


def test_marks_of_another_hospital_another_kind_or_another_citizen_do_not_touch_a_course():
    computed = settled(contacts="""
        k_recnum | patient | c_sgh
        ---------+---------+------
        1        | 1       | 1301
        2        | 1       | 1309
        3        | 2       | 1301
    """, visits="""
        v_recnum | d_ambdto
        ---------+-----------
        1        | 2007-03-10
    """, services="""
        v_recnum | c_opr      | d_odto
        ---------+------------+-----------
        1        | PLANALMEN  | 2007-03-01
        1        | STARTALMEN | 2007-03-01
        2        | SLUTALMEN  | 2007-03-05
        1        | SLUTSPEC   | 2007-03-06
        3        | SLUTALMEN  | 2007-03-07
        1        | BLNA       | 2007-03-10
        1        | SLUTALMEN  | 2007-03-20
    """)
    assert_same(computed.charges, """
        patient | course_started_on | course_ended_on
        --------+-------------------+----------------
        1       | 2007-03-01        | 2007-03-20
    """)
    assert_same(counted(computed, "courses"), """
        bucket                     | rows
        ---------------------------+-----
        begun                      | 1
        open                       | 0
        end_mark_with_nothing_open | 3
    """)


def test_the_same_mark_twice_on_a_day_counts_once():
    assert_same(courses("""
        patient | registered_on | role
        --------+---------------+--------------
        a       | 2007-03-01    | start_general
        a       | 2007-03-01    | start_general
        a       | 2007-03-05    | end_general
        a       | 2007-03-05    | end_general
    """), """
        patient | course_started_on | course_ended_on
        --------+-------------------+----------------
        a       | 2007-03-01        | 2007-03-05
    """)


def test_marks_are_grouped_by_the_hospital_of_their_contact_and_count_whatever_their_date_or_contact():
    computed = settled(contacts="""
        k_recnum | patient | c_pattype | c_sgh | d_inddto   | d_uddto
        ---------+---------+-----------+-------+------------+-----------
        1        | 1       | 0         | 1301  | 2006-12-01 | 2006-12-05
        2        | 2       | 0         | 1309  | 2006-12-01 | 2006-12-05
    """, services="""
        v_recnum | c_opr      | d_odto
        ---------+------------+-----------
        1        | STARTALMEN | 2006-12-24
        1        | SLUTALMEN  | 2007-04-30
        2        | STARTALMEN | 2006-12-24
        2        | SLUTALMEN  | 2007-04-30
    """, outpatients="""
        patient | started_on | ended_on
        --------+------------+---------
        1       |            |
        2       |            |
    """)
    assert_same(computed.charges, """
        patient | course_started_on | course_ended_on
        --------+-------------------+----------------
        1       | 2006-12-24        | 2007-04-30
    """)
    assert_same(computed.set_aside, """
        patient | reason
        --------+--------------
        2       | no_start_mark
    """)


def test_courses_begun_and_open_and_end_marks_with_nothing_open_are_counted():
    computed = settled(outpatients="""
        patient | started_on | ended_on
        --------+------------+-----------
        1       | 2007-03-01 | 2007-03-31
        2       | 2007-03-01 |
        3       |            | 2007-03-31
    """)
    assert_same(counted(computed, "courses"), """
        bucket                     | rows
        ---------------------------+-----
        begun                      | 2
        open                       | 1
        end_mark_with_nothing_open | 1
    """)


def test_a_mark_is_a_code_that_starts_with_one_of_the_facts_prefixes_and_the_longest_wins():
    computed = settled(outpatients="""
        patient | started_on | ended_on
        --------+------------+---------
        1       |            |
        2       |            |
    """, services="""
        v_recnum | c_opr  | d_odto
        ---------+--------+-----------
        1        | ZM0    | 2007-03-02
        1        | ZM99   | 2007-03-20
        2        | ZM0    | 2007-03-02
        2        | ZM0    | 2007-03-20
    """, facts={"registration_codes": """
        sks_prefix | role
        -----------+--------------
        ZM         | start_general
        ZM9        | end_general
        PLANALMEN  | plan_general
    """})
    assert_same(computed.charges, """
        patient | course_started_on | course_ended_on
        --------+-------------------+----------------
        1       | 2007-03-02        | 2007-03-20
        2       | 2007-03-02        | 2007-03-19
    """)


def courses_day_by_day(marks):
    """One citizen's courses of a kind at a hospital, told day by day as in R6; `marks`: day -> start, end or both."""
    told, begun = [], None
    for day in sorted(marks):
        starts, ends = marks[day] in ("start", "both"), marks[day] in ("end", "both")
        was_open = begun is not None
        if was_open and ends:
            told.append((begun, day))
            begun = None
        elif was_open and starts:
            told.append((begun, day - timedelta(days=1)))
            begun = None
        if starts:
            begun = day
            if ends and not was_open:
                told.append((begun, day))
                begun = None
    return told if begun is None else [*told, (begun, None)]


def course_that_covers(told, day):
    """The course that a visit on a day belongs to: of two that meet there, the one that ends."""
    covering = [course for course in told if course[0] <= day and (course[1] is None or day <= course[1])]
    return min(covering, default=(None, None))


march = st.integers(0, 9).map(lambda days: date(2007, 3, 1) + timedelta(days=days))
marks_of_a_citizen = st.dictionaries(march, st.sampled_from(["start", "end", "both"]), min_size=1)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(citizens=st.lists(marks_of_a_citizen, min_size=1, max_size=10))
def test_courses_and_the_days_they_cover_are_those_found_day_by_day(citizens):
    roles = {"start": ["start_general"], "end": ["end_general"], "both": ["start_general", "end_general"]}
    marked = {str(citizen): marks for citizen, marks in enumerate(citizens)}
    rows = [(a, day, role) for a, marks in marked.items() for day in marks for role in roles[marks[day]]]
    columns = {"patient": pl.String, "registered_on": pl.Date, "role": pl.String}
    found = keep_courses(sum_marked_days(pl.LazyFrame(rows, schema=columns, orient="row")))
    told = {a: courses_day_by_day(marks) for a, marks in marked.items()}
    ends = found.select("patient", "course_started_on", "course_ended_on").collect().rows()
    assert sorted(ends) == sorted((a, *course) for a in told for course in told[a])

    days = [date(2007, 2, 28) + timedelta(days=after) for after in range(13)]
    visits = [(a, day) for a in told for day in days]
    covered = add_courses(pl.LazyFrame(visits, ["patient", "activity_date"], orient="row"), found)
    of_visits = covered.select("patient", "activity_date", "general_started_on", "general_ended_on").collect().rows()
    assert sorted(of_visits) == [(a, day, *course_that_covers(told[a], day)) for a in told for day in days]
