"""The lines of a statement as tables: each section by hospital and tariff group, and a region's lines municipality by municipality."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple, TypeVar

from reports.danish import write_number
from reports.statements.statement import Line, Section, Statement, Sums
from reports.statements.tables import Column, Pen, Row, Table
from reports.statements.words import CORRECTED_PLACES, IN_SHORT, NO_CORRECTIONS, SECTIONS

PART = 3
"""Where the municipality's part of one tariff stands among the cells of a line."""


class Grouped(NamedTuple):
    """Lines of one hospital and tariff group together, whoever the counterparty."""

    place: tuple[str, ...]
    group: str
    unit_tariff_kr: Decimal | None
    unit_kr: Decimal | None
    now: Sums
    before: tuple[int, Decimal]
    year_ago: tuple[int, Decimal]


def lay_section(statement: Statement, section: Section, pen: Pen) -> Table:
    """A section of the month's own activity by hospital and tariff group."""
    title, about = SECTIONS[section.key]
    listed = [("", line) for line in section.lines]
    return lay_places(
        statement, section, Table(section.key, title, about, [], [], "Ingen aktivitet i måneden."), listed, pen
    )


def lay_corrected_places(statement: Statement, pen: Pen) -> Table:
    """The corrections of all activity months and reasons together, by hospital, kind and tariff group."""
    title, about = CORRECTED_PLACES
    listed = [(IN_SHORT[row.section], row.line) for row in statement.corrections]
    table = Table("corrected_places", title, about, [], [], NO_CORRECTIONS)
    return lay_places(statement, statement.corrected, table, listed, pen)


def lay_places(
    statement: Statement, section: Section, empty: Table, listed: Sequence[tuple[str, Line]], pen: Pen
) -> Table:
    """A section's lines by hospital and tariff group, the comparisons beside them. Of a region, all municipalities together.

    empty: the table without columns and rows. listed: lines, each with what else it is grouped by.
    """
    grouped: dict[tuple[str, ...], Grouped] = {}
    for also, line in listed:
        region = "" if statement.party.kind == "region" else line.counterparty.name
        where = (region, line.hospital, line.hospital_name, also)
        key = (*where, line.tariff_group, f"{line.unit_tariff_kr} {line.unit_kr}")
        one = Grouped(
            where,
            line.tariff_group,
            line.unit_tariff_kr,
            line.unit_kr,
            line.now,
            (line.before_events, line.before_kr),
            (line.year_ago_events, line.year_ago_kr),
        )
        grouped[key] = together(grouped[key], one) if key in grouped else one
    rows: list[Row] = []
    last: tuple[str, ...] | None = None
    for key in sorted(grouped):
        one = grouped[key]
        if one.place != last:
            region, hospital, name, also = one.place
            rows.append(Row([" · ".join(filter(None, (f"{name} ({hospital})", region, also)))], "group"))
        last = one.place
        figures = write_figures(pen, one.unit_tariff_kr, one.unit_kr, one.now, one.before, one.year_ago)
        rows.append(Row(keep_part([one.group, *figures], section.key)))
    if rows:
        before = (section.before.events, section.before.municipal_kr)
        year_ago = (section.year_ago.events, section.year_ago.municipal_kr)
        figures = write_figures(pen, None, None, section.now, before, year_ago)
        rows.append(Row(keep_part(["I alt", *figures], section.key), "total"))
    columns = keep_part(list_columns(statement, "Takstgruppe"), section.key)
    return empty._replace(columns=columns, rows=rows)


T = TypeVar("T")


def keep_part(cells: list[T], section: str) -> list[T]:
    """The cells of a section: the municipality's part stands beside the tariff only where it may be another, during admission."""
    return cells if section in ("inpatient", "corrections") else [*cells[:PART], *cells[PART + 1 :]]


def together(one: Grouped, other: Grouped) -> Grouped:
    """Two lines that differ in their counterparty only."""
    return one._replace(
        now=one.now.plus(other.now),
        before=(one.before[0] + other.before[0], one.before[1] + other.before[1]),
        year_ago=(one.year_ago[0] + other.year_ago[0], one.year_ago[1] + other.year_ago[1]),
    )


def list_columns(statement: Statement, first: str) -> list[Column]:
    """The columns of figures, after the first."""
    head = statement.head
    return [
        Column(first, share=1),
        Column("Antal", True),
        Column("Takst, kr.", True),
        Column("Kommunens del, kr.", True),
        Column("Beløb, kr.", True),
        *(Column(what, True, label) for label in (head.before, head.year_ago) for what in ("Antal", "Beløb, kr.")),
    ]


def write_figures(
    pen: Pen,
    unit_tariff_kr: Decimal | None,
    unit_kr: Decimal | None,
    now: Sums,
    before: tuple[int, Decimal],
    year_ago: tuple[int, Decimal],
) -> list[str]:
    """Number, tariff, amount, and the two comparisons, written."""
    compared = [cell for events, kroner in (before, year_ago) for cell in (write_number(events), pen.amount(kroner))]
    units = ["" if unit is None else pen.amount(unit) for unit in (unit_tariff_kr, unit_kr)]
    return [write_number(now.events), *units, pen.amount(now.municipal_kr), *pen.compare(*compared)]


def lay_lines(statement: Statement, pen: Pen) -> Table:
    """Every line of a region's statement, municipality by municipality."""
    rows: list[Row] = []
    last = ""
    lines = ((section.key, line) for section in statement.sections for line in section.lines)
    for key, line in sorted(lines, key=lambda one: (one[1].counterparty, list(IN_SHORT).index(one[0]))):
        over = f"{line.counterparty.name} ({line.counterparty.code}) · {IN_SHORT[key]}"
        if over != last:
            rows.append(Row([over], "group"))
        last = over
        before, year_ago = (line.before_events, line.before_kr), (line.year_ago_events, line.year_ago_kr)
        figures = write_figures(pen, line.unit_tariff_kr, line.unit_kr, line.now, before, year_ago)
        rows.append(Row([f"{line.hospital_name} · {line.tariff_group}", *figures]))
    about = "De samme linjer, som står i kommunernes opgørelser, med modsat fortegn."
    columns = list_columns(statement, "Sygehus og takstgruppe")
    return Table("lines", "Bilag: linjerne pr. kommune", about, columns, rows, is_appendix=True)
