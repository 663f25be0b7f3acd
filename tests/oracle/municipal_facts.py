"""Made-up facts for generated deliveries of the municipal register: who performs, and who agreed what with whom at which prices.

Agreements are drawn relation by relation, so that their periods never overlap: on each side either municipalities one by
one or a region in the place of its own.
"""

from __future__ import annotations

from datetime import date
from itertools import product
from random import Random

from .draws import choose
from .facts import DAY_BEFORE, START, TURN, Facts, Row, base_facts, rows_of

INSTITUTIONS = """
    GK0751 sor A municipality 0751 0751 | GK0101 sor B municipality 0101 0101 | GK0461 shak C municipality 0461 0461
    GK0706 sor D municipality 0706 0706 | PA1 yder E private PA 0751 | PA2 yder F private PA 0101 | PB1 yder G private PB 0461
"""
CLOSING_INSTITUTION = "LUK1 yder H private PB 0751"
MOVED_INSTITUTION = "FLYT1 sor I municipality 0101 0101", "FLYT1 sor I municipality 0461 0461"
HEADINGS = """
    genoptraening_grundoplysninger forloeb_id course_id | genoptraening_grundoplysninger v_cpr cpr
    genoptraening_grundoplysninger c_kom municipality | genoptraening_procedurer forloeb_id course_id
    genoptraening_procedurer c_opr sks_code | genoptraening_procedurer minutter minutes
    genoptraening_tillaegsprocedurer c_tilopr additional_code
"""
SUPPLEMENTS = "TILLAEG fee_supplement | TILLAEGX plan_general"

PRICES = """
    KURS course 3500 course 05-pl | KURS2 course 0 course -
    TIME hour 508 hour 07-pl | REJSE hour 508.33 hour 05-pl | REJSE travel_hour 254.17 hour 07-pl
    FORM individual 508 hour - | FORM self_training 254.01 hour - | FORM group 508.05 hour - | FORM pool 762.77 hour -
    FORMREJSE individual 500.01 hour 05-pl | FORMREJSE self_training 254.01 hour 05-pl | FORMREJSE group 508.05 hour 07-pl
    FORMREJSE pool 762.77 hour 07-pl | FORMREJSE travel_hour 300 hour 05-pl
    PAKKE 01 3000.50 course 05-pl | PAKKE 02 4000 course 07-pl
    HONORAR first 307.47 fee - | HONORAR normal 204.98 fee - | HONORAR short 136.66 fee - | HONORAR follow_up 68.32 fee -
    HONORAR supplement 68.32 supplement -
    TRYKT first 307.47 fee 05-pl | TRYKT normal 204.99 fee 05-pl | TRYKT short 136.66 fee 05-pl
    TRYKT follow_up 68.32 fee 07-pl | TRYKT supplement 170.83 supplement 07-pl
"""
CHANGED_PRICES = [
    ("PAKKE 06 2500 course 07-pl", TURN, None),
    ("TRYKT group 120.55 fee 07-pl", START, DAY_BEFORE),
    ("KURS3 course 3100 course 05-pl", START, DAY_BEFORE),
    ("KURS3 course 3200.25 course 07-pl", TURN, None),
    ("HUL hour 508 hour -", START, DAY_BEFORE),
    ("HULREJSE hour 508 hour -", START, None),
    ("HULREJSE travel_hour 508 hour -", TURN, None),
    ("HULKURS course 3500 course -", START, date(2007, 3, 11)),
    ("HULHONORAR first 307.47 fee - | HULHONORAR follow_up 68 fee -", START, None),
    ("HULHONORAR normal 204.98 fee - | HULHONORAR short 100 fee -", START, DAY_BEFORE),
]
"""Price lists that change in mid-month, and those called HUL (hole), which lack prices on some days."""

LEVELS = "05-pl 97.3512", "07-pl 104.8127", "07-pl 106.0001"
"""The index of 07-pl changes in mid-month."""

TERMS = """drg - - - -|drg_less_percent - 10 - -|drg_less_percent - 10.40 - -|drg_less_percent - 33.33 - -|drg_less_percent - 100 - -
    |per_course KURS - - -|per_course KURS - - 07-pl|per_course KURS2 - - -|per_course KURS3 - - -|per_course KURS3 - - 07-pl
    |per_hour TIME - - -|per_hour TIME - 15 05-pl|per_hour REJSE - 15 -|per_hour REJSE - 7 07-pl|per_hour REJSE - 60 -
    |per_hour_by_form FORM - - -|per_hour_by_form FORM - 15 -|per_hour_by_form FORMREJSE - 20 07-pl|per_hour_by_form FORMREJSE - - 05-pl
    |package PAKKE - - -|package PAKKE - - 07-pl|package PAKKE - - 05-pl
    |fee_schedule HONORAR - - -|fee_schedule HONORAR - - -|fee_schedule HONORAR - - -|fee_schedule HONORAR - - -
    |fee_schedule TRYKT - - -|fee_schedule TRYKT - - -|fee_schedule TRYKT - - 07-pl|fee_schedule TRYKT - - 07-pl"""
LACKING_TERMS = """per_hour HUL - - -|per_hour HULREJSE - 15 -|per_course HULKURS - - -|fee_schedule HULHONORAR - - -"""
PERIODS = [(START, None)] * 4 + [(START, DAY_BEFORE), (TURN, None), (date(2007, 3, 1), date(2007, 3, 31))]
SIDES = "0751 0706 0101 0461|1082 0101 0461|1082 1084 1083|0751 0101 0461"
"""Parties of one side, municipalities or regions (1082: 0751 and 0706; 1084: 0101; 1083: 0461), none of them twice."""


def draw_agreements(chance: Random, lacking: bool) -> list[Row]:
    """Who agreed what: for each relation nothing, one agreement, or two that follow each other in mid-month."""
    payers, municipal = (choose(chance, SIDES, "|").split() for _ in range(2))
    suppliers = [f"municipality {number}" for number in municipal] + ["private PA", "private PB"]
    status = choose(chance, "assumed confirmed placeholder placeholder")
    terms = f"{TERMS}|{LACKING_TERMS}" if lacking else TERMS
    rows: list[Row] = []
    for payer, supplier, scope in product(payers, suppliers, ("general", "specialised")):
        if supplier == f"municipality {payer}" and payer[0] == "0":
            continue  # a municipality agrees nothing with itself
        for first, last in chance.choice([[], *[[chance.choice(PERIODS)]] * 2, [(START, DAY_BEFORE), (TURN, None)]]):
            written = f"A{len(rows)} {payer} {supplier} {scope} {choose(chance, terms, '|')}"
            rows += rows_of("agreements", written, first, last, status)
    return rows


def draw_decisions(chance: Random, events: list[str]) -> list[Row]:
    """What was decided of some visits, whether they need it or not: accepted, refused, taken back, decided anew."""
    rows: list[Row] = []
    for event in chance.sample(events, min(len(events), chance.choice([0, 2, 6, 20]))):
        said = choose(chance, "accepted A x 500.25|accepted A x -|accepted A x 0|refused B y -", "|")
        later = choose(chance, "||accepted C z 99.99|refused C z -|taken back", "|")
        rows += rows_of("decisions", f"{event} {said}", date(2007, 4, 11), date(2007, 4, 19) if later else None)
        if later and later != "taken back":
            rows += rows_of("decisions", f"{event} {later}", date(2007, 4, 20))
    return rows


def draw_facts(chance: Random, events: list[str], lacking: bool) -> Facts:
    """Facts for the visits of a municipal delivery; where asked for, with price lists that lack what is needed."""
    facts = base_facts()
    facts["registration_codes"] += rows_of("registration_codes", SUPPLEMENTS, status="confirmed")
    facts["institutions"] = (
        rows_of("institutions", INSTITUTIONS, status=choose(chance, "confirmed assumed assumed placeholder"))
        + rows_of("institutions", CLOSING_INSTITUTION, START, DAY_BEFORE)
        + rows_of("institutions", MOVED_INSTITUTION[0], START, DAY_BEFORE)
        + rows_of("institutions", MOVED_INSTITUTION[1], TURN)
    )
    facts["headings"] = rows_of("headings", HEADINGS)
    facts["agreement_prices"] = rows_of("agreement_prices", PRICES)
    for written, first, last in CHANGED_PRICES:
        facts["agreement_prices"] += rows_of("agreement_prices", written, first, last)
    facts["price_levels"] = (
        rows_of("price_levels", LEVELS[0])
        + rows_of("price_levels", LEVELS[1], START, DAY_BEFORE)
        + rows_of("price_levels", LEVELS[2], TURN)
    )
    facts["agreements"] = draw_agreements(chance, lacking)
    facts["decisions"] = draw_decisions(chance, events)
    return facts
