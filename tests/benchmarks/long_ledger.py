"""A home whose ledgers are long: the entries of one settled month, again and again as those of earlier months."""

import duckdb

from flows.home import Home
from schemas.bilateral import BILATERAL_LINE_KEY

EARLIER = """
    SELECT * EXCLUDE (copy, months) REPLACE (
        strftime(activity_date - to_months(months), '%Y-%m') AS activity_month,
        strftime(activity_date - to_months(months), '%Y-%m') AS settlement_month,
        (activity_date - to_months(months))::DATE AS activity_date,
        event_id || '-' || copy AS event_id,
        entry_no + (copy + 1) * (SELECT max(entry_no) FROM {mart}) AS entry_no)
    FROM {mart}, (SELECT c.range AS copy, 1 + c.range % 24 AS months FROM range({copies}) AS c)"""


def lengthen(home: Home, entries: int) -> int:
    """Make the ledger at least so long with charges of the 24 months before, as they also stand bilaterally; gives its entries."""
    with duckdb.connect(str(home.marts)) as marts:
        booked = marts.execute("SELECT count(*) FROM ledger").fetchall()[0][0]
        copies = -(-(entries - booked) // booked)
        for mart in ("ledger", "charges", "bilateral_ledger", "bilateral_visits"):
            marts.execute(f"CREATE TEMP TABLE earlier AS {EARLIER.format(mart=mart, copies=copies)}")
            marts.execute(f"INSERT INTO {mart} BY NAME FROM earlier; DROP TABLE earlier")
        marts.execute("DELETE FROM settlement_lines; DELETE FROM bilateral_lines")
        marts.execute(
            """INSERT INTO settlement_lines SELECT settlement_month, round, activity_month, payer_municipality, creditor_region,
            scheme, channel, tariff_group, entry_type, count(*), sum(tariff_kr), sum(municipal_kr), sum(payable_kr)
            FROM ledger GROUP BY ALL"""
        )
        marts.execute(
            f"""INSERT INTO bilateral_lines BY NAME SELECT {", ".join(BILATERAL_LINE_KEY)}, sum(quantity) AS quantity,
            sum(advisory_kr) AS advisory_kr, sum(agreed_kr) AS agreed_kr, sum(visits) AS visits
            FROM bilateral_ledger GROUP BY ALL"""
        )
        return marts.execute("SELECT count(*) FROM ledger").fetchall()[0][0]
