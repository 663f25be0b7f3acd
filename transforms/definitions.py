"""What each indicator means, once: its name, its Danish title and definition, unit and source, and what is divided by what.

The mart `indicators`, its comments, reports/indicators.md and the suppression of small cells all read this table.
Source: RM memo 2009; KL memo 2006, sections 2.2 and 4.1.
"""

from collections.abc import Mapping

from transforms.activity_indicators import ACTIVITY, ASIDE, MONEY
from transforms.municipal_indicators import MUNICIPAL
from transforms.plan_indicators import DAYS, PLANS
from transforms.policies import MONITORING
from transforms.populations import INHABITANTS, Definition

DEFINITIONS = {definition.name: definition for definition in (*ACTIVITY, *MONEY, *PLANS, *DAYS, *ASIDE, *MUNICIPAL)}
"""Every indicator by its name, in the order that they are shown."""

SPREAD = {
    "lowest": ("laveste kommune", 0.0),
    "lower_quartile": ("nedre kvartil", 0.25),
    "middle": ("median", 0.5),
    "upper_quartile": ("øvre kvartil", 0.75),
    "highest": ("højeste kommune", 1.0),
}
"""The spread between municipalities: ending of the indicator's name -> Danish, and the quantile.

Each municipality with a value counts once; between two the value is interpolated. One with nothing in the period is 0 per
inhabitant and has no share or mean. Source: RM memo 2009 (variation)."""


def population_of(quantity: str) -> str:
    """The population of a quantity; empty where it is none of ours."""
    return "" if quantity in {"", INHABITANTS} else quantity.rpartition("_")[0]


def in_words(text: str, policies: Mapping[str, str] = MONITORING) -> str:
    """A Danish text with the ages and days of the policies in the place of their names."""
    return text.format_map(policies)


def spread_of(definition: Definition, ending: str) -> Definition:
    """The definition of a spread of an indicator, by the ending of its name."""
    title = f"{definition.title}, {SPREAD[ending][0]}"
    is_per_inhabitant = definition.denominator == INHABITANTS
    nothing = "tæller med som 0" if is_per_inhabitant else "har intet tal og tæller ikke med"
    says = (
        f"{SPREAD[ending][0].capitalize()} af kommunernes tal for {definition.name}; hver kommune tæller én gang, og en kommune, "
        f"hvor der intet var i perioden, {nothing}."
    )
    return definition._replace(
        name=f"{definition.name}_{ending}", title=title, says=says, area_kinds=("region", "country"), has_spread=False
    )


SPREADS = {
    spread.name: spread
    for definition in DEFINITIONS.values()
    if definition.has_spread
    for spread in (spread_of(definition, ending) for ending in SPREAD)
}
"""The spreads by their names."""
