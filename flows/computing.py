"""What a month comes to: its events judged and priced, its rows accounted for, before anything is booked."""

from datetime import date
from typing import NamedTuple

import polars as pl

from flows.acceptance import Accepted
from flows.delivery import Delivery
from flows.facts import stop_at_missing_prices, stop_at_placeholders
from transforms.assumptions import keep_control_policies, keep_relied_on
from transforms.control_lists import keep_control_list
from transforms.counting import count_rows
from transforms.dated import Facts
from transforms.plans import keep_issued_plans
from transforms.settlement import Window, keep_charges, keep_set_aside, settle
from transforms.sharing import keep_differences


class Computed(NamedTuple):
    """What a month comes to, before anything is booked: charges and set-asides with `cpr`, and the account of all rows.

    absorbed: names of earlier stays that are now part of another (event_id, absorbed_id). control_list: its lines, but those
    that need the months before.
    """

    charges: pl.DataFrame
    set_aside: pl.DataFrame
    absorbed: pl.DataFrame
    control_list: pl.DataFrame
    rejected: pl.DataFrame
    funnel: pl.DataFrame
    assumptions: pl.DataFrame
    differences: pl.DataFrame
    plans: pl.DataFrame


def compute_events(delivery: Delivery, accepted: Accepted, facts: Facts, window: Window, month_end: date) -> Computed:
    """Judge and price the events of a window, and account for every row. Rules R1-R12, R14."""
    settled = settle(accepted.registry, facts, window, month_end)
    stop_at_missing_prices(settled, facts, month_end)
    assumptions = keep_relied_on(settled, accepted.registry.contacts, facts, month_end)
    control_list = keep_control_list(settled, accepted.registry, facts, window)
    assumptions = pl.concat([assumptions, keep_control_policies(facts, control_list)]).sort("fact", "row_key")
    stop_at_placeholders(assumptions, is_synthetic=delivery.toml.synthetic)
    return Computed(
        charges=keep_charges(settled.events.lazy()).collect(),
        set_aside=keep_set_aside(settled.events.lazy()).collect(),
        absorbed=settled.absorbed,
        control_list=control_list,
        rejected=accepted.rejected,
        funnel=count_rows(accepted.delivered, accepted.rejected, settled),
        assumptions=assumptions,
        differences=keep_differences(settled.events.lazy()).collect(),
        plans=keep_issued_plans(settled.registrations.lazy(), facts, window.first, window.last).collect(),
    )
