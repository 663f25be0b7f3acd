"""The ways in which the made-up facts are bent, so that generated months reach the edges of each rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from hypothesis import strategies as st

from .facts import DAY_BEFORE, START, TURN, Facts, Row, base_facts, rows_of

Variation = Callable[[Facts], None]


def more(
    table: str, written: str, valid_from: date = START, valid_to: date | None = None, status: str = "confirmed"
) -> Variation:
    """Add rows to a table of facts."""
    return lambda facts: facts.setdefault(table, []).extend(rows_of(table, written, valid_from, valid_to, status))


def reprint(groups: str) -> Variation:
    """Print other tariffs (`group tariff_kr municipal_kr`, `-` is to be computed) for the whole year."""
    return lambda facts: replace_rows(facts, "tariffs", rows_of("tariffs", groups))


def change_on_turn(table: str, written: str) -> Variation:
    """End the rows of the given keys on the day before TURN and let the given rows follow them."""
    return lambda facts: follow_rows(facts, table, rows_of(table, written, TURN))


def end_on_turn(table: str, key: str) -> Variation:
    """End the row of a key on the day before TURN, with nothing to follow it."""

    def end(facts: Facts) -> None:
        facts[table] = [row for row in facts[table] if key_of(row) != key or row["valid_from"] < str(TURN)]
        end_rows(facts, table, {key})

    return end


def key_of(row: Row) -> str:
    """Give the first cell of a row, its key in the tables that are varied here."""
    return next(iter(row.values()))


def end_rows(facts: Facts, table: str, keys: set[str]) -> None:
    """End the rows of the keys on the day before TURN."""
    for row in facts[table]:
        if key_of(row) in keys:
            row["valid_to"] = str(DAY_BEFORE)


def replace_rows(facts: Facts, table: str, rows: list[Row]) -> None:
    """Put rows in the place of those with the same key."""
    keys = {key_of(row) for row in rows}
    facts[table] = [row for row in facts[table] if key_of(row) not in keys] + rows


def follow_rows(facts: Facts, table: str, rows: list[Row]) -> None:
    """Let rows follow those with the same key."""
    end_rows(facts, table, {key_of(row) for row in rows})
    facts[table].extend(rows)


TARIFF_VARIATIONS: dict[str, list[Variation]] = {
    "half kroner inpatient": [
        reprint("GEN1S 745 - 07-pl | GEN2S 655 - 07-pl | GEN3S 3068.15 - 07-pl | GEN4S 4241.50 2969.25 07-pl")
    ],
    "half kroner outpatient": [reprint("GEN1A 640.50 - 07-pl | GEN2A 855.49 - 07-pl")],
    "dearer from mid-month": [change_on_turn("tariffs", "GEN1A 641 641 07-pl | GEN2S 1605 - 07-pl")],
    "order turned in mid-month": [change_on_turn("tariffs", "GEN1A 900 900 07-pl | GEN1S 12000 1.25 07-pl")],
    "tie between two groups": [reprint("GEN1A 855 855 07-pl | GEN1S 1591 1114 07-pl")],
    "tie between all outpatient groups": [
        reprint("GEN1A 700.10 - 07-pl | GEN2A 700.10 - 07-pl | GEN3A 700.10 - 07-pl")
    ],
    "share 0.65 from mid-month": [
        reprint("GEN1S 750 - 07-pl | GEN2S 1590 - 07-pl"),
        change_on_turn("shares", "inpatient 0.65"),
    ],
    "share below one outpatient": [
        reprint("GEN1A 645 - 07-pl | GEN2A 855 - 07-pl"),
        change_on_turn("shares", "specialised_outpatient 0.50"),
    ],
}
CODE_VARIATIONS: dict[str, list[Variation]] = {
    "longer prefix from mid-month": [
        more(
            "tariff_codes",
            "inpatient BLNA1 GEN4S | general_outpatient BLNA1 GEN2A | specialised_outpatient BLNA1 GEN2A",
            TURN,
        )
    ],
    "longer prefix until mid-month": [
        more("tariff_codes", "inpatient BTP2 GEN1S | general_outpatient BTP2 GEN1A", START, DAY_BEFORE)
    ],
    "longer prefix in one scheme": [more("tariff_codes", "specialised_outpatient BLKZ01 GEN2A")],
    "home visit in specialised from mid-month": [more("tariff_codes", "specialised_outpatient AAF61 GEN3A", TURN)],
    "longer registration prefixes": [
        more("registration_codes", "STARTSPEC9 start_general", status="placeholder"),
        more("registration_codes", "PLANALMEN1 no_plan_needed", TURN, None, "placeholder"),
        more("registration_codes", "SLUTSPEC1 plan_specialised", START, DAY_BEFORE, "placeholder"),
    ],
    "service that is a plan": [more("registration_codes", "BTR9 plan_general", status="placeholder")],
    "plan code that ends": [end_on_turn("registration_codes", "PLANSPEC")],
}
PLAN_DEFAULTS = (
    "plan_required inpatient no | plan_required general_outpatient yes | plan_required specialised_outpatient yes"
)
PLAN_VARIATIONS: dict[str, list[Variation]] = {
    "plan defaults as rows": [more("policies", PLAN_DEFAULTS, status="assumed")],
    "general needs no plan": [more("policies", "plan_required general_outpatient no")],
    "specialised needs no plan from mid-month": [more("policies", "plan_required specialised_outpatient no", TURN)],
    "no visit needs a plan": [
        more("policies", "plan_required general_outpatient no | plan_required specialised_outpatient no")
    ],
    "stays need a plan": [more("policies", "plan_required inpatient yes")],
    "only stays need a plan": [
        more(
            "policies",
            """
            plan_required inpatient yes | plan_required general_outpatient no
            plan_required specialised_outpatient no
            """,
        )
    ],
}
OPEN_COURSE_VARIATIONS: dict[str, list[Variation]] = {
    "open courses held, half up": [more("policies", "open_course - hold | municipal_rounding - half_up_1")],
    "open courses charged": [more("policies", "open_course - charge")],
    "open courses charged from mid-month": [
        more("policies", "open_course - hold", START, DAY_BEFORE),
        more("policies", "open_course - charge", TURN),
    ],
}
GAP_DAYS_VARIATIONS: dict[str, list[Variation]] = {
    "gap of no day as a row": [more("policies", "stay_gap_days - 0")],
    "gap of one day": [more("policies", "stay_gap_days - 1")],
    "gap of three days from mid-month": [
        more("policies", "stay_gap_days - 1", START, DAY_BEFORE),
        more("policies", "stay_gap_days - 3", TURN),
    ],
    "gap of three days until mid-month": [more("policies", "stay_gap_days - 3", START, DAY_BEFORE)],
}
OPT_OUT_VARIATIONS: dict[str, list[Variation]] = {
    "opted out from mid-month": [
        more("opt_outs", "0751 1082 2007-01-15 | 0751 1084 2007-01-15 | 0101 1084 2007-01-10", TURN)
    ],
    "opted out until mid-month": [
        more(
            "opt_outs",
            "0751 1082 2006-12-31 | 0751 1084 2006-12-31 | 0101 1084 2006-12-01",
            date(2007, 2, 28),
            DAY_BEFORE,
        )
    ],
    "opted out of the moved hospital's later region": [
        more("opt_outs", "0751 1085 2006-10-31 | 0101 1085 2006-10-31 | 0461 1085 2006-10-31")
    ],
}


def agree(terms: str, valid_from: date = START, valid_to: date | None = None) -> Variation:
    """Let all municipalities agree the same with all regions that have hospitals."""
    pairs = [(payer, supplier) for payer in ("1082", "0101", "1083") for supplier in ("1082", "1084", "1085")]
    rows = (f"A-{payer}-{supplier} {payer} region {supplier} general {terms}" for payer, supplier in pairs)
    return more("agreements", "|".join(rows), valid_from, valid_to)


COURSE_PRICES = more("agreement_prices", "KURS course 3500.50 course 05-pl")
AGREEMENT_VARIATIONS: dict[str, list[Variation]] = {
    "tariffs agreed": [agree("drg - - - -", TURN)],
    "tariffs less a percentage agreed": [
        agree("drg_less_percent - 10.40 - -", START, DAY_BEFORE),
        agree("drg_less_percent - 33.33 - -", TURN),
    ],
    "a price per course agreed": [COURSE_PRICES, agree("per_course KURS - - -")],
    "a price per course at another level from mid-month agreed": [
        COURSE_PRICES,
        more("price_levels", "05-pl 100 | 07-pl 106.1111"),
        agree("per_course KURS - - 05-pl", START, DAY_BEFORE),
        agree("per_course KURS - - 07-pl", TURN),
    ],
}
GAPS: dict[str, list[Variation]] = {
    f"{group} without a tariff from mid-month": [end_on_turn("tariffs", group)] for group in ("GEN1S", "GEN1A", "GEN3A")
}


SORTS = [
    TARIFF_VARIATIONS,
    CODE_VARIATIONS,
    PLAN_VARIATIONS,
    OPEN_COURSE_VARIATIONS,
    GAP_DAYS_VARIATIONS,
    OPT_OUT_VARIATIONS,
    AGREEMENT_VARIATIONS,
]
EVERY_VARIATION = {name: variations for sort in [*SORTS, GAPS] for name, variations in sort.items()}


@dataclass(frozen=True)
class BentFacts:
    """The base facts with variations; printed by the variations' names, since a failing example is read by people."""

    variations: tuple[str, ...]

    @property
    def tables(self) -> Facts:
        """Give the tables of facts."""
        facts = base_facts()
        for name in self.variations:
            for vary in EVERY_VARIATION[name]:
                vary(facts)
        return facts


@st.composite
def bent_facts(draw: st.DrawFn, has_gaps: bool = False) -> BentFacts:
    """Draw facts: the base, bent by at most one variation of each sort, and with a missing tariff where asked for."""
    names = [draw(st.sampled_from(["", *variations])) for variations in SORTS]
    gap = [draw(st.sampled_from(list(GAPS)))] if has_gaps else []
    return BentFacts(tuple(name for name in [*names, *gap] if name))
