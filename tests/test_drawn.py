"""The drawn tables themselves: what is read of them, and what a difference looks like."""

# fmt: off

from datetime import date
from decimal import Decimal

import pytest

from tests.drawn import assert_same, table

CHARGES = """
    event_id | activity_date | tariff_kr | age | is_open | plan_issued_on
    ---------+---------------+-----------+-----+---------+---------------
    v1       | 2007-03-05    | 855.00    | 57  | yes     |
    v2       |               | 640       |     | no      | 2007-02-20
"""


def test_a_columns_name_tells_its_type_and_an_empty_cell_is_null():
    assert table(CHARGES).rows() == [
        ("v1", date(2007, 3, 5), Decimal("855.00"), 57, True, None),
        ("v2", None, Decimal("640.00"), None, False, date(2007, 2, 20)),
    ]


def test_only_the_columns_drawn_are_compared_and_their_order_only_where_said():
    assert_same(table(CHARGES), """
        tariff_kr | event_id
        ----------+---------
        640.00    | v2
        855.00    | v1
    """)
    with pytest.raises(AssertionError):
        assert_same(table(CHARGES), "event_id\nv2\nv1", in_order=True)


@pytest.mark.parametrize("other", ["v1", "v1\nv2\nv2", "v1\nv3"], ids=["a row less", "a row more", "another row"])
def test_a_difference_shows_what_was_expected_and_what_was_found(other):
    with pytest.raises(AssertionError, match=r"expected\nevent_id\n-+\nv1(.|\n)*found\nevent_id\n-+\nv1\nv2"):
        assert_same(table(CHARGES), f"event_id\n{other}")


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(AssertionError, match="there is no column payer"):
        assert_same(table(CHARGES), "payer\n0101")
