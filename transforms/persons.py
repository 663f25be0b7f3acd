"""What a CPR number says of a citizen."""

import polars as pl


def birth_date(cpr: pl.Expr) -> pl.Expr:
    """The birth date that a CPR number gives, empty where it gives none; 60 added to the day does not count.

    The seventh digit gives the century. Danish: fødselsdato. Source: contract section 5; registration.md section 4.
    """
    day = cpr.str.slice(0, 2).cast(pl.Int32, strict=False)
    year = cpr.str.slice(4, 2).cast(pl.Int32, strict=False)
    digit = cpr.str.slice(6, 1).cast(pl.Int32, strict=False)
    century = (
        pl.when(digit <= 3)
        .then(1900)
        .when(digit.is_in([4, 9]))
        .then(pl.when(year <= 36).then(2000).otherwise(1900))
        .when(digit.is_not_null())
        .then(pl.when(year <= 57).then(2000).otherwise(1800))
    )
    written = pl.concat_str(
        (century + year).cast(pl.String),
        cpr.str.slice(2, 2),
        pl.when(day > 60).then(day - 60).otherwise(day).cast(pl.String).str.zfill(2),
        separator="-",
    )
    return written.str.to_date("%Y-%m-%d", strict=False)


def age_on(cpr: pl.Expr, on: pl.Expr) -> pl.Expr:
    """Completed years on a date; empty where the number gives no birth date, or one after that date.

    Danish: alder. Source: contract section 5.
    """
    born = birth_date(cpr)
    had_birthday = (on.dt.month() * 100 + on.dt.day()) >= (born.dt.month().cast(pl.Int32) * 100 + born.dt.day())
    years = on.dt.year() - born.dt.year() - pl.when(had_birthday).then(0).otherwise(1)
    return pl.when(born <= on).then(years).cast(pl.Int16)
