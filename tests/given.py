"""What a test gives: deliveries and facts written from drawn tables, and what they are settled as.

The patient number is the case: patient 1 is CPR 6101070001, which belongs to nobody (60 is added to the day). Registry
tables are drawn with the registry's own headings; `outpatients` and `stays` are whole pathways, drawn in one row each.
Columns that are not drawn hold what is ordinary, so a table shows only what its test is about.
"""

import atexit
import csv
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from flows.facts import SHIPPED, read_facts
from flows.month import SettlementMonth
from flows.settle_month import Computed, compute
from tests.drawn import rows

facts_read_once = cache(read_facts)

Rows = list[dict[str, str]]
Tables = dict[str, Rows]

T_ADM = {
    "k_recnum": "",
    "v_cpr": "6101070001",
    "c_pattype": "2",
    "c_sgh": "1301",
    "c_afd": "A01",
    "c_kom": "0101",
    "d_inddto": "2007-03-01",
    "d_uddto": "",
}
T_BES = {"v_recnum": "1", "d_ambdto": "2007-03-05"}
T_SKSUBE = {"v_recnum": "1", "c_opr": "BLNA", "d_odto": "2007-03-05"}
ORDINARY = {"t_adm": T_ADM, "t_bes": T_BES, "t_sksube": T_SKSUBE}
"""What the cells of columns that are not drawn hold; `k_recnum` is the row's number."""

OUTPATIENT = {
    "patient": "1",
    "hospital": "1301",
    "municipality": "0101",
    "plan_on": "2007-02-20",
    "kind": "general",
    "started_on": "2007-03-01",
    "ended_on": "2007-03-31",
    "visited_on": "2007-03-05",
    "services": "BLNA",
}
"""An ordinary visit: a citizen of Copenhagen at Rigshospitalet, within a general course, with a plan."""

STAY = {
    "patient": "1",
    "hospital": "1301",
    "municipality": "0101",
    "plan_on": "",
    "admitted_on": "2007-03-01",
    "discharged_on": "2007-03-05",
    "services": "BLNA",
}
"""An ordinary stay, its services on the day of admission."""

PLAN_CODE = "PLANALMEN"
MARKS = {"general": ("STARTALMEN", "SLUTALMEN"), "specialised": ("STARTSPEC", "SLUTSPEC")}
DATED = {"valid_from": "2007-01-01", "valid_to": "", "status": "confirmed", "source": "drawn", "note": ""}


def cpr(patient: str) -> str:
    """The CPR number of a patient number."""
    return f"610107{patient:0>4}"


def settled(
    contacts: str = "",
    visits: str = "",
    services: str = "",
    *,
    outpatients: str = "",
    stays: str = "",
    month: str = "2007-03",
    period: str = "",
    synthetic: bool = True,
    facts: Mapping[str, str] | None = None,
) -> Computed:
    """Settle drawn tables by the shipped facts, of which whole files may be drawn anew. Any share may be rejected."""
    tables = drawn_tables(contacts, visits, services, outpatients=outpatients, stays=stays)
    return settled_tables(tables, month=month, period=period, synthetic=synthetic, facts=facts)


def settled_tables(
    tables: Mapping[str, Iterable[Mapping[str, str]]],
    *,
    month: str = "2007-03",
    period: str = "",
    synthetic: bool = True,
    facts: Mapping[str, str] | None = None,
) -> Computed:
    """Settle tables given as rows of text. Charges and set-asides get a column `patient` beside their CPR."""
    with tempfile.TemporaryDirectory() as folder:
        delivery = write_delivery(Path(folder), tables, period=period or month, synthetic=synthetic)
        computed = computed_from(delivery, facts_folder(**facts or {}), month)
    return computed._replace(charges=with_patient(computed.charges), set_aside=with_patient(computed.set_aside))


def computed_from(
    delivery: Path, facts: Path = SHIPPED, month: str = "2007-03", max_rejected_share: float = 1.0
) -> Computed:
    """Compute a month from files. A facts folder is read and proven once: that takes as long as a drawn delivery."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.settle_month.read_facts", facts_read_once, raising=False)
        return compute(delivery, facts, month, max_rejected_share)


def with_patient(events: pl.DataFrame) -> pl.DataFrame:
    """Events with the patient's number: that of `cpr`, or the CPR as it stands where it is none of ours."""
    number = pl.col("cpr").str.extract("^610107([0-9]{4})$").str.strip_chars_start("0")
    return events.with_columns(pl.coalesce(number, "cpr").alias("patient"))


def counted(computed: Computed, step: str) -> pl.DataFrame:
    """A step of the funnel: its buckets and their totals, without reasons."""
    return computed.funnel.filter(pl.col("step") == step, pl.col("reason").is_null())


def drawn_tables(
    contacts: str = "", visits: str = "", services: str = "", *, outpatients: str = "", stays: str = ""
) -> Tables:
    """The three registry tables of what is drawn. Contacts are numbered from 1: drawn contacts, outpatients, stays."""
    tables: Tables = {
        "t_adm": [with_number(row, place) for place, row in enumerate(filled(contacts, T_ADM), start=1)],
        "t_bes": filled(visits, T_BES),
        "t_sksube": filled(services, T_SKSUBE),
    }
    for row in filled(outpatients, OUTPATIENT):
        add_outpatient(tables, row)
    for row in filled(stays, STAY):
        add_stay(tables, row)
    return tables


def filled(drawn: str, ordinary: Mapping[str, str]) -> Rows:
    """Drawn rows, with what is ordinary in the columns that are not drawn."""
    return [{**ordinary, **row} for row in rows(drawn)] if drawn else []


def with_number(row: dict[str, str], place: int) -> dict[str, str]:
    """A contact with its record number, and its CPR where a patient is drawn."""
    patient = row.pop("patient", None)
    number = row["k_recnum"] or str(place)
    return {**row, "k_recnum": number, "v_cpr": cpr(patient) if patient else row["v_cpr"]}


def add_outpatient(tables: Tables, row: Mapping[str, str]) -> None:
    """Add a visit's pathway: contact, plan, marks of its course (`general specialised`: of both), visit, services."""
    number = add_contact(tables, row, c_pattype="2", d_inddto=row["started_on"] or row["visited_on"], d_uddto="")
    if row["visited_on"]:
        tables["t_bes"].append({"v_recnum": number, "d_ambdto": row["visited_on"]})
    marks = [
        (code, row[on])
        for kind in row["kind"].split()
        for code, on in zip(MARKS[kind], ("started_on", "ended_on"), strict=True)
    ]
    services = [(code, row["visited_on"]) for code in row["services"].split()]
    add_services(tables, number, [(PLAN_CODE, row["plan_on"]), *marks, *services])


def add_stay(tables: Tables, row: Mapping[str, str]) -> None:
    """Add one stay's pathway: its contact, a plan where one is drawn, its services on the day of admission."""
    number = add_contact(tables, row, c_pattype="0", d_inddto=row["admitted_on"], d_uddto=row["discharged_on"])
    services = [(code, row["admitted_on"]) for code in row["services"].split()]
    add_services(tables, number, [(PLAN_CODE, row["plan_on"]), *services])


def add_contact(tables: Tables, row: Mapping[str, str], **cells: str) -> str:
    """Add a contact and give its record number, the next one."""
    number = str(len(tables["t_adm"]) + 1)
    of_row = {"v_cpr": cpr(row["patient"]), "c_sgh": row["hospital"], "c_kom": row["municipality"]}
    tables["t_adm"].append({**T_ADM, "k_recnum": number, **of_row, **cells})
    return number


def add_services(tables: Tables, number: str, services: Iterable[tuple[str, str]]) -> None:
    """Add a contact's services, those that have a date."""
    tables["t_sksube"] += [{"v_recnum": number, "c_opr": code, "d_odto": on} for code, on in services if on]


def delivery(
    folder: Path,
    contacts: str = "",
    visits: str = "",
    services: str = "",
    *,
    outpatients: str = "",
    stays: str = "",
    period: str = "2007-03",
    synthetic: bool = True,
) -> Path:
    """Write a delivery of drawn tables and give its folder."""
    tables = drawn_tables(contacts, visits, services, outpatients=outpatients, stays=stays)
    return write_delivery(folder, tables, period=period, synthetic=synthetic)


def write_delivery(
    folder: Path, tables: Mapping[str, Iterable[Mapping[str, str]]], *, period: str, synthetic: bool = True
) -> Path:
    """Write a delivery in the plainest form."""
    write_toml(folder, period, synthetic=synthetic)
    for name, ordinary in ORDINARY.items():
        write_table(folder / f"{name}.csv", list(tables[name]), list(ordinary), ";")
    return folder


def write_toml(folder: Path, period: str, *, synthetic: bool = True, register: str = "lpr2") -> None:
    """Write what a delivery says of itself. A period is a month, or two dates with a blank between."""
    first, last = period.split() if " " in period else days_of(period)
    lines = {
        "register": f'"{register}"',
        "period_from": first,
        "period_to": last,
        "drawn_on": date.fromisoformat(last) + timedelta(days=10),
        "synthetic": str(synthetic).lower(),
    }
    (folder / "delivery.toml").write_text("".join(f"{name} = {value}\n" for name, value in lines.items()))


def days_of(month: str) -> tuple[str, str]:
    """A month's first and last day."""
    parsed = SettlementMonth.parse(month)
    return parsed.first_day.isoformat(), parsed.last_day.isoformat()


def write_table(path: Path, body: list[Mapping[str, str]], columns: list[str], separator: str) -> None:
    """Write rows of text, with the columns given where there are no rows."""
    heading = list(dict.fromkeys([*columns, *(name for row in body for name in row)]))
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = csv.DictWriter(file, heading, restval="", delimiter=separator, lineterminator="\n")
        lines.writeheader()
        lines.writerows(body)


def write_facts(folder: Path, **drawn: str) -> Path:
    """Write a facts folder: the shipped files, but those that are drawn. Columns every fact has need not be drawn.

    Agreements between parties that are not there would be refused: where those are drawn, there are none shipped.
    """
    left_out = ["__pycache__", *(["agreements.csv"] if {"municipalities", "institutions"} & drawn.keys() else [])]
    shutil.copytree(SHIPPED, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*left_out))
    for name, text in drawn.items():
        columns = (SHIPPED / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
        write_table(folder / f"{name}.csv", [{**DATED, **row} for row in rows(text)], columns, ",")
    return folder


def facts_folder(**drawn: str) -> Path:
    """A facts folder for as long as the tests run: the shipped one, or one with files drawn anew, each written once."""
    return _write_once(tuple(sorted(drawn.items()))) if drawn else SHIPPED


@cache
def _write_once(drawn: tuple[tuple[str, str], ...]) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="drawn-facts-"))
    atexit.register(shutil.rmtree, folder)
    return write_facts(folder, **dict(drawn))
