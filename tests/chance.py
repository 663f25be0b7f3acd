"""Two months that chance draws: few citizens, few hospitals and few days, so that pathways run into each other."""

from collections.abc import Mapping
from datetime import date, timedelta

from hypothesis import strategies as st

from tests.given import OUTPATIENT, STAY, Tables, add_outpatient, add_stay

DAYS = [str(date(2007, 2, 14) + timedelta(days=after)) for after in range(0, 31, 3)]
BOTH_MONTHS = "2007-02-01 2007-03-31"
"""The period that holds them."""

days = st.sampled_from(DAYS)
maybe_days = st.sampled_from([*DAYS, "", ""])
citizens = st.sampled_from(["1", "2", "3", "4", "5"])
places = {
    "hospital": st.sampled_from(["1301"] * 5 + ["8001"] * 2 + ["4298"]),
    "municipality": st.sampled_from(["101", "0101", "0101", "0851", "0851", "751", ""]),
}
services = st.sampled_from(["BLNA", "BLNA BLNR", "AAF6", "BTP BLNA30", "BRA", "BTR9 BLNA", "BVDB"])

outpatients = st.fixed_dictionaries(
    {
        "patient": citizens,
        **places,
        "plan_on": st.sampled_from(["2007-02-10", "2007-02-10", *DAYS[:3], ""]),
        "kind": st.sampled_from(["general"] * 4 + ["specialised"] * 4 + ["general specialised"]),
        "started_on": st.sampled_from([*DAYS[:4], *DAYS[:4], DAYS[7], ""]),
        "ended_on": st.sampled_from([DAYS[3], *DAYS[6:], *DAYS[6:], ""]),
        "visited_on": days,
        "services": services,
    }
)
stays = st.builds(
    lambda row, on, after: {**row, "admitted_on": min(on, after or on), "discharged_on": after and max(on, after)},
    st.fixed_dictionaries({"patient": citizens, **places, "plan_on": st.just(""), "services": services}),
    days,
    maybe_days,
)


@st.composite
def months(draw: st.DrawFn) -> Tables:
    """The three registry tables of a month, every contact with its own number `idnummer`."""
    tables: Tables = {"t_adm": [], "t_bes": [], "t_sksube": []}
    for row in draw(st.lists(outpatients, min_size=8, max_size=14)):
        add_outpatient(tables, {**OUTPATIENT, **row})
    for row in draw(st.lists(stays, min_size=2, max_size=8)):
        add_stay(tables, {**STAY, **row})
    return with_numbers(tables)


def with_numbers(tables: Tables) -> Tables:
    """Tables whose contacts have a number of their own, and the day of their last change."""
    numbered = [{**row, "idnummer": f"9{row['k_recnum']:0>3}", "skemaopdat": "2007-04-01"} for row in tables["t_adm"]]
    return {**tables, "t_adm": numbered}


def without_numbers(tables: Tables) -> Tables:
    """Tables whose contacts are known by their record number alone."""
    optional = ("idnummer", "skemaopdat")
    return {**tables, "t_adm": [{name: row[name] for name in row if name not in optional} for row in tables["t_adm"]]}


def renumbered(tables: Tables, numbers: Mapping[str, str]) -> Tables:
    """Tables with other record numbers."""
    return {
        "t_adm": [{**row, "k_recnum": numbers[row["k_recnum"]]} for row in tables["t_adm"]],
        "t_bes": [{**row, "v_recnum": numbers[row["v_recnum"]]} for row in tables["t_bes"]],
        "t_sksube": [{**row, "v_recnum": numbers[row["v_recnum"]]} for row in tables["t_sksube"]],
    }


SPOILED = {
    "t_adm": [
        ("v_cpr", "ukendt"), ("c_kom", "udl"), ("d_inddto", "2007-02-30"), ("d_uddto", "1999-12-31"), ("c_sgh", ""),
        ("skemaopdat", "i går"), ("k_recnum", ""), ("k_recnum", "1"), ("idnummer", "9001"),
    ],
    "t_bes": [("d_ambdto", "5/3"), ("v_recnum", "424242"), ("v_recnum", "1")],
    "t_sksube": [("c_opr", "BLNA-1"), ("d_odto", ""), ("v_recnum", ""), ("v_recnum", "0")],
}  # fmt: skip
"""Per table: a column, and the text that takes a cell's place."""


@st.composite
def spoiled_months(draw: st.DrawFn) -> Tables:
    """A month with faults in some of its cells, and some rows sent twice."""
    tables = draw(months())
    faults = [(name, *fault) for name, of_table in SPOILED.items() for fault in of_table]
    for name, column, text in draw(st.lists(st.sampled_from(faults), min_size=1, max_size=8)):
        row = draw(st.sampled_from(tables[name])) if tables[name] else {}
        row[column] = text
    for name in draw(st.lists(st.sampled_from(list(tables)), max_size=3)):
        tables[name] += [dict(draw(st.sampled_from(tables[name])))] if tables[name] else []
    return tables
