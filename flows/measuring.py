"""What indicators are made of, measured in the marts: per area and period how many events and citizens, and how many kroner.

Counted in two steps, first per citizen, then per area, so that nobody is counted twice and no distinct count is needed.
What the populations are stands in `transforms.populations`. Source: issue 4.
"""

from collections.abc import Collection, Iterable, Mapping

import duckdb
import polars as pl

from flows.connection import read_query
from transforms.screening import SET_ASIDE

PERIODS = {
    "month": "left(period::VARCHAR, 4) || '-' || right(period::VARCHAR, 2)",
    "month // 100 * 10 + (month % 100 + 2) // 3": "left(period::VARCHAR, 4) || '-Q' || right(period::VARCHAR, 1)",
    "month // 100": "period::VARCHAR",
}
"""Month, quarter and year as a number (200703, 20071, 2007), from the month's, and how the number is written. Source: issue 4."""

MONTH = "(year(day) * 100 + month(day))::INTEGER AS month"

AREAS = {
    "municipality": "coalesce(m.municipality, 'unknown')",
    "region": "coalesce(m.region, 'unknown')",
    "country": "'DK'",
    "hospital": "hospital",
    "specialty": "coalesce(specialty, 'unknown')",
}
"""The kinds of area; m is the municipality in force on the day, none where the one delivered is none of ours."""

PLACES = {kind: area for kind, area in AREAS.items() if kind != "specialty"}
"""The areas of what has no specialty: plans and set-asides."""

MUNICIPALITY_ON_DAY = """LEFT JOIN municipalities AS m ON m.municipality = e.municipality
    AND day >= m.valid_from AND (m.valid_to IS NULL OR day <= m.valid_to)"""

CHARGED = {
    "outpatient": "scheme <> 'inpatient'",
    "general": "scheme = 'general_outpatient'",
    "specialised": "scheme = 'specialised_outpatient'",
    "older": "scheme <> 'inpatient' AND is_older",
    "inpatient": "scheme = 'inpatient'",
    "charged": "TRUE",
}
ASIDE = {"set_aside": "TRUE"} | {f"aside_{reason}": f"reason = '{reason}'" for reason in SET_ASIDE}
IN_KRONER = ("outpatient", "specialised", "inpatient", "charged")
FREE_IN_KRONER = ("aside_no_rehabilitation_plan",)
"""Populations whose kroner some indicator needs: municipal_kr of charges, advisory_kr of set-asides."""

PLANS = {
    "plans": "TRUE",
    "general_plans": "plan_kind = 'general'",
    "specialised_plans": "plan_kind = 'specialised'",
    "unvisited": "days IS NULL",
    "visited": "days IS NOT NULL",
    "within": "is_short",
    "over": "is_long",
    "elderly_visited": "days IS NOT NULL AND is_elderly",
    "elderly_within": "is_short AND is_elderly",
    "elderly_over": "is_long AND is_elderly",
}
"""What belongs to each population. Source: `transforms.populations`."""

MEDIANS = {"visited": "median_days", "elderly_visited": "elderly_median_days"}
"""Populations of plans whose days to the first visit have a median."""

NOT_A_VISIT = ("unknown_hospital", "test_hospital")
"""Set aside for these reasons, a visit is no visit of a citizen that is known to have taken place."""

FIRST_VISITS = f"""
    WITH visits AS (
        SELECT person_key, activity_date AS visited_on FROM charges WHERE scheme <> 'inpatient'
        UNION ALL
        SELECT person_key, activity_date FROM set_aside WHERE setting = 'visit' AND reason NOT IN {NOT_A_VISIT}
    ), issued AS (
        SELECT *, lead(issued_on) OVER (PARTITION BY person_key ORDER BY issued_on) AS next_on
        FROM (SELECT DISTINCT person_key, issued_on FROM plans WHERE hospital_region IS NOT NULL)
    )
    SELECT person_key, issued_on, min(visited_on) AS visited_on FROM issued JOIN visits USING (person_key)
    WHERE visited_on >= issued_on AND (next_on IS NULL OR visited_on < next_on) GROUP BY ALL"""
"""A plan's first visit: from its day on, before the citizen's next plan. See `transforms.plan_indicators.FIRST_VISIT`."""


def measure_activity(marts_db: duckdb.DuckDBPyConnection, limits: Mapping[str, int]) -> pl.DataFrame:
    """Charges and set-asides: area_kind, area, period, and per population `_events`, `_persons` and some `_kr`.

    limits: older_from_age. A population that an area has nothing of in a period is empty.
    """
    charged = f"""
        SELECT person_key, {MONTH}, {name_areas(AREAS)}, scheme, coalesce(age >= $older_from_age, FALSE) AS is_older,
            count(*)::INTEGER AS events, sum(municipal_kr) AS kr
        FROM (SELECT * RENAME (activity_date AS day, payer_municipality AS municipality) FROM charges) AS e
        {MUNICIPALITY_ON_DAY} GROUP BY ALL"""
    aside = f"""
        SELECT person_key, {MONTH}, {name_areas(PLACES)}, reason, count(*)::INTEGER AS events, sum(advisory_kr) AS kr
        FROM (SELECT * RENAME (activity_date AS day, payer_municipality AS municipality) FROM set_aside) AS e
        {MUNICIPALITY_ON_DAY} GROUP BY ALL"""
    used = {"older_from_age": limits["older_from_age"]}
    of_charges = measure(marts_db, charged, used, CHARGED, AREAS, IN_KRONER)
    return join_measures(of_charges, measure(marts_db, aside, {}, ASIDE, PLACES, FREE_IN_KRONER))


def measure_plans(marts_db: duckdb.DuckDBPyConnection, limits: Mapping[str, int]) -> pl.DataFrame:
    """Plans: area_kind, area, period, per population `_events` and `_persons`, and medians of the days to the first visit.

    limits: waiting_days_short, waiting_days_long, elderly_from_age.
    """
    used = {name: limits[name] for name in ("waiting_days_short", "waiting_days_long", "elderly_from_age")}
    marts_db.execute(
        f"""CREATE OR REPLACE TEMP TABLE waiting AS
        SELECT e.person_key, {MONTH}, {name_areas(PLACES)}, plan_kind, 1 AS events, visited_on - day AS days,
            coalesce(age >= $elderly_from_age, FALSE) AS is_elderly, coalesce(days <= $waiting_days_short, FALSE) AS is_short,
            coalesce(days > $waiting_days_long, FALSE) AS is_long
        FROM (SELECT * RENAME (issued_on AS day) FROM plans WHERE hospital_region IS NOT NULL) AS e
        LEFT JOIN ({FIRST_VISITS}) AS first ON first.person_key = e.person_key AND first.issued_on = day
        {MUNICIPALITY_ON_DAY}""",
        used,
    )
    plans = measure(marts_db, "FROM waiting", {}, PLANS, PLACES)
    medians = ", ".join(
        f"(median(days) FILTER ({PLANS[name]}))::DECIMAL(18,4) AS {column}" for name, column in MEDIANS.items()
    )
    days = read_by_area(marts_db, f"SELECT {{area}}, {{period}}, {medians} FROM waiting GROUP BY ALL", PLACES)
    marts_db.execute("DROP TABLE waiting")
    return join_measures(plans, days)


def name_areas(areas: Mapping[str, str]) -> str:
    """The area of each kind, as SQL."""
    return ", ".join(f"{area} AS {kind}" for kind, area in areas.items())


def join_measures(measures: pl.DataFrame, further: pl.DataFrame) -> pl.DataFrame:
    """Two measurements of the same kinds of area, beside each other."""
    return measures.join(further, on=["area_kind", "area", "period"], how="full", coalesce=True)


def measure(
    marts_db: duckdb.DuckDBPyConnection,
    query: str,
    limits: Mapping[str, int],
    populations: Mapping[str, str],
    areas: Mapping[str, str],
    in_kroner: Collection[str] = (),
) -> pl.DataFrame:
    """Sum a query's `events` and `kr` (one row per citizen, month, areas and what the populations ask for) by area and period.

    Citizens are numbered, and the populations that one is of are the bits of one number: as little as can be grouped.
    """
    marts_db.execute(f"CREATE OR REPLACE TEMP TABLE counted AS {query}", dict(limits))
    by_place = f"month, {', '.join(areas)}"
    sums = [f"sum(events) FILTER ({holds}) AS {name}_events" for name, holds in populations.items()]
    sums += [f"sum(kr) FILTER ({populations[name]}) AS {name}_kr" for name in in_kroner]
    marts_db.execute(
        f"CREATE OR REPLACE TEMP TABLE summed AS SELECT {by_place}, {', '.join(sums)} FROM counted GROUP BY ALL"
    )
    totals = [f"sum({name}_events)::BIGINT AS {name}_events" for name in populations]
    totals += [f"sum({name}_kr)::DECIMAL(18,2) AS {name}_kr" for name in in_kroner]
    events = read_by_area(marts_db, f"SELECT {{area}}, {{period}}, {', '.join(totals)} FROM summed GROUP BY ALL", areas)
    bits = {name: 1 << place for place, name in enumerate(populations)}
    is_of = " + ".join(f"CASE WHEN {holds} THEN {bits[name]} ELSE 0 END" for name, holds in populations.items())
    marts_db.execute(
        f"""CREATE OR REPLACE TEMP TABLE persons AS SELECT person, {by_place}, ({is_of})::INTEGER AS is_of
        FROM counted JOIN (
            SELECT person_key, row_number() OVER ()::INTEGER AS person FROM (SELECT DISTINCT person_key FROM counted)
        ) USING (person_key)"""
    )
    citizens = ", ".join(f"count(*) FILTER (is_of & {bit} > 0) AS {name}_persons" for name, bit in bits.items())
    persons = read_by_area(
        marts_db,
        f"""SELECT area, period, {citizens} FROM (
            SELECT person, {{area}}, {{period}}, bit_or(is_of) AS is_of FROM persons GROUP BY ALL) GROUP BY ALL""",
        areas,
    )
    marts_db.execute("DROP TABLE counted; DROP TABLE summed; DROP TABLE persons")
    return join_measures(events, persons)


def read_by_area(marts_db: duckdb.DuckDBPyConnection, query: str, areas: Iterable[str]) -> pl.DataFrame:
    """A query's rows for each kind of area and of period, with `area_kind`, in the order of their keys."""
    frames = []
    for kind in areas:
        for number, written in PERIODS.items():
            of_kind = query.format(area=f"{kind} AS area", period=f"{number} AS period")
            rows = read_query(
                marts_db, f"SELECT '{kind}' AS area_kind, * REPLACE ({written} AS period) FROM ({of_kind})"
            )
            frames.append(rows)
    return pl.concat(frames).sort("area_kind", "area", "period")
