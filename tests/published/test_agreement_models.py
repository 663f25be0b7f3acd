"""The figures of the KL memo's section 3 on agreements, as printed, against the models and the facts that ship with genopt.

Source: KL's memo of 2006 on rehabilitation, sections 3.1, 3.2 and 3.5; the later fees are ffys.dk's (undated).
"""

# fmt: off

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import polars as pl
import pytest

from flows.facts import SHIPPED, read_facts
from tests.agreed import missing, priced
from tests.drawn import assert_same, draw

SECTION_3_5 = """
Første konsultation 307,47
Normalbehandling 204,98
Kort behandling 136,66
Opfølgende træningsterapi 68,32
Tillæg for særlig tidskrævende indsats 68,32
"""
"""Individuel behandling, Honorar pr. 01-04-2006 (kr.)."""

ITEMS = ["first", "normal", "short", "follow_up", "supplement"]
FACTS = read_facts(SHIPPED)
NORMAL, SHORT = Decimal("204.98"), Decimal("136.66")
LATER_NORMAL, LATER_GROUP = Decimal("311.21"), Decimal("207.48")


def prices(price_list):
    """The prices of a shipped list, each amount once."""
    return FACTS.agreement_prices.filter(price_list=price_list).select("item", "amount_kr").unique()


def drawn_prices(price_list, **more):
    """The prices of a shipped list as they are drawn, whenever they were in force."""
    rows = [(*row, *more.values()) for row in prices(price_list).rows()]
    return draw(["item", "amount_kr", *more], rows)


def fee_of_a_group(normal):
    """What a fee schedule that prints this normal fee pays for a group."""
    group = priced("model\nfee_schedule", "form | group_size\ngroup | 6", prices=f"item | amount_kr\nnormal | {normal}")
    return group["agreed_kr"].item()


@pytest.mark.parametrize(("tariff", "percent", "agreed"), [
    ("640.00", "10", "576.00"), ("855.00", "10", "769.50"), ("1381.00", "10", "1242.90"),
    ("640.00", "10.4", "573.44"), ("855.00", "10.4", "766.08"), ("1381.00", "10.4", "1237.38"),
])
def test_the_tariffs_less_10_pct_or_less_the_overhead_of_10_4_pct(tariff, percent, agreed):
    """Section 3.1: "fratrukket en fast pct-andel, fx 10 pct."; overhead, research and teaching are 10,4 pct."""
    visits = f"model | advisory_kr | less_percent\ndrg_less_percent | {tariff} | {percent}"
    assert priced(visits)["agreed_kr"].item() == Decimal(agreed)


def test_a_therapist_hour_cost_508_kr_in_fyn_in_2006():
    """Section 3.2: "en fast timetakst (i 2006: 508 kr./time)"."""
    assert_same(priced("model | activity_date\nper_hour | 2006-05-01\nper_hour | 2006-05-02", """
        event_id | minutes
        ---------+--------
        v1       | 60
        v1       | 90
        v2       | 45
    """, prices=drawn_prices("FYN", valid_from="2006-01-01")), """
        event_id | quantity | agreed_kr
        ---------+----------+----------
        v1       | 2.50     | 1270.00
        v2       | 0.75     | 381.00
    """)


def test_fyns_price_is_known_for_2006_only():
    assert_same(FACTS.agreement_prices.filter(price_list="FYN"), """
        item | amount_kr | unit | valid_from | valid_to   | status
        -----+-----------+------+------------+------------+----------
        hour | 508.00    | hour | 2006-01-01 | 2006-12-31 | confirmed
    """)


def test_a_course_cost_3000_to_4000_kr_at_05_pl():
    """Section 3.2: "ligger mellem 3.000 og 4.000 kr. (05-pl), uanset hvilken takstgruppe"."""
    course = "model | is_finishing\nper_course | yes"
    agreed = [priced(course, prices=drawn_prices(f"KL-COURSE-{end}"))["agreed_kr"].item() for end in ("LOW", "HIGH")]
    assert agreed == [3000, 4000]
    assert set(FACTS.agreement_prices.filter(item="course", status="confirmed")["price_level"]) == {"05-pl"}


def test_a_price_of_05_pl_is_not_brought_to_07_pl_without_an_index_and_is_with_one():
    """No index between the levels is printed; the one drawn here is invented."""
    course = "model | is_finishing | price_level\nper_course | yes | 07-pl"
    printed = drawn_prices("KL-COURSE-LOW", price_level="05-pl")
    assert missing(course, prices=printed)["item"].to_list() == ["course"]
    assert_same(priced(course, prices=printed, levels="""
        price_level | price_index
        ------------+------------
        05-pl       | 100.0
        07-pl       | 105.1234
    """), """
        agreed_kr
        ---------
        3153.70
    """)


def test_the_fees_of_landsoverenskomsten_are_those_of_section_3_5():
    printed = [Decimal(line.split()[-1].replace(",", ".")) for line in SECTION_3_5.strip().splitlines()]
    shipped = dict(prices("LANDSOVERENSKOMST").rows())
    assert shipped == dict(zip(ITEMS, printed, strict=True))


def test_the_fees_are_confirmed_until_they_were_next_adjusted_and_assumed_after():
    """Adjusted every 1 April and 1 October: what was printed for April 2006 is known to October."""
    of_normal = FACTS.agreement_prices.filter(price_list="LANDSOVERENSKOMST", item="normal")
    assert_same(of_normal, """
        amount_kr | valid_from | valid_to   | status
        ----------+------------+------------+----------
        204.98    | 2006-04-01 | 2006-09-30 | confirmed
        204.98    | 2006-10-01 | 2007-12-31 | assumed
    """)


def test_a_group_is_two_thirds_of_a_normal_treatment_an_oere_less_than_the_printed_short_fee():
    """2/3 x 204.98 = 136.6533: 136.65, while a short treatment, printed as 136.66, is a fee of its own."""
    assert fee_of_a_group(NORMAL) == Decimal("136.65")
    assert Fraction(2, 3) * Fraction(NORMAL) == Fraction("136.6533") + Fraction(1, 30000)
    assert dict(prices("LANDSOVERENSKOMST").rows())["short"] == SHORT == Decimal("136.65") + Decimal("0.01")


def test_the_later_printed_group_fee_is_an_oere_more_than_two_thirds_so_where_one_is_printed_it_holds():
    """2/3 x 311.21 = 207.4733: 207.47, printed 207.48, the short fee of that day.

    Both printed fees lie above: they are adjusted each by itself from the fees before, whose thirds had been rounded,
    and no way of rounding 2/3 of the normal fee to whole øre but upwards gives them.
    """
    computed = fee_of_a_group(LATER_NORMAL)
    assert computed == (LATER_NORMAL * 2 / 3).quantize(Decimal("0.01"), ROUND_HALF_UP) == Decimal("207.47")
    assert LATER_GROUP - computed == Decimal("0.01")
    printed = f"item | amount_kr\nnormal | {LATER_NORMAL}\ngroup | {LATER_GROUP}"
    assert priced("model\nfee_schedule", "form\ngroup", prices=printed)["agreed_kr"].item() == LATER_GROUP


def test_only_one_fee_per_consultation_and_one_consultation_per_calendar_day():
    """Section 3.5: "Der kan kun gives et honorar pr. konsultation og kun én konsultation pr. kalenderdag"."""
    agreed = priced("model\nfee_schedule\nfee_schedule", """
        event_id | consultation | has_supplement
        ---------+--------------+---------------
        v1       | first        | yes
        v1       | normal       | no
        v2       | normal       | no
    """, prices=drawn_prices("LANDSOVERENSKOMST"))
    assert agreed.select(pl.sum("quantity", "agreed_kr")).row(0) == (1, Decimal("307.47") + Decimal("68.32"))
