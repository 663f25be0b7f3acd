"""R1, and how a contact's cells are read (contract, section 2)."""

# fmt: off

from tests.drawn import assert_same
from tests.given import settled


def test_a_contact_is_known_by_idnummer_where_the_column_exists():
    computed = settled(contacts="""
        patient | idnummer | c_pattype | d_uddto
        --------+----------+-----------+-----------
        1       | 77001    | 0         | 2007-03-05
        2       | 77002    | 2         |
    """, visits="""
        v_recnum | d_ambdto
        ---------+-----------
        2        | 2007-03-05
    """, services="""
        v_recnum | c_opr | d_odto
        ---------+-------+-----------
        1        | BLNA  | 2007-03-05
        2        | BLNA  | 2007-03-05
    """)
    assert_same(computed.charges, """
        patient | event_id
        --------+---------
        1       | S:77001
    """)
    assert_same(computed.set_aside, """
        patient | event_id
        --------+-------------------
        2       | V:77002:2007-03-05
    """)
    assert "record_number_as_key" not in computed.assumptions["row_key"]


def test_else_it_is_known_by_its_record_number_which_is_listed_as_an_assumption():
    computed = settled(contacts="""
        patient | k_recnum | c_pattype | d_uddto
        --------+----------+-----------+-----------
        1       | 410      | 0         | 2007-03-05
    """, services="""
        v_recnum | c_opr | d_odto
        ---------+-------+-----------
        410      | BLNA  | 2007-03-05
    """)
    assert_same(computed.charges, """
        patient | event_id
        --------+---------
        1       | S:410
    """)
    assert "record_number_as_key" in computed.assumptions["row_key"]


def test_a_municipality_of_three_digits_becomes_four():
    computed = settled(stays="""
        patient | municipality
        --------+-------------
        1       | 751
        2       | 0751
        3       | 101
    """)
    assert_same(computed.charges, """
        patient | payer_municipality
        --------+-------------------
        1       | 0751
        2       | 0751
        3       | 0101
    """)


def test_cells_are_trimmed_and_codes_are_read_in_upper_case():
    computed = settled(contacts="""
        k_recnum | v_cpr      | c_pattype | c_sgh | c_afd | c_spec | d_uddto
        ---------+------------+-----------+-------+-------+--------+-----------
        1        | 010250abcd | 0         | 66a0  | ø1    | xy     | 2007-03-05
    """, services="""
        v_recnum | c_opr  | d_odto
        ---------+--------+-----------
        1        | blna30 | 2007-03-05
    """, facts={"hospitals": """
        hospital | name          | region | kind
        ---------+---------------+--------+---------
        66A0     | Et sygehus    | 1082   | hospital
    """})
    assert_same(computed.charges, """
        cpr        | hospital | department | specialty | sks_code
        -----------+----------+------------+-----------+---------
        010250ABCD | 66A0     | Ø1         | XY        | BLNA30
    """)


def test_only_patient_types_0_and_2_make_events():
    computed = settled(contacts="""
        k_recnum | patient | c_pattype | d_uddto
        ---------+---------+-----------+-----------
        1        | 1       | 0         | 2007-03-05
        2        | 2       | 1         | 2007-03-05
        3        | 3       | 2         | 2007-03-05
        4        | 4       | 3         | 2007-03-05
    """, visits="""
        v_recnum | d_ambdto
        ---------+-----------
        1        | 2007-03-05
        2        | 2007-03-05
        3        | 2007-03-05
        4        | 2007-03-05
    """, services="""
        v_recnum | c_opr | d_odto
        ---------+-------+-----------
        1        | BLNA  | 2007-03-05
        2        | BLNA  | 2007-03-05
        3        | BLNA  | 2007-03-05
        4        | BLNA  | 2007-03-05
    """)
    assert_same(computed.charges, """
        event_id
        --------
        S:1
    """)
    assert_same(computed.set_aside, """
        event_id
        --------------
        V:3:2007-03-05
    """)
