"""What a reader who adds, subtracts and divides makes of all pages of a month: figures, and how they hang together.

Every figure that has a key or stands in a table of the account is read; one that is hidden is an unknown of a linear programme.
"""

import re
from itertools import product

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import lil_matrix

from reports.site.words import REASONS
from tests.indicators.attack import LONG, SHORT, SUMS, Attack
from transforms.definitions import DEFINITIONS

SCHEMES = {"general_outpatient": "general", "specialised_outpatient": "specialised", "inpatient": "inpatient"}
ACCOUNT = {"Genoptræning": "rehabilitation", "heraf opgjort": "charged", "heraf sat til side": "set_aside"}
SHARE = 0.00056
"""A share is written in tenths of a per cent, from four decimals."""


def read_number(text):
    """A figure as it is written in Danish; empty where it is hidden."""
    found = re.fullmatch(r"(-?[0-9.]+(?:,[0-9]+)?)( pct\.| dage)?", text.replace("\N{MINUS SIGN}", "-"))
    return float(found[1].replace(".", "").replace(",", ".")) / (100 if found[2] == " pct." else 1) if found else None


class Reader:
    """The events of a month by population and place, and those of the run's account, as the pages tell them."""

    def __init__(self, pages, month, regions):
        """pages: all of a site. regions: municipality -> region."""
        self.month, self.regions, self.towns = month, sorted(set(regions.values())), regions
        self.known, self.unknown, self.equal, self.at_most = {}, {}, [], []
        self.keyed = {key: text for page in pages for key, text in page.keyed().items() if "mio." not in text}
        for page in pages:
            for table in page.tables():
                self.read_account(*table)
        self.read_cells()
        self.add_sums()
        self.read_indicators()
        self.matrices = (*self.as_matrix(self.at_most), *self.as_matrix(self.equal))

    def read_account(self, caption, rows):
        """The account of events and free services, from their tables."""
        names = {words: ("account", reason) for reason, words in REASONS.items()}
        names |= {words: ("account", bucket) for words, bucket in ACCOUNT.items()}
        is_free = caption.startswith("Genoptræning uden plan")
        for name, number, *_ in rows if is_free or caption.startswith(("Fra ophold", "Sat til side")) else ():
            key = ("free", name) if is_free else names.get(name)
            if key and (number == "skjult" or read_number(number) is not None):
                self.tell(key, read_number(number))

    def tell(self, key, number):
        """A figure, or that it is hidden."""
        if number is None:
            self.unknown.setdefault(key, len(self.unknown))
        else:
            self.known[key] = number

    def read_cells(self):
        """Activity by scheme: where no figure is told, as in the overview, it may be any."""
        for area, (scheme, population) in product([*self.towns, *self.regions, "DK"], SCHEMES.items()):
            self.tell((population, area), read_number(self.keyed.get(f"events {self.month} {area} {scheme}", "skjult")))
            whole = self.keyed.get(f"events {self.month} {area} hospital", "skjult")
            self.tell(("hospital", area), read_number(whole))

    def add(self, rows, terms, rest=0.0):
        """One row: the sum of (factor, key) is `rest`, or at most that."""
        unknown = []
        for factor, key in terms:
            if key in self.known:
                rest -= factor * self.known[key]
            else:
                unknown.append((self.unknown.setdefault(key, len(self.unknown)), factor))
        if unknown:
            rows.append((unknown, rest))

    def read_indicators(self):
        """Shares as they are rounded, counts as they are, medians for where half of the plans lie."""
        for name, definition in DEFINITIONS.items():
            for area in [*self.towns, *self.regions, "DK"]:
                number = read_number(self.keyed.get(f"{name} {self.month} {area}", "skjult"))
                part, whole = (
                    (side.removesuffix("_events"), area) for side in (definition.numerator, definition.denominator)
                )
                if number is None or not (definition.numerator or definition.measured).endswith(("_events", "_days")):
                    continue
                if definition.measured:
                    self.tell_median(name.partition("waiting")[0], area, number)
                elif not definition.denominator:
                    self.add(self.equal, [(1, part)], number)
                elif definition.unit == "share":
                    self.add(self.at_most, [(1, part), (-number - SHARE, whole)])
                    self.add(self.at_most, [(-1, part), (number - SHARE, whole)])

    def tell_median(self, whose, area, days):
        """A median that is told is of enough plans, and no more than half of them lie on either side of it."""
        visited, within, over = ((f"{whose}{name}", area) for name in ("visited", "within", "over"))
        self.add(self.at_most, [(-1, visited)], -5)
        for counted, is_side, is_other in (
            (within, days < SHORT + 1, days > SHORT),
            (over, days > LONG, days < LONG + 1),
        ):
            if is_side:
                self.add(self.at_most, [(1, visited), (-2, counted)])
            if is_other:
                self.add(self.at_most, [(2, counted), (-1, visited)])

    def add_sums(self):
        """Kinds within a place, places within a region, regions within the country; the account; free services."""
        populations = sorted({name for whole, parts in SUMS for name in (whole, *parts)} | {"hospital"})
        for area, (whole, parts) in product(
            [*self.towns, *self.regions, "DK"], [*SUMS, ("hospital", ["inpatient", "specialised"])]
        ):
            self.add(self.equal, [(1, (whole, area)), *((-1, (part, area)) for part in parts)])
        for population in populations:
            of_country = [(-1, (population, region)) for region in self.regions]
            has_unknown = population in {"set_aside", "rehabilitation"} or population.startswith("aside_")
            self.add(
                self.at_most if has_unknown else self.equal,
                [*of_country, (1, (population, "DK"))]
                if not has_unknown
                else [*((1, key) for _, key in of_country), (-1, (population, "DK"))],
            )
            for region in self.regions:
                inside = [(-1, (population, town)) for town in self.towns if self.towns[town] == region]
                self.add(self.equal, [(1, (population, region)), *inside])
        for whole, parts in (("rehabilitation", ["charged", "set_aside"]), ("set_aside", list(REASONS))):
            told = [("account", part) for part in parts if self.is_told(("account", part))]
            self.add(self.equal, [(1, ("account", whole)), *((-1, part) for part in told)])
        free = [key for key in (*self.known, *self.unknown) if key[0] == "free" and key[1] != "Hele landet"]
        self.add(self.equal, [(1, ("free", "Hele landet")), *((-1, key) for key in free)])
        self.add(self.at_most, [(1, ("free", "Hele landet")), (-1, ("account", "no_rehabilitation_plan"))])

    def is_told(self, key):
        """Whether a page names a figure, shown or hidden."""
        return key in self.known or key in self.unknown

    def solve(self, weights):
        """A truth that fits all that is told and makes the weighted sum of what is hidden least."""
        solved = linprog(weights, *self.matrices, bounds=(0, 1e7), method="highs")
        assert solved.status == 0, solved.message
        return solved.x

    recovered = Attack.recovered

    def as_matrix(self, rows):
        """Rows as a matrix and what each is."""
        matrix = lil_matrix((len(rows), len(self.unknown)))
        for number, (unknown, _) in enumerate(rows):
            for column, factor in unknown:
                matrix[number, column] += factor
        return matrix.tocsr(), np.array([rest for _, rest in rows])
