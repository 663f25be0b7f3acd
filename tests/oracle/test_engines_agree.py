"""Generated months settled by two engines, which must agree to the øre: the line (Polars) and the oracle (plain SQL).

`GENOPT_EXAMPLES` sets how many months (200). They are settled in parts, each with its own seed: parts run side by side
under pytest-xdist, and short parts repeat themselves less. A part always settles the same months.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, note, seed, settings

from flows.failures import FactsIncomplete
from flows.settle_month import compute
from flows.verification.engine import NoTariff

from .agreement import differences
from .deliveries import Month, months
from .recomputed import recompute_month

EXAMPLES = int(os.environ.get("GENOPT_EXAMPLES", "200"))
PARTS = 10
generated = settings(
    max_examples=max(1, EXAMPLES // PARTS),
    deadline=None,
    database=None,
    print_blob=False,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],  # months are small as they are; shrinking one takes minutes of the gate's time
)


@pytest.mark.parametrize("part", range(PARTS))
def test_both_engines_agree_on_every_event_row_and_count_of_a_generated_month(part: int) -> None:
    @seed(part)
    @generated
    @given(months())
    def agree(month: Month) -> None:
        assert_agreement(month)

    agree()


@pytest.mark.parametrize("part", range(2))
def test_both_engines_stop_on_the_same_months_for_want_of_a_tariff(part: int) -> None:
    @seed(1000 + part)
    @generated
    @given(months(has_gaps=True))
    def agree(month: Month) -> None:
        assert_agreement(month)

    agree()


def assert_agreement(month: Month) -> None:
    """Settle a month by both engines; they give the same, or both want a tariff."""
    with tempfile.TemporaryDirectory() as folder:
        delivery, facts, settled_month = month.write(Path(folder))
        try:
            recomputed = recompute_month(delivery, facts, settled_month)
        except NoTariff as missing:
            note(f"the oracle stops: {missing}")
            with pytest.raises(FactsIncomplete, match=missing.tariff_group):
                compute(delivery, facts, settled_month, max_rejected_share=1.0)
        else:
            found = differences(compute(delivery, facts, settled_month, max_rejected_share=1.0), recomputed)
            assert not found, "\n" + "\n".join(found)
