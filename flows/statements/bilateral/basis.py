"""The restricted basis of a payer's bilateral statement: its own citizens' visits with their CPR numbers. Suppliers get none."""

import polars as pl

from flows.home import Home, read_persons
from flows.statements.bilateral.gathering import BilateralGathered
from flows.statements.bilateral.parties import BilateralNames
from reports.statements.bilateral.basis import BilateralBasis
from reports.statements.bilateral.statement import BilateralStatement
from reports.statements.bilateral.words import DECISIONS, ENTRY_TYPES, KINDS, MODELS, REASONS, SECTIONS, UNITS
from transforms.policies import list_schemes_with_individual_data

ENTRY = [
    "cpr",
    "event_id",
    pl.col("entry_type").replace_strict(ENTRY_TYPES),
    pl.col("reason").replace_strict(REASONS, return_dtype=pl.String),
    pl.col("section").replace_strict(SECTIONS),
    "activity_date",
    pl.col("supplier_kind").replace_strict(KINDS),
    "supplier",
    "supplier_name",
    "institution",
    "institution_name",
    "agreement_id",
    pl.col("model").replace_strict(MODELS, return_dtype=pl.String),
    pl.col("units").replace_strict(UNITS, return_dtype=pl.String),
    "quantity",
    "visits",
    "agreed_kr",
    "advisory_kr",
    pl.when(pl.col("agreement_id").is_null()).then(pl.col("decision").replace_strict(DECISIONS)),
]
"""The cells of an entry, in the order of `reports.statements.bilateral.basis.ENTRIES`."""


def build_bilateral_bases(
    home: Home, gathered: BilateralGathered, statements: list[BilateralStatement]
) -> list[BilateralBasis]:
    """The basis of each payer's statement, by code. Source: KL memo 2006, section 4.1 and footnote 4; policy `individual_data`."""
    schemes = list_schemes_with_individual_data(gathered.latest_facts, gathered.month.last_day)
    is_shown = pl.concat_str("service_scope", pl.lit("_outpatient")).is_in(schemes)
    payers = [one for one in statements if one.party.role == "payer"]
    names = BilateralNames.of(gathered)
    entries = names.add_to(gathered.entries).join(
        read_persons(home), on="person_key", how="left", maintain_order="left"
    )
    shown = entries.with_columns(pl.when(is_shown).then("cpr").alias("cpr"))
    by_payer = shown.partition_by("payer", as_dict=True, maintain_order=True)
    return [BilateralBasis(one.party, one.head, by_payer[(one.party.code,)].select(ENTRY)) for one in payers]
