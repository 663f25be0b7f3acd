"""Generated months of the municipal register settled by two engines, which must agree to the øre: the line and plain SQL.

`GENOPT_EXAMPLES` sets how many deliveries (200), ten of which make a month. A seed always draws the same month.
"""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from flows.failures import FactsIncomplete
from flows.settle_month import Computed, compute
from flows.verification.engine import Lacking
from flows.verification.verify import find_disagreements

from .agreement import differences
from .municipal_deliveries import ADDITIONS, COURSES, SERVICES, MunicipalMonth, draw_month
from .recomputed import recompute_month, window_of
from .test_engines_agree import EXAMPLES

TOGETHER = 10
STANDINGS = ["own_production", "agreed", "no_agreement"]


@pytest.mark.parametrize("seed", range(EXAMPLES // TOGETHER))
def test_both_engines_agree_on_every_municipal_visit_row_and_krone_of_a_generated_month(seed: int) -> None:
    assert_agreement(draw_month(f"agree {seed}", TOGETHER))


@pytest.mark.parametrize("seed", range(EXAMPLES // TOGETHER // 2))
def test_both_engines_stop_on_the_same_months_for_want_of_an_agreements_price(seed: int) -> None:
    assert_agreement(draw_month(f"stop {seed}", together=1, lacking=True))


def test_an_oere_more_on_one_visit_stops_the_run_and_names_the_visit(tmp_path: Path) -> None:
    delivery, facts, month = draw_month("agree 0", TOGETHER).write(tmp_path)
    visits = compute(delivery, facts, month, max_rejected_share=1.0).bilateral
    agreed = visits.filter(pl.col("agreed_kr").is_not_null())["event_id"][0]
    more = pl.when(pl.col("event_id") == agreed).then(pl.col("agreed_kr") + pl.lit(Decimal("0.01")))
    changed = visits.with_columns(more.otherwise("agreed_kr").cast(pl.Decimal(14, 2)).alias("agreed_kr"))
    marts = [{"bilateral_visits": visits}, {"bilateral_visits": changed}]
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    found = [find_disagreements(delivery, facts, *window_of(delivery, month), mart, scratch).rows() for mart in marts]
    assert found == [[], [(agreed, "bilateral_visits", "agreed_kr")]]


def assert_agreement(month: MunicipalMonth) -> None:
    """Settle a month by both engines; they give the same, or both lack a price."""
    with tempfile.TemporaryDirectory() as folder:
        files = month.write(Path(folder))
        try:
            recomputed = recompute_month(*files)
        except Lacking as missing:
            with pytest.raises(FactsIncomplete, match=str(missing).split()[-1]):
                compute(*files, max_rejected_share=1.0)
        else:
            computed = compute(*files, max_rejected_share=1.0)
            found = differences(computed, recomputed)
            assert not found, "\n".join(["", *found, str(month)])
            assert_conserved(month, computed)


def assert_conserved(month: MunicipalMonth, computed: Computed) -> None:
    """Every delivered service of the window is rejected or stands in exactly one visit, which has one standing (R14)."""
    accepted = computed.funnel.filter(step=SERVICES, bucket="accepted")["rows"].item()
    rejected = computed.rejected.filter(file=SERVICES)["row_number"].n_unique()
    assert accepted + rejected == len(month.delivery.tables[SERVICES])
    assert computed.bilateral["event_id"].is_unique().all()
    assert computed.bilateral["standing"].is_in(STANDINGS).all()
    assert (computed.bilateral["services"].sum() or 0) <= accepted
    for table in (COURSES, ADDITIONS):
        totals = computed.funnel.filter(pl.col("step") == table, pl.col("reason").is_null())
        counts = dict(totals.select("bucket", "rows").rows())
        assert counts["accepted"] + counts["rejected"] == counts["delivered"] == len(month.delivery.tables[table])
