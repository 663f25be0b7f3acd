"""Conservation, checked in the new marts before they are published: every row, event and krone is accounted for. Rule R14."""

import duckdb

TOTALS = "sum(tariff_kr), sum(municipal_kr), sum(payable_kr)"

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
        SELECT CAST(coalesce(sum(CASE bucket WHEN 'rehabilitation' THEN rows ELSE -rows END), 0) <> 0 AS INTEGER)
        FROM funnel WHERE run_id = $run AND step = 'events' AND reason IS NULL AND bucket <> 'other'""",
    "charges in the funnel are not those in the marts": """
        SELECT CAST((SELECT count(*) FROM charges WHERE run_id = $run) <> (
            SELECT sum(rows) FROM funnel WHERE run_id = $run AND step = 'events' AND bucket = 'charged' AND reason IS NULL) AS INTEGER)""",
    "set-asides in the funnel are not those in the marts": """
        SELECT CAST((SELECT count(*) FROM set_aside WHERE run_id = $run) <> (
            SELECT sum(rows) FROM funnel WHERE run_id = $run AND step = 'events' AND bucket = 'set_aside' AND reason IS NULL) AS INTEGER)""",
    "an event stands twice": """
        SELECT count(*) FROM (
            SELECT event_id FROM (SELECT event_id FROM charges UNION ALL SELECT event_id FROM set_aside)
            GROUP BY event_id HAVING count(*) > 1)""",
    "ledger entries are not numbered from 1 without gaps": """
        SELECT CAST(count(*) <> coalesce(max(entry_no), 0) OR count(*) <> count(DISTINCT entry_no) AS INTEGER) FROM ledger""",
    "the ledger of an event is not its charge": f"""
        SELECT count(*) FROM (
            SELECT event_id, sum(CASE entry_type WHEN 'charge' THEN 1 ELSE -1 END) AS times, {TOTALS} FROM ledger
            WHERE event_id IN (SELECT event_id FROM ledger WHERE run_id = $run) GROUP BY event_id
            EXCEPT (
                SELECT event_id, 1, tariff_kr, municipal_kr, payable_kr FROM charges
                UNION ALL
                SELECT event_id, 0, 0, 0, 0 FROM ledger WHERE event_id NOT IN (SELECT event_id FROM charges)))""",
    "the ledger is not the sum of the charges": f"SELECT count(*) FROM (SELECT {TOTALS} FROM ledger EXCEPT SELECT {TOTALS} FROM charges)",
    "the lines are not the sum of the ledger": f"""
        SELECT count(*) FROM (SELECT {TOTALS} FROM ledger EXCEPT SELECT {TOTALS} FROM settlement_lines)""",
    "the run says that it booked something else than its entries": f"""
        SELECT count(*) FROM (
            SELECT count(*) FILTER (entry_type = 'charge'), count(*) FILTER (entry_type = 'reversal'),
                coalesce(sum(tariff_kr), 0), coalesce(sum(municipal_kr), 0), coalesce(sum(payable_kr), 0)
            FROM ledger WHERE run_id = $run
            EXCEPT SELECT charges, reversals, tariff_kr, municipal_kr, payable_kr FROM runs WHERE run_id = $run)""",
}
"""What must not be -> a query that counts how often it is."""


def find_violations(marts_db: duckdb.DuckDBPyConnection, run_id: str) -> list[str]:
    """The checks that fail, in words with their counts; none where every figure adds up."""
    counts = {check: count_violations(marts_db, query, run_id) for check, query in CHECKS.items()}
    return [f"{check}: {count}" for check, count in counts.items() if count]


def count_violations(marts_db: duckdb.DuckDBPyConnection, query: str, run_id: str) -> int:
    """How often a check is violated."""
    row = marts_db.execute(query, {"run": run_id} if "$run" in query else None).fetchone()
    return int(row[0]) if row else 0
