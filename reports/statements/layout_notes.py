"""What stands beside the lines, as tables: corrections, what is not confirmed, what waits, and the control lists."""

from decimal import Decimal
from itertools import product

import polars as pl

from reports.control_lists import CONTROL_LISTS
from reports.danish import name_month, write_number
from reports.doubts import name_doubt
from reports.statements.statement import Statement, Sums
from reports.statements.tables import Column, Pen, Row, Table
from reports.statements.words import CORRECTIONS, IN_SHORT, REASONS, STATUS


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
        rows += [
            Row(write_correction(pen, IN_SHORT[section], reason, *sums[(month, section, reason)]))
            for section, reason in product(IN_SHORT, REASONS)
            if (month, section, reason) in sums
        ]
    if rows:
        reversals = sum(row.reversals for row in statement.corrections)
        charges = sum(row.charges for row in statement.corrections)
        rows.append(Row(write_correction(pen, "I alt", "", reversals, charges, statement.corrected.now), "total"))
    title, about = CORRECTIONS
    columns = [
        Column("Ordning", share=1),
        Column("Årsag", share=1),
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
    """How many events each control list holds; the events stand in the workbook."""
    is_region = statement.party.kind == "region"
    summed = statement.checked.group_by("list").agg(pl.len(), pl.col("advisory_kr").sum())
    sums = {name: (events, kroner) for name, events, kroner in summed.rows()}
    rows = [
        Row([told.title, told.region if is_region else told.municipality, write_number(events), pen.amount(kroner)])
        for name, told in CONTROL_LISTS.items()
        for events, kroner in ([sums[name]] if name in sums else [])
    ]
    columns = [
        Column("Liste", share=4),
        Column("Hvad der bør ses på", share=7),
        Column("Antal", True),
        Column("Vejledende beløb, kr.", True),
    ]
    about = (
        "Det, som kommune og region bør se på, i hele den periode, kørslen har set på. Linjerne står en for en i regnearkets ark "
        "Kontrollister; en hændelse kan stå på flere lister. En liste opkræver intet."
    )
    empty = "Ingen hændelser." if statement.head.is_checked else "Listerne er ikke bevaret, som de var efter kørslen."
    return Table("control_lists", "Kontrollister", about, columns, rows, empty)
