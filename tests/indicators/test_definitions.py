"""What each indicator counts, in drawn marts: the definitions as the real run computes them."""

from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest

from tests.drawn import assert_same, table
from tests.indicators.marts import FACTS, indicators, value_of

VISITS = """
    person | activity_date | scheme                 | payer_municipality | age | municipal_kr
    -------+---------------+------------------------+--------------------+-----+-------------
    1      | 2007-03-05    | general_outpatient     | 0101               | 59  | 640.00
    1      | 2007-03-06    | general_outpatient     | 0101               | 60  | 640.00
    1      | 2007-04-02    | specialised_outpatient | 0101               | 60  | 855.00
    2      | 2007-03-07    | specialised_outpatient | 0147               | 40  | 855.00
    3      | 2007-03-08    | general_outpatient     | 0751               |     | 1381.00
    4      | 2007-03-09    | inpatient              | 0751               | 80  | 1114.00
"""


def test_visits_are_outpatient_and_a_citizen_counts_once_in_each_period_and_area():
    assert_same(
        pick(indicators(VISITS), "visits", "citizens"),
        """
        indicator | period  | area_kind    | area | value
        ----------+---------+--------------+------+-------
        citizens  | 2007    | country      | DK   | 3.0000
        citizens  | 2007-03 | country      | DK   | 3.0000
        citizens  | 2007-04 | country      | DK   | 1.0000
        citizens  | 2007-Q1 | country      | DK   | 3.0000
        citizens  | 2007-Q2 | country      | DK   | 1.0000
        visits    | 2007    | country      | DK   | 5.0000
        visits    | 2007-03 | country      | DK   | 4.0000
        visits    | 2007-04 | country      | DK   | 1.0000
        visits    | 2007-Q1 | country      | DK   | 4.0000
        visits    | 2007-Q2 | country      | DK   | 1.0000
    """,
    )


def test_areas_are_those_of_residence_and_of_the_hospital():
    figures = indicators(VISITS).filter(pl.col("indicator") == "visits", pl.col("period") == "2007")
    assert_same(
        figures,
        """
        area_kind    | area    | value  | region
        -------------+---------+--------+-------
        country      | DK      | 5.0000 |
        hospital     | 1301    | 5.0000 |
        municipality | 0101    | 3.0000 | 1084
        municipality | 0147    | 1.0000 | 1084
        municipality | 0751    | 1.0000 | 1082
        region       | 1082    | 1.0000 |
        region       | 1084    | 4.0000 |
        specialty    | unknown | 5.0000 |
    """,
    )


@pytest.mark.parametrize(
    ("indicator", "numerator", "denominator", "value"),
    [
        ("visits_per_citizen", 4, 3, "1.3333"),
        ("older_citizens_share", 1, 3, "0.3333"),
        ("older_visits_share", 1, 4, "0.2500"),
        ("specialised_share", 1, 4, "0.2500"),
        ("general_visits", 3, None, "3.0000"),
        ("specialised_visits", 1, None, "1.0000"),
        ("municipal_kr", 4630, None, "4630.0000"),
        ("outpatient_kr", 3516, None, "3516.0000"),
        ("specialised_kr", 855, None, "855.0000"),
        ("kr_per_citizen", 3516, 3, "1172.0000"),
        ("inpatient_citizens", 1, None, "1.0000"),
        ("inpatient_kr", 1114, None, "1114.0000"),
    ],
)
def test_each_indicator_of_a_month_is_its_definition(indicator, numerator, denominator, value):
    of_march = indicators(VISITS).filter(
        pl.col("indicator") == indicator, pl.col("period") == "2007-03", pl.col("area") == "DK"
    )
    assert of_march.select("numerator", "denominator", "value").row(0) == (
        Decimal(numerator),
        None if denominator is None else Decimal(denominator),
        Decimal(value),
    )


def test_kroner_per_1000_inhabitants_take_the_year_nearest_and_the_note_says_that_it_is_assumed():
    figures = indicators(VISITS)
    inhabitants = FACTS.population.filter(pl.col("municipality") == "0101")["inhabitants"].item()
    row = figures.filter(
        pl.col("indicator") == "outpatient_kr_per_1000_inhabitants",
        pl.col("area") == "0101",
        pl.col("period") == "2007",
    ).row(0, named=True)
    assert row["denominator"] == inhabitants
    assert row["value"] == round(Decimal(2135 * 1000) / inhabitants, 4)
    assert row["note"] == (
        "Tal for 2 af periodens 12 måneder. "
        "Indbyggertallet er pr. 1. januar 2019, det nærmeste kendte år: at det også gælder 2007, er en antagelse"
    )


def test_inhabitants_of_the_year_itself_rest_on_no_assumption_and_of_two_years_as_near_the_earlier_is_taken():
    other_years = [
        FACTS.population.with_columns(year=pl.lit(year, pl.Int64), inhabitants=pl.lit(number, pl.Int64))
        for year, number in ((2006, 1000), (2008, 2000))
    ]
    rows = VISITS.replace("2007-04-02", "2008-04-02")
    figures = indicators(rows, facts=replace(FACTS, population=pl.concat(other_years)))
    of_copenhagen = figures.filter(
        pl.col("indicator") == "kr_per_1000_inhabitants",
        pl.col("area") == "0101",
        pl.col("period").str.len_chars() == 4,
    )
    assert of_copenhagen.select("period", "denominator").rows() == [("2007", 1000), ("2008", 2000)]
    notes = of_copenhagen["note"].to_list()
    assert "1. januar 2006" in notes[0]
    assert notes[1] == "Tal for 1 af periodens 12 måneder"


def test_a_quarter_and_a_year_say_how_many_of_their_months_they_hold_and_a_month_is_whole():
    notes = dict(pick(indicators(VISITS), "visits").select("period", "note").rows())
    part = "Tal for {} af periodens {} måneder"
    assert notes == {
        **{"2007": part.format(2, 12), "2007-Q1": part.format(1, 3), "2007-Q2": part.format(1, 3)},
        **{"2007-03": None, "2007-04": None},
    }


def test_a_region_with_a_municipality_of_unknown_inhabitants_has_no_figure_per_inhabitant():
    known = FACTS.population.filter(pl.col("municipality") != "0151")
    figures = indicators(VISITS, facts=replace(FACTS, population=known))
    row = figures.filter(
        pl.col("indicator") == "kr_per_1000_inhabitants", pl.col("area") == "1084", pl.col("period") == "2007"
    ).row(0, named=True)
    assert row["value"] is None
    assert row["note"] == "Tal for 2 af periodens 12 måneder. Indbyggertallet kendes ikke for alle kommuner i området"
    assert value_of(figures, "kr_per_1000_inhabitants", "1082") is not None


def test_the_spread_counts_each_municipality_once_and_lies_between_them_where_none_stands():
    figures = indicators("""
        person | activity_date | payer_municipality
        -------+---------------+-------------------
        1      | 2007-03-05    | 0101
        1      | 2007-03-06    | 0101
        1      | 2007-03-07    | 0101
        1      | 2007-03-08    | 0101
        2      | 2007-03-05    | 0147
        3      | 2007-03-05    | 0751
        3      | 2007-03-06    | 0751
    """)
    spread = figures.filter(pl.col("indicator").str.starts_with("visits_per_citizen_"), pl.col("period") == "2007")
    assert_same(
        spread,
        """
        indicator                         | area_kind | area | value
        ----------------------------------+-----------+------+-------
        visits_per_citizen_highest        | country   | DK   | 4.0000
        visits_per_citizen_highest        | region    | 1082 | 2.0000
        visits_per_citizen_highest        | region    | 1084 | 4.0000
        visits_per_citizen_lower_quartile | country   | DK   | 1.5000
        visits_per_citizen_lower_quartile | region    | 1082 | 2.0000
        visits_per_citizen_lower_quartile | region    | 1084 | 1.7500
        visits_per_citizen_lowest         | country   | DK   | 1.0000
        visits_per_citizen_lowest         | region    | 1082 | 2.0000
        visits_per_citizen_lowest         | region    | 1084 | 1.0000
        visits_per_citizen_middle         | country   | DK   | 2.0000
        visits_per_citizen_middle         | region    | 1082 | 2.0000
        visits_per_citizen_middle         | region    | 1084 | 2.5000
        visits_per_citizen_upper_quartile | country   | DK   | 3.0000
        visits_per_citizen_upper_quartile | region    | 1082 | 2.0000
        visits_per_citizen_upper_quartile | region    | 1084 | 3.2500
    """,
    )
    assert set(spread.filter(area="DK")["note"]) == {"Spredning mellem 3 kommuner. Tal for 1 af periodens 12 måneder"}


def test_set_aside_shares_are_of_all_events_and_an_unknown_residence_is_an_area_of_its_own():
    figures = indicators(
        VISITS,
        """
        person | activity_date | reason                 | payer_municipality
        -------+---------------+------------------------+-------------------
        1      | 2007-03-20    | awaiting_end_mark      | 0101
        9      | 2007-03-20    | no_paying_municipality | 0999
        9      | 2007-03-21    | no_paying_municipality |
    """,
    )
    assert value_of(figures, "rehabilitation_events") == 8
    assert value_of(figures, "set_aside_share") == Decimal("0.3750")
    assert value_of(figures, "set_aside_share_no_paying_municipality") == Decimal("0.2500")
    assert value_of(figures, "set_aside_share_test_hospital") == 0
    of_areas = figures.filter(
        pl.col("indicator") == "set_aside_share", pl.col("period") == "2007-03", pl.col("area_kind") == "municipality"
    )
    assert dict(of_areas.select("area", "numerator").rows()) == {"0101": 1, "0147": 0, "0751": 0, "unknown": 2}


def test_free_services_are_valued_at_the_tariff_that_they_would_have_had():
    figures = indicators(
        set_aside="""
        person | activity_date | reason                 | advisory_kr
        -------+---------------+------------------------+------------
        1      | 2007-03-20    | no_rehabilitation_plan | 640.00
        1      | 2007-03-21    | no_rehabilitation_plan | 855.00
        2      | 2007-03-21    | no_start_mark          | 640.00
    """
    )
    assert value_of(figures, "free_services_kr") == 1495
    assert (
        figures.filter(pl.col("indicator") == "free_services_kr", pl.col("area") == "DK")["persons"].to_list()
        == [1] * 3
    )


PLANS = """
    person | issued_on  | plan_kind   | municipality | age
    -------+------------+-------------+--------------+----
    1      | 2007-03-01 | general     | 0101         | 65
    2      | 2007-03-01 | specialised | 0101         | 64
    3      | 2007-03-01 | general     | 0147         | 70
    4      | 2007-03-01 | general     | 0147         | 30
"""


def test_plans_are_counted_by_kind_and_month_of_issue():
    figures = indicators(plans=PLANS)
    assert value_of(figures, "plans") == 4
    assert value_of(figures, "general_plans") == 3
    assert value_of(figures, "specialised_plans") == 1
    assert value_of(figures, "specialised_plans_share") == Decimal("0.2500")
    assert value_of(figures, "plans", "0147") == 2


def test_a_plan_of_no_known_hospital_is_not_counted():
    drawn = table(PLANS).with_columns(hospital_region=pl.lit(None, pl.String))
    assert indicators(plans=drawn).is_empty()


def test_plans_without_a_paying_municipality_count_nowhere_as_their_visits_do_not():
    drawn = "person | issued_on  | municipality\n1 | 2007-03-01 | 0101\n2 | 2007-03-01 | 0999\n3 | 2007-03-01 |"
    figures = indicators(plans=drawn)
    assert set(figures.filter(indicator="plans")["area"]) == {"0101", "1084", "1301", "DK"}
    assert value_of(figures, "plans") == value_of(figures, "plans", "1301") == value_of(figures, "plans", "1084") == 1


def test_days_are_from_the_plan_to_its_first_visit_and_plans_without_one_are_counted_apart():
    figures = indicators(
        """
        person | activity_date
        -------+--------------
        1      | 2007-03-08
        1      | 2007-03-20
        2      | 2007-03-01
        3      | 2007-03-16
        """,
        plans=PLANS,
    )
    assert value_of(figures, "visited_plans") == 3
    assert value_of(figures, "plans_without_visit_share") == Decimal("0.2500")
    assert value_of(figures, "waiting_median_days") == 7
    assert value_of(figures, "waiting_short_share") == Decimal("0.6667")
    assert value_of(figures, "waiting_long_share") == Decimal("0.3333")
    assert value_of(figures, "elderly_waiting_median_days") == 11
    assert value_of(figures, "elderly_waiting_short_share") == Decimal("0.5000")
    assert value_of(figures, "elderly_waiting_long_share") == Decimal("0.5000")


@pytest.mark.parametrize(
    ("case", "charges", "set_aside", "days"),
    [
        ("fourteen days are not more than fourteen", "1 | 2007-03-15 | general_outpatient", "", 14),
        ("a visit before the plan is not its first", "1 | 2007-02-28 | general_outpatient", "", None),
        ("a visit of another kind counts", "1 | 2007-03-04 | specialised_outpatient", "", 3),
        ("a discharge is no visit", "1 | 2007-03-04 | inpatient", "", None),
        ("a visit of another citizen does not count", "2 | 2007-03-04 | general_outpatient", "", None),
        ("a visit that waits for its end mark counts", "", "1 | 2007-03-03 | awaiting_end_mark | visit", 2),
        ("a stay that is set aside is no visit", "", "1 | 2007-03-03 | no_paying_municipality | stay", None),
        ("a test hospital's visit does not count", "", "1 | 2007-03-03 | test_hospital | visit", None),
        ("an unknown hospital's visit does not count", "", "1 | 2007-03-03 | unknown_hospital | visit", None),
    ],
)
def test_which_visits_end_the_waiting(case, charges, set_aside, days):
    figures = indicators(
        f"person | activity_date | scheme\n{charges}" if charges else None,
        f"person | activity_date | reason | setting\n{set_aside}" if set_aside else None,
        "person | issued_on\n1 | 2007-03-01",
    )
    assert value_of(figures, "waiting_median_days") == days, case


def test_a_visit_belongs_to_the_latest_plan_before_it():
    figures = indicators(
        "person | activity_date\n1 | 2007-03-12\n1 | 2007-04-02",
        plans="person | issued_on\n1 | 2007-03-01\n1 | 2007-03-10\n1 | 2007-03-30",
    )
    assert value_of(figures, "plans") == 3
    assert value_of(figures, "visited_plans") == 2
    assert value_of(figures, "waiting_median_days") == Decimal("2.5000")


def test_a_visit_more_than_the_policys_days_after_a_plan_is_not_its_first():
    figures = indicators(
        "person | activity_date\n1 | 2008-02-29\n2 | 2008-03-01",
        plans="person | issued_on\n1 | 2007-03-01\n2 | 2007-03-01",
    )
    assert value_of(figures, "visited_plans") == 1
    assert value_of(figures, "waiting_median_days") == 365


def test_two_plans_of_one_day_share_their_first_visit():
    figures = indicators(
        "person | activity_date\n1 | 2007-03-05",
        plans="person | issued_on | plan_kind\n1 | 2007-03-01 | general\n1 | 2007-03-01 | specialised",
    )
    assert value_of(figures, "visited_plans") == 2


def test_ages_and_days_are_policies():
    policies = FACTS.policies.with_columns(
        value=pl.when(pl.col("policy") == "older_from_age")
        .then(pl.lit("40"))
        .when(pl.col("policy") == "waiting_days_short")
        .then(pl.lit("3"))
        .when(pl.col("policy") == "waiting_days_long")
        .then(pl.lit("4"))
        .when(pl.col("policy") == "elderly_from_age")
        .then(pl.lit("50"))
        .otherwise("value")
    )
    figures = indicators(
        "person | activity_date | age\n1 | 2007-03-05 | 40\n2 | 2007-03-05 | 39",
        plans="person | issued_on | age\n1 | 2007-03-01 | 50\n2 | 2007-02-28 | 49",
        facts=replace(FACTS, policies=policies),
    )
    assert value_of(figures, "older_visits_share") == Decimal("0.5000")
    assert value_of(figures, "waiting_short_share") == 0
    assert value_of(figures, "waiting_long_share", period="2007-02") == 1
    assert value_of(figures, "waiting_long_share") == 0
    assert value_of(figures, "elderly_waiting_median_days") == 4
    assert value_of(figures, "elderly_waiting_median_days", period="2007-02") is None


def pick(figures, *names):
    return figures.filter(pl.col("indicator").is_in(names), pl.col("area_kind") == "country")
