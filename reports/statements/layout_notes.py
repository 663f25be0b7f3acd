"""What stands beside the lines, as tables: corrections, what is not confirmed, what waits, and the control lists."""

from decimal import Decimal
from itertools import product
from typing import NamedTuple

import polars as pl

from reports.control_lists import CONTROL_LISTS
from reports.danish import name_month, write_number
from reports.doubts import name_doubt
from reports.statements.statement import ZERO, Correction, Statement, Sums
from reports.statements.tables import Column, Pen, Row, Table
from reports.statements.words import CHECKED, CORRECTIONS, IN_SHORT, NO_CORRECTIONS, REASONS, STATUS


class Corrected(NamedTuple):
    """Corrections of one activity month, kind and reason together, beside the two comparisons."""

    reversals: int = 0
    charges: int = 0
    now: Sums = Sums()
    before_kr: Decimal = ZERO
    year_ago_kr: Decimal = ZERO

    def plus(self, row: Correction) -> "Corrected":
        """With one more."""
        return Corrected(
            self.reversals + row.reversals,
            self.charges + row.charges,
            self.now.plus(row.line.now),
            self.before_kr + row.line.before_kr,
            self.year_ago_kr + row.line.year_ago_kr,
        )


def lay_corrections(statement: Statement, pen: Pen) -> Table:
    """Corrections by activity month, kind and reason."""
    sums: dict[tuple[str, str, str], Corrected] = {}
    total = Corrected()
    for row in statement.corrections:
        key = (row.activity_month, row.section, row.reason)
        sums[key] = sums.get(key, Corrected()).plus(row)
        total = total.plus(row)
    rows: list[Row] = []
    for month in sorted({month for month, *_ in sums}):
        rows.append(Row([name_month(month).capitalize()], "group"))
        rows += [
            Row([IN_SHORT[section], REASONS[reason], *write_corrected(pen, sums[month, section, reason])])
            for section, reason in product(IN_SHORT, REASONS)
            if (month, section, reason) in sums
        ]
    if rows:
        rows.append(Row(["I alt", "", *write_corrected(pen, total)], "total"))
    title, about = CORRECTIONS
    head = statement.head
    columns = [
        Column("Ordning", share=1),
        Column("Årsag", share=1),
        Column("Tilbageført", True, "Antal"),
        Column("Opkrævet", True, "Antal"),
        Column("Beløb, kr.", True),
        Column("Til betaling, kr.", True),
        *(Column("Beløb, kr.", True, label) for label in (head.before, head.year_ago)),
    ]
    return Table("corrections", title, about, columns, rows, NO_CORRECTIONS)


def write_corrected(pen: Pen, one: Corrected) -> list[str]:
    """The figures of a row of corrections."""
    counts = [write_number(one.reversals), write_number(one.charges)]
    compared = pen.compare(pen.amount(one.before_kr), pen.amount(one.year_ago_kr))
    return [*counts, pen.amount(one.now.municipal_kr), pen.amount(one.now.payable_kr), *compared]


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
        Column("Hvad beløbet hviler på", share=1),
        Column("Status"),
        Column("Omfang"),
        Column("Antal", True),
        Column("Til betaling, kr.", True),
    ]
    about = (
        "En krone kan hvile på flere forudsætninger, så rækkerne lægges ikke sammen. Disse linjer: netop den aktivitet, der bruger "
        "forudsætningen. Højst: al aktivitet i den ordning, som forudsætningen kan have haft betydning for."
    )
    return Table(
        "doubts", "Hviler på omstridte eller antagne forudsætninger", about, columns, rows, "Alt er bekræftet."
    )


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
        Column("Sygehus", share=1),
        Column(statement.party.counterpart),
        Column("Forløb"),
        Column("Besøg", True),
        Column("Vejledende beløb, kr.", True),
    ]
    about = (
        "Besøg i forløb uden slutmarkering (awaiting_end_mark), som de ventede efter kørslen, også i tidligere måneder. De opkræves "
        "først, når slutmarkeringen er registreret. Det vejledende beløb er taksten for almen genoptræning og er intet krav."
    )
    return Table("waiting", "Besøg, der venter på slutmarkering", about, columns, rows, "Ingen besøg venter.")


def lay_control_lists(statement: Statement, pen: Pen) -> Table:
    """How many events each control list holds, of the month and of earlier ones; the events stand in the workbook."""
    head, is_region = statement.head, statement.party.kind == "region"
    of_month = sum_lists(statement.checked_in_month)
    earlier = sum_lists(statement.checked_earlier)
    rows = [
        Row(
            [
                told.title,
                told.region if is_region else told.municipality,
                *(cell for sums in (of_month, earlier) for cell in write_list(pen, *sums.get(name, (0, ZERO)))),
            ]
        )
        for name, told in CONTROL_LISTS.items()
        if name in of_month or name in earlier
    ]
    columns = [
        Column("Liste", share=3),
        Column("Hvad der bør ses på", share=5),
        *(
            Column(what, True, label)
            for label in (name_month(head.month), "Tidligere måneder")
            for what in ("Antal", "Vejl. kr.")
        ),
    ]
    empty = "Ingen hændelser." if head.is_checked else "Listerne er ikke bevaret, som de var efter kørslen."
    return Table("control_lists", "Kontrollister", CHECKED, columns, rows, empty)


def sum_lists(checked: pl.DataFrame) -> dict[str, tuple[int, Decimal]]:
    """How many events are on each list, and their advisory kroner."""
    summed = checked.group_by("list").agg(pl.len(), pl.col("advisory_kr").sum())
    return {name: (events, kroner) for name, events, kroner in summed.rows()}


def write_list(pen: Pen, events: int, kroner: Decimal) -> list[str]:
    """The figures of a list."""
    return [write_number(events), pen.amount(kroner)]
