"""What holds of the facts that ship with genopt: no overlap, no gap, and the differences that are known."""

# fmt: off

import polars as pl

from flows.facts import SHIPPED, read_facts
from tests.drawn import assert_same
from transforms.dated import is_in_force
from transforms.models import MODELS
from transforms.policies import MONITORING
from transforms.proving import COMPLETENESS, STRUCTURE, keep_printed_differences, prove

FACTS = read_facts(SHIPPED)


def test_every_proof_holds():
    assert_same(prove(FACTS, [*STRUCTURE, *COMPLETENESS]), """
        fact | row_key | problem
        -----+---------+--------
    """)


def test_on_every_date_on_which_a_fact_changes_each_group_that_can_be_triggered_has_exactly_one_tariff():
    codes, tariffs = FACTS.tariff_codes, FACTS.tariffs
    starts = pl.concat([rows["valid_from"] for rows in (codes, tariffs)])
    ends = pl.concat([rows["valid_to"].drop_nulls() for rows in (codes, tariffs)])
    dates = pl.concat([starts, ends, ends.dt.offset_by("1d")]).unique().to_frame("on")
    triggered = dates.join(codes, how="cross").filter(is_in_force("on")).select("on", "tariff_group").unique()
    priced = dates.join(tariffs, how="cross").filter(is_in_force("on"))
    tariffs_each = triggered.join(priced, on=["on", "tariff_group"], how="left").group_by("on", "tariff_group")
    assert tariffs_each.agg(pl.col("tariff_kr").count())["tariff_kr"].unique().to_list() == [1]


def test_the_printed_amounts_that_differ_from_the_computed_ones_are_those_of_gen3s_and_gen5s():
    assert_same(keep_printed_differences(FACTS), """
        tariff_group | scheme    | printed_kr | computed_kr
        -------------+-----------+------------+------------
        GEN3S        | inpatient | 2147       | 2148
        GEN5S        | inpatient | 7306       | 7603
    """)


def test_every_row_says_where_it_comes_from_and_every_unsettled_one_why():
    for name in FACTS.__dataclass_fields__:
        rows = getattr(FACTS, name)
        assert rows["source"].null_count() == 0, name
        assert rows.filter(pl.col("status") != "confirmed")["note"].null_count() == 0, name


def test_there_are_98_municipalities_each_with_its_inhabitants_in_2019_and_five_regions():
    assert FACTS.municipalities["municipality"].n_unique() == FACTS.municipalities.height == 98
    assert FACTS.municipalities["region"].unique().sort().to_list() == ["1081", "1082", "1083", "1084", "1085"]
    assert set(FACTS.population.filter(year=2019)["municipality"]) == set(FACTS.municipalities["municipality"])


def test_each_role_has_a_placeholder_that_cannot_be_mistaken_for_an_sks_code():
    assert_same(FACTS.registration_codes, """
        sks_prefix | role              | status
        -----------+-------------------+------------
        PLANALMEN  | plan_general      | placeholder
        PLANSPEC   | plan_specialised  | placeholder
        PLANINGEN  | no_plan_needed    | placeholder
        STARTALMEN | start_general     | placeholder
        SLUTALMEN  | end_general       | placeholder
        STARTSPEC  | start_specialised | placeholder
        TILLAEG    | fee_supplement    | placeholder
        SLUTSPEC   | end_specialised   | placeholder
    """)


def test_each_open_choice_of_the_contract_is_a_row_and_each_of_the_control_lists_the_statements_and_the_site():
    assert_same(FACTS.policies.filter(~pl.col("policy").is_in(list(MONITORING))), """
        policy             | scheme                 | value     | status
        -------------------+------------------------+-----------+----------
        stay_gap_days      |                        | 0         | assumed
        open_course        |                        | hold      | assumed
        municipal_rounding |                        | half_up_1 | assumed
        plan_required      | general_outpatient     | yes       | confirmed
        plan_required      | specialised_outpatient | yes       | assumed
        plan_required      | inpatient              | no        | assumed
        home_visit_code    |                        | AAF6      | confirmed
        open_course_days   |                        | 90        | assumed
        year_turn_days     |                        | 31        | assumed
        deviation_percent  |                        | 50        | assumed
        deviation_least_kr |                        | 100000    | assumed
        deviation_months   |                        | 12        | assumed
        deviation_least_months |                    | 3         | assumed
        individual_data    | inpatient              | no        | assumed
        individual_data    | general_outpatient     | yes       | confirmed
        individual_data    | specialised_outpatient | yes       | confirmed
        break_percent      |                        | 25        | assumed
        break_errors       |                        | 3         | assumed
        break_months       |                        | 6         | assumed
        break_least_months |                        | 3         | assumed
    """)


def test_the_shipped_choices_of_the_indicators_are_their_defaults():
    shipped = FACTS.policies.filter(pl.col("policy").is_in(list(MONITORING)))
    assert dict(shipped.select("policy", "value").rows()) == MONITORING
    assert set(shipped.filter(status="assumed")["policy"]) == {"first_visit_days", "population_year", "suppression_threshold"}


def test_every_agreement_and_every_institution_is_a_placeholder_that_carries_synthetic_deliveries_only():
    for rows in (FACTS.agreements, FACTS.institutions, FACTS.packages):
        assert set(rows["status"]) == {"placeholder"}
    real = FACTS.agreement_prices.filter(pl.col("status") != "placeholder")
    assert set(real["price_list"]) == {"FYN", "KL-COURSE-HIGH", "KL-COURSE-LOW", "LANDSOVERENSKOMST"}
    assert set(FACTS.agreements["price_list"].drop_nulls()) & set(real["price_list"]) == {"LANDSOVERENSKOMST"}
    assert FACTS.institutions["institution"].str.contains("^G[KP][0-9]{4}$").all()


def test_each_municipality_has_a_centre_and_each_region_a_clinic_in_its_largest_municipality():
    centres = FACTS.institutions.filter(supplier_kind="municipality")
    assert centres["institution"].to_list() == [f"GK{one}" for one in sorted(FACTS.municipalities["municipality"])]
    assert (centres["supplier"] == centres["municipality"]).all()
    assert_same(FACTS.institutions.filter(supplier_kind="private"), """
        institution | number_kind | supplier | municipality
        ------------+-------------+----------+-------------
        GP1081      | yder        | GP1081   | 0851
        GP1082      | yder        | GP1082   | 0751
        GP1083      | yder        | GP1083   | 0461
        GP1084      | yder        | GP1084   | 0101
        GP1085      | yder        | GP1085   | 0265
    """)


def test_the_synthetic_agreements_show_all_models_and_none_in_region_sjaelland():
    assert set(FACTS.agreements["model"]) == set(MODELS)
    assert_same(FACTS.agreements, """
        payer | supplier_kind | supplier | service_scope | model            | price_list        | less_percent | step_minutes
        ------+---------------+----------+---------------+------------------+-------------------+--------------+-------------
        1081  | municipality  | 1081     | general       | per_course       | SYNTHETIC-COURSE  |              |
        1082  | municipality  | 1082     | general       | drg_less_percent |                   | 10.00        |
        1083  | municipality  | 1083     | general       | per_hour_by_form | SYNTHETIC-FORMS   |              | 15
        1084  | municipality  | 1084     | general       | per_hour         | SYNTHETIC-HOUR    |              | 15
        1081  | region        | 1081     | general       | per_course       | SYNTHETIC-COURSE  |              |
        1082  | region        | 1082     | general       | drg_less_percent |                   | 10.00        |
        1083  | region        | 1083     | general       | drg              |                   |              |
        1084  | region        | 1084     | general       | drg              |                   |              |
        1082  | private       | GP1082   | general       | fee_schedule     | LANDSOVERENSKOMST |              |
        1083  | private       | GP1083   | general       | package          | SYNTHETIC-PACKAGE |              |
        1084  | private       | GP1084   | general       | fee_schedule     | LANDSOVERENSKOMST |              |
    """)


def test_a_synthetic_package_costs_its_hours_at_the_synthetic_prices_of_their_forms_in_a_group_of_six():
    hourly = dict(FACTS.agreement_prices.filter(price_list="SYNTHETIC-FORMS").select("item", "amount_kr").rows())
    priced = FACTS.agreement_prices.filter(price_list="SYNTHETIC-PACKAGE").select("item", "amount_kr").rows()
    for group, amount_kr in priced:
        hours = FACTS.packages.filter(diagnosis_group=group).select("form", "hours").rows()
        assert sum(of * hourly[form] / (6 if form == "group" else 1) for form, of in hours) == amount_kr
    assert {group for group, _ in priced} == set(FACTS.packages["diagnosis_group"]) == {"01", "02", "06"}


def test_no_index_between_price_levels_is_known_so_no_price_is_brought_from_one_to_another():
    assert FACTS.price_levels.is_empty()
    assert FACTS.agreements["price_level"].null_count() == FACTS.agreements.height


def test_the_municipal_registers_headings_are_assumed():
    assert set(FACTS.headings["status"]) == {"assumed"}
    assert FACTS.headings.height == 9 + 8 + 2


def test_nobody_has_decided_anything_of_an_event_without_an_agreement():
    assert FACTS.decisions.is_empty()


def test_nobody_has_opted_out_as_far_as_is_known():
    assert FACTS.opt_outs.is_empty()
