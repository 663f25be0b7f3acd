"""The statements of all parties, from what was gathered for all of them at once."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from flows.statements.gathering import Gathered, month_end
from flows.statements.parties import Names
from reports.statements.places import REGIONS
from reports.statements.statement import (
    ZERO,
    Correction,
    Doubt,
    Head,
    Line,
    Party,
    Section,
    Statement,
    Sums,
    Waiting,
    add_up,
)
from reports.statements.words import SECTIONS, name_period

KEYS = {"municipality": "payer_municipality", "region": "creditor_region"}
"""By the kind of a party: the column that names it."""

PERIODS = ("now", "before", "year_ago")

Rows = list[dict[str, Any]]


class Shelf:
    """The gathered frames, each split by party once."""

    def __init__(self, gathered: Gathered, kind: str) -> None:
        """The rows of every party of a kind."""
        self.frames, self.empty = {}, {}
        for name in ("lines", "sections", "uncertain", "waiting", "checked"):
            frame: pl.DataFrame = getattr(gathered, name)
            self.empty[name] = frame.clear()
            key = "told_region" if (name, kind) == ("checked", "region") else KEYS[kind]
            named = frame.filter(pl.col(key).is_not_null())
            self.frames[name] = named.partition_by(key, as_dict=True, maintain_order=True)

    def frame_of(self, name: str, code: str) -> pl.DataFrame:
        """The rows of one party."""
        return self.frames[name].get((code,), self.empty[name])

    def rows_of(self, name: str, code: str) -> Rows:
        """The same, as rows."""
        return self.frame_of(name, code).to_dicts()

    def codes(self) -> list[str]:
        """The parties that the month booked something for."""
        return sorted(
            code for (code,), sections in self.frames["sections"].items() if (sections["period"] == "now").any()
        )


def build_statements(gathered: Gathered) -> list[Statement]:
    """The statement of every municipality and every region with lines in the month, municipalities first, by code."""
    head, names = build_head(gathered), Names.of(gathered.facts, month_end(gathered.periods))
    statements = []
    for kind in KEYS:
        shelf = Shelf(gathered, kind)
        name_party = names.municipality if kind == "municipality" else names.region
        statements += [build_statement(name_party(code), head, shelf, names) for code in shelf.codes()]
    return statements


def build_head(gathered: Gathered) -> Head:
    """What every statement of the month says of itself."""
    run, periods = gathered.run, gathered.periods
    return Head(
        month=periods.month,
        round=periods.round,
        run_id=run["run_id"],
        earlier_runs=gathered.run_ids[:-1],
        drawn_on=run["drawn_on"],
        period_from=run["period_from"],
        period_to=run["period_to"],
        window_from=run["window_from"],
        window_to=run["window_to"],
        content_hash=run["content_hash"],
        code_version=run["code_version"],
        is_synthetic=gathered.is_synthetic,
        before=name_period(periods.before_month, periods.before_round, periods.round),
        year_ago=name_period(periods.year_ago_month, periods.round, periods.round),
        is_before_known=(periods.before_month, periods.before_round) in gathered.known,
        is_year_ago_known=(periods.year_ago_month, periods.round) in gathered.known,
        is_checked=gathered.is_checked,
    )


def build_statement(party: Party, head: Head, shelf: Shelf, names: Names) -> Statement:
    """One party's statement. A region's amounts have the opposite sign."""
    lines = shelf.rows_of("lines", party.code)
    sums = {(row["period"], row["section"]): Sums() for row in shelf.rows_of("sections", party.code)}
    for row in shelf.rows_of("sections", party.code):
        place = (row["period"], row["section"])
        sums[place] = sums[place].plus(read_sums(row, party.sign))
    by_section = {key: [row for row in lines if row["section"] == key] for key in (*SECTIONS, "corrections")}
    sections = [
        build_section(key, [build_line(row, party, names) for row in rows], sums) for key, rows in by_section.items()
    ]
    corrected = by_section["corrections"]
    return Statement(
        party,
        head,
        sections[:-1],
        [build_correction(row, line) for row, line in zip(corrected, sections[-1].lines, strict=True)],
        sections[-1],
        build_doubts(shelf.rows_of("uncertain", party.code), party.sign),
        [build_waiting(row, party, names) for row in shelf.rows_of("waiting", party.code)],
        build_checked(shelf.frame_of("checked", party.code), party, names),
    )


def build_section(key: str, lines: list[Line], sums: Mapping[tuple[str, str], Sums]) -> Section:
    """A section: its own sum is that of its lines, the comparisons are those of the ledger."""
    total = add_up(line.now for line in lines)
    return Section(key, lines, total, *(sums.get((period, key), Sums()) for period in PERIODS[1:]))


def find_counterparty(row: Mapping[str, Any], party: Party, names: Names) -> Party:
    """The other party of a row."""
    return (
        names.region(row["creditor_region"])
        if party.kind == "municipality"
        else names.municipality(row["payer_municipality"])
    )


def read_sums(row: Mapping[str, Any], sign: int) -> Sums:
    """The sums of a row, its kroner with the party's sign."""
    return Sums(row["events"], sign * row["tariff_kr"], sign * row["municipal_kr"], sign * row["payable_kr"])


def build_line(row: Mapping[str, Any], party: Party, names: Names) -> Line:
    """A line of a section."""
    return Line(
        find_counterparty(row, party, names),
        row["hospital"],
        names.hospital(row["hospital"]),
        row["tariff_group"],
        row["unit_tariff_kr"],
        row["unit_kr"],
        read_sums(row, party.sign),
        row["before_events"],
        party.sign * row["before_kr"],
        row["year_ago_events"],
        party.sign * row["year_ago_kr"],
    )


def build_correction(row: Mapping[str, Any], line: Line) -> Correction:
    """A correction of another activity month."""
    return Correction(row["activity_month"], row["kind"], row["reason"], row["reversals"], row["charges"], line)


def build_doubts(rows: Rows, sign: int) -> list[Doubt]:
    """What rests on what is not confirmed, against all counterparties together; what is disputed first."""
    sums: dict[tuple[str, str, str, bool], list[Any]] = {}
    for row in rows:
        place = sums.setdefault((row["fact"], row["topic"], row["status"], row["is_exact"]), [0, ZERO])
        place[0] += row["events"]
        place[1] += sign * row["payable_kr"]
    doubts = [Doubt(*key, events, payable_kr) for key, (events, payable_kr) in sums.items()]
    return sorted(doubts, key=lambda doubt: (doubt.status != "disputed", not doubt.is_exact, doubt.fact, doubt.topic))


def build_waiting(row: Mapping[str, Any], party: Party, names: Names) -> Waiting:
    """Visits at one hospital that are held."""
    return Waiting(
        find_counterparty(row, party, names),
        row["hospital"],
        names.hospital(row["hospital"]),
        row["scheme"],
        row["visits"],
        row["advisory_kr"],
    )


def build_checked(rows: pl.DataFrame, party: Party, names: Names) -> pl.DataFrame:
    """The events of a party's control lists, as `Statement.checked` has them."""
    to_municipality = pl.col("creditor_region").replace_strict(
        REGIONS, default=pl.format("Region {}", "creditor_region")
    )
    to_region = pl.col("payer_municipality").replace(names.municipalities)
    counterparty = to_municipality if party.kind == "municipality" else to_region
    return rows.select(
        "list",
        pl.col("event_id").fill_null(""),
        "activity_date",
        counterparty.fill_null("").alias("counterparty_name"),
        pl.col("hospital").fill_null(""),
        pl.col("hospital").replace(names.hospitals).fill_null("").alias("hospital_name"),
        "detail",
        "advisory_kr",
    )
