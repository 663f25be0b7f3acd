"""A home held against the reference ledger: a line of text for each difference, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal

from .homes import Row
from .reference import AMOUNTS, COMPARED, FOLLOWING, Cells, ReferenceLedger

Query = Callable[..., list[Row]]

EVENT = [name for name in COMPARED if name != "cpr"]
ENTRY = ["run", "settlement_month", "round", "entry_type", "event_id", "reason", *EVENT, *FOLLOWING]
CHARGE = ["run", "settlement_month", "event_id", *EVENT, *FOLLOWING]
SET_ASIDE = [
    "event_id",
    "reason",
    "setting",
    "scheme",
    "activity_date",
    "payer_municipality",
    "creditor_region",
    "hospital",
    "sks_code",
    "advisory_kr",
]
AFTER_FINAL = ["event_id", "change", *AMOUNTS]


def find_differences(query: Query, ledger: ReferenceLedger) -> list[str]:
    """Everything in which the marts are not what the reference ledger says."""
    runs = query("FROM runs WHERE status <> 'refused' ORDER BY length(run_id), run_id")
    numbers = {run["run_id"]: number for number, run in enumerate(runs, start=1)}
    entries, charges, set_aside, reported = (
        [{**row, "run": numbers.get(row["run_id"])} for row in query(f"FROM {table}")]
        for table in ("ledger", "charges", "set_aside", "after_final")
    )
    latest = [row for row in reported if row["run"] == len(runs)]
    return [
        *differ("ledger", ENTRY, ledger.entries, entries),
        *differ("charges", CHARGE, ledger.charges.values(), charges),
        *differ("set_aside", SET_ASIDE, ledger.set_aside.values(), set_aside),
        *differ("after_final", AFTER_FINAL, reported_by_latest(ledger), latest),
        *differ("runs", ["round", "status", "charges", "reversals", *AMOUNTS], account_for_runs(ledger), runs),
        *persons_differ(ledger, charges, set_aside),
        *links_differ(entries, charges),
        *sums_differ("event", ledger, query("SELECT event_id AS key, sum(payable_kr) AS kr FROM ledger GROUP BY ALL")),
        *sums_differ(
            "payer",
            ledger,
            query("SELECT payer_municipality AS key, sum(payable_kr) AS kr FROM settlement_lines GROUP BY ALL"),
        ),
        *order_differs(entries, numbers),
    ]


def differ(what: str, columns: list[str], expected: Iterable[Cells], found: Iterable[Row]) -> list[str]:
    """Rows that only one of the two has."""
    wanted, got = (Counter(tuple(write(row[name]) for name in columns) for row in rows) for rows in (expected, found))
    return [
        *(f"{what}: missing  {' | '.join(row)}" for row in sorted((wanted - got).elements())),
        *(f"{what}: too much {' | '.join(row)}" for row in sorted((got - wanted).elements())),
    ]


def write(cell: object) -> str:
    """A cell as text, kroner with two decimals."""
    if isinstance(cell, Decimal):
        return f"{cell + 0:.2f}"
    return "-" if cell is None else str(cell)


def reported_by_latest(ledger: ReferenceLedger) -> list[Cells]:
    """What the latest run reported of closed years."""
    return [line for line in ledger.after_final if line["run"] == len(ledger.runs)]


def account_for_runs(ledger: ReferenceLedger) -> list[Cells]:
    """What each run booked."""
    accounts = []
    for number, run in enumerate(ledger.runs, start=1):
        booked = [entry for entry in ledger.entries if entry["run"] == number]
        kinds = Counter(entry["entry_type"] for entry in booked)
        accounts.append(
            {
                "round": run.round,
                "status": "trial" if run.is_trial else "published",
                "charges": kinds["charge"],
                "reversals": kinds["reversal"],
                **{name: sum((Decimal(str(entry[name])) for entry in booked), Decimal(0)) for name in AMOUNTS},
            }
        )
    return accounts


def persons_differ(ledger: ReferenceLedger, charges: list[Row], set_aside: list[Row]) -> list[str]:
    """Each citizen has one pseudonym, and each pseudonym is one citizen."""
    pairs = set()
    for expected, found in ((ledger.charges, charges), (ledger.set_aside, set_aside)):
        pairs |= {(expected[row["event_id"]]["cpr"], row["person_key"]) for row in found if row["event_id"] in expected}
    keys, persons = Counter(key for _, key in pairs), Counter(person for person, _ in pairs)
    return (
        ["persons: a citizen has two pseudonyms, or two citizens have one"]
        if {*keys.values(), *persons.values()} - {1}
        else []
    )


def links_differ(entries: list[Row], charges: list[Row]) -> list[str]:
    """The entry that a charge names is the charge of that event."""
    by_number = {entry["entry_no"]: entry for entry in entries}
    names = ["event_id", "run_id", "settlement_month", "person_key", *EVENT]
    return [
        f"charges {charge['event_id']}: entry_no names another entry"
        for charge in charges
        if (entry := by_number.get(charge["entry_no"])) is None
        or entry["entry_type"] != "charge"
        or any(entry[name] != charge[name] for name in names)
    ]


def sums_differ(of: str, ledger: ReferenceLedger, found: list[Row]) -> list[str]:
    """Sums of the ledger per event or payer that are not those of the reference's charges and entries."""
    sums: dict[object, Decimal] = {}
    rows = ledger.charges.values() if of == "event" else ledger.entries
    for row in rows:
        key = row["event_id" if of == "event" else "payer_municipality"]
        sums[key] = sums.get(key, Decimal(0)) + Decimal(str(row["payable_kr"]))
    got = {row["key"]: row["kr"] for row in found}
    return [
        f"sum per {of} {key}: {got.get(key, 0)} where {sums.get(key, 0)} is right"
        for key in sorted(map(str, {*sums, *got}))
        if got.get(key, 0) != sums.get(key, 0)
    ]


def order_differs(entries: list[Row], numbers: dict[str, int]) -> list[str]:
    """Entries are numbered from 1, without a gap, and those of a later run come later."""
    in_order = sorted(entries, key=lambda entry: entry["entry_no"])
    runs = [numbers[entry["run_id"]] for entry in in_order]
    is_numbered = [entry["entry_no"] for entry in in_order] == list(range(1, len(entries) + 1))
    return [] if is_numbered and runs == sorted(runs) else ["ledger: entries are not numbered in order of their runs"]
