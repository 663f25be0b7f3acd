"""Booking: what the ledger says now against what the rules say now, as entries. Rule R13.

Entries are only ever added. An event that is gone or changed is reversed, and charged again where it still exists.
Danish: bogføring, tilbageførsel. Source: contract R13; BEK on payments, chapters 4 and 5 (tariffs.md section 3).
"""

import polars as pl

COMPARED = [
    "scheme",
    "channel",
    "activity_date",
    "payer_municipality",
    "creditor_region",
    "hospital",
    "sks_code",
    "tariff_group",
    "tariff_kr",
    "municipal_kr",
    "payable_kr",
    "person_key",
]
"""A charge that differs in one of these is another charge. Source: contract R13."""


def keep_unbooked(charges: pl.DataFrame, standing: pl.DataFrame) -> pl.DataFrame:
    """Keep the computed charges that do not stand as they are: what a run would have to book."""
    return charges.join(standing, on=["event_id", *COMPARED], how="anti", maintain_order="left")


def keep_overturned(charges: pl.DataFrame, standing: pl.DataFrame) -> pl.DataFrame:
    """Keep the standing charges that are not computed as they are: what a run would have to reverse."""
    return standing.join(charges, on=["event_id", *COMPARED], how="anti")
