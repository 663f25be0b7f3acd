"""The statements of a month against each other and against the ledger: what they must add up to before a file is put in place. Rule R14."""

import polars as pl

from flows.failures import IntegrityFailed
from flows.statements.building import KEYS
from flows.statements.gathering import Gathered
from reports.statements.statement import ZERO, Balance, Statement, Sums, add_up


def balance(gathered: Gathered, statements: list[Statement]) -> Balance:
    """Sum of the statements = sum of the lines = sum of the ledger, and municipalities and regions cancel out. Rule R14.

    Raises IntegrityFailed (exit 5) where they do not. Source: contract R14.
    """
    by_kind = {kind: [one for one in statements if one.party.kind == kind] for kind in KEYS}
    totals = {kind: add_up(one.total for one in of_kind) for kind, of_kind in by_kind.items()}
    control = {row["source"]: Sums(*(row[name] for name in Sums._fields)) for row in gathered.control.to_dicts()}
    booked = sum_booked(gathered.sections)
    violations = [
        *find_unbalanced(totals["municipality"], totals["region"], control["lines"], control["ledger"]),
        *(problem for one in statements for problem in find_differences(one, booked)),
        *(problem for one in by_kind["municipality"] for problem in find_unmirrored(one, by_kind["region"])),
    ]
    if violations:
        raise IntegrityFailed(
            f"The statements of {gathered.periods.month} do not add up, so none was put in place:\n  "
            + "\n  ".join(violations)
            + "\nThis is an error in genopt or in a marts file that was changed by hand: keep the home and report it."
        )
    return Balance(
        len(by_kind["municipality"]),
        len(by_kind["region"]),
        totals["municipality"].payable_kr,
        totals["region"].payable_kr,
        control["lines"].payable_kr,
        control["ledger"].payable_kr,
    )


def find_unbalanced(municipalities: Sums, regions: Sums, lines: Sums, ledger: Sums) -> list[str]:
    """Where municipalities and regions do not cancel out, or are not the control total: sum of the lines, sum of the ledger."""
    problems = []
    for name, owed, due, of_lines, of_ledger in zip(Sums._fields, municipalities, regions, lines, ledger, strict=True):
        sign = 1 if name == "events" else -1
        if owed != sign * due:
            problems.append(f"{name}: municipalities {owed}, regions {due}")
        if not owed == of_lines == of_ledger:
            problems.append(f"{name}: statements {owed}, lines {of_lines}, ledger {of_ledger}")
    return problems


Booked = dict[tuple[str, str, str, str], Sums]
"""What the ledger says: kind and code of the party, section and period -> sums with the party's sign."""


def sum_booked(sections: pl.DataFrame) -> Booked:
    """The ledger's sums of every party, section and period."""
    booked: Booked = {}
    for row in sections.to_dicts():
        sums = Sums(*(row[name] for name in Sums._fields))
        for kind, column in KEYS.items():
            key = (kind, row[column], row["section"], row["period"])
            booked[key] = booked.get(key, Sums()).plus(sums if kind == "municipality" else turn(sums))
    return booked


def find_differences(statement: Statement, booked: Booked) -> list[str]:
    """Where a statement, or a comparison in it, is not what the ledger says of its party."""
    party, problems = statement.party, []
    for section in statement.all_sections:
        for place, period in enumerate(("now", "before", "year_ago")):
            of_ledger = booked.get((party.kind, party.code, section.key, period), Sums())
            shown = (section.now, section.before, section.year_ago)[place]
            if shown != of_ledger:
                problems.append(
                    f"{party.kind} {party.code}, {section.key}, {period}: shown {shown}, booked {of_ledger}"
                )
            if period != "now":
                listed = [(line.before_kr, line.year_ago_kr)[place - 1] for line in section.lines]
                if sum(listed, ZERO) != of_ledger.municipal_kr:
                    problems.append(f"{party.kind} {party.code}, {section.key}, {period}: the lines do not add up")
    return problems


def find_unmirrored(municipality: Statement, regions: list[Statement]) -> list[str]:
    """Where a municipality's statement says of a region something else than the region's says of it."""
    mirrored = {one.party.code: one.by_counterparty for one in regions}
    return [
        f"municipality {municipality.party.code} and region {region.code}"
        for region, sections in municipality.by_counterparty.items()
        if {key: turn(sums) for key, sums in sections.items()}
        != dict(mirrored.get(region.code, {}).get(municipality.party, {}))
    ]


def turn(sums: Sums) -> Sums:
    """The same kroner with the opposite sign."""
    return Sums(sums.events, -sums.tariff_kr, -sums.municipal_kr, -sums.payable_kr)
