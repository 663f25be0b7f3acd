"""Agreements (aftaler) of the bilateral settlement: who has agreed with whom, municipality by municipality.

Source: KL memo 2006, sections 1 (table 1), 3 and 4.2.
"""

import polars as pl

from transforms.dated import VALIDITY, Facts, join_in_force

PARTIES = ["payer", "supplier_kind", "supplier", "service_scope"]
"""What an agreement is found by, with the day."""

TERMS = ["agreement_id", "model", "price_list", "less_percent", "step_minutes", "price_level"]
"""What is agreed."""


def list_parties(facts: Facts) -> pl.LazyFrame:
    """The municipalities that a party's number stands for: itself, or each of a region's own.

    Out: party, municipality, known_from, known_to. Source: KL memo 2006, section 4.2 (fx i samme region).
    """
    known = facts.municipalities.lazy().select("municipality", "region", known_from="valid_from", known_to="valid_to")
    itself, of_region = (
        known.select(pl.col(name).alias("party"), pl.exclude("region")) for name in ("municipality", "region")
    )
    return pl.concat([itself, of_region])


def expand_party(agreements: pl.LazyFrame, facts: Facts, party: str) -> pl.LazyFrame:
    """Agreements with each municipality that `party` stands for in its place, as long as it is one and lies there."""
    first, last = VALIDITY
    parties = list_parties(facts).rename({"party": party})
    return (
        agreements.join(parties, on=party)
        .with_columns(
            pl.col("municipality").alias(party),
            pl.max_horizontal(first, "known_from").alias(first),
            pl.min_horizontal(last, "known_to").alias(last),
        )
        .filter(pl.col(last).is_null() | (pl.col(first) <= pl.col(last)))
        .drop("municipality", "known_from", "known_to")
    )


def expand_agreements(facts: Facts) -> pl.LazyFrame:
    """Agreements as pairs of payer and supplier; a municipality is never its own supplier.

    Out: payer, supplier_kind, supplier, service_scope, valid_from, valid_to (empty while open), agreement_id, model,
    price_list, less_percent, step_minutes, price_level. Source: KL memo 2006, sections 1 (table 1) and 4.2.
    """
    agreements = facts.agreements.lazy().select(*PARTIES, *VALIDITY, *TERMS).pipe(expand_party, facts, "payer")
    is_municipal = pl.col("supplier_kind") == "municipality"
    between = agreements.filter(is_municipal).pipe(expand_party, facts, "supplier")
    return pl.concat([between.filter(pl.col("payer") != pl.col("supplier")), agreements.filter(~is_municipal)])


def add_agreement(visits: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """Add the agreement in force on the day of each visit for its payer, supplier and scope, empty where there is none.

    In: payer, supplier_kind, supplier, service_scope, activity_date. Adds agreement_id, model, price_list, less_percent,
    step_minutes, price_level. Danish: aftale i kraft på dagen.
    """
    return join_in_force(visits, expand_agreements(facts), on="activity_date", by=PARTIES)
