"""An attacker: adds and subtracts all figures that are shown, knows how they hang together, and seeks what is hidden.

The attacker knows no more of the program than a reader: the definitions, and that areas, periods and kinds add up. What is
neither shown nor suppressed is known to be nothing. Every figure that is not shown is an unknown of a linear programme.
"""

import numpy as np
import polars as pl
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

from transforms.definitions import DEFINITIONS
from transforms.screening import SET_ASIDE

REASONS = [f"aside_{reason}" for reason in SET_ASIDE]
SUMS = [
    ("outpatient", ["general", "specialised"]),
    ("outpatient", ["older", "younger"]),
    ("charged", ["outpatient", "inpatient"]),
    ("rehabilitation", ["charged", "set_aside"]),
    ("set_aside", REASONS),
    ("plans", ["general_plans", "specialised_plans"]),
    ("plans", ["visited", "unvisited"]),
    ("visited", ["within", "between", "over"]),
    ("elderly_visited", ["elderly_within", "elderly_between", "elderly_over"]),
    *((wait, [f"elderly_{wait}", f"others_{wait}"]) for wait in ("within", "between", "over")),
]
KR_SUMS = [("charged", ["outpatient", "inpatient"]), ("outpatient", ["general", "specialised"])]
POPULATIONS = sorted({name for whole, parts in SUMS for name in (whole, *parts)})
OF_CHARGES = {"outpatient", "general", "specialised", "older", "younger", "inpatient", "charged"}


class Attack:
    """The linear programme of what is shown: unknowns between 0 and no end, sums of areas, periods and kinds."""

    def __init__(self, shown, places, regions):
        """shown: the suppressed indicators. places: area kind -> its areas with any figure. regions: of municipalities."""
        self.shown, self.places, self.regions = shown, places, regions
        self.periods = sorted(shown["period"].unique())
        self.known, suppressed = self.read()
        self.unknown = {}
        for what in ("events", "persons", "kr"):
            names = POPULATIONS if what != "kr" else sorted({name for whole, parts in KR_SUMS for name in (whole, *parts)})
            for name in names:
                for place in self.list_places(name):
                    for period in self.periods:
                        key = (f"{name}_{what}", *place, period)
                        is_defined = any(d.numerator == key[0] for d in DEFINITIONS.values())
                        if key in self.known:
                            continue
                        if is_defined and key not in suppressed:
                            self.known[key] = 0.0
                        else:
                            self.unknown[key] = len(self.unknown)
        self.equal, self.at_most = [], []
        self.add_sums()

    def read(self):
        known, suppressed = {}, set()
        for row in self.shown.filter(pl.col("indicator").is_in(list(DEFINITIONS))).rows(named=True):
            definition = DEFINITIONS[row["indicator"]]
            place = (row["area_kind"], row["area"], row["period"])
            for quantity, number in ((definition.numerator, row["numerator"]), (definition.denominator, row["denominator"])):
                if number is not None:
                    known[quantity, *place] = float(number)
                elif quantity:
                    suppressed.add((quantity, *place))
            if row["persons"] is not None and definition.numerator:
                known[f"{definition.numerator.rpartition('_')[0]}_persons", *place] = float(row["persons"])
            if row["value"] is not None and row["numerator"] is not None and row["denominator"]:
                assert abs(float(row["value"]) - definition.per * float(row["numerator"]) / float(row["denominator"])) < 1e-4
        return known, suppressed

    def list_places(self, population):
        return [
            (kind, area)
            for kind, areas in self.places.items()
            for area in areas
            if kind != "specialty" or population in OF_CHARGES
        ]

    def add(self, rows, terms):
        """One row: the sum of (sign, key) is 0, or at most 0; what is known goes to the other side."""
        unknown, rest = [], 0.0
        for sign, key in terms:
            if key in self.unknown:
                unknown.append((self.unknown[key], sign))
            else:
                rest -= sign * self.known.get(key, 0.0)
        if unknown:
            rows.append((unknown, rest))

    def add_sums(self):
        for what, sums in (("events", SUMS), ("persons", SUMS), ("kr", KR_SUMS)):
            for whole, parts in sums:
                for place in self.list_places("outpatient" if whole in OF_CHARGES else whole):
                    for period in self.periods:
                        self.relate(what, f"{whole}_{what}", [f"{part}_{what}" for part in parts], place, place, period, period)
        quantities = {key[0] for key in (*self.unknown, *self.known)} - {"inhabitants"}
        for quantity in sorted(quantities):
            population, _, what = quantity.rpartition("_")
            for period in self.periods:
                for place, parts in self.list_area_sums(population):
                    self.relate(what, quantity, [quantity] * len(parts), place, parts, period, period)
            for place in self.list_places(population):
                for period, parts in self.list_period_sums():
                    self.relate(what, quantity, [quantity] * len(parts), place, place, period, parts)
            if what == "persons":
                for place in self.list_places(population):
                    for period in self.periods:
                        self.add(self.at_most, [(1, (quantity, *place, period)), (-1, (f"{population}_events", *place, period))])

    def relate(self, what, whole, parts, place, part_places, period, part_periods):
        """A sum, of persons at most: one may be counted in several parts, and is in the whole where in a part."""
        number = len(parts)
        places = part_places if isinstance(part_places, list) else [part_places] * number
        periods = part_periods if isinstance(part_periods, list) else [part_periods] * number
        keys = [(part, *where, when) for part, where, when in zip(parts, places, periods, strict=True)]
        terms = [(1, (whole, *place, period)), *((-1, key) for key in keys)]
        if what == "persons":
            self.add(self.at_most, terms)
            for key in keys:
                self.add(self.at_most, [(1, key), (-1, (whole, *place, period))])
        else:
            self.add(self.equal, terms)

    def list_area_sums(self, population):
        country = ("country", "DK")
        yield country, [("region", region) for region in self.places["region"]]
        yield country, [("hospital", hospital) for hospital in self.places["hospital"]]
        if population in OF_CHARGES:
            yield country, [("specialty", specialty) for specialty in self.places["specialty"]]
        for region in self.places["region"]:
            inside = [area for area in self.places["municipality"] if self.regions[area] == region]
            yield ("region", region), [("municipality", area) for area in inside]

    def list_period_sums(self):
        quarters = [period for period in self.periods if "Q" in period]
        months = [period for period in self.periods if "-" in period and "Q" not in period]
        for quarter in quarters:
            yield quarter, [month for month in months if f"{month[:4]}-Q{(int(month[5:]) + 2) // 3}" == quarter]
        for year in {period[:4] for period in self.periods}:
            yield year, [quarter for quarter in quarters if quarter[:4] == year]

    def solve(self, weights):
        """The truth that fits what is shown and makes the weighted sum of unknowns least; raises where none fits."""
        matrices = [self.as_matrix(rows) for rows in (self.equal, self.at_most)]
        (equal, equal_to), (at_most, limits) = matrices
        found = linprog(weights, A_ub=at_most, b_ub=limits, A_eq=equal, b_eq=equal_to, bounds=(0, 1e7), method="highs")
        assert found.status == 0, found.message
        return found.x

    def as_matrix(self, rows):
        places = [(row, column, sign) for row, (unknown, _) in enumerate(rows) for column, sign in unknown]
        lines, columns, signs = zip(*places, strict=True)
        matrix = coo_matrix((signs, (lines, columns)), shape=(len(rows), len(self.unknown)))
        return matrix.tocsr(), np.array([rest for _, rest in rows])

    def recovered(self, wanted, seed=0):
        """Of some keys, those that are shown, or of which all truths agree to less than one."""
        shown = [key for key in wanted if key in self.known]
        hidden = [key for key in wanted if key in self.unknown]
        columns = np.array([self.unknown[key] for key in hidden], dtype=int)
        rng, least, most = np.random.default_rng(seed), np.full(len(hidden), np.inf), np.full(len(hidden), -np.inf)
        for _ in range(4):
            draws = rng.uniform(0.5, 1.5, len(hidden)) * rng.choice([-1, 1], len(hidden))
            for sign in (1, -1):
                weights = np.zeros(len(self.unknown))
                weights[columns] = sign * draws
                truth = self.solve(weights)[columns]
                least, most = np.minimum(least, truth), np.maximum(most, truth)
        for place in np.flatnonzero(most - least < 1 - 1e-6):
            weights = np.zeros(len(self.unknown))
            weights[columns[place]] = 1
            bounds = [sign * self.solve(sign * weights)[columns[place]] * sign for sign in (1, -1)]
            least[place], most[place] = min(bounds), max(bounds)
        agreed = [key for key, low, high in zip(hidden, least, most, strict=True) if high - low < 1 - 1e-6]
        return shown + agreed


