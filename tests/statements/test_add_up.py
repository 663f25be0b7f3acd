"""Every statement is what the ledger says of its party; where figures do not add up, no file is put in place."""

import shutil
from collections import Counter
from decimal import Decimal

import duckdb
import pytest

from flows.failures import IntegrityFailed
from flows.home import Home
from flows.statements.balance import balance
from flows.statements.making import make_statements
from reports.statements.statement import Sums
from tests.statements.conftest import MONTH


def test_the_statements_add_up(gathered, statements):
    balanced = balance(gathered, statements)
    assert balanced.municipalities_kr == -balanced.regions_kr == balanced.lines_kr == balanced.ledger_kr > 0


def test_lines_are_the_entries_of_the_ledger_counted_one_by_one(months, statements):
    """A second way: every entry is put where it belongs by itself, then counted."""
    expected = Counter()
    entries = months.query(
        """SELECT payer_municipality, creditor_region, scheme, channel, hospital, tariff_group, abs(municipal_kr),
            entry_type, municipal_kr, settlement_month
        FROM ledger WHERE activity_month = settlement_month"""
    )
    for payer, region, scheme, channel, hospital, group, unit, kind, kroner, month in entries:
        key = (payer, region, "opted_out" if channel == "opted_out" else scheme, hospital, group, unit)
        if month == "2007-03":
            expected[(*key, "events")] += 1 if kind == "charge" else -1
            expected[(*key, "kroner")] += kroner
        elif month == "2007-02":
            expected[(*key, "before")] += kroner
    shown = Counter()
    for one in statements:
        for section in one.sections if one.party.kind == "municipality" else []:
            for line in section.lines:
                key = (one.party.code, line.counterparty.code, section.key, line.hospital, line.tariff_group)
                unit = line.unit_kr if line.unit_kr is not None else abs(line.before_kr / line.before_events)
                shown[(*key, unit, "events")] += line.now.events
                shown[(*key, unit, "kroner")] += line.now.municipal_kr
                shown[(*key, unit, "before")] += line.before_kr
    payers = {one.party.code for one in statements if one.party.kind == "municipality"}
    assert {key: value for key, value in shown.items() if value} == {
        key: value for key, value in expected.items() if value and key[0] in payers
    }


def test_corrections_stand_by_activity_month_and_reason(months, statements):
    booked = months.query(
        """SELECT payer_municipality, activity_month, coalesce(reason, 'added'), count(*) FILTER (entry_type = 'reversal'),
            count(*) FILTER (entry_type = 'charge'), sum(municipal_kr), sum(payable_kr)
        FROM ledger WHERE settlement_month = '2007-03' AND activity_month <> '2007-03' GROUP BY ALL"""
    )
    shown = {}
    for one in statements:
        for row in one.corrections if one.party.kind == "municipality" else []:
            key = (one.party.code, row.activity_month, row.reason)
            before = shown.get(key, (0, 0, 0, 0))
            now = (row.reversals, row.charges, row.line.now.municipal_kr, row.line.now.payable_kr)
            shown[key] = tuple(sum(pair) for pair in zip(before, now, strict=True))
    assert {key: sums for key, sums in shown.items() if any(sums)} == {tuple(row[:3]): tuple(row[3:]) for row in booked}
    assert {reason for _, _, reason in shown} >= {"added", "withdrawn", "residence_changed"}


def test_a_correction_stands_beside_those_of_a_month_equally_far_back(months, statements):
    """March corrects January as February corrected December, so nothing; and February as February corrected January."""
    booked = months.query(
        """SELECT payer_municipality, creditor_region, hospital, tariff_group, scheme, coalesce(reason, 'added'), sum(municipal_kr)
        FROM ledger WHERE settlement_month = '2007-02' AND activity_month = '2007-01' GROUP BY ALL"""
    )
    shown = Counter()
    for one in statements:
        for row in one.corrections if one.party.kind == "municipality" else []:
            line, scheme = row.line, row.section.replace("opted_out", "specialised_outpatient")
            shown[one.party.code, line.counterparty.code, line.hospital, line.tariff_group, scheme, row.reason] += (
                line.before_kr
            )
            assert row.activity_month == "2007-02" or not line.before_kr
            assert line.year_ago_kr == 0
    payers = {one.party.code for one in statements}
    expected = {tuple(key): kroner for *key, kroner in booked if kroner and key[0] in payers}
    assert {key: kroner for key, kroner in shown.items() if kroner} == expected
    assert expected


def test_the_amount_of_a_correction_is_its_number_times_its_tariff(statements):
    rows = [row for one in statements for row in one.corrections if row.line.unit_kr is not None]
    assert all(row.line.now.events == row.charges - row.reversals for row in rows)
    assert all(abs(row.line.now.municipal_kr) == abs(row.line.now.events) * row.line.unit_kr for row in rows)
    assert rows


def test_waiting_visits_are_those_that_are_set_aside_for_it(months, statements):
    booked = {
        payer: (visits, kroner)
        for payer, visits, kroner in months.query(
            """SELECT payer_municipality, count(*), sum(advisory_kr) FROM set_aside
            WHERE reason = 'awaiting_end_mark' GROUP BY ALL"""
        )
    }
    for one in statements:
        if one.party.kind == "municipality":
            visits = sum(row.visits for row in one.waiting)
            kroner = sum((row.advisory_kr for row in one.waiting), Decimal(0))
            assert (visits, kroner) == booked.get(one.party.code, (0, 0))


def test_disputed_tariffs_are_said_in_kroner(months, statements):
    booked = dict(
        months.query(
            """SELECT payer_municipality, sum(payable_kr) FROM ledger
            WHERE settlement_month = '2007-03' AND tariff_group IN ('GEN2S', 'GEN5S') GROUP BY ALL"""
        )
    )
    shown = Counter()
    for one in statements:
        for doubt in one.doubts if one.party.kind == "municipality" else []:
            if doubt.status == "disputed":
                assert doubt.is_exact
                shown[one.party.code] += doubt.payable_kr
    assert shown == booked
    assert shown


def test_all_that_rests_on_an_assumed_scheme_is_that_scheme(months, statements):
    """Every specialised visit rests on an assumed tariff code, every outpatient visit on placeholder codes, once each."""
    outpatient, specialised = months.query(
        """SELECT sum(payable_kr), sum(payable_kr) FILTER (scheme = 'specialised_outpatient') FROM ledger
        WHERE settlement_month = '2007-03' AND scheme <> 'inpatient'"""
    )[0]
    sums = Counter()
    for one in statements:
        for doubt in one.doubts if one.party.kind == "region" else []:
            sums[doubt.fact] -= doubt.payable_kr
    assert sums["tariff_codes"] == specialised
    assert sums["registration_codes"] == outpatient


def test_the_opt_out_moves_visits_to_their_own_section(statements):
    copenhagen = next(one for one in statements if one.party.code == "0101")
    sections = {section.key: section for section in copenhagen.sections}
    of_region = {line.counterparty.code for line in sections["opted_out"].lines}
    assert of_region == {"1084"}
    assert "1084" not in {line.counterparty.code for line in sections["specialised_outpatient"].lines}
    assert sections["opted_out"].now.municipal_kr > 0
    assert sections["opted_out"].now.payable_kr == 0


def test_a_month_never_settled_is_unknown_not_zero(statements):
    head = statements[0].head
    assert (head.before, head.is_before_known) == ("februar 2007", True)
    assert (head.year_ago, head.is_year_ago_known) == ("marts 2006", False)


@pytest.mark.parametrize("kind", ["municipality", "region"])
def test_a_line_that_is_lost_stops_the_statements(gathered, statements, kind):
    place = next(
        number
        for number, one in enumerate(statements)
        if one.party.kind == kind and any(section.now.payable_kr for section in one.sections)
    )
    broken = statements[place]._replace(
        sections=[section._replace(lines=[], now=Sums()) for section in statements[place].sections]
    )
    with pytest.raises(IntegrityFailed, match="do not add up"):
        balance(gathered, [*statements[:place], broken, *statements[place + 1 :]])


def test_two_regions_that_swap_kroner_stop_the_statements(gathered, statements):
    """The total still holds: only the mirror shows it."""
    regions = [one for one in statements if one.party.kind == "region"]
    swapped = [regions[0]._replace(sections=regions[1].sections), regions[1]._replace(sections=regions[0].sections)]
    others = [one for one in statements if one.party.code not in {one.party.code for one in regions[:2]}]
    with pytest.raises(IntegrityFailed):
        balance(gathered, [*others, *swapped])


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE settlement_lines SET payable_kr = payable_kr + 1 WHERE settlement_month = '2007-03' AND rowid = "
        "(SELECT min(rowid) FROM settlement_lines WHERE settlement_month = '2007-03')",
        "DELETE FROM ledger WHERE entry_no = (SELECT max(entry_no) FROM ledger)",
    ],
)
def test_marts_that_do_not_add_up_leave_the_old_statements_in_place(months, tmp_path, tampering):
    home = Home(tmp_path / "home")
    shutil.copytree(months.home.folder, home.folder)
    with duckdb.connect(str(home.marts)) as marts:
        marts.execute(tampering)
    folder = home.folder / "statements" / "2007-03" / "provisional"
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    with home.held("test"), pytest.raises(IntegrityFailed, match="none was put in place"):
        make_statements(home, MONTH, "provisional")
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    assert [path.name for path in folder.parent.iterdir()] == ["provisional"]
