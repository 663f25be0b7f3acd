"""How what is counted adds up, and so what must be hidden where an event might have been another. See `transforms.shielding`.

What a reader may add and subtract: areas, periods, and the populations below, which are sums of leaves. Each population is
hidden by itself. Danish: diskretionering. Source: policy `suppression_threshold`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from transforms.definitions import DEFINITIONS, population_of
from transforms.screening import SET_ASIDE

ASIDE = tuple(f"aside_{reason}" for reason in SET_ASIDE)
AGES, WAITS = ("elderly", "others"), ("within", "between", "over")

SPLITS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "outpatient": (("general", "specialised"), ("older", "younger")),
    "inpatient": (),
    "set_aside": (ASIDE,),
    "plans": (
        ("general_plans", "specialised_plans"),
        ("unvisited", *(f"{age}_{wait}" for age in AGES for wait in WAITS)),
    ),
    "municipal": (("own_production", "elsewhere"),),
}
"""Root -> its splits: each event of the root is of one leaf of each split."""

SUMS = {
    "charged": ("outpatient", "inpatient"),
    "rehabilitation": ("outpatient", "inpatient", "set_aside"),
    "visited": SPLITS["plans"][1][1:],
    "within": ("elderly_within", "others_within"),
    "over": ("elderly_over", "others_over"),
    "elderly_visited": ("elderly_within", "elderly_between", "elderly_over"),
}
"""Populations that are sums -> their leaves or roots; every other one is a leaf or a root itself."""

PRICED = {
    "outpatient": ("outpatient", "general", "specialised"),
    "charged": ("charged", "outpatient", "general", "specialised", "inpatient"),
}
"""Populations whose kroner would tell their parts, since prices are public and few -> these parts; others have none that are priced."""

Terms = Mapping[str, int]
"""Populations with their signs: what a reader may count by adding and subtracting them."""

DERIVED: Mapping[str, Terms] = {
    "younger": {"outpatient": 1, "older": -1},
    "elsewhere": {"municipal": 1, "own_production": -1},
    "elderly_between": {"elderly_visited": 1, "elderly_within": -1, "elderly_over": -1},
    "others_within": {"within": 1, "elderly_within": -1},
    "others_over": {"over": 1, "elderly_over": -1},
    "others_between": {
        **{"visited": 1, "within": -1, "over": -1},
        **{"elderly_visited": -1, "elderly_within": 1, "elderly_over": 1},
    },
}
"""Leaves that no indicator shows but that a reader can subtract."""

LEAVES = tuple(
    dict.fromkeys(leaf for root, splits in SPLITS.items() for leaf in (root, *(x for s in splits for x in s)))
)
"""The roots and leaves."""

POPULATIONS = tuple(dict.fromkeys([*SUMS, *(leaf for leaf in LEAVES if leaf not in DERIVED)]))
"""What is shown or hidden, each by itself."""

MEDIANS = {
    "median_days": tuple(tuple(f"{age}_{wait}" for age in AGES) for wait in WAITS),
    "elderly_median_days": tuple((f"elderly_{wait}",) for wait in WAITS),
}
"""Medians -> the leaves below, among and above the limits of days: a median that is shown says where its middle lies."""

MEDIAN_OF = {population_of(d.denominator): d.measured for d in DEFINITIONS.values() if d.measured}
"""Population -> its median: hidden with it where it is small, by itself where only its middle would give others away."""


class Move(NamedTuple):
    """Events that change their area: one of each leaf of `there`, and the other way one of each of `back`.

    hides: the populations whose counts in an area that changes, and the medians that may. keeps: medians that may not change.
    """

    there: tuple[str, ...]
    back: tuple[str, ...]
    hides: tuple[str, ...]
    keeps: tuple[str, ...] = ()

    def changes(self, leaves: Iterable[str]) -> int:
        """By how many some leaves or roots together grow where the events come to."""
        of = set(leaves)
        return len(of.intersection(self.there)) - len(of.intersection(self.back))

    def counts(self, terms: Terms) -> int:
        """By how many a sum of populations grows where the events come to."""
        return sum(sign * self.changes(leaves_of(population)) for population, sign in terms.items())


def leaves_of(population: str) -> tuple[str, ...]:
    """The leaves and roots that a population is the sum of."""
    return SUMS.get(population, (population,))


def list_exchanges() -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """What may change places: a whole event; one against another kind of its root; one against two, so that both ages' sums stay."""
    for root, splits in SPLITS.items():
        events: list[tuple[str, ...]] = [(root,)]
        for split in splits:
            events = [(*event, leaf) for event in events for leaf in split]
            yield from (((leaf,), (other,)) for leaf, other in list_pairs(split))
        yield from ((event, ()) for event in events)
    for wait, other in list_pairs(WAITS):
        yield (f"elderly_{wait}", f"others_{other}"), (f"elderly_{other}", f"others_{wait}")


def list_pairs(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Every two of some names, once."""
    return ((name, other) for place, name in enumerate(names) for other in names[place + 1 :])


def list_moves() -> Iterator[Move]:
    """Every move, with its medians hidden and, where it might leave their middles as they are, with these shown."""
    for there, back in list_exchanges():
        move = Move(there, back, ())
        hides = tuple(population for population in POPULATIONS if move.changes(leaves_of(population)))
        medians = tuple(median for median, of in MEDIANS.items() if any(move.changes(leaves) for leaves in of))
        yield move._replace(hides=hides + medians)
        if medians:
            yield move._replace(hides=hides, keeps=medians)


MOVES = tuple(sorted(list_moves(), key=lambda move: (len(move.hides), move)))
"""The moves, those that hide least first."""


def list_countable() -> Iterator[tuple[Terms, str]]:
    """All that a reader can count of a place: populations, what they leave of each other, and the rest of each share.

    Each with what its count is read of: `events`, `persons`, or both where it is a population.
    """
    yield from (({population: 1}, what) for population in POPULATIONS for what in ("events", "persons"))
    yield from ((terms, "events") for terms in DERIVED.values())
    yield {"visited": 1, "within": -1, "over": -1}, "events"
    yield {"visited": 1, "elderly_visited": -1}, "events"
    for definition in DEFINITIONS.values():
        part, whole = population_of(definition.numerator), population_of(definition.denominator)
        what = definition.numerator.rpartition("_")[2]
        if part and whole and definition.denominator.endswith(f"_{what}"):
            yield {whole: 1, part: -1}, what
