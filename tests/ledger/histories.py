"""Random histories: months settled one after another from a register that changes its mind in between.

A history has a course of steps (months, periods, rounds, facts) and some small populations that share it but nothing
else: citizens, contacts and corrections are each population's own, so that each is a history by itself.
"""

from __future__ import annotations

import csv
from calendar import monthrange
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter

from tests.oracle.draws import one_of, several

from .facts_over_time import BENT
from .population import Contact, Correction, Row, correct, draw_contact, draw_correction, draw_long_stay

MONTHS = ["2007-10", "2007-11", "2007-12", "2008-01", "2008-02"]
PERIODS = "all|all|all|year|year|two months|two months|from the ninth|month|month"
KINDS = "next|next|next|skip|again|again|again|again|final|final|final|trial final|trial final|same|trial|earlier|older"
STEADY = ("next|next|next|next|again|final", "month|month|month|two months")
"""Kinds and periods of a register that delivers month by month."""
COLUMNS = {
    "t_adm": ["k_recnum", "idnummer", "v_cpr", "c_pattype", "c_sgh", "c_afd", "c_kom", "d_inddto", "d_uddto"],
    "t_bes": ["v_recnum", "d_ambdto"],
    "t_sksube": ["v_recnum", "c_opr", "d_odto"],
}
BYSTANDER = {"k_recnum": "9", "idnummer": "bystander", "v_cpr": "6101079999", "c_pattype": "1", "c_sgh": "1301"}
"""A contact that is always delivered and never charged: a delivery without contacts is refused."""


@dataclass(frozen=True)
class Asked:
    """What a step asks: the month, what the delivery says of itself, and which facts are known.

    Attributes:
        is_narrow: only contacts with something in the period are delivered.
        has_news: the register has changed its mind since the last step.
    """

    month: str
    period: tuple[str, str]
    drawn_on: str
    facts: str
    is_final: bool = False
    is_trial: bool = False
    is_narrow: bool = False
    has_news: bool = True


@dataclass
class Population:
    """One small population: its contacts as first registered, those that come late, and the corrections before each step."""

    contacts: list[Contact]
    late: list[int]
    corrections: list[list[Correction]]

    def told(self, steps: list[Asked], place: int) -> list[list[Contact]]:
        """The contacts as the register has them at each step, kept apart from other populations by their place."""
        now = deepcopy(self.contacts)
        for number, contact in enumerate(now):
            recnum = str(100_000 + 1000 * place + 100 * number)
            contact.cells |= {"k_recnum": recnum, "idnummer": f"P{place}-{number}"}
            contact.is_sent = self.late[number] == 0
        told = []
        for number, asked in enumerate(steps):
            if asked.has_news:
                for contact, late in zip(now, self.late, strict=True):
                    contact.is_sent |= late == number
                for correction in self.corrections[number]:
                    correct(now, correction)
            told.append([keep_apart(contact, place) for contact in now if contact.is_sent])
        return told


@dataclass
class History:
    """A course of steps, and the populations that go through it."""

    steps: list[Asked]
    populations: list[Population] = field(default_factory=list)

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:
        """Its steps; a smaller history is drawn in full by `tests.ledger.at_scale`."""
        printer.text(f"{len(self.populations)} populations through {self.steps}")

    def deliveries(self) -> list[list[Contact]]:
        """All contacts that are delivered at each step."""
        told = [population.told(self.steps, place) for place, population in enumerate(self.populations)]
        return [
            [contact for of_one in told for contact in of_one[number] if not asked.is_narrow or is_near(contact, asked)]
            for number, asked in enumerate(self.steps)
        ]


def keep_apart(contact: Contact, place: int) -> Contact:
    """A contact with a citizen of its population's own; no CPR number here is anyone's."""
    copied = deepcopy(contact)
    copied.cells["v_cpr"] = f"610107{10 * place + int(contact.cells['v_cpr']):04d}"
    return copied


def is_near(contact: Contact, asked: Asked) -> bool:
    """Whether something of a contact happened in the period, or it goes on."""
    first, last = asked.period
    is_open = contact.cells["c_pattype"] == "0" and not contact.cells["d_uddto"]
    return is_open or any(first <= day <= last for day in contact.days())


def write_delivery(asked: Asked, delivered: list[Contact], folder: Path) -> Path:
    """Write a delivery."""
    folder.mkdir(parents=True)
    first, last = asked.period
    (folder / "delivery.toml").write_text(
        f'register = "lpr2"\nperiod_from = {first}\nperiod_to = {last}\ndrawn_on = {asked.drawn_on}\nsynthetic = true\n'
    )
    tables = {
        "t_adm": [BYSTANDER | {"d_inddto": first}, *(contact.cells for contact in delivered)],
        "t_bes": [row_of(contact, d_ambdto=day) for contact in delivered for day in contact.visits],
        "t_sksube": [
            row_of(contact, c_opr=code, d_odto=day) for contact in delivered for code, day in contact.services
        ],
    }
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            written = csv.DictWriter(file, COLUMNS[name], restval="", delimiter=";", lineterminator="\n")
            written.writeheader()
            written.writerows(rows)
    return folder


def row_of(contact: Contact, **cells: str) -> Row:
    """A row of another table that belongs to a contact."""
    return {"v_recnum": contact.cells["k_recnum"], **cells}


def last_day(month: str) -> str:
    """The last day of a month."""
    year, number = map(int, month.split("-"))
    return f"{month}-{monthrange(year, number)[1]}"


def period_of(kind: str, month: str) -> tuple[str, str]:
    """The period of a delivery for a month: the month, two, since a day of the month before, the year so far, or all."""
    if kind == "all":
        return "2007-01-01", "2008-12-31"
    if kind == "year":
        return f"{month[:4]}-01-01", last_day(month)
    before = MONTHS[max(0, MONTHS.index(month) - 1)]
    firsts = {"month": f"{month}-01", "two months": f"{before}-01", "from the ninth": f"{before}-09"}
    return firsts[kind], last_day(month)


@st.composite
def courses_of_steps(draw: st.DrawFn) -> list[Asked]:
    """Draw what is asked, step by step: mostly the next month or the same again, at times what must be refused."""
    place, drawn_on, facts, steps = draw(st.sampled_from([1, 1, 2, 2, 0])), date(2008, 3, 1), "base", []
    kinds, periods = draw(st.sampled_from([(KINDS, PERIODS), (KINDS, PERIODS), STEADY]))
    for number in draw(several(6, 5, 4, 3)):
        kind = draw(one_of(kinds, "|"))
        if kind == "same" and steps:
            steps.append(Asked(**{**vars(steps[-1]), "has_news": False}))
            continue
        is_final = kind.endswith("final") and place <= MONTHS.index("2007-12")
        if is_final:
            place = MONTHS.index("2007-12")
        elif number and kind in ("next", "skip", "trial"):
            place = min(place + (2 if kind == "skip" else 1), len(MONTHS) - 1)
        month = MONTHS[max(0, place - 1)] if kind == "earlier" else MONTHS[place]
        drawn_on += timedelta(days=draw(st.sampled_from([0, 1, 5])))
        is_whole = draw(st.sampled_from([True, True, True, False]))
        if draw(st.sampled_from([False, False, False, True])):
            facts = draw(st.sampled_from(list(BENT)))
        steps.append(
            Asked(
                month,
                period_of("all" if is_final and is_whole else draw(one_of(periods, "|")), month),
                str(drawn_on - timedelta(days=3) if kind == "older" else drawn_on),
                facts,
                is_final=is_final,
                is_trial=kind.startswith("trial"),
                is_narrow=draw(st.sampled_from([False, False, True])),
            )
        )
        if kind.startswith("trial") and not is_final:
            place = max(0, place - draw(st.sampled_from([0, 1])))
    return steps


def draw_population(chance: Random, steps: int) -> Population:
    """Draw a small population and what the register says of it before each step."""
    first = [draw_contact(chance) for _ in range(chance.choice([3, 4, 5]))]
    late = [chance.choice([0, 0, 0, 1, 2]) for _ in first]
    if chance.random() < 0.5:
        first += draw_long_stay(chance)
        late += [0, chance.choice([0, 1, 1, 2, 2])]
    counts = [chance.choice([1, 2, 3, 4, 5]) if number else 0 for number in range(steps)]
    return Population(first, late, [[draw_correction(chance) for _ in range(count)] for count in counts])


@st.composite
def histories(draw: st.DrawFn, together: int, salt: int) -> History:
    """Draw a course of steps, and so many populations that go through it.

    A draw of Hypothesis for each cell takes longer than a settlement, and Hypothesis repeats numbers: what a population is
    made of hangs on a drawn number, the steps, and the salt.
    """
    steps = draw(courses_of_steps())
    chance = Random(f"{salt} {draw(st.integers(0, 2**64 - 1))} {steps}")
    return History(steps, [draw_population(chance, len(steps)) for _ in range(together)])
