"""Citing: the fact rows that one event rests on, with their status and source. Source: contract section 3."""

from datetime import date

import polars as pl

from transforms.assumptions import list_uses
from transforms.dated import KEYS, Facts, is_in_force, join_in_force
from transforms.policies import DEFAULTS
from transforms.pricing import SCHEMES
from transforms.settlement import Settled

PROVENANCE = ["valid_from", "valid_to", "status", "source", "note"]

OF_SETTING = {"stay_gap_days": "stay", "open_course": "visit"}
"""Policies without a scheme that only one setting's rules read. Source: contract R2, R8."""


def keep_cited(settled: Settled, facts: Facts, month_end: date) -> pl.DataFrame:
    """Keep the fact rows that the one event of `settled` rests on, confirmed ones too.

    Out: fact, key, value, valid_from, valid_to, status, source, note. A policy without a row is cited by its default.
    """
    prices = settled.price_list.lazy()
    uses = list_uses(settled) | {"shares": prices}
    cited = [cite(facts, fact, used) for fact, used in uses.items()]
    return pl.concat([*cited, cite_policies(settled, facts, month_end)])


def cite(facts: Facts, fact: str, uses: pl.LazyFrame) -> pl.DataFrame:
    """The rows of a fact in force for some use (its key on an activity date), each once."""
    rows: pl.DataFrame = getattr(facts, fact)
    keys = uses.select(*KEYS[fact], "activity_date").unique()
    dated = rows.lazy().with_columns(first_day="valid_from", last_day="valid_to", is_there=pl.lit(value=True))
    used = join_in_force(keys, dated, on="activity_date", by=KEYS[fact]).filter("is_there")
    shown = used.rename({"first_day": "valid_from", "last_day": "valid_to"})
    return describe(shown, fact, rows.columns).unique().sort("key", "valid_from").collect()


def cite_policies(settled: Settled, facts: Facts, month_end: date) -> pl.DataFrame:
    """The policies that the event's rules read: the row in force, or the default where none is."""
    setting, scheme, day = settled.events.select("setting", "scheme", "activity_date").row(0)
    schemes = (None, scheme) if scheme else (None, *SCHEMES[setting])
    asked = pl.LazyFrame(
        [
            (policy, of_scheme, default, month_end if policy == "stay_gap_days" else day)
            for (policy, of_scheme), default in DEFAULTS.items()
            if of_scheme in schemes and OF_SETTING.get(policy, setting) == setting
        ],
        schema=["policy", "scheme", "default", "on"],
        orient="row",
    )
    in_force = facts.policies.lazy().join(asked, on=["policy", "scheme"], nulls_equal=True).filter(is_in_force("on"))
    defaulted = asked.join(in_force, on=["policy", "scheme"], how="anti", nulls_equal=True).select(
        "policy",
        "scheme",
        pl.col("default").alias("value"),
        pl.lit(None, pl.Date).alias("valid_from"),
        pl.lit(None, pl.Date).alias("valid_to"),
        pl.lit("assumed").alias("status"),
        pl.lit("contract section 3").alias("source"),
        pl.lit("No row is in force: the default").alias("note"),
    )
    columns = facts.policies.columns
    both = pl.concat([in_force.select(columns), defaulted.select(columns)])
    return describe(both, "policies", columns).sort("key").collect()


def describe(rows: pl.LazyFrame, fact: str, columns: list[str]) -> pl.LazyFrame:
    """Rows of any fact in one shape: fact, key, value, and where they come from."""
    values = [name for name in columns if name not in (*KEYS[fact], *PROVENANCE)]
    key = pl.concat_str(KEYS[fact], separator=" ", ignore_nulls=True)
    said = [pl.concat_str(pl.lit(f"{name} "), pl.col(name).cast(pl.String)) for name in values]
    value = pl.concat_str(said, separator=", ", ignore_nulls=True)
    return rows.select(pl.lit(fact).alias("fact"), key.alias("key"), value.alias("value"), *PROVENANCE)
