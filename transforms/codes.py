"""SKS codes and the prefixes that facts name them by."""

from collections.abc import Sequence

import polars as pl

from transforms.dated import VALIDITY, is_in_force


def join_longest_prefix(coded: pl.LazyFrame, dated: pl.LazyFrame, *, on: str, by: Sequence[str] = ()) -> pl.LazyFrame:
    """Join each code to the dated row of the longest prefix that it starts with and that is in force; others drop out.

    In: `sks_code` and the date `on`, each pair once. Out: one row per pair and value of `by`, with the values of `dated`
    and its `sks_prefix`. Sub-codes count: BLNA30 is BLNA; BLKZ is not BLKZ0. Danish: underkoder.
    Source: contract R4 and section 6 ("starts with", the longest wins); KL memo 2006, section 2.1.
    """
    pairs = ["sks_code", on]
    lengths = pl.int_ranges(1, pl.col("sks_code").str.len_chars() + 1)
    started = (
        coded.select("sks_code", length=lengths)
        .unique("sks_code")
        .explode("length")
        .select("sks_code", sks_prefix=pl.col("sks_code").str.head(pl.col("length")))
    )
    return (
        coded.join(started.join(dated, on="sks_prefix"), on="sks_code")
        .filter(is_in_force(on))
        .sort(pl.col("sks_prefix").str.len_chars(), descending=True)
        .unique([*pairs, *by], keep="first", maintain_order=True)
        .drop(VALIDITY)
    )
