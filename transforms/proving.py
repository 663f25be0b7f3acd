"""Proofs over facts: what must hold of the dated tables before any krone rests on them.

Each proof gives its problems as rows of fact, row_key, problem; none means that it holds. Danish: kontrol af grundlag.
"""

from collections.abc import Callable

import polars as pl

from transforms.dated import KEYS, VALIDITY, Facts
from transforms.policies import ALL_DEFAULTS, ALLOWED
from transforms.problems import PROBLEM, as_problems, keep_first_gap, keep_overlapping, row_key
from transforms.proving_agreements import prove_no_double_agreement, prove_parameters, prove_parties
from transforms.proving_prices import prove_price_levels, prove_price_lists, prove_prices_in_force, prove_units
from transforms.sharing import add_municipal_amount


def prove_no_overlap(facts: Facts) -> pl.DataFrame:
    """Periods of one key never overlap. Source: contract section 3."""
    problem = pl.lit("its period overlaps the one before it")
    return pl.concat(
        as_problems(keep_overlapping(getattr(facts, fact).lazy().sort(*key, "valid_from"), key), fact, problem)
        for fact, key in KEYS.items()
    )


def prove_opt_out_notice(facts: Facts) -> pl.DataFrame:
    """An opt-out is in force at the earliest two months after notice; from the 31st, the last day of a shorter month.

    Danish: varsel for framelding. Rule R11. Source: KL memo 2006, section 4.1.
    """
    earliest = pl.col("notified_on").dt.offset_by("2mo")
    short = facts.opt_outs.lazy().filter(pl.col("valid_from") < earliest)
    return as_problems(
        short,
        "opt_outs",
        pl.concat_str(pl.lit("notice is short: in force at the earliest from "), earliest.dt.to_string("%Y-%m-%d")),
    )


def prove_policies(facts: Facts) -> pl.DataFrame:
    """Every policy is one that a rule knows, for a scheme that it knows, with a value that it knows. Source: contract section 3."""
    known = pl.LazyFrame(
        [(*key, ALLOWED[key[0]]) for key in ALL_DEFAULTS],
        schema={"policy": pl.String, "scheme": pl.String, "shape": pl.String},
        orient="row",
    )
    rows = facts.policies.lazy().join(known, on=["policy", "scheme"], how="left", nulls_equal=True)
    unknown = as_problems(
        rows.filter(pl.col("shape").is_null()), "policies", pl.lit("no rule knows this policy and scheme")
    )
    wrong = rows.filter(pl.col("shape").is_not_null() & ~pl.col("value").str.contains(pl.col("shape")))
    return pl.concat([unknown, as_problems(wrong, "policies", pl.lit("no rule knows this value"))])


def prove_priced(facts: Facts) -> pl.DataFrame:
    """Every tariff group has a tariff, and its scheme a share, on each day on which a code can trigger it. Rule R9."""
    codes = facts.tariff_codes.lazy()
    return pl.concat(
        as_problems(
            keep_first_gap(codes, getattr(facts, fact).lazy().select(by, *VALIDITY), [by], KEYS["tariff_codes"]),
            "tariff_codes",
            pl.concat_str(pl.col(by), pl.lit(f" has no row in {fact} on "), pl.col("day").dt.to_string("%Y-%m-%d")),
        )
        for fact, by in (("tariffs", "tariff_group"), ("shares", "scheme"))
    )


STRUCTURE: list[Callable[[Facts], pl.DataFrame]] = [
    prove_no_overlap,
    prove_opt_out_notice,
    prove_policies,
    prove_parties,
    prove_no_double_agreement,
    prove_parameters,
    prove_price_lists,
    prove_price_levels,
    prove_units,
]
"""What must hold before any run."""

COMPLETENESS: list[Callable[[Facts], pl.DataFrame]] = [prove_priced, prove_prices_in_force]
"""What must hold of facts as a whole; a run stops only at a price that an event of its own lacks (R9)."""


def prove(facts: Facts, proofs: list[Callable[[Facts], pl.DataFrame]]) -> pl.DataFrame:
    """The problems that the proofs find, in their order."""
    return pl.concat([pl.DataFrame(schema=PROBLEM), *(proof(facts) for proof in proofs)])


def keep_unconfirmed(facts: Facts) -> pl.DataFrame:
    """Keep the fact rows that are not confirmed, as fact, row_key, status, note."""
    rows: dict[str, pl.DataFrame] = {fact: getattr(facts, fact) for fact in KEYS}
    return pl.concat(
        rows[fact]
        .lazy()
        .filter(pl.col("status") != "confirmed")
        .select(pl.lit(fact).alias("fact"), row_key(fact), "status", "note")
        .collect()
        for fact in KEYS
    )


def keep_printed_differences(facts: Facts) -> pl.DataFrame:
    """Keep the tariffs whose printed municipal amount is not the computed one: tariff_group, printed_kr, computed_kr. Rule R10."""
    used = facts.tariff_codes.lazy().select("scheme", "tariff_group").unique()
    printed = (
        facts.tariffs.lazy().rename({"municipal_kr": "printed_kr", "valid_from": "activity_date"}).drop("valid_to")
    )
    return (
        printed.join(used, on="tariff_group")
        .pipe(add_municipal_amount, facts)
        .filter(pl.col("printed_kr") != pl.col("computed_kr"))
        .select(
            "tariff_group", "scheme", valid_from="activity_date", printed_kr="printed_kr", computed_kr="computed_kr"
        )
        .sort("tariff_group", "scheme", "valid_from")
        .collect()
    )
