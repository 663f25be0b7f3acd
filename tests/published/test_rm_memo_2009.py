"""The figures of Region Midtjylland's memo of 2009, from its own totals, through the real definitions, marts and SQL.

Source: Region Midtjylland, Redegørelse for genoptræningsområdet (2009), section Baggrund, as printed. The memo tells of
municipal visits of 2007; the definitions do not ask who gave a visit. Two totals are not in the memo: citizens, which are
taken as its visits divided by its visits per citizen, and inhabitants, which are Danmarks Statistik's.
"""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from tests.indicators.marts import FACTS, indicators

MEMO = (
    "Rapporten viser, at i 2007 udgjorde det samlede antal genoptræningsbesøg - udført i kommunerne - 119.400 genoptræningsbesøg. "
    "Næsten halvdelen af borgerne, der fik genoptræning var 60+årige (48 %). Gennemsnitligt har der i kommunerne været 10,9 "
    "genoptræningsbesøg per borger, der har modtaget kommunal genoptræning. [...] Mere end halvdelen (53 %) af "
    "genoptræningsbesøgene forekom blandt de 60+årige borgere. DSI har opgjort, at udgifterne ved almindelig ambulant genoptræning i "
    "kommunerne beløb sig i alt til cirka 65 mio. kr. i 2007. Den gennemsnitlige udgift i kommunerne var på 5.900 kr. per borger, der "
    "er genoptrænet kommunalt [...] er gennemsnittet 53.000 kr. pr. 1000 indbyggere for alle kommunerne i Region Midtjylland."
)


def printed(pattern):
    """A figure as the memo prints it: dots between thousands, a comma before decimals."""
    return Decimal(re.search(pattern, MEMO)[1].replace(".", "").replace(",", "."))


VISITS = int(printed(r"([\d.]+) genoptræningsbesøg\."))
KRONER = int(printed(r"cirka (\d+) mio\. kr\.")) * 1_000_000
VISITS_PER_CITIZEN = printed(r"været ([\d,]+) genoptræningsbesøg per borger")
KR_PER_CITIZEN = printed(r"var på ([\d.]+) kr\. per borger")
KR_PER_1000 = printed(r"gennemsnittet ([\d.]+) kr\. pr\. 1000 indbyggere")
OLDER_CITIZENS, OLDER_VISITS = printed(r"60\+årige \((\d+) %\)"), printed(r"halvdelen \((\d+) %\)")

CITIZENS = round(VISITS / VISITS_PER_CITIZEN)
OLDER = round(CITIZENS * OLDER_CITIZENS / 100)
VISITS_OF_OLDER = round(VISITS * OLDER_VISITS / 100)
INHABITANTS = 1_237_187
"""Region Midtjylland on 1 January 2008, FOLK1A by age and sex, the missing age of 38 taken between 37 and 39."""

RESIDENTS = FACTS.municipalities.filter(pl.col("region") == "1082").sort("municipality")["municipality"].to_list()


def visits_of_the_memo():
    """The memo's visits: each citizen in one municipality, visits and kroner spread as evenly as they go, in øre."""
    place = pl.int_range(VISITS)
    of_older = place < VISITS_OF_OLDER
    person = pl.when(of_older).then(place % OLDER).otherwise(OLDER + place % (CITIZENS - OLDER))
    ore = KRONER * 100
    share = ore // VISITS + (place < ore % VISITS).cast(pl.Int64)
    return pl.select(
        person.cast(pl.String).alias("person"),
        pl.when(of_older).then(75).otherwise(45).alias("age"),
        (share.cast(pl.Decimal(38, 2)) / 100).cast(pl.Decimal(14, 2)).alias("municipal_kr"),
        pl.date_range(date(2007, 1, 1), date(2007, 12, 31)).gather(place % 365).alias("activity_date"),
        pl.lit(pl.Series(RESIDENTS)).gather(person % len(RESIDENTS)).alias("payer_municipality"),
    )


def population_of_the_memo():
    """The region's inhabitants of 2007, spread over its municipalities; those of others are not asked for."""
    others = FACTS.population.with_columns(year=pl.lit(2007, pl.Int64))
    first, *rest = RESIDENTS
    by_municipality = {first: INHABITANTS - 60_000 * len(rest)} | dict.fromkeys(rest, 60_000)
    inhabitants = pl.col("municipality").replace_strict(by_municipality, default=pl.col("inhabitants"))
    return others.with_columns(inhabitants.cast(pl.Int64).alias("inhabitants"))


@pytest.fixture(scope="module")
def of_2007():
    """The region's indicators of the year."""
    figures = indicators(
        visits_of_the_memo(), month="2007-12", facts=replace(FACTS, population=population_of_the_memo())
    )
    of_region = figures.filter(pl.col("period") == "2007", pl.col("area_kind") == "region", pl.col("area") == "1082")
    return {row["indicator"]: row for row in of_region.rows(named=True)}


@pytest.mark.parametrize(
    ("indicator", "figure", "unit_printed"),
    [
        ("visits", VISITS, 1),
        ("visits_per_citizen", VISITS_PER_CITIZEN, Decimal("0.1")),
        ("outpatient_kr", KRONER, 1),
        ("kr_per_citizen", KR_PER_CITIZEN, 100),
        ("outpatient_kr_per_1000_inhabitants", KR_PER_1000, 1000),
        ("kr_per_1000_inhabitants", KR_PER_1000, 1000),
        ("older_citizens_share", OLDER_CITIZENS / 100, Decimal("0.01")),
        ("older_visits_share", OLDER_VISITS / 100, Decimal("0.01")),
    ],
)
def test_the_definitions_give_the_memos_figures_within_their_printed_rounding(of_2007, indicator, figure, unit_printed):
    assert abs(of_2007[indicator]["value"] - figure) <= Decimal(unit_printed) / 2


def test_the_memos_figures_are_the_printed_ones():
    assert (119_400, 65_000_000, Decimal("10.9")) == (VISITS, KRONER, VISITS_PER_CITIZEN)
    assert (KR_PER_CITIZEN, KR_PER_1000, OLDER_CITIZENS, OLDER_VISITS) == (5900, 53000, 48, 53)


def test_a_figure_per_inhabitant_of_the_year_itself_rests_on_no_assumption(of_2007):
    assert of_2007["kr_per_1000_inhabitants"]["note"] is None
    assert of_2007["kr_per_1000_inhabitants"]["denominator"] == INHABITANTS


def test_the_only_known_inhabitants_those_of_2019_do_not_give_the_memos_figure_and_the_note_says_so():
    figures = indicators(visits_of_the_memo(), month="2007-12").filter(
        pl.col("period") == "2007", pl.col("area") == "1082", pl.col("indicator") == "kr_per_1000_inhabitants"
    )
    assert abs(figures["value"].item() - KR_PER_1000) > 500
    assert "1. januar 2019" in figures["note"].item()
    assert "antagelse" in figures["note"].item()
