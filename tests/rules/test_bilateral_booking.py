"""Bilateral booking: the same corrections as the ledger's, drawn one by one and held against a plain account of random histories."""

# fmt: off

from datetime import date
from decimal import Decimal

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.bilateral_booking import book_bilateral
from transforms.bilateral_comparing import BILATERAL_AMOUNTS, COMPARED, MEASURED

ORDINARY = {
    "register_name": "ges", "standing": "agreed", "activity_date": date(2007, 3, 5), "payer": "0101",
    "supplier_kind": "municipality", "supplier": "0147", "institution": "GK0147", "service_scope": "general",
    "diagnosis_group": None, "sks_code": "BLNA", "agreement_id": "A", "model": "drg", "units": "visit",
    "quantity": Decimal("1.00"), "advisory_kr": Decimal("640.00"), "agreed_kr": Decimal("640.00"),
    "decision": None, "decided_by": None, "decided_on": None, "decision_note": None, "person_key": "p",
    "services": 1, "treatment_services": 0, "minutes": 45,
}
SCHEMA = {
    "event_id": pl.String, **dict.fromkeys(COMPARED, pl.String), "person_key": pl.String, "activity_date": pl.Date,
    "decided_on": pl.Date, **dict.fromkeys(MEASURED, pl.Int64), **dict.fromkeys(BILATERAL_AMOUNTS, pl.Decimal(14, 2)),
}
BOOKED = {"entry_no": pl.Int64, "settlement_month": pl.String, "run_id": pl.String}


def visits(*rows):
    return pl.DataFrame([ORDINARY | row for row in rows], schema=SCHEMA)


def stand(rows, entries=()):
    """What stands: rows with the entry that booked each."""
    return visits(*rows).with_columns(
        pl.Series("entry_no", list(entries), dtype=pl.Int64), settlement_month=pl.lit("2007-03"), run_id=pl.lit("R0001")
    )


def reasons(before, after, closed=()):
    booking = book_bilateral(visits(*after), stand(before, range(1, len(before) + 1)), len(before), closed)
    return dict(booking.reversals.rows())


def test_a_visit_that_is_gone_is_reversed_as_withdrawn():
    assert reasons([{"event_id": "v1"}], []) == {1: "withdrawn"}


def test_an_unchanged_visit_is_not_booked_again():
    assert reasons([{"event_id": "v1"}], [{"event_id": "v1"}]) == {}


def test_a_visit_is_reversed_for_the_first_reason_that_holds():
    before = [{"event_id": name} for name in ("v1", "v2", "v3", "v4")]
    after = [
        {"event_id": "v1", "payer": "0151", "agreed_kr": Decimal("1.00")},
        {"event_id": "v2", "sks_code": "BLNR", "agreed_kr": Decimal("1.00")},
        {"event_id": "v3", "standing": "no_agreement", "agreement_id": None, "decision": "refused"},
        {"event_id": "v4", "agreed_kr": Decimal("576.00")},
    ]
    assert reasons(before, after) == {1: "residence_changed", 2: "activity_changed", 3: "decided", 4: "agreement_changed"}


def test_what_is_measured_otherwise_is_the_reason_where_kroner_follow_it_and_none_where_they_do_not():
    before = [{"event_id": "v1"}, {"event_id": "v2"}]
    after = [{"event_id": "v1", "minutes": 60, "agreed_kr": Decimal("508.00")}, {"event_id": "v2", "minutes": 60}]
    assert reasons(before, after) == {1: "activity_changed"}


def test_own_production_stands_without_an_entry():
    booking = book_bilateral(visits({"event_id": "v1", "standing": "own_production"}, {"event_id": "v2"}), stand([]), 7, [])
    assert booking.standing.select("event_id", "entry_no").rows() == [("v1", None), ("v2", 8)]


def test_a_debt_that_turns_out_to_be_own_production_is_reversed_and_not_charged_again():
    after = [{"event_id": "v1", "standing": "own_production", "supplier": "0101"}]
    booking = book_bilateral(visits(*after), stand([{"event_id": "v1"}], [1]), 1, [])
    assert (booking.reversals.height, booking.standing["entry_no"].to_list()) == (1, [None])


def test_a_closed_year_stays_as_booked_and_what_it_would_have_been_is_reported():
    after = [{"event_id": "v1", "agreed_kr": Decimal("576.00")}, {"event_id": "v2"}, {"event_id": "v3", "standing": "own_production"}]
    booking = book_bilateral(visits(*after), stand([{"event_id": "v1"}], [1]), 1, [2007])
    assert (booking.reversals.height, booking.standing.height) == (0, 0)
    assert booking.after_final.select("event_id", "change", "advisory_kr", "agreed_kr").rows() == [
        ("v1", "agreement_changed", Decimal("0.00"), Decimal("-64.00")),
        ("v2", "added", Decimal("640.00"), Decimal("640.00")),
    ]


SOME_VISIT = st.fixed_dictionaries({
    "payer": st.sampled_from(["0101", "0147"]),
    "standing": st.sampled_from(["own_production", "agreed", "no_agreement"]),
    "sks_code": st.sampled_from(["BLNA", None]),
    "agreed_kr": st.sampled_from([None, Decimal("0.00"), Decimal("12.34")]),
    "decision": st.sampled_from([None, "refused"]),
    "activity_date": st.sampled_from([date(2007, 3, 5), date(2008, 3, 5)]),
})
STEP = st.dictionaries(st.sampled_from("abcde"), SOME_VISIT)


@settings(max_examples=300, deadline=None)
@given(st.lists(STEP, min_size=1, max_size=5))
def test_after_every_run_the_ledger_of_each_visit_is_what_stands_for_it(history):
    """A plain account beside it: a dictionary of what stands, entries as tuples."""
    standing, entries = stand([]), []
    for number, step in enumerate(history, 1):
        rows = [{"event_id": f"{name}:{row['activity_date']}"} | row for name, row in sorted(step.items())]
        booking = book_bilateral(visits(*rows), standing, len(entries), [])
        charged = {entry: row for row in standing.rows(named=True) if (entry := row["entry_no"])}
        for entry, _ in booking.reversals.rows():
            entries.append((charged[entry]["event_id"], -1, charged[entry]["agreed_kr"] or 0))
        standing = booking.standing.drop("reason").with_columns(pl.col("run_id").fill_null(f"R{number}"))
        for row in standing.sort("entry_no").rows(named=True):
            if row["entry_no"] and row["entry_no"] > len(entries):
                entries.append((row["event_id"], 1, row["agreed_kr"] or 0))
                assert row["entry_no"] == len(entries)
        owed = {f"{name}:{row['activity_date']}": row["agreed_kr"] or 0 for name, row in step.items()
                if row["standing"] != "own_production"}
        told = {event: (sum(sign for name, sign, _ in entries if name == event),
                        sum(sign * kr for name, sign, kr in entries if name == event)) for event, *_ in entries}
        assert {event: sums for event, sums in told.items() if sums[0]} == {event: (1, kr) for event, kr in owed.items()}
        assert all(kr == 0 for count, kr in told.values() if not count)
