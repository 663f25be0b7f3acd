"""What the bilateral settlement relied on that is not confirmed: agreements, prices, institutions, headings, and readings.

Danish: forudsætninger. Source: contract, introduction and section 3.
"""

import polars as pl

from transforms.assumptions import ASSUMPTION, keep_used_rows
from transforms.bilateral import Bilateral
from transforms.bilateral_events import MUNICIPALITIES
from transforms.dated import Facts
from transforms.ges import SUPPLEMENT
from transforms.price_levels import list_levels_used

READINGS = {
    ("KL 3.2", "minutes_rounded_per_service"): (
        "Minutes are rounded up to the agreement's step, and kroner to øre, for each service by itself.",
        pl.col("model").is_in(["per_hour", "per_hour_by_form"]),
    ),
    ("KL 3.2", "course_price_at_its_end"): (
        "The price of a municipal course is booked on the day on which it ended, that of a hospital's on its last visit of the "
        "delivery's period, once its end lies there too: deliveries must hold whole courses. A course "
        "whose parties change to or from such a price stays under what was agreed as it began.",
        pl.col("model").is_in(["per_course", "package"]),
    ),
    ("KL 3.5", "one_fee_is_the_dearest"): (
        "Of a visit's services the dearest fee is paid; a service without a kind of consultation is a normal one.",
        pl.col("model") == "fee_schedule",
    ),
}
"""Readings that no fact row carries: memo section and name -> what is assumed, and of which visits."""


def keep_bilateral_relied_on(bilateral: Bilateral, facts: Facts) -> pl.DataFrame:
    """All that the bilateral visits rely on and that is not confirmed, as fact, row_key, status, note."""
    visits = bilateral.visits.lazy()
    is_municipal = (bilateral.visits["register_name"] == MUNICIPALITIES).any()
    municipal = visits.filter(pl.col("register_name") == MUNICIPALITIES)
    headings = facts.headings.lazy().select("register_table", "heading", activity_date="valid_from")
    uses = {
        "agreements": visits.filter(pl.col("agreement_id").is_not_null()),
        "agreement_prices": bilateral.asked.lazy(),
        "price_levels": bilateral.agreed.lazy()
        .select("price_list", "price_level", "activity_date")
        .pipe(list_levels_used, facts),
        "institutions": municipal,
        "headings": headings if is_municipal else headings.clear(),
        "registration_codes": keep_supplements(bilateral, facts),
        "tariffs": bilateral.price_list.lazy(),
        "tariff_codes": bilateral.price_list.lazy(),
        "decisions": visits.filter(pl.col("decision").is_not_null()).with_columns(activity_date="decided_on"),
    }
    rows = [keep_used_rows(facts, fact, used) for fact, used in uses.items()]
    return pl.concat([pl.DataFrame(schema=ASSUMPTION), *rows, keep_readings(bilateral)])


def keep_supplements(bilateral: Bilateral, facts: Facts) -> pl.LazyFrame:
    """The codes of supplements on the days of services that have one: sks_prefix, activity_date."""
    days = bilateral.services.lazy().filter("has_supplement").select("event_id")
    on = bilateral.visits.lazy().join(days, on="event_id", how="semi").select("activity_date").unique()
    codes = facts.registration_codes.lazy().filter(pl.col("role") == SUPPLEMENT).select("sks_prefix").unique()
    return on.join(codes, how="cross")


def keep_readings(bilateral: Bilateral) -> pl.DataFrame:
    """The readings that some agreed visit rests on."""
    rows = [
        (rule, name, "assumed", note)
        for (rule, name), (note, concerned) in READINGS.items()
        if not bilateral.visits.filter(concerned).is_empty()
    ]
    return pl.DataFrame(rows, schema=ASSUMPTION, orient="row")
