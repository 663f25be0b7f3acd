"""The small populations of the random histories: contacts as the register has them, and how it changes its mind.

A population is two persons and a few contacts between October 2007 and February 2008. A correction is plain data, so that a
failing history can be read; what it does is the function of its kind.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

Row = dict[str, str]

HOSPITALS = "1301|1301|1301|1301|1301|1301|1301|1301|66A0|66A0|66A0|2401|2401|4298|9999"
MUNICIPALITIES = "0751|0751|0751|0751|0751|0751|0101|0101|0101|0101|0101|0101|0461|0461|0461|0461|0999|"
CODES = "BLNA|BLNA|BLNA|BLNR|BLNR|BTP|BLKZ0|AAF6"
MARKS = {"specialised": ("STARTSPEC", "SLUTSPEC"), "general": ("STARTALMEN", "SLUTALMEN")}
KINDS = "specialised|specialised|specialised|specialised|specialised|specialised|general|general|specialised general"
PLANS = "-5|-5|-5|-5|-5|4|"
COURSES = "0 12|0 12|0 12|0 12|0 12|0 5|0|0|6 12|"
VISITS = "1|1 7|1 7|0 5 12|3 4 14"
"""Days of plans, of a course's first and last mark, and of visits, counted from a contact's first."""
FIRST_DAYS = [
    date(2007, 10, 8),
    date(2007, 10, 25),
    date(2007, 11, 8),
    date(2007, 11, 8),
    date(2007, 11, 26),
    date(2007, 12, 3),
    date(2007, 12, 10),
    date(2007, 12, 27),
    date(2008, 1, 8),
]
MONTH_ENDS = [date(2007, 10, 31), date(2007, 11, 30), date(2007, 12, 31), date(2007, 12, 31)]


@dataclass
class Contact:
    """A contact of a population, and its rows in the other tables."""

    cells: Row
    visits: list[str] = field(default_factory=list)
    services: list[tuple[str, str]] = field(default_factory=list)
    is_sent: bool = True

    @property
    def first_day(self) -> date:
        """The day it began."""
        return date.fromisoformat(self.cells["d_inddto"])

    def days(self) -> list[str]:
        """The days on which something happened."""
        return [day for day in (self.cells["d_inddto"], self.cells["d_uddto"], *self.visits) if day]


@dataclass(frozen=True)
class Correction:
    """One change of mind: its kind, which contact, which of its rows, a day counted from its first, and a text."""

    kind: str
    who: int = 0
    which: int = 0
    days: int = 0
    text: str = ""


def draw_contact(chance: Random) -> Contact:
    """Draw a contact: a course of visits with its plan and marks, or a stay."""
    first_day, is_stay = chance.choice(FIRST_DAYS), chance.random() < 0.4
    discharged = one_of(chance, "2|5|9|") if is_stay else ""
    cells = {
        "v_cpr": one_of(chance, "1|1|1|2"),
        "c_pattype": "0" if is_stay else "2",
        "c_sgh": one_of(chance, HOSPITALS),
        "c_kom": one_of(chance, MUNICIPALITIES),
        "d_inddto": str(first_day),
        "d_uddto": after(first_day, int(discharged)) if discharged else "",
    }
    contact = Contact(cells)
    if is_stay:
        contact.services = [(one_of(chance, CODES), str(first_day)) for _ in range(chance.choice([1, 1, 2]))]
        return contact
    for days in one_of(chance, PLANS).split():
        contact.services.append(("PLANSPEC", after(first_day, int(days))))
    for kind in one_of(chance, KINDS).split():
        for mark, days in zip(MARKS[kind], one_of(chance, COURSES).split(), strict=False):
            contact.services.append((mark, after(first_day, int(days))))
    for days in one_of(chance, VISITS).split():
        contact.visits.append(after(first_day, int(days)))
        contact.services.append((one_of(chance, CODES), contact.visits[-1]))
    return contact


def draw_long_stay(chance: Random) -> list[Contact]:
    """Draw a stay across the end of a month, as two contacts: the second begins on the day the first one ended, or the day after."""
    ended = chance.choice(MONTH_ENDS)
    admitted, discharged = str(ended - timedelta(days=9)), one_of(chance, "2|5|9|20|30|40|")
    gap = timedelta(days=chance.choice([0, 0, 0, 0, 1]))
    places = {"c_sgh": one_of(chance, HOSPITALS), "c_kom": one_of(chance, MUNICIPALITIES)}
    person = {"v_cpr": one_of(chance, "1|2"), "c_pattype": "0", **places}
    days = [(admitted, str(ended)), (str(ended + gap), after(ended, int(discharged)) if discharged else "")]
    return [
        Contact(
            person | {"d_inddto": first, "d_uddto": last},
            services=[(one_of(chance, CODES), first)] if chance.random() < 0.8 else [],
        )
        for first, last in days
    ]


def one_of(chance: Random, choices: str) -> str:
    """Draw one of the choices written in a text. What is written twice comes twice as often."""
    return chance.choice(choices.split("|"))


def after(day: date, days: int) -> str:
    """The day so many days after another."""
    return str(day + timedelta(days=days))


def withdraw(contact: Contact, _: Correction) -> None:
    """The contact is taken back; `restore` sends it again."""
    contact.is_sent = False


def restore(contact: Contact, _: Correction) -> None:
    """The contact is sent, late or again."""
    contact.is_sent = True


def set_cell(name: str) -> Callable[[Contact, Correction], None]:
    """A correction of one cell of the contact."""

    def correct(contact: Contact, correction: Correction) -> None:
        contact.cells[name] = correction.text

    return correct


def recode(contact: Contact, correction: Correction) -> None:
    """Another code for one of the services that are no plan or mark."""
    places = [place for place, (code, _) in enumerate(contact.services) if code in CODES.split("|")]
    if places:
        place = places[correction.which % len(places)]
        contact.services[place] = (correction.text, contact.services[place][1])


def drop(*codes: str) -> Callable[[Contact, Correction], None]:
    """A correction that takes all rows of some codes back."""

    def correct(contact: Contact, _: Correction) -> None:
        contact.services = [(code, day) for code, day in contact.services if code not in codes]

    return correct


def add(code: str) -> Callable[[Contact, Correction], None]:
    """A correction that brings one more row of a code."""

    def correct(contact: Contact, correction: Correction) -> None:
        contact.services.append((code, after(contact.first_day, correction.days)))

    return correct


def split(contact: Contact, correction: Correction) -> None:
    """The course ended and another began two days later, perhaps of the other kind."""
    contact.services.append(("SLUTSPEC", after(contact.first_day, correction.days)))
    contact.services.append(
        ("STARTSPEC" if correction.which % 2 else "STARTALMEN", after(contact.first_day, correction.days + 2))
    )
    contact.services.append(("SLUTALMEN", after(contact.first_day, correction.days + 9)))


def visit(contact: Contact, correction: Correction) -> None:
    """A visit that was not known."""
    if contact.cells["c_pattype"] == "2" and (day := after(contact.first_day, correction.days)) not in contact.visits:
        contact.visits.append(day)
        contact.services.append((correction.text, day))


def no_visit(contact: Contact, correction: Correction) -> None:
    """A visit that was none."""
    if contact.visits:
        contact.visits.pop(correction.which % len(contact.visits))


def discharge(contact: Contact, correction: Correction) -> None:
    """Another day of discharge, or none."""
    if contact.cells["c_pattype"] == "0":
        contact.cells["d_uddto"] = after(contact.first_day, int(correction.text)) if correction.text else ""


def resend(contact: Contact, correction: Correction) -> None:
    """The same contact with a new record number."""
    contact.cells["k_recnum"] = str(int(contact.cells["k_recnum"]) + 1)


CORRECTIONS: dict[str, tuple[Callable[[Contact, Correction], None], str]] = {
    "withdraw": (withdraw, ""),
    "restore": (restore, ""),
    "recode": (recode, "BLNA|BLNR|BLNR|BTP"),
    "move": (set_cell("c_kom"), "0751|0101|0461|0461|0999"),
    "other department": (set_cell("c_afd"), "A01|B02"),
    "other hospital": (set_cell("c_sgh"), "1301|66A0|66A0|9999"),
    "other person": (set_cell("v_cpr"), "1|2"),
    "end mark": (add("SLUTSPEC"), ""),
    "no end mark": (drop("SLUTSPEC"), ""),
    "plan": (add("PLANSPEC"), ""),
    "no plan": (drop("PLANSPEC"), ""),
    "split": (split, ""),
    "visit": (visit, "BLNA|BLNR"),
    "no visit": (no_visit, ""),
    "discharge": (discharge, "3|8|21|30|36|45|62|-1|"),
    "resend": (resend, ""),
}
"""Kind -> what it does to a contact, and the texts it may hold."""
OFTEN = ["recode", "recode", "move", "restore", "end mark", "discharge", "discharge", "discharge"]


def draw_correction(chance: Random) -> Correction:
    """Draw a change of mind."""
    kind = chance.choice([*CORRECTIONS, *OFTEN])
    days = chance.choice([0, 1, 3, 5, 7, 12, 20, 33, -4])
    return Correction(
        kind, chance.choice([0, 0, 0, 1, 1, 2, 3]), chance.randrange(4), days, one_of(chance, CORRECTIONS[kind][1])
    )


def correct(population: list[Contact], correction: Correction) -> None:
    """Let the register change its mind."""
    CORRECTIONS[correction.kind][0](population[correction.who % len(population)], correction)
