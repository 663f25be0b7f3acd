"""Conservation, checked in the new marts before they are published: every row, event and krone is accounted for. Rule R14."""

import duckdb

from flows.posting import IS_STAY
from schemas.marts import MARTS
from transforms.comparing import COMPARED
from transforms.sharing import AMOUNTS

FINGERPRINT = f"hash(event_id, {', '.join(f'abs({name})' if name in AMOUNTS else name for name in COMPARED)})::HUGEINT"
"""One number for an event and all that is compared of it. A reversal's cancels its charge's, so sums of them are equal only
where the ledger of every single event is its charge now."""

TOTALS = "coalesce(sum(tariff_kr), 0), coalesce(sum(municipal_kr), 0), coalesce(sum(payable_kr), 0)"
SIGN = "CASE entry_type WHEN 'charge' THEN 1 ELSE -1 END"

CLOSED_BEFORE = """EXISTS (FROM runs AS f WHERE f.round = 'final' AND f.status = 'published' AND f.run_id <> r.run_id
    AND left(f.settlement_month, 4)::INTEGER BETWEEN year(window_from) AND year(window_to))"""
"""Whether a year that the run looked at was closed before it: there charges stay as booked, whatever was computed."""

IN_WINDOW = """activity_date BETWEEN (SELECT window_from FROM runs WHERE run_id = $run)
    AND (SELECT window_to FROM runs WHERE run_id = $run)"""
"""The days that the run computed: it may have changed nothing else, and sums prove the whole."""


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
        WHERE run_id = $run AND status = 'published' AND NOT {CLOSED_BEFORE}
        AND standing.events NOT BETWEEN computed.events - reported.events AND computed.events"""


CHECKS = {
    "rows delivered are not rows accepted plus rejected": """
        SELECT count(*) FROM (
            SELECT step FROM funnel WHERE run_id = $run AND reason IS NULL AND step ^@ 't_' GROUP BY step
            HAVING sum(CASE bucket WHEN 'delivered' THEN rows ELSE -rows END) <> 0)""",
    "rejected rows in the funnel are not those listed": """
        SELECT count(*) FROM (
            SELECT step FROM funnel LEFT JOIN rejected_rows AS r ON r.run_id = $run AND file = step
            WHERE funnel.run_id = $run AND bucket = 'rejected' AND funnel.reason IS NULL
            GROUP BY step HAVING any_value(rows) <> count(DISTINCT row_number))""",
    "rehabilitation events are not those charged plus those set aside": """
        SELECT (coalesce(sum(CASE bucket WHEN 'rehabilitation' THEN rows ELSE -rows END), 0) <> 0)::INTEGER
        FROM funnel WHERE run_id = $run AND step = 'events' AND reason IS NULL AND bucket <> 'other'""",
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
    "ledger entries are not numbered from 1 without gaps": """
        SELECT (SELECT (count(*) <> coalesce(max(entry_no), 0))::INTEGER FROM ledger)
            + (SELECT (count(*) <> coalesce(max(entry_no) - min(entry_no) + 1, 0) OR count(*) <> count(DISTINCT entry_no))::INTEGER
                FROM ledger WHERE run_id = $run)""",
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


def find_violations(marts_db: duckdb.DuckDBPyConnection, run_id: str) -> list[str]:
    """The checks that fail, in words with their counts; none where every figure adds up."""
    repeated = {
        f"{name} holds a key twice": f"SELECT count(*) FROM (SELECT 1 FROM {name} GROUP BY {', '.join(key)} HAVING count(*) > 1)"
        for name, (_, key) in MARTS.items()
        if name not in ("charges", "set_aside", "ledger", "control_list")
    }
    counts = {check: count_violations(marts_db, query, run_id) for check, query in (CHECKS | repeated).items()}
    return [f"{check}: {count}" for check, count in counts.items() if count]


def count_violations(marts_db: duckdb.DuckDBPyConnection, query: str, run_id: str) -> int:
    """How often a check is violated."""
    rows = marts_db.execute(query, {"run": run_id} if "$run" in query else None).fetchall()
    return int(rows[0][0])
