"""Conservation, checked in the new marts before they are published: every row, event and krone is accounted for. Rule R14."""

import duckdb

from flows.posting import IS_STAY
from schemas.marts import MARTS
from transforms.bilateral_comparing import BILATERAL_AMOUNTS
from transforms.bilateral_comparing import COMPARED as BILATERAL_COMPARED
from transforms.bilateral_events import FINISHED
from transforms.comparing import COMPARED
from transforms.sharing import AMOUNTS

FINGERPRINT = f"hash(event_id, {', '.join(f'abs({name})' if name in AMOUNTS else name for name in COMPARED)})::HUGEINT"
"""One number for an event and all that is compared of it. A reversal's cancels its charge's, so sums of them are equal only
where the ledger of every single event is its charge now."""

BOOKED = ", ".join(f"abs({name})" if name in BILATERAL_AMOUNTS else name for name in BILATERAL_COMPARED)
BILATERAL_FINGERPRINT = f"hash(event_id, {BOOKED})::HUGEINT"
IS_OWED = "standing <> 'own_production'"
OF_RUN = """(SELECT * FROM runs WHERE run_id = $run) AS of_run
    ON bilateral_visits.register_name = of_run.register_name AND activity_date BETWEEN window_from AND window_to"""

TOTALS = "coalesce(sum(tariff_kr), 0), coalesce(sum(municipal_kr), 0), coalesce(sum(payable_kr), 0)"
SIGN = "CASE entry_type WHEN 'charge' THEN 1 ELSE -1 END"
BILATERAL_TOTALS = """coalesce(sum({sign} * visits), 0), coalesce(sum(advisory_kr), 0), coalesce(sum(agreed_kr), 0),
    coalesce(sum(quantity), 0)"""

CLOSED_BEFORE = """EXISTS (FROM runs AS f WHERE f.round = 'final' AND f.status = 'published' AND f.register_name = r.register_name
    AND f.run_id <> r.run_id
    AND left(f.settlement_month, 4)::INTEGER BETWEEN year(window_from) AND year(window_to))"""
"""Whether a year that the run looked at was closed before it: there charges stay as booked, whatever was computed."""

IN_WINDOW = """activity_date BETWEEN (SELECT window_from FROM runs WHERE run_id = $run)
    AND (SELECT window_to FROM runs WHERE run_id = $run)"""
"""The days that the run computed: it may have changed nothing else, and sums prove the whole."""

MAY_BE_CHANGED = f"({IN_WINDOW} OR event_id ^@ '{FINISHED}')"
"""The same of what the parties settle themselves: a course's price may also move from any day on which the course was said to end."""

ALL_DAYS = "true"
"""No day left out, as an audit wants it."""


def count_otherwise(mart: str, bucket: str) -> str:
    """A query: whether a mart holds other numbers for the run's days than the run computed.

    Fewer may stand by as many as the run reported of a closed year: a stay that was charged there is not charged again.
    """
    return f"""
        WITH computed AS (SELECT coalesce(sum(rows), 0) AS events FROM funnel
            WHERE run_id = $run AND step = 'events' AND bucket = '{bucket}' AND reason IS NULL),
        reported AS (SELECT count(*) AS events FROM after_final WHERE run_id = $run),
        standing AS (SELECT count(*) AS events FROM {mart} WHERE {IN_WINDOW})
        SELECT count(*) FROM runs AS r, computed, reported, standing
        WHERE run_id = $run AND status = 'published' AND register_name = 'lpr2' AND NOT {CLOSED_BEFORE}
        AND standing.events NOT BETWEEN computed.events - reported.events AND computed.events"""


def count_misnumbered(ledger: str) -> str:
    """A query: whether a ledger has other entries than the numbers from 1 on, or the run's own are not in one row."""
    return f"""
        SELECT (SELECT (count(*) <> coalesce(max(entry_no), 0))::INTEGER FROM {ledger})
            + (SELECT (count(*) <> coalesce(max(entry_no) - min(entry_no) + 1, 0) OR count(*) <> count(DISTINCT entry_no))::INTEGER
                FROM {ledger} WHERE run_id = $run)"""


CHECKS = {
    "rows delivered are not rows accepted plus rejected": """
        SELECT count(*) FROM (
            SELECT step FROM funnel WHERE run_id = $run AND reason IS NULL AND bucket IN ('delivered', 'accepted', 'rejected')
            GROUP BY step HAVING bool_or(bucket = 'delivered') AND sum(CASE bucket WHEN 'delivered' THEN rows ELSE -rows END) <> 0)""",
    "rejected rows in the funnel are not those listed": """
        SELECT count(*) FROM (
            SELECT step FROM funnel LEFT JOIN rejected_rows AS r ON r.run_id = $run AND file = step
            WHERE funnel.run_id = $run AND bucket = 'rejected' AND funnel.reason IS NULL
            GROUP BY step HAVING any_value(rows) <> count(DISTINCT row_number))""",
    "rehabilitation events are not those charged plus those set aside": """
        SELECT (coalesce(sum(CASE bucket WHEN 'rehabilitation' THEN rows ELSE -rows END), 0) <> 0)::INTEGER
        FROM funnel WHERE run_id = $run AND step = 'events' AND reason IS NULL AND bucket <> 'other'""",
    "stays and visits of the months are not those of the funnel": """
        SELECT count(*) FROM (SELECT bucket, sum(rows) AS rows FROM funnel
            WHERE run_id = $run AND step = 'events' AND reason IS NULL AND bucket IN ('rehabilitation', 'other') GROUP BY ALL)
        JOIN (SELECT coalesce(sum(rehabilitation), 0) AS rehabilitation, coalesce(sum(other), 0) AS other FROM coded WHERE run_id = $run)
        ON rows <> CASE bucket WHEN 'other' THEN other ELSE rehabilitation END""",
    "charges in the funnel are not those in the marts": count_otherwise("charges", "charged"),
    "set-asides in the funnel are not those in the marts": count_otherwise("set_aside", "set_aside"),
    "an event stands twice": f"""
        WITH computed AS (SELECT event_id FROM charges WHERE {IN_WINDOW} UNION ALL SELECT event_id FROM set_aside WHERE {IN_WINDOW})
        , twice AS (SELECT hash(event_id) FROM computed GROUP BY ALL HAVING count(*) > 1)
        SELECT (SELECT count(*) - count(DISTINCT event_id) FROM computed WHERE hash(event_id) IN (FROM twice))
            + (SELECT count(*) FROM charges WHERE NOT {IN_WINDOW} AND {IS_STAY} AND event_id IN (FROM computed))
            + (SELECT count(*) FROM set_aside WHERE NOT {IN_WINDOW} AND {IS_STAY} AND event_id IN (FROM computed))""",
    "a control list holds a line twice": f"""
        SELECT count(*) FROM (SELECT 1 FROM control_list WHERE {IN_WINDOW} AND list <> 'general_outpatient'
            GROUP BY {", ".join(MARTS["control_list"][1])} HAVING count(*) > 1)""",
    "ledger entries are not numbered from 1 without gaps": count_misnumbered("ledger"),
    "the ledger of some event is not its charge": f"""
        SELECT (SELECT coalesce(sum({SIGN} * {FINGERPRINT}), 0) FROM ledger WHERE {IN_WINDOW})
            IS DISTINCT FROM (SELECT coalesce(sum({FINGERPRINT}), 0) FROM charges WHERE {IN_WINDOW})""",
    "a charge does not name the entry that booked it": f"""
        SELECT count(*) FROM (SELECT entry_no, hash(event_id, run_id) AS named FROM charges WHERE {IN_WINDOW})
        ANTI JOIN (SELECT entry_no, hash(event_id, run_id) AS named FROM ledger WHERE entry_type = 'charge' AND {IN_WINDOW})
        USING (entry_no, named)""",
    "the ledger is not the sum of the charges": f"""
        SELECT count(*) FROM (SELECT {TOTALS} FROM ledger EXCEPT SELECT {TOTALS} FROM charges)""",
    "the lines are not the sum of the ledger": f"""
        SELECT count(*) FROM (SELECT sum({SIGN}), {TOTALS} FROM ledger EXCEPT SELECT sum(events), {TOTALS} FROM settlement_lines)""",
    "the run says that it booked something else than its entries": f"""
        SELECT count(*) FROM (
            SELECT count(*) FILTER (entry_type = 'charge'), count(*) FILTER (entry_type = 'reversal'), {TOTALS}
            FROM ledger WHERE run_id = $run
            EXCEPT SELECT charges, reversals, tariff_kr, municipal_kr, payable_kr FROM runs WHERE run_id = $run)""",
}
"""What must not be -> a query that counts how often it is."""


def list_bilateral_checks(days: str) -> dict[str, str]:
    """The same for what the parties settle between themselves, looking at some days: what the run may have changed, or all."""
    return {
        "bilateral entries are not numbered from 1 without gaps": count_misnumbered("bilateral_ledger"),
        "a bilateral visit stands twice": f"""
            SELECT count(*) - count(DISTINCT event_id) FROM bilateral_visits WHERE {days}""",
        "bilateral visits in the funnel are not those in the marts": f"""
            SELECT count(*) FROM (SELECT bucket, rows FROM funnel
                WHERE run_id = $run AND step = 'bilateral_visits' AND bucket <> 'all' AND rows > 0
                EXCEPT SELECT standing, sum(visits) FROM bilateral_visits JOIN {OF_RUN} GROUP BY standing)
            JOIN runs AS r ON r.run_id = $run AND r.status = 'published' AND NOT {CLOSED_BEFORE}""",
        "municipal services accepted are not those of the visits": f"""
            SELECT count(*) FROM (SELECT rows FROM funnel WHERE run_id = $run AND step = 'bilateral_services' AND bucket = 'all'
                EXCEPT SELECT coalesce(sum(services), 0) FROM bilateral_visits JOIN {OF_RUN})
            JOIN runs AS r ON r.run_id = $run AND r.status = 'published' AND NOT {CLOSED_BEFORE}""",
        "the bilateral ledger of some visit is not what stands": f"""
            SELECT (SELECT coalesce(sum({SIGN} * {BILATERAL_FINGERPRINT}), 0) FROM bilateral_ledger WHERE {days})
                IS DISTINCT FROM (SELECT coalesce(sum({BILATERAL_FINGERPRINT}), 0) FROM bilateral_visits
                    WHERE {IS_OWED} AND {days})""",
        "a bilateral visit does not name the entry that booked it": f"""
            SELECT count(*) FROM (SELECT entry_no, event_id, run_id FROM bilateral_visits WHERE {IS_OWED} AND {days})
            ANTI JOIN (SELECT entry_no, event_id, run_id FROM bilateral_ledger WHERE entry_type = 'charge' AND {days})
            USING (entry_no, event_id, run_id)""",
        "the bilateral ledger is not the sum of what stands": f"""
            SELECT count(*) FROM (SELECT {BILATERAL_TOTALS.format(sign=SIGN)} FROM bilateral_ledger
                EXCEPT SELECT {BILATERAL_TOTALS.format(sign=1)} FROM bilateral_visits WHERE {IS_OWED})""",
        "the bilateral lines are not the sum of their ledger": f"""
            SELECT count(*) FROM (SELECT {BILATERAL_TOTALS.format(sign=SIGN)} FROM bilateral_ledger
                EXCEPT SELECT {BILATERAL_TOTALS.format(sign=1)} FROM bilateral_lines)""",
        "own production is owed, or something is owed without an agreement or a decision": """
            SELECT count(*) FROM bilateral_visits WHERE (standing = 'own_production' AND (entry_no IS NOT NULL OR agreed_kr IS NOT NULL))
                OR (standing = 'agreed' AND (agreed_kr IS NULL OR agreement_id IS NULL))
                OR (standing = 'no_agreement' AND agreed_kr IS NOT NULL AND decision IS DISTINCT FROM 'accepted')""",
        "a general outpatient visit of a hospital is charged for information and not settled bilaterally, or the other way round": f"""
            WITH informed AS (SELECT event_id FROM charges WHERE channel = 'information' AND {days}),
            settled AS (SELECT event_id FROM bilateral_visits WHERE register_name = 'lpr2' AND {days})
            SELECT (SELECT count(*) FROM (FROM informed EXCEPT FROM settled))
                + (SELECT count(*) FROM (FROM settled EXCEPT FROM informed))""",
        "a run booked or changed something that it may not have changed": f"""
            SELECT (SELECT count(*) FROM bilateral_ledger WHERE run_id = $run AND NOT {days})
                + (SELECT count(*) FROM bilateral_visits WHERE run_id = $run AND NOT {days})""",
    }


def find_violations(
    marts_db: duckdb.DuckDBPyConnection, run_id: str, bilateral_days: str = MAY_BE_CHANGED
) -> list[str]:
    """The checks that fail, in words with their counts; none where every figure adds up.

    bilateral_days: those of which every single bilateral visit is held against its ledger; of the others the sums are.
    """
    repeated = {
        f"{name} holds a key twice": f"SELECT count(*) FROM (SELECT 1 FROM {name} GROUP BY {', '.join(key)} HAVING count(*) > 1)"
        for name, (_, key) in MARTS.items()
        if name not in ("charges", "set_aside", "ledger", "bilateral_ledger", "bilateral_visits", "control_list")
    }
    checks = CHECKS | list_bilateral_checks(bilateral_days) | repeated
    counts = {check: count_violations(marts_db, query, run_id) for check, query in checks.items()}
    return [f"{check}: {count}" for check, count in counts.items() if count]


def count_violations(marts_db: duckdb.DuckDBPyConnection, query: str, run_id: str) -> int:
    """How often a check is violated."""
    rows = marts_db.execute(query, {"run": run_id} if "$run" in query else None).fetchall()
    return int(rows[0][0])
