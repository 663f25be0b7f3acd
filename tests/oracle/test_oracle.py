"""The oracle's own cases, worked out from the contract by hand, so that it can be trusted to judge the line.

The facts are those of `facts.py`: GEN1S 750/525, GEN2S 1591/1114, GEN3S 3068/2147, GEN4S 4241/2969, GEN5S 10861/7306,
GEN1A 640, GEN2A 855, GEN3A 1381; hospitals 1301 (region 1084), 66A0 (1082), 2401 (1084, from 15 March 1085), 8001
(until 14 March), 4298 (test), 7001 (other); municipalities 0751, 0101, 0461, and 0706 from 12 March.
"""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from flows.verification.engine import NoTariff

from .deliveries import Month, months, write
from .dialects import DIALECTS
from .drawn import assert_same, settle
from .facts import DAY_BEFORE, TURN, base_facts, rows_of, write_facts
from .facts_variations import more, reprint
from .recomputed import Recomputed, recompute_month


def test_a_row_that_does_not_fit_is_rejected_with_a_line_for_each_fault(tmp_path: Path) -> None:
    settled = settle(
        tmp_path,
        t_adm="""
            k_recnum | v_cpr       | c_pattype | c_sgh | c_kom | d_inddto            | d_uddto
            ---------+-------------+-----------+-------+-------+---------------------+-----------
            1        | 9112501234  | 2         | 1301  | 751   | 2007-03-01 00:00:00 |
            2        | 0112991A2B  | 2         | 1301  |       | 2007/03/01          | 01-03-2007
            3        | 6012501234  | 2         | 1301  | 0751  | 20070301            |
            4        | 9201501234  | 2         | 1301  | 0751  | 2007-03-01          |
            5        | 0113501234  |           | 1301  | 75    | 2007-02-29          |
            6        | 010150-1234 | 2         |       | 0751  | 2007-03-01          | 2007-02-28
            7        |             | 2         | 1301  | 07510 |                     | 2007-3-5
        """,
        t_bes="""
            v_recnum | d_ambdto
            ---------+-----------
            1        | 2007-03-05
            1        | 05-03-2007
            7        | 20070305
            7        | 2007-03-05
            01       |
                     | 2007-03-05
                     | 2007-03-05
        """,
        t_sksube="""
            v_recnum | c_opr       | d_odto              | c_oprart
            ---------+-------------+---------------------+---------
            1        | blna        | 2007-03-05T00:00:00 |
            1        | BLNA        | 2007-03-05          |
            1        | BLNA        | 2007-03-05          |
                     | ABCDEFGHIJK | 2007-03-05          |
            9        | BL-NA       |                     |
        """,
    )
    assert_same(
        settled.rejected,
        """
        file     | row_number | column_name | reason
        ---------+------------+-------------+---------------------------
        t_adm    | 3          | v_cpr       | bad_cpr
        t_adm    | 4          | v_cpr       | bad_cpr
        t_adm    | 5          | v_cpr       | bad_cpr
        t_adm    | 5          | c_pattype   | missing_value
        t_adm    | 5          | c_kom       | bad_code
        t_adm    | 5          | d_inddto    | bad_date
        t_adm    | 6          | v_cpr       | bad_cpr
        t_adm    | 6          | c_sgh       | missing_value
        t_adm    | 6          | d_uddto     | discharge_before_admission
        t_adm    | 7          | v_cpr       | missing_value
        t_adm    | 7          | c_kom       | bad_code
        t_adm    | 7          | d_inddto    | missing_value
        t_adm    | 7          | d_uddto     | bad_date
        t_bes    | 2          | d_ambdto    | duplicate_row
        t_bes    | 3          | v_recnum    | orphan
        t_bes    | 4          | v_recnum    | orphan
        t_bes    | 4          | d_ambdto    | duplicate_row
        t_bes    | 5          | v_recnum    | orphan
        t_bes    | 5          | d_ambdto    | missing_value
        t_bes    | 6          | v_recnum    | missing_value
        t_bes    | 7          | v_recnum    | missing_value
        t_sksube | 1          | d_odto      | bad_date
        t_sksube | 4          | v_recnum    | missing_value
        t_sksube | 4          | c_opr       | bad_code
        t_sksube | 5          | v_recnum    | orphan
        t_sksube | 5          | c_opr       | bad_code
        t_sksube | 5          | d_odto      | missing_value
        """,
    )
    assert tallied(settled, "t_adm") == {"delivered": 7, "accepted": 2, "rejected": 5}
    assert tallied(settled, "t_bes") == {"delivered": 7, "accepted": 1, "rejected": 6}
    assert tallied(settled, "t_sksube") == {"delivered": 5, "accepted": 2, "rejected": 3}


def test_of_a_contact_sent_again_the_newest_stays_and_the_rows_of_the_others_are_orphans(tmp_path: Path) -> None:
    settled = settle(
        tmp_path,
        t_adm="""
            k_recnum | idnummer | skemaopdat          | c_pattype | c_kom | v_cpr
            ---------+----------+---------------------+-----------+-------+-----------
            9        | A        | 2007-04-01          | 2         | 0751  | 6101500001
            10       | A        | 2007-04-01-00.00.00 | 2         | 0101  | 6101500001
            11       | A        |                     | 2         | 0461  | 6101500001
            12       | A        | 2007-04-09 10:00    | 2         | 0461  | nobody
            20       | B        | 2007-04-01T10:00:00 | 2         | 101   | 6101500001
            30       | B        | 2007-04-01          | 2         | 0751  | 6101500001
            40       | C        | 2007-04-01          | 2         | 0751  | 6101500001
            40       | D        | 2007-04-02          | 2         | 0101  | 6101500001
            41       |          | 2007-04-31          | 2         | 0101  | 6101500001
            50       |          |                     | 2         | 0461  | 6101500001
            50       |          |                     | 2         | 0101  | 6101500001
        """,
        t_bes="""
            v_recnum | d_ambdto
            ---------+-----------
            9        | 2007-03-05
            10       | 2007-03-05
            20       | 2007-03-05
            30       | 2007-03-05
            40       | 2007-03-05
            50       | 2007-03-05
        """,
        t_sksube="""
            v_recnum | c_opr | d_odto     | c_oprart
            ---------+-------+------------+---------
            9        | BLNA  | 2007-03-05 |
            10       | BLNA  | 2007-03-05 |
            20       | BLNA  | 2007-03-05 |
            30       | BLNA  | 2007-03-05 |
            40       | BLNA  | 2007-03-05 |
            50       | BLNA  | 2007-03-05 |
        """,
    )
    assert_same(
        settled.rejected,
        """
        file     | row_number | column_name | reason
        ---------+------------+-------------+------------------
        t_adm    | 1          | idnummer    | duplicate_contact
        t_adm    | 3          | idnummer    | duplicate_contact
        t_adm    | 4          | v_cpr       | bad_cpr
        t_adm    | 6          | idnummer    | duplicate_contact
        t_adm    | 7          | idnummer    | duplicate_contact
        t_adm    | 9          | skemaopdat  | bad_date
        t_adm    | 10         | k_recnum    | duplicate_contact
        t_bes    | 1          | v_recnum    | orphan
        t_bes    | 4          | v_recnum    | orphan
        t_sksube | 1          | v_recnum    | orphan
        t_sksube | 4          | v_recnum    | orphan
        """,
    )
    assert_same(
        settled.events,
        """
        event_id        | payer_municipality
        ----------------+-------------------
        V:A:2007-03-05  | 0101
        V:B:2007-03-05  | 0101
        V:D:2007-03-05  | 0101
        V:50:2007-03-05 | 0101
        """,
    )


STAYS = """
    k_recnum | c_pattype | v_cpr      | c_kom | c_afd | d_inddto   | d_uddto
    ---------+-----------+------------+-------+-------+------------+-----------
    1        | 0         | 6101500001 | 0751  | A     | 2007-03-01 | 2007-03-05
    2        | 0         | 6101500001 | 0101  | B     | 2007-03-02 | 2007-03-03
    3        | 0         | 6101500001 | 0461  | C     | 2007-03-05 | 2007-03-06
    4        | 0         | 6101500001 | 0101  | D     | 2007-03-08 | 2007-03-09
    9        | 0         | 6101500002 | 0751  | E     | 2007-03-01 | 2007-03-09
    10       | 0         | 6101500002 | 0101  | F     | 2007-03-01 | 2007-03-09
    20       | 0         | 6101500003 | 0751  | G     | 2007-03-01 |
    21       | 0         | 6101500003 | 0751  | H     | 2007-03-20 | 2007-03-21
    30       | 0         | 6101500004 | 0751  | I     | 2007-03-01 | 2007-03-04
    31       | 0         | 6101500004 | 0101  | J     | 2007-03-02 | 2007-03-04
    40       | 3         | 6101500005 | 0751  | K     | 2007-03-02 | 2007-03-04
    50       | 0         | 6101500006 | 0751  | L     | 2007-03-01 | 2007-03-20
    51       | 0         | 6101500006 | 0101  | M     | 2007-03-02 | 2007-03-03
    52       | 0         | 6101500006 | 0101  | N     | 2007-03-05 | 2007-03-06
"""
STAY_SERVICES = """
    v_recnum | c_opr | d_odto     | c_oprart
    ---------+-------+------------+---------
    2        | BLNA  | 2007-03-02 |
    4        | BLNA  | 2007-03-08 |
    9        | BLNA  | 2007-03-02 |
    21       | BLNA  | 2007-03-21 |
    30       | BLNA  | 2007-03-01 |
    40       | BLNA  | 2007-03-02 |
    51       | BLNA  | 2007-03-02 |
    52       | BLNA  | 2007-03-06 |
"""


def test_contacts_that_touch_are_one_stay_named_by_the_contact_discharged_last(tmp_path: Path) -> None:
    settled = settle(tmp_path, t_adm=STAYS, t_sksube=STAY_SERVICES)
    assert_same(
        settled.events,
        """
        event_id | activity_date | payer_municipality | department | tariff_group | tariff_kr | payable_kr
        ---------+---------------+--------------------+------------+--------------+-----------+-----------
        S:3      | 2007-03-06    | 0461               | C          | GEN2S        | 1591.00   | 1114.00
        S:4      | 2007-03-09    | 0101               | D          | GEN2S        | 1591.00   | 1114.00
        S:10     | 2007-03-09    | 0101               | F          | GEN2S        | 1591.00   | 1114.00
        S:31     | 2007-03-04    | 0101               | J          | GEN2S        | 1591.00   | 1114.00
        S:50     | 2007-03-20    | 0751               | L          | GEN2S        | 1591.00   | 1114.00
        """,
    )


def test_the_gap_between_contacts_of_a_stay_is_that_of_the_settlement_months_last_day(tmp_path: Path) -> None:
    facts = base_facts()
    more("policies", "stay_gap_days - 0", date(2007, 1, 1), date(2007, 3, 30))(facts)
    more("policies", "stay_gap_days - 2", date(2007, 3, 31))(facts)
    settled = settle(tmp_path, t_adm=STAYS, t_sksube=STAY_SERVICES, facts=facts)
    assert settled.events["event_id"].to_list() == ["S:10", "S:31", "S:4", "S:50"]


def test_a_service_belongs_to_the_stay_on_its_contacts_days_or_to_the_visit_on_its_day(tmp_path: Path) -> None:
    settled = settle(
        tmp_path,
        t_adm="""
            k_recnum | c_pattype | c_sgh | d_inddto   | d_uddto
            ---------+-----------+-------+------------+-----------
            1        | 0         | 1301  | 2007-03-05 | 2007-03-06
            2        | 0         | 1301  | 2007-03-06 | 2007-03-09
            3        | 2         | 1301  | 2007-03-01 |
            4        | 0         | 66A0  | 2007-03-05 | 2007-03-06
            5        | 3         | 66A0  | 2007-03-05 |
        """,
        t_bes="""
            v_recnum | d_ambdto
            ---------+-----------
            3        | 2007-03-05
            3        | 2007-03-06
            3        | 2007-03-07
            3        | 2007-03-08
            2        | 2007-03-08
            5        | 2007-03-05
        """,
        t_sksube="""
            v_recnum | c_opr | d_odto     | c_oprart
            ---------+-------+------------+---------
            1        | BTP   | 2007-03-07 |
            1        | BLNA  | 2007-03-05 |
            2        | BLNR1 | 2007-03-09 | V
            2        | BTP   | 2007-03-09 | +
            3        | BLNA  | 2007-03-05 |
            3        | BLNA  | 2007-03-06 | +
            3        | BLKZ  | 2007-03-07 |
            3        | AAF22 | 2007-03-07 |
            3        | BLNA  | 2007-03-04 |
            4        | ZZ9   | 2007-03-05 |
            5        | BLNA  | 2007-03-05 |
        """,
    )
    assert_same(
        settled.events,
        """
        event_id       | sks_code | outcome
        ---------------+----------+----------
        S:2            | BLNR1    | charged
        V:3:2007-03-05 | BLNA     | set_aside
        """,
    )
    assert tallied(settled, "events") == {"rehabilitation": 2, "charged": 1, "set_aside": 1, "other": 4}
    assert tallied(settled, "services") == {"attached": 6, "unattached": 3}


COURSE_CASES = [
    # marks (S start, E end, with the day of March), then per visit day the course that it is charged in, or the reason
    ("S05 E07", {4: "no_start_mark", 5: "05-07", 7: "05-07", 8: "after_end_mark"}),
    ("S05", {4: "no_start_mark", 5: "awaiting_end_mark", 9: "awaiting_end_mark"}),
    ("E05 S07 E09", {6: "no_start_mark", 7: "07-09"}),
    ("S05 S07 E09", {5: "05-06", 6: "05-06", 7: "07-09"}),
    ("S05 E05", {5: "05-05", 6: "after_end_mark"}),
    ("S05 E07 S07 E09", {6: "05-07", 7: "05-07", 8: "07-09"}),
    ("S05 E07 S07", {7: "05-07", 8: "awaiting_end_mark"}),
    ("S05 E05 S07 E07 E09", {6: "after_end_mark", 7: "07-07", 8: "after_end_mark"}),
    ("S05 E07 S07 E09 S09 E11", {7: "05-07", 9: "07-09", 10: "09-11"}),
    ("S05 S06 S07 E07 E08", {5: "05-05", 6: "06-07", 7: "06-07", 8: "07-08"}),
    ("S05 E06 E07 S09 E10", {7: "after_end_mark", 9: "09-10"}),
]


@pytest.mark.parametrize(("marks", "expected"), COURSE_CASES)
def test_marks_taken_day_by_day_give_the_course_that_a_visit_belongs_to(
    tmp_path: Path, marks: str, expected: dict[int, str]
) -> None:
    codes = {"S": "STARTALMEN", "E": "SLUTALMEN"}
    registered = "\n".join(f"1 | {codes[mark[0]]} | 2007-03-{mark[1:]} |" for mark in marks.split())
    services = "\n".join(f"1 | BLNA | 2007-03-{day:02} |" for day in expected)
    settled = settle(
        tmp_path,
        t_adm="k_recnum | c_pattype\n 1 | 2",
        t_bes="v_recnum | d_ambdto\n" + "\n".join(f"1 | 2007-03-{day:02}" for day in expected),
        t_sksube=f"v_recnum | c_opr | d_odto | c_oprart\n1 | PLANALMEN | 2007-03-01 |\n{registered}\n{services}",
    )
    assert {event["activity_date"].day: outcome_of(event) for event in settled.events.iter_rows(named=True)} == expected


def outcome_of(event: dict[str, object]) -> str:
    """Give the reason of a set-aside, or the days of the course of a charge."""
    return str(event["reason"] or f"{event['course_started_on']:%d}-{event['course_ended_on']:%d}")


def test_the_first_reason_that_holds_is_the_events_one_reason(tmp_path: Path) -> None:
    # The patient number is the case: the number of the reason in R8, 0 is charged; what fails later may fail too.
    settled = settle(
        tmp_path,
        t_adm="""
            k_recnum | c_pattype | v_cpr      | c_sgh | c_kom | d_inddto   | d_uddto
            ---------+-----------+------------+-------+-------+------------+-----------
            0        | 2         | 6101500000 | 1301  | 0751  | 2007-03-01 |
            1        | 2         | 6101500001 | 9999  | 0999  | 2007-03-01 |
            11       | 0         | 6101500001 | 8001  | 0999  | 2007-03-01 | 2007-03-15
            2        | 2         | 6101500002 | 4298  | 0999  | 2007-03-01 |
            12       | 0         | 6101500002 | 7001  | 0751  | 2007-03-01 | 2007-03-15
            3        | 2         | 6101500003 | 1301  |       | 2007-03-01 |
            13       | 0         | 6101500003 | 1301  | 0706  | 2007-03-01 | 2007-03-11
            4        | 2         | 6101500004 | 1301  | 0751  | 2007-03-01 |
            14       | 0         | 6101500004 | 8001  | 0706  | 2007-03-01 | 2007-03-14
            5        | 2         | 6101500005 | 1301  | 0751  | 2007-03-01 |
            15       | 2         | 6101500005 | 66A0  | 0751  | 2007-03-01 |
            6        | 2         | 6101500006 | 1301  | 0751  | 2007-03-01 |
            7        | 2         | 6101500007 | 1301  | 0751  | 2007-03-01 |
            8        | 2         | 6101500008 | 1301  | 0751  | 2007-03-01 |
            9        | 2         | 6101500009 | 1301  | 0751  | 2007-03-01 |
        """,
        t_bes="v_recnum | d_ambdto\n" + "\n".join(f"{patient} | 2007-03-08" for patient in range(10)),
        t_sksube="""
            v_recnum | c_opr      | d_odto     | c_oprart
            ---------+------------+------------+---------
            0        | PLANSPEC   | 2007-03-08 |
            0        | STARTSPEC  | 2007-03-08 |
            0        | SLUTSPEC   | 2007-03-08 |
            0        | BLNA       | 2007-03-08 |
            0        | AAF6       | 2007-03-08 |
            1        | BLNA       | 2007-03-08 |
            11       | BLNA       | 2007-03-08 |
            2        | BLNA       | 2007-03-08 |
            12       | BLNA       | 2007-03-08 |
            3        | BLNA       | 2007-03-08 |
            13       | BLNA       | 2007-03-08 |
            4        | PLANALMEN  | 2007-03-09 |
            4        | PLANALMEN  | 2007-03-07 | +
            4        | PLANINGEN  | 2007-03-07 |
            4        | BLNA       | 2007-03-08 |
            14       | BLNA       | 2007-03-08 |
            5        | PLANALMEN  | 2007-03-01 |
            5        | BLNA       | 2007-03-08 |
            5        | STARTALMEN | 2007-03-09 |
            15       | STARTALMEN | 2007-03-01 |
            6        | PLANALMEN  | 2007-03-01 |
            6        | STARTALMEN | 2007-03-01 |
            6        | SLUTALMEN  | 2007-03-07 |
            6        | BLNA       | 2007-03-08 |
            7        | PLANALMEN  | 2007-03-01 |
            7        | STARTALMEN | 2007-03-01 |
            7        | STARTSPEC  | 2007-03-01 |
            7        | BLNA       | 2007-03-08 |
            8        | PLANSPEC   | 2007-03-01 |
            8        | STARTSPEC  | 2007-03-01 |
            8        | AAF6       | 2007-03-08 |
            9        | PLANSPEC   | 2007-03-01 |
            9        | STARTSPEC  | 2007-03-01 |
            9        | SLUTSPEC   | 2007-03-09 |
            9        | AAF6       | 2007-03-08 |
        """,
    )
    assert_same(
        settled.events,
        """
        event_id       | outcome   | reason                           | scheme
        ---------------+-----------+----------------------------------+-----------------------
        V:0:2007-03-08 | charged   |                                  | specialised_outpatient
        V:1:2007-03-08 | set_aside | unknown_hospital                 |
        S:11           | set_aside | unknown_hospital                 | inpatient
        V:2:2007-03-08 | set_aside | test_hospital                    |
        S:12           | set_aside | test_hospital                    | inpatient
        V:3:2007-03-08 | set_aside | no_paying_municipality           |
        S:13           | set_aside | no_paying_municipality           | inpatient
        V:4:2007-03-08 | set_aside | no_rehabilitation_plan           |
        S:14           | charged   |                                  | inpatient
        V:5:2007-03-08 | set_aside | no_start_mark                    |
        V:6:2007-03-08 | set_aside | after_end_mark                   |
        V:7:2007-03-08 | set_aside | ambiguous_course                 |
        V:8:2007-03-08 | set_aside | awaiting_end_mark                | specialised_outpatient
        V:9:2007-03-08 | set_aside | home_visit_in_specialised_course | specialised_outpatient
        """,
    )
    assert_same(
        settled.events,
        """
        event_id       | creditor_region | payer_municipality | tariff_kr | advisory_kr
        ---------------+-----------------+--------------------+-----------+------------
        V:0:2007-03-08 | 1084            | 0751               | 640.00    |
        V:1:2007-03-08 |                 | 0999               |           | 640.00
        S:11           |                 | 0999               |           | 1591.00
        V:2:2007-03-08 | 1084            | 0999               |           | 640.00
        S:12           | 1083            | 0751               |           | 1591.00
        V:3:2007-03-08 | 1084            |                    |           | 640.00
        S:13           | 1084            | 0706               |           | 1591.00
        V:4:2007-03-08 | 1084            | 0751               |           | 640.00
        S:14           | 1081            | 0706               | 1591.00   |
        V:5:2007-03-08 | 1084            | 0751               |           | 640.00
        V:6:2007-03-08 | 1084            | 0751               |           | 640.00
        V:7:2007-03-08 | 1084            | 0751               |           | 640.00
        V:8:2007-03-08 | 1084            | 0751               |           | 1381.00
        V:9:2007-03-08 | 1084            | 0751               |           | 1381.00
        """,
    )


PLANLESS = """
    v_recnum | c_opr      | d_odto     | c_oprart
    ---------+------------+------------+---------
    1        | STARTALMEN | 2007-03-01 |
    1        | SLUTALMEN  | 2007-03-20 |
    1        | BLNA       | 2007-03-08 |
    2        | BLNA       | 2007-03-08 |
    3        | BLNA       | 2007-03-08 |
"""
PLAN_POLICIES = [
    ("", {"V:1": "no_rehabilitation_plan", "V:2": "no_rehabilitation_plan", "S:3": None}),
    ("plan_required general_outpatient no", {"V:1": None, "V:2": "no_rehabilitation_plan", "S:3": None}),
    (
        "plan_required general_outpatient no | plan_required specialised_outpatient no",
        {"V:1": None, "V:2": "no_start_mark", "S:3": None},
    ),
    (
        "plan_required inpatient yes",
        {"V:1": "no_rehabilitation_plan", "V:2": "no_rehabilitation_plan", "S:3": "no_rehabilitation_plan"},
    ),
]


@pytest.mark.parametrize(("policies", "expected"), PLAN_POLICIES)
def test_a_plan_is_needed_as_the_policy_of_the_scheme_says(
    tmp_path: Path, policies: str, expected: dict[str, str | None]
) -> None:
    facts = base_facts()
    more("policies", policies)(facts)
    settled = settle(
        tmp_path,
        t_adm="""
            k_recnum | c_pattype | c_sgh | d_uddto
            ---------+-----------+-------+-----------
            1        | 2         | 1301  |
            2        | 2         | 66A0  |
            3        | 0         | 66A0  | 2007-03-08
        """,
        t_bes="v_recnum | d_ambdto\n 1 | 2007-03-08\n 2 | 2007-03-08",
        t_sksube=PLANLESS,
        facts=facts,
    )
    reasons = zip(settled.events["event_id"], settled.events["reason"], strict=True)
    assert {event_id[:3]: reason for event_id, reason in reasons} == expected


def test_the_latest_plan_on_or_before_the_date_is_shown_wherever_it_was_issued(tmp_path: Path) -> None:
    settled = settle(
        tmp_path,
        t_adm="""
            k_recnum | c_pattype | c_sgh | d_inddto   | d_uddto
            ---------+-----------+-------+------------+-----------
            1        | 0         | 1301  | 2007-03-01 | 2007-03-08
            2        | 1         | 66A0  | 2006-12-01 |
        """,
        t_sksube="""
            v_recnum | c_opr     | d_odto     | c_oprart
            ---------+-----------+------------+---------
            1        | BLNA      | 2007-03-02 |
            1        | PLANALMEN | 2007-02-01 |
            2        | PLANSPEC9 | 2007-03-08 |
            2        | PLANALMEN | 2007-03-09 |
        """,
    )
    assert settled.events["plan_issued_on"].to_list() == [date(2007, 3, 8)]


def test_an_open_course_is_charged_where_the_policy_says_so(tmp_path: Path) -> None:
    facts = base_facts()
    more("policies", "open_course - charge", TURN)(facts)
    settled = settle(
        tmp_path,
        t_adm="k_recnum | c_pattype\n 1 | 2",
        t_bes="v_recnum | d_ambdto\n 1 | 2007-03-14\n 1 | 2007-03-15",
        t_sksube="""
            v_recnum | c_opr      | d_odto     | c_oprart
            ---------+------------+------------+---------
            1        | PLANALMEN  | 2007-03-01 |
            1        | STARTALMEN | 2007-03-01 |
            1        | BLNA       | 2007-03-14 |
            1        | BLNA       | 2007-03-15 |
        """,
        facts=facts,
    )
    assert_same(
        settled.events,
        """
        event_id        | reason            | course_started_on | course_ended_on | channel     | payable_kr
        ----------------+-------------------+-------------------+-----------------+-------------+-----------
        V:1:2007-03-14  | awaiting_end_mark |                   |                 |             |
        V:1:2007-03-15  |                   | 2007-03-01        |                 | information | 0.00
        """,
    )


STAY_OF_MANY_SERVICES = """
    k_recnum | c_pattype | v_cpr      | d_inddto   | d_uddto
    ---------+-----------+------------+------------+-----------
    1        | 0         | 6101500001 | 2007-03-01 | 2007-03-14
    2        | 0         | 6101500002 | 2007-03-01 | 2007-03-15
    3        | 0         | 6101500003 | 2007-03-01 | 2007-03-15
    4        | 0         | 6101500004 | 2007-03-01 | 2007-03-14
"""


def test_an_event_has_one_tariff_that_of_its_dearest_service(tmp_path: Path) -> None:
    facts = base_facts()
    more("tariff_codes", "inpatient BLNA1 GEN1S", date(2007, 1, 1), DAY_BEFORE)(facts)
    reprint("GEN4S 3068 - 07-pl")(facts)
    settled = settle(
        tmp_path,
        t_adm=STAY_OF_MANY_SERVICES,
        t_sksube="""
            v_recnum | c_opr  | d_odto     | c_oprart
            ---------+--------+------------+---------
            1        | BLNA12 | 2007-03-02 |
            1        | BTR    | 2007-03-02 |
            2        | BLNA12 | 2007-03-02 |
            2        | BTR    | 2007-03-03 |
            2        | BTP    | 2007-03-03 |
            2        | BLNR2  | 2007-03-04 |
            2        | BLNR1  | 2007-03-05 |
            3        | BLNA12 | 2007-03-02 |
        """,
        facts=facts,
    )
    assert_same(
        settled.events,
        """
        event_id | sks_code | tariff_group | tariff_kr | municipal_kr
        ---------+----------+--------------+-----------+-------------
        S:1      | BLNA12   | GEN1S        | 750.00    | 525.00
        S:2      | BLNR1    | GEN3S        | 3068.00   | 2147.00
        S:3      | BLNA12   | GEN2S        | 1591.00   | 1114.00
        """,
    )


def test_a_tariff_without_a_printed_municipal_amount_is_shared_and_rounded_half_up(tmp_path: Path) -> None:
    facts = base_facts()
    reprint("GEN1S 745 - 07-pl | GEN2S 655 - 07-pl")(facts)
    facts["shares"][0]["valid_to"] = str(DAY_BEFORE)
    facts["shares"] += rows_of("shares", "inpatient 0.65", TURN)
    settled = settle(
        tmp_path,
        t_adm=STAY_OF_MANY_SERVICES,
        t_sksube="""
            v_recnum | c_opr | d_odto     | c_oprart
            ---------+-------+------------+---------
            1        | BTR   | 2007-03-02 |
            2        | BTR   | 2007-03-02 |
            3        | BLNA  | 2007-03-02 |
            4        | BLNA  | 2007-03-02 |
        """,
        facts=facts,
    )
    assert_same(
        settled.events,
        """
        event_id | tariff_kr | municipal_kr
        ---------+-----------+-------------
        S:1      | 745.00    | 522.00
        S:2      | 745.00    | 484.00
        S:3      | 655.00    | 426.00
        S:4      | 655.00    | 459.00
        """,
    )


def test_a_missing_tariff_stops_the_run_even_where_the_event_would_be_set_aside(tmp_path: Path) -> None:
    facts = base_facts()
    facts["tariffs"][-1]["valid_to"] = str(DAY_BEFORE)
    with pytest.raises(NoTariff) as missing:
        settle(
            tmp_path,
            t_adm="k_recnum | c_pattype\n 1 | 2",
            t_bes="v_recnum | d_ambdto\n 1 | 2007-03-14\n 1 | 2007-03-15",
            t_sksube="""
                v_recnum | c_opr | d_odto     | c_oprart
                ---------+-------+------------+---------
                1        | AAF6  | 2007-03-14 |
                1        | AAF6  | 2007-03-15 |
                1        | BLNA  | 2007-03-15 |
            """,
            facts=facts,
        )
    assert (missing.value.tariff_group, missing.value.activity_date) == ("GEN3A", TURN)


def test_specialised_visits_are_settled_unless_opted_out_with_the_region_of_the_hospital_that_day(
    tmp_path: Path,
) -> None:
    facts = base_facts()
    more("opt_outs", "0751 1085 2007-01-01", date(2007, 3, 1))(facts)
    more("opt_outs", "0751 1084 2007-01-01", date(2007, 3, 1), date(2007, 3, 13))(facts)
    settled = settle(
        tmp_path,
        t_adm="""
            k_recnum | c_pattype | c_sgh | d_inddto   | d_uddto
            ---------+-----------+-------+------------+-----------
            1        | 2         | 2401  | 2007-03-01 |
            2        | 0         | 2401  | 2007-03-01 | 2007-03-15
        """,
        t_bes="v_recnum | d_ambdto\n 1 | 2007-03-14\n 1 | 2007-03-15",
        t_sksube="""
            v_recnum | c_opr      | d_odto     | c_oprart
            ---------+------------+------------+---------
            1        | PLANALMEN  | 2007-03-01 |
            1        | STARTSPEC  | 2007-03-01 |
            1        | SLUTSPEC   | 2007-03-15 |
            1        | BLNR       | 2007-03-14 |
            1        | BLNR       | 2007-03-15 |
            2        | BLNR       | 2007-03-15 |
        """,
        facts=facts,
    )
    assert_same(
        settled.events,
        """
        event_id       | creditor_region | channel   | municipal_kr | payable_kr
        ---------------+-----------------+-----------+--------------+-----------
        V:1:2007-03-14 | 1084            | settled   | 855.00       | 855.00
        V:1:2007-03-15 | 1085            | opted_out | 855.00       | 0.00
        S:2            | 1085            | settled   | 2147.00      | 2147.00
        """,
    )


def test_events_are_those_of_the_period_and_not_after_the_settlement_month(tmp_path: Path) -> None:
    visits = ["2006-12-31", "2007-01-01", "2007-03-31", "2007-04-01"]
    settled = settle(
        tmp_path,
        t_adm="k_recnum | c_pattype\n 1 | 2",
        t_bes="v_recnum | d_ambdto\n" + "\n".join(f"1 | {day}" for day in visits),
        t_sksube="v_recnum | c_opr | d_odto | c_oprart\n" + "\n".join(f"1 | BLNA | {day} |" for day in visits),
    )
    assert settled.events["event_id"].to_list() == ["V:1:2007-01-01", "V:1:2007-03-31"]


AGES = [
    ("0803503000", "57"),
    ("0903503000", "56"),
    ("6803500000", "57"),  # day + 60 is a birth date too
    ("0101364000", ""),
    ("0101064000", "1"),
    ("0101374000", "70"),
    ("0101069000", "1"),
    ("0101065000", "1"),
    ("0101585000", "149"),
    ("0101708000", "137"),
    ("0102501A2B", "57"),
    ("010250AB12", ""),
    ("3102503000", ""),
    ("2902044000", "3"),
    ("2902003000", ""),
    ("0803074000", "0"),
    ("0903074000", ""),
]


def test_age_is_completed_years_by_the_century_of_the_seventh_digit(tmp_path: Path) -> None:
    contacts = "\n".join(f"{place} | 0 | {cpr} | 2007-03-08" for place, (cpr, _) in enumerate(AGES))
    settled = settle(
        tmp_path,
        t_adm=f"k_recnum | c_pattype | v_cpr | d_uddto\n{contacts}",
        t_sksube="v_recnum | c_opr | d_odto | c_oprart\n"
        + "\n".join(f"{place} | BLNA | 2007-03-08 |" for place in range(len(AGES))),
    )
    ages = dict(zip(settled.charges["cpr"], settled.charges["age"], strict=True))
    assert {cpr: "" if age is None else str(age) for cpr, age in ages.items()} == dict(AGES)


GENERATED = settings(
    max_examples=15,
    deadline=None,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


@seed(2007)
@GENERATED
@given(months())
def test_every_generated_event_comes_out_once_charged_or_set_aside_with_one_reason(
    month: Month,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settled = recompute_month(*month.write(Path(folder)))
    events = tallied(settled, "events")
    assert events["rehabilitation"] == events["charged"] + events["set_aside"] == settled.events.height
    assert settled.events["event_id"].is_unique().all()
    assert settled.events["reason"].null_count() == events["charged"]
    for file in ("t_adm", "t_bes", "t_sksube"):
        rows = tallied(settled, file)
        assert rows["delivered"] == rows["accepted"] + rows["rejected"]


@seed(2008)
@GENERATED
@given(months())
def test_neither_the_order_of_rows_nor_the_physical_form_changes_an_event(
    month: Month,
) -> None:
    orders = {"plain": None, "ISO-8859-15, CRLF, comma": 1, "gzip, ISO-8859-15": 2, "parquet of timestamps": 3}
    with tempfile.TemporaryDirectory() as folder:
        facts = write_facts(month.facts.tables, Path(folder) / "facts")
        answers = [
            recompute_month(
                write(month.delivery, Path(folder) / name, order, DIALECTS[name]), facts, month.month
            ).events
            for name, order in orders.items()
        ]
    assert all(answer.equals(answers[0]) for answer in answers)


@pytest.mark.parametrize("name", DIALECTS)
def test_every_physical_form_of_a_delivery_reads_the_same(tmp_path: Path, name: str) -> None:
    month = one_month()
    facts = write_facts(month.facts.tables, tmp_path / "facts")
    plain = recompute_month(write(month.delivery, tmp_path / "plain"), facts, month.month)
    other = recompute_month(write(month.delivery, tmp_path / "other", None, DIALECTS[name]), facts, month.month)
    assert other.events.equals(plain.events)
    assert other.rejected.equals(plain.rejected)
    assert other.events.height > 10


def one_month() -> Month:
    """Give one generated month with more than ten events, the same each time."""
    found: list[Month] = []

    @seed(1)
    @settings(
        max_examples=40, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(months())
    def collect(month: Month) -> None:
        found.append(month)

    collect()
    return max(found, key=lambda month: len(month.delivery.t_bes))


def tallied(settled: Recomputed, step: str) -> dict[str, int]:
    """Give the totals of one step: bucket -> rows."""
    totals = settled.counts.filter(settled.counts["reason"].is_null() & (settled.counts["step"] == step))
    return dict(zip(totals["bucket"], totals["rows"], strict=True))
