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


def add_age(events: pl.LazyFrame) -> pl.LazyFrame:
    """Add `age`: completed years on activity_date; empty where the number gives no birth date, or one after that day.

    Danish: alder. Source: contract section 5.
    """
    born = events.select("cpr").unique().with_columns(birth_date(pl.col("cpr")).alias("born"))
    month_and_day = {
        name: pl.col(name).dt.month().cast(pl.Int16) * 100 + pl.col(name).dt.day() for name in ("born", "activity_date")
    }
    had_birthday = month_and_day["activity_date"] >= month_and_day["born"]
    years = pl.col("activity_date").dt.year() - pl.col("born").dt.year() - pl.when(had_birthday).then(0).otherwise(1)
    age = pl.when(pl.col("born") <= pl.col("activity_date")).then(years).cast(pl.Int16).alias("age")
    return events.join(born, on="cpr", how="left", maintain_order="left").with_columns(age)
