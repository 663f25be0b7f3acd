"""Facts of the bilateral settlement: who agreed what with whom, at which prices, and who performs rehabilitation.

Source: KL memo 2006, sections 1, 3 and 4; contract section 3 (files that later parts add may be absent).
"""

import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData
from pandera.engines.polars_engine import Decimal

from schemas.dated import Dated
from schemas.deliveries import names_nobody

SUPPLIER_KINDS = ["region", "municipality", "private"]
MODELS = ["drg", "drg_less_percent", "per_course", "per_hour", "per_hour_by_form", "package", "fee_schedule"]
SCOPES = ["general", "specialised"]
FORMS = ["individual", "self_training", "group", "pool"]
PARTY = "^[0-9]{4}$"


class Institutions(Dated):
    """Who performs municipal rehabilitation: training centres and private clinics, and whose they are."""

    institution: str = pa.Field(str_matches="^[A-Z0-9]{1,20}$", description="Its number: ydernummer, SHAK or SOR")
    number_kind: str = pa.Field(isin=["yder", "shak", "sor"], description="Which list the number is of")
    name: str = pa.Field(description="Name")
    supplier_kind: str = pa.Field(isin=SUPPLIER_KINDS[1:], description="municipality or private")
    supplier: str = pa.Field(
        str_matches="^[A-Z0-9]{1,20}$", description="Who is owed: the municipality whose it is, or the private supplier"
    )
    municipality: str = pa.Field(str_matches=PARTY, description="Municipality that it lies in")


class Headings(Dated):
    """What the columns of a register are called in deliveries, where they are called otherwise than here."""

    register_table: str = pa.Field(description="Table of the register")
    heading: str = pa.Field(str_matches="^[a-z0-9_]+$", description="Heading in the delivery, in small letters")
    column_name: str = pa.Field(description="Column that it is read as")


class Agreements(Dated):
    """Agreements (aftaler): a payer buys rehabilitation of one scope from a supplier, priced by one model.

    A region's number in place of a municipality's stands for each of its municipalities.
    """

    agreement_id: str = pa.Field(str_matches="^[A-Za-z0-9_-]{1,40}$", description="Name of the agreement")
    payer: str = pa.Field(str_matches=PARTY, description="Municipality that pays, or a region for all of its own")
    supplier_kind: str = pa.Field(isin=SUPPLIER_KINDS, description="region, municipality or private")
    supplier: str = pa.Field(
        str_matches="^[A-Z0-9]{1,20}$",
        description="Region; municipality, or a region for all of its own; private supplier as in institutions",
    )
    service_scope: str = pa.Field(isin=SCOPES, description="general or specialised, by the plan")
    model: str = pa.Field(isin=MODELS, description="How it is priced")
    price_list: str = pa.Field(nullable=True, description="Prices in agreement_prices; empty where tariffs price")
    less_percent: Decimal(5, 2) = pa.Field(  # type: ignore[valid-type]
        ge=0, le=100, nullable=True, description="Of drg_less_percent: what is taken off the tariff, per cent"
    )
    step_minutes: int = pa.Field(
        ge=1,
        nullable=True,
        description="Of the hourly models: minutes are paid per started so many; empty: as they are",
    )
    price_level: str = pa.Field(nullable=True, description="Price level that is paid in, empty: that of the price list")


class AgreementPrices(Dated):
    """Prices of agreements."""

    price_list: str = pa.Field(description="Price list")
    item: str = pa.Field(description="What is priced: a form, hour, travel_hour, course, a diagnosis group or a fee")
    amount_kr: Decimal(14, 2) = pa.Field(ge=0, description="Price, kroner")  # type: ignore[valid-type]
    unit: str = pa.Field(isin=["hour", "course", "fee", "supplement"], description="What one of it is")
    price_level: str = pa.Field(nullable=True, description="Price level, e.g. 05-pl")


class Packages(Dated):
    """What a package (ydelsespakke) holds: hours per form for a diagnosis group."""

    price_list: str = pa.Field(description="Price list")
    diagnosis_group: str = pa.Field(description="Diagnosis group")
    form: str = pa.Field(isin=FORMS, description="Form of the training")
    hours: Decimal(7, 2) = pa.Field(ge=0, description="Hours of it")  # type: ignore[valid-type]


class PriceLevels(Dated):
    """Price levels (pris- og lønniveauer) as an index, to bring a price from one level to another."""

    price_level: str = pa.Field(str_matches="^[0-9]{2}-pl$", description="Price level, e.g. 07-pl")
    price_index: Decimal(9, 4) = pa.Field(gt=0, description="Index")  # type: ignore[valid-type]


class Decisions(Dated):
    """What a person decided of an event without an agreement. It counts in the next run, until it is taken back (has ended)."""

    event_id: str = pa.Field(description="Event, as on the control list no_agreement")
    decision: str = pa.Field(isin=["accepted", "refused"], description="accepted or refused")
    decided_by: str = pa.Field(description="Who decided")
    why: str = pa.Field(description="Why")
    agreed_kr: Decimal(14, 2) = pa.Field(  # type: ignore[valid-type]
        ge=0, nullable=True, description="Of an accepted event, what the parties agreed for it, kroner; empty: none yet"
    )

    @pa.check("agreed_kr", name="is given, but the decision is refused")
    def is_of_an_accepted_event(cls, column: PolarsData) -> pl.LazyFrame:
        """What is refused is not owed."""
        is_refused = pl.col("decision").eq_missing("refused")
        return column.lazyframe.select(~is_refused | pl.col("agreed_kr").is_null())

    @pa.check("decided_by", "why", name="holds what could be a CPR number")
    def names_no_citizen(cls, column: PolarsData) -> pl.LazyFrame:
        """What is said of a decision stands in marts and statements."""
        return names_nobody(column)


BILATERAL: dict[str, type[Dated]] = {
    "institutions": Institutions,
    "headings": Headings,
    "agreements": Agreements,
    "agreement_prices": AgreementPrices,
    "packages": Packages,
    "price_levels": PriceLevels,
    "decisions": Decisions,
}
"""The fact files of the bilateral settlement by name; they may be absent from a folder and then hold no rows."""
