"""R14: every row that is delivered is accepted or rejected, every rehabilitation event is charged or set aside."""

import polars as pl
from hypothesis import Phase, given, settings

from tests.chance import BOTH_MONTHS, spoiled_months
from tests.given import counted, settled_tables

by_chance = settings(max_examples=8, deadline=None, derandomize=True, phases=[Phase.generate])


def totals(computed, step):
    """The totals of a step's buckets."""
    return dict(counted(computed, step).select("bucket", "rows").rows())


@by_chance
@given(tables=spoiled_months())
def test_every_row_is_accepted_or_rejected_and_every_rehabilitation_event_charged_or_set_aside(tables):
    computed = settled_tables(tables, period=BOTH_MONTHS)

    for name, delivered in tables.items():
        rows = totals(computed, name)
        rejected = computed.rejected.filter(file=name)
        assert rows["delivered"] == len(delivered) == rows["accepted"] + rows["rejected"]
        assert rows["rejected"] == rejected["row_number"].n_unique()
        assert rejected["row_number"].is_between(1, len(delivered)).all()
    assert not computed.rejected.is_duplicated().any()

    services, events = totals(computed, "services"), totals(computed, "events")
    assert (
        services["attached"] + services["unattached"]
        == services["accepted"]
        == totals(computed, "t_sksube")["accepted"]
    )
    assert events["rehabilitation"] == events["charged"] + events["set_aside"]
    coded = computed.coded.select(pl.col("rehabilitation", "other").sum()).row(0)
    assert coded == (events["rehabilitation"], events["other"])
    assert (events["charged"], events["set_aside"]) == (computed.charges.height, computed.set_aside.height)

    listed = [*computed.charges["event_id"], *computed.set_aside["event_id"]]
    assert len(listed) == len(set(listed))
    assert computed.set_aside["reason"].null_count() == 0
    assert not any(
        computed.charges.select("scheme", "channel", "tariff_group", "municipal_kr", "payable_kr").null_count().row(0)
    )


@by_chance
@given(tables=spoiled_months())
def test_each_reason_of_the_funnel_adds_up(tables):
    computed = settled_tables(tables, period=BOTH_MONTHS)
    reasons = computed.funnel.drop_nulls("reason")
    set_aside = reasons.filter(step="events", bucket="set_aside").select("reason", "rows").rows()
    assert sorted(set_aside) == sorted(computed.set_aside.group_by("reason").len().rows())
    for name in tables:
        lines = computed.rejected.filter(file=name).unique(["row_number", "reason"]).group_by("reason").len().rows()
        assert sorted(reasons.filter(step=name).select("reason", "rows").rows()) == sorted(lines)
