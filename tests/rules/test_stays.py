"""R2: what one stay is. Each drawn row is a contact of patient type 0, numbered from 1; the deciding one names it."""

# fmt: off

from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drawn import assert_same
from tests.given import settled
from transforms.events import add_stay


def test_contacts_of_one_citizen_at_one_hospital_are_one_stay_where_the_next_starts_by_the_day_of_discharge():
    computed = settled(stays="""
        patient | admitted_on | discharged_on
        --------+-------------+--------------
        1       | 2007-03-01  | 2007-03-05
        1       | 2007-03-05  | 2007-03-09
        2       | 2007-03-01  | 2007-03-05
        2       | 2007-03-06  | 2007-03-09
        3       | 2007-03-01  | 2007-03-05
        3       | 2007-03-04  | 2007-03-09
    """)
    assert_same(computed.charges, """
        patient | event_id | activity_date
        --------+----------+--------------
        1       | S:2      | 2007-03-09
        2       | S:3      | 2007-03-05
        2       | S:4      | 2007-03-09
        3       | S:6      | 2007-03-09
    """)


def test_with_a_gap_of_one_day_in_the_policy_the_day_after_discharge_joins_too():
    computed = settled(stays="""
        patient | admitted_on | discharged_on
        --------+-------------+--------------
        1       | 2007-03-01  | 2007-03-05
        1       | 2007-03-06  | 2007-03-09
        2       | 2007-03-01  | 2007-03-05
        2       | 2007-03-07  | 2007-03-09
    """, facts={"policies": """
        policy        | scheme | value
        --------------+--------+------
        stay_gap_days |        | 1
    """})
    assert_same(computed.charges, """
        patient | event_id | activity_date
        --------+----------+--------------
        1       | S:2      | 2007-03-09
        2       | S:3      | 2007-03-05
        2       | S:4      | 2007-03-09
    """)


def test_the_gap_is_that_of_the_settlement_months_last_day():
    computed = settled(stays="""
        patient | admitted_on | discharged_on
        --------+-------------+--------------
        1       | 2007-03-01  | 2007-03-05
        1       | 2007-03-07  | 2007-03-09
    """, facts={"policies": """
        policy        | scheme | value | valid_from | valid_to
        --------------+--------+-------+------------+-----------
        stay_gap_days |        | 0     | 2007-01-01 | 2007-03-30
        stay_gap_days |        | 2     | 2007-03-31 |
    """})
    assert_same(computed.charges, """
        patient | event_id
        --------+---------
        1       | S:2
    """)


def test_a_transfer_to_another_hospital_begins_another_stay_and_so_does_another_citizen():
    computed = settled(stays="""
        patient | hospital | admitted_on | discharged_on
        --------+----------+-------------+--------------
        1       | 1301     | 2007-03-01  | 2007-03-05
        1       | 1309     | 2007-03-05  | 2007-03-09
        2       | 1301     | 2007-03-05  | 2007-03-09
    """)
    assert_same(computed.charges, """
        patient | event_id
        --------+---------
        1       | S:1
        1       | S:2
        2       | S:3
    """)


def test_the_next_contact_is_held_against_the_latest_discharge_so_far_not_that_of_the_contact_before_it():
    computed = settled(stays="""
        patient | admitted_on | discharged_on
        --------+-------------+--------------
        1       | 2007-03-01  | 2007-03-20
        1       | 2007-03-03  | 2007-03-05
        1       | 2007-03-10  | 2007-03-12
    """)
    assert_same(computed.charges, """
        patient | event_id | activity_date
        --------+----------+--------------
        1       | S:1      | 2007-03-20
    """)


def test_a_stay_not_yet_discharged_is_no_event_and_takes_in_all_later_contacts():
    computed = settled(stays="""
        patient | admitted_on | discharged_on
        --------+-------------+--------------
        1       | 2007-03-01  |
        2       | 2007-03-01  | 2007-03-02
        2       | 2007-03-05  |
        2       | 2007-03-20  | 2007-03-25
        2       | 2007-03-28  | 2007-03-30
        3       | 2007-03-01  | 2007-03-05
        3       | 2007-03-02  |
    """)
    assert_same(computed.charges, """
        patient | event_id
        --------+---------
        2       | S:2
    """)
    assert computed.set_aside.is_empty()


def test_the_contact_discharged_last_decides_then_the_one_admitted_last_then_the_highest_record_number_as_a_number():
    computed = settled(contacts="""
        k_recnum | patient | c_pattype | c_afd | c_kom | d_inddto   | d_uddto
        ---------+---------+-----------+-------+-------+------------+-----------
        11       | 1       | 0         | A     | 0101  | 2007-03-01 | 2007-03-09
        12       | 1       | 0         | B     | 0147  | 2007-03-04 | 2007-03-08
        21       | 2       | 0         | A     | 0101  | 2007-03-04 | 2007-03-09
        22       | 2       | 0         | B     | 0147  | 2007-03-01 | 2007-03-09
        9        | 3       | 0         | A     | 0101  | 2007-03-01 | 2007-03-09
        10       | 3       | 0         | B     | 0147  | 2007-03-01 | 2007-03-09
    """, services="""
        v_recnum | c_opr | d_odto
        ---------+-------+-----------
        11       | BLNA  | 2007-03-05
        21       | BLNA  | 2007-03-05
        9        | BLNA  | 2007-03-05
    """)
    assert_same(computed.charges, """
        patient | event_id | department | payer_municipality
        --------+----------+------------+-------------------
        1       | S:11     | A          | 0101
        2       | S:21     | A          | 0101
        3       | S:10     | B          | 0147
    """)


def test_a_stay_counts_on_the_day_of_its_latest_discharge_whatever_month_it_began():
    computed = settled(stays="""
        patient | admitted_on | discharged_on
        --------+-------------+--------------
        1       | 2007-02-20  | 2007-03-01
        2       | 2007-02-20  | 2007-02-28
        3       | 2007-03-31  | 2007-03-31
        4       | 2007-03-30  | 2007-04-01
        5       | 2007-03-30  | 2007-03-31
        5       | 2007-03-31  | 2007-04-02
    """)
    assert_same(computed.charges, """
        patient | event_id | activity_date
        --------+----------+--------------
        1       | S:1      | 2007-03-01
        3       | S:3      | 2007-03-31
    """)


def stays_one_by_one(contacts, gap_days):
    """The stays as sets of contacts, told contact by contact as in R2; a `patient` is a citizen at one hospital."""
    stays = []
    for patient in {contact["patient"] for contact in contacts}:
        latest_discharge = date.min
        of_patient = [contact for contact in contacts if contact["patient"] == patient]
        for contact in sorted(of_patient, key=lambda contact: contact["admitted_on"]):
            if contact["admitted_on"] - timedelta(days=gap_days) > latest_discharge:
                stays.append(set())
            stays[-1].add(contact["contact"])
            latest_discharge = max(latest_discharge, contact["discharged_on"] or date.max)
    return stays


CONTACT = {"contact": pl.UInt32, "patient": pl.UInt32, "admitted_on": pl.Date, "discharged_on": pl.Date}
march = st.dates(date(2007, 3, 1), date(2007, 3, 12))
contacts_of_few_patients = st.lists(st.tuples(st.integers(0, 3), march, st.integers(0, 4) | st.none()), max_size=24)


def discharged(on, days):
    """The day of discharge after some days; none while there is none."""
    return None if days is None else on + timedelta(days=days)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(drawn=contacts_of_few_patients, gap_days=st.integers(0, 3))
def test_stays_are_those_found_contact_by_contact(drawn, gap_days):
    contacts = [
        {"contact": number, "patient": patient, "admitted_on": on, "discharged_on": discharged(on, days)}
        for number, (patient, on, days) in enumerate(drawn)
    ]
    numbered = add_stay(pl.LazyFrame(contacts, schema=CONTACT), gap_days)
    found = numbered.group_by("stay").agg("contact").collect()["contact"].to_list()
    assert sorted(map(sorted, found)) == sorted(map(sorted, stays_one_by_one(contacts, gap_days)))
