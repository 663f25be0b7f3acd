"""Suppression: no small cell can be worked out of what is shown, whatever is added, subtracted or compared."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import polars as pl
import pytest

from tests.indicators.attack import Attack
from tests.indicators.marts import indicators
from transforms.definitions import DEFINITIONS
from transforms.screening import SET_ASIDE
from transforms.suppression import suppress_small_cells

THRESHOLD = 5
MUNICIPALITIES = {"1084": ["0101", "0147", "0151"], "1082": ["0751", "0740"], "1081": ["0851", "0860", "0849"]}
HOSPITALS = ["1301", "7003"]
SCHEMES = ["general_outpatient"] * 4 + ["specialised_outpatient"] * 2 + ["inpatient"]


def random_marts(seed):
    """Charges, set-asides and plans of some months: many citizens in some places, few in others."""
    draw = Random(seed)
    places = [area for areas in MUNICIPALITIES.values() for area in areas][: draw.randint(2, 6)]
    many = {area: draw.choice([1, 3, 12, 40]) for area in places}
    months = draw.sample(range(1, 13), draw.choice([1, 2, 3]))
    citizens = [(f"p{area}{n}", area, draw.randint(20, 95)) for area in places for n in range(many[area])]
    charges, aside, plans = [], [], []
    for person, area, age in citizens:
        for _ in range(draw.randint(1, 5)):
            on = date(2007, draw.choice(months), draw.randint(1, 28))
            who = {"person": person, "age": age, "hospital": draw.choice(HOSPITALS)}
            kroner = Decimal(draw.choice([640, 855, 1381]))
            charges.append(
                {**who, "payer_municipality": area, "activity_date": on, "scheme": draw.choice(SCHEMES), "municipal_kr": kroner}
                | {"specialty": draw.choice(["01", "02", None])}
            )
            if draw.random() < 0.3:
                plans.append({**who, "municipality": area, "issued_on": on - timedelta(draw.choice([0, 3, 9, 20]))})
                plans[-1]["plan_kind"] = draw.choice(["general", "specialised"])
            if draw.random() < 0.2:
                reason = draw.choice(list(SET_ASIDE)[: draw.randint(1, 9)])
                residence = draw.choice([area, area, area, "0999"])
                aside.append({"person": person, "hospital": who["hospital"], "activity_date": on, "reason": reason})
                aside[-1]["payer_municipality"] = residence
    plans = pl.DataFrame(plans).unique(["person", "plan_kind", "issued_on", "hospital"], keep="first", maintain_order=True) if plans else None
    return pl.DataFrame(charges), pl.DataFrame(aside) if aside else None, plans


def attacks_on(figures, shown):
    places = {
        kind: sorted(figures.filter(pl.col("area_kind") == kind)["area"].unique())
        for kind in ("country", "region", "municipality", "hospital", "specialty")
    }
    rows = figures.filter(pl.col("area_kind") == "municipality").select("area", "region").unique().rows()
    regions = {area: region or "unknown" for area, region in rows}
    return {what: Attack(what, shown, places, regions) for what in ("events", "persons", "kr")}


def small_cells(figures):
    """Every count of events or citizens below the threshold that some definition divides, counts or leaves as a rest."""
    small = set()
    for row in figures.filter(pl.col("indicator").is_in(list(DEFINITIONS))).rows(named=True):
        definition, place = DEFINITIONS[row["indicator"]], (row["area_kind"], row["area"], row["period"])
        population, _, what = definition.numerator.rpartition("_")
        if what in ("events", "persons") and 0 < row["numerator"] < THRESHOLD:
            small.add((definition.numerator, *place))
        if population and row["persons"] and row["persons"] < THRESHOLD:
            small.add((f"{population}_persons", *place))
            if what == "kr":
                small.add((definition.numerator, *place))
    return sorted(small)


@pytest.mark.parametrize("seed", range(6))
def test_no_small_cell_can_be_worked_out_of_all_that_is_shown(seed):
    figures = indicators(*random_marts(seed))
    shown = suppress_small_cells(figures, THRESHOLD)
    small = small_cells(figures)
    assert small
    for what, attack in attacks_on(figures, shown).items():
        assert attack.recovered([key for key in small if key[0].endswith(what)]) == []
