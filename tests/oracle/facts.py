"""A small made-up set of facts for generated deliveries: the contract's tables as rows of text."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

Row = dict[str, str]
Facts = dict[str, list[Row]]

START = date(2007, 1, 1)
TURN = date(2007, 3, 15)
"""The day on which everything that changes in mid-month does."""
DAY_BEFORE = TURN - timedelta(days=1)

COLUMNS = {
    "tariffs": "tariff_group tariff_kr municipal_kr price_level",
    "tariff_codes": "scheme sks_prefix tariff_group",
    "shares": "scheme municipal_share",
    "registration_codes": "sks_prefix role",
    "policies": "policy scheme value",
    "opt_outs": "municipality region notified_on",
    "municipalities": "municipality name region",
    "hospitals": "hospital name region kind",
    "population": "municipality year inhabitants",
    "institutions": "institution number_kind name supplier_kind supplier municipality",
    "headings": "register_table heading column_name",
    "agreements": "agreement_id payer supplier_kind supplier service_scope model price_list less_percent step_minutes price_level",
    "agreement_prices": "price_list item amount_kr unit price_level",
    "packages": "price_list diagnosis_group form hours",
    "price_levels": "price_level price_index",
    "decisions": "event_id decision decided_by why agreed_kr",
}
PERIOD_COLUMNS = "valid_from valid_to status source note"

TARIFFS = """
    GEN1S 750 525 07-pl | GEN2S 1591 1114 07-pl | GEN3S 3068 2147 07-pl | GEN4S 4241 2969 07-pl
    GEN5S 10861 7306 07-pl |
    GEN1A 640 640 07-pl | GEN2A 855 855 07-pl | GEN3A 1381 1381 07-pl
"""
TARIFF_CODES = """
    inpatient BLKZ0 GEN1S | inpatient BTR GEN1S | inpatient BLNA GEN2S | inpatient BLNR GEN3S
    inpatient BTP GEN4S | inpatient AAF6 GEN5S
    general_outpatient BLKZ0 GEN1A | general_outpatient BTR GEN1A | general_outpatient BLNA GEN1A
    general_outpatient BLNR GEN2A | general_outpatient BTP GEN2A | general_outpatient AAF6 GEN3A
    specialised_outpatient BLKZ0 GEN1A | specialised_outpatient BTR GEN1A | specialised_outpatient BLNA GEN1A
    specialised_outpatient BLNR GEN2A | specialised_outpatient BTP GEN2A
"""
REGISTRATION_CODES = """
    PLANALMEN plan_general | PLANSPEC plan_specialised | PLANINGEN no_plan_needed
    STARTALMEN start_general | SLUTALMEN end_general | STARTSPEC start_specialised | SLUTSPEC end_specialised
"""
SHARES = "inpatient 0.70 | general_outpatient 1.00 | specialised_outpatient 1.00"
MUNICIPALITIES = "0751 Aarhus 1082 | 0101 København 1084 | 0461 Odense 1083"
LATER_MUNICIPALITY = "0706 Syddjurs 1082"
HOSPITALS = "1301 Første 1084 hospital | 66A0 Anden 1082 hospital | 4298 Prøve 1084 test | 7001 Rekvirent 1083 other"
CLOSING_HOSPITAL = "8001 Lukket 1081 hospital | 2401 Flyttet 1084 hospital"
MOVED_HOSPITAL = "2401 Flyttet 1085 hospital"
POPULATION = "0751 2007 296170 | 0101 2007 503699 | 0461 2007 186745 | 0706 2007 41000"


def rows_of(
    table: str, written: str, valid_from: date = START, valid_to: date | None = None, status: str = "confirmed"
) -> list[Row]:
    """Write rows of one table of facts: cells by blanks, `-` is an empty one, rows by `|` or a new line."""
    period = {
        "valid_from": str(valid_from),
        "valid_to": str(valid_to or ""),
        "status": status,
        "source": "made up",
        "note": "",
    }
    lines = (line.split() for line in written.replace("|", "\n").splitlines())
    names = COLUMNS[table].split()
    return [
        {name: "" if cell == "-" else cell for name, cell in zip(names, cells, strict=True)} | period
        for cells in lines
        if cells
    ]


def base_facts() -> Facts:
    """Give facts of 2007, with hospitals and municipalities of every sort that the screening (R8) tells apart."""
    return {
        "tariffs": rows_of("tariffs", TARIFFS),
        "tariff_codes": rows_of("tariff_codes", TARIFF_CODES),
        "shares": rows_of("shares", SHARES),
        "registration_codes": rows_of("registration_codes", REGISTRATION_CODES, status="placeholder"),
        "policies": [],
        "opt_outs": [],
        "municipalities": rows_of("municipalities", MUNICIPALITIES)
        + rows_of("municipalities", LATER_MUNICIPALITY, date(2007, 3, 12)),
        "hospitals": rows_of("hospitals", HOSPITALS)
        + rows_of("hospitals", CLOSING_HOSPITAL, START, DAY_BEFORE)
        + rows_of("hospitals", MOVED_HOSPITAL, TURN),
        "population": rows_of("population", POPULATION),
    }


def write_facts(facts: Facts, folder: Path) -> Path:
    """Write a facts folder, a CSV file per table, and give its path."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, columns in COLUMNS.items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as written:
            rows = csv.DictWriter(written, [*columns.split(), *PERIOD_COLUMNS.split()], lineterminator="\n")
            rows.writeheader()
            rows.writerows(facts.get(table, []))
    return folder
