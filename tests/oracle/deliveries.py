"""Hypothesis strategies for small, nasty months: a delivery, the facts it is settled by, and how it is written down.

A delivery is told as stories (`stories.py`); then rows are spoiled, sent again and rewritten (`faults.py`), and the
files take one of the physical forms (`dialects.py`). The facts are bent as well (`facts_variations.py`).

Nothing keeps the share of rejected rows low: settle these with `max_rejected_share = 1`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter

from .dialects import PLAIN, Dialect, Row, csv_text, dialects, write_table
from .draws import several
from .facts import write_facts
from .facts_variations import BentFacts, bent_facts
from .faults import faults
from .stories import PERSONS, stories

COLUMNS = {
    "t_adm": "k_recnum idnummer skemaopdat v_cpr c_pattype c_sgh c_afd c_spec c_kom d_inddto d_uddto c_adiag navn",
    "t_bes": "v_recnum d_ambdto",
    "t_sksube": "v_recnum c_opr d_odto c_oprart c_tilopr c_osgh",
}
ABSENT = ["", "", "", "idnummer", "idnummer skemaopdat", "idnummer skemaopdat c_spec c_adiag c_oprart c_tilopr c_osgh"]
PERIODS = [
    ("2007-01-01", "2007-03-31"),
    ("2007-01-01", "2007-12-31"),
    ("2007-03-01", "2007-03-31"),
    ("2007-02-28", "2007-04-01"),
]
RECNUMS = [9, 10, 99, 100, 8, 11, 98, 101, 999, 1000]
"""Neighbours with different numbers of digits: as text, 10 is below 9."""


@dataclass(frozen=True)
class Delivery:
    """A delivery as rows of text: what `write` writes and the tests read.

    Attributes:
        period_from, period_to: ISO dates, both inclusive.
        tables: t_adm, t_bes, t_sksube -> rows; a cell that a row does not have is empty.
        columns: table -> the columns that are delivered, in order.
        register, is_synthetic: what it says of itself.
    """

    period_from: str
    period_to: str
    tables: dict[str, list[Row]]
    columns: dict[str, list[str]]
    register: str = "lpr2"
    is_synthetic: bool = True

    @property
    def t_adm(self) -> list[Row]:
        """The contacts."""
        return self.tables["t_adm"]

    @property
    def t_bes(self) -> list[Row]:
        """The visit days."""
        return self.tables["t_bes"]

    def add_contact(self, cells: Row) -> Row:
        """Add a contact with the next number, and what its other cells would hold."""
        tens, place = divmod(len(self.t_adm), len(RECNUMS))
        recnum = str(RECNUMS[place] + 10_000 * tens)
        contact = {"k_recnum": recnum, "idnummer": f"id-{recnum}", "c_adiag": "DS720", "navn": "Åse Øst €"} | cells
        self.t_adm.append(contact)
        return contact

    def add_service(self, contact: Row, code: str, day: date, art: str = "") -> None:
        """Add a service of a contact."""
        service = {"v_recnum": contact["k_recnum"], "c_opr": code, "d_odto": str(day), "c_oprart": art}
        self.tables["t_sksube"].append(service)

    def __str__(self) -> str:
        """Draw the tables; all persons in them are made up."""
        drawn = (f"{table}:\n{csv_text(names, self.tables[table], PLAIN)}" for table, names in self.columns.items())
        return f"period {self.period_from} to {self.period_to}\n{''.join(drawn)}"


@dataclass(frozen=True)
class Month:
    """A generated month: what to settle, by which facts, and how the files are written."""

    delivery: Delivery
    facts: BentFacts
    month: str
    row_order: int | None
    dialect: Dialect

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:
        """Draw the month as its files would: what Hypothesis prints of a failing example, for people to read."""
        form = f"{self.dialect}, row order {self.row_order}"
        printer.text(f"month {self.month}\n{self.facts}\n{form}\n{self.delivery}")

    def write(self, folder: Path) -> tuple[Path, Path, str]:
        """Write delivery and facts below a folder and give what an engine is called with."""
        delivery = write(self.delivery, folder / "delivery", self.row_order, self.dialect)
        return delivery, write_facts(self.facts.tables, folder / "facts"), self.month


def write(delivery: Delivery, folder: Path, shuffle_seed: int | None = None, dialect: Dialect = PLAIN) -> Path:
    """Write a delivery in one physical form, its rows shuffled where a seed is given; give the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn_on = date.fromisoformat(delivery.period_to) + timedelta(days=10)
    (folder / "delivery.toml").write_text(
        f'register = "{delivery.register}"\nperiod_from = {delivery.period_from}\nperiod_to = {delivery.period_to}\n'
        f"drawn_on = {drawn_on}\nsynthetic = {str(delivery.is_synthetic).lower()}\n"
    )
    for table, columns in delivery.columns.items():
        rows = list(delivery.tables[table])
        if shuffle_seed is not None:
            random.Random(f"{table} {shuffle_seed}").shuffle(rows)
        write_table(folder, table, columns, rows, dialect)
    return folder


@st.composite
def deliveries(draw: st.DrawFn) -> Delivery:
    """Draw a delivery of 1 to about 60 contacts: stories of few persons, then faults; optional columns may lack."""
    absent = draw(st.sampled_from(ABSENT)).split()
    columns = {table: [name for name in names.split() if name not in absent] for table, names in COLUMNS.items()}
    delivery = Delivery(*draw(st.sampled_from(PERIODS)), tables={table: [] for table in COLUMNS}, columns=columns)
    persons = [draw(st.sampled_from(PERSONS.split())) for _ in draw(several(1, 2, 3, 4))]
    for _ in draw(several(1, 3, 5, 8, 12, 16, 20, 28)):
        tell = draw(stories())
        draw(tell(delivery, persons))
    draw(faults(delivery))
    return delivery


@st.composite
def months(draw: st.DrawFn, has_gaps: bool = False) -> Month:
    """Draw a month to settle; where asked for, with a tariff that ends in the middle of it."""
    delivery = draw(deliveries())
    settled = ["2007-03"] * 7 + ["2007-02"] if delivery.period_from == "2007-01-01" else ["2007-03"]
    return Month(
        delivery=delivery,
        facts=draw(bent_facts(has_gaps)),
        month=draw(st.sampled_from(settled)),
        row_order=draw(st.none() | st.integers(0, 9)),
        dialect=draw(dialects()),
    )
