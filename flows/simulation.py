"""Synthetic deliveries on request: checked like every command, made whole or refused."""

import shutil
from pathlib import Path
from typing import NamedTuple

from data.synthetic import simulate
from flows.facts import SHIPPED, read_facts
from flows.failures import FactsIncomplete, WrongUsage
from flows.month import SettlementMonth


class Simulation(NamedTuple):
    """What a synthetic delivery is made of: the same gives the same bytes."""

    month: str
    visits: int
    seed: int
    facts: Path
    register: str = "lpr2"


DEMO = Simulation("2007-03", visits=20_000, seed=1, facts=SHIPPED)
MUNICIPAL_DEMO = DEMO._replace(visits=10_000, register="ges")
"""The deliveries of `genopt demo`, of hospitals and of municipalities."""


def make(out: Path, simulation: Simulation) -> Path:
    """Make a delivery in a new or empty folder. Raises WrongUsage (exit 2), FactsIncomplete (exit 4)."""
    SettlementMonth.parse(simulation.month)
    read_facts(simulation.facts)
    try:
        simulate(simulation.month, simulation.visits, simulation.seed, out, simulation.facts, simulation.register)
    except FileExistsError:
        raise WrongUsage(f"{out} is not empty: give a new or empty folder with --out.") from None
    except NotADirectoryError:
        raise WrongUsage(f"{out} is not a folder: give a new or empty folder with --out.") from None
    except ValueError as error:
        raise WrongUsage(str(error)) from None
    except LookupError as error:
        raise FactsIncomplete(str(error.args[0])) from None
    return out


def make_once(out: Path, simulation: Simulation) -> Path:
    """Make a delivery unless it is there already; what a killed run left half made is made again."""
    if not (out / "delivery.toml").exists():
        shutil.rmtree(out, ignore_errors=True)
        make(out, simulation)
    return out
