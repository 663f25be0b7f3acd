"""What goes wrong, and what is merely written otherwise, in a generated delivery."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from .dialects import Row

if TYPE_CHECKING:
    from .deliveries import Delivery

BAD_DATES = (
    "2007-02-29|2007-3-5|20070230|05/03/2007|2007-03-05 00:00|2007-03-05T00:00:00|2007-03-05 10:00:00|2007/03/05 00:00:00|n/a"
    "|31-04-2007|2007-13-01|2007.03.05|200703050|2007-03-05 00:00:00.000|0|05-03-07|２００７-03-05"
).split("|")
BAD_MOMENTS = ["2007-02-29", "2007-04-01 24:00", "2007-04-01 10", "2007-04-01 10:60:00", "yesterday", "2007-04-01  10:00", "2007-04-01-10.00.00.1234567"]
BAD_CPRS = (
    "0101|ABCDEF1234|3213070001|6013070001|9201070001|0113701234|0100701234|010170-1234|010170123Æ|01017012 4|0001701234|12345678901"
).split("|")
BAD_CODES = ["BLNA-1", "ABCDEFGHIJK", "BL NA", "BLNÆ", "BLNA+", "٣٣٣"]
BAD_MUNICIPALITIES = ["75", "07510", "7A1", "7 51", "-751", "٧٥١"]

SPOILED_CELLS = [
    *(("t_adm", "v_cpr", cell) for cell in [*BAD_CPRS, ""]),
    *(("t_adm", column, cell) for column in ("d_inddto", "d_uddto") for cell in BAD_DATES[:9]),
    *(("t_adm", "skemaopdat", cell) for cell in BAD_MOMENTS),
    *(("t_adm", "c_kom", cell) for cell in BAD_MUNICIPALITIES),
    *(("t_adm", column, " ") for column in ("k_recnum", "v_cpr", "c_pattype", "c_sgh", "d_inddto", "idnummer")),
    *(("t_adm", "d_uddto", cell) for cell in ("2006-12-30", "20070214", "2007-03-01 00:00:00")),
    *(("t_bes", "d_ambdto", cell) for cell in [*BAD_DATES, ""]),
    *(("t_sksube", "d_odto", cell) for cell in [*BAD_DATES, ""]),
    *((table, "v_recnum", cell) for table in ("t_bes", "t_sksube") for cell in ("", "424242", "09", "9.0", "10")),
    *(("t_sksube", "c_opr", cell) for cell in [*BAD_CODES, ""]),
]  # fmt: skip
"""Table, column, and the text that takes the cell's place."""

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
"""The cells that a contact sent again has otherwise."""

Form = Callable[[str], str]
DATE_FORMS: list[Form] = [
    lambda iso: f"{iso} 00:00:00",
    lambda iso: iso.replace("-", "/"),
    lambda iso: "-".join(reversed(iso.split("-"))),
    lambda iso: iso.replace("-", ""),
]
"""An ISO date in the contract's other forms."""

REWRITINGS: list[tuple[list[tuple[str, str]], list[Form], list[int]]] = [
    ([("t_adm", "d_inddto"), ("t_adm", "d_uddto"), ("t_bes", "d_ambdto"), ("t_sksube", "d_odto")], DATE_FORMS, [0, 2, 8]),
    ([("t_adm", "v_cpr"), ("t_adm", "c_sgh"), ("t_adm", "c_afd"), ("t_sksube", "c_opr")], [str.lower], [0, 1, 3]),
    ([("t_adm", "v_cpr"), ("t_adm", "k_recnum"), ("t_adm", "c_kom"), ("t_adm", "c_pattype"), ("t_adm", "d_inddto"), ("t_adm", "idnummer"),
      ("t_bes", "v_recnum"), ("t_bes", "d_ambdto"), ("t_sksube", "v_recnum"), ("t_sksube", "c_opr"), ("t_sksube", "c_oprart"), ("t_sksube", "d_odto")],
     [lambda text: f"  {text} ", lambda text: f"\t{text}"], [0, 1, 4]),
]  # fmt: skip
"""Cells, the other forms they may take without changing their meaning, and how many are so rewritten."""

places = st.sampled_from(range(256))


def several(*counts: int) -> st.SearchStrategy[range]:
    """Draw how often something happens; a list's own lengths would mostly be short and its faults drown small deliveries."""
    return st.sampled_from([range(count) for count in counts])


@st.composite
def faults(draw: st.DrawFn, delivery: Delivery) -> None:
    """Send contacts again, repeat visit days and services, rewrite cells that stay valid, and spoil a few."""
    for _ in draw(several(0, 0, 1, 2, 4)):
        delivery.t_adm.append(pick(delivery.t_adm, draw(places)) | draw(st.sampled_from(RESENT)))
    for _ in draw(several(0, 1, 3)):
        rows: list[Row] = getattr(delivery, draw(st.sampled_from(["t_bes", "t_sksube"])))
        rows.extend([dict(pick(rows, draw(places)))] if rows else [])
    for cells, forms, counts in REWRITINGS:
        for _ in draw(several(*counts)):
            table, column = draw(st.sampled_from(cells))
            rewrite(getattr(delivery, table), draw(places), column, draw(st.sampled_from(forms)))
    for _ in draw(several(0, 0, 1, 1, 2, 4)):
        table, column, cell = draw(st.sampled_from(SPOILED_CELLS))
        rewrite(getattr(delivery, table), draw(places), column, lambda _, cell=cell: cell)


def pick(rows: list[Row], place: int) -> Row:
    """Pick a row by any number."""
    return rows[place % len(rows)]


def rewrite(rows: list[Row], place: int, column: str, form: Callable[[str], str]) -> None:
    """Write one cell in another form; a table without rows has none."""
    if rows:
        row = pick(rows, place)
        row[column] = form(row.get(column, ""))
