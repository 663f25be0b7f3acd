"""R10: what the municipality pays of a tariff. KL memo 2006, tables 1 and 2.1."""

# fmt: off

from decimal import ROUND_HALF_UP, Decimal

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.failures import FactsIncomplete
from tests.drawn import assert_same, table
from tests.given import settled
from transforms.sharing import half_up_to_whole_kroner


def charges_at(tariffs, shares=""):
    """Charges of one stay per tariff: stay n at tariff group Gn, whose code is Gn too."""
    groups = table(tariffs)["tariff_group"].to_list()
    stays = "patient | services\n" + "\n".join(f"{group[1:]} | {group}" for group in groups)
    codes = "scheme | sks_prefix | tariff_group\n" + "\n".join(f"inpatient | {group} | {group}" for group in groups)
    facts = {"tariffs": tariffs, "tariff_codes": codes} | ({"shares": shares} if shares else {})
    return settled(stays=stays, facts=facts).charges


def test_the_municipal_amount_is_the_printed_one_where_there_is_one():
    charges = charges_at("""
        tariff_group | tariff_kr | municipal_kr
        -------------+-----------+-------------
        G1           | 3068.00   | 2147.00
        G2           | 3068.00   |
        G3           | 100.00    | 0.00
    """)
    assert_same(charges, """
        patient | tariff_kr | municipal_kr
        --------+-----------+-------------
        1       | 3068.00   | 2147.00
        2       | 3068.00   | 2148.00
        3       | 100.00    | 0.00
    """)


def test_else_it_is_the_municipalitys_share_of_the_tariff_rounded_half_up_to_whole_kroner():
    charges = charges_at("""
        tariff_group | tariff_kr
        -------------+----------
        G1           | 750.00
        G2           | 1591.00
        G3           | 715.00
        G4           | 705.00
        G5           | 714.99
        G6           | 0.71
        G7           | 0.72
        G8           | 0.00
    """)
    assert_same(charges, """
        patient | municipal_kr
        --------+-------------
        1       | 525.00
        2       | 1114.00
        3       | 501.00
        4       | 494.00
        5       | 500.00
        6       | 0.00
        7       | 1.00
        8       | 0.00
    """)


def test_where_the_printed_and_the_computed_amount_differ_the_run_says_so():
    computed = settled(stays="""
        patient | services | municipality
        --------+----------+-------------
        1       | BLNR     | 0101
        2       | BLNR     | 0101
        3       | AAF6     | 0101
        4       | BTP      | 0101
        5       | AAF6     |
    """)
    assert_same(computed.differences, """
        tariff_group | scheme    | printed_kr | computed_kr | events
        -------------+-----------+------------+-------------+-------
        GEN3S        | inpatient | 2147       | 2148        | 2
        GEN5S        | inpatient | 7306       | 7603        | 1
    """)


def test_municipalities_co_finance_70_pct_of_rehabilitation_during_admission_and_100_pct_of_outpatient():
    computed = settled(stays="""
        patient
        -------
        1
    """, outpatients="""
        patient | kind
        --------+------------
        2       | general
        3       | specialised
    """, facts={"tariffs": """
        tariff_group | tariff_kr
        -------------+----------
        GEN1A        | 1000.00
        GEN2S        | 1000.00
    """})
    assert_same(computed.charges, """
        patient | municipal_kr
        --------+-------------
        1       | 700.00
        2       | 1000.00
        3       | 1000.00
    """)


def test_the_share_is_that_of_the_events_date():
    computed = settled(stays="""
        patient | discharged_on
        --------+--------------
        1       | 2007-03-14
        2       | 2007-03-15
    """, facts={"tariffs": """
        tariff_group | tariff_kr
        -------------+----------
        GEN2S        | 1000.00
    """, "shares": """
        scheme    | municipal_share | valid_from | valid_to
        ----------+-----------------+------------+-----------
        inpatient | 0.7             | 2007-01-01 | 2007-03-14
        inpatient | 0.8125          | 2007-03-15 |
    """})
    assert_same(computed.charges, """
        patient | municipal_kr
        --------+-------------
        1       | 700.00
        2       | 813.00
    """)


def test_a_missing_share_is_never_zero_it_stops_the_run_unless_the_amount_is_printed():
    shares = """
        scheme    | municipal_share | valid_from | valid_to
        ----------+-----------------+------------+-----------
        inpatient | 0.7             | 2007-01-01 | 2007-02-28
    """
    assert settled(stays="patient\n1", facts={"shares": shares}).charges["municipal_kr"].to_list() == [1114]
    with pytest.raises(FactsIncomplete, match=r"inpatient.*2007-03-05"):
        charges_at("tariff_group | tariff_kr\nG1 | 1591", shares)


def test_amounts_are_exact_decimals_with_two_places():
    computed = settled(stays="""
        patient | municipality
        --------+-------------
        1       | 0101
        2       |
    """)
    kroner = pl.Decimal(14, 2)
    assert [computed.charges.schema[name] for name in ("tariff_kr", "municipal_kr", "payable_kr")] == [kroner] * 3
    assert computed.set_aside.schema["advisory_kr"] == kroner


amounts = st.integers(0, 10**16).map(lambda millionths: Decimal(millionths) / 10**6)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(amounts, min_size=1))
@example([Decimal(half) / 2 for half in range(20)])
@example([Decimal("0.499999"), Decimal("0.500000"), Decimal("2147.499999"), Decimal("2147.500000")])
def test_half_a_krone_is_rounded_up_as_a_bookkeeper_does(amounts):
    rounded = pl.Series(amounts, dtype=pl.Decimal(38, 6)).to_frame("kr").select(half_up_to_whole_kroner(pl.col("kr")))
    assert rounded["kr"].to_list() == [amount.quantize(Decimal(1), ROUND_HALF_UP) for amount in amounts]


@settings(max_examples=5, deadline=None, derandomize=True)
@given(
    tariffs=st.lists(st.integers(0, 10**11).map(lambda oere: Decimal(oere) / 100), min_size=20, max_size=60),
    share=st.integers(0, 10_000).map(lambda tenths: Decimal(tenths) / 10_000),
)
@example(tariffs=[Decimal("715.00"), Decimal("999999999999.99")], share=Decimal("0.7"))
def test_a_share_of_any_tariff_is_what_exact_arithmetic_gives(tariffs, share):
    drawn = [f"G{place:03} | {tariff:.2f}" for place, tariff in enumerate(tariffs, start=1)]
    charges = charges_at(
        "\n".join(["tariff_group | tariff_kr", *drawn]), f"scheme | municipal_share\ninpatient | {share:.4f}"
    )
    exact = [(tariff * share).quantize(Decimal(1), ROUND_HALF_UP) for tariff in tariffs]
    assert charges.sort("tariff_group")["municipal_kr"].to_list() == exact
