"""Hypothesis strategies for small, nasty months: a delivery, the facts it is settled by, and how it is written down.

A delivery is told as *stories*: a course of visits, a chain of stays, a contact of some other sort, each about one of few
persons at one of few hospitals within a few days, so that stories run into each other. Then rows are spoiled, sent again
and rewritten (`faults.py`), and the files take one of the physical forms (`dialects.py`).

Nothing keeps the share of rejected rows low: settle these with `max_rejected_share = 1`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter

from .dialects import PLAIN, Dialect, Row, csv_text, dialects, write_table
from .facts import write_facts
from .facts_variations import BentFacts, bent_facts
from .faults import faults, several

COLUMNS = {
    "t_adm": "k_recnum idnummer skemaopdat v_cpr c_pattype c_sgh c_afd c_spec c_kom d_inddto d_uddto c_adiag navn",
    "t_bes": "v_recnum d_ambdto",
    "t_sksube": "v_recnum c_opr d_odto c_oprart c_tilopr c_osgh",
}
OPTIONAL = ("idnummer", "skemaopdat", "c_spec", "c_oprart")

PERSONS = (
    "6101500001 7512054999 8902000101 8902044101 7503705999 7503374001 9102071234 7603079000 7503141111"
    " 010250ABCD 0102501A2B 3112990001 7403581111"
).split()
HOSPITALS = "1301 1301 1301 66A0 66A0 2401 2401 8001 4298 7001 9999".split()
MUNICIPALITIES = ["0751", "0751", "0101", "101", "461", "0706", "0999", ""]
DEPARTMENTS = ["01", "Ø1", ""]
WRITTEN_ON = ["", "2007-04-01", "2007-04-01 10:00:00", "2007-04-02-08.30.00.500000", "2007-04-02T08:30", "20070402", "02-04-2007 08:30:01"]
RECNUMS = [9, 10, 99, 100, 8, 11, 98, 101, 999, 1000]
"""Neighbours with different numbers of digits: as text '10' is below '9'."""

CLUSTER = [date(2007, 3, 9) + timedelta(days=days) for days in range(11)]
EDGES = [date(2006, 12, 31), date(2007, 1, 1), date(2007, 2, 27), date(2007, 2, 28), date(2007, 3, 1), date(2007, 3, 30), date(2007, 3, 31)]
PERIODS = [("2007-01-01", "2007-03-31"), ("2007-01-01", "2007-12-31"), ("2007-03-01", "2007-03-31"), ("2007-02-28", "2007-04-01")]

TARIFF_CODES = "BLKZ0 BLKZ01 BTR BTR91 BLNA BLNA1 BLNA12 BLNR BTP BTP2 AAF6 AAF61 AAF6 BLNA BLNR".split()
OTHER_CODES = "BLKZ AAF22 AAF BL ZZ9 STARTALME PLANINGEN".split()
PLAN_CODES = "PLANALMEN PLANSPEC PLANALMEN PLANSPEC1 PLANALMEN1 PLANINGEN".split()
KINDS = {"general": ("STARTALMEN", "SLUTALMEN"), "specialised": ("STARTSPEC", "SLUTSPEC")}
SUBCODES = ["", "", "", "9", "1"]
MARKS = [
    "S0 E6", "S0 E6", "S0 E4", "S0", "S0 S3 E6", "S0 S3", "S0 E3 S3 E6", "S0 E3 S3", "E2", "S2 E0", "S2 E2", "S2 E2 E4",
    "S0 E2 E4", "S0 E1 S3 E5", "S0 E0 S0 E2 S2 E4", "S1 S2 S3 E3", "S0 E2 S2 S4 E4", "E0 S1 E3", "",
]  # fmt: skip
"""Start and end marks with their day in the story."""


@dataclass
class Delivery:
    """A delivery as rows of text: what `write` writes and the tests read."""

    period_from: str
    period_to: str
    t_adm: list[Row] = field(default_factory=list)
    t_bes: list[Row] = field(default_factory=list)
    t_sksube: list[Row] = field(default_factory=list)
    columns: dict[str, list[str]] = field(default_factory=lambda: {table: names.split() for table, names in COLUMNS.items()})

    def __str__(self) -> str:
        """Draw the tables; all persons in them are made up."""
        tables = (f"{table}:\n{csv_text(names, getattr(self, table), PLAIN)}" for table, names in self.columns.items())
        return f"period {self.period_from} to {self.period_to}\n{''.join(tables)}"

    def add_contact(self, **cells: str) -> Row:
        """Add a contact with the next number; its number has no pattern in how many digits it has."""
        tens, place = divmod(len(self.t_adm), len(RECNUMS))
        recnum = str(RECNUMS[place] + 10_000 * tens)
        contact = {"k_recnum": recnum, "idnummer": f"id-{recnum}", "c_adiag": "DS720", "navn": "Åse Øst €"} | cells
        self.t_adm.append(contact)
        return contact

    def add_service(self, contact: Row, code: str, day: date, art: str = "") -> None:
        """Add a service of a contact."""
        self.t_sksube.append({"v_recnum": contact["k_recnum"], "c_opr": code, "d_odto": str(day), "c_oprart": art})


@dataclass(frozen=True)
class Month:
    """A generated month: what to settle, by which facts, and how the files are written."""

    delivery: Delivery
    facts: BentFacts
    month: str
    row_order: int | None
    dialect: Dialect

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:
        """Draw the month as files would hold it: what Hypothesis prints of a failing example, for people to read."""
        printer.text(f"month {self.month}, {self.facts}, {self.dialect}, row order {self.row_order}, delivery:\n{self.delivery}")

    def write(self, folder: Path) -> tuple[Path, Path, str]:
        """Write delivery and facts below a folder and give what an engine is called with."""
        delivery = write(self.delivery, folder / "delivery", self.row_order, self.dialect)
        return delivery, write_facts(self.facts.tables, folder / "facts"), self.month


def write(delivery: Delivery, folder: Path, shuffle_seed: int | None = None, dialect: Dialect = PLAIN) -> Path:
    """Write a delivery in one physical form, its rows shuffled where a seed is given; give the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    period_to = date.fromisoformat(delivery.period_to)
    (folder / "delivery.toml").write_text(
        f'register = "lpr2"\nperiod_from = {delivery.period_from}\nperiod_to = {period_to}\n'
        f"drawn_on = {period_to + timedelta(days=10)}\nsynthetic = true\n"
    )
    for table, columns in delivery.columns.items():
        rows = list(getattr(delivery, table))
        if shuffle_seed is not None:
            random.Random(f"{table} {shuffle_seed}").shuffle(rows)
        write_table(folder, table, columns, rows, dialect)
    return folder


days = st.sampled_from(CLUSTER * 3 + EDGES)
offsets = st.sampled_from(range(7))


@st.composite
def contact_cells(draw: st.DrawFn, persons: list[str], pattype: str, hospital: str | None = None) -> Row:
    """Draw who and where of a contact."""
    return {
        "v_cpr": draw(st.sampled_from(persons)),
        "c_sgh": hospital or draw(st.sampled_from(HOSPITALS)),
        "c_pattype": pattype,
        "c_kom": draw(st.sampled_from(MUNICIPALITIES)),
        "c_afd": draw(st.sampled_from(DEPARTMENTS)),
        "c_spec": "48",
        "skemaopdat": draw(st.sampled_from(WRITTEN_ON)),
    }


@st.composite
def visit_stories(draw: st.DrawFn, delivery: Delivery, persons: list[str]) -> None:
    """Tell of a course of visits: a plan or none, marks of one or both kinds, and visits with services around them."""
    first_day = draw(days)
    contact = delivery.add_contact(**draw(contact_cells(persons, "2")), d_inddto=str(first_day))
    for _ in draw(several(0, 1, 1, 1, 2)):
        delivery.add_service(contact, draw(st.sampled_from(PLAN_CODES)), first_day + timedelta(days=draw(offsets) - 4))
    for kind in draw(st.sampled_from([["general"], ["specialised"], ["general", "specialised"]])):
        for mark in draw(st.sampled_from(MARKS)).split():
            code = KINDS[kind][mark[0] == "E"]
            code += draw(st.sampled_from(SUBCODES)) if len(code) < 10 else ""
            delivery.add_service(contact, code, first_day + timedelta(days=int(mark[1])))
    for _ in draw(several(1, 2, 3, 5)):
        add_visit(draw, delivery, contact, first_day + timedelta(days=draw(offsets)))


def add_visit(draw: st.DrawFn, delivery: Delivery, contact: Row, day: date) -> None:
    """Add a visit day with its services: most of them tariff-bearing and on that day."""
    delivery.t_bes.append({"v_recnum": contact["k_recnum"], "d_ambdto": str(day)})
    for _ in draw(several(0, 1, 1, 1, 2, 3)):
        code = draw(st.sampled_from(TARIFF_CODES * 3 + OTHER_CODES))
        lag, art = draw(st.sampled_from([(0, ""), (0, ""), (0, ""), (0, "V"), (0, "+"), (1, "")]))
        delivery.add_service(contact, code, day + timedelta(days=lag), art)


@st.composite
def stay_stories(draw: st.DrawFn, delivery: Delivery, persons: list[str]) -> None:
    """Tell of a chain of stays: touching, overlapping, apart by a few days, or not discharged; services in and around them."""
    first_day = draw(days)
    cells = draw(contact_cells(persons, "0"))
    for _ in range(draw(st.integers(1, 4))):
        cells = cells | {"c_kom": draw(st.sampled_from(MUNICIPALITIES))}
        admitted_on = first_day + timedelta(days=draw(offsets))
        length = draw(st.sampled_from([0, 1, 1, 2, 2, 3, 6, None]))
        discharged_on = "" if length is None else str(admitted_on + timedelta(days=length))
        contact = delivery.add_contact(**cells, d_inddto=str(admitted_on), d_uddto=discharged_on)
        for _ in draw(several(0, 1, 1, 2)):
            code = draw(st.sampled_from(TARIFF_CODES * 3 + OTHER_CODES + PLAN_CODES))
            art, lag = draw(st.sampled_from(["", "", "", "+"])), draw(st.sampled_from([-1, 0, 0, 0, 1, 1, 2, 3]))
            delivery.add_service(contact, code, admitted_on + timedelta(days=lag), art)


@st.composite
def other_stories(draw: st.DrawFn, delivery: Delivery, persons: list[str]) -> None:
    """Tell of a contact of any type, with plans and marks of any kind, and visit days that need not count."""
    day = draw(days)
    pattype = draw(st.sampled_from(["1", "3", "0", "2"]))
    contact = delivery.add_contact(**draw(contact_cells(persons, pattype)), d_inddto=str(day), d_uddto=draw(st.sampled_from(["", str(day)])))
    codes = [*PLAN_CODES, *KINDS["general"], *KINDS["specialised"], "PLANALMEN", *TARIFF_CODES]
    for _ in draw(several(0, 1, 2, 4)):
        delivery.add_service(contact, draw(st.sampled_from(codes)), day + timedelta(days=draw(offsets)), draw(st.sampled_from(["", "", "", "+"])))
    if draw(st.booleans()):
        add_visit(draw, delivery, contact, day)


STORIES = [visit_stories, visit_stories, visit_stories, stay_stories, stay_stories, other_stories]


@st.composite
def deliveries(draw: st.DrawFn) -> Delivery:
    """Draw a delivery of about 1-60 contacts: stories of few persons, then faults; optional columns may be absent."""
    delivery = Delivery(*draw(st.sampled_from(PERIODS)))
    persons = [draw(st.sampled_from(PERSONS)) for _ in draw(several(1, 2, 3, 4))]
    for _ in draw(several(1, 2, 4, 6, 8, 12, 16)):
        draw(draw(st.sampled_from(STORIES))(delivery, persons))
    draw(faults(delivery))
    absent = draw(st.sampled_from([(), (), (), ("idnummer",), ("idnummer", "skemaopdat"), OPTIONAL]))
    delivery.columns = {table: [name for name in names if name not in absent] for table, names in delivery.columns.items()}
    return delivery


@st.composite
def months(draw: st.DrawFn, has_gaps: bool = False) -> Month:
    """Draw a month to settle, with tariffs missing where asked for."""
    delivery = draw(deliveries())
    settled = ["2007-03", "2007-03", "2007-03", "2007-02"] if delivery.period_from == "2007-01-01" else ["2007-03"]
    return Month(
        delivery=delivery,
        facts=draw(bent_facts(has_gaps)),
        month=draw(st.sampled_from(settled)),
        row_order=draw(st.none() | st.integers(0, 9)),
        dialect=draw(dialects()),
    )
