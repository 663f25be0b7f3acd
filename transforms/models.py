"""Models: how an agreement prices a visit, each one a small function. A price stands on a visit or on a finished course.

Source: KL memo 2006, section 3. Which model holds between two parties is a fact: `data/facts/agreements.csv`.
"""

from collections.abc import Callable

import polars as pl

from transforms.dated import Facts
from transforms.fee_models import FEE, SUPPLEMENT, add_group_fee, fee_schedule
from transforms.hourly_models import HOUR, TRAVEL, per_hour, per_hour_by_form
from transforms.oere import as_kroner, divide_half_up, in_oere
from transforms.price_lists import LISTED, add_price, keep_unlisted, prepare_prices

Model = Callable[[pl.LazyFrame, pl.LazyFrame, pl.LazyFrame], pl.LazyFrame]
"""Visits of the model, services, prices in force -> event_id, quantity, agreed_kr."""

COURSE = pl.lit("course")
DIAGNOSIS_GROUP = pl.col("diagnosis_group")


def drg(visits: pl.LazyFrame, services: pl.LazyFrame, prices: pl.LazyFrame) -> pl.LazyFrame:
    """The advisory tariff of the visit (vejledende takst). Source: KL memo 2006, sections 3.1 and 4.1."""
    return pay_tariff(visits, percent=pl.lit(100))


def drg_less_percent(visits: pl.LazyFrame, services: pl.LazyFrame, prices: pl.LazyFrame) -> pl.LazyFrame:
    """The advisory tariff less a fixed percentage, half up to øre.

    Source: KL memo 2006, section 3.1 (fratrukket en fast pct-andel, fx 10 pct.; the overhead is 10.4 pct.).
    """
    return pay_tariff(visits, percent=100 - pl.col("less_percent"))


def per_course(visits: pl.LazyFrame, services: pl.LazyFrame, prices: pl.LazyFrame) -> pl.LazyFrame:
    """One price per finished course. It suits large numbers of courses only, as the memo warns.

    Source: KL memo 2006, section 3.2 (fast takst pr. genoptræningsforløb).
    """
    return pay_finished(visits, prices, item=COURSE)


def package(visits: pl.LazyFrame, services: pl.LazyFrame, prices: pl.LazyFrame) -> pl.LazyFrame:
    """One price per finished course, that of its diagnosis group. Danish: ydelsespakke.

    Source: KL memo 2006, section 3.4.
    """
    return pay_finished(visits, prices, item=DIAGNOSIS_GROUP)


def pay_tariff(visits: pl.LazyFrame, *, percent: pl.Expr) -> pl.LazyFrame:
    """Pay so many per cent of the advisory tariff, half up to øre; a visit that triggers none (no tariff group) counts as none."""
    tariff = in_oere(pl.col("advisory_kr"))
    oere = divide_half_up(tariff * in_oere(percent), pl.lit(100 * 100))
    triggers = pl.col("tariff_group").is_not_null().cast(pl.Int64)
    return visits.select("event_id", quantity=as_kroner(triggers * 100), agreed_kr=as_kroner(oere))


def pay_finished(visits: pl.LazyFrame, prices: pl.LazyFrame, *, item: pl.Expr) -> pl.LazyFrame:
    """Pay an item's price for a finished course, nothing for its visits by themselves."""
    is_paid = pl.col("is_finishing")
    return visits.pipe(add_price, prices, item, "course_oere").select(
        "event_id",
        quantity=as_kroner(is_paid.cast(pl.Int64) * 100),
        agreed_kr=as_kroner(pl.when(is_paid).then("course_oere").otherwise(0)),
    )


MODELS: dict[str, tuple[Model, str]] = {
    "drg": (drg, "visit"),
    "drg_less_percent": (drg_less_percent, "visit"),
    "per_course": (per_course, "course"),
    "per_hour": (per_hour, "hour"),
    "per_hour_by_form": (per_hour_by_form, "hour"),
    "package": (package, "course"),
    "fee_schedule": (fee_schedule, "fee"),
}
"""Model -> its function, and the unit that it counts. Source: KL memo 2006, sections 3.1 to 3.5."""

OF_COURSE = {"per_course": COURSE, "package": DIAGNOSIS_GROUP}
"""Models that pay a finished course -> the item that it is paid by."""

OF_SERVICE = {"per_hour": HOUR, "per_hour_by_form": pl.col("form"), "fee_schedule": FEE}
"""Models that pay services -> the item that one is paid by."""


def is_of(*models: str) -> pl.Expr:
    """Whether a visit's agreement prices by one of these models."""
    return pl.col("model").is_in(models)


def price_visits(
    visits: pl.LazyFrame | pl.DataFrame, services: pl.LazyFrame | pl.DataFrame, facts: Facts
) -> pl.DataFrame:
    """Add units, quantity and agreed_kr to visits with an agreement; agreed_kr is empty where a price is missing.

    In: visits: event_id, cpr, activity_date, is_finishing (where the price of a course stands), diagnosis_group,
    tariff_group, advisory_kr, agreement_id, model, price_list, less_percent, step_minutes, price_level. services:
    event_id, form, minutes, group_size, travel_minutes, consultation, has_supplement. Prices are those of the visit's day.
    """
    agreed, performed = visits.lazy(), services.lazy()
    prices = prepare_prices(agreed, facts).pipe(add_group_fee)
    priced = pl.concat(
        model(agreed.filter(is_of(name)), performed, prices).select(
            "event_id", pl.lit(unit).alias("units"), "quantity", "agreed_kr"
        )
        for name, (model, unit) in MODELS.items()
    )
    return agreed.join(priced, on="event_id", how="left", maintain_order="left").collect()


def list_asked(visits: pl.LazyFrame, services: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """The prices that a settlement of these visits needs: event_id, model, price_list, price_level, activity_date, item.

    Travel is paid where its price list has a price of it at all, so only there is one needed.
    """
    with_travel = facts.agreement_prices.lazy().filter(pl.col("item") == TRAVEL).select("price_list").unique()
    finished = visits.filter("is_finishing")
    named = ["event_id", *LISTED]
    performed = services.join(visits.select(named), on="event_id")
    travelled = performed.filter(is_of("per_hour", "per_hour_by_form") & (pl.col("travel_minutes") > 0))
    supplemented = performed.filter(is_of("fee_schedule") & pl.col("has_supplement"))
    asked = [
        *(finished.filter(is_of(model)).select(*named, item=item) for model, item in OF_COURSE.items()),
        *(performed.filter(is_of(model)).select(*named, item=item) for model, item in OF_SERVICE.items()),
        travelled.join(with_travel, on="price_list", how="semi").select(*named, item=TRAVEL),
        supplemented.select(*named, item=SUPPLEMENT),
    ]
    return pl.concat(asked)


def keep_missing_prices(
    visits: pl.LazyFrame | pl.DataFrame, services: pl.LazyFrame | pl.DataFrame, facts: Facts
) -> pl.DataFrame:
    """Keep the prices that are needed but not in force: price_list, item, activity_date. A missing price is never zero."""
    prices = prepare_prices(visits.lazy(), facts).pipe(add_group_fee)
    lacking = keep_unlisted(list_asked(visits.lazy(), services.lazy(), facts), prices)
    return lacking.select("price_list", "item", "activity_date").unique().sort(pl.all()).collect()


def keep_covered(visits: pl.LazyFrame, facts: Facts) -> pl.LazyFrame:
    """Keep the visits that their agreement covers: of a package, those of a diagnosis group that is priced on the day.

    In: model, price_list, price_level, activity_date, diagnosis_group. Source: KL memo 2006, section 5 (frit valg:
    afgrænset til særlige målgrupper).
    """
    priced = prepare_prices(visits, facts).select(*LISTED, diagnosis_group="item", is_priced=True)
    with_price = visits.join(priced, on=[*LISTED, "diagnosis_group"], how="left", nulls_equal=True)
    is_covered = pl.col("model").is_not_null() & (~is_of("package") | pl.col("is_priced").fill_null(value=False))
    return with_price.filter(is_covered).drop("is_priced")
