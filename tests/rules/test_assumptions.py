"""What a run relied on that is not confirmed, and who may rely on placeholders. Contract, section 3."""

# fmt: off

import pytest

from flows.failures import FactsIncomplete
from tests.drawn import assert_same
from tests.given import settled

CONFIRMED_CODES = {"registration_codes": """
    sks_prefix | role          | status
    -----------+---------------+------------
    PLANALMEN  | plan_general  | confirmed
    STARTALMEN | start_general | confirmed
    SLUTALMEN  | end_general   | confirmed
    STARTSPEC  | start_general | placeholder
"""}

A_VISIT = """
    patient
    -------
    1
"""


def test_placeholder_rows_may_be_relied_on_by_a_synthetic_delivery_which_lists_them():
    computed = settled(outpatients=A_VISIT, synthetic=True)
    assert_same(computed.assumptions.filter(status="placeholder"), """
        fact               | row_key
        -------------------+------------------------------
        agreements         | SYN-1084-HOSPITALS 2007-01-01
        registration_codes | PLANALMEN 2004-01-01
        registration_codes | STARTALMEN 2004-01-01
        registration_codes | SLUTALMEN 2004-01-01
    """)


def test_a_real_delivery_that_relies_on_a_placeholder_row_is_stopped_and_the_row_is_named():
    with pytest.raises(FactsIncomplete, match=r"registration_codes.csv, STARTALMEN") as stopped:
        settled(outpatients=A_VISIT, synthetic=False)
    assert stopped.value.exit_code == 4


def test_a_placeholder_is_relied_on_when_any_service_matches_it_attached_or_not_whatever_its_date():
    with pytest.raises(FactsIncomplete, match="STARTSPEC"):
        settled(outpatients=A_VISIT, services="""
            v_recnum | c_opr      | d_odto
            ---------+------------+-----------
            1        | STARTSPEC1 | 2007-05-17
        """, facts=CONFIRMED_CODES, synthetic=False)


def test_a_real_delivery_may_be_settled_beside_placeholders_that_it_does_not_match():
    assert settled(outpatients=A_VISIT, facts=CONFIRMED_CODES, synthetic=False).charges.height == 1
    assert settled(stays=A_VISIT, synthetic=False).charges.height == 1


def test_a_real_delivery_is_stopped_by_a_placeholder_of_any_fact_that_it_relies_on():
    with pytest.raises(FactsIncomplete, match=r"tariffs.csv, GEN2S"):
        settled(stays=A_VISIT, synthetic=False, facts={"tariffs": """
            tariff_group | tariff_kr | status
            -------------+-----------+------------
            GEN2S        | 1591      | placeholder
        """})


def test_the_run_lists_each_reading_and_each_unconfirmed_row_that_it_relied_on_and_no_other():
    computed = settled(stays="""
        patient | services
        --------+---------
        1       | AAF6
    """)
    assert_same(computed.assumptions, """
        fact      | row_key                                      | status
        ----------+----------------------------------------------+---------
        R1        | record_number_as_key                         | assumed
        R9        | dearest_tariff_of_a_stay                     | assumed
        hospitals | 1301 1976-04-01                              | assumed
        policies  | municipal_rounding - 2007-01-01              | assumed
        policies  | open_course - 2007-01-01                     | assumed
        policies  | plan_required inpatient 2007-01-01           | assumed
        policies  | plan_required specialised_outpatient 2007-01-01 | assumed
        policies  | stay_gap_days - 2007-01-01                   | assumed
        tariffs   | GEN5S 2007-01-01                             | disputed
    """)


def test_a_policy_is_listed_where_it_was_in_force_on_the_date_of_some_event_also_where_it_ended_since():
    an_open_course = """
        patient | plan_on    | started_on | ended_on | visited_on
        --------+------------+------------+----------+-----------
        1       | 2007-01-10 | 2007-02-01 |          | 2007-02-05
    """
    policies = {"policies": """
        policy      | scheme | value  | valid_from | valid_to   | status
        ------------+--------+--------+------------+------------+------------
        open_course |        | charge | 2007-01-01 | 2007-02-28 | placeholder
        open_course |        | hold   | 2007-03-01 |            | confirmed
    """}
    computed = settled(outpatients=an_open_course, period="2007-01-01 2007-03-31", facts=policies)
    assert_same(computed.charges, """
        patient | activity_date
        --------+--------------
        1       | 2007-02-05
    """)
    assert "open_course - 2007-01-01" in computed.assumptions["row_key"]


def readings(computed):
    """The readings listed that no fact row carries."""
    return set(computed.assumptions.filter(status="assumed")["row_key"]) & {
        "start_closes_open_course", "no_home_visit_tariff_in_specialised", "dearest_tariff_of_a_stay",
    }


def test_a_reading_that_no_row_carries_is_listed_by_its_rule_where_it_made_a_difference():
    assert readings(settled(outpatients=A_VISIT)) == set()
    assert readings(settled(stays=A_VISIT)) == {"dearest_tariff_of_a_stay"}
    assert readings(settled(outpatients="""
        patient | kind        | services
        --------+-------------+----------
        1       | specialised | BLNA AAF6
    """)) == {"no_home_visit_tariff_in_specialised"}
    assert readings(settled(outpatients="""
        patient | started_on | ended_on   | visited_on
        --------+------------+------------+-----------
        1       | 2007-03-01 |            | 2007-03-05
        1       | 2007-03-10 | 2007-03-20 |
    """)) == {"start_closes_open_course"}
