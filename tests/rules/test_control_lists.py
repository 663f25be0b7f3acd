"""Control lists, drawn: what each names, what it says, and where its limit lies. KL memo 2006, sections 2.3, 2.4 and 4.1."""

# fmt: off

import random
import re

import polars as pl
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from reports.control_lists import CONTROL_LISTS
from schemas.marts import mart_columns
from tests.chance import BOTH_MONTHS, months
from tests.drawn import assert_same
from tests.given import settled, settled_tables
from transforms.control_lists import LINE, write_kroner
from transforms.policies import CONTROL_DEFAULTS, CONTROL_POLICIES


def listed(name, **drawn):
    """The lines of one list, of what is drawn."""
    return settled(**drawn).control_list.filter(list=name)


def test_every_general_visit_is_listed_because_no_agreement_is_known_and_no_other_event_is():
    assert_same(listed("general_outpatient", outpatients="""
        patient | kind        | services  | ended_on
        --------+-------------+-----------+-----------
        1       | general     | BLNA BLNR | 2007-03-31
        2       | specialised | BLNA      | 2007-03-31
        3       | general     | BLNA      |
    """, stays="""
        patient
        -------
        4
    """), """
        event_id       | payer_municipality | creditor_region | hospital | activity_date | detail                          | advisory_kr
        ---------------+--------------------+-----------------+----------+---------------+---------------------------------+------------
        V:1:2007-03-05 | 0101               | 1084            | 1301     | 2007-03-05    | Takstgruppe GEN2A, ydelse BLNR  | 855.00
    """)


def test_a_charged_stay_with_a_home_visit_is_listed_with_what_the_municipality_pays():
    assert_same(listed("inpatient_home_visit", stays="""
        patient | services  | municipality
        --------+-----------+-------------
        1       | BLNA AAF6 | 0101
        2       | BLNA      | 0101
        3       | AAF6      |
    """), """
        event_id | advisory_kr | detail
        ---------+-------------+---------------------------------------------------------------------------
        S:1      | 10861.00    | Hjemmebesøg; taksten er GEN5S (AAF6), heraf betaler kommunen 7.306,00 kr.
    """)


def test_a_home_visit_in_a_specialised_course_is_listed_whatever_became_of_the_visit():
    assert_same(listed("home_visit_in_specialised_course", outpatients="""
        patient | kind        | services  | ended_on   | plan_on
        --------+-------------+-----------+------------+-----------
        1       | specialised | AAF6      | 2007-03-31 | 2007-02-20
        2       | specialised | BLNA AAF6 | 2007-03-31 | 2007-02-20
        3       | specialised | AAF61     |            | 2007-02-20
        4       | specialised | BLNA      | 2007-03-31 | 2007-02-20
        5       | general     | AAF6      | 2007-03-31 | 2007-02-20
        6       | specialised | AAF6      | 2007-03-31 |
    """), """
        event_id       | advisory_kr | detail
        ---------------+-------------+---------------------------------------------------------------------------
        V:1:2007-03-05 | 1381.00     | Hjemmebesøg i specialiseret forløb; besøget er frasorteret
        V:2:2007-03-05 | 640.00      | Hjemmebesøg i specialiseret forløb; besøget er takseret efter BLNA
        V:3:2007-03-05 | 1381.00     | Hjemmebesøg i specialiseret forløb; besøget afventer slutmarkering
    """)


def test_what_the_code_of_a_home_visit_begins_with_is_a_policy_of_the_day():
    assert_same(listed("inpatient_home_visit", stays="""
        patient | services | admitted_on | discharged_on
        --------+----------+-------------+--------------
        1       | BLNA     | 2007-03-01  | 2007-03-14
        2       | BLNA     | 2007-03-01  | 2007-03-15
        3       | AAF6     | 2007-03-01  | 2007-03-15
    """, facts={"policies": """
        policy          | scheme | value | valid_from
        ----------------+--------+-------+-----------
        home_visit_code |        | BLN   | 2007-03-15
    """}), """
        event_id
        --------
        S:2
    """)


PLANS = """
    v_recnum | c_opr     | d_odto
    ---------+-----------+-----------
    1        | PLANSPEC  | 2007-02-25
    2        | PLANSPEC  | 2007-02-20
    3        | PLANSPEC  | 2007-02-10
    4        | PLANSPEC  | 2007-03-06
"""


def test_a_visit_is_listed_whose_latest_plan_is_of_the_other_kind_than_its_course():
    assert_same(listed("plan_and_course_differ", contacts="""
        patient
        -------
        1
        2
        3
        4
    """, services=PLANS, outpatients="""
        patient | kind        | plan_on    | ended_on
        --------+-------------+------------+-----------
        1       | general     | 2007-02-20 | 2007-03-31
        2       | general     | 2007-02-20 | 2007-03-31
        3       | general     | 2007-02-20 | 2007-03-31
        4       | general     | 2007-02-20 | 2007-03-31
        5       | specialised | 2007-02-20 | 2007-03-31
        6       | specialised | 2007-02-20 |
        7       | general     | 2007-02-20 | 2007-03-31
        8       | specialised |            | 2007-03-31
    """), """
        event_id        | activity_date | detail
        ----------------+---------------+----------------------------------------------------------------
        V:5:2007-03-05  | 2007-03-05    | Planen af 25-02-2007 er specialiseret, forløbet er alment
        V:9:2007-03-05  | 2007-03-05    | Planen af 20-02-2007 er almen, forløbet er specialiseret
        V:10:2007-03-05 | 2007-03-05    | Planen af 20-02-2007 er almen, forløbet er specialiseret
    """)


def test_a_visit_that_courses_of_both_kinds_cover_is_listed_with_the_tariff_it_would_have_had():
    assert_same(listed("ambiguous_course", outpatients="""
        patient | kind
        --------+--------------------
        1       | general specialised
        2       | general
    """), """
        event_id       | advisory_kr | detail
        ---------------+-------------+------------------------------------------------------
        V:1:2007-03-05 | 640.00      | Både et alment og et specialiseret forløb dækker dagen
    """)


def test_an_end_mark_with_no_course_open_is_listed_by_its_contact_in_the_days_that_are_computed():
    lines = listed("end_mark_without_start", contacts="""
        patient | c_sgh | c_kom
        --------+-------+------
        1       | 1301  | 101
        2       | 7777  |
        3       | 4298  | 0101
        4       | 1301  | 0101
    """, services="""
        v_recnum | c_opr      | d_odto
        ---------+------------+-----------
        1        | SLUTALMEN  | 2007-03-10
        1        | SLUTSPEC   | 2007-02-28
        1        | SLUTSPEC   | 2007-04-01
        2        | SLUTSPEC   | 2007-03-31
        3        | SLUTALMEN  | 2007-03-10
        4        | STARTALMEN | 2007-03-01
        4        | SLUTALMEN  | 2007-03-10
    """)
    assert_same(lines, """
        event_id | payer_municipality | creditor_region | hospital | activity_date | advisory_kr
        ---------+--------------------+-----------------+----------+---------------+------------
                 | 0101               | 1084            | 1301     | 2007-03-10    |
                 |                    |                 | 7777     | 2007-03-31    |
    """)
    assert_same(lines, """
        detail
        ---------------------------------------------------------------
        Slutmarkering (almen) på kontakt 1 uden et åbent forløb
        Slutmarkering (specialiseret) på kontakt 2 uden et åbent forløb
    """)


def test_a_course_is_listed_that_has_been_open_for_more_days_than_the_policy_with_what_waits_in_it():
    lines = listed("long_open_course", outpatients="""
        patient | kind        | started_on | ended_on   | visited_on
        --------+-------------+------------+------------+-----------
        1       | general     | 2007-03-02 |            | 2007-03-05
        2       | specialised | 2007-03-03 |            | 2007-03-05
        3       | general     | 2007-03-01 | 2007-03-31 | 2007-03-05
    """, visits="""
        v_recnum | d_ambdto
        ---------+-----------
        1        | 2007-03-06
        1        | 2007-03-07
    """, services="""
        v_recnum | c_opr | d_odto
        ---------+-------+-----------
        1        | BLNR  | 2007-03-06
    """, facts={"policies": """
        policy           | scheme | value
        -----------------+--------+------
        open_course_days |        | 29
    """})
    assert_same(lines, """
        event_id | payer_municipality | creditor_region | hospital | activity_date | advisory_kr
        ---------+--------------------+-----------------+----------+---------------+------------
                 | 0101               | 1084            | 1301     | 2007-03-31    | 1495.00
    """)
    assert_same(lines, """
        detail
        -------------------------------------------------------------------------------------------
        Alment forløb på kontakt 1 har været åbent siden 02-03-2007 (30 dage); besøg, der venter: 2
    """)


def test_a_course_opened_after_the_month_or_in_which_nothing_waits_is_no_cause_of_kroner():
    lines = listed("long_open_course", contacts="""
        patient
        -------
        1
        2
    """, services="""
        v_recnum | c_opr      | d_odto
        ---------+------------+-----------
        1        | STARTALMEN | 2006-11-01
        2        | STARTALMEN | 2007-04-01
    """)
    assert_same(lines, """
        advisory_kr | detail
        ------------+----------------------------------------------------------------------------------------------
        0.00        | Alment forløb på kontakt 1 har været åbent siden 01-11-2006 (151 dage); besøg, der venter: 0
    """)


NEW_YEAR = {
    "month": "2008-01",
    "outpatients": """
        patient | started_on | visited_on | ended_on   | services
        --------+------------+------------+------------+---------
        1       | 2007-12-30 | 2008-01-10 | 2008-01-31 | BLNA
        2       | 2007-12-30 | 2008-01-11 | 2008-01-31 | BLNA
        3       | 2007-12-30 | 2008-01-10 | 2008-01-31 | BLNR
        4       | 2007-12-30 | 2008-01-10 |            | BLNA
    """,
    "facts": {
        "tariffs": """
            tariff_group | tariff_kr | valid_from | valid_to
            -------------+-----------+------------+-----------
            GEN1A        | 640       | 2007-01-01 |
            GEN2A        | 855       | 2007-01-01 | 2007-12-31
            GEN2A        | 900       | 2008-01-01 |
        """,
        "tariff_codes": """
            scheme             | sks_prefix | tariff_group
            -------------------+------------+-------------
            general_outpatient | BLNA       | GEN1A
            general_outpatient | BLNR       | GEN2A
        """,
        "shares": """
            scheme             | municipal_share
            -------------------+----------------
            general_outpatient | 1.00
        """,
        "policies": """
            policy         | scheme | value | status
            ---------------+--------+-------+--------
            year_turn_days |        | 10    | assumed
        """,
    },
}


def test_a_charge_of_the_years_first_days_is_listed_where_its_tariff_is_older_than_the_year():
    assert_same(listed("old_tariff_at_year_turn", **NEW_YEAR), """
        event_id       | advisory_kr | detail
        ---------------+-------------+---------------------------------------------------------------------------------------
        V:1:2008-01-10 | 640.00      | Taksten for GEN1A har været gældende siden 01-01-2007, før årets begyndelse
    """)


def test_a_policy_of_the_lists_is_an_assumption_of_the_run_where_a_line_rests_on_it_and_nowhere_else():
    named = [name for name, _ in CONTROL_DEFAULTS]
    of_lists = pl.col("row_key").str.contains(f"^({'|'.join(named)}) ")
    quiet = settled(outpatients="patient\n1").assumptions.filter(of_lists)
    assert quiet.is_empty()
    assert_same(settled(**NEW_YEAR).assumptions.filter(of_lists), """
        row_key                     | status
        ----------------------------+--------
        year_turn_days - 2007-01-01 | assumed
    """)
    defaulted = settled(stays="patient | services\n1 | AAF6", facts={"policies": "policy | scheme | value\nopen_course | | hold"})
    assert_same(defaulted.assumptions.filter(of_lists), """
        fact     | row_key           | status  | note
        ---------+-------------------+---------+-------------------------------------------
        policies | home_visit_code - | assumed | No row is in force: the default is AAF6
    """)
    relied_on = settled(stays="patient | services\n1 | AAF6", facts={"policies": """
        policy          | scheme | value | status
        ----------------+--------+-------+---------
        home_visit_code |        | AAF   | disputed
    """})
    assert_same(relied_on.assumptions.filter(of_lists), """
        row_key                       | status
        ------------------------------+---------
        home_visit_code - 2007-01-01  | disputed
    """)


@settings(max_examples=6, deadline=None, derandomize=True, phases=[Phase.generate])
@given(tables=months(), seed=st.integers(0, 2**32), serials=st.permutations(range(990, 1000)))
def test_the_order_of_rows_and_other_cpr_numbers_make_no_difference(tables, seed, serials):
    others = {f"610107{patient:04}": f"6101070{serials[patient]}" for patient in range(1, 6)}
    same = {name: random.Random(f"{name}{seed}").sample(rows, len(rows)) for name, rows in tables.items()}
    same["t_adm"] = [{**row, "v_cpr": others[row["v_cpr"]]} for row in same["t_adm"]]
    lines, again = (settled_tables(rows, period=BOTH_MONTHS).control_list for rows in (tables, same))
    assert_same(again, lines)


@settings(max_examples=6, deadline=None, derandomize=True, phases=[Phase.generate])
@given(tables=months())
def test_no_line_holds_a_cpr_number_and_each_stands_once(tables):
    lines = settled_tables(tables, period=BOTH_MONTHS).control_list
    assert not re.search(r"6[01]0107[0-9]{4}", lines.drop("event_id").write_csv())
    assert lines.n_unique() == lines.height


def test_kroner_are_written_as_in_denmark():
    amounts = pl.DataFrame({"amount": ["0", "7.5", "999.99", "1000", "7306", "-25000", "-500", "1234567.05"]}).cast(pl.Decimal(14, 2))
    assert amounts.select(write_kroner(pl.col("amount")))["amount"].to_list() == [
        "0,00", "7,50", "999,99", "1.000,00", "7.306,00", "-25.000,00", "-500,00", "1.234.567,05",
    ]


def test_every_list_has_its_words_and_they_name_the_policies_that_decide_it():
    of_events = set(settled(outpatients="patient\n1").control_list["list"].unique())
    assert of_events <= set(CONTROL_LISTS)
    described = mart_columns("control_list")["list"].description
    assert list(CONTROL_LISTS) == re.findall("[a-z_]+", described.replace(" or ", " "))
    assert {name: set(words.policies) for name, words in CONTROL_LISTS.items() if words.policies} == {
        name: {policy for policy, _ in policies} for name, policies in CONTROL_POLICIES.items()
    }
    assert all(all(words) for words in ((w.title, w.means, w.municipality, w.region, w.source) for w in CONTROL_LISTS.values()))


def test_a_line_has_the_columns_of_the_mart_but_its_run():
    assert list(LINE) == list(mart_columns("control_list"))[1:]
    assert settled(stays="patient\n1").control_list.schema == settled(contacts="patient\n1").control_list.schema == pl.Schema(LINE)
