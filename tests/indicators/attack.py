"""An attacker: adds and subtracts all figures that are shown, knows how they hang together, and seeks what is hidden.

The attacker knows no more of the program than a reader: the definitions, and that areas, periods and kinds add up. What is
neither shown nor suppressed is known to be nothing. Every figure that is not shown is an unknown of a linear programme.
"""

import numpy as np
import polars as pl
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

from transforms.definitions import DEFINITIONS
from transforms.policies import MONITORING
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
KR_SUMS = [
    ("charged", ["outpatient", "inpatient"]),
    ("outpatient", ["general", "specialised"]),
    ("set_aside", ["aside_no_rehabilitation_plan", "other_reasons"]),
]
POPULATIONS = sorted({name for whole, parts in SUMS for name in (whole, *parts)})
SHORT, LONG = (int(MONITORING[name]) for name in ("waiting_days_short", "waiting_days_long"))
OF_CHARGES = {"outpatient", "general", "specialised", "older", "younger", "inpatient", "charged"}


class Attack:
    """The linear programme of what is shown: unknowns between 0 and no end, sums of areas, periods and kinds.

    Of events, of kroner, or of persons, who are no more than the events that are shown.
    """

    def __init__(self, what, shown, places, regions):
        """shown: the suppressed indicators. places: area kind -> its areas with any figure. regions: of municipalities."""
        self.what = what
        self.shown, self.places, self.regions = shown, places, regions
        self.periods = sorted(shown["period"].unique())
        self.medians = []
        self.known, suppressed = self.read()
        self.unknown = {}
        self.sums = KR_SUMS if what == "kr" else SUMS
        for name in sorted({name for whole, parts in self.sums for name in (whole, *parts)}):
            for place in self.list_places(name):
                for period in self.periods:
                    key = (f"{name}_{what}", *place, period)
                    is_defined = any(d.numerator == key[0] for d in DEFINITIONS.values())
                    if is_defined and key not in self.known and key not in suppressed:
                        self.known[key] = 0.0
                    elif key not in self.known:
                        self.unknown[key] = len(self.unknown)
        self.equal, self.at_most = [], []
        self.add_sums()
        if what == "events":
            self.add_medians()
        self.matrices = [self.as_matrix(rows) for rows in (self.equal, self.at_most)]

    def read(self):
        known, suppressed = {}, set()
        for row in self.shown.filter(pl.col("indicator").is_in(list(DEFINITIONS))).rows(named=True):
            definition = DEFINITIONS[row["indicator"]]
            place = (row["area_kind"], row["area"], row["period"])
            if definition.measured and row["value"] is not None:
                self.medians.append((definition.denominator.removesuffix("visited_events"), place, float(row["value"])))
            for quantity, number in (
                (definition.numerator, row["numerator"]),
                (definition.denominator, row["denominator"]),
            ):
                if number is not None:
                    known[quantity, *place] = float(number)
                elif quantity:
                    suppressed.add((quantity, *place))
            if row["persons"] is not None and definition.numerator:
                known[f"{definition.numerator.rpartition('_')[0]}_persons", *place] = float(row["persons"])
            if row["value"] is not None and row["numerator"] is not None and row["denominator"]:
                assert (
                    abs(float(row["value"]) - definition.per * float(row["numerator"]) / float(row["denominator"]))
                    < 1e-4
                )
        return known, suppressed

    def list_places(self, population):
        return [
            (kind, area)
            for kind, areas in self.places.items()
            for area in areas
            if kind != "specialty" or population in OF_CHARGES
        ]

    def add(self, rows, terms, rest=0.0):
        """One row: the sum of (sign, key) is `rest`, or at most that; what is known goes to the other side."""
        unknown = []
        for sign, key in terms:
            if key in self.unknown:
                unknown.append((self.unknown[key], sign))
            else:
                rest -= sign * self.known.get(key, 0.0)
        if unknown:
            rows.append((unknown, rest))

    def add_sums(self):
        what = self.what
        for whole, parts in self.sums:
            for place in self.list_places("outpatient" if whole in OF_CHARGES else whole):
                for period in self.periods:
                    self.relate(
                        what, f"{whole}_{what}", [f"{part}_{what}" for part in parts], place, place, period, period
                    )
        for quantity in sorted({key[0] for key in (*self.unknown, *self.known) if key[0].endswith(f"_{what}")}):
            population = quantity.rpartition("_")[0]
            for period in self.periods:
                for place, parts in self.list_area_sums(population):
                    self.relate(what, quantity, [quantity] * len(parts), place, parts, period, period)
            for place in self.list_places(population):
                for period, parts in self.list_period_sums():
                    self.relate(what, quantity, [quantity] * len(parts), place, place, period, parts)
        if what == "persons":
            for key in self.unknown:
                events = self.known.get((key[0].replace("_persons", "_events"), *key[1:]))
                if events is not None:
                    self.at_most.append(([(self.unknown[key], 1)], events))

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

    def add_medians(self):
        """A median that is shown is of enough plans, and no more than half of them lie on either side of it."""
        for whose, place, days in self.medians:
            visited, within, over = ((f"{whose}{name}_events", *place) for name in ("visited", "within", "over"))
            odd = self.known.get(visited, 0) % 2
            self.add(self.at_most, [(-1, visited)], -5.0)
            for counted, is_side, is_other in (
                (within, days < SHORT + 1, days > SHORT),
                (over, days > LONG, days < LONG + 1),
            ):
                if is_side:
                    self.add(self.at_most, [(1, visited), (-2, counted)], -odd)
                if is_other:
                    self.add(self.at_most, [(2, counted), (-1, visited)], -odd)

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
        """The truth that fits what is shown and makes the weighted sum of unknowns least; fails where none fits."""
        (equal, equal_to), (at_most, limits) = self.matrices
        found = linprog(weights, A_ub=at_most, b_ub=limits, A_eq=equal, b_eq=equal_to, bounds=(0, 1e7), method="highs")
        assert found.status == 0, found.message
        return found.x

    def as_matrix(self, rows):
        places = [(row, column, sign) for row, (unknown, _) in enumerate(rows) for column, sign in unknown]
        if not places:
            return None, None
        lines, columns, signs = zip(*places, strict=True)
        matrix = coo_matrix((signs, (lines, columns)), shape=(len(rows), len(self.unknown)))
        return matrix.tocsr(), np.array([rest for _, rest in rows])

    def recovered(self, wanted):
        """Of some keys, those that are shown, or of which all truths agree to less than one.

        All that is not yet seen to vary is made as small and as great as can be, together while that helps, then one by one.
        """
        shown = [key for key in wanted if key in self.known]
        hidden = [key for key in wanted if key in self.unknown]
        if not hidden:
            return shown
        columns = np.array([self.unknown[key] for key in hidden], dtype=int)
        least, most = np.full(len(hidden), np.inf), np.full(len(hidden), -np.inf)
        open_still = np.arange(len(hidden))
        while open_still.size:
            for sign in (1, -1):
                weights = np.zeros(len(self.unknown))
                weights[columns[open_still]] = sign
                truth = self.solve(weights)[columns]
                least, most = np.minimum(least, truth), np.maximum(most, truth)
            narrow = np.flatnonzero(most - least < 1 - 1e-6)
            if np.array_equal(narrow, open_still):
                break
            open_still = narrow
        for place in open_still:
            for sign in (1, -1):
                weights = np.zeros(len(self.unknown))
                weights[columns[place]] = sign
                truth = self.solve(weights)[columns]
                least, most = np.minimum(least, truth), np.maximum(most, truth)
        agreed = [key for key, low, high in zip(hidden, least, most, strict=True) if high - low < 1 - 1e-6]
        return shown + agreed
