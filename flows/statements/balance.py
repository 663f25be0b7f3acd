"""The statements of a month against each other and against the ledger: what they must add up to before a file is put in place. Rule R14."""

from decimal import Decimal

import polars as pl

from flows.failures import IntegrityFailed
from flows.statements.building import KEYS
from flows.statements.gathering import Gathered
from reports.statements.statement import Balance, Statement, Sums, add_up


def balance(gathered: Gathered, statements: list[Statement]) -> Balance:
    """How the statements add up, kroner to be paid. Raises IntegrityFailed (exit 5) where they do not."""
    by_kind = {kind: [one for one in statements if one.party.kind == kind] for kind in KEYS}
    totals = {kind: add_up(one.total for one in of_kind) for kind, of_kind in by_kind.items()}
    control = {row["source"]: Sums(*(row[name] for name in Sums._fields)) for row in gathered.control.to_dicts()}
    violations = [
        *find_unbalanced(totals["municipality"], totals["region"], control["lines"], control["ledger"]),
        *(problem for one in statements for problem in find_differences(one, gathered.sections)),
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


def find_differences(statement: Statement, sections: pl.DataFrame) -> list[str]:
    """Where a statement, or a comparison in it, is not what the ledger says of its party."""
    party = statement.party
    of_party = sections.filter(pl.col(KEYS[party.kind]) == party.code)
    problems = []
    for section in statement.all_sections:
        listed = [(line.before_kr, line.year_ago_kr) for line in section.lines]
        for place, period in enumerate(("now", "before", "year_ago")):
            rows = of_party.filter((pl.col("section") == section.key) & (pl.col("period") == period)).to_dicts()
            booked = add_up(read_booked(row, party.sign) for row in rows)
            shown = (section.now, section.before, section.year_ago)[place]
            if shown != booked:
                problems.append(f"{party.kind} {party.code}, {section.key}, {period}: shown {shown}, booked {booked}")
            if period != "now" and section.key != "corrections":
                of_lines = sum((kroner[place - 1] for kroner in listed), Decimal(0))
                if of_lines != booked.municipal_kr:
                    problems.append(f"{party.kind} {party.code}, {section.key}, {period}: the lines do not add up")
    return problems


def read_booked(row: dict[str, Decimal], sign: int) -> Sums:
    """The sums of a row of the ledger, its kroner with the party's sign."""
    return Sums(int(row["events"]), sign * row["tariff_kr"], sign * row["municipal_kr"], sign * row["payable_kr"])


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
