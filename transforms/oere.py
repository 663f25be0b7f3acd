"""Øre: amounts as whole numbers, so that products and quotients are exact and each rounding is seen.

Source: contract R10 (exact decimals throughout, no floats).
"""

import polars as pl

KRONER = pl.Decimal(14, 2)
HUNDREDTHS = pl.Decimal(38, 2)


def in_oere(amount_kr: pl.Expr) -> pl.Expr:
    """An amount of kroner as whole øre; a number of two decimals as hundredths."""
    return amount_kr.cast(HUNDREDTHS).to_physical()


def as_kroner(oere: pl.Expr) -> pl.Expr:
    """Whole øre as kroner; hundredths as a number of two decimals."""
    return (oere.cast(HUNDREDTHS) / 100).cast(KRONER)


def divide_half_up(dividend: pl.Expr, divisor: pl.Expr) -> pl.Expr:
    """A quotient of whole numbers of at least 0, rounded half up to a whole number."""
    whole = divisor.cast(pl.Int128)
    return (dividend.cast(pl.Int128) * 2 + whole) // (whole * 2)


def unless_missing(total: pl.Expr, part: pl.Expr) -> pl.Expr:
    """A total over parts, empty where a part is: what is missing is never zero."""
    return pl.when(~part.is_null().any()).then(total)
