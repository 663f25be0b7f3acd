"""What the marts hold, counted for the indicators: charges, set-asides, and plans with the days to their first visit.

DuckDB counts per citizen, month and place, so that what is summed further is small. What the populations are stands in
`transforms.populations`. Source: choice of this program, after RM memo 2009.
"""

from collections.abc import Collection, Mapping
from datetime import date

import duckdb
import polars as pl

from flows.connection import read_query
from transforms.measures import join_measures, measure, measure_medians, number_bits
from transforms.screening import SET_ASIDE

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
"""What belongs to each population, as SQL. Source: `transforms.populations`."""

MUNICIPAL = {"municipal": "TRUE", "own_production": "standing = 'own_production'"}
MUNICIPAL_AREAS = {kind: AREAS[kind] for kind in ("municipality", "region", "country")}
"""Municipal activity has no hospital; its municipality is that of residence."""

NOT_A_VISIT = ("unknown_hospital", "test_hospital")
"""Set aside for these reasons, a visit is no visit of a citizen that is known to have taken place."""

FIRST_VISITS = f"""
    WITH visits AS (
        SELECT person_key, activity_date AS visited_on FROM charges WHERE scheme <> 'inpatient' AND activity_date >= $since
        UNION ALL
        SELECT person_key, activity_date FROM set_aside
        WHERE setting = 'visit' AND reason NOT IN {NOT_A_VISIT} AND activity_date >= $since
    ), issued AS (
        SELECT person_key, issued_on, lead(issued_on) OVER (PARTITION BY person_key ORDER BY issued_on) AS next_on
        FROM (SELECT DISTINCT person_key, issued_on FROM plans WHERE hospital_region IS NOT NULL AND issued_on >= $since)
    )
    SELECT person_key, issued_on, min(visited_on - issued_on) AS days FROM issued JOIN visits USING (person_key)
    WHERE visited_on BETWEEN issued_on AND issued_on + $first_visit_days::INTEGER AND (next_on IS NULL OR visited_on < next_on)
    GROUP BY ALL"""
"""Plans with a first visit, and the days to it. See `transforms.plan_indicators.FIRST_VISIT`."""

CHARGES = """
    SELECT *, activity_date AS day, payer_municipality AS municipality, municipal_kr AS kr,
        coalesce(age >= $older_from_age, FALSE) AS is_older
    FROM charges WHERE activity_date >= $since"""

SET_ASIDES = """
    SELECT *, activity_date AS day, payer_municipality AS municipality, advisory_kr AS kr
    FROM set_aside WHERE activity_date >= $since"""

MUNICIPAL_VISITS = """
    SELECT *, activity_date AS day, payer AS municipality, NULL::DECIMAL(18,2) AS kr
    FROM bilateral_visits WHERE register_name = 'ges' AND visits = 1 AND activity_date >= $since"""

WAITING = f"""
    SELECT *, issued_on AS day, NULL::DECIMAL(18,2) AS kr, coalesce(age >= $elderly_from_age, FALSE) AS is_elderly,
        coalesce(days <= $waiting_days_short, FALSE) AS is_short, coalesce(days > $waiting_days_long, FALSE) AS is_long
    FROM plans LEFT JOIN ({FIRST_VISITS}) USING (person_key, issued_on) WHERE hospital_region IS NOT NULL AND issued_on >= $since"""


def measure_activity(marts_db: duckdb.DuckDBPyConnection, limits: Mapping[str, int], since: date) -> pl.DataFrame:
    """Charges, set-asides and municipal visits from a first of January on, as `transforms.measures.measure` sums them.

    limits: older_from_age.
    """
    used = {"since": since, "older_from_age": limits["older_from_age"]}
    charges = measure(count_by_place(marts_db, CHARGES, used, CHARGED, AREAS), AREAS, CHARGED, IN_KRONER)
    counted = count_by_place(marts_db, SET_ASIDES, {"since": since}, ASIDE, PLACES)
    activity = join_measures(charges, measure(counted, PLACES, ASIDE, FREE_IN_KRONER))
    municipal = count_by_place(marts_db, MUNICIPAL_VISITS, {"since": since}, MUNICIPAL, MUNICIPAL_AREAS)
    return join_measures(activity, measure(municipal, MUNICIPAL_AREAS, MUNICIPAL))


def measure_plans(marts_db: duckdb.DuckDBPyConnection, limits: Mapping[str, int], since: date) -> pl.DataFrame:
    """Plans issued from a first of January on, and the medians of the days to their first visits.

    As with visits, those of citizens without a paying municipality do not count: the few would give a whole region away.

    limits: first_visit_days, waiting_days_short, waiting_days_long, elderly_from_age.
    """
    names = ("first_visit_days", "waiting_days_short", "waiting_days_long", "elderly_from_age")
    used = {"since": since} | {name: limits[name] for name in names}
    plans = count_by_place(marts_db, WAITING, used, PLANS, PLACES, each_with=("day", "days"))
    plans = plans.filter(pl.col("municipality").cast(pl.String) != "unknown")
    is_elderly = (pl.col("is_of") & number_bits(PLANS)["elderly_visited"]) != 0
    medians = {"median_days": pl.lit(True), "elderly_median_days": is_elderly}
    return join_measures(measure(plans, PLACES, PLANS), measure_medians(plans, PLACES, "days", medians))


def count_by_place(
    marts_db: duckdb.DuckDBPyConnection,
    events: str,
    limits: Mapping[str, int | date],
    populations: Mapping[str, str],
    areas: Mapping[str, str],
    each_with: Collection[str] = (),
) -> pl.DataFrame:
    """A query's events and kroner per citizen (as a number), month, areas, populations (as bits), and what each is to keep."""
    places = ", ".join(f"{area} AS {kind}" for kind, area in areas.items())
    is_of = " + ".join(
        f"CASE WHEN {populations[name]} THEN {bit} ELSE 0 END" for name, bit in number_bits(populations).items()
    )
    counted = read_query(
        marts_db,
        f"""WITH counted AS (
            SELECT person_key, date_trunc('month', day)::DATE AS month, {places}, ({is_of})::INTEGER AS is_of,
                {"".join(f"{column}, " for column in each_with)} count(*) AS events, sum(kr)::DECIMAL(18,2) AS kr
            FROM ({events}) AS e {MUNICIPALITY_ON_DAY} GROUP BY ALL)
        SELECT person, counted.* EXCLUDE (person_key) FROM counted JOIN (
            SELECT person_key, row_number() OVER ()::UINTEGER AS person FROM (SELECT DISTINCT person_key FROM counted)
        ) USING (person_key)""",
        limits,
    )
    return counted.with_columns(pl.col(*areas).cast(pl.Categorical))
