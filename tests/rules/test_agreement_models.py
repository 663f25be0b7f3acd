"""The models of agreements, worked by hand. KL memo 2006, section 3."""

# fmt: off

import pytest

from schemas.agreements import MODELS as OF_FACTS
from tests.agreed import drawn_facts, drawn_visits, missing, priced
from tests.drawn import assert_same
from transforms.models import MODELS, keep_covered


def test_drg_is_the_advisory_tariff_and_a_visit_without_one_counts_as_none():
    assert_same(priced("""
        model | tariff_group | advisory_kr
        ------+--------------+------------
        drg   | GEN1A        | 640.00
        drg   | GEN4A        | 1381.00
        drg   |              | 0.00
        drg   | GEN1A        | 0.00
    """), """
        event_id | units | quantity | agreed_kr
        ---------+-------+----------+----------
        v1       | visit | 1.00     | 640.00
        v2       | visit | 1.00     | 1381.00
        v3       | visit | 0.00     | 0.00
        v4       | visit | 1.00     | 0.00
    """)


def test_drg_less_a_percentage_is_rounded_half_up_to_oere():
    assert_same(priced("""
        model            | tariff_group | advisory_kr | less_percent
        -----------------+--------------+-------------+-------------
        drg_less_percent | GEN1A        | 640.00      | 10.00
        drg_less_percent | GEN1A        | 640.00      | 10.40
        drg_less_percent | GEN1A        | 0.50        | 99.00
        drg_less_percent | GEN1A        | 0.49        | 99.00
        drg_less_percent | GEN2A        | 855.00      | 0.00
        drg_less_percent | GEN2A        | 855.00      | 100.00
        drg_less_percent |              | 0.00        | 10.00
    """), """
        event_id | units | quantity | agreed_kr
        ---------+-------+----------+----------
        v1       | visit | 1.00     | 576.00
        v2       | visit | 1.00     | 573.44
        v3       | visit | 1.00     | 0.01
        v4       | visit | 1.00     | 0.00
        v5       | visit | 1.00     | 855.00
        v6       | visit | 1.00     | 0.00
        v7       | visit | 0.00     | 0.00
    """)


def test_a_course_is_paid_once_on_the_last_visit_of_a_finished_course():
    assert_same(priced("""
        model      | is_finishing | advisory_kr
        -----------+--------------+------------
        per_course | no           | 640.00
        per_course | yes          | 640.00
        per_course | no           | 855.00
    """, prices="""
        item   | amount_kr
        -------+----------
        course | 3500.00
    """), """
        event_id | units  | quantity | agreed_kr
        ---------+--------+----------+----------
        v1       | course | 0.00     | 0.00
        v2       | course | 1.00     | 3500.00
        v3       | course | 0.00     | 0.00
    """)


def test_a_package_has_the_price_of_its_diagnosis_group():
    assert_same(priced("""
        model   | is_finishing | diagnosis_group
        --------+--------------+----------------
        package | yes          | 01
        package | yes          | 02
        package | no           | 02
    """, prices="""
        item | amount_kr
        -----+----------
        01   | 3048.00
        02   | 3302.00
    """), """
        event_id | units  | quantity | agreed_kr
        ---------+--------+----------+----------
        v1       | course | 1.00     | 3048.00
        v2       | course | 1.00     | 3302.00
        v3       | course | 0.00     | 0.00
    """)


def test_a_package_covers_courses_of_a_diagnosis_group_that_is_priced_on_the_day_and_other_models_all():
    visits = drawn_visits("""
        model   | diagnosis_group | activity_date
        --------+-----------------+--------------
        package | 01              | 2007-03-05
        package | 02              | 2007-03-05
        package | 02              | 2007-03-06
        package |                 | 2007-03-05
        package | 11              | 2007-03-05
        drg     |                 | 2007-03-05
                | 01              | 2007-03-05
    """)
    facts = drawn_facts(agreement_prices="""
        item | amount_kr | valid_from
        -----+-----------+-----------
        01   | 3048.00   | 2007-01-01
        02   | 3302.00   | 2007-03-06
    """)
    covered = keep_covered(visits.lazy(), facts).collect()
    assert covered["event_id"].to_list() == ["v1", "v3", "v6"]
    assert covered.columns == visits.columns


HOURS = """
    item        | amount_kr
    ------------+----------
    hour        | 508.00
    travel_hour | 400.00
"""


def test_hours_are_paid_as_they_are_or_per_started_step():
    assert_same(priced("""
        model    | step_minutes
        ---------+-------------
        per_hour |
        per_hour | 15
        per_hour | 15
        per_hour | 15
    """, """
        event_id | minutes
        ---------+--------
        v1       | 50
        v2       | 50
        v3       | 45
        v4       | 1
    """, prices=HOURS), """
        event_id | units | quantity | agreed_kr
        ---------+-------+----------+----------
        v1       | hour  | 0.83     | 423.33
        v2       | hour  | 1.00     | 508.00
        v3       | hour  | 0.75     | 381.00
        v4       | hour  | 0.25     | 127.00
    """)


def test_steps_and_rounding_are_those_of_each_service_and_hours_those_of_the_visit():
    """20 minutes at 508 kr are 169.33; three of them are 507.99, and one hour."""
    assert_same(priced("""
        model    | step_minutes
        ---------+-------------
        per_hour |
        per_hour | 15
    """, """
        event_id | minutes
        ---------+--------
        v1       | 20
        v1       | 20
        v1       | 20
        v2       | 20
        v2       | 20
    """, prices=HOURS), """
        event_id | quantity | agreed_kr
        ---------+----------+----------
        v1       | 1.00     | 507.99
        v2       | 1.00     | 508.00
    """)


def test_travel_is_paid_per_started_step_too_where_the_price_list_has_a_price_of_it():
    """45 minutes and 20 of travel, per started quarter: 381 kr, and half an hour at 400 kr."""
    visits = "model | step_minutes\nper_hour | 15"
    services = "minutes | travel_minutes\n45 | 20"
    assert_same(priced(visits, services, prices=HOURS), """
        quantity | agreed_kr
        ---------+----------
        1.25     | 581.00
    """)
    assert_same(priced(visits, services, prices="item | amount_kr\nhour | 508.00"), """
        quantity | agreed_kr
        ---------+----------
        0.75     | 381.00
    """)


def test_each_form_has_its_price_and_groups_and_pools_are_divided_by_their_participants():
    """45 minutes: 381; 30: 127; an hour for seven: 72.571 -> 72.57; 45 minutes in the pool for four: 142.875 -> 142.88."""
    assert_same(priced("model\nper_hour_by_form\nper_hour_by_form\nper_hour_by_form\nper_hour_by_form", """
        event_id | form          | minutes | group_size
        ---------+---------------+---------+-----------
        v1       | individual    | 45      |
        v2       | self_training | 30      |
        v3       | group         | 60      | 7
        v4       | pool          | 45      | 4
        v4       | individual    | 15      | 4
    """, prices="""
        item          | amount_kr
        --------------+----------
        individual    | 508.00
        self_training | 254.00
        group         | 508.00
        pool          | 762.00
    """), """
        event_id | units | quantity | agreed_kr
        ---------+-------+----------+----------
        v1       | hour  | 0.75     | 381.00
        v2       | hour  | 0.50     | 127.00
        v3       | hour  | 0.14     | 72.57
        v4       | hour  | 0.44     | 269.88
    """)


FEES = """
    item       | amount_kr
    -----------+----------
    first      | 307.47
    normal     | 204.98
    short      | 136.66
    follow_up  | 68.32
    supplement | 50.00
"""


def test_a_consultation_has_the_fee_of_its_kind_and_an_unnamed_one_the_normal():
    assert_same(priced("""
        model        | cpr
        -------------+----
        fee_schedule | 1
        fee_schedule | 2
        fee_schedule | 3
        fee_schedule | 4
        fee_schedule | 5
        fee_schedule | 6
        fee_schedule | 7
    """, """
        event_id | form          | consultation
        ---------+---------------+-------------
        v1       | individual    | first
        v2       | individual    | normal
        v3       | individual    | short
        v4       | self_training | follow_up
        v5       | individual    |
        v6       | group         | first
        v7       | pool          |
    """, prices=FEES), """
        event_id | units | quantity | agreed_kr
        ---------+-------+----------+----------
        v1       | fee   | 1.00     | 307.47
        v2       | fee   | 1.00     | 204.98
        v3       | fee   | 1.00     | 136.66
        v4       | fee   | 1.00     | 68.32
        v5       | fee   | 1.00     | 204.98
        v6       | fee   | 1.00     | 136.65
        v7       | fee   | 1.00     | 136.65
    """)


def test_a_group_fee_that_is_printed_holds():
    assert_same(priced("model\nfee_schedule", "form\ngroup", prices=FEES + "    group | 140.00"), """
        quantity | agreed_kr
        ---------+----------
        1.00     | 140.00
    """)


def test_a_visit_has_one_fee_the_dearest_with_one_supplement():
    assert_same(priced("""
        model        | cpr
        -------------+----
        fee_schedule | 1
        fee_schedule | 2
    """, """
        event_id | consultation | has_supplement
        ---------+--------------+---------------
        v1       | short        | yes
        v1       | first        | yes
        v1       | normal       | no
        v2       | short        | no
        v2       | follow_up    | no
    """, prices=FEES), """
        event_id | quantity | agreed_kr
        ---------+----------+----------
        v1       | 1.00     | 357.47
        v2       | 1.00     | 136.66
    """)


def test_a_citizen_has_one_consultation_a_day_over_all_agreements_the_dearest_then_the_lowest_event():
    assert_same(priced("""
        event_id | model        | cpr | activity_date | agreement_id | advisory_kr
        ---------+--------------+-----+---------------+--------------+------------
        a        | fee_schedule | 1   | 2007-03-05    | A            |
        b        | fee_schedule | 1   | 2007-03-05    | B            |
        c        | fee_schedule | 1   | 2007-03-06    | A            |
        d        | fee_schedule | 2   | 2007-03-05    | A            |
        e        | fee_schedule | 2   | 2007-03-05    | B            |
        f        | drg          | 1   | 2007-03-05    | C            | 640.00
    """, """
        event_id | consultation
        ---------+-------------
        a        | short
        b        | normal
        c        | short
        d        | normal
        e        | normal
    """, prices=FEES), """
        event_id | quantity | agreed_kr
        ---------+----------+----------
        a        | 0.00     | 0.00
        b        | 1.00     | 204.98
        c        | 1.00     | 136.66
        d        | 1.00     | 204.98
        e        | 0.00     | 0.00
        f        | 1.00     | 640.00
    """)


def test_the_price_is_that_of_the_visits_day():
    assert_same(priced("""
        model      | is_finishing | activity_date
        -----------+--------------+--------------
        per_course | yes          | 2007-03-31
        per_course | yes          | 2007-04-01
    """, prices="""
        item   | amount_kr | valid_from | valid_to
        -------+-----------+------------+-----------
        course | 3000.00   | 2007-01-01 | 2007-03-31
        course | 4000.00   | 2007-04-01 |
    """), """
        event_id | agreed_kr
        ---------+----------
        v1       | 3000.00
        v2       | 4000.00
    """)


def test_a_price_is_brought_to_another_level_by_the_index_of_both_on_the_day():
    """3000.00 x 105.3 / 100.2 = 3152.694... -> 3152.69; then 3000.00 x 106 / 100.2 = 3173.652... -> 3173.65."""
    assert_same(priced("""
        model      | is_finishing | price_level | activity_date
        -----------+--------------+-------------+--------------
        per_course | yes          | 07-pl       | 2007-03-05
        per_course | yes          | 07-pl       | 2007-07-01
        per_course | yes          | 05-pl       | 2007-03-05
        per_course | yes          |             | 2007-03-05
    """, prices="""
        item   | amount_kr | price_level
        -------+-----------+------------
        course | 3000.00   | 05-pl
    """, levels="""
        price_level | price_index | valid_from | valid_to
        ------------+-------------+------------+-----------
        05-pl       | 100.2       | 2007-01-01 |
        07-pl       | 105.3       | 2007-01-01 | 2007-06-30
        07-pl       | 106         | 2007-07-01 |
    """), """
        event_id | agreed_kr
        ---------+----------
        v1       | 3152.69
        v2       | 3173.65
        v3       | 3000.00
        v4       | 3000.00
    """)


def test_visits_of_one_price_list_may_be_paid_by_several_models_and_levels():
    """A list whose `group` is an hour's price prints no group fee."""
    assert_same(priced("""
        event_id | model            | cpr
        ---------+------------------+----
        a        | per_hour_by_form | 1
        b        | fee_schedule     | 2
    """, """
        event_id | form  | group_size
        ---------+-------+-----------
        a        | group | 2
        b        | group | 2
    """, prices=FEES + "    group | 508.00"), """
        event_id | agreed_kr
        ---------+----------
        a        | 254.00
        b        | 508.00
    """)


@pytest.mark.parametrize(("visits", "services", "prices", "lacking"), [
    ("model | is_finishing\nper_course | yes", "", "item | amount_kr\nhour | 1", "course"),
    ("model | is_finishing | diagnosis_group\npackage | yes | 01", "", "item | amount_kr\n02 | 1", "01"),
    ("model\nper_hour", "minutes\n45", "item | amount_kr\ntravel_hour | 1", "hour"),
    ("model\nper_hour_by_form", "form | group_size\npool | 3", "item | amount_kr\ngroup | 1", "pool"),
    ("model\nfee_schedule", "consultation\nfirst", "item | amount_kr\nnormal | 1", "first"),
    ("model\nfee_schedule", "form\ngroup", "item | amount_kr\nfirst | 1", "group"),
    ("model\nfee_schedule", "has_supplement\nyes", "item | amount_kr\nnormal | 1", "supplement"),
    ("model | activity_date\nper_hour | 2006-12-31", "minutes\n45", HOURS, "hour"),
    ("model\nper_hour", "travel_minutes\n5", "item | amount_kr | valid_to\nhour | 1 |\ntravel_hour | 1 | 2007-03-04", "travel_hour"),
    ("model | price_level\nper_hour | 07-pl", "minutes\n45", "item | amount_kr | price_level\nhour | 1 | 05-pl", "hour"),
])
def test_a_price_that_is_missing_is_named_and_the_visit_has_no_amount(visits, services, prices, lacking):
    assert missing(visits, services, prices=prices).select("price_list", "item").rows() == [("LIST", lacking)]
    if lacking != "travel_hour":
        assert priced(visits, services, prices=prices)["agreed_kr"].to_list() == [None]


@pytest.mark.parametrize(("visits", "services", "prices"), [
    ("model\nper_course", "", "item | amount_kr\nhour | 1"),
    ("model\nper_hour", "travel_minutes\n5", "item | amount_kr\nhour | 1"),
    ("model\nfee_schedule", "form\ngroup", "item | amount_kr\nnormal | 1"),
    ("model\ndrg", "minutes\n5", "item | amount_kr\nhour | 1"),
])
def test_a_price_that_nothing_is_paid_by_is_not_missing(visits, services, prices):
    assert missing(visits, services, prices=prices).is_empty()


def test_no_visits_are_priced_at_nothing_in_the_same_columns():
    visits = "model | is_finishing\nper_course | yes"
    one = priced(visits, prices="item | amount_kr\ncourse | 1")
    assert priced("model").schema == one.schema
    assert one.columns[-3:] == ["units", "quantity", "agreed_kr"]


def test_every_model_of_the_facts_has_a_function():
    assert list(MODELS) == OF_FACTS
