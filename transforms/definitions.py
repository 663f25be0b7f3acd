"""What each indicator means, once: its name, its Danish title and definition, unit and source, and what is divided by what.

The mart `indicators`, its comments, reports/indicators.md and the suppression of small cells all read this table.
Source: issue 4; RM memo 2009; KL memo 2006, sections 2.2 and 4.1.
"""

from transforms.activity_indicators import ACTIVITY, ASIDE, MONEY
from transforms.plan_indicators import DAYS, PLANS
from transforms.populations import INHABITANTS

DEFINITIONS = {definition.name: definition for definition in (*ACTIVITY, *MONEY, *PLANS, *DAYS, *ASIDE)}
"""Every indicator by its name, in the order that they are shown."""

SPREAD = {
    "lowest": ("laveste kommune", 0.0),
    "lower_quartile": ("nedre kvartil", 0.25),
    "middle": ("median", 0.5),
    "upper_quartile": ("øvre kvartil", 0.75),
    "highest": ("højeste kommune", 1.0),
}
"""The spread between municipalities: ending of the indicator's name -> Danish, and the quantile.

Each municipality with a value counts once; between two the value is interpolated. Source: RM memo 2009 (variation)."""


def population_of(quantity: str) -> str:
    """The population of a quantity; empty where it is none of ours."""
    return "" if quantity in {"", INHABITANTS} else quantity.rpartition("_")[0]
