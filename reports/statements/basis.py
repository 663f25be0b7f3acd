"""The restricted basis of a municipality's statement as a workbook. It holds CPR numbers: it is written to `restricted/` only."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import polars as pl
from xlsxwriter import Workbook

from reports.danish import name_month
from reports.statements.sheets import PLACE, Field, Styles, list_cells, new_workbook, set_up_page, write_list
from reports.statements.statement import Head, Party
from reports.statements.words import choose_decimals


class Basis(NamedTuple):
    """What one municipality's statement rests on: its entries and its held visits, columns in the order of ENTRIES and HELD."""

    party: Party
    head: Head
    entries: pl.DataFrame
    held: pl.DataFrame

    @property
    def size(self) -> int:
        """How much there is to write."""
        return len(self.entries) + len(self.held)


ENTRIES = [
    Field("CPR-nummer", "text", 13),
    Field("Alder", "number", 7),
    Field("Hændelse", "text", 34),
    Field("Postering", "text", 12),
    Field("Årsag", "text", 30),
    Field("Afsnit", "text", 31),
    Field("Dato", "day", 11),
    Field("Region", "text", 20),
    *PLACE,
    Field("Afdeling", "text", 9),
    Field("Ydelse", "text", 10),
    Field("Takstgruppe", "text", 12),
    Field("Plan", "day", 11),
    Field("Forløb fra", "day", 11),
    Field("Forløb til", "day", 11),
    Field("Antal", "number", 8, is_summed=True),
    Field("Beløb, kr.", "kroner", 13, is_summed=True),
    Field("Til betaling, kr.", "kroner", 13, is_summed=True),
]

HELD = [
    Field("CPR-nummer", "text", 13),
    Field("Hændelse", "text", 34),
    Field("Dato", "day", 11),
    Field("Region", "text", 20),
    *PLACE,
    Field("Forløb", "text", 31),
    Field("Ydelse", "text", 10),
    Field("Vejledende beløb, kr.", "kroner", 13, is_summed=True),
]

ABOUT = [
    "FORTROLIGT: indeholder CPR-numre. Må kun videregives til kommunen selv, ad en sikker vej, og må ikke gemmes andre steder.",
    "Arket Posteringer viser hver opkrævning og tilbageførsel i månedens opgørelse. Summerne er opgørelsens.",
    "Arket Venter viser de besøg, der venter på en slutmarkering. De indgår ikke i opgørelsen.",
    "CPR-nummer vises for ambulant genoptræning, som er kommunens myndighedsopgave (KL-notat 2006, fodnote 4). "
    "Genoptræning under indlæggelse nævner fodnoten ikke, så der er CPR-nummeret udeladt.",
    "Alle borgere, som måneden har posteret noget for hos kommunen, står her med deres egne posteringer, uanset hvor få de er: "
    "kommunen er myndighed for dem, og individdata må kun den se.",
]


def as_basis(basis: Basis, created: datetime) -> bytes:
    """The workbook of a municipality's basis, made at a fixed time."""
    content = io.BytesIO()
    title = f"Grundlag for opgørelsen, {basis.party.name}, {name_month(basis.head.month)}"
    with new_workbook(content, title, created) as workbook:
        styles = Styles(workbook, choose_decimals(basis.entries["municipal_kr"]))
        write_front(workbook, styles, title, ABOUT)
        about = f"Kørsel {basis.head.run_id}, indhold {basis.head.content_hash}"
        write_list(workbook, styles, "Posteringer", about, ENTRIES, list_cells(basis.entries))
        write_list(workbook, styles, "Venter", about, HELD, list_cells(basis.held))
    return content.getvalue()


def write_front(workbook: Workbook, styles: Styles, title: str, about: Sequence[str]) -> None:
    """The first sheet: what the workbook is, and what may be done with it, the first of it in bold."""
    front = workbook.add_worksheet("Læs først")
    set_up_page(front, "Læs først")
    front.set_column(0, 0, 120)
    front.write_string(0, 0, title, styles.get(bold=True, font_size=14))
    for row, text in enumerate(about, start=2):
        front.write_string(row, 0, text, styles.get(text_wrap=True, bold=row == 2))
