"""What a month comes to: its events judged and priced, its rows accounted for, before anything is booked."""

from datetime import date
from typing import NamedTuple

import polars as pl

from flows.acceptance import Accepted
from flows.delivery import Delivery
from flows.facts import stop_at_missing_agreement_prices, stop_at_missing_prices, stop_at_placeholders
from schemas.marts import mart_columns
from transforms.assumptions import keep_control_policies, keep_relied_on
from transforms.bilateral import VISITS, settle_hospital_visits, settle_municipal_visits
from transforms.bilateral_assumptions import keep_bilateral_relied_on
from transforms.bilateral_counting import count_bilateral
from transforms.bilateral_events import NO_COURSES, name_courses
from transforms.control_lists import LINE, keep_control_list
from transforms.counting import CODED_ROWS, count_coded, count_rows, count_table
from transforms.dated import Facts
from transforms.ges import Municipal
from transforms.placeholders import keep_seen
from transforms.plans import PLANS, keep_issued_plans
from transforms.settlement import CHARGES, SET_ASIDE, Window, keep_charges, keep_set_aside, settle
from transforms.sharing import DIFFERENCES, keep_differences


class Computed(NamedTuple):
    """What a month comes to, before anything is booked: charges and set-asides with `cpr`, and the account of all rows.

    absorbed: names of earlier stays that are now part of another (event_id, absorbed_id). control_list: its lines, but those
    that need the months before or agreements. bilateral: the visits and finished courses that the parties settle
    between themselves, with `cpr`. finished: courses that ended before the window, in the same shape. courses: all that were
    delivered, see `transforms.bilateral_events.name_courses`.
    """

    charges: pl.DataFrame
    set_aside: pl.DataFrame
    absorbed: pl.DataFrame
    control_list: pl.DataFrame
    rejected: pl.DataFrame
    funnel: pl.DataFrame
    coded: pl.DataFrame
    assumptions: pl.DataFrame
    differences: pl.DataFrame
    plans: pl.DataFrame
    bilateral: pl.DataFrame
    finished: pl.DataFrame
    courses: pl.DataFrame


def compute_month(delivery: Delivery, accepted: Accepted, facts: Facts, window: Window, month_end: date) -> Computed:
    """Judge and price what a register delivered of a window, and account for every row."""
    seen = keep_seen(facts, is_synthetic=delivery.toml.synthetic)
    if isinstance(accepted.registry, Municipal):
        return compute_municipal(delivery, accepted, accepted.registry, seen, window)
    return compute_events(delivery, accepted, seen, window, month_end)


def compute_events(delivery: Delivery, accepted: Accepted, facts: Facts, window: Window, month_end: date) -> Computed:
    """Judge and price the events of hospitals, then price the general outpatient ones by agreement. Rules R1-R12, R14."""
    judged = compute_charges(accepted, facts, window, month_end)
    bilateral = settle_hospital_visits(judged.charges, facts, window)
    stop_at_missing_agreement_prices(bilateral)
    assumptions = pl.concat([judged.assumptions, keep_bilateral_relied_on(bilateral, facts)])
    assumptions = assumptions.unique().sort("fact", "row_key")
    stop_at_placeholders(assumptions, is_synthetic=delivery.toml.synthetic)
    return judged._replace(
        funnel=pl.concat([judged.funnel, count_bilateral(bilateral.visits, facts)]),
        assumptions=assumptions,
        bilateral=bilateral.visits,
        finished=bilateral.earlier,
    )


def compute_charges(accepted: Accepted, facts: Facts, window: Window, month_end: date) -> Computed:
    """Judge and price the events of hospitals, nothing bilateral. What was judged is let go: it is as large as all that is kept."""
    settled = settle(accepted.registry, facts, window, month_end)
    stop_at_missing_prices(settled, facts, month_end)
    control_list = keep_control_list(settled, accepted.registry, facts, window)
    relied_on = keep_relied_on(settled, accepted.registry.contacts, facts, month_end)
    no_visits = no_rows_of("bilateral_visits", VISITS)
    return Computed(
        charges=keep_charges(settled.events.lazy()).collect(),
        set_aside=keep_set_aside(settled.events.lazy()).collect(),
        absorbed=settled.absorbed,
        control_list=control_list,
        rejected=accepted.rejected,
        funnel=count_rows(accepted.delivered, accepted.rejected, settled),
        coded=count_coded(settled),
        assumptions=pl.concat([relied_on, keep_control_policies(facts, control_list)]),
        differences=keep_differences(settled.events.lazy()).collect(),
        plans=keep_issued_plans(settled.registrations.lazy(), facts, window.first, window.last).collect(),
        bilateral=no_visits,
        finished=no_visits,
        courses=pl.DataFrame(schema=NO_COURSES),
    )


def compute_municipal(
    delivery: Delivery, accepted: Accepted, registry: Municipal, facts: Facts, window: Window
) -> Computed:
    """Price municipal activity by agreement. It is no national charge: every other part of what a month comes to is empty."""
    bilateral = settle_municipal_visits(registry, facts, window)
    stop_at_missing_agreement_prices(bilateral)
    assumptions = keep_bilateral_relied_on(bilateral, facts).sort("fact", "row_key")
    stop_at_placeholders(assumptions, is_synthetic=delivery.toml.synthetic)
    tables = [
        count_table(name, rows, accepted.rejected.filter(pl.col("file") == name))
        for name, rows in accepted.delivered.items()
    ]
    return Computed(
        charges=no_rows_of("charges", CHARGES),
        set_aside=no_rows_of("set_aside", SET_ASIDE),
        absorbed=pl.DataFrame(schema={"event_id": pl.String, "absorbed_id": pl.String}),
        control_list=pl.DataFrame(schema=LINE),
        rejected=accepted.rejected,
        coded=pl.DataFrame(schema=CODED_ROWS),
        funnel=pl.concat([*tables, count_bilateral(bilateral.visits, facts)]),
        assumptions=assumptions,
        differences=pl.DataFrame(schema=DIFFERENCES),
        plans=no_rows_of("plans", PLANS),
        bilateral=bilateral.visits,
        finished=bilateral.earlier,
        courses=name_courses(registry),
    )


def no_rows_of(mart: str, columns: list[str]) -> pl.DataFrame:
    """A mart's rows before persons have their pseudonyms, of which there are none."""
    types = {name: column.dtype.type for name, column in mart_columns(mart).items()} | {"cpr": pl.String}
    return pl.DataFrame(schema={name: types[name] for name in columns})
