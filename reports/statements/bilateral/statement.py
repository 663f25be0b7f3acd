"""A bilateral statement: what a payer owes its suppliers, or a supplier is owed, for a month. What workbook, PDF and page show.

Source: KL memo 2006, sections 4.1 and 4.2.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import polars as pl

ZERO = Decimal("0.00")


class Side(NamedTuple):
    """A party in one of its roles: payer (a municipality) or supplier (region, municipality or private)."""

    role: str
    kind: str
    code: str
    name: str

    @property
    def sign(self) -> int:
        """What the amounts of the marts are multiplied with."""
        return 1 if self.role == "payer" else -1

    @property
    def counterpart(self) -> str:
        """What its counterparties are, in Danish."""
        return "Leverandør" if self.role == "payer" else "Kommune"

    @property
    def stem(self) -> str:
        """What the names of its files begin with: never what those of the national settlement do."""
        kind = "" if self.role == "payer" else f"-{self.kind}"
        return f"bilateral-{self.role}{kind}-{self.code}"


class Source(NamedTuple):
    """A register's latest run of the month and round; earlier_runs: those of the same month and round before it."""

    register: str
    run_id: str
    earlier_runs: list[str]
    drawn_on: date
    period_from: date
    period_to: date
    bilateral_hash: str
    code_version: str


class BilateralHead(NamedTuple):
    """What every bilateral statement of a month says of itself. ledger_hash: of the bilateral ledger after the latest run."""

    month: str
    round: str
    sources: list[Source]
    ledger_hash: str
    is_synthetic: bool

    @property
    def drawn_on(self) -> date:
        """The day on which the youngest of its deliveries was drawn."""
        return max(source.drawn_on for source in self.sources)


class Owed(NamedTuple):
    """Visits, what is agreed for them (None: nothing is), and the advisory tariffs, which stand beside it and are never added to it."""

    visits: int = 0
    agreed_kr: Decimal | None = None
    advisory_kr: Decimal = ZERO

    def plus(self, other: "Owed") -> "Owed":
        """Both together."""
        agreed = [kroner for kroner in (self.agreed_kr, other.agreed_kr) if kroner is not None]
        return Owed(
            self.visits + other.visits, sum(agreed, ZERO) if agreed else None, self.advisory_kr + other.advisory_kr
        )

    def turned(self) -> "Owed":
        """The same kroner with the opposite sign."""
        return Owed(self.visits, None if self.agreed_kr is None else -self.agreed_kr, -self.advisory_kr)


class Agreed(NamedTuple):
    """The month's own activity under one agreement with one counterparty. quantity: how many `units` are paid for.

    less_percent: what the agreement takes off the advisory tariffs, None under other models.
    """

    counterparty: Side
    agreement_id: str
    model: str
    less_percent: Decimal | None
    units: str
    quantity: Decimal
    now: Owed


class Unagreed(NamedTuple):
    """The month's own activity without an agreement, by what was decided of it: accepted, refused, or nothing yet (open)."""

    counterparty: Side
    decision: str
    now: Owed


class Decided(NamedTuple):
    """What one person decided on one day of activity without an agreement, of whatever month: now is what this month booked of it."""

    counterparty: Side
    decision: str
    decided_by: str
    decided_on: date
    why: str
    now: Owed


class Correction(NamedTuple):
    """What was corrected of one other activity month, for one reason, under one agreement or (None) without one."""

    counterparty: Side
    activity_month: str
    reason: str
    agreement_id: str | None
    model: str | None
    reversals: int
    charges: int
    now: Owed


class Doubt(NamedTuple):
    """What rests on an agreement, a price or a reading that is not confirmed."""

    fact: str
    topic: str
    status: str
    now: Owed


class BilateralBalance(NamedTuple):
    """How the bilateral statements of a month add up: statements by role, and kroner; the ledger's is the payers'."""

    payers: int = 0
    suppliers: int = 0
    agreed_kr: Decimal = ZERO
    suppliers_kr: Decimal = ZERO

    def described(self) -> str:
        """How they add up, for the person who asked for the statements."""
        return (
            f"{self.payers} payers {self.agreed_kr:,} kr agreed, {self.suppliers} suppliers {self.suppliers_kr:,} kr, "
            f"sum {self.agreed_kr + self.suppliers_kr:,}"
        )


class BilateralStatement(NamedTuple):
    """One party's statement in one role.

    visits: those without an agreement, one by one, many: section, event_id, activity_date, counterparty_name, institution,
    institution_name, entry_type, visits, agreed_kr, advisory_kr, decision, decided_by, decided_on, decision_note.
    """

    party: Side
    head: BilateralHead
    agreed: list[Agreed]
    unagreed: list[Unagreed]
    decided: list[Decided]
    corrections: list[Correction]
    doubts: list[Doubt]
    visits: pl.DataFrame

    @property
    def sections(self) -> Mapping[str, Owed]:
        """The sums of the sections: together they are the statement."""
        return {
            "agreed": add_up(line.now for line in self.agreed),
            "unagreed": add_up(line.now for line in self.unagreed),
            "corrections": add_up(row.now for row in self.corrections),
        }

    @property
    def total(self) -> Owed:
        """The whole statement."""
        return add_up(self.sections.values())

    @property
    def by_counterparty(self) -> Mapping[Side, Mapping[str, Owed]]:
        """The sums of each section against each counterparty."""
        sums: dict[Side, dict[str, Owed]] = {}
        booked = [("agreed", line.counterparty, line.now) for line in self.agreed]
        booked += [("unagreed", line.counterparty, line.now) for line in self.unagreed]
        booked += [("corrections", row.counterparty, row.now) for row in self.corrections]
        for section, counterparty, now in booked:
            of_counterparty = sums.setdefault(counterparty, {})
            of_counterparty[section] = of_counterparty.get(section, Owed()).plus(now)
        return dict(sorted(sums.items()))

    @property
    def size(self) -> int:
        """How much there is to write."""
        return len(self.agreed) + len(self.unagreed) + len(self.corrections) + len(self.visits)


def add_up(every: Iterable[Owed]) -> Owed:
    """Several sums together."""
    total = Owed()
    for one in every:
        total = total.plus(one)
    return total
