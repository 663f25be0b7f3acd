"""Proofs over agreements: who they are between, what their models price by, and that no day has two of them.

Each gives its problems as rows of fact, row_key, problem, as in `transforms.proving`. Source: KL memo 2006, sections 3
and 4; contract section 3.
"""

from datetime import date

import polars as pl

from transforms.agreements import PARTIES, expand_agreements, list_parties
from transforms.dated import VALIDITY, Facts, join_in_force
from transforms.problems import as_problems, keep_overlapping
from transforms.proving_prices import LISTED_MODELS, day

OF_HOSPITALS = ["drg", "drg_less_percent", "per_course"]
"""Models that need no minutes and no forms, which hospitals do not deliver."""


def prove_no_double_agreement(facts: Facts) -> pl.DataFrame:
    """No payer has two agreements with one supplier for one scope on a day: there is no rule of which would hold.

    Regions are looked at municipality by municipality. Source: KL memo 2006, section 4.2.
    """
    pairs = expand_agreements(facts).sort(*PARTIES, *VALIDITY, "agreement_id", nulls_last=True)
    with_earlier = pairs.with_columns(earlier=pl.col("agreement_id").shift(1))
    double = (
        keep_overlapping(with_earlier, PARTIES)
        .group_by("agreement_id", "earlier")
        .agg(pl.col(*PARTIES, "valid_from").sort_by("valid_from", *PARTIES).first())
        .rename({"valid_from": "day"})
    )
    own = facts.agreements.lazy().select("agreement_id", *VALIDITY, agreed_from="valid_from")
    named = join_in_force(double, own, on="day", by=["agreement_id"]).with_columns(valid_from="agreed_from")
    where = pl.concat_str(*PARTIES, day("day"), separator=" ")
    problem = pl.concat_str(pl.lit("is in force together with "), "earlier", pl.lit(" for "), where)
    return as_problems(named, "agreements", problem)


def prove_parties(facts: Facts) -> pl.DataFrame:
    """Payers and suppliers are known, and nobody is their own supplier. Source: KL memo 2006, table 1."""
    agreements = facts.agreements.lazy()
    parties = list_parties(facts).select("party").unique()
    known = {
        "region": pl.concat(rows.lazy().select(party="region") for rows in (facts.municipalities, facts.hospitals)),
        "municipality": parties,
        "private": facts.institutions.lazy().filter(pl.col("supplier_kind") == "private").select(party="supplier"),
    }
    suppliers = pl.concat(names.unique().with_columns(supplier_kind=pl.lit(kind)) for kind, names in known.items())
    payers = agreements.join(parties, left_on="payer", right_on="party", how="anti")
    unknown = agreements.join(
        suppliers, left_on=["supplier_kind", "supplier"], right_on=["supplier_kind", "party"], how="anti"
    )
    is_itself = pl.col("supplier_kind").eq("municipality") & pl.col("payer").eq(pl.col("supplier"))
    own = agreements.filter(is_itself).join(
        facts.municipalities.lazy(), left_on="payer", right_on="municipality", how="semi"
    )
    return pl.concat(
        [
            as_problems(payers, "agreements", name_cell("payer", "is no municipality or region in municipalities.csv")),
            as_problems(
                unknown,
                "agreements",
                name_cell(
                    "supplier", "is no supplier of its kind in municipalities.csv, hospitals.csv or institutions.csv"
                ),
            ),
            as_problems(own, "agreements", pl.lit("its supplier is its payer")),
        ]
    )


def name_cell(column: str, said: str) -> pl.Expr:
    """A problem with a cell that may be named: a party is no citizen."""
    return pl.concat_str(pl.lit(f"{column} "), column, pl.lit(f" {said}"))


def prove_parameters(facts: Facts) -> pl.DataFrame:
    """Each model has what it prices by; hospitals are paid for general rehabilitation, by models that need no minutes.

    Source: KL memo 2006, table 1 (hospitals' specialised rehabilitation is collected nationally), sections 3.1 to 3.5.
    """
    agreements, model = facts.agreements.lazy(), pl.col("model")
    lacks_percent = model.eq("drg_less_percent") & pl.col("less_percent").is_null()
    lacks_list = model.is_in(LISTED_MODELS) & pl.col("price_list").is_null()
    is_of_hospitals = pl.col("supplier_kind").eq("region")
    said = {
        "less_percent is empty, by which drg_less_percent prices": lacks_percent,
        "price_list is empty, by which its model prices": lacks_list,
        "hospitals deliver no minutes: a region is paid by drg, drg_less_percent or per_course": is_of_hospitals
        & ~model.is_in(OF_HOSPITALS),
        "hospitals' specialised rehabilitation is collected nationally: a region's agreement is of scope general": is_of_hospitals
        & pl.col("service_scope").eq("specialised"),
    }
    return pl.concat(
        as_problems(agreements.filter(wrong), "agreements", pl.lit(problem)) for problem, wrong in said.items()
    )


def prove_decisions_taken(facts: Facts, today: date) -> pl.DataFrame:
    """A decision is taken, and taken back, on a day that has come: what stands in facts counts from the next run on.

    So no run depends on the day on which it is made, and an audit years later reads the same. Source: KL memo 2006, section 4.1.
    """
    decisions = facts.decisions.lazy()
    return pl.concat(
        as_problems(decisions.filter(pl.col(name) > today), "decisions", pl.lit(f"{name} is a day that has not come"))
        for name in VALIDITY
    )
