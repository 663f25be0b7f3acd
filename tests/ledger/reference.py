"""The booking told once more, slowly: what R13 says, in dictionaries and loops, sharing nothing with `transforms` or `flows`.

The ledger is fed the second engine's events of a run, and gives what must be booked, what stands, and what is reported of
closed years. Each method is one sentence of the rule. Source: contract R13; the order of reasons: that of `transforms.comparing`.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

Cells = dict[str, object]

COMPARED = [
    "scheme",
    "channel",
    "activity_date",
    "payer_municipality",
    "creditor_region",
    "hospital",
    "sks_code",
    "tariff_group",
    "tariff_kr",
    "municipal_kr",
    "payable_kr",
    "cpr",
]
"""A charge that differs in one of these is another charge; `cpr` is the person."""
FOLLOWING = ["department", "specialty", "age", "plan_issued_on", "course_started_on", "course_ended_on"]
"""Other columns of a charge follow the latest run; an entry keeps what it was booked with."""
AMOUNTS = ["tariff_kr", "municipal_kr", "payable_kr"]
SET_ASIDE_BY_FACTS = {"unknown_hospital", "test_hospital", "no_paying_municipality"}


@dataclass(frozen=True)
class Run:
    """What is asked of a run: its month, its window, and what it knows.

    Attributes:
        month: settlement month, YYYY-MM.
        window: the days that it computes, both inclusive; of a final round, its year.
        facts: the identity of its facts.
    """

    month: str
    window: tuple[date, date]
    facts: str
    is_final: bool = False
    is_trial: bool = False

    @property
    def round(self) -> str:
        """Provisional or final."""
        return "final" if self.is_final else "provisional"


@dataclass
class ReferenceLedger:
    """The ledger as R13 has it.

    Attributes:
        entries: all entries, in order: the event's compared columns, and run, settlement_month, round, entry_type, reason.
        charges: event -> its charge as it stands.
        booked: event -> the entry of that charge.
        set_aside: event -> what was set aside.
        after_final: what each run reported of closed years.
        runs: the runs, oldest first.
        closed: years whose final round is booked.
    """

    entries: list[Cells] = field(default_factory=list)
    charges: dict[str, Cells] = field(default_factory=dict)
    booked: dict[str, Cells] = field(default_factory=dict)
    set_aside: dict[str, Cells] = field(default_factory=dict)
    after_final: list[Cells] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    closed: set[int] = field(default_factory=set)

    def settle(self, run: Run, events: Iterable[Cells]) -> None:
        """Book a run's events."""
        events = list(events)
        computed = {str(event["event_id"]): event for event in events if is_within(event, run.window)}
        if run.is_trial:
            self.after_final = self.tried(run, events).after_final
            self.runs.append(run)
            return
        self.runs.append(run)
        absorbed = {str(name) for event in computed.values() for name in self.names(event)}
        for event_id in sorted(self.ids_seen(run, computed) | absorbed):
            now = computed.get(event_id)
            if now is not None and self.is_paid(event_id, now):
                self.settle_paid(run, event_id, now)
            else:
                self.settle_event(run, event_id, now)
        if run.is_final:
            self.closed.add(run.window[0].year)

    def tried(self, run: Run, events: Iterable[Cells]) -> ReferenceLedger:
        """What the ledger would be if a trial run were in earnest."""
        tried = deepcopy(self)
        tried.settle(replace(run, is_trial=False), events)
        return tried

    def ids_seen(self, run: Run, computed: dict[str, Cells]) -> set[str]:
        """What a run looks at: all that it computed, and all that stands in its window."""
        standing = {**self.charges, **self.set_aside}
        return set(computed) | {event_id for event_id, event in standing.items() if is_within(event, run.window)}

    def names(self, event: Cells) -> list[str]:
        """The names of earlier stays that are now part of this one."""
        names = event["absorbed"]
        assert isinstance(names, list)
        return names

    def is_paid(self, event_id: str, now: Cells) -> bool:
        """Whether a stay took in one that is charged in a closed year, while it is not itself charged in one."""
        own = self.charges.get(event_id)
        taken_in = [self.charges[name] for name in self.names(now) if name in self.charges]
        return any(map(self.is_closed, taken_in)) and not (own is not None and self.is_closed(own))

    def settle_paid(self, run: Run, event_id: str, now: Cells) -> None:
        """A stay that is paid in a closed year under another name is charged in none: it is gone, and reported."""
        self.book(run, event_id, self.charges.get(event_id), None)
        self.report(run, event_id, None, now)

    def settle_event(self, run: Run, event_id: str, now: Cells | None) -> None:
        """Compare an event as it stands with what it is now."""
        stands = self.charges.get(event_id)
        if stands is not None and self.is_closed(stands):
            self.report(run, event_id, stands, now)
        elif now is not None and now["outcome"] == "charged" and self.is_closed(now):
            if stands is not None:
                self.reverse(run, event_id, self.reason(run, stands, now))
            self.report(run, event_id, None, now)
        else:
            self.book(run, event_id, stands, now)

    def book(self, run: Run, event_id: str, stands: Cells | None, now: Cells | None) -> None:
        """Book what is new, gone or changed; an event stands once, charged or set aside."""
        self.set_aside.pop(event_id, None)
        is_charged = now is not None and now["outcome"] == "charged"
        reason = None
        if stands is not None:
            if is_charged and now is not None and not changed(stands, now):
                stands.update({name: now[name] for name in FOLLOWING})
                return
            reason = self.reason(run, stands, now)
            self.reverse(run, event_id, reason)
        if is_charged and now is not None:
            self.charge(run, event_id, now, reason)
        elif now is not None:
            self.set_aside[event_id] = dict(now)

    def charge(self, run: Run, event_id: str, now: Cells, reason: str | None) -> None:
        """Append a charge, which stands from then on."""
        columns = {name: now[name] for name in (*COMPARED, *FOLLOWING)}
        self.booked[event_id] = self.append(run, "charge", event_id, reason, columns)
        self.charges[event_id] = dict(self.booked[event_id])

    def reverse(self, run: Run, event_id: str, reason: str) -> None:
        """Repeat the entry of the charge with negative amounts; the charge stands no longer."""
        self.charges.pop(event_id)
        booked = self.booked.pop(event_id)
        columns = {name: booked[name] for name in (*COMPARED, *FOLLOWING)}
        columns |= {name: -amount(booked, name) for name in AMOUNTS}
        self.append(run, "reversal", event_id, reason, columns)

    def append(self, run: Run, entry_type: str, event_id: str, reason: str | None, columns: Cells) -> Cells:
        """Append an entry."""
        entry = {
            "run": len(self.runs),
            "settlement_month": run.month,
            "round": run.round,
            "entry_type": entry_type,
            "event_id": event_id,
            "reason": reason,
            **columns,
        }
        self.entries.append(entry)
        return entry

    def report(self, run: Run, event_id: str, stands: Cells | None, now: Cells | None) -> None:
        """Report the difference of a closed year to what stands, in kroner; book nothing."""
        is_charged = now is not None and now["outcome"] == "charged"
        if stands is None:
            if is_charged and now is not None:
                self.difference(event_id, "added", now, {name: amount(now, name) for name in AMOUNTS})
            return
        if is_charged and now is not None and not changed(stands, now):
            return
        owed = {name: amount(now, name) if is_charged and now else Decimal(0) for name in AMOUNTS}
        kroner = {name: owed[name] - amount(stands, name) for name in AMOUNTS}
        self.difference(event_id, self.reason(run, stands, now), stands, kroner)

    def difference(self, event_id: str, change: str, of: Cells, kroner: dict[str, Decimal]) -> None:
        """Add a line to what is reported."""
        self.after_final.append({"run": len(self.runs), "event_id": event_id, "change": change, **kroner})

    def reason(self, run: Run, stands: Cells, now: Cells | None) -> str:
        """Why a charge does not stand any more: the first that holds."""
        if now is None:
            return "withdrawn"
        is_charged = now["outcome"] == "charged"
        if now["payer_municipality"] != stands["payer_municipality"]:
            return "residence_changed"
        if is_charged and now["sks_code"] != stands["sks_code"]:
            return "code_changed"
        if (now["scheme"] != stands["scheme"]) if is_charged else now["reason"] not in SET_ASIDE_BY_FACTS:
            return "plan_or_course_changed"
        has_other_facts = self.runs[int(str(stands["run"])) - 1].facts != run.facts
        is_same_activity = all(stands[name] == now[name] for name in ("activity_date", "hospital", "cpr"))
        return "facts_changed" if has_other_facts and is_same_activity else "other"

    def is_closed(self, event: Cells) -> bool:
        """Whether an event's year has had its final round."""
        return day_of(event).year in self.closed

    def as_known(self, month: str) -> dict[str, dict[str, Decimal]]:
        """The kroner of each charge as it stood after a settlement month: the ledger summed until then."""
        sums: dict[str, dict[str, Decimal]] = {}
        stands: dict[str, int] = {}
        for entry in self.entries:
            if str(entry["settlement_month"]) <= month:
                event_id = str(entry["event_id"])
                kroner = sums.setdefault(event_id, dict.fromkeys(AMOUNTS, Decimal(0)))
                for name in AMOUNTS:
                    kroner[name] += amount(entry, name)
                stands[event_id] = stands.get(event_id, 0) + (1 if entry["entry_type"] == "charge" else -1)
        return {event_id: kroner for event_id, kroner in sums.items() if stands[event_id]}


def changed(stands: Cells, now: Cells) -> set[str]:
    """The compared columns in which a charge differs from what stands."""
    return {name for name in COMPARED if stands[name] != now[name]}


def amount(event: Cells, name: str) -> Decimal:
    """An amount of an event."""
    return Decimal(str(event[name]))


def day_of(event: Cells) -> date:
    """The day of an event."""
    day = event["activity_date"]
    assert isinstance(day, date)
    return day


def is_within(event: Cells, window: tuple[date, date]) -> bool:
    """Whether an event is dated within a window."""
    return window[0] <= day_of(event) <= window[1]
