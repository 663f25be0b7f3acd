"""The bilateral settlement on the site, as it was known after its month: what may be shown of it, the rest emptied."""

import polars as pl

from flows.bilateral_activity import read_activity
from flows.comparing import compare_activity, list_choices, name_own_prices
from flows.home import Home
from flows.month import SettlementMonth
from flows.site.treatment import publish_treatment
from reports.site.bilateral import BilateralFigures
from reports.site.choosing import Choice
from transforms.alternative_terms import list_alternatives
from transforms.bilateral_events import MUNICIPALITIES
from transforms.bilateral_hiding import AS_LINE, COUNTRY, NAMED, Shown, keep_shown
from transforms.comparing_models import keep_owed

KRONER = ["advisory_kr", "agreed_kr"]

FIGURES = ["visits", "citizens", *KRONER]


def gather_bilateral(home: Home, month: SettlementMonth, places: pl.DataFrame, threshold: int) -> BilateralFigures:
    """What the site shows of the month's bilateral settlement."""
    known = read_activity(home, month, until=str(month))
    activity = known._replace(visits=known.visits.filter(pl.col("activity_month") == str(month)))
    shown = keep_shown(activity.visits, threshold)
    payers = activity.visits["payer"].unique().sort().to_list()
    own_prices = {payer: name_own_prices(payer) for payer in payers}
    lists = set(activity.facts.agreement_prices["price_list"])
    known_prices = {payer: name for payer, name in own_prices.items() if name in lists}
    compared = compare_activity(activity, month, list_alternatives(activity.facts), known_prices)
    safe = compared._replace(
        suppliers=hide_few_courses(compared.suppliers, compared.agreements, threshold),
        agreements=hide_course_prices(compared.agreements, threshold),
        own=hide_course_prices(compared.own, threshold),
    )
    return BilateralFigures(
        month=str(month),
        runs=[f"{run['run_id']} ({run['register_name']})" for run in activity.runs],
        lines=sum_lines(activity.visits, shown),
        owed=sum_owed(activity.visits, shown),
        treatment=publish_treatment(activity.visits, places, threshold),
        has_municipal=any(run["register_name"] == MUNICIPALITIES for run in activity.runs),
        choices={
            payer: close(choice, shown) for payer, choice in list_choices(safe, activity, month, own_prices).items()
        },
        open_payers=shown.payers,
    )


def close(choice: Choice, shown: Shown) -> Choice:
    """A payer's choice: in full where it is open, else nothing of it. What single courses cost is not for all to see."""
    frames = ("spread",) if choice.payer in shown.payers else ("suppliers", "spread", "volume", "agreements", "own")
    return choice._replace(**{name: getattr(choice, name).clear() for name in frames})


def hide_few_courses(suppliers: pl.DataFrame, agreements: pl.DataFrame, threshold: int) -> pl.DataFrame:
    """The suppliers' sums without alternatives that pay so few courses at one of them that its price tells how many.

    Such an alternative is held back at all of the payer's suppliers, and together; so is each where few have not finished.
    """
    few_open = agreements.filter(pl.col("unfinished").is_between(0, threshold, closed="none"))["payer"]
    few_paid = pl.col("quantity").is_between(0, threshold, closed="none") | pl.col("payer").is_in(few_open.implode())
    is_few = (pl.col("units") == "course") & few_paid
    is_hidden = is_few.fill_null(value=False).any().over("payer", "alternative")
    return suppliers.with_columns(pl.when(~is_hidden).then(pl.col("visits", "kr")))


def hide_course_prices(agreements: pl.DataFrame, threshold: int) -> pl.DataFrame:
    """Prices by agreement without those of few finished courses, or where few are not: their kroner are what is left of all."""
    is_few = pl.any_horizontal(pl.col("courses", "unfinished").is_between(0, threshold, closed="none"))
    return agreements.with_columns(pl.when(~is_few).then(pl.col("courses", "course_kr")))


def sum_lines(visits: pl.DataFrame, shown: Shown) -> pl.DataFrame:
    """The country's lines: standing, supplier_kind, model and their figures, as `hide_sums` leaves them."""
    sums = visits.group_by(*AS_LINE, pl.concat_str(pl.lit(COUNTRY), NAMED, separator=" ").alias("sum")).agg(
        sum_figures()
    )
    return hide_sums(sums.sort("sum"), shown)


def sum_owed(visits: pl.DataFrame, shown: Shown) -> dict[str, object] | None:
    """All that is owed or without agreement, together; nothing where there is nothing."""
    owed = keep_owed(visits)
    if owed.is_empty():
        return None
    return hide_sums(owed.select(pl.lit(COUNTRY).alias("sum"), *sum_figures()), shown).row(0, named=True)


def sum_figures() -> list[pl.Expr]:
    """Visits, citizens, advisory and agreed kroner; agreed is empty where nothing is."""
    agreed = pl.when(pl.col("agreed_kr").count() > 0).then(pl.col("agreed_kr").sum()).alias("agreed_kr")
    return [pl.col("visits").sum(), pl.col("cpr").n_unique().alias("citizens"), pl.col("advisory_kr").sum(), agreed]


def hide_sums(sums: pl.DataFrame, shown: Shown) -> pl.DataFrame:
    """Sums with what may not be shown emptied. Adds has_agreed: whether anything is agreed, shown or not."""
    allowed = dict(zip(FIGURES, (shown.sums, shown.sums, shown.advisory, shown.agreed), strict=True))
    return sums.with_columns(
        pl.col("agreed_kr").is_not_null().alias("has_agreed"),
        *(pl.when(pl.col("sum").is_in(names)).then(figure).alias(figure) for figure, names in allowed.items()),
    )
