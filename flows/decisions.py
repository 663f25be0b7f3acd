"""Decisions of persons held against a home: whether there is, or ever was, what they name. Source: KL memo 2006, section 4.1."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from flows.connection import read_query, reading
from flows.failures import PERSONAL_NUMBER, WrongUsage
from flows.home import Home
from transforms.control_agreements import NO_AGREEMENT
from transforms.counting import FUNNEL
from transforms.dated import Facts

LISTED = "FROM control_list SELECT event_id WHERE list = $list AND event_id = $event"
KNOWN = "SELECT event_id FROM bilateral_visits UNION SELECT event_id FROM bilateral_ledger"


def stop_at_unlisted(home: Home, event_id: str) -> None:
    """Raise WrongUsage where an event is not on the home's control list no_agreement: there is nothing to decide of it."""
    if not home.marts.exists():
        raise WrongUsage(f"There are no marts at {home.marts}: settle a month first, or give the home with --home.")
    with reading(home.marts) as marts_db:
        listed = read_query(marts_db, LISTED, {"list": NO_AGREEMENT, "event": event_id})
    if listed.is_empty():
        raise WrongUsage(
            f"{event_id} is not on the control list {NO_AGREEMENT} of {home.marts}, so there is nothing to decide. "
            f"If it was decided before: `genopt facts end decisions {event_id} --on DAY` takes that back, and the next run lists it again."
        )


def list_unknown_decisions(marts: Path, visits: pl.DataFrame, facts: Facts) -> Sequence[str]:
    """The events that decisions name and that neither this run nor any before it saw. What could be a CPR number is masked."""
    strange = facts.decisions.select("event_id").unique().join(visits, on="event_id", how="anti")
    if strange.height and marts.exists():
        with reading(marts) as marts_db:
            strange = strange.join(read_query(marts_db, KNOWN), on="event_id", how="anti")
    return [PERSONAL_NUMBER.sub("**********", event) for event in strange["event_id"].sort()]


def count_unknown_decisions(events: Sequence[str]) -> pl.DataFrame:
    """The funnel's line of them, where there are some."""
    lines = [("decisions", "not_of_this_window", "unknown_event", len(events))] if events else []
    return pl.DataFrame(lines, schema=FUNNEL, orient="row")
