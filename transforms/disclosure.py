"""What is shown or hidden together when small cells are suppressed, and how what is counted adds up.

A group is shown or hidden as a whole for an area in a year. What a reader may add and subtract: areas, periods, and the
populations below, which are sums of leaves. Danish: diskretionering. Source: policy `suppression_threshold`.
"""

from typing import NamedTuple

from transforms.screening import SET_ASIDE

ASIDE = tuple(f"aside_{reason}" for reason in SET_ASIDE)

GROUPS = {
    "outpatient": ("outpatient",),
    "schemes": ("general", "specialised"),
    "ages": ("older",),
    "charged": ("inpatient", "charged"),
    "set_aside": ("set_aside", "rehabilitation"),
    **{reason: (reason,) for reason in ASIDE},
    "plans": ("plans",),
    "kinds": ("general_plans", "specialised_plans"),
    "waiting": ("unvisited", "visited", "within", "over", "elderly_visited", "elderly_within", "elderly_over"),
}
"""Group -> its populations; in the order in which they are protected."""

GROUP_OF = {population: group for group, populations in GROUPS.items() for population in populations}

HIDDEN_WITH = {
    "outpatient": ("outpatient", "schemes", "ages", "charged", "set_aside", *ASIDE),
    "charged": ("charged", "set_aside", *ASIDE),
    "set_aside": ("set_aside", *ASIDE),
    "plans": ("plans", "kinds", "waiting"),
}
"""Group -> the groups that hold its population in a sum or split it: they are hidden where it is. Others stand alone."""


class Partition(NamedTuple):
    """Leaves that nothing is left out of and that share nothing; of a root (their sum), or free where there is none.

    A group hides its leaves together; without one each leaf is a group of its own.
    """

    group: str
    root: str
    leaves: tuple[str, ...]

    def group_of(self, leaf: str) -> str:
        """The group that hides a leaf."""
        return self.group or leaf


ROOTS = ("outpatient", "set_aside", "plans")
"""The roots; each names its group too."""

PARTITIONS = (
    Partition("schemes", "outpatient", ("general", "specialised")),
    Partition("ages", "outpatient", ("older", "younger")),
    Partition("charged", "", ("inpatient",)),
    Partition("", "set_aside", ASIDE),
    Partition("kinds", "plans", ("general_plans", "specialised_plans")),
    Partition(
        "waiting",
        "plans",
        ("unvisited", *(f"{age}_{wait}" for age in ("elderly", "others") for wait in ("within", "between", "over"))),
    ),
)

DERIVED = {
    "younger": {"outpatient": 1, "older": -1},
    "elderly_between": {"elderly_visited": 1, "elderly_within": -1, "elderly_over": -1},
    "others_within": {"within": 1, "elderly_within": -1},
    "others_over": {"over": 1, "elderly_over": -1},
    "others_between": {
        **{"visited": 1, "within": -1, "over": -1},
        **{"elderly_visited": -1, "elderly_within": 1, "elderly_over": 1},
    },
}
"""Leaves that no indicator shows but that a reader can subtract -> populations with their signs."""

LEAVES_OF = {
    "charged": ("outpatient", "inpatient"),
    "rehabilitation": ("outpatient", "inpatient", "set_aside"),
    "visited": PARTITIONS[-1].leaves[1:],
    "within": ("elderly_within", "others_within"),
    "over": ("elderly_over", "others_over"),
    "elderly_visited": ("elderly_within", "elderly_between", "elderly_over"),
}
"""Populations that are sums -> their leaves or roots; every other one is a leaf or a root itself."""


def leaves_of(population: str) -> frozenset[str]:
    """The leaves and roots that a population is the sum of."""
    return frozenset(LEAVES_OF.get(population, (population,)))
