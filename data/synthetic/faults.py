"""Rows that do not fit their schema: added to the tables, each a copy of a good row with one fault.

The rows they were copied from stay as they are, so what can be settled is the same with and without the faults.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from data.synthetic.draws import Draws, count_within
from data.synthetic.figures import read_calibration, read_figures

BAD_CPR = ["7113501234", "A101501234", "710150123", "71015012345", "0001501234", "9901501234", "710150-123"]
BAD_DATES = ["2007-02-30", "31-02-2007", "2007-13-01", "20071301", "ukendt", "0000-00-00"]
BAD_MUNICIPALITIES = ["75X", "12345", "1", "7 51"]
BAD_CODES = ["BLNA-0", "BLNA?", "BLNA0BLNA00", "BLN A0"]
LATE_RECNUM, EARLY_RECNUM, NO_RECNUM = 2_000_000_000, 999_999_999, 2_100_000_000


def allot(table: str, rows: int) -> dict[str, int]:
    """Give each reason of a table its number of faults: at least one, in all no more than the limit."""
    faults = read_figures("faults").filter(pl.col("table") == table)
    wanted = np.maximum(1, faults["per_mille"].to_numpy() * rows // 1000)
    upto = np.minimum(np.cumsum(wanted), limit(rows))
    return dict(zip(faults["reason"], np.diff(upto, prepend=0).tolist(), strict=True))


def limit(rows: int) -> int:
    """Count the faults that a table of so many rows may have."""
    return int(rows * read_calibration()["rejected_share_limit"])


def copy_rows(rows: pl.DataFrame, allotment: dict[str, int], draws: Draws) -> pl.DataFrame:
    """Copy random rows, with the `reason` each is to have, its `variant` of that (0, 1 ..) and its `copy` number."""
    counts = np.array(list(allotment.values()), dtype=np.int64)
    copies = rows[draws.below(max(len(rows), 1), int(counts.sum()))]
    return copies.with_columns(
        pl.Series("reason", list(allotment), dtype=pl.String).gather(np.repeat(np.arange(len(counts)), counts)),
        pl.Series("variant", count_within(counts)),
        pl.int_range(pl.len(), dtype=pl.Int64).alias("copy"),
    )


def spoil(copies: pl.DataFrame, reason: str, columns: Sequence[str], value: pl.Expr) -> pl.DataFrame:
    """Put a value into one column of the copies of a reason; the columns take turns, by variant."""
    for turn, column in enumerate(columns):
        is_meant = (pl.col("reason") == reason) & (pl.col("variant") % len(columns) == turn)
        copies = copies.with_columns(pl.when(is_meant).then(value).otherwise(pl.col(column)).alias(column))
    return copies


def cycle(values: Sequence[Any]) -> pl.Expr:
    """Give the values in turn, by variant."""
    turn = pl.col("variant") % len(values)
    return turn.replace_strict(list(range(len(values))), list(values), return_dtype=pl.String)


def copy_contacts(contacts: pl.DataFrame, allotment: dict[str, int], draws: Draws) -> pl.DataFrame:
    """Copy contacts into rejected ones, under record numbers of their own (`row` keeps them) and mostly a new identity.

    Duplicates keep the identity and are older, or as old with a lower record number. Some bad dates keep it too and are
    newer, but take no part: only rows that are otherwise accepted do.
    """
    copies = copy_rows(contacts, allotment, draws)
    is_duplicate = pl.col("reason") == "duplicate_contact"
    is_odd = pl.col("variant") % 2 == 1
    is_newer = (pl.col("reason") == "bad_date") & ~is_odd
    new_identity = pl.concat_str(pl.col("IDNUMMER").str.head(-9), pl.format("F{}", pl.col("copy")))
    days = pl.when(is_duplicate & ~is_odd).then(-1 - pl.col("variant") % 20).when(is_newer).then(1).otherwise(0)
    number = pl.when(is_duplicate & is_odd).then(EARLY_RECNUM - pl.col("copy")).otherwise(LATE_RECNUM + pl.col("copy"))
    return copies.with_columns(
        K_RECNUM=number,
        row=number,
        IDNUMMER=pl.when(is_duplicate | is_newer).then("IDNUMMER").otherwise(new_identity),
        SKEMAOPDAT=pl.col("SKEMAOPDAT") + pl.duration(days=days),
    ).pipe(spoil_contacts)


def spoil_contacts(copies: pl.DataFrame) -> pl.DataFrame:
    """Spoil the copies of contacts, each as its reason says."""
    day_before = pl.col("D_INDDTO").str.to_date().dt.offset_by(pl.format("-{}d", 1 + pl.col("variant") % 9))
    return (
        copies.pipe(spoil, "discharge_before_admission", ["D_UDDTO"], day_before.dt.to_string("%Y-%m-%d"))
        .pipe(spoil, "bad_cpr", ["V_CPR"], cycle(BAD_CPR))
        .pipe(spoil, "bad_date", ["D_INDDTO", "D_UDDTO"], cycle(BAD_DATES))
        .pipe(spoil, "bad_code", ["C_KOM"], cycle(BAD_MUNICIPALITIES))
        .pipe(spoil, "duplicate_contact", ["C_ADIAG"], pl.lit("DZ501"))
        .pipe(spoil, "missing_value", ["V_CPR", "D_INDDTO", "C_SGH", "C_PATTYPE", "K_RECNUM"], pl.lit(None))
    )


def copy_orphans(rows: pl.DataFrame, contacts: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """Copy rows of another table under the record numbers of rejected contacts, one each."""
    copies = copy_rows(rows, {"orphan": len(contacts)}, draws)
    return copies.with_columns(V_RECNUM=contacts["row"]).with_columns(row=pl.col("V_RECNUM"))


def copy_services(services: pl.DataFrame, allotment: dict[str, int], draws: Draws) -> pl.DataFrame:
    """Copy services into rejected ones."""
    copies = copy_rows(services, allotment, draws).with_columns(row=pl.col("V_RECNUM"))
    return (
        copies.pipe(spoil, "orphan", ["V_RECNUM"], NO_RECNUM + pl.col("copy"))
        .pipe(spoil, "bad_date", ["D_ODTO"], cycle(BAD_DATES))
        .pipe(spoil, "bad_code", ["C_OPR"], cycle(BAD_CODES))
        .pipe(spoil, "missing_value", ["C_OPR", "D_ODTO", "V_RECNUM"], pl.lit(None))
    )


def copy_visits(visits: pl.DataFrame, allotment: dict[str, int], draws: Draws) -> pl.DataFrame:
    """Copy visits into rejected ones; of three repeats one writes its date the Danish way and one with a time."""
    copies = copy_rows(visits, allotment, draws).with_columns(row=pl.col("V_RECNUM"))
    danish, timed = pl.col("D_AMBDTO").str.to_date().dt.to_string("%d-%m-%Y"), pl.col("D_AMBDTO") + " 00:00:00"
    turn = pl.col("variant") % 3
    again = pl.when(turn == 1).then(danish).when(turn == 2).then(timed).otherwise("D_AMBDTO")
    return (
        copies.pipe(spoil, "duplicate_row", ["D_AMBDTO"], again)
        .pipe(spoil, "orphan", ["V_RECNUM"], NO_RECNUM + pl.col("copy"))
        .pipe(spoil, "bad_date", ["D_AMBDTO"], cycle(BAD_DATES))
        .pipe(spoil, "missing_value", ["D_AMBDTO", "V_RECNUM"], pl.lit(None))
    )


def insert(rows: pl.DataFrame, *copies: pl.DataFrame) -> pl.DataFrame:
    """Insert copies among the rows, by record number (the one they had before a fault took it away)."""
    placed = pl.concat([copy.select(pl.col("row"), *rows.columns) for copy in copies]).sort("row", maintain_order=True)
    return rows.select(pl.col(rows.columns[0]).alias("row"), *rows.columns).merge_sorted(placed, key="row").drop("row")
