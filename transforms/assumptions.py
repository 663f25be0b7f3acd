"""What a run relied on that is not confirmed: fact rows by their status, and readings of a rule that no row carries.

Danish: forudsætninger. Source: contract, introduction and section 3.
"""

from collections.abc import Mapping
from datetime import date

import polars as pl

from transforms.dated import KEYS, Facts, is_in_force, join_in_force
from transforms.policies import CONTROL_POLICIES, DEFAULTS, PolicyKey
from transforms.problems import row_key
from transforms.settlement import Settled

ASSUMPTION = {"fact": pl.String, "row_key": pl.String, "status": pl.String, "note": pl.String}

READINGS = {
    (
        "R1",
        "record_number_as_key",
    ): "The delivery has no idnummer for some contacts, so their record number is their key.",
    ("R6", "start_closes_open_course"): "A start mark while a course is open closes it the day before.",
    (
        "R8",
        "no_home_visit_tariff_in_specialised",
    ): "A home visit has no tariff of its own in a specialised course (KL 2.3).",
    ("R9", "dearest_tariff_of_a_stay"): "Of a stay's services the dearest tariff decides, as the memo says of visits.",
}
"""Readings that no fact row carries: rule and name -> what is assumed."""


def keep_relied_on(settled: Settled, contacts: pl.DataFrame, facts: Facts, month_end: date) -> pl.DataFrame:
    """All that the run relied on and that is not confirmed, as fact, row_key, status, note."""
    events = settled.events.lazy()
    days = pl.concat([events.select("activity_date"), pl.LazyFrame({"activity_date": [month_end]})]).unique()
    rows = [keep_used_rows(facts, fact, uses) for fact, uses in list_uses(settled).items()]
    readings = keep_readings(settled, contacts)
    return pl.concat([*rows, keep_policies(facts, days), readings]).sort("fact", "row_key")


def list_uses(settled: Settled) -> dict[str, pl.LazyFrame]:
    """What each fact was used for: its key and the date. A share is used where no municipal amount is printed."""
    events = settled.events.lazy()
    prices = settled.price_list.lazy()
    return {
        "tariffs": prices,
        "tariff_codes": prices,
        "shares": prices.filter(pl.col("printed_kr").is_null()),
        "registration_codes": settled.registrations.lazy().rename({"registered_on": "activity_date"}),
        "municipalities": events.rename({"payer_municipality": "municipality"}),
        "hospitals": events,
        "opt_outs": events.filter(pl.col("channel") == "opted_out").rename(
            {"payer_municipality": "municipality", "creditor_region": "region"}
        ),
    }


def keep_used_rows(facts: Facts, fact: str, uses: pl.LazyFrame) -> pl.DataFrame:
    """The unconfirmed rows of a fact that were in force for some use (its key on an activity date)."""
    rows = getattr(facts, fact).lazy().select(*KEYS[fact], "valid_from", "valid_to", row_key(fact), "status", "note")
    keys = uses.select(*KEYS[fact], "activity_date").unique()
    relied_on = join_in_force(keys, rows, on="activity_date", by=KEYS[fact])
    return as_assumptions(relied_on.filter(pl.col("status") != "confirmed"), fact)


def keep_policies(facts: Facts, days: pl.LazyFrame, defaults: Mapping[PolicyKey, str] = DEFAULTS) -> pl.DataFrame:
    """The unconfirmed policies in force on some day that the run looked at, and each default taken on one.

    In: `activity_date`, each day once; `defaults` of the policies that are meant.
    """
    keys = [(*key, value) for key, value in defaults.items()]
    schema = dict.fromkeys(("policy", "scheme", "default"), pl.String)
    asked = days.join(pl.LazyFrame(keys, schema=schema, orient="row"), how="cross")
    rows = facts.policies.lazy().select(
        "policy", "scheme", "valid_from", "valid_to", row_key("policies"), "status", "note"
    )
    named = asked.join(rows, on=["policy", "scheme"], how="inner", nulls_equal=True).filter(
        is_in_force("activity_date")
    )
    defaulted = asked.join(named, on=["activity_date", "policy", "scheme"], how="anti", nulls_equal=True).select(
        pl.concat_str("policy", pl.col("scheme").fill_null("-"), separator=" ").alias("row_key"),
        pl.lit("assumed").alias("status"),
        pl.concat_str(pl.lit("No row is in force: the default is "), "default").alias("note"),
    )
    unconfirmed = named.filter(pl.col("status") != "confirmed").select("row_key", "status", "note")
    return as_assumptions(pl.concat([unconfirmed, defaulted]), "policies")


def keep_control_policies(facts: Facts, lines: pl.DataFrame) -> pl.DataFrame:
    """The unconfirmed policies of the control lists, each where a line rests on it, and each default taken for one.

    In: `lines` with list and activity_date.
    """
    rows = [
        keep_policies(facts, lines.lazy().filter(pl.col("list") == name).select("activity_date").unique(), of_list)
        for name, of_list in CONTROL_POLICIES.items()
    ]
    return pl.concat(rows).unique().sort("fact", "row_key")


def keep_readings(settled: Settled, contacts: pl.DataFrame) -> pl.DataFrame:
    """The readings of rules that made or could have made a difference in this run."""
    is_charged_stay = (pl.col("scheme") == "inpatient") & pl.col("reason").is_null()
    holds = {
        "record_number_as_key": (contacts["contact_key"] == contacts["k_recnum"]).any(),
        "start_closes_open_course": settled.courses["is_cut_short"].any(),
        "no_home_visit_tariff_in_specialised": has_general_only_service(settled),
        "dearest_tariff_of_a_stay": not settled.events.filter(is_charged_stay).is_empty(),
    }
    rows = [(rule, name, "assumed", note) for (rule, name), note in READINGS.items() if holds[name]]
    return pl.DataFrame(rows, schema=ASSUMPTION, orient="row")


def has_general_only_service(settled: Settled) -> bool:
    """Whether a specialised visit held a dearer service that only the general scheme has a group for."""
    of_scheme = {
        scheme: settled.price_list.filter(pl.col("scheme") == f"{scheme}_outpatient")
        for scheme in ("general", "specialised")
    }
    general_only = of_scheme["general"].join(of_scheme["specialised"], on=["sks_code", "activity_date"], how="anti")
    specialised = settled.events.filter(pl.col("scheme") == "specialised_outpatient")
    return not specialised.join(general_only, left_on="general_outpatient_order", right_on="price_order").is_empty()


def as_assumptions(rows: pl.LazyFrame, fact: str) -> pl.DataFrame:
    """Rows with row_key, status and note as assumptions, each once."""
    return rows.select(pl.lit(fact).alias("fact"), "row_key", "status", "note").unique().collect()
