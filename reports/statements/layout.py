"""A statement laid out as tables of written cells: what the PDF and the page show alike, so that they cannot differ."""

from decimal import Decimal
from typing import NamedTuple

from reports.statements.statement import Balance, Statement, Sums
from reports.statements.words import (
    CORRECTIONS,
    IN_SHORT,
    REASONS,
    ROUNDS,
    SECTIONS,
    STATUS,
    choose_decimals,
    name_doubt,
    name_month,
    write_amount,
    write_day,
    write_number,
)

NOTHING = "–"
"""What stands where there is nothing to compare with."""


class Column(NamedTuple):
    """A column: its heading, whether it holds numbers, and the heading above it and its neighbours."""

    heading: str
    is_number: bool = False
    above: str = ""


class Row(NamedTuple):
    """A row of written cells. kind: line, group (a heading over the rows below), or total."""

    cells: list[str]
    kind: str = "line"


class Table(NamedTuple):
    """A table with its title and what it is; `empty` is said where it has no rows."""

    key: str
    title: str
    about: str
    columns: list[Column]
    rows: list[Row]
    empty: str = ""
    is_appendix: bool = False


class Laid(NamedTuple):
    """A statement, written."""

    title: str
    subtitle: str
    party: str
    party_kind: str
    amount_label: str
    amount: str
    compared: list[tuple[str, str]]
    facts: list[tuple[str, str]]
    notes: list[str]
    tables: list[Table]
    footer: str
    stem: str


class Pen:
    """How a statement writes its amounts and its comparisons."""

    def __init__(self, statement: Statement) -> None:
        """Whole kroner where the statement has no øre."""
        every = [sum_kr for section in statement.all_sections for sums in section[-3:] for sum_kr in sums[1:]]
        every += [line.now.municipal_kr for section in statement.sections for line in section.lines]
        every += [row.now.municipal_kr for row in statement.corrections]
        self.decimals = choose_decimals(every)
        self.is_known = (statement.head.is_before_known, statement.head.is_year_ago_known)

    def amount(self, amount: Decimal) -> str:
        """Kroner, written."""
        return write_amount(amount, self.decimals)

    def compare(self, *written: str) -> list[str]:
        """Cells of the two comparisons, the first half of each; nothing where a period was never settled."""
        half = len(written) // 2
        return [
            cell if self.is_known[place // half] else NOTHING for place, cell in enumerate(written)
        ]


def lay_out(statement: Statement, balance: Balance, stem: str) -> Laid:
    """A statement as PDF and page show it. stem: the name of its files, without their endings."""
    party, head, pen = statement.party, statement.head, Pen(statement)
    is_region = party.kind == "region"
    tables = [
        lay_overview(statement, pen),
        lay_counterparties(statement, pen),
        *(lay_section(statement, place, pen) for place in range(len(statement.sections))),
        lay_corrections(statement, pen),
        lay_doubts(statement, pen),
        lay_waiting(statement, pen),
        lay_control_lists(statement, pen),
    ]
    if is_region:
        tables.append(lay_lines(statement, pen))
    totals = (statement.total_before, statement.total_year_ago)
    return Laid(
        title="Opgørelse over genoptræning",
        subtitle=f"{name_month(head.month).capitalize()} · {ROUNDS[head.round]}",
        party=party.name,
        party_kind=f"{'Region' if is_region else 'Kommune'} {party.code}",
        amount_label="Regionen har til gode" if is_region else "Kommunen skal betale",
        amount=pen.amount(statement.total.payable_kr),
        compared=[
            (label, pen.amount(sums.payable_kr) if is_known else "ikke opgjort her")
            for label, sums, is_known in zip((head.before, head.year_ago), totals, pen.is_known, strict=True)
        ],
        facts=[*list_facts(statement), ("Afstemning", describe_balance(balance, pen))],
        notes=list_notes(statement),
        tables=tables,
        footer=f"Kørsel {head.run_id} · opgjort {write_day(head.drawn_on)} · indhold {head.content_hash[:16]}",
        stem=stem,
    )


def list_facts(statement: Statement) -> list[tuple[str, str]]:
    """What the statement was made from."""
    head = statement.head
    runs = f"{head.run_id} (månedens tidligere kørsler: {', '.join(head.earlier_runs)})" if head.earlier_runs else head.run_id
    return [
        ("Afregningsmåned", f"{name_month(head.month)} ({head.month})"),
        ("Runde", f"{ROUNDS[head.round]} ({head.round})"),
        ("Opgørelsesdato", f"{write_day(head.drawn_on)} ({head.drawn_on})"),
        ("Leverancens periode", f"{write_day(head.period_from)} til {write_day(head.period_to)}"),
        ("Kørsel", runs),
        ("Indholdets kendetegn", head.content_hash),
        ("Program", head.code_version),
    ]


def describe_balance(balance: Balance, pen: Pen) -> str:
    """How all statements of the month add up."""
    both = balance.municipalities_kr + balance.regions_kr
    return (
        f"{balance.municipalities} kommuners opgørelser {pen.amount(balance.municipalities_kr)} kr. og {balance.regions} regioners "
        f"{pen.amount(balance.regions_kr)} kr. giver tilsammen {pen.amount(both)} kr.; hovedbogen {pen.amount(balance.ledger_kr)} kr."
    )


def list_notes(statement: Statement) -> list[str]:
    """What a reader must know before reading on."""
    notes = []
    if statement.head.is_synthetic:
        notes.append("Syntetiske data: opgørelsen viser ingen virkelig aktivitet og skal ikke betales.")
    if statement.party.kind == "region":
        notes.append(
            "Beløb, som regionen har til gode, står med minus: linjerne er kommunernes med modsat fortegn, så månedens opgørelser går op i nul."
        )
    return notes


def lay_overview(statement: Statement, pen: Pen) -> Table:
    """The sections beside each other, with what is to be paid now, last month and a year ago."""
    head = statement.head

    def cells(title: str, now: Sums, before: Sums, year_ago: Sums) -> list[str]:
        written = [write_number(now.events), pen.amount(now.municipal_kr), pen.amount(now.payable_kr)]
        return [title, *written, *pen.compare(pen.amount(before.payable_kr), pen.amount(year_ago.payable_kr))]

    rows = [
        Row(cells(IN_SHORT[section.key], section.now, section.before, section.year_ago))
        for section in statement.all_sections
    ]
    total = Row(cells("I alt", statement.total, statement.total_before, statement.total_year_ago), "total")
    columns = [
        Column("Afsnit"),
        Column("Antal", True),
        Column("Beløb, kr.", True),
        Column("Til betaling, kr.", True),
        Column(f"{head.before}", True, "Til betaling, kr., til sammenligning"),
        Column(f"{head.year_ago}", True, "Til betaling, kr., til sammenligning"),
    ]
    about = "Beløb er kommunens del af taksten. Til betaling er den del af det, der opkræves her."
    return Table("overview", "Overblik", about, columns, [*rows, total])


def lay_counterparties(statement: Statement, pen: Pen) -> Table:
    """What is to be paid to or by each counterparty, by section."""
    shown = ["inpatient", "specialised_outpatient", "corrections"]
    of_party = statement.by_counterparty

    def cells(name: str, sums: dict[str, Sums]) -> list[str]:
        amounts = [sums.get(key, Sums()).payable_kr for key in shown]
        return [name, *map(pen.amount, [*amounts, sum(amounts, Decimal(0))])]

    rows = [Row(cells(f"{party.name} ({party.code})", dict(sums))) for party, sums in of_party.items()]
    totals = {section.key: section.now for section in statement.all_sections}
    title = "Til betaling pr. kommune" if statement.party.kind == "region" else "Til betaling pr. region"
    columns = [
        Column("Kommune" if statement.party.kind == "region" else "Region"),
        *(Column(f"{IN_SHORT[key]}, kr.", True) for key in shown),
        Column("I alt, kr.", True),
    ]
    return Table("counterparties", title, "", columns, [*rows, Row(cells("I alt", totals), "total")])


class Grouped(NamedTuple):
    """Lines of one hospital and tariff group together, whoever the counterparty."""

    place: tuple[str, str, str]
    group: str
    unit_tariff_kr: Decimal | None
    unit_kr: Decimal | None
    now: Sums
    before: tuple[int, Decimal]
    year_ago: tuple[int, Decimal]


def lay_section(statement: Statement, place: int, pen: Pen) -> Table:
    """A section by hospital and tariff group, the comparisons beside it. Of a region, all municipalities together."""
    section = statement.sections[place]
    title, about = SECTIONS[section.key]
    grouped: dict[tuple[str, ...], Grouped] = {}
    for line in section.lines:
        region = "" if statement.party.kind == "region" else line.counterparty.name
        where = (region, line.hospital, line.hospital_name)
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
    last: tuple[str, str, str] | None = None
    for key in sorted(grouped):
        one = grouped[key]
        if one.place != last:
            rows.append(Row([" · ".join(filter(None, (f"{one.place[2]} ({one.place[1]})", one.place[0])))], "group"))
        last = one.place
        rows.append(Row([one.group, *write_figures(pen, one.unit_tariff_kr, one.unit_kr, one.now, one.before, one.year_ago)]))
    if rows:
        before = (section.before.events, section.before.municipal_kr)
        year_ago = (section.year_ago.events, section.year_ago.municipal_kr)
        rows.append(Row(["I alt", *write_figures(pen, None, None, section.now, before, year_ago)], "total"))
    return Table(section.key, title, about, list_columns(statement, "Takstgruppe"), rows, "Ingen aktivitet i måneden.")


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
        Column(first),
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


def lay_corrections(statement: Statement, pen: Pen) -> Table:
    """Corrections by activity month, scheme and reason."""
    sums: dict[tuple[str, str, str], tuple[int, int, Sums]] = {}
    for row in statement.corrections:
        key = (row.activity_month, row.section, row.reason)
        reversals, charges, now = sums.get(key, (0, 0, Sums()))
        sums[key] = (reversals + row.reversals, charges + row.charges, now.plus(row.now))
    rows: list[Row] = []
    for month in sorted({month for month, *_ in sums}):
        rows.append(Row([name_month(month).capitalize()], "group"))
        for section in IN_SHORT:
            for reason in REASONS:
                if (month, section, reason) in sums:
                    rows.append(Row(write_correction(pen, IN_SHORT[section], reason, *sums[(month, section, reason)])))
    if rows:
        reversals = sum(row.reversals for row in statement.corrections)
        charges = sum(row.charges for row in statement.corrections)
        rows.append(Row(write_correction(pen, "I alt", "", reversals, charges, statement.corrected.now), "total"))
    title, about = CORRECTIONS
    columns = [
        Column("Ordning"),
        Column("Årsag"),
        Column("Tilbageført", True, "Antal"),
        Column("Opkrævet", True, "Antal"),
        Column("Beløb, kr.", True),
        Column("Til betaling, kr.", True),
    ]
    return Table("corrections", title, about, columns, rows, "Ingen reguleringer i måneden.")


def write_correction(pen: Pen, first: str, reason: str, reversals: int, charges: int, now: Sums) -> list[str]:
    """A row of corrections."""
    counts = [write_number(reversals), write_number(charges)]
    return [first, REASONS.get(reason, ""), *counts, pen.amount(now.municipal_kr), pen.amount(now.payable_kr)]


def lay_doubts(statement: Statement, pen: Pen) -> Table:
    """What rests on disputed or assumed facts, in kroner."""
    rows = [
        Row(
            [
                name_doubt(doubt.fact, doubt.topic),
                STATUS[doubt.status],
                "disse linjer" if doubt.is_exact else "højst",
                write_number(doubt.events),
                pen.amount(doubt.payable_kr),
            ]
        )
        for doubt in statement.doubts
    ]
    columns = [
        Column("Hvad beløbet hviler på"),
        Column("Status"),
        Column("Omfang"),
        Column("Antal", True),
        Column("Til betaling, kr.", True),
    ]
    about = (
        "En krone kan hvile på flere forudsætninger, så rækkerne lægges ikke sammen. Disse linjer: netop den aktivitet, der bruger "
        "forudsætningen. Højst: al aktivitet i den ordning, som forudsætningen kan have haft betydning for."
    )
    return Table("doubts", "Hviler på omstridte eller antagne forudsætninger", about, columns, rows, "Alt er bekræftet.")


def lay_waiting(statement: Statement, pen: Pen) -> Table:
    """Visits that wait for an end mark, by hospital."""
    rows = [
        Row(
            [
                f"{row.hospital_name} ({row.hospital})",
                row.counterparty.name,
                IN_SHORT[row.scheme].partition(" (")[0],
                write_number(row.visits),
                pen.amount(row.advisory_kr),
            ]
        )
        for row in statement.waiting
    ]
    if rows:
        visits = sum(row.visits for row in statement.waiting)
        kroner = sum((row.advisory_kr for row in statement.waiting), Decimal(0))
        rows.append(Row(["I alt", "", "", write_number(visits), pen.amount(kroner)], "total"))
    columns = [
        Column("Sygehus"),
        Column("Kommune" if statement.party.kind == "region" else "Region"),
        Column("Forløb"),
        Column("Besøg", True),
        Column("Vejledende beløb, kr.", True),
    ]
    about = (
        "Besøg i forløb uden slutmarkering (awaiting_end_mark) i den periode, kørslen har set på. De opkræves først, når slutmarkeringen er "
        "registreret. Det vejledende beløb er taksten for almen genoptræning og er intet krav."
    )
    return Table("waiting", "Besøg, der venter på slutmarkering", about, columns, rows, "Ingen besøg venter.")


def lay_control_lists(statement: Statement, pen: Pen) -> Table:
    """How many events each control list holds; the events stand in the workbook."""
    sums: dict[str, tuple[int, Decimal]] = {}
    for row in statement.checked:
        events, kroner = sums.get(row.list, (0, Decimal(0)))
        sums[row.list] = (events + 1, kroner + (row.advisory_kr or Decimal(0)))
    rows = [Row([name, write_number(events), pen.amount(kroner)]) for name, (events, kroner) in sorted(sums.items())]
    columns = [Column("Liste"), Column("Antal", True), Column("Vejledende beløb, kr.", True)]
    about = "Hændelser, som kommune og region bør se på. De står en for en i regnearkets ark Kontrollister."
    empty = "Ingen hændelser." if statement.head.is_checked else "Listerne er ikke bevaret, som de var efter kørslen."
    return Table("control_lists", "Kontrollister", about, columns, rows, empty)


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
