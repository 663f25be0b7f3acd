"""A row is rejected with a reason: one drawn table for each. Contract, section 2. The row number is the case."""

# fmt: off

from tests.drawn import assert_same
from tests.given import settled, settled_tables

CONTACT = {
    "k_recnum": "1", "idnummer": "501", "skemaopdat": "2007-04-01", "v_cpr": "6101070001", "c_pattype": "0",
    "c_sgh": "1301", "c_afd": "A01", "c_spec": "05", "c_kom": "0101", "d_inddto": "2007-03-01", "d_uddto": "2007-03-05",
}
VISIT = {"v_recnum": "1", "d_ambdto": "2007-03-05"}
SERVICE = {"v_recnum": "1", "c_opr": "BLNA", "c_oprart": "V", "d_odto": "2007-03-05"}
GOOD = {"t_adm": CONTACT, "t_bes": VISIT, "t_sksube": SERVICE}


def test_a_good_delivery_has_no_rejected_row():
    assert settled_tables({name: [row] for name, row in GOOD.items()}).rejected.is_empty()


def test_bad_cpr_is_anything_but_ten_letters_and_digits_that_begin_with_a_day_a_month_and_a_year():
    computed = settled(contacts="""
        k_recnum | v_cpr
        ---------+------------
        1        | 0101701234
        2        | 3112701234
        3        | 6101070001
        4        | 9112701234
        5        | 010170ABCD
        6        | 0102501a2b
        7        | 3102701234
        8        | 0001701234
        9        | 3201701234
        10       | 6001701234
        11       | 9201701234
        12       | 0100701234
        13       | 0113701234
        14       | 010170123
        15       | 01017012345
        16       | 010170-1234
        17       | 01A1701234
        18       | 010170 234
        19       | ukendt
    """)
    assert_same(computed.rejected, """
        file  | row_number | column_name | reason
        ------+------------+-------------+--------
        t_adm | 8          | v_cpr       | bad_cpr
        t_adm | 9          | v_cpr       | bad_cpr
        t_adm | 10         | v_cpr       | bad_cpr
        t_adm | 11         | v_cpr       | bad_cpr
        t_adm | 12         | v_cpr       | bad_cpr
        t_adm | 13         | v_cpr       | bad_cpr
        t_adm | 14         | v_cpr       | bad_cpr
        t_adm | 15         | v_cpr       | bad_cpr
        t_adm | 16         | v_cpr       | bad_cpr
        t_adm | 17         | v_cpr       | bad_cpr
        t_adm | 18         | v_cpr       | bad_cpr
        t_adm | 19         | v_cpr       | bad_cpr
    """)


def test_modulus_11_is_never_a_reason_to_reject():
    serials = [f"010170{serial:04d}" for serial in range(1000, 1011)]
    contacts = [{**CONTACT, "k_recnum": serial, "idnummer": serial, "v_cpr": serial} for serial in serials]
    assert settled_tables({"t_adm": contacts, "t_bes": [], "t_sksube": []}).rejected.is_empty()


def test_bad_date_is_a_day_that_is_not_in_the_calendar():
    computed = settled(contacts="""
        k_recnum | idnummer | skemaopdat | d_inddto   | d_uddto
        ---------+----------+------------+------------+-----------
        1        | 501      | 2007-04-01 | 2007-03-01 | 2007-03-05
        2        | 502      | 2007-04-31 | 2007-03-01 | 2007-03-05
        3        | 503      | 2007-04-01 | 2007-02-29 | 2007-03-05
        4        | 504      | 2007-04-01 | 2007-03-01 | 5/3 2007
    """, visits="""
        d_ambdto
        ----------
        2007-03-05
        2007-03-32
    """, services="""
        d_odto
        ----------
        2007-13-05
        2007-03-05
    """)
    assert_same(computed.rejected, """
        file     | row_number | column_name | reason
        ---------+------------+-------------+---------
        t_adm    | 2          | skemaopdat  | bad_date
        t_adm    | 3          | d_inddto    | bad_date
        t_adm    | 4          | d_uddto     | bad_date
        t_bes    | 2          | d_ambdto    | bad_date
        t_sksube | 1          | d_odto      | bad_date
    """)


def test_missing_value_is_a_required_cell_that_is_not_filled():
    contacts = [{**CONTACT, "k_recnum": str(row), "idnummer": str(row)} for row in range(1, 7)]
    for row, column in enumerate(["k_recnum", "v_cpr", "c_pattype", "c_sgh", "d_inddto"]):
        contacts[row][column] = ""
    contacts[5]["c_sgh"] = "   "
    computed = settled_tables({
        "t_adm": [*contacts, {**CONTACT, "k_recnum": "7"}],
        "t_bes": [{**VISIT, "v_recnum": ""}, {**VISIT, "v_recnum": "7", "d_ambdto": ""}],
        "t_sksube": [{**SERVICE, "v_recnum": "7", name: ""} for name in ("v_recnum", "c_opr", "d_odto")],
    })
    assert_same(computed.rejected, """
        file     | row_number | column_name | reason
        ---------+------------+-------------+--------------
        t_adm    | 1          | k_recnum    | missing_value
        t_adm    | 2          | v_cpr       | missing_value
        t_adm    | 3          | c_pattype   | missing_value
        t_adm    | 4          | c_sgh       | missing_value
        t_adm    | 5          | d_inddto    | missing_value
        t_adm    | 6          | c_sgh       | missing_value
        t_bes    | 1          | v_recnum    | missing_value
        t_bes    | 2          | d_ambdto    | missing_value
        t_sksube | 1          | v_recnum    | missing_value
        t_sksube | 2          | c_opr       | missing_value
        t_sksube | 3          | d_odto      | missing_value
    """)


def test_the_day_of_discharge_department_municipality_and_optional_columns_may_be_empty():
    computed = settled(contacts="""
        k_recnum | idnummer | skemaopdat | c_afd | c_spec | c_kom | d_uddto
        ---------+----------+------------+-------+--------+-------+-----------
        1        |          |            |       |        |       |
        2        | 502      | 2007-04-01 | A01   | 05     | 0101  | 2007-03-05
    """)
    assert computed.rejected.is_empty()


def test_bad_code_is_a_municipality_that_is_not_three_or_four_digits():
    computed = settled(contacts="""
        k_recnum | c_kom
        ---------+------
        1        | 101
        2        | 0101
        3        | 999
        4        | 75
        5        | 07510
        6        | 75A
        7        | 7 51
        8        | -751
        9        | udl
    """)
    assert_same(computed.rejected, """
        row_number | column_name | reason
        -----------+-------------+---------
        4          | c_kom       | bad_code
        5          | c_kom       | bad_code
        6          | c_kom       | bad_code
        7          | c_kom       | bad_code
        8          | c_kom       | bad_code
        9          | c_kom       | bad_code
    """)


def test_bad_code_is_a_service_that_is_not_one_to_ten_letters_and_digits():
    computed = settled(contacts="""
        k_recnum
        --------
        1
    """, services="""
        v_recnum | c_opr
        ---------+------------
        1        | B
        1        | BLNA
        1        | ABCDEFGHIJ
        1        | ABCDEFGHIJK
        1        | BLNA-1
        1        | BL NA
        1        | BLNÆ
        1        | +BLNA
    """)
    assert_same(computed.rejected, """
        row_number | column_name | reason
        -----------+-------------+---------
        4          | c_opr       | bad_code
        5          | c_opr       | bad_code
        6          | c_opr       | bad_code
        7          | c_opr       | bad_code
        8          | c_opr       | bad_code
    """)


def test_discharge_before_admission_is_rejected_and_on_the_same_day_accepted():
    computed = settled(contacts="""
        k_recnum | d_inddto   | d_uddto
        ---------+------------+-----------
        1        | 2007-03-05 | 2007-03-05
        2        | 2007-03-05 | 2007-03-04
        3        | 05-03-2007 | 20070304
        4        | 2007-02-30 | 2007-03-04
    """)
    assert_same(computed.rejected, """
        row_number | column_name | reason
        -----------+-------------+---------------------------
        2          | d_uddto     | discharge_before_admission
        3          | d_uddto     | discharge_before_admission
        4          | d_inddto    | bad_date
    """)


def test_orphan_is_a_row_whose_contact_is_not_an_accepted_one():
    computed = settled(contacts="""
        k_recnum | v_cpr      | idnummer | skemaopdat
        ---------+------------+----------+-----------
        1        | 6101070001 | 501      | 2007-04-01
        2        | ukendt     | 502      | 2007-04-01
        3        | 6101070003 | 503      | 2007-04-01
        4        | 6101070003 | 503      | 2007-04-02
    """, visits="""
        v_recnum | d_ambdto
        ---------+-----------
        1        | 2007-03-05
        2        | 2007-03-05
        3        | 2007-03-05
        4        | 2007-03-05
        5        | 2007-03-05
    """, services="""
        v_recnum | d_odto
        ---------+-----------
        1        | 2007-03-05
        2        | 2007-03-05
        3        | 2007-03-05
        4        | 2007-03-05
        5        | 2007-03-05
        01       | 2007-03-05
    """)
    assert_same(computed.rejected, """
        file     | row_number | column_name | reason
        ---------+------------+-------------+------------------
        t_adm    | 2          | v_cpr       | bad_cpr
        t_adm    | 3          | idnummer    | duplicate_contact
        t_bes    | 2          | v_recnum    | orphan
        t_bes    | 3          | v_recnum    | orphan
        t_bes    | 5          | v_recnum    | orphan
        t_sksube | 2          | v_recnum    | orphan
        t_sksube | 3          | v_recnum    | orphan
        t_sksube | 5          | v_recnum    | orphan
        t_sksube | 6          | v_recnum    | orphan
    """)


def test_duplicate_contact_the_one_with_the_newest_change_stays_then_the_highest_record_number_as_a_number():
    computed = settled(contacts="""
        k_recnum | idnummer | skemaopdat
        ---------+----------+--------------------
        1        | 501      | 2007-04-02
        2        | 501      | 2007-04-01
        9        | 502      | 2007-04-01
        10       | 502      | 2007-04-01
        31       | 503      | 2007-04-01 09:00:00
        30       | 503      | 2007-04-01 10:00:00
        99       | 504      |
        100      | 504      |
        40       | 505      | 01-05-2007
        41       | 505      | 2007-04-30
        50       | 506      | 2007-04-01
    """)
    assert_same(computed.rejected, """
        row_number | column_name | reason
        -----------+-------------+------------------
        2          | idnummer    | duplicate_contact
        3          | idnummer    | duplicate_contact
        5          | idnummer    | duplicate_contact
        7          | idnummer    | duplicate_contact
        10         | idnummer    | duplicate_contact
    """)


def test_only_contacts_that_are_otherwise_accepted_take_part_in_which_one_stays():
    computed = settled(contacts="""
        k_recnum | idnummer | skemaopdat | v_cpr
        ---------+----------+------------+-----------
        1        | 501      | 2007-04-01 | 6101070001
        2        | 501      | 2007-04-02 | ukendt
    """)
    assert_same(computed.rejected, """
        row_number | column_name | reason
        -----------+-------------+--------
        2          | v_cpr       | bad_cpr
    """)


def test_duplicate_row_is_a_repeated_visit_day_after_reading_and_the_first_stays():
    computed = settled(contacts="""
        k_recnum | patient
        ---------+--------
        1        | 1
        2        | 2
    """, visits="""
        v_recnum | d_ambdto
        ---------+--------------------
        1        | 2007-03-05
        1        | 2007-03-06
        2        | 2007-03-05
        1        | 05-03-2007
        1        | 2007-03-05 00:00:00
    """)
    assert_same(computed.rejected, """
        file  | row_number | column_name | reason
        ------+------------+-------------+--------------
        t_bes | 4          | d_ambdto    | duplicate_row
        t_bes | 5          | d_ambdto    | duplicate_row
    """)


def test_repeated_services_are_kept():
    computed = settled_tables({"t_adm": [CONTACT], "t_bes": [], "t_sksube": [SERVICE, SERVICE]})
    assert computed.rejected.is_empty()


def test_a_row_with_several_faults_has_a_line_for_each_and_counts_as_one_rejected_row():
    computed = settled(contacts="""
        k_recnum | v_cpr      | c_sgh | c_kom | d_inddto   | d_uddto
        ---------+------------+-------+-------+------------+-----------
        1        | 6101070001 | 1301  | 0101  | 2007-03-01 | 2007-03-05
        2        | ukendt     |       | 7     | 2007-03-05 | 2007-03-01
    """, visits="""
        v_recnum | d_ambdto
        ---------+-----------
        2        | 2007-03-05
        2        | 2007-03-05
        2        | snart
    """)
    assert_same(computed.rejected, """
        file  | row_number | column_name | reason
        ------+------------+-------------+---------------------------
        t_adm | 2          | v_cpr       | bad_cpr
        t_adm | 2          | c_sgh       | missing_value
        t_adm | 2          | c_kom       | bad_code
        t_adm | 2          | d_uddto     | discharge_before_admission
        t_bes | 1          | v_recnum    | orphan
        t_bes | 2          | v_recnum    | orphan
        t_bes | 2          | d_ambdto    | duplicate_row
        t_bes | 3          | v_recnum    | orphan
        t_bes | 3          | d_ambdto    | bad_date
    """)
    assert_same(computed.funnel.filter(step="t_adm", bucket="rejected"), """
        reason                     | rows
        ---------------------------+-----
                                   | 1
        bad_code                   | 1
        bad_cpr                    | 1
        discharge_before_admission | 1
        missing_value              | 1
    """)
