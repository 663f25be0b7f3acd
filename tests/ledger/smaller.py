"""A history in which a difference was found, made smaller for people: fewer populations, steps, contacts and corrections."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace

from .histories import History, Population
from .playing import Differing, play


def draw_smaller(differing: Differing) -> str:
    """The smallest history found in which our ledger is not what the reference says, drawn, and how it differs."""
    smallest = make_smaller(differing)
    history = smallest.history
    steps = [f"  {number}: {asked}" for number, asked in enumerate(history.steps, start=1)]
    told = [
        f"  step {number} {contact.cells} visits {contact.visits} services {contact.services}"
        for number, delivered in enumerate(history.deliveries(), start=1)
        for contact in delivered
    ]
    return "\n".join([str(smallest), "steps", *steps, "delivered", *told])


def make_smaller(differing: Differing) -> Differing:
    """Leave out what can be left out, as long as there is a difference."""
    for candidate in candidates(differing.history):
        try:
            play(candidate)
        except Differing as still_differing:
            return make_smaller(still_differing)
    return differing


def candidates(history: History) -> Iterator[History]:
    """Histories with one thing less: half of the populations, a population, a step, a contact, a correction."""
    together = history.populations
    if len(together) > 1:
        yield replace(history, populations=together[: len(together) // 2])
        yield replace(history, populations=together[len(together) // 2 :])
    if len(history.steps) > 1:
        for place in reversed(range(len(history.steps))):
            yield without_step(history, place)
    for place, population in enumerate(together):
        for smaller in smaller_populations(population):
            yield replace(history, populations=[*together[:place], smaller, *together[place + 1 :]])


def without_step(history: History, place: int) -> History:
    """A history without one step; what was corrected before it is corrected before the next."""
    populations = deepcopy(history.populations)
    for population in populations:
        dropped = population.corrections.pop(place)
        if place < len(population.corrections):
            population.corrections[place] = dropped + population.corrections[place]
        population.late = [late - 1 if late > place else late for late in population.late]
    return History([asked for number, asked in enumerate(history.steps) if number != place], populations)


def smaller_populations(population: Population) -> Iterator[Population]:
    """A population with a contact or a correction less."""
    for number in range(1, len(population.contacts)):
        yield replace(population, contacts=population.contacts[:number], late=population.late[:number])
    for step, corrections in enumerate(population.corrections):
        for number in range(len(corrections)):
            fewer = deepcopy(population.corrections)
            del fewer[step][number]
            yield replace(population, corrections=fewer)
