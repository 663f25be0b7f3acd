"""R3: what a visit is, and the window in which events are computed (R13)."""

# fmt: off

from tests.drawn import assert_same
from tests.given import settled


def test_each_distinct_visit_day_of_an_outpatient_contact_is_one_visit():
    computed = settled(contacts="""
        k_recnum | patient
        ---------+--------
        7        | 1
        8        | 1
    """, visits="""
        v_recnum | d_ambdto
        ---------+-----------
        7        | 2007-03-05
        7        | 05-03-2007
        7        | 2007-03-08
        8        | 2007-03-05
    """, services="""
        v_recnum | c_opr | d_odto
        ---------+-------+-----------
        7        | BLNA  | 2007-03-05
        7        | BLNA  | 2007-03-08
        8        | BLNA  | 2007-03-05
    """)
    assert_same(computed.set_aside, """
        patient | event_id       | setting | activity_date
        --------+----------------+---------+--------------
        1       | V:7:2007-03-05 | visit   | 2007-03-05
        1       | V:7:2007-03-08 | visit   | 2007-03-08
        1       | V:8:2007-03-05 | visit   | 2007-03-05
    """)


def test_visit_days_of_an_admitted_citizen_are_no_visits():
    computed = settled(stays="""
        patient
        -------
        1
    """, visits="""
        v_recnum | d_ambdto
        ---------+-----------
        1        | 2007-03-01
    """)
    assert_same(computed.charges, """
        event_id | scheme
        ---------+----------
        S:1      | inpatient
    """)
    assert computed.set_aside.is_empty()


def test_only_events_within_the_period_and_not_after_the_settlement_month_are_computed():
    visits = """
        patient | visited_on | plan_on    | started_on | ended_on
        --------+------------+------------+------------+-----------
        1       | 2007-01-31 | 2007-01-01 | 2007-01-01 | 2007-04-30
        2       | 2007-02-01 | 2007-01-01 | 2007-01-01 | 2007-04-30
        3       | 2007-03-31 | 2007-01-01 | 2007-01-01 | 2007-04-30
        4       | 2007-04-01 | 2007-01-01 | 2007-01-01 | 2007-04-30
    """
    computed = settled(outpatients=visits, period="2007-02-01 2007-05-31", month="2007-03")
    assert_same(computed.charges, """
        patient | activity_month
        --------+---------------
        2       | 2007-02
        3       | 2007-03
    """)
    assert computed.set_aside.is_empty()
