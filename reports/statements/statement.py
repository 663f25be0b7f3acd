"""A statement: what one party owes or is owed for a month, line by line. The one structure that workbook, PDF and page show."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import polars as pl

ZERO = Decimal("0.00")


class Party(NamedTuple):
    """Who a statement is for: a municipality that pays, or a region that is owed. sign: -1 for a region."""

    kind: str
    code: str
    name: str

    @property
    def sign(self) -> int:
        """What the amounts of the marts are multiplied with."""
        return -1 if self.kind == "region" else 1

    @property
    def stem(self) -> str:
        """What the names of its files begin with."""
        return f"{self.kind}-{self.code}"

    @property
    def counterpart(self) -> str:
        """What its counterparties are, in Danish."""
        return "Kommune" if self.kind == "region" else "Region"


class Head(NamedTuple):
    """What every statement of a month says of itself. before, year_ago: the labels of the comparisons.

    is_checked: whether the control lists are known as they stood after the run.
    """

    month: str
    round: str
    run_id: str
    earlier_runs: list[str]
    drawn_on: date
    period_from: date
    period_to: date
    window_from: date
    window_to: date
    content_hash: str
    code_version: str
    is_synthetic: bool
    before: str
    year_ago: str
    is_before_known: bool
    is_year_ago_known: bool
    is_checked: bool


class Sums(NamedTuple):
    """Events and kroner: the tariff, the municipality's part, and what is collected here."""

    events: int = 0
    tariff_kr: Decimal = ZERO
    municipal_kr: Decimal = ZERO
    payable_kr: Decimal = ZERO

    def plus(self, other: "Sums") -> "Sums":
        """Both together."""
        return Sums(*(one + two for one, two in zip(self, other, strict=True)))


class Line(NamedTuple):
    """One tariff group at one hospital against one counterparty; unit_kr is the municipality's part of one tariff.

    Both units are empty where only a comparison has events. Comparisons are of municipal_kr.
    """

    counterparty: Party
    hospital: str
    hospital_name: str
    tariff_group: str
    unit_tariff_kr: Decimal | None
    unit_kr: Decimal | None
    now: Sums
    before_events: int
    before_kr: Decimal
    year_ago_events: int
    year_ago_kr: Decimal


class Section(NamedTuple):
    """The lines of a section, and its sums beside those of the two comparisons."""

    key: str
    lines: list[Line]
    now: Sums
    before: Sums
    year_ago: Sums


class Correction(NamedTuple):
    """What was corrected of one other activity month, for one reason: a line, and how many it took back and charged.

    section: that of its own month. Comparisons are of the corrections of a month equally far back.
    """

    activity_month: str
    section: str
    reason: str
    reversals: int
    charges: int
    line: Line


class Doubt(NamedTuple):
    """What rests on a fact or reading that is not confirmed. is_exact: these charges used it; else it may have mattered for them."""

    fact: str
    topic: str
    status: str
    is_exact: bool
    events: int
    payable_kr: Decimal


class Waiting(NamedTuple):
    """Visits at one hospital that are held until their course has an end mark."""

    counterparty: Party
    hospital: str
    hospital_name: str
    scheme: str
    visits: int
    advisory_kr: Decimal


class Balance(NamedTuple):
    """How the statements of the month add up, kroner to be paid: by kind of party, and what the ledger says."""

    municipalities: int
    regions: int
    municipalities_kr: Decimal
    regions_kr: Decimal
    lines_kr: Decimal
    ledger_kr: Decimal

    def described(self) -> str:
        """How they add up, for the person who asked for the statements."""
        return (
            f"{self.municipalities} municipalities {self.municipalities_kr:,} kr, {self.regions} regions {self.regions_kr:,} kr, "
            f"sum {self.municipalities_kr + self.regions_kr:,}"
        )


class Statement(NamedTuple):
    """One party's statement. corrected: the section of the corrections, whose lines are theirs.

    checked: the events of its control lists, many: list, event_id, activity_date, counterparty_name, hospital, hospital_name,
    detail, advisory_kr.
    """

    party: Party
    head: Head
    sections: list[Section]
    corrections: list[Correction]
    corrected: Section
    doubts: list[Doubt]
    waiting: list[Waiting]
    checked: pl.DataFrame

    @property
    def checked_in_month(self) -> pl.DataFrame:
        """What its control lists hold of the month itself."""
        return self.checked.filter(self.is_of_month)

    @property
    def checked_earlier(self) -> pl.DataFrame:
        """What its control lists hold of earlier months."""
        return self.checked.filter(~self.is_of_month)

    @property
    def is_of_month(self) -> pl.Expr:
        """Whether a line of the control lists is of the settlement month."""
        return pl.col("activity_date").dt.to_string("%Y-%m") == self.head.month

    @property
    def all_sections(self) -> list[Section]:
        """The sections of the month's activity, then the corrections."""
        return [*self.sections, self.corrected]

    @property
    def total(self) -> Sums:
        """The whole statement."""
        return add_up(section.now for section in self.all_sections)

    @property
    def total_before(self) -> Sums:
        """The whole of the comparison before."""
        return add_up(section.before for section in self.all_sections)

    @property
    def total_year_ago(self) -> Sums:
        """The whole of the comparison a year ago."""
        return add_up(section.year_ago for section in self.all_sections)

    @property
    def by_counterparty(self) -> Mapping[Party, Mapping[str, Sums]]:
        """The sums of each section against each counterparty."""
        sums: dict[Party, dict[str, Sums]] = {}
        for section in self.all_sections:
            for line in section.lines:
                of_counterparty = sums.setdefault(line.counterparty, {})
                of_counterparty[section.key] = of_counterparty.get(section.key, Sums()).plus(line.now)
        return dict(sorted(sums.items()))

    @property
    def size(self) -> int:
        """How much there is to write."""
        return sum(len(section.lines) for section in self.all_sections) + len(self.checked)


def add_up(sums: Iterable[Sums]) -> Sums:
    """Several sums together."""
    total = Sums()
    for one in sums:
        total = total.plus(one)
    return total
