"""Rows in the order of a key: as texts are ordered, however that is computed."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.ordering import WIDTH, as_numbers, sort_by_key

NUMBERS = st.text("0123456789", max_size=WIDTH + 2)
KEYS = st.lists(
    st.one_of(NUMBERS, NUMBERS.map("SYN200703-1-".__add__), st.text("aAæ:-\0\N{GRINNING FACE}"), st.text()),
    unique=True,
    max_size=30,
)


@given(keys=KEYS)
def test_rows_are_in_the_order_of_their_keys_byte_by_byte(keys):
    rows = pl.DataFrame({"key": keys, "place": range(len(keys))}, schema={"key": pl.String, "place": pl.Int64})
    by_byte = sorted(keys, key=str.encode)
    assert sort_by_key(rows, "key").rows() == [(key, keys.index(key)) for key in by_byte]


@pytest.mark.parametrize(
    ("keys", "are_numbers"),
    [
        (["SYN200703-1-000000010", "SYN200703-1-000000009"], True),
        (["1", "10", "9"], True),
        (["0" * WIDTH, "1" * WIDTH], True),
        (["0" * (WIDTH + 1), "1" * (WIDTH + 1)], False),
        (["a", "a\0"], False),
        (["æ" * 9, "b"], False),
        (["one"], True),
        ([], True),
    ],
)
def test_keys_are_sorted_as_numbers_where_one_holds_what_sets_them_apart(keys, are_numbers):
    assert (as_numbers(pl.Series(keys, dtype=pl.String)) is not None) == are_numbers
