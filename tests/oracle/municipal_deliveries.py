"""Small, nasty months of the municipal register, drawn by chance: few citizens in courses that run into each other.

As in `deliveries.py`: a delivery is told, rows are spoiled, and the files take one of the physical forms. So many small draws
would take Hypothesis most of the gate's time, and its examples begin small: a seed draws a month at once. Nothing keeps the
share of rejected rows low: settle these with `max_rejected_share = 1`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

from .deliveries import Delivery, write
from .dialects import DIALECTS, PLAIN, Dialect, Row, csv_text
from .draws import choose
from .facts import COLUMNS as FACT_COLUMNS
from .facts import DAY_BEFORE, TURN, Facts, write_facts
from .faults import BAD_CODES, BAD_CPRS, BAD_DATES, BAD_MUNICIPALITIES, EMPTY
from .municipal_facts import draw_facts

COURSES = "genoptraening_grundoplysninger"
SERVICES = "genoptraening_procedurer"
ADDITIONS = "genoptraening_tillaegsprocedurer"
COLUMNS = {
    COURSES: "forloeb_id v_cpr c_kom institution number_kind institution_municipality plan_issued_on plan_kind ended_on "
    "diagnosis_group navn",
    SERVICES: "forloeb_id service_id service_on c_opr form minutter group_size consultation travel_minutes",
    ADDITIONS: "service_id c_tilopr",
}
ABSENT = "|||diagnosis_group|consultation|travel_minutes|diagnosis_group consultation travel_minutes"
PERIODS = [("2007-01-01", "2007-03-31"), ("2007-01-01", "2007-12-31"), ("2007-03-01", "2007-03-31")]

PERSONS = "6101500001 7512054999 8902000101 9102071234 010250ABCD"
RESIDENCES = "0751|0751|0751|751|0101|0101|101|0461|0461|0706"
PLACES = """GK0751 sor 0751|GK0751 sor 0751|GK0101 sor 0101|GK0461 shak 461|GK0706 SOR 706|PA1 yder 0751|PA1 yder 0751
    |PA2 Yder 0101|PA2 yder 101|PB1 yder 0461|PB1 yder 0461|LUK1 yder 0751|FLYT1 sor 0101|FLYT1 sor 0101|FLYT1 sor 0461"""
PLANS = "2006-11-20|2007-02-10|2007-02-10|2007-02-10|2007-02-10|10-02-2007|2007-03-01|20070301|2007-03-10|2007-03-15"
SCOPES = "almen almen almen almen specialiseret General Specialised"
ENDS = (
    "|||2007-03-31|2007-03-31|2007-03-31|2007-03-31|2007-04-01|2007-03-30|2007-03-16|19-03-2007|2007-03-09|2007-12-01"
)
GROUPS = "||01|01|02|06|07"
DAYS = [date(2007, 3, 9) + timedelta(days=days) for days in range(2, 9)] * 4 + [
    *(date(2007, 2, 27), date(2007, 2, 28), date(2007, 3, 1), date(2007, 3, 30), date(2007, 3, 31), date(2007, 4, 1)),
    *(DAY_BEFORE, TURN),
]
CODES = "BLNA BLNA BLNR BTP BLKZ0 BTR91 AAF6 AAF61 ZZ9 BL blna1 BLNA12"
FORMS = "individuel individual selvtraening selvtræning hold Hold group bassin pool"
SHARED = ("hold", "group", "bassin", "pool")
MINUTES = "1 7 10 14 15 16 20 30 31 44 45 46 59 60 61 90 120 0045 9999"
SIZES = "1 2 3 4 6 7 12"
CONSULTATIONS = "|||foerste|første|normal|kort|opfoelgende|Opfølgende|first|follow_up"
TRAVELS = "||||0|1|10|15|16|29|60"
ADDED = "TILLAEG TILLAEG tillaeg1 TILLAEGX TILLAEGX1 ANDET"

WORDS = "en til en|anden|0"
NUMBERS = "0|-1|45,5|4.0|10000|ti|٣"
COULD_BE_CPRS = """6101500001|010150-1234|K7512054999.2|2007030001|010250abcd|Nr 010250-A1b2|6101500001Æ
    |610150000|61015000011|3213070001|0113701234|20070305-0001"""
"""What could be a CPR number, and on the second line what could not."""

SPOILED: dict[str, dict[str, str]] = {
    COURSES: {
        "forloeb_id": f"{EMPTY}|{COULD_BE_CPRS}",
        "v_cpr": f"{BAD_CPRS}|{EMPTY}",
        "c_kom": f"{BAD_MUNICIPALITIES}|9999|0999|{EMPTY}",
        "institution": f"GK9999|GK-0751|ABCDEFGHIJ12345678901|{EMPTY}",
        "number_kind": f"yder|cvr|{EMPTY}",
        "institution_municipality": f"{BAD_MUNICIPALITIES}|0101|{EMPTY}",
        "plan_issued_on": f"{BAD_DATES}|{EMPTY}|2007-03-12",
        "plan_kind": f"{WORDS}|{EMPTY}",
        "ended_on": BAD_DATES,
        "diagnosis_group": COULD_BE_CPRS,
    },
    SERVICES: {
        "forloeb_id": f"F99|{EMPTY}|{COULD_BE_CPRS}",
        "service_id": f"{EMPTY}|{COULD_BE_CPRS}",
        "service_on": f"{BAD_DATES}|{EMPTY}|2006-10-01|2007-12-31",
        "c_opr": f"{BAD_CODES}|{EMPTY}",
        "form": f"{WORDS}|{EMPTY}",
        "minutter": f"{NUMBERS}|{EMPTY}",
        "group_size": f"{NUMBERS}|{EMPTY}",
        "consultation": WORDS,
        "travel_minutes": "-1|10000|x|1.5",
    },
    ADDITIONS: {"service_id": f"Y99|{EMPTY}|{COULD_BE_CPRS}", "c_tilopr": f"{BAD_CODES}|{EMPTY}"},
}
"""Table -> column -> texts, one of which takes the place of a cell."""

SENT_AGAIN = 0.2
SYNTHETIC = 0.75
"""How often: a row is sent again, with or without a change; a delivery says that it is synthetic."""


@dataclass(frozen=True)
class MunicipalMonth:
    """A generated month of the municipal register, and the facts to settle it by."""

    delivery: Delivery
    facts: Facts
    row_order: int | None
    dialect: Dialect
    month: str = "2007-03"

    def __str__(self) -> str:
        """Draw the month as its files would, with the facts that were drawn for it; all persons in it are made up."""
        drawn = (
            csv_text([*FACT_COLUMNS[name].split(), "valid_from", "valid_to", "status"], self.facts[name], PLAIN)
            for name in ("agreements", "decisions")
        )
        return "\n".join([*drawn, f"{self.dialect}, row order {self.row_order}", str(self.delivery)])

    def write(self, folder: Path) -> tuple[Path, Path, str]:
        """Write delivery and facts below a folder and give what an engine is called with."""
        delivery = write(self.delivery, folder / "delivery", self.row_order, self.dialect)
        return delivery, write_facts(self.facts, folder / "facts"), self.month


def add_course(chance: Random, delivery: Delivery, persons: list[str]) -> None:
    """Tell of a course: who, where, by which plan, and its services on few days, most of them within it."""
    institution, number_kind, lies_in = choose(chance, PLACES, "|").split()
    course = {
        "forloeb_id": f"F{len(delivery.tables[COURSES])}",
        "v_cpr": chance.choice(persons),
        "c_kom": choose(chance, RESIDENCES, "|"),
        **{"institution": institution, "number_kind": number_kind, "institution_municipality": lies_in},
        "plan_issued_on": choose(chance, PLANS, "|"),
        "plan_kind": choose(chance, SCOPES),
        "ended_on": choose(chance, ENDS, "|"),
        "diagnosis_group": choose(chance, GROUPS, "|"),
        "navn": "Åse Øst €",
    }
    delivery.tables[COURSES].append(course)
    days = chance.choices(DAYS, k=3)
    for _ in range(chance.choice([1, 2, 3, 5, 8])):
        add_service(chance, delivery, course, chance.choice(days))


def add_service(chance: Random, delivery: Delivery, course: Row, day: date) -> None:
    """Add a service of a course, perhaps with additional codes."""
    form = choose(chance, FORMS)
    service = {
        "forloeb_id": course["forloeb_id"],
        "service_id": f"Y{len(delivery.tables[SERVICES])}",
        "service_on": chance.choice([str(day), str(day), f"{day:%d-%m-%Y}"]),
        "c_opr": choose(chance, CODES),
        "form": form,
        "minutter": choose(chance, MINUTES),
        "group_size": choose(chance, SIZES) if form.lower() in SHARED else choose(chance, "|||3", "|"),
        "consultation": choose(chance, CONSULTATIONS, "|"),
        "travel_minutes": choose(chance, TRAVELS, "|"),
    }
    delivery.tables[SERVICES].append(service)
    for _ in range(chance.choice([0, 0, 0, 1, 2])):
        delivery.tables[ADDITIONS].append({"service_id": service["service_id"], "c_tilopr": choose(chance, ADDED)})


def spoil(chance: Random, delivery: Delivery) -> None:
    """Spoil cells, send rows again, and move a citizen or a service."""
    for _ in range(chance.choice([0, 0, 1, 2, 4])):
        table = chance.choice([COURSES, SERVICES, SERVICES, ADDITIONS])
        rows = delivery.tables[table]
        if rows:
            place, column = chance.randrange(len(rows)), chance.choice(list(SPOILED[table]))
            spoiled = rows[place] | {column: choose(chance, SPOILED[table][column], "|")}
            rows[place : place + chance.randrange(2)] = [spoiled]
    for table, moved in ((COURSES, {"c_kom": "0461"}), (SERVICES, {"minutter": "33"}), (COURSES, {}), (SERVICES, {})):
        if chance.random() < SENT_AGAIN:
            delivery.tables[table].insert(0, chance.choice(delivery.tables[table]) | moved)


def events_of(delivery: Delivery) -> list[str]:
    """The visits that a delivery may hold."""
    return sorted(
        {
            f"G:{row['forloeb_id']}:{row['service_on']}"
            for row in delivery.tables[SERVICES]
            if re.fullmatch("2007-0[1-4]-[0-9]{2}", row["service_on"]) and row["forloeb_id"].strip()
        }
    )


def draw_delivery(chance: Random) -> Delivery:
    """A delivery of 1 to 20 courses of few citizens; optional columns may lack."""
    absent = choose(chance, ABSENT, "|").split()
    columns = {table: [name for name in names.split() if name not in absent] for table, names in COLUMNS.items()}
    tables: dict[str, list[Row]] = {table: [] for table in COLUMNS}
    delivery = Delivery(*chance.choice(PERIODS), tables, columns, "ges", chance.random() < SYNTHETIC)
    persons = [choose(chance, PERSONS) for _ in range(chance.choice([1, 2, 3]))]
    for _ in range(chance.choice([1, 3, 5, 8, 12, 20])):
        add_course(chance, delivery, persons)
    spoil(chance, delivery)
    return delivery


def keep_apart(row: Row, place: int) -> Row:
    """A row with the numbers and the citizen of a delivery of its own. What was faulty stays so."""
    marked = dict(row)
    for name in ("forloeb_id", "service_id"):
        if marked.get(name, "").strip():
            marked[name] = f"{marked[name].strip()}-{place}"
    cpr = marked.get("v_cpr", "").strip()
    return marked | ({"v_cpr": f"{cpr[:7]}{place:03}"} if len(cpr) == 10 else {})


def merge(apart: list[Delivery]) -> Delivery:
    """One delivery of many, of the period and the columns of the first."""
    tables = {
        table: [keep_apart(row, place) for place, one in enumerate(apart) for row in one.tables[table]]
        for table in COLUMNS
    }
    return replace(apart[0], tables=tables)


def draw_month(seed: str, together: int, lacking: bool = False) -> MunicipalMonth:
    """A month to settle, of so many deliveries; where asked for, by price lists that lack what is needed.

    Deliveries that are settled together keep their citizens and numbers apart: settling takes much longer than drawing.
    """
    chance = Random(seed)
    delivery = merge([draw_delivery(chance) for _ in range(together)])
    return MunicipalMonth(
        delivery=delivery,
        facts=draw_facts(chance, events_of(delivery), lacking),
        row_order=chance.choice([None, *range(9)]),
        dialect=chance.choice(list(DIALECTS.values())),
    )
