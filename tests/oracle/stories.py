"""What a generated delivery tells: courses of visits, chains of stays, and contacts of any other sort.

Stories are about few persons at few hospitals within a few days, so that they run into each other. Each strategy adds
its rows to a delivery.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from .dialects import Row
from .draws import one_of, several

if TYPE_CHECKING:
    from .deliveries import Delivery

Story = Callable[["Delivery", list[str]], st.SearchStrategy[None]]

PERSONS = """
    6101500001 7512054999 8902000101 8902044101 7503705999 7503374001 9102071234 7603079000 7503141111 3112990001
    7403581111 010250ABCD 0102501A2B
"""
"""Administrative (day + 60) or replacement numbers, no one's own; ages of each century, and dates that do not exist."""
HOSPITALS = "1301 1301 1301 1301 1301 66A0 66A0 66A0 2401 2401 2401 8001 8001 4298 7001 9999"
MUNICIPALITIES = "0751|0751|0751|0751|0101|0101|101|461|461|0706|0706|0999|"
DEPARTMENTS = "01|Ø1|"
SENT_ON = "|2007-04-01|2007-04-01 10:00:00|2007-04-02-08.30.00.500000|2007-04-02T08:30|20070402|02-04-2007 08:30:01"

TARIFF_CODES = "BLKZ0 BLKZ01 BTR BTR91 BLNA BLNA BLNA1 BLNA12 BLNR BLNR BTP BTP2 AAF6 AAF6 AAF61"
NEAR_MISSES = "BLKZ AAF22 AAF BL ZZ9 STARTALME PLANINGEN"
SERVICE_CODES = f"{TARIFF_CODES} {TARIFF_CODES} {TARIFF_CODES} {NEAR_MISSES}"
PLAN_CODES = "PLANALMEN PLANSPEC PLANALMEN PLANSPEC1 PLANALMEN1 PLANINGEN"
MARK_CODES = {"general": ("STARTALMEN", "SLUTALMEN"), "specialised": ("STARTSPEC", "SLUTSPEC")}
OTHER_CODES = f"{PLAN_CODES} STARTALMEN SLUTALMEN STARTSPEC SLUTSPEC {TARIFF_CODES}"
KINDS = "general|specialised|general specialised"
SUBCODES = "|||9|1"
MARKS = """S0 E6|S0 E6|S0 E4|S0|S0 S3 E6|S0 S3|S0 E3 S3 E6|S0 E3 S3|E2|S2 E0|S2 E2|S2 E2 E4|S0 E2 E4|S0 E1 S3 E5
    |S0 E0 S0 E2 S2 E4|S1 S2 S3 E3|S0 E2 S2 S4 E4|E0 S1 E3|"""
"""Start and end marks, with their day in the story."""
ADDITIONS = "|||+"

CLUSTER = [date(2007, 3, 9) + timedelta(days=days) for days in range(11)]
EDGES = [
    date(2006, 12, 31),
    date(2007, 1, 1),
    date(2007, 2, 27),
    date(2007, 3, 1),
    date(2007, 3, 30),
    date(2007, 3, 31),
]
first_days = st.sampled_from(CLUSTER * 3 + EDGES)
offsets = st.sampled_from(range(7)).map(lambda days: timedelta(days=days))


@st.composite
def contact_cells(draw: st.DrawFn, persons: list[str], pattype: str) -> Row:
    """Draw who and where of a contact."""
    return {
        "v_cpr": draw(st.sampled_from(persons)),
        "c_sgh": draw(one_of(HOSPITALS)),
        "c_pattype": pattype,
        "c_kom": draw(one_of(MUNICIPALITIES, "|")),
        "c_afd": draw(one_of(DEPARTMENTS, "|")),
        "c_spec": "48",
        "skemaopdat": draw(one_of(SENT_ON, "|")),
    }


@st.composite
def visit_stories(draw: st.DrawFn, delivery: Delivery, persons: list[str]) -> None:
    """Tell of a course of visits: with a plan or without, marks of one or both kinds, and visits around them."""
    first_day = draw(first_days)
    contact = delivery.add_contact(draw(contact_cells(persons, "2")) | {"d_inddto": str(first_day)})
    for _ in draw(several(1, 0, 0, 1, 1, 2)):
        delivery.add_service(contact, draw(one_of(PLAN_CODES)), first_day + draw(offsets) - timedelta(days=4))
    for kind in draw(one_of(KINDS, "|")).split():
        for mark in draw(one_of(MARKS, "|")).split():
            code = MARK_CODES[kind][mark[0] == "E"]
            subcode = draw(one_of(SUBCODES, "|")) if len(code) < 10 else ""
            delivery.add_service(contact, code + subcode, first_day + timedelta(days=int(mark[1])))
    for _ in draw(several(1, 2, 3, 5)):
        draw(visits(delivery, contact, first_day + draw(offsets)))


@st.composite
def visits(draw: st.DrawFn, delivery: Delivery, contact: Row, day: date) -> None:
    """Add a visit day and its services, most of them tariff-bearing and on that day."""
    delivery.t_bes.append({"v_recnum": contact["k_recnum"], "d_ambdto": str(day)})
    for _ in draw(several(1, 0, 1, 1, 2, 3)):
        lag, art = draw(one_of("0 0 0 0 0 1")), draw(one_of("|||V|+", "|"))
        delivery.add_service(contact, draw(one_of(SERVICE_CODES)), day + timedelta(days=int(lag)), art)


@st.composite
def stay_stories(draw: st.DrawFn, delivery: Delivery, persons: list[str]) -> None:
    """Tell of a chain of stays: touching, overlapping, apart, or not discharged; services in and around them."""
    first_day = draw(first_days)
    cells = draw(contact_cells(persons, "0"))
    for _ in draw(several(1, 2, 2, 3, 4)):
        admitted_on = first_day + timedelta(days=int(draw(one_of("0 0 0 1 2 3 4 5 6"))))
        length = draw(one_of("0|1|1|2|2|3|6|", "|"))
        discharged_on = str(admitted_on + timedelta(days=int(length))) if length else ""
        dates = {"d_inddto": str(admitted_on), "d_uddto": discharged_on, "c_kom": draw(one_of(MUNICIPALITIES, "|"))}
        contact = delivery.add_contact(cells | dates)
        for _ in draw(several(0, 1, 1, 2)):
            day = admitted_on + timedelta(days=int(draw(one_of("0 0 0 1 1 2 3 -1"))))
            delivery.add_service(
                contact, draw(one_of(f"{SERVICE_CODES} {PLAN_CODES}")), day, draw(one_of(ADDITIONS, "|"))
            )


@st.composite
def other_stories(draw: st.DrawFn, delivery: Delivery, persons: list[str]) -> None:
    """Tell of a contact of any type, with plans and marks of any kind, and perhaps a visit day that need not count."""
    day = draw(first_days)
    cells = draw(contact_cells(persons, draw(one_of("1 3 0 2"))))
    contact = delivery.add_contact(cells | {"d_inddto": str(day), "d_uddto": draw(st.sampled_from(["", str(day)]))})
    for _ in draw(several(0, 1, 2, 4)):
        delivery.add_service(contact, draw(one_of(OTHER_CODES)), day + draw(offsets), draw(one_of(ADDITIONS, "|")))
    for _ in draw(several(0, 1)):
        draw(visits(delivery, contact, day))


def stories() -> st.SearchStrategy[Story]:
    """Draw what sort of story is told."""
    return st.sampled_from([visit_stories, visit_stories, visit_stories, stay_stories, stay_stories, other_stories])
