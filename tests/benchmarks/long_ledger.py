"""A home whose ledger is long: the entries of one settled month, again and again as those of earlier months."""

import duckdb

from flows.home import Home

EARLIER = """
    SELECT * EXCLUDE (copy, months) REPLACE (
        strftime(activity_date - to_months(months), '%Y-%m') AS activity_month,
        strftime(activity_date - to_months(months), '%Y-%m') AS settlement_month,
        (activity_date - to_months(months))::DATE AS activity_date,
        event_id || '-' || copy AS event_id,
        entry_no + (copy + 1) * (SELECT max(entry_no) FROM {mart}) AS entry_no)
    FROM {mart}, (SELECT c.range AS copy, 1 + c.range % 24 AS months FROM range({copies}) AS c)"""


def lengthen(home: Home, entries: int) -> int:
    """Make the ledger at least so long with charges of the 24 months before; gives how many entries it then has."""
    with duckdb.connect(str(home.marts)) as marts:
        booked = marts.execute("SELECT count(*) FROM ledger").fetchall()[0][0]
        copies = -(-(entries - booked) // booked)
        for mart in ("ledger", "charges"):
            marts.execute(f"CREATE TEMP TABLE earlier AS {EARLIER.format(mart=mart, copies=copies)}")
            marts.execute(f"INSERT INTO {mart} BY NAME FROM earlier; DROP TABLE earlier")
        marts.execute("DELETE FROM settlement_lines")
        marts.execute(
            """INSERT INTO settlement_lines SELECT settlement_month, round, activity_month, payer_municipality, creditor_region,
            scheme, channel, tariff_group, entry_type, count(*), sum(tariff_kr), sum(municipal_kr), sum(payable_kr)
            FROM ledger GROUP BY ALL"""
        )
        return marts.execute("SELECT count(*) FROM ledger").fetchall()[0][0]
