"""An attacker who knows the tariffs too: of a number and its kroner often one mix of tariffs only comes out.

What is told so is the number at a tariff: these add up over areas, periods and kinds like the numbers themselves.
"""

from itertools import product

from tests.indicators.attack import Attack
from tests.indicators.drawing import TARIFFS
from tests.mixing import find_certain
from transforms.definitions import DEFINITIONS

SUMS = [("outpatient", ["general", "specialised"]), ("charged", ["outpatient", "inpatient"])]
PRICES = {scheme.removesuffix("_outpatient"): set(prices) for scheme, prices in TARIFFS.items()}
PRICES["outpatient"] = PRICES["general"] | PRICES["specialised"]
PRICES["charged"] = PRICES["outpatient"] | PRICES["inpatient"]

MOST = 12
"""Of more than so many the attacker does not list the mixes."""


class PricedAttack(Attack):
    """The linear programme of the numbers of what is charged, and of their numbers at each tariff, `POPULATION_TARIFF`."""

    def __init__(self, shown, places, regions):
        """As of `Attack`."""
        self.shown, self.places, self.regions = shown, places, regions
        self.periods, self.medians, self.sums = sorted(shown["period"].unique()), [], SUMS
        told, suppressed = self.read()
        self.known, self.unknown, self.equal, self.at_most = {}, {}, [], []
        for name in PRICES:
            for place, period in product(self.list_places(name), self.periods):
                self.tell(name, (*place, period), *self.look_up(told, suppressed, name, (*place, period)))
        for what in ("events", *sorted(PRICES["charged"])):
            self.what = what
            self.add_sums()
        self.matrices = [self.as_matrix(rows) for rows in (self.equal, self.at_most)]

    def look_up(self, told, suppressed, name, place):
        """The number and kroner of a population in a place and period, each empty where hidden; what is charged is the rest."""

        def find(quantity):
            is_counted = any(d.numerator == quantity and place[0] in d.area_kinds for d in DEFINITIONS.values())
            is_nothing = is_counted and (quantity, *place) not in suppressed
            return told.get((quantity, *place), 0 if is_nothing else None)

        if name != "charged":
            return find(f"{name}_events"), find(f"{name}_kr")
        numbers = [find("rehabilitation_events"), find("set_aside_events")]
        return None if None in numbers else numbers[0] - numbers[1], find("charged_kr")

    def tell(self, name, place, number, kroner):
        """A number, and at each tariff what its kroner say of it."""
        whole, at = (f"{name}_events", *place), {price: (f"{name}_{price}", *place) for price in PRICES["charged"]}
        certain = dict.fromkeys(PRICES["charged"] - PRICES[name], 0)
        if number == 0:
            certain = dict.fromkeys(PRICES["charged"], 0)
        elif number is not None and kroner is not None and number <= MOST:
            certain |= find_certain(int(number), int(kroner), tuple(PRICES[name]))
        self.known |= {at[price]: many for price, many in certain.items()}
        if number is not None:
            self.known[whole] = number
        for key in (whole, *at.values()):
            if key not in self.known:
                self.unknown[key] = len(self.unknown)
        self.add(self.equal, [(1, whole), *((-1, key) for key in at.values())])
        if kroner is not None:
            self.add(self.equal, list(at.items()), kroner)

    def keep_asked(self, keys):
        """The small cells among what this attacker counts."""
        return [key for key in keys if key in self.known or key in self.unknown]
