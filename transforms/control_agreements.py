"""The control list of activity without an agreement, from hospitals and municipalities alike. Danish: kontrolliste."""

import polars as pl

from transforms.control_lists import LINE

NO_AGREEMENT = "no_agreement"
"""The list of bilateral visits that nobody agreed to pay and nobody signed off yet."""

SUPPLIERS = {"region": "regionen", "municipality": "kommunen", "private": "den private leverandør"}


def keep_without_agreement(visits: pl.LazyFrame) -> pl.LazyFrame:
    """Keep the visits that no agreement in force covers and that no person accepted or refused, in the shape of `LINE`.

    Danish: aktivitet uden aftale. Source: KL memo 2006, section 4.1 (manual control: no agreement, but services all the same).
    """
    supplier = pl.col("supplier_kind").replace_strict(SUPPLIERS, return_dtype=pl.String)
    said = [pl.lit("Ingen aftale i kraft med "), supplier, pl.lit(" "), pl.col("supplier")]
    return (
        visits.filter(pl.col("standing") == "no_agreement", pl.col("decision").is_null())
        .with_columns(
            list=pl.lit(NO_AGREEMENT),
            payer_municipality="payer",
            creditor_region=pl.when(pl.col("supplier_kind") == "region").then("supplier"),
            hospital="institution",
            detail=pl.concat_str(*said),
        )
        .select(*LINE)
        .cast(pl.Schema(LINE))
    )
