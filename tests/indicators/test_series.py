"""Only the years that a run may have changed are made anew, and the series is what it would be if all of it were."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from flows.connection import insert, read_query
from flows.facts import facts_id
from flows.monitoring import make_indicators, replace_indicators
from schemas.marts import mart_columns
from tests.indicators.marts import FACTS, marts
from transforms.indicators import KEY
from transforms.screening import SET_ASIDE as REASONS

FIRST, DAYS = date(2005, 10, 1), 1100
RUN = {"run_id": "R0001", "code_version": "1", "settlement_month": "2007-03", "status": "published"}
LIKE_ANY_RUN = {
    name: {
        pl.String: "",
        pl.Int64: 0,
        pl.Boolean: True,
        pl.Date: FIRST,
        pl.Datetime: datetime.combine(FIRST, time()),
    }.get(column.dtype.type.base_type(), Decimal(0))
    for name, column in mart_columns("runs").items()
}
"""What the columns of `runs` hold that no indicator asks for."""


@pytest.mark.parametrize("seed", range(12))
def test_what_stands_after_a_run_is_what_would_be_made_anew(seed):
    chance = Random(seed)
    touched = FIRST + timedelta(days=chance.randrange(DAYS))
    with settled(chance) as marts_db:
        with marts(**draw_rows(chance)) as others:
            for name, day in {"charges": "activity_date", "set_aside": "activity_date", "plans": "issued_on"}.items():
                marts_db.execute(f"DELETE FROM {name} WHERE {day} >= ?", [touched])
                insert(marts_db, name, read_query(others, f"FROM {name} WHERE {day} >= DATE '{touched}'"))
        assert_as_made_anew(marts_db, RUN | {"settlement_month": "2007-04"}, touched, FACTS)


NEW_POLICY = FACTS.policies.with_columns(value=pl.when(policy="older_from_age").then(pl.lit("40")).otherwise("value"))
NEW_MUNICIPALITY = FACTS.municipalities.with_columns(
    region=pl.when(municipality="0101").then(pl.lit("1085")).otherwise("region")
)
FROM_APRIL = pl.concat(
    [
        FACTS.policies.with_columns(
            valid_to=pl.when(policy="older_from_age").then(date(2007, 3, 31)).otherwise("valid_to")
        ),
        NEW_POLICY.filter(policy="older_from_age").with_columns(valid_from=pl.lit(date(2007, 4, 1))),
    ]
)


@pytest.mark.parametrize(
    ("code_version", "before", "after"),
    [
        ("1", FACTS, replace(FACTS, policies=NEW_POLICY)),
        ("1", FACTS, replace(FACTS, municipalities=NEW_MUNICIPALITY)),
        ("1", replace(FACTS, policies=FROM_APRIL), replace(FACTS, policies=FROM_APRIL)),
        ("2", FACTS, FACTS),
    ],
    ids=["a policy corrected", "a municipality corrected", "a policy from the new month on", "another program"],
)
def test_a_new_program_new_facts_and_a_new_policy_make_the_whole_series_anew(code_version, before, after):
    with settled(Random(1), before) as marts_db:
        marts_db.execute("UPDATE indicators SET unit = 'of before'")
        again = RUN | {"code_version": code_version, "settlement_month": "2007-04"}
        assert_as_made_anew(marts_db, again, date(2008, 12, 31), after)


@contextmanager
def settled(chance, facts=FACTS):
    """Marts with random rows after a run, with all that it made of them."""
    with marts(**draw_rows(chance)) as marts_db:
        schema = {name: column.dtype.type for name, column in mart_columns("runs").items()}
        run = LIKE_ANY_RUN | RUN | {"facts_id": facts_id(facts)}
        insert(marts_db, "runs", pl.DataFrame([run], schema=schema))
        insert(marts_db, "indicators", make_indicators(marts_db, facts, RUN["settlement_month"]))
        yield marts_db


def assert_as_made_anew(marts_db, run, touched, facts):
    """After a run that touched a day and those after it, the series is what would be made anew."""
    marts_db.execute("DELETE FROM municipalities")
    insert(marts_db, "municipalities", facts.municipalities)
    insert(marts_db, "indicators", replace_indicators(marts_db, run, touched, facts))
    standing = read_query(marts_db, f"FROM indicators ORDER BY {', '.join(KEY)}")
    anew = make_indicators(marts_db, facts, run["settlement_month"])
    assert_frame_equal(standing, anew.select(standing.columns))


def draw_rows(chance):
    """Random charges, set-asides and plans of a few citizens over three years, as the marts hold them."""

    def draw(number, **choices):
        return pl.DataFrame({name: [chance.choice(values) for _ in range(number)] for name, values in choices.items()})

    persons, days = [f"p{number}" for number in range(40)], [FIRST + timedelta(days=day) for day in range(DAYS)]
    at = {"hospital": ["1301", "1501"], "payer_municipality": ["0101", "0147", "0751"]}
    schemes = ["inpatient", "general_outpatient", "specialised_outpatient"]
    plans = {
        "plan_kind": ["general", "specialised"],
        "hospital": at["hospital"],
        "municipality": ["0101", "0751", None],
    }
    return {
        "charges": draw(300, person=persons, activity_date=days, scheme=schemes, age=[30, 50, 61, 90], **at),
        "set_aside": draw(
            80, person=persons, activity_date=days, reason=list(REASONS), setting=["stay", "visit"], **at
        ),
        "plans": draw(120, person=persons, issued_on=days, age=[50, 70], **plans).unique(maintain_order=True),
    }
