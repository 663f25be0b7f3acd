"""A personal number of a synthetic delivery can belong to nobody."""

import polars as pl

from data.synthetic.cpr import number_citizens
from data.synthetic.draws import Draws
from tests.synthetic.reading import Delivery, add_birthday

WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


def test_no_number_of_digits_only_has_a_day_of_the_calendar(small: Delivery, large: Delivery) -> None:
    for delivery in (small, large):
        digits = delivery.contacts.filter(pl.col("v_cpr").str.contains(r"^\d+$"))
        assert not digits["v_cpr"].str.head(2).cast(pl.Int64).is_between(1, 31).any()


def test_administrative_numbers_fail_modulus_11_with_and_without_the_60(large: Delivery) -> None:
    numbers = large.accepted("contacts").filter(pl.col("v_cpr").str.contains(r"^\d{10}$"))["v_cpr"].unique()
    digits = [numbers.str.slice(place, 1).cast(pl.Int64) for place in range(10)]
    total = sum(
        (digit * weight for digit, weight in zip(digits, WEIGHTS, strict=True)), start=numbers.str.len_chars() * 0
    )
    assert len(numbers) > 1000
    assert not (total % 11 == 0).any()
    assert not ((total - 4 * 6) % 11 == 0).any()


def test_some_numbers_are_replacement_numbers_with_letters(large: Delivery) -> None:
    with_letters = large.accepted("contacts").filter(pl.col("v_cpr").str.contains(r"^\d{6}[056][A-Z]{2}\d$"))
    assert 0 < with_letters["v_cpr"].n_unique() < 0.02 * large.contacts["v_cpr"].n_unique()


def test_every_number_tells_a_birthday_of_the_last_hundred_years(large: Delivery) -> None:
    born_on = add_birthday(large.accepted("contacts"))["born_on"]
    assert born_on.null_count() == 0
    assert born_on.min().year >= 1907 - 1  # type: ignore[union-attr]
    assert born_on.max().year <= 2007  # type: ignore[union-attr]


def test_300_000_citizens_get_a_number_each_with_their_own_birthday() -> None:
    birth_days = pl.Series("birth_day", Draws(1).below(36_000, 300_000) - 22_500)
    numbers = number_citizens(birth_days, 0.01, Draws(2))
    told = add_birthday(numbers.to_frame("v_cpr"))["born_on"]
    assert numbers.n_unique() == 300_000
    assert (told == pl.from_epoch(birth_days, time_unit="d")).all()
