"""The columns of what a month comes to, as the contract (section 5) names them; `cpr` stands for the person."""

from tests.given import Computed, settled

CHARGES = (
    "event_id scheme channel activity_date activity_month payer_municipality creditor_region hospital department"
    " specialty cpr age sks_code tariff_group tariff_kr municipal_kr payable_kr plan_issued_on course_started_on"
    " course_ended_on"
)
SET_ASIDE = (
    "event_id reason setting scheme activity_date payer_municipality creditor_region hospital cpr sks_code advisory_kr"
)


def assert_columns_of_the_contract(computed: Computed) -> None:
    """Each table's columns, in the contract's order; more may follow."""
    for rows, columns in (
        (computed.charges, CHARGES),
        (computed.set_aside, SET_ASIDE),
        (computed.rejected, "file row_number column_name reason"),
        (computed.funnel, "step bucket reason rows"),
        (computed.assumptions, "fact row_key status note"),
    ):
        assert rows.columns[: len(columns.split())] == columns.split()


def test_charges_set_asides_rejections_funnel_and_assumptions_have_the_columns_of_the_contract():
    assert_columns_of_the_contract(settled(stays="patient | municipality\n1 | 0101\n2 |"))


def test_a_month_without_rehabilitation_has_the_same_columns_and_no_rows():
    computed = settled(contacts="patient\n1")
    assert_columns_of_the_contract(computed)
    assert computed.charges.is_empty()
    assert computed.set_aside.is_empty()
    events = dict(computed.funnel.filter(step="events").select("bucket", "rows").rows())
    assert set(events.values()) == {0}
