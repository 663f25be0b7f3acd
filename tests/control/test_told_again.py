"""Generated months whose control lists are told twice, by the line (Polars) and in SQL: the same lines, word for word.

`GENOPT_EXAMPLES` sets how many months (60). What bends the lists' own limits is drawn here, beside the facts' variations.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from data.synthetic import simulate
from flows.facts import SHIPPED
from flows.settle_month import compute
from tests.control.told_again import tell_again
from tests.oracle.deliveries import Month, months
from tests.oracle.facts import TURN
from tests.oracle.facts_variations import BentFacts, more

EXAMPLES = int(os.environ.get("GENOPT_EXAMPLES", "60"))
PARTS = 2
COLUMNS = [
    "list",
    "event_id",
    "payer_municipality",
    "creditor_region",
    "hospital",
    "activity_date",
    "detail",
    "advisory_kr",
]

LISTS_OF_EVENTS = {
    "general_outpatient",
    "inpatient_home_visit",
    "home_visit_in_specialised_course",
    "plan_and_course_differ",
    "ambiguous_course",
    "end_mark_without_start",
    "long_open_course",
    "old_tariff_at_year_turn",
}

OLD_TARIFF = "old_tariff_at_year_turn"
"""Few generated months have one; a simulated January has many."""

LIMITS = {
    "none": [],
    "few days": [more("policies", "open_course_days - 5 | year_turn_days - 90 | home_visit_code - BT")],
    "no day at all": [more("policies", "open_course_days - 0 | year_turn_days - 0")],
    "from mid-month": [
        more("policies", "open_course_days - 3 | year_turn_days - 90", TURN),
        more("policies", "home_visit_code - BTP", TURN),
    ],
    "another home visit": [more("policies", "home_visit_code - B | open_course_days - 10")],
}
"""How the limits of the control lists are bent."""


def as_of_the_year_before(tables):
    """Let the tariffs come into force the year before."""
    for row in tables["tariffs"]:
        if row["valid_from"] == "2007-01-01":
            row["valid_from"] = "2006-07-01"


@dataclass(frozen=True)
class BentLimits(BentFacts):
    """Bent facts with bent limits and, where said, tariffs that are older than the year."""

    limits: str
    has_old_tariffs: bool

    @property
    def tables(self):
        """Give the tables of facts."""
        tables = super().tables
        for vary in LIMITS[self.limits]:
            vary(tables)
        if self.has_old_tariffs:
            as_of_the_year_before(tables)
        return tables


@st.composite
def bent_months(draw: st.DrawFn) -> Month:
    """A month with limits of its own."""
    month = draw(months())
    facts = BentLimits(
        month.facts.variations, draw(st.sampled_from(list(LIMITS))), draw(st.sampled_from([True, True, False]))
    )
    return replace(month, facts=facts)


def lines_of(rows) -> Counter:
    return Counter(rows.select(COLUMNS).iter_rows())


def assert_told_the_same(delivery: Path, facts: Path, month: str) -> Counter:
    """Both tell the same lines; how many of each list there are."""
    computed = compute(delivery, facts, month, max_rejected_share=1.0)
    lines, again = lines_of(computed.control_list), lines_of(tell_again(delivery, facts, month))
    assert sorted((lines - again).elements(), key=str) == [], "only in the line"
    assert sorted((again - lines).elements(), key=str) == [], "only told again"
    return Counter(dict(computed.control_list.group_by("list").len().rows()))


@pytest.mark.parametrize("part", range(PARTS))
def test_both_tell_the_same_lines_of_generated_months_and_every_list_has_some(part: int) -> None:
    found: Counter = Counter()

    @seed(part)
    @settings(
        max_examples=max(1, EXAMPLES // PARTS),
        deadline=None,
        database=None,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(bent_months())
    def tell(month: Month) -> None:
        with tempfile.TemporaryDirectory() as folder:
            found.update(assert_told_the_same(*month.write(Path(folder))))

    tell()
    assert set(found) >= LISTS_OF_EVENTS - {OLD_TARIFF}, "the generated months do not reach every list"


def test_both_tell_the_same_lines_of_a_simulated_month(tmp_path: Path) -> None:
    simulate("2007-03", 3000, 1, tmp_path / "delivery", SHIPPED)
    found = assert_told_the_same(tmp_path / "delivery", SHIPPED, "2007-03")
    assert found["general_outpatient"] > 1000


def test_both_tell_the_same_lines_of_a_january_with_the_tariffs_of_before(tmp_path: Path) -> None:
    facts = shutil.copytree(SHIPPED, tmp_path / "facts")
    tariffs = (facts / "tariffs.csv").read_text(encoding="utf-8")
    (facts / "tariffs.csv").write_text(tariffs.replace(",2007-01-01,", ",2006-07-01,"), encoding="utf-8")
    simulate("2007-01", 3000, 1, tmp_path / "delivery", SHIPPED)
    found = assert_told_the_same(tmp_path / "delivery", facts, "2007-01")
    assert found[OLD_TARIFF] > 100
