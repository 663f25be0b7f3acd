"""A municipal row is rejected with a reason: one drawn table for each. Contract, section 2, register ges. The row number is the case."""

# fmt: off
# ruff: noqa: E501  (one row of a table is one line)

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drawn import assert_same
from tests.municipal import (
    ADDITION,
    ADDITIONS,
    COURSE,
    COURSES,
    OPTIONAL,
    SERVICE,
    SERVICES,
    accepted,
    accepted_tables,
)

GOOD_COURSE = {**COURSE, "course_id": "1", "ended_on": "2007-03-30"}
GOOD_SERVICE = {**SERVICE, "service_id": "1", "form": "hold", "group_size": "6"}


def test_a_good_delivery_has_no_rejected_row():
    tables = {COURSES: [GOOD_COURSE], SERVICES: [GOOD_SERVICE], ADDITIONS: [ADDITION]}
    assert accepted_tables(tables).rejected.is_empty()


def test_bad_cpr_is_judged_as_in_every_register():
    assert_same(accepted("""
        cpr
        ----------
        6101070001
        0102501a2b
        3201701234
        010170-123
    """).rejected, """
        file                           | row_number | column_name | reason
        -------------------------------+------------+-------------+--------
        genoptraening_grundoplysninger | 3          | cpr         | bad_cpr
        genoptraening_grundoplysninger | 4          | cpr         | bad_cpr
    """)


def test_bad_date_is_a_day_that_is_not_in_the_calendar():
    rejected = accepted("""
        plan_issued_on | ended_on
        ---------------+-----------
        2007-02-20     | 2007-03-30
        20-02-2007     |
        2007-02-29     |
        2007-02-20     | 31-04-2007
    """, """
        service_on
        ----------
        05-03-2007
        ukendt
    """).rejected
    assert_same(rejected, """
        file                           | row_number | column_name    | reason
        -------------------------------+------------+----------------+---------
        genoptraening_grundoplysninger | 3          | plan_issued_on | bad_date
        genoptraening_grundoplysninger | 4          | ended_on       | bad_date
        genoptraening_procedurer       | 2          | service_on     | bad_date
    """)


def test_missing_value_is_a_required_cell_that_is_not_filled():
    filled_rows = {
        COURSES: [name for name in COURSE if name not in (*OPTIONAL, "ended_on")],
        SERVICES: [name for name in SERVICE if name not in (*OPTIONAL, "group_size")],
        ADDITIONS: list(ADDITION),
    }
    good = {COURSES: GOOD_COURSE, SERVICES: GOOD_SERVICE, ADDITIONS: ADDITION}
    for name, columns in filled_rows.items():
        for column in columns:
            tables = {table: [{**row, column: ""} if table == name else row] for table, row in good.items()}
            own = [line for line in accepted_tables(tables).rejected.rows() if line[0] == name]
            assert own == [(name, 1, column, "missing_value")]


def test_a_group_and_a_pool_have_a_size_and_others_need_none():
    assert_same(accepted(services="""
        form        | group_size
        ------------+-----------
        hold        | 6
        hold        |
        bassin      |
        individuel  |
        selvtraening |
        pool        | 4
        group       |
    """).rejected, """
        row_number | column_name | reason
        -----------+-------------+--------------
        2          | group_size  | missing_value
        3          | group_size  | missing_value
        7          | group_size  | missing_value
    """)


def test_bad_number_is_no_whole_number_and_neither_no_minutes_nor_an_empty_group():
    assert_same(accepted(services="""
        form       | minutes | group_size | travel_minutes
        -----------+---------+------------+---------------
        hold       | 1       | 1          | 0
        hold       | 0       | 0          | 0
        hold       | 45,5    | 4.0        | -1
        individuel | -45     |            | 20 min
        individuel | 10000   | 0          |
    """).rejected, """
        row_number | column_name    | reason
        -----------+----------------+-----------
        2          | group_size     | bad_number
        2          | minutes        | bad_number
        3          | group_size     | bad_number
        3          | minutes        | bad_number
        3          | travel_minutes | bad_number
        4          | minutes        | bad_number
        4          | travel_minutes | bad_number
        5          | group_size     | bad_number
        5          | minutes        | bad_number
    """)


def test_bad_code_is_what_is_written_otherwise_than_it_may_be():
    rejected = accepted("""
        municipality | institution | number_kind | institution_municipality | plan_kind
        -------------+-------------+-------------+--------------------------+---------------
        101          | gk0101      | SOR         | 101                      | Specialiseret
        75X          | GK0101      | sor         | 0101                     | almen
        0101         | GK-0101     | sor         | 0101                     | almen
        0101         | GK0101      | cvr         | 0101                     | almen
        0101         | GK0101      | sor         | 12345                    | almen
        0101         | GK0101      | sor         | 0101                     | genoptræning
    """, """
        sks_code | form         | consultation
        ---------+--------------+-------------
        blna30   | Selvtræning  | Første
        BLNA-0   | individuel   | normal
        BLNA     | en til en    | kort
        BLNA     | individual   | anden
    """, """
        additional_code
        ---------------
        tillaeg1
        TIL LÆG
    """).rejected
    assert_same(rejected, """
        file                             | row_number | column_name              | reason
        ---------------------------------+------------+--------------------------+--------------------
        genoptraening_grundoplysninger   | 2          | municipality             | bad_code
        genoptraening_grundoplysninger   | 3          | institution              | bad_code
        genoptraening_grundoplysninger   | 3          | institution              | unknown_institution
        genoptraening_grundoplysninger   | 4          | number_kind              | bad_code
        genoptraening_grundoplysninger   | 5          | institution_municipality | bad_code
        genoptraening_grundoplysninger   | 6          | plan_kind                | bad_code
        genoptraening_procedurer         | 2          | sks_code                 | bad_code
        genoptraening_procedurer         | 3          | form                     | bad_code
        genoptraening_procedurer         | 4          | consultation             | bad_code
        genoptraening_tillaegsprocedurer | 2          | additional_code          | bad_code
    """)


def test_an_institution_is_known_by_its_number_and_kind_and_lies_where_the_facts_say():
    assert_same(accepted("""
        institution | number_kind | institution_municipality
        ------------+-------------+-------------------------
        GK0101      | sor         | 0101
        GK9999      | sor         | 0101
        GK0101      | yder        | 0101
        GK0101      | sor         | 0147
        GK0101      | shak        | 0147
    """).rejected, """
        row_number | column_name              | reason
        -----------+--------------------------+---------------------
        2          | institution              | unknown_institution
        3          | number_kind              | unknown_institution
        4          | institution_municipality | institution_elsewhere
        5          | institution_municipality | institution_elsewhere
        5          | number_kind              | unknown_institution
    """)


CLINIC = """
    institution | number_kind | name   | supplier_kind | supplier | municipality | valid_from | valid_to
    ------------+-------------+--------+---------------+----------+--------------+------------+-----------
    K1          | yder        | Klinik | private       | P1       | 0101         | 2007-02-01 | 2007-03-10
    K1          | yder        | Klinik | municipality  | 0101     | 0147         | 2007-03-20 |
"""


def test_an_institution_is_judged_on_the_day_of_the_plan_or_of_an_older_plan_on_its_own_first_day():
    gated = accepted("""
        institution | number_kind | institution_municipality | plan_issued_on
        ------------+-------------+--------------------------+---------------
        K1          | yder        | 0101                     | 2006-12-20
        K1          | yder        | 0101                     | 2007-03-10
        K1          | yder        | 0101                     | 2007-03-11
        K1          | yder        | 0147                     | 2007-03-20
        K1          | yder        | 0101                     | 2007-03-20
    """, facts={"institutions": CLINIC, "agreements": "agreement_id\n"})
    assert_same(gated.rejected, """
        row_number | column_name              | reason
        -----------+--------------------------+----------------------
        3          | institution              | unknown_institution
        5          | institution_municipality | institution_elsewhere
    """)
    assert_same(gated.registry.contacts, """
        contact_key
        -----------
        1
        2
        4
    """)


def test_a_service_on_a_day_on_which_its_institution_is_not_in_force_is_at_an_unknown_one():
    assert_same(accepted("""
        institution | number_kind | plan_issued_on
        ------------+-------------+---------------
        K1          | yder        | 2007-01-15
    """, """
        service_on
        ----------
        2007-01-31
        2007-02-01
        2007-03-10
        2007-03-11
        2007-03-20
    """, facts={"institutions": CLINIC, "agreements": "agreement_id\n"}).rejected, """
        row_number | column_name | reason
        -----------+-------------+--------------------
        1          | service_on  | unknown_institution
        4          | service_on  | unknown_institution
    """)


def test_a_residence_that_is_no_municipality_pays_nobody():
    towns = """
        municipality | name | region | valid_to
        -------------+------+--------+-----------
        0101         | A    | 1084   |
        0147         | B    | 1084   | 2007-03-06
    """
    gated = accepted("""
        municipality | plan_issued_on
        -------------+---------------
        0101         | 2006-11-01
        0957         | 2007-02-20
        147          | 2007-02-20
        147          | 2007-03-07
    """, """
        course_id | service_on
        ----------+-----------
        3         | 2007-03-06
        3         | 2007-03-07
    """, facts={"municipalities": towns})
    assert_same(gated.rejected, """
        file                           | row_number | column_name  | reason
        -------------------------------+------------+--------------+---------------------
        genoptraening_grundoplysninger | 2          | municipality | unknown_municipality
        genoptraening_grundoplysninger | 4          | municipality | unknown_municipality
        genoptraening_procedurer       | 2          | service_on   | unknown_municipality
    """)


def test_a_number_of_a_course_a_service_or_a_diagnosis_group_that_could_be_a_cpr_number_is_a_bad_code():
    rejected = accepted("""
        course_id     | diagnosis_group
        --------------+----------------
        0101701234    |
        F610170-12345 | 01
        2             | M 010170-1234
        4712000123    |
        20070305-0001 | 61017012345
    """, """
        course_id     | service_id
        --------------+-----------
        F610170-12345 | 1
        0101701234    | 2
        20070305-0001 | 010170ABCD
        F610170-12345 | 0001701234
    """, """
        service_id
        ----------
        010170ABCD
    """).rejected
    assert_same(rejected, """
        file                             | row_number | column_name     | reason
        ---------------------------------+------------+-----------------+---------
        genoptraening_grundoplysninger   | 1          | course_id       | bad_code
        genoptraening_grundoplysninger   | 3          | diagnosis_group | bad_code
        genoptraening_procedurer         | 2          | course_id       | bad_code
        genoptraening_procedurer         | 2          | course_id       | orphan
        genoptraening_procedurer         | 3          | service_id      | bad_code
        genoptraening_tillaegsprocedurer | 1          | service_id      | bad_code
        genoptraening_tillaegsprocedurer | 1          | service_id      | orphan
    """)


def test_an_orphan_belongs_to_no_accepted_course_or_service():
    assert_same(accepted("""
        course_id | cpr
        ----------+-----------
        1         | 6101070001
        2         | ukendt
    """, """
        course_id | service_id
        ----------+-----------
        1         | 11
        2         | 12
        3         | 13
    """, """
        service_id
        ----------
        11
        12
        19
    """).rejected, """
        file                             | row_number | column_name | reason
        ---------------------------------+------------+-------------+--------
        genoptraening_grundoplysninger   | 2          | cpr         | bad_cpr
        genoptraening_procedurer         | 2          | course_id   | orphan
        genoptraening_procedurer         | 3          | course_id   | orphan
        genoptraening_tillaegsprocedurer | 2          | service_id  | orphan
        genoptraening_tillaegsprocedurer | 3          | service_id  | orphan
    """)


def test_a_service_lies_from_the_day_of_the_plan_to_the_last_day_of_the_course():
    assert_same(accepted("""
        plan_issued_on | ended_on
        ---------------+-----------
        2007-03-02     | 2007-03-09
    """, """
        service_on
        ----------
        2007-03-01
        2007-03-02
        2007-03-09
        2007-03-10
    """).rejected, """
        row_number | column_name | reason
        -----------+-------------+--------------------
        1          | service_on  | service_before_plan
        4          | service_on  | service_after_end
    """)


def test_of_two_courses_with_one_number_the_first_by_content_stays_and_only_accepted_ones_take_part():
    gated = accepted("""
        course_id | patient | municipality | plan_kind
        ----------+---------+--------------+----------
        7         | 2       | 0101         | almen
        7         | 1       | 0147         | almen
        7         | 1       | 0101         | anden
        8         | 3       | 0101         | almen
        8         | 3       | 0101         | almen
    """)
    assert_same(gated.rejected, """
        row_number | column_name | reason
        -----------+-------------+-----------------
        1          | course_id   | duplicate_course
        3          | plan_kind   | bad_code
        5          | course_id   | duplicate_course
    """)
    assert_same(gated.registry.contacts, """
        contact_key | municipality
        ------------+-------------
        7           | 0147
        8           | 0101
    """)


def test_of_two_services_with_one_number_the_first_by_content_stays():
    gated = accepted("course_id\n1\n2", """
        course_id | service_id | minutes
        ----------+------------+--------
        2         | 5          | 30
        1         | 5          | 60
        1         | 6          | 30
        2         | 6          | 0
    """)
    assert_same(gated.rejected, """
        row_number | column_name | reason
        -----------+-------------+------------------
        1          | service_id  | duplicate_service
        4          | minutes     | bad_number
    """)


def test_a_row_with_several_faults_has_a_line_for_each():
    assert_same(accepted(services="""
        course_id | service_on | sks_code | form | minutes
        ----------+------------+----------+------+--------
        9         | 2007-02-30 | BLN-     | hold | 0
        1         | 2007-02-01 | BLNA     | hold | 45
    """).rejected, """
        row_number | column_name | reason
        -----------+-------------+--------------------
        1          | course_id   | orphan
        1          | group_size  | missing_value
        1          | minutes     | bad_number
        1          | service_on  | bad_date
        1          | sks_code    | bad_code
        2          | group_size  | missing_value
        2          | service_on  | service_before_plan
    """)


def test_what_is_accepted_has_one_shape_contacts_visits_services():
    registry = accepted("""
        course_id | patient | municipality | institution | number_kind | institution_municipality | plan_kind      | diagnosis_group | ended_on
        ----------+---------+--------------+-------------+-------------+--------------------------+----------------+-----------------+-----------
        b         | 1       | 101          | gk0147      | sor         | 147                      | specialiseret  | knae            | 2007-03-30
        a         | 2       | 0101         | GK0101      | SOR         | 0101                     | almen          |                 |
    """, """
        course_id | service_id | service_on | form    | minutes | group_size | consultation | travel_minutes
        ----------+------------+------------+---------+---------+------------+--------------+---------------
        b         | s1         | 2007-03-06 | hold    | 60      | 6          |              |
        b         | s2         | 2007-03-05 | individuel | 45   | 3          | opfoelgende  | 20
        b         | s3         | 2007-03-06 | selvtraening | 30 |            |              |
        a         | s4         | 2007-03-06 | bassin  | 30      | 4          | foerste      |
    """, """
        service_id | additional_code
        -----------+----------------
        s2         | TILLAEG2
        s2         | TILLAEG
        s4         | BZFA
    """).registry
    assert_same(registry.contacts, """
        contact | row_number | contact_key | cpr        | municipality | institution | plan_issued_on | service_scope | diagnosis_group | ended_on
        --------+------------+-------------+------------+--------------+-------------+----------------+---------------+-----------------+-----------
        0       | 2          | a           | 6101070002 | 0101         | GK0101      | 2007-02-20     | general       |                 |
        1       | 1          | b           | 6101070001 | 0101         | GK0147      | 2007-02-20     | specialised   | knae            | 2007-03-30
    """, in_order=True)
    assert_same(registry.visits, """
        contact | row_number | activity_date
        --------+------------+--------------
        0       | 4          | 2007-03-06
        1       | 2          | 2007-03-05
        1       | 1          | 2007-03-06
    """, in_order=True)
    assert_same(registry.services, """
        contact | row_number | service_id | sks_code | service_on | form          | minutes | group_size | travel_minutes | consultation | has_supplement
        --------+------------+------------+----------+------------+---------------+---------+------------+----------------+--------------+---------------
        1       | 1          | s1         | BLNA     | 2007-03-06 | group         | 60      | 6          | 0              |              | no
        1       | 2          | s2         | BLNA     | 2007-03-05 | individual    | 45      |            | 20             | follow_up    | yes
        1       | 3          | s3         | BLNA     | 2007-03-06 | self_training | 30      |            | 0              |              | no
        0       | 4          | s4         | BLNA     | 2007-03-06 | pool          | 30      | 4          | 0              | first        | no
    """)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.permutations(range(6)), st.permutations(range(6)))
def test_the_order_of_rows_decides_nothing(courses_order, services_order):
    def drawn(order, others):
        courses = [{**GOOD_COURSE, "course_id": number, "municipality": home}
                   for number, home in (("1", "0101"), ("1", "0147"), ("2", "0151"), ("2", "0957"), ("3", "0101"), ("4", "0147"))]
        services = [{**GOOD_SERVICE, "course_id": course, "service_id": number, "minutes": minutes}
                    for course, number, minutes in (
                        ("1", "1", "30"), ("2", "1", "45"), ("2", "2", "60"), ("2", "2", "15"), ("3", "3", "0"), ("9", "4", "30"))]
        additions = [{"service_id": number, "additional_code": "TILLAEG"} for number in ("1", "3")]
        tables = {COURSES: [courses[n] for n in order], SERVICES: [services[n] for n in others], ADDITIONS: additions}
        shaped = accepted_tables(tables).registry
        kept = [frame.drop("row_number").rows() for frame in shaped]
        return [sorted(frame, key=str) for frame in kept]

    assert drawn(courses_order, services_order) == drawn(range(6), range(6))
