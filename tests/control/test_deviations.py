"""Municipalities that deviate, told again in plain loops over random ledgers, and drawn where the limits lie."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from statistics import median

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from flows.connection import connect, insert
from flows.deviations import SCHEMES_IN_DANISH, find_deviations
from flows.warehouse import create_marts
from schemas.facts import as_dtype
from schemas.marts import mart_columns
from tests.given import facts_folder, facts_read_once

MONTHS = ["2007-01", "2007-02", "2007-03", "2007-04", "2007-05", "2007-06"]
PAYERS = ["0101", "0147", "0751"]
SCHEMES = list(SCHEMES_IN_DANISH)

Booked = tuple[str, str, str, str, str, Decimal]
"""settlement_month, round, activity_month, payer_municipality, scheme, municipal_kr."""

kroner = st.sampled_from(["-500", "0", "100", "250.50", "1000", "1500", "9999.99", "30000", "123456.78"]).map(Decimal)
bookings = st.lists(
    st.tuples(
        st.sampled_from(MONTHS),
        st.sampled_from(["provisional", "provisional", "provisional", "final"]),
        st.sampled_from(MONTHS),
        st.sampled_from(PAYERS),
        st.sampled_from(SCHEMES),
        kroner,
    ).filter(lambda booked: booked[2] <= booked[0]),
    max_size=60,
)


def policies(**limits: int) -> str:
    """The policies of the list, drawn."""
    rows = "".join(f"deviation_{name} | | {value}\n" for name, value in limits.items())
    return f"policy | scheme | value\n{rows}"


def deviations(folder: Path, standing: list[Booked], entries: list[Booked], month: str, **limits: int) -> pl.DataFrame:
    """The lines for a month: what stands in the marts is given as lines, what the run books as entries."""
    marts = folder / "marts.duckdb"
    marts.unlink(missing_ok=True)
    with connect(marts) as marts_db:
        create_marts(marts_db)
        insert(marts_db, "settlement_lines", shaped("settlement_lines", standing))
    facts = facts_read_once(facts_folder(policies=policies(**limits)))
    return find_deviations(marts, shaped("ledger", entries), month, facts)


def shaped(mart: str, booked: list[Booked]) -> pl.DataFrame:
    """Bookings in the shape of a mart, everything else filled with anything."""
    names = ["settlement_month", "round", "activity_month", "payer_municipality", "scheme", "municipal_kr"]
    rows = pl.DataFrame(booked, schema=[*names[:-1], (names[-1], pl.Decimal(14, 2))], orient="row")
    columns = {name: column.dtype.type for name, column in mart_columns(mart).items()}
    anything = {pl.String(): "x", pl.Date(): date(2007, 1, 1)}
    filled = (
        pl.col(name) if name in names else pl.lit(anything.get(as_dtype(dtype), 1)).alias(name)
        for name, dtype in columns.items()
    )
    return rows.select(filled).cast(columns)


def told_again(
    booked: list[Booked], month: str, percent: int, least_kr: int, months: int, least_months: int
) -> list[tuple]:
    """What the lines must be: payer, kroner more or less, what is said."""
    first: dict[str, tuple[str, bool]] = {}
    for settled_in, round_, activity, *_ in booked:
        known = (settled_in, round_ == "final")
        first[activity] = min(first.get(activity, known), known)
    known_kr: dict[tuple[str, str | None, str], Decimal] = defaultdict(Decimal)
    for settled_in, round_, activity, payer, scheme, kr in booked:
        if first[activity] == (settled_in, round_ == "final"):
            known_kr[activity, payer, scheme] += kr
            known_kr[activity, None, scheme] += kr
    this = MONTHS.index(month)
    before = [other for other in MONTHS[max(0, this - months) : this] if other in first]
    lines = []
    for scheme in SCHEMES:
        for payer in PAYERS:
            if not any(key[1:] == (payer, scheme) for key in known_kr) or len(before) < least_months:
                continue
            kr, median_kr, change = compare(known_kr, month, before, payer, scheme)
            country = compare(known_kr, month, before, None, scheme)[2]
            if abs(kr - median_kr) >= least_kr and 100 * abs(kr - median_kr) >= percent * median_kr:
                says = f"{SCHEMES_IN_DANISH[scheme]}: {danish(kr)} kr. mod {danish(median_kr)} kr. "
                says += f"(medianen af {len(before)} måneder){with_sign(', ', change)}{with_sign('; hele landet ', country)}"
                lines.append((payer, kr - median_kr, says))
    return sorted(lines)


def compare(
    known_kr, month: str, before: list[str], payer: str | None, scheme: str
) -> tuple[Decimal, Decimal, int | None]:
    """A month's kroner, the median before it, and the change in whole per cent."""
    kr = known_kr.get((month, payer, scheme), Decimal(0))
    of_before = median(known_kr.get((other, payer, scheme), Decimal(0)) for other in before)
    median_kr = Decimal(of_before).quantize(Decimal("0.01"), ROUND_HALF_UP)
    if not median_kr:
        return kr, median_kr, None
    return kr, median_kr, int((100 * (kr - median_kr) / median_kr).quantize(Decimal(1), ROUND_HALF_UP))


def danish(kr: Decimal) -> str:
    """Kroner as they are written in Danish."""
    return f"{kr:,.2f}".translate(str.maketrans(",.", ".,"))


def with_sign(before: str, percent: int | None) -> str:
    """A change in words."""
    return "" if percent is None else f"{before}{percent:+d} pct.".replace("+0", "0")


@settings(max_examples=60, deadline=None, derandomize=True, phases=[Phase.generate])
@given(
    booked=bookings,
    is_entry=st.randoms(use_true_random=False),
    month=st.sampled_from(MONTHS[2:]),
    percent=st.sampled_from([0, 50, 200]),
    least_kr=st.sampled_from([0, 1, 750, 20000]),
    months=st.sampled_from([1, 2, 3, 12]),
    least_months=st.sampled_from([1, 2, 3]),
)
def test_the_lines_are_those_that_plain_loops_find(
    tmp_path_factory, booked, is_entry, month, percent, least_kr, months, least_months
):
    booked = [row for row in booked if row[0] <= month]
    entries = [row for row in booked if row[0] == month and is_entry.random() < 0.5]
    standing = list(booked)
    for row in entries:
        standing.remove(row)
    limits = {"percent": percent, "least_kr": least_kr, "months": months, "least_months": least_months}
    lines = deviations(tmp_path_factory.mktemp("marts"), standing, entries, month, **limits)
    found = sorted(lines.select("payer_municipality", "advisory_kr", "detail").rows())
    assert found == told_again(booked, month, **limits)


def steady(kr: int, months: list[str]) -> list[Booked]:
    """The same kroner of one municipality in each month, settled in it."""
    return [(month, "provisional", month, "0101", "inpatient", Decimal(kr)) for month in months]


def april(kr: int) -> list[Booked]:
    """What April comes to."""
    return [("2007-04", "provisional", "2007-04", "0101", "inpatient", Decimal(kr))]


@pytest.mark.parametrize(("kr", "is_listed"), [(150_000, True), (149_999, False), (50_000, True), (50_001, False)])
def test_half_as_much_again_deviates_and_a_krone_less_does_not(tmp_path, kr, is_listed):
    lines = deviations(tmp_path, steady(100_000, MONTHS[:3]), april(kr), "2007-04", percent=50, least_kr=25_000)
    assert lines.height == is_listed


@pytest.mark.parametrize(("kr", "is_listed"), [(35_000, True), (34_999, False)])
def test_a_few_kroner_are_no_deviation_however_much_they_are_of_little(tmp_path, kr, is_listed):
    lines = deviations(tmp_path, steady(10_000, MONTHS[:3]), april(kr), "2007-04", percent=50, least_kr=25_000)
    assert lines.height == is_listed


def test_nothing_is_said_of_a_month_with_fewer_months_before_it_than_the_policy_asks(tmp_path):
    for before, is_listed in ((MONTHS[:3], True), (MONTHS[1:3], False)):
        assert deviations(tmp_path, steady(1, before), april(900_000), "2007-04").height == is_listed


def test_what_old_months_have_been_completed_by_since_is_not_held_against_the_new_one(tmp_path):
    late = [("2007-03", "provisional", month, "0101", "inpatient", Decimal(900_000)) for month in MONTHS[:2]]
    standing = [*steady(100_000, MONTHS[:3]), *late]
    assert deviations(tmp_path, standing, april(100_000), "2007-04").is_empty()


def test_a_line_of_a_municipality_names_no_event_hospital_or_region_and_stands_on_the_months_last_day(tmp_path):
    line = deviations(tmp_path, steady(100_000, MONTHS[:3]), april(1_234_567), "2007-04").row(0, named=True)
    assert line == {
        "list": "deviating_municipality",
        "event_id": None,
        "payer_municipality": "0101",
        "creditor_region": None,
        "hospital": None,
        "activity_date": date(2007, 4, 30),
        "detail": "Genoptræning under indlæggelse: 1.234.567,00 kr. mod 100.000,00 kr. (medianen af 3 måneder), +1135 pct.; "
        "hele landet +1135 pct.",
        "advisory_kr": Decimal("1134567.00"),
    }
