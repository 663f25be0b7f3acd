"""Facts that are learnt, corrected and agreed in the course of a history: the oracle's made-up facts, bent by name."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from datetime import date
from functools import cache
from pathlib import Path

from tests.oracle.facts import Facts, base_facts, rows_of, write_facts

NOVEMBER_ENDS = date(2007, 11, 30)
DECEMBER = date(2007, 12, 1)
OPTED_OUT = "0101 1084 2007-01-15 | 0751 1084 2007-01-15"


def follow(facts: Facts, table: str, key: str, written: str = "") -> None:
    """End the rows of a key with November, and let others follow from December on where they are given."""
    for row in facts[table]:
        if next(iter(row.values())) == key and not row["valid_to"]:
            row["valid_to"] = str(NOVEMBER_ENDS)
    facts[table] += rows_of(table, written, DECEMBER)


def reprint(facts: Facts, written: str) -> None:
    """Print other tariffs for all days."""
    rows = rows_of("tariffs", written)
    groups = {row["tariff_group"] for row in rows}
    facts["tariffs"] = [row for row in facts["tariffs"] if row["tariff_group"] not in groups] + rows


BENT = {
    "base": lambda facts: None,
    "tariff corrected": lambda facts: reprint(facts, "GEN1A 650 - 07-pl | GEN2S 1600 - 07-pl"),
    "other service dearest": lambda facts: reprint(facts, "GEN1A 900 - 07-pl | GEN2S 5000 - 07-pl"),
    "tariff from December": lambda facts: follow(facts, "tariffs", "GEN1A", "GEN1A 700 700 08-pl"),
    "opted out": lambda facts: facts["opt_outs"].extend(rows_of("opt_outs", OPTED_OUT, date(2007, 11, 1))),
    "opted out from December": lambda facts: facts["opt_outs"].extend(rows_of("opt_outs", OPTED_OUT, DECEMBER)),
    "hospital closed": lambda facts: follow(facts, "hospitals", "66A0"),
    "hospital in another region": lambda facts: follow(facts, "hospitals", "1301", "1301 Første 1085 hospital"),
    "hospital is a test": lambda facts: follow(facts, "hospitals", "1301", "1301 Første 1084 test"),
    "municipality gone": lambda facts: follow(facts, "municipalities", "0101"),
    "open courses are charged": lambda facts: facts["policies"].extend(rows_of("policies", "open_course - charge")),
    "no plan is needed": lambda facts: facts["policies"].extend(
        rows_of("policies", "plan_required general_outpatient no | plan_required specialised_outpatient no")
    ),
    "stays may be a week apart": lambda facts: facts["policies"].extend(rows_of("policies", "stay_gap_days - 7")),
}
"""Name -> what is bent. The name is the identity of the facts: no two are alike."""


@cache
def facts_folder(name: str) -> Path:
    """The folder of bent facts, for as long as the tests run."""
    folder = Path(tempfile.mkdtemp(prefix="facts-over-time-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    facts = base_facts()
    BENT[name](facts)
    return write_facts(facts, folder / "facts")
