"""What must make no difference makes none: the order of rows, names of persons and contacts, rejected rows, a split."""

import random

import polars as pl
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.chance import BOTH_MONTHS, months, renumbered, without_numbers
from tests.drawn import assert_same
from tests.given import settled_tables

seeds = st.integers(0, 2**32)
by_chance = settings(max_examples=4, deadline=None, derandomize=True, phases=[Phase.generate])


def outcome(tables, *, period=BOTH_MONTHS, month="2007-03"):
    """Charges and set-asides of both months, without the column that only the tests have."""
    computed = settled_tables(tables, period=period, month=month)
    return computed.charges.drop("patient"), computed.set_aside.drop("patient")


def assert_same_outcome(actual, expected):
    """The same charges and the same set-asides, column for column."""
    for found, wanted in zip(actual, expected, strict=True):
        assert_same(found, wanted)


def renamed(events, column, names):
    """Charges and set-asides with other names in a column, each name wherever it stands in a cell."""
    return [rows.with_columns(pl.col(column).str.replace_many(names)) for rows in events]


@by_chance
@given(tables=months(), seed=seeds)
def test_the_order_of_rows_makes_no_difference(tables, seed):
    shuffled = {name: random.Random(f"{name}{seed}").sample(rows, len(rows)) for name, rows in tables.items()}
    assert_same_outcome(outcome(shuffled), outcome(tables))


@by_chance
@given(tables=months(), serials=st.permutations(range(990, 1000)))
def test_other_cpr_numbers_of_the_same_birth_dates_make_no_difference(tables, serials):
    others = {f"610107{patient:04}": f"6101070{serials[patient]}" for patient in range(1, 6)}
    same_rows = {**tables, "t_adm": [{**row, "v_cpr": others[row["v_cpr"]]} for row in tables["t_adm"]]}
    assert_same_outcome(outcome(same_rows), renamed(outcome(tables), "cpr", others))


def other_numbers(tables, seed):
    """Other record numbers in the same order, of one to six digits."""
    numbers = [row["k_recnum"] for row in tables["t_adm"]]
    digits = random.Random(seed).sample([*range(1, 30), *range(90, 110), *range(99_990, 100_010)], len(numbers))
    return dict(zip(numbers, map(str, sorted(digits)), strict=True))


@by_chance
@given(tables=months(), seed=seeds)
def test_other_record_numbers_in_the_same_order_make_no_difference(tables, seed):
    assert_same_outcome(outcome(renumbered(tables, other_numbers(tables, seed))), outcome(tables))


@by_chance
@given(tables=months(), seed=seeds)
def test_where_a_contact_is_known_by_its_record_number_the_event_id_follows_it_and_nothing_else(tables, seed):
    numbers = other_numbers(tables, seed)
    bare = without_numbers(tables)
    ids = {
        f"{kind}:{old}{end}": f"{kind}:{numbers[old]}{end}" for old in numbers for kind, end in (("S", "$"), ("V", ":"))
    }
    marked = [rows.with_columns(pl.col("event_id") + "$") for rows in outcome(bare)]
    found = [rows.with_columns(pl.col("event_id") + "$") for rows in outcome(renumbered(bare, numbers))]
    assert_same_outcome(found, renamed(marked, "event_id", ids))


def rejected_rows(tables):
    """Rows that are rejected whatever else is delivered, each kind that the gate knows."""
    contact, other = tables["t_adm"][0], tables["t_adm"][-1]
    visits, services = tables["t_bes"], tables["t_sksube"]
    return {
        "t_adm": [
            {**contact, "k_recnum": "700001", "idnummer": "7001", "v_cpr": "ukendt"},
            {**contact, "k_recnum": "700002", "idnummer": "7002", "d_inddto": "2007-02-30"},
            {**contact, "k_recnum": "700003", "idnummer": "7003", "c_pattype": ""},
            {**contact, "k_recnum": "700004", "skemaopdat": "2007-03-31", "c_kom": "0147"},
            {**other, "k_recnum": "0", "d_uddto": "", "d_inddto": "2007-02-14"},
            {**other, "k_recnum": "700005", "skemaopdat": "2007-04-02", "c_kom": "udl"},
        ],
        "t_bes": [
            *visits[:2],
            *({**row, "v_recnum": "700004"} for row in visits),
            *({**row, "d_ambdto": ""} for row in visits),
        ],
        "t_sksube": [
            *({**row, "v_recnum": number} for row in services for number in ("700001", "700004", "8", "0")),
            *({**row, "d_odto": "snart"} for row in services),
            *({**row, "c_opr": "START-ALMEN"} for row in services),
        ],
    }


@by_chance
@given(tables=months())
def test_rows_that_are_rejected_make_no_difference(tables):
    tables = renumbered(tables, {row["k_recnum"]: str(1000 + int(row["k_recnum"])) for row in tables["t_adm"]})
    added = rejected_rows(tables)
    with_rejected = {name: rows + added[name] for name, rows in tables.items()}
    computed = settled_tables(with_rejected, period=BOTH_MONTHS)
    assert computed.rejected.n_unique(["file", "row_number"]) == sum(map(len, added.values()))
    assert_same_outcome(outcome(with_rejected), outcome(tables))


@by_chance
@given(tables=months(), together=st.sets(st.sampled_from([f"610107{patient:04}" for patient in range(1, 6)])))
def test_settling_two_groups_of_citizens_apart_or_together_makes_no_difference(tables, together):
    numbers = {row["k_recnum"] for row in tables["t_adm"] if row["v_cpr"] in together}
    halves = [
        {
            name: [row for row in rows if (row.get("k_recnum", row.get("v_recnum")) in numbers) == is_first]
            for name, rows in tables.items()
        }
        for is_first in (True, False)
    ]
    outcomes = [outcome(half) for half in halves if half["t_adm"]]
    assert_same_outcome([pl.concat(parts) for parts in zip(*outcomes, strict=True)], outcome(tables))


@by_chance
@given(tables=months())
def test_settling_two_months_from_one_delivery_or_from_two_of_the_same_rows_makes_no_difference(tables):
    apart = [outcome(tables, period=month, month=month) for month in ("2007-02", "2007-03")]
    assert_same_outcome([pl.concat(parts) for parts in zip(*apart, strict=True)], outcome(tables))
