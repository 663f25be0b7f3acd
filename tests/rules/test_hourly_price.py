"""The hourly price: what rehabilitation costs, over the hours that are delivered. KL memo 2006, section 3.3."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tests.drawn import assert_same, rows
from transforms.hourly_price import Costs, Form, price_at_other_ata_shares, price_hours, round_to_oere

COSTS = Costs(Fraction(2_400_000), Fraction(390_000), {"administration": Fraction(208_000), "it": Fraction(52_000)})

FORMS = """
    form          | paid | delivered | participants | own
    --------------+------+-----------+--------------+--------
    individual    | 4000 | 2400      | 1            | 0
    self_training | 1000 | 800       | 1            | 0
    group         | 2000 | 1500      | 6            | 0
    pool          | 1000 | 500       | 4            | 150000
"""


def forms(drawn):
    return [
        Form(
            row["form"],
            Fraction(row["delivered"]),
            Fraction(row["paid"]) if row["paid"] else None,
            Fraction(row["participants"]),
            Fraction(row["own"]),
        )
        for row in rows(drawn)
    ]


def as_frame(prices):
    return pl.DataFrame(
        [
            {
                "form": priced.form.name,
                "wages_kr": round_to_oere(priced.wages_kr),
                "shared_kr": round_to_oere(priced.shared_kr),
                "costs_kr": round_to_oere(priced.costs_kr),
                "price_kr": priced.price_kr,
                "participant_kr": priced.participant_kr,
            }
            for priced in prices.forms
        ]
    )


def test_costs_over_delivered_hours_are_the_price_of_an_hour():
    """By hand: a paid hour costs 2,400,000 / 8,000 = 300 kr; a delivered one shares 650,000 / 5,200 = 125 kr beside."""
    prices = price_hours(COSTS, forms(FORMS))
    assert_same(
        as_frame(prices),
        """
        form          | wages_kr   | shared_kr | costs_kr   | price_kr | participant_kr
        --------------+------------+-----------+------------+----------+---------------
        individual    | 1200000.00 | 300000.00 | 1500000.00 | 625.00   | 625.00
        self_training | 300000.00  | 100000.00 | 400000.00  | 500.00   | 500.00
        group         | 600000.00  | 187500.00 | 787500.00  | 525.00   | 87.50
        pool          | 300000.00  | 62500.00  | 512500.00  | 1025.00  | 256.25
    """,
    )
    assert prices.price_kr == Decimal("615.38")  # 3,200,000 / 5,200 = 615.384...


def test_wages_follow_delivered_hours_where_the_paid_hours_of_some_form_are_not_known():
    """By hand: 3,050,000 kr are shared by 5,200 hours; an hour in the pool costs 150,000 / 500 = 300 kr more."""
    prices = price_hours(COSTS, forms(FORMS.replace("self_training | 1000", "self_training |     ")))
    assert [str(priced.price_kr) for priced in prices.forms] == ["586.54", "586.54", "586.54", "886.54"]
    assert (prices.paid_hours, prices.ata_share) == (None, None)


def test_the_ata_share_decides_the_price():
    """By hand: one form, 1,000 paid hours, 300,000 kr: 300 kr over the share of the hour that is face to face."""
    alone = [Form("individual", Fraction(600), Fraction(1000), Fraction(1), Fraction(0))]
    moved = price_at_other_ata_shares(Costs(Fraction(300_000), Fraction(0), {}), alone)
    assert {points: str(at.price_kr) for points, at in moved.items()} == {
        -10: "600.00",
        -5: "545.45",
        0: "500.00",
        5: "461.54",
        10: "428.57",
    }


def test_a_share_that_cannot_be_has_no_price_and_hours_without_a_share_stay():
    high = [Form("individual", Fraction(93), Fraction(100), Fraction(1), Fraction(0))]
    counted = [Form("individual", Fraction(93), None, Fraction(1), Fraction(0))]
    moved = {name: price_at_other_ata_shares(COSTS, given) for name, given in (("high", high), ("counted", counted))}
    assert [points for points, at in moved["high"].items() if at is None] == [10]
    assert {at.price_kr for at in moved["counted"].values()} == {price_hours(COSTS, counted).price_kr}


AMOUNTS = st.integers(0, 10**9).map(lambda ore: Fraction(ore, 100))
HOURS = st.integers(1, 10**7).map(lambda hundredths: Fraction(hundredths, 100))
SHARES = st.integers(1, 100).map(lambda percent: Fraction(percent, 100))


@st.composite
def budgets(draw):
    """Costs, and forms of which some may lack paid hours."""
    costs = Costs(draw(AMOUNTS), draw(AMOUNTS), draw(st.dictionaries(st.text(max_size=3), AMOUNTS, max_size=3)))
    drawn = []
    for name in draw(
        st.lists(st.sampled_from(["individual", "self_training", "group", "pool"]), min_size=1, unique=True)
    ):
        paid, share = draw(HOURS), draw(SHARES)
        is_known = draw(st.booleans())
        drawn.append(
            Form(name, paid * share, paid if is_known else None, Fraction(draw(st.integers(1, 9))), draw(AMOUNTS))
        )
    return costs, drawn


@given(budgets())
def test_prices_times_delivered_hours_are_the_costs(budget):
    costs, drawn = budget
    prices = price_hours(costs, drawn)
    given_kr = costs.wages_kr + costs.rooms_kr + sum(costs.indirect_kr.values()) + sum(form.own_kr for form in drawn)
    assert prices.costs_kr == given_kr
    half_an_ore = Fraction(1, 200)
    assert abs(Fraction(prices.price_kr) * prices.delivered_hours - given_kr) <= half_an_ore * prices.delivered_hours
    for priced in prices.forms:
        hours = priced.form.delivered_hours
        assert abs(Fraction(priced.price_kr) * hours - priced.costs_kr) <= half_an_ore * hours


@given(budgets())
def test_prices_fall_when_the_ata_share_rises(budget):
    costs, drawn = budget
    moved = [at for at in price_at_other_ata_shares(costs, drawn).values() if at]
    for lower, higher in pairwise(moved):
        assert higher.price_kr <= lower.price_kr
        assert higher.costs_kr == lower.costs_kr
        if all(form.paid_hours for form in drawn) and costs.wages_kr:
            assert higher.costs_kr / higher.delivered_hours < lower.costs_kr / lower.delivered_hours
            for one, other in zip(higher.forms, lower.forms, strict=True):
                assert one.price_kr <= other.price_kr


@given(st.integers(0, 10**12), st.integers(1, 10**6))
def test_a_price_is_rounded_half_up_to_ore(numerator, denominator):
    rounded = Fraction(round_to_oere(Fraction(numerator, denominator)))
    assert -Fraction(1, 200) < rounded - Fraction(numerator, denominator) <= Fraction(1, 200)
