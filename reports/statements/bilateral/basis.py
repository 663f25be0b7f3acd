"""The restricted basis of a payer's bilateral statement as a workbook. It holds CPR numbers: it is written to `restricted/` only."""

import io
from datetime import datetime
from typing import NamedTuple

import polars as pl

from reports.danish import name_month
from reports.statements.basis import write_front
from reports.statements.bilateral.statement import BilateralHead, Side
from reports.statements.bilateral.words import NOT_COLLECTED
from reports.statements.sheets import Field, Styles, list_cells, new_workbook, write_list
from reports.statements.words import choose_decimals


class BilateralBasis(NamedTuple):
    """What one payer's bilateral statement rests on: its entries, columns in the order of ENTRIES."""

    party: Side
    head: BilateralHead
    entries: pl.DataFrame

    @property
    def size(self) -> int:
        """How much there is to write."""
        return len(self.entries)


INSTITUTION = [Field("Institution", "text", 12), Field("Institutionens navn", "text", 38)]
"""The columns of an institution."""

ENTRIES = [
    Field("CPR-nummer", "text", 13),
    Field("Besøg eller forløb", "text", 34),
    Field("Postering", "text", 12),
    Field("Årsag", "text", 38),
    Field("Afsnit", "text", 31),
    Field("Dato", "day", 11),
    Field("Art", "text", 10),
    Field("Kode", "text", 9),
    Field("Leverandør", "text", 32),
    *INSTITUTION,
    Field("Aftale", "text", 24),
    Field("Model", "text", 27),
    Field("Enhed", "text", 10),
    Field("Mængde", "quantity", 9),
    Field("Antal", "number", 8, is_summed=True),
    Field("Aftalt, kr.", "kroner", 13, is_summed=True),
    Field("Vejledende takst, kr.", "kroner", 13, is_summed=True),
    Field("Afgørelse", "text", 18),
]

ABOUT = [
    "FORTROLIGT: indeholder CPR-numre. Må kun videregives til kommunen selv, ad en sikker vej, og må ikke gemmes andre steder.",
    "Arket Posteringer viser hvert besøg, kommunens egne borgere har haft hos andre, som måneden har bogført eller tilbageført. "
    "Et afsluttet forløb (F:), som aftalen har en pris for, tæller ikke som besøg. "
    "Summerne er opgørelsens. Det aftalte og den vejledende takst lægges aldrig sammen.",
    NOT_COLLECTED,
    "CPR-nummer vises for ambulant genoptræning, som er kommunens myndighedsopgave (KL-notat 2006, afsnit 4.1 og fodnote 4).",
]


def as_bilateral_basis(basis: BilateralBasis, created: datetime) -> bytes:
    """The workbook of a payer's basis, made at a fixed time."""
    content = io.BytesIO()
    title = f"Grundlag for den bilaterale opgørelse, {basis.party.name}, {name_month(basis.head.month)}"
    with new_workbook(content, title, created) as workbook:
        amounts = pl.concat([basis.entries["agreed_kr"].drop_nulls(), basis.entries["advisory_kr"]])
        styles = Styles(workbook, choose_decimals(amounts))
        write_front(workbook, styles, title, ABOUT)
        runs = ", ".join(f"{source.run_id}, indhold {source.bilateral_hash}" for source in basis.head.sources)
        write_list(workbook, styles, "Posteringer", f"Kørsel {runs}", ENTRIES, list_cells(basis.entries))
    return content.getvalue()
