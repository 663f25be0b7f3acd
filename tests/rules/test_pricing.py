"""R9: one tariff per event. KL memo 2006, section 2.1."""

# fmt: off

import pytest

from flows.failures import FactsIncomplete
from tests.drawn import assert_same
from tests.given import settled


def test_a_visit_triggers_one_tariff_however_many_services_it_holds():
    computed = settled(outpatients="""
        patient | services
        --------+--------------------
        1       | BLNA
        2       | BLNA BLNA BLNA
        3       | BLNA BLNC BRA BTR
    """)
    assert_same(computed.charges, """
        patient | event_id       | tariff_group | tariff_kr
        --------+----------------+--------------+----------
        1       | V:1:2007-03-05 | GEN1A        | 640.00
        2       | V:2:2007-03-05 | GEN1A        | 640.00
        3       | V:3:2007-03-05 | GEN1A        | 640.00
    """)


def test_one_tariff_is_triggered_per_discharge_however_many_services_were_performed():
    computed = settled(stays="""
        patient | services                | discharged_on
        --------+-------------------------+--------------
        1       | BLNA                    | 2007-03-05
        2       | BLNA BLNA BLNC BRA      | 2007-03-05
        3       | BLNA                    | 2007-03-05
        3       | BLNA                    | 2007-03-09
    """)
    assert_same(computed.charges, """
        patient | event_id | tariff_group | tariff_kr
        --------+----------+--------------+----------
        1       | S:1      | GEN2S        | 1591.00
        2       | S:2      | GEN2S        | 1591.00
        3       | S:4      | GEN2S        | 1591.00
    """)


def test_it_is_the_dearest_of_the_tariff_bearing_codes_performed_that_decides():
    computed = settled(outpatients="""
        patient | kind        | services
        --------+-------------+---------------
        1       | general     | BLNA BLNR
        2       | general     | BLNR AAF6 BLNA
        3       | specialised | BLNR AAF6 BLNA
        4       | specialised | BLNA AAF6
    """, stays="""
        patient | services
        --------+--------------------
        5       | BTR BLNA BLNR
        6       | BLNR BTP BTR
        7       | BTP AAF6
    """)
    assert_same(computed.charges, """
        patient | sks_code | tariff_group | tariff_kr
        --------+----------+--------------+----------
        1       | BLNR     | GEN2A        | 855.00
        2       | AAF6     | GEN3A        | 1381.00
        3       | BLNR     | GEN2A        | 855.00
        4       | BLNA     | GEN1A        | 640.00
        5       | BLNR     | GEN3S        | 3068.00
        6       | BTP      | GEN4S        | 4241.00
        7       | AAF6     | GEN5S        | 10861.00
    """)


def test_the_tariff_of_a_code_depends_on_the_scheme():
    computed = settled(outpatients="""
        patient | kind        | services
        --------+-------------+---------
        1       | general     | BTP
        2       | specialised | BTP
    """, stays="""
        patient | services
        --------+---------
        3       | BTP
    """)
    assert_same(computed.charges, """
        patient | tariff_group
        --------+-------------
        1       | GEN2A
        2       | GEN2A
        3       | GEN4S
    """)


EQUAL_TARIFFS = {"tariff_codes": """
    scheme             | sks_prefix | tariff_group
    -------------------+------------+-------------
    general_outpatient | AAA        | Z
    general_outpatient | BBB        | Y
    general_outpatient | CCC        | X
    general_outpatient | CCC1       | W
""", "tariffs": """
    tariff_group | tariff_kr
    -------------+----------
    Z            | 500
    Y            | 500
    X            | 700
    W            | 700
"""}


def test_of_equal_tariffs_the_lowest_code_decides():
    computed = settled(outpatients="""
        patient | services
        --------+---------------
        1       | BBB AAA
        2       | BBB2 BBB1
        3       | CCC1 CCC AAA
        4       | CCC2 CCC19 CCC1
    """, facts=EQUAL_TARIFFS)
    assert_same(computed.charges, """
        patient | sks_code | tariff_group
        --------+----------+-------------
        1       | AAA      | Z
        2       | BBB1     | Y
        3       | CCC      | X
        4       | CCC1     | W
    """)


NEW_TARIFF_IN_MARCH = {"tariffs": """
    tariff_group | tariff_kr | valid_from | valid_to
    -------------+-----------+------------+-----------
    GEN1A        | 640       | 2007-01-01 | 2007-03-14
    GEN1A        | 660       | 2007-03-15 |
    GEN2S        | 1591      | 2007-01-01 | 2007-03-14
    GEN2S        | 1700      | 2007-03-15 |
"""}


def test_the_tariff_is_that_of_the_events_date_also_where_it_changes_within_the_month():
    computed = settled(outpatients="""
        patient | visited_on
        --------+-----------
        1       | 2007-03-14
        2       | 2007-03-15
    """, stays="""
        patient | admitted_on | discharged_on
        --------+-------------+--------------
        3       | 2007-03-01  | 2007-03-14
        4       | 2007-03-01  | 2007-03-15
        5       | 2007-03-16  | 2007-03-20
    """, facts=NEW_TARIFF_IN_MARCH)
    assert_same(computed.charges, """
        patient | tariff_kr
        --------+----------
        1       | 640.00
        2       | 660.00
        3       | 1591.00
        4       | 1700.00
        5       | 1700.00
    """)


def test_which_services_bear_a_tariff_is_decided_on_the_events_date_not_the_services():
    computed = settled(stays="""
        patient | services | admitted_on | discharged_on
        --------+----------+-------------+--------------
        1       | OLD      | 2007-03-10  | 2007-03-10
        2       | OLD      | 2007-03-10  | 2007-03-11
        3       | NEW      | 2007-03-10  | 2007-03-10
        4       | NEW      | 2007-03-10  | 2007-03-11
    """, facts={"tariff_codes": """
        scheme    | sks_prefix | tariff_group | valid_from | valid_to
        ----------+------------+--------------+------------+-----------
        inpatient | OLD        | GEN1S        | 2007-01-01 | 2007-03-10
        inpatient | NEW        | GEN2S        | 2007-03-11 |
    """})
    assert_same(computed.charges, """
        patient | tariff_group
        --------+-------------
        1       | GEN1S
        4       | GEN2S
    """)


NO_TARIFF_FROM_MARCH = {"tariffs": """
    tariff_group | tariff_kr | valid_from | valid_to
    -------------+-----------+------------+-----------
    GEN1A        | 640       | 2007-01-01 |
    GEN2A        | 855       | 2007-01-01 | 2007-02-28
    GEN3A        | 1381      | 2007-01-01 |
    GEN2S        | 1591      | 2007-01-01 |
"""}


def test_a_missing_price_is_never_zero_it_stops_the_run_and_names_group_and_date():
    with pytest.raises(FactsIncomplete, match=r"GEN2A.*2007-03-05") as stopped:
        settled(outpatients="""
            patient | services
            --------+---------
            1       | BLNR
        """, facts=NO_TARIFF_FROM_MARCH)
    assert stopped.value.exit_code == 4


@pytest.mark.parametrize("visit", [
    pytest.param("1 | BLNR AAF6 | general     | 1301 | 2007-03-31", id="though a dearer one has a tariff"),
    pytest.param("1 | BLNR      | general     | 6999 | 2007-03-31", id="though the visit is set aside"),
    pytest.param("1 | BLNR BLNA | specialised | 1301 |           ", id="though the visit is held"),
])
def test_every_tariff_bearing_service_of_a_rehabilitation_event_must_have_a_tariff(visit):
    with pytest.raises(FactsIncomplete, match=r"GEN2A.*2007-03-05"):
        settled(outpatients=f"""
            patient | services | kind | hospital | ended_on
            --------+----------+------+----------+---------
            {visit}
        """, facts=NO_TARIFF_FROM_MARCH)


def test_it_must_have_one_in_each_scheme_where_it_has_a_group():
    with pytest.raises(FactsIncomplete, match=r"SPEC.*2007-03-05"):
        settled(outpatients="""
            patient | kind
            --------+--------
            1       | general
        """, facts={"tariff_codes": """
            scheme                 | sks_prefix | tariff_group
            -----------------------+------------+-------------
            general_outpatient     | BLNA       | GEN1A
            specialised_outpatient | BLNA       | SPEC
        """})


def test_a_service_of_no_event_and_an_event_outside_the_window_need_no_tariff():
    computed = settled(outpatients="""
        patient | services | started_on | visited_on
        --------+----------+------------+-----------
        1       | BLNR     | 2007-02-01 | 2007-02-28
        2       | BLNA     | 2007-03-01 | 2007-03-05
        3       | BLNR     | 2007-03-01 | 2007-04-05
    """, services="""
        v_recnum | c_opr | d_odto
        ---------+-------+-----------
        2        | BLNR  | 2007-03-06
    """, facts=NO_TARIFF_FROM_MARCH)
    assert_same(computed.charges, """
        patient | tariff_kr
        --------+----------
        2       | 640.00
    """)
