"""Personal numbers that can belong to nobody, with a true birthday and century."""

import numpy as np
import numpy.typing as npt
import polars as pl

from data.synthetic.draws import Draws

WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
PER_BIRTHDAY = 3200  # serials used of each birthday; a thousand more would not pass for impossible
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def number_citizens(birth_days: pl.Series, replacement_share: float, draws: Draws) -> pl.Series:
    """Give each citizen a number: an administrative one (day + 60), or at times a replacement number (eCPR).

    Century by the seventh digit, as contract section 5 reads it. Every administrative number fails modulus 11, as it
    stands and with the 60 taken off again. Source: research/registration.md section 4.
    """
    born = pl.from_epoch(pl.col("birth_day"), time_unit="d")
    citizens = birth_days.to_frame("birth_day").select(
        day=born.dt.day().cast(pl.Int64),
        month=born.dt.month().cast(pl.Int64),
        year=born.dt.year().cast(pl.Int64),
        rank=pl.int_range(pl.len()).over("birth_day"),
        is_replaced=pl.Series(draws.chance(replacement_share, len(birth_days))),
    )
    if len(citizens) and int(citizens["rank"].max()) >= PER_BIRTHDAY:  # type: ignore[arg-type]
        raise ValueError("So many visits need more personal numbers than there are: simulate fewer visits.")
    citizens = citizens.with_columns(serial=pl.Series(draw_serials(citizens)))
    number = pl.when("is_replaced").then(spell_replacement()).otherwise(spell_administrative())
    return citizens.select(v_cpr=number)["v_cpr"]


def two_digits(number: pl.Expr) -> pl.Expr:
    """Spell a number with two digits."""
    return number.cast(pl.String).str.zfill(2)


def spell_administrative() -> pl.Expr:
    """Day + 60, month, year, serial. Danish: administrativt personnummer."""
    date = [two_digits(pl.col("day") + 60), two_digits(pl.col("month")), two_digits(pl.col("year") % 100)]
    return pl.concat_str(*date, pl.col("serial").cast(pl.String).str.zfill(4))


def spell_replacement() -> pl.Expr:
    """Day, month, year, century (0 or 6), two letters and a digit. Danish: erstatningspersonnummer (decentral eCPR)."""
    turn = (pl.col("rank") * 2503 + pl.col("day") * 101 + pl.col("year")) % (len(LETTERS) ** 2 * 10)
    letters = [
        place.replace_strict(list(range(len(LETTERS))), list(LETTERS))
        for place in (turn // 10 // len(LETTERS), turn // 10 % len(LETTERS))
    ]
    century = pl.when(pl.col("year") < 2000).then(pl.lit("0")).otherwise(pl.lit("6"))
    date = [two_digits(pl.col(part)) for part in ("day", "month")] + [two_digits(pl.col("year") % 100)]
    return pl.concat_str(*date, century, *letters, (turn % 10).cast(pl.String))


def draw_serials(citizens: pl.DataFrame) -> npt.NDArray[np.int64]:
    """Give each citizen of one birthday a serial of its own, of the right century, that fails modulus 11."""
    day, month, year, rank = (citizens[name].to_numpy() for name in ("day", "month", "year", "rank"))
    digits = [(day + 60) // 10, day % 10, month // 10, month % 10, year % 100 // 10, year % 10]
    remainder = sum(weight * digit for weight, digit in zip(WEIGHTS, digits, strict=False)) % 11
    turn = (rank * 1009 + day * 613 + month * 211 + year * 37) % PER_BIRTHDAY
    return np.asarray(list_serials()[(year >= 2000).astype(np.int64) * 11 + remainder, turn])


def list_serials() -> npt.NDArray[np.int64]:
    """List the impossible serials: a row for each century (1900s, 2000s) and remainder of the first six digits."""
    return np.stack([fail_modulus_11(np.arange(low, low + 4000), r) for low in (0, 4000) for r in range(11)])


def fail_modulus_11(serials: npt.NDArray[np.int64], remainder: int) -> npt.NDArray[np.int64]:
    """Keep serials that fail modulus 11 as written, and also with 60 taken off the day (24 less, as 6 weighs 4)."""
    digits = (serials // 1000, serials // 100 % 10, serials // 10 % 10, serials % 10)
    total = remainder + sum(weight * digit for weight, digit in zip(WEIGHTS[6:], digits, strict=True))
    failing: npt.NDArray[np.int64] = serials[(total % 11 != 0) & ((total - 24) % 11 != 0)]
    return failing[:PER_BIRTHDAY]
