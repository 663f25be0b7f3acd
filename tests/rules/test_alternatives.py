"""The same activity under other agreements: worked by hand, and what cannot be priced says so."""

from decimal import Decimal

import polars as pl
import pytest

from tests.drawn import assert_same, rows, table
from tests.given import facts_folder, facts_read_once
from transforms.alternative_terms import ALTERNATIVE, find_faults, list_alternatives, read_terms
from transforms.alternatives import price_alternatives
from transforms.bilateral import SERVICES
from transforms.comparing_models import spread_over_courses, sum_by_agreement, sum_by_supplier, sum_volume

PRICES = """
    price_list | item          | amount_kr | unit       | price_level | valid_from | valid_to
    -----------+---------------+-----------+------------+-------------+------------+-----------
    FYN        | hour          | 508.00    | hour       |             | 2007-01-01 |
    FORMS      | individual    | 480.00    | hour       |             | 2007-01-01 |
    FORMS      | group         | 600.00    | hour       |             | 2007-01-01 |
    COURSE     | course        | 3500.00   | course     | 05-pl       | 2007-01-01 |
    OLD        | course        | 3000.00   | course     |             | 2005-01-01 | 2006-12-31
    PACK       | hip           | 2000.00   | course     |             | 2007-01-01 |
    LOK        | normal        | 204.98    | fee        |             | 2007-01-01 |
    LOK        | first         | 307.47    | fee        |             | 2007-01-01 |
    LOK        | supplement    | 68.32     | supplement |             | 2007-01-01 |
"""
"""Prices to count with."""

VISITS = """
    event_id | supplier | cpr | activity_date | course | is_finishing | diagnosis_group | advisory_kr | agreed_kr | agreement_id
    ---------+----------+-----+---------------+--------+--------------+-----------------+-------------+-----------+-------------
    V:1      | 1084     | 1   | 2007-03-05    | h1     | no           |                 | 640.00      | 640.00    | A1
    V:2      | 1084     | 1   | 2007-03-12    | h1     | yes          |                 | 855.00      | 855.00    | A1
    G:3      | 0147     | 2   | 2007-03-05    | m1     | no           | hip             | 640.00      | 100.00    | A2
    G:4      | 0147     | 2   | 2007-03-06    | m1     | yes          | hip             | 0.00        | 100.00    | A2
    G:5      | P1       | 2   | 2007-03-06    | p1     | no           | hip             | 640.00      |           |
"""
"""A municipality's visits: at a hospital, in another municipality, and at a clinic without an agreement."""

KINDS = {"1084": "region", "0147": "municipality", "P1": "private"}

PERFORMED = """
    event_id | form       | minutes | group_size | travel_minutes | consultation | has_supplement
    ---------+------------+---------+------------+----------------+--------------+---------------
    G:3      | individual | 45      |            | 0              | first        | no
    G:4      | group      | 60      | 4          | 0              |              | no
    G:4      | individual | 10      |            | 0              |              | no
    G:5      | individual | 30      |            | 0              |              | yes
"""


def given_visits() -> pl.DataFrame:
    agreed = pl.col("agreement_id").is_not_null()
    return table(VISITS).with_columns(
        payer=pl.lit("0101"),
        supplier_kind=pl.col("supplier").replace_strict(KINDS),
        decision=pl.lit(None, pl.String),
        units=pl.when(agreed).then(pl.lit("visit")),
        quantity=pl.when(agreed).then(pl.lit(Decimal("1.00"), pl.Decimal(14, 2))),
        activity_month=pl.col("activity_date").dt.to_string("%Y-%m"),
        standing=pl.when(agreed).then(pl.lit("agreed")).otherwise(pl.lit("no_agreement")),
        model=pl.when(agreed).then(pl.lit("drg")),
        service_scope=pl.lit("general"),
        tariff_group=pl.when(pl.col("advisory_kr") > 0).then(pl.lit("GEN1A")),
        minutes=pl.lit(None, pl.Int64),
        visits=pl.lit(1, pl.Int64),
    )


def given_services() -> pl.DataFrame:
    whole = pl.col("minutes", "group_size", "travel_minutes").cast(pl.Int64)
    return table(PERFORMED).with_columns(whole).select(list(SERVICES))


def facts():
    return facts_read_once(facts_folder(agreement_prices=PRICES, agreements="agreement_id\n", packages="price_list\n"))


def alternatives(drawn: str) -> pl.DataFrame:
    return read_terms(as_text(drawn))


def as_text(drawn: str) -> pl.DataFrame:
    empty = dict.fromkeys(ALTERNATIVE)
    given = [{**empty, **{name: cell or None for name, cell in row.items()}} for row in rows(drawn)]
    return pl.DataFrame(given, schema=dict.fromkeys(ALTERNATIVE, pl.String))


def priced_under(drawn: str) -> pl.DataFrame:
    return price_alternatives(given_visits(), given_services(), alternatives(drawn), facts())


def test_the_same_visits_under_each_model_side_by_side_per_supplier():
    priced = priced_under("""
        name   | model            | price_list | less_percent | step_minutes
        -------+------------------+------------+--------------+-------------
        drg    | drg              |            |              |
        less   | drg_less_percent |            | 10           |
        hours  | per_hour         | FYN        |              | 15
        forms  | per_hour_by_form | FORMS      |              |
        fees   | fee_schedule     | LOK        |              |
        course | per_course       | COURSE     |              |
    """)
    sums = sum_by_supplier(given_visits(), priced)
    assert_same(
        sums.filter(pl.col("supplier").is_not_null()).with_columns(pl.col("unpriced", "visits").cast(pl.String)),
        """
        supplier | alternative | visits | unpriced | kr
        ---------+-------------+--------+----------+--------
        1084     | as_agreed   | 2      | 0        | 1495.00
        1084     | drg         | 2      | 0        | 1495.00
        1084     | less        | 2      | 0        | 1345.50
        1084     | hours       | 2      | 2        |
        1084     | forms       | 2      | 2        |
        1084     | fees        | 2      | 2        |
        1084     | course      | 2      | 0        | 3500.00
        0147     | as_agreed   | 2      | 0        | 200.00
        0147     | drg         | 2      | 0        | 640.00
        0147     | less        | 2      | 0        | 576.00
        0147     | hours       | 2      | 0        | 635.00
        0147     | forms       | 2      | 0        | 590.00
        0147     | fees        | 2      | 0        | 307.47
        0147     | course      | 2      | 0        | 3500.00
        P1       | as_agreed   | 1      | 1        |
        P1       | drg         | 1      | 0        | 640.00
        P1       | less        | 1      | 0        | 576.00
        P1       | hours       | 1      | 0        | 254.00
        P1       | forms       | 1      | 0        | 240.00
        P1       | fees        | 1      | 0        | 273.30
        P1       | course      | 1      | 0        | 0.00
        """,
    )


def test_one_consultation_a_day_is_paid_over_all_suppliers_of_the_alternative():
    fees = priced_under("name | model | price_list\nfees | fee_schedule | LOK")
    assert_same(
        fees.filter((pl.col("alternative") == "fees") & pl.col("event_id").str.starts_with("G:")),
        """
        event_id | kr
        ---------+-------
        G:3      | 307.47
        G:4      | 0.00
        G:5      | 273.30
        """,
    )


@pytest.mark.parametrize(
    ("terms", "at_hospitals", "elsewhere"),
    [
        ("per_hour         | FYN    |", "no_minutes", None),
        ("per_hour_by_form | FORMS  |", "no_minutes", None),
        ("fee_schedule     | LOK    |", "no_minutes", None),
        ("package          | PACK   |", "no_diagnosis_group", None),
        ("package          | LOK    |", "no_diagnosis_group", "no_price"),
        ("per_course       | OLD    |", "no_price", "no_price"),
        ("per_course       | COURSE | 07-pl", "no_index", "no_index"),
        ("per_course       | COURSE | 05-pl", None, None),
        ("per_course       | OLD    | 07-pl", "no_price", "no_price"),
    ],
)
def test_what_cannot_be_priced_says_why_and_costs_nothing_never_0(terms, at_hospitals, elsewhere):
    priced = priced_under(f"name | model | price_list | price_level\nit | {terms}").filter(
        pl.col("alternative") == "it"
    )
    why = dict(priced.select("event_id", "obstacle").rows())
    assert why == {
        event: at_hospitals if event.startswith("V") else elsewhere for event in ("V:1", "V:2", "G:3", "G:4", "G:5")
    }
    assert priced.filter(pl.col("kr").is_null() != pl.col("obstacle").is_not_null()).is_empty()


def test_what_holds_is_what_is_agreed_and_a_refused_visit_is_told_from_one_without_agreement():
    visits = given_visits().with_columns(decision=pl.when(pl.col("event_id") == "G:5").then(pl.lit("refused")))
    for given, why in ((given_visits(), "no_agreement"), (visits, "refused")):
        (told,) = price_alternatives(given, given_services(), alternatives("name\n"), facts()).filter(
            pl.col("event_id") == "G:5"
        )["obstacle"]
        assert told == why


def test_alternatives_priced_at_once_cost_what_each_costs_alone():
    drawn = ["drg | drg |", "a | per_hour | FYN", "b | fee_schedule | LOK", "c | package | PACK"]
    heading = "name | model | price_list\n"
    together = priced_under(heading + "\n".join(drawn))
    alone = [priced_under(heading + one) for one in drawn]
    assert together.drop_nulls("alternative").equals(pl.concat([alone[0], *(one.slice(5) for one in alone[1:])]))


def test_without_a_file_the_alternatives_are_tariffs_and_every_price_list_under_what_it_fits():
    assert_same(
        list_alternatives(facts()).with_columns(pl.col("less_percent").cast(pl.String)),
        """
        name                   | model            | price_list | less_percent
        -----------------------+------------------+------------+-------------
        drg                    | drg              |            |
        drg_less_percent 10    | drg_less_percent |            | 10.00
        fee_schedule LOK       | fee_schedule     | LOK        |
        package PACK           | package          | PACK       |
        per_course COURSE      | per_course       | COURSE     |
        per_course OLD         | per_course       | OLD        |
        per_hour FYN           | per_hour         | FYN        |
        per_hour_by_form FORMS | per_hour_by_form | FORMS      |
        """,
        in_order=True,
    )


def test_a_course_costs_its_visits_and_quartiles_lie_between_courses():
    visits = table("""
        event_id | payer | course | activity_month | is_finishing
        ---------+-------+--------+----------------+-------------
        1        | 0101  | a      | 2007-02        | no
        2        | 0101  | a      | 2007-03        | yes
        3        | 0101  | b      | 2007-03        | yes
        4        | 0101  | c      | 2007-03        | no
        5        | 0101  | d      | 2007-02        | yes
        6        | 0101  | e      | 2007-03        | yes
    """)
    priced = table("""
        alternative | event_id | kr     | obstacle
        ------------+----------+--------+---------
        it          | 1        | 100.00 |
        it          | 2        | 200.01 |
        it          | 3        | 400.00 |
        it          | 4        | 999.00 |
        it          | 5        | 999.00 |
        it          | 6        |        | no_price
    """).with_columns(pl.col("kr").cast(pl.Decimal(14, 2)))
    (spread,) = spread_over_courses(visits, priced, "2007-03").rows(named=True)
    assert spread == {
        "payer": "0101",
        "alternative": "it",
        "courses": 2,
        "lowest": Decimal("300.01"),
        "lower_quartile": Decimal("325.01"),
        "middle": Decimal("350.01"),
        "upper_quartile": Decimal("375.00"),
        "highest": Decimal("400.00"),
    }


def test_an_agreement_costs_so_much_a_visit_and_a_finished_course():
    held = given_visits().filter(pl.col("standing") == "agreed").rename({"agreed_kr": "kr"})
    assert_same(
        sum_by_agreement(held, "2007-03"),
        """
        agreement_id | kr      | visit_kr | course_kr
        -------------+---------+----------+----------
        A1           | 1495.00 | 747.50   | 1495.00
        A2           | 200.00  | 100.00   | 200.00
        """,
    )


def test_volume_is_told_by_who_performed_it():
    volume = sum_volume(given_visits())
    assert volume["source"].to_list() == ["region", "municipality", "no_agreement"]
    assert volume["visits"].to_list() == [2, 2, 1]
    assert volume["citizens"].to_list() == [1, 1, 1]


def test_alternatives_that_cannot_be_read_are_named_by_row_and_column():
    given = as_text("""
        name      | model            | price_list | less_percent | step_minutes | price_level
        ----------+------------------+------------+--------------+--------------+------------
        good      | per_hour         | FYN        |              | 15           | 07-pl
        a         | by_the_yard      |            |              |              |
        b         | per_hour         |            |              | 0            |
        c         | per_hour         | UNKNOWN    |              |              | 2007
        d         | drg_less_percent |            |              |              |
        e         | drg_less_percent |            | 100.01       |              |
        e         | drg_less_percent |            | ten          |              |
        as_agreed | drg              |            |              |              |
                  | drg              |            |              |              |
    """)
    assert find_faults(given, facts()).select("row_number", "column").rows() == [
        (2, "model"),
        (3, "price_list"),
        (3, "step_minutes"),
        (4, "price_level"),
        (4, "price_list"),
        (5, "less_percent"),
        (6, "less_percent"),
        (6, "name"),
        (7, "less_percent"),
        (7, "name"),
        (8, "name"),
        (9, "name"),
    ]
