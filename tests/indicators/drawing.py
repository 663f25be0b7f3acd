"""Random marts for the attacker: years that are each a small puzzle of their own, where few or no citizens are in most cells."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from random import Random

import polars as pl

from transforms.screening import SET_ASIDE

MUNICIPALITIES = {"1084": ["0101", "0147", "0151"], "1082": ["0751", "0740"], "1081": ["0851", "0860", "0849"]}
NOWHERE = "0999"
"""No municipality of ours."""

HOSPITALS = ["1301", "7003"]
YEARS = range(2007, 2015)
SIZES = ([0, 0, 1, 6], [0, 1, 2, 3], [0, 0, 0, 5, 8], [1, 4, 5, 6], [0, 0, 0, 1], [6, 7, 12], [0, 6, 6, 6, 6, 1])
"""How many there may be of one kind in a place and month of a year."""

AGES = {"younger": 40, "older": 62, "elderly": 80}
TARIFFS = {
    "general_outpatient": [640, 855, 1381],
    "specialised_outpatient": [640, 855],
    "inpatient": [525, 1114, 2147, 2969, 7306],
}
"""What an event of each scheme may cost: public, few, and of other schemes others."""

DAYS = {"unvisited": [None], "within": [0, 2, 7], "between": [8, 11, 14], "over": [15, 20]}


class Year:
    """One year's rows of charges, set-asides and plans."""

    def __init__(self, draw: Random, year: int) -> None:
        """Draw where, when and how many; some years have plans only with their visits, some have no plans."""
        self.draw, self.year, self.citizens = draw, year, 0
        of_region = [draw.sample(towns, draw.randint(1, len(towns))) for towns in MUNICIPALITIES.values()]
        self.places = [town for towns in of_region[: draw.randint(1, 3)] for town in towns][: draw.randint(2, 5)]
        self.months = draw.sample(draw.choice([range(1, 13), range(1, 4), range(3, 6)]), draw.randint(1, 3))
        self.hospitals = HOSPITALS[: draw.randint(1, 2)]
        self.sizes = draw.choice(SIZES)
        self.charges: list[dict] = []
        self.aside: list[dict] = []
        self.plans: list[dict] = []
        self.municipal: list[dict] = []
        kinds = draw.choice(
            ["charges", "plans", "aside", "municipal", "charges aside", "charges aside plans municipal"]
        )
        draws = {"charges": self.draw_charges, "plans": self.draw_plans, "aside": self.draw_aside}
        for kind in kinds.split():
            (draws | {"municipal": self.draw_municipal})[kind]()

    def places_and_days(self):
        """A place, a day in its month, and a citizen of it: as many as drawn; some citizens come again and again."""
        for place, month in product(self.places, self.months):
            known = None
            for _ in range(self.draw.choice(self.sizes)):
                if known is None or self.draw.random() < 0.8:
                    self.citizens += 1
                    known = f"{self.year}-{self.citizens}"
                yield place, date(self.year, month, self.draw.randint(1, 28)), known

    def draw_charges(self) -> None:
        """Visits and stays of each scheme and age."""
        schemes = self.draw.sample(
            ["general_outpatient", "specialised_outpatient", "inpatient"], self.draw.randint(1, 3)
        )
        for scheme, age in product(schemes, self.draw.sample(list(AGES), self.draw.randint(1, 2))):
            for place, on, person in self.places_and_days():
                self.add_charge(person, place, on, scheme, AGES[age])

    def add_charge(self, person, place, on, scheme, age) -> None:
        """One charge."""
        row = {"person": person, "payer_municipality": place, "activity_date": on, "scheme": scheme, "age": age}
        row |= {"hospital": self.draw.choice(self.hospitals), "specialty": self.draw.choice(["01", "02", None])}
        self.charges.append(row | {"municipal_kr": Decimal(self.draw.choice(TARIFFS[scheme]))})

    def draw_plans(self) -> None:
        """Plans of each wait, and the visit that ended it."""
        ages = self.draw.sample(["younger", "elderly"], self.draw.randint(1, 2))
        for wait, age in product(self.draw.sample(list(DAYS), self.draw.randint(2, 4)), ages):
            for place, on, _ in self.places_and_days():
                self.citizens += 1
                who = {"person": f"{self.year}-{self.citizens}", "age": AGES[age]}
                kind = self.draw.choice(["general", "general", "specialised"])
                row = {**who, "municipality": place, "issued_on": on, "plan_kind": kind}
                self.plans.append(row | {"hospital": self.draw.choice(self.hospitals)})
                days = self.draw.choice(DAYS[wait])
                if days is not None and (on + timedelta(days)).year == self.year:
                    self.add_charge(who["person"], place, on + timedelta(days), "general_outpatient", AGES[age])

    def draw_aside(self) -> None:
        """Set-asides of some reasons, some of citizens from nowhere."""
        for reason in self.draw.sample(list(SET_ASIDE), self.draw.randint(1, 4)):
            for place, on, person in self.places_and_days():
                residence = NOWHERE if reason == "no_paying_municipality" else place
                row = {"person": person, "payer_municipality": residence, "activity_date": on, "reason": reason}
                self.aside.append(row | {"hospital": self.draw.choice(self.hospitals), "advisory_kr": Decimal(640)})

    def draw_municipal(self) -> None:
        """Municipal visits, own production and others'."""
        for standing in self.draw.sample(["own_production", "agreed", "no_agreement"], self.draw.randint(1, 3)):
            for place, on, person in self.places_and_days():
                self.municipal.append({"person": person, "payer": place, "activity_date": on, "standing": standing})


def random_marts(seed: int, years=YEARS) -> tuple[pl.DataFrame | None, ...]:
    """Charges, set-asides, plans and municipal visits of some years; the same of the same seed."""
    drawn = [Year(Random(f"{seed} {year}"), year) for year in years]
    rows = (
        [row for year in drawn for row in getattr(year, kind)] for kind in ("charges", "aside", "plans", "municipal")
    )
    return tuple(pl.DataFrame(of_kind) if of_kind else None for of_kind in rows)
