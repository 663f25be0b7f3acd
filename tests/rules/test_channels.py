"""R11: whether an amount is collected here. KL memo 2006, table 1 and section 4.1."""

# fmt: off

from tests.drawn import assert_same
from tests.given import settled

OPTED_OUT = {"opt_outs": """
    municipality | region | notified_on | valid_from | valid_to
    -------------+--------+-------------+------------+-----------
    0101         | 1084   | 2007-01-10  | 2007-03-10 | 2007-03-20
"""}
"""København and Region Hovedstaden (1301 lies there, 8001 in Region Nordjylland)."""


def test_inpatient_and_specialised_amounts_are_settled_and_general_ones_are_for_information():
    computed = settled(stays="""
        patient
        -------
        1
    """, outpatients="""
        patient | kind
        --------+------------
        2       | general
        3       | specialised
    """)
    assert_same(computed.charges, """
        patient | channel     | municipal_kr | payable_kr
        --------+-------------+--------------+-----------
        1       | settled     | 1114.00      | 1114.00
        2       | information | 640.00       | 0.00
        3       | settled     | 640.00       | 640.00
    """)


def test_a_municipality_that_has_opted_out_settles_specialised_rehabilitation_itself():
    computed = settled(stays="""
        patient | discharged_on
        --------+--------------
        1       | 2007-03-15
    """, outpatients="""
        patient | kind        | visited_on
        --------+-------------+-----------
        2       | general     | 2007-03-15
        3       | specialised | 2007-03-15
    """, facts=OPTED_OUT)
    assert_same(computed.charges, """
        patient | channel     | municipal_kr | payable_kr
        --------+-------------+--------------+-----------
        1       | settled     | 1114.00      | 1114.00
        2       | information | 640.00       | 0.00
        3       | opted_out   | 640.00       | 0.00
    """)


def test_an_opt_out_holds_from_its_first_day_to_its_last():
    computed = settled(outpatients="""
        patient | kind        | visited_on
        --------+-------------+-----------
        1       | specialised | 2007-03-09
        2       | specialised | 2007-03-10
        3       | specialised | 2007-03-20
        4       | specialised | 2007-03-21
    """, facts=OPTED_OUT)
    assert_same(computed.charges, """
        patient | channel   | payable_kr
        --------+-----------+-----------
        1       | settled   | 640.00
        2       | opted_out | 0.00
        3       | opted_out | 0.00
        4       | settled   | 640.00
    """)


def test_an_opt_out_is_between_one_municipality_and_the_region_of_the_hospital():
    computed = settled(outpatients="""
        patient | kind        | municipality | hospital | visited_on
        --------+-------------+--------------+----------+-----------
        1       | specialised | 0101         | 1301     | 2007-03-15
        2       | specialised | 0147         | 1301     | 2007-03-15
        3       | specialised | 0101         | 8001     | 2007-03-15
        4       | specialised | 0851         | 8001     | 2007-03-15
    """, facts=OPTED_OUT)
    assert_same(computed.charges, """
        patient | channel
        --------+----------
        1       | opted_out
        2       | settled
        3       | settled
        4       | settled
    """)
