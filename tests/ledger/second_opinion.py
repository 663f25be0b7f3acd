"""The second engine's events of a run: the one place where these tests know where that engine lives."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from tests.oracle.recomputed import recompute_month, shared_duckdb

from .reference import Cells

NEVER = "9999-12-31"


def list_events(delivery: Path, facts: Path, month: str) -> list[Cells]:
    """The events of a delivery until a month's end: charged or set aside, by its `outcome`, and the stays that it `absorbed`."""
    shared_duckdb().execute("SET threads = 1")  # a small delivery takes longer in many
    found = recompute_month(delivery, facts, month).events.iter_rows(named=True)
    absorbed = dict(list_absorbed(delivery))
    return [{**event, "absorbed": absorbed.get(str(event["event_id"]), [])} for event in found]


def list_absorbed(delivery: Path) -> Iterator[tuple[str, list[str]]]:
    """The stays of more than one contact, and the names that they had while they were several: R2 in loops.

    The histories' contacts are rejected for one reason only, a discharge before the admission.
    """
    with (delivery / "t_adm.csv").open(encoding="utf-8", newline="") as file:
        read = [row for row in csv.DictReader(file, delimiter=";") if row["c_pattype"] == "0"]
    accepted = [row | {"end": row["d_uddto"] or NEVER} for row in read]
    accepted = [row for row in accepted if row["d_inddto"] <= row["end"]]
    accepted.sort(key=lambda row: (row["v_cpr"], row["c_sgh"], row["d_inddto"]))
    for _, contacts in groupby(accepted, key=lambda row: (row["v_cpr"], row["c_sgh"])):
        for stay in stays_of(contacts):
            deciding = max(stay, key=lambda row: (row["end"], row["d_inddto"], int(row["k_recnum"])))
            others = [f"S:{row['idnummer']}" for row in stay if row is not deciding]
            if others and deciding["end"] != NEVER:
                yield f"S:{deciding['idnummer']}", others


def stays_of(contacts: Iterator[dict[str, str]]) -> Iterator[list[dict[str, str]]]:
    """One citizen's contacts at one hospital, in order of admission, as stays: each begins by the day all before have ended."""
    stay: list[dict[str, str]] = []
    for contact in contacts:
        if stay and contact["d_inddto"] > max(row["end"] for row in stay):
            yield stay
            stay = []
        stay.append(contact)
    yield stay
