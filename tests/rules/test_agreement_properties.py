"""What holds of every model and every visit: conservation, order, one fee a day, and øre against exact fractions."""

from decimal import Decimal
from fractions import Fraction

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.agreed import SERVICE, VISIT, drawn_facts, typed
from transforms.models import MODELS, keep_missing_prices, price_visits
from transforms.oere import as_kroner, divide_half_up, in_oere

AMOUNTS = {
    **{"hour": "508.33", "travel_hour": "399.99", "course": "3500.01", "01": "3048.07"},
    **{"individual": "508.33", "self_training": "254.11", "group": "507.77", "pool": "761.99"},
    **{"first": "307.47", "normal": "204.98", "short": "136.66", "follow_up": "68.32", "supplement": "68.31"},
}
FACTS = drawn_facts(
    agreement_prices="item | amount_kr\n" + "\n".join(f"{item} | {amount}" for item, amount in AMOUNTS.items())
)
HOURLY = ("per_hour", "per_hour_by_form")
HALF_AN_OERE = Fraction(1, 200)

SERVICES = st.fixed_dictionaries(
    {
        "form": st.sampled_from(["individual", "self_training", "group", "pool"]),
        "minutes": st.integers(1, 300).map(str),
        "group_size": st.integers(1, 13).map(str),
        "travel_minutes": st.integers(0, 90).map(str),
        "consultation": st.sampled_from(["first", "normal", "short", "follow_up", ""]),
        "has_supplement": st.sampled_from(["yes", "no"]),
    }
)
VISITS = st.fixed_dictionaries(
    {
        "model": st.sampled_from(list(MODELS)),
        "cpr": st.sampled_from(["1", "2"]),
        "activity_date": st.sampled_from(["2007-03-05", "2007-03-06"]),
        "is_finishing": st.sampled_from(["yes", "no"]),
        "advisory_kr": st.sampled_from(["0.00", "640.00", "855.00", "1381.00", "0.01"]),
        "less_percent": st.integers(0, 10000).map(lambda number: str(Decimal(number) / 100)),
        "step_minutes": st.sampled_from(["", "1", "15", "30"]),
        "services": st.lists(SERVICES, min_size=1, max_size=4),
    }
)
PERIODS = st.lists(VISITS, min_size=1, max_size=8)


def draw_period(period):
    """Visits and services of what Hypothesis gives."""
    visits = [
        {**VISIT, "event_id": f"v{n}", "diagnosis_group": "01", **{k: v for k, v in visit.items() if k != "services"}}
        for n, visit in enumerate(period)
    ]
    services = [
        {**SERVICE, "event_id": f"v{n}", **service} for n, visit in enumerate(period) for service in visit["services"]
    ]
    return typed(visits, list(VISIT)), typed(services, list(SERVICE))


def price_exactly(visit, service):
    """What a service costs by the hour, unrounded: started steps of training and travel, shared by those who share it."""
    step = int(visit["step_minutes"] or 1)
    minutes, travel = (-(-int(service[name]) // step) * step for name in ("minutes", "travel_minutes"))
    is_shared = service["form"] in ("group", "pool")
    item = service["form"] if visit["model"] == "per_hour_by_form" else "hour"
    kroner = minutes * Fraction(AMOUNTS[item]) + travel * Fraction(AMOUNTS["travel_hour"])
    return kroner / 60 / (int(service["group_size"]) if is_shared else 1)


@settings(max_examples=30, deadline=None)
@given(PERIODS)
def test_every_visit_has_a_price_that_does_not_depend_on_the_order_of_rows(period):
    visits, services = draw_period(period)
    priced = price_visits(visits, services, FACTS)
    assert keep_missing_prices(visits, services, FACTS).is_empty()
    assert priced["event_id"].to_list() == visits["event_id"].to_list()
    assert priced.select("units", "quantity", "agreed_kr").null_count().sum_horizontal().item() == 0
    assert price_visits(visits.reverse(), services.reverse(), FACTS).sort("event_id").equals(priced.sort("event_id"))


@settings(max_examples=30, deadline=None)
@given(PERIODS)
def test_hours_cost_the_sum_of_their_services_each_within_half_an_oere_of_the_exact_amount(period):
    hourly = [{**visit, "model": HOURLY[n % 2]} for n, visit in enumerate(period)]
    alone = [{**visit, "services": [service]} for visit in hourly for service in visit["services"]]
    agreed, parts = (price_visits(*draw_period(visits), FACTS)["agreed_kr"].to_list() for visits in (hourly, alone))
    for visit, part in zip(alone, parts, strict=True):
        error = Fraction(part) - price_exactly(visit, visit["services"][0])
        assert -HALF_AN_OERE < error <= HALF_AN_OERE
    left = iter(parts)
    assert agreed == [sum(next(left) for _ in visit["services"]) for visit in hourly]


@settings(max_examples=30, deadline=None)
@given(PERIODS)
def test_hours_paid_times_their_price_are_the_kroner_but_for_a_half_hundredth_of_an_hour_and_half_an_oere_a_service(
    period,
):
    visits, services = draw_period([{**visit, "model": "per_hour"} for visit in period])
    priced = price_visits(visits, services.with_columns(travel_minutes=pl.lit(0, pl.Int64)), FACTS)
    hour = Fraction(AMOUNTS["hour"])
    for visit, (hours, kroner) in zip(period, priced.select("quantity", "agreed_kr").rows(), strict=True):
        off = hour / 200 + len(visit["services"]) * (HALF_AN_OERE + hour / 1_000_000)
        assert abs(Fraction(hours) * hour - Fraction(kroner)) <= off


@settings(max_examples=30, deadline=None)
@given(PERIODS)
def test_a_citizen_has_one_fee_a_day_and_each_finished_course_is_paid_exactly_once(period):
    visits, services = draw_period(period)
    priced = price_visits(visits, services, FACTS)
    fees = priced.filter(pl.col("model") == "fee_schedule")
    days = fees.group_by("cpr", "activity_date").agg(pl.sum("quantity"), paid=(pl.col("agreed_kr") > 0).sum())
    assert set(days.select("quantity", "paid").rows()) <= {(Decimal(1), 1)}
    for model, item in (("per_course", "course"), ("package", "01")):
        courses = priced.filter(pl.col("model") == model)
        finished = courses["is_finishing"].sum()
        assert sum(courses["agreed_kr"]) == finished * Decimal(AMOUNTS[item])
        assert sum(courses["quantity"]) == finished


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**14 - 1), st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_quotient_is_never_off_by_more_than_a_half_and_a_half_goes_up(amount, times, over):
    product = pl.select(pl.lit(amount, pl.Int128) * pl.lit(times, pl.Int128)).to_series()
    rounded = product.to_frame("product").select(divide_half_up(pl.col("product"), pl.lit(over))).item()
    assert Fraction(-1, 2) < rounded - Fraction(amount * times, over) <= Fraction(1, 2)


@settings(max_examples=100, deadline=None)
@given(st.decimals(0, Decimal("999999999999.99"), places=2))
def test_kroner_are_the_same_after_they_were_oere(amount):
    kroner = pl.DataFrame({"amount_kr": [amount]}, schema={"amount_kr": pl.Decimal(14, 2)})
    oere = kroner.select(oere=in_oere(pl.col("amount_kr")))
    assert oere["oere"].item() == int(amount * 100)
    assert oere.select(as_kroner(pl.col("oere"))).item() == amount
