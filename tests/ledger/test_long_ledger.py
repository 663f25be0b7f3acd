"""The long ledger that the benchmark measures is one that a run accepts: its figures add up, also bilaterally."""

from data.synthetic import simulate
from flows.facts import SHIPPED
from flows.home import Home
from flows.settle_month import Order, settle_month
from tests.benchmarks.long_ledger import lengthen


def test_a_month_settles_again_onto_a_long_ledger(tmp_path):
    simulate("2007-03", 500, 1, tmp_path / "2007-03", SHIPPED)
    order = Order("2007-03", tmp_path / "2007-03", tmp_path / "home", is_verified=False)
    booked = settle_month(order).booked["charges"]
    entries = lengthen(Home(order.home), 10 * booked)
    again = settle_month(order)
    assert entries == 10 * booked
    assert (again.booked["charges"], again.booked["reversals"]) == (0, 0)
