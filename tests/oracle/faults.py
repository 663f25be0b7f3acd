"""What goes wrong, and what is merely written otherwise, in a generated delivery."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from .dialects import Row
from .draws import one_of, several

if TYPE_CHECKING:
    from .deliveries import Delivery

Form = Callable[[str], str]

BAD_DATES = """2007-02-29|2007-3-5|20070230|05/03/2007|2007-03-05 00:00|2007-03-05T00:00:00|2007-03-05 10:00:00|n/a|0
    |2007/03/05 00:00:00|31-04-2007|2007-13-01|2007.03.05|200703050|2007-03-05 00:00:00.000|05-03-07|٢٠٠٧-03-05"""
BAD_MOMENTS = """2007-02-29|2007-04-01 24:00|2007-04-01 10|2007-04-01 10:60:00|yesterday|2007-04-01  10:00
    |2007-04-01-10.00.00.1234567"""
BAD_CPRS = """0101|ABCDEF1234|3213070001|6013070001|9201070001|0113701234|0100701234|010170-1234|010170123Æ|01017012 4
    |0001701234|12345678901"""
BAD_CODES = "BLNA-1|ABCDEFGHIJK|BL NA|BLNÆ|BLNA+|٣٣٣"
BAD_MUNICIPALITIES = "75|07510|7A1|7 51|-751|٣٣٣"
EARLY_DISCHARGES = "2006-12-30|20070214|2007-03-01 00:00:00"
OTHER_RECNUMS = "424242|09|9.0|10"
EMPTY = "|  "

SPOILED: dict[str, dict[str, list[str]]] = {
    "t_adm": {
        "v_cpr": [BAD_CPRS, EMPTY],
        "d_inddto": [BAD_DATES, EMPTY],
        "d_uddto": [BAD_DATES, EARLY_DISCHARGES],
        "skemaopdat": [BAD_MOMENTS],
        "c_kom": [BAD_MUNICIPALITIES],
        "k_recnum": [EMPTY],
        "c_pattype": [EMPTY],
        "c_sgh": [EMPTY],
        "idnummer": [EMPTY],
    },
    "t_bes": {"v_recnum": [OTHER_RECNUMS, EMPTY], "d_ambdto": [BAD_DATES, EMPTY]},
    "t_sksube": {"v_recnum": [OTHER_RECNUMS, EMPTY], "c_opr": [BAD_CODES, EMPTY], "d_odto": [BAD_DATES, EMPTY]},
}
"""Table -> column -> sorts of texts, one of which takes the place of a cell."""

RESENT: list[Row] = [
    {"skemaopdat": "2007-04-05"},
    {"skemaopdat": "2007-04-05", "c_kom": "0461", "k_recnum": "7"},
    {"skemaopdat": "2007-04-05", "c_sgh": "1301", "k_recnum": "7"},
    {"skemaopdat": "2007-04-05", "v_cpr": "bad", "k_recnum": "70000"},
    {"skemaopdat": "", "c_kom": "0101", "k_recnum": "70000"},
    {"k_recnum": "70001"},
    {"k_recnum": "6", "c_kom": "461"},
    {"c_kom": "0101"},
    {"c_afd": "00"},
    {"d_uddto": "2007-03-20", "c_pattype": "0"},
    {"idnummer": "id-again"},
    {"idnummer": "id-again", "skemaopdat": "2007-04-05", "c_kom": "0101"},
    {"idnummer": "", "k_recnum": "5"},
    {"idnummer": "", "c_kom": "0101"},
    {},
]
"""The cells in which a contact that is sent again differs."""

DATE_FORMS: list[Form] = [
    lambda iso: f"{iso} 00:00:00",
    lambda iso: iso.replace("-", "/"),
    lambda iso: "-".join(reversed(iso.split("-"))),
    lambda iso: iso.replace("-", ""),
]
BLANKS: list[Form] = [lambda text: f"  {text} ", lambda text: f"\t{text}"]
DATES = "t_adm.d_inddto t_adm.d_uddto t_bes.d_ambdto t_sksube.d_odto"
CODES = "t_adm.v_cpr t_adm.c_sgh t_adm.c_afd t_sksube.c_opr"
CELLS = f"{DATES} {CODES} t_adm.k_recnum t_adm.c_kom t_adm.c_pattype t_adm.idnummer t_bes.v_recnum t_sksube.v_recnum"
REWRITTEN: list[tuple[str, list[Form], st.SearchStrategy[range]]] = [
    (DATES, DATE_FORMS, several(0, 2, 8)),
    (CODES, [str.lower], several(0, 1, 3)),
    (CELLS, BLANKS, several(0, 1, 4)),
]
"""Cells, the other forms that they may take without another meaning, and how many do."""

places = st.sampled_from(range(256))


@st.composite
def faults(draw: st.DrawFn, delivery: Delivery) -> None:
    """Send contacts again, repeat visit days and services, rewrite cells that stay valid, and spoil a few."""
    for _ in draw(several(0, 0, 1, 2, 4)):
        delivery.t_adm.append(pick(delivery.t_adm, draw(places)) | draw(st.sampled_from(RESENT)))
    for _ in draw(several(0, 1, 3)):
        rows = delivery.tables[draw(one_of("t_bes t_sksube"))]
        rows.extend([dict(pick(rows, draw(places)))] if rows else [])
    for cells, forms, often in REWRITTEN:
        for _ in draw(often):
            table, column = draw(one_of(cells)).split(".")
            rewrite(delivery.tables[table], draw(places), column, draw(st.sampled_from(forms)))
    for _ in draw(several(0, 0, 1, 2, 3, 5)):
        draw(spoiled_cells(delivery))


@st.composite
def spoiled_cells(draw: st.DrawFn, delivery: Delivery) -> None:
    """Put another text in the place of one cell."""
    table = draw(one_of("t_adm t_adm t_bes t_sksube"))
    column = draw(st.sampled_from(list(SPOILED[table])))
    cell = draw(one_of(draw(st.sampled_from(SPOILED[table][column])), "|")).strip("\n")
    rewrite(delivery.tables[table], draw(places), column, lambda _: cell)


def pick(rows: list[Row], place: int) -> Row:
    """Pick a row by any number."""
    return rows[place % len(rows)]


def rewrite(rows: list[Row], place: int, column: str, form: Form) -> None:
    """Write one cell in another form; a table without rows has none."""
    if rows:
        row = pick(rows, place)
        row[column] = form(row.get(column, ""))
