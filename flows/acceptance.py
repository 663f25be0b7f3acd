"""Whether a delivery may be settled: its readable files, its share of rejected rows. What passes is a registry."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

import polars as pl

from flows.delivery import Delivery, InputFile, read_table
from flows.failures import DeliveryRefused
from schemas.deliveries import LPR2
from schemas.gate import Gated, gate_contact_rows, gate_contacts
from transforms.dated import Facts
from transforms.lpr2 import Registry, prepare_contacts, prepare_services, prepare_visits

MAX_REJECTED_SHARE = 0.05
"""A file with a larger share of rejected rows refuses the delivery. Source: contract section 2."""


class Accepted(NamedTuple):
    """A delivery behind the gate.

    rejected: file, row_number, column_name, reason. delivered: rows by table. files: as they lay in the folder.
    """

    registry: Registry
    rejected: pl.DataFrame
    delivered: Mapping[str, int]
    files: list[InputFile]


class Passed(NamedTuple):
    """One table behind the gate."""

    accepted: pl.DataFrame
    rejected: pl.DataFrame
    file: InputFile


def accept_delivery(delivery: Delivery, facts: Facts, max_rejected_share: float) -> Accepted:
    """Accept a delivery of either register."""
    return accept(delivery, max_rejected_share)


def accept(delivery: Delivery, max_rejected_share: float) -> Accepted:
    """Read, gate and shape a delivery's tables one after the other, so that only one is held as text.

    Raises DeliveryRefused (exit 3) for a file that cannot be read or has too many rejected rows.
    """
    t_adm = pass_gate(delivery, "t_adm", gate_contacts, max_rejected_share)
    contacts = prepare_contacts(t_adm.accepted)
    t_bes = pass_gate(delivery, "t_bes", partial(gate_contact_rows, "t_bes", contacts=contacts), max_rejected_share)
    visits = prepare_visits(t_bes.accepted, contacts)
    t_sksube = pass_gate(
        delivery, "t_sksube", partial(gate_contact_rows, "t_sksube", contacts=contacts), max_rejected_share
    )
    tables = {"t_adm": t_adm, "t_bes": t_bes, "t_sksube": t_sksube}
    return Accepted(
        Registry(contacts, visits, prepare_services(t_sksube.accepted)),
        pl.concat(table.rejected for table in tables.values()).sort("file", "row_number", "column_name", "reason"),
        {name: table.file.rows or 0 for name, table in tables.items()},
        [delivery.file, *(table.file for table in tables.values())],
    )


def pass_gate(
    delivery: Delivery, name: str, gate: Callable[[pl.DataFrame], Gated], max_rejected_share: float
) -> Passed:
    """Read one table and gate its rows."""
    rows, file = read_table(delivery.paths[name], LPR2[name])
    if name == "t_adm" and rows.is_empty():
        raise DeliveryRefused(
            f"{file.file} has no rows: without contacts it is taken for a failed extract. Draw it again."
        )
    accepted, faults = gate(rows)
    rejected = faults["row_number"].n_unique()
    if rows.height and rejected / rows.height > max_rejected_share:
        raise DeliveryRefused(describe_rejected(file.file, rejected, rows.height, faults, max_rejected_share))
    return Passed(accepted, faults.select(pl.lit(name).alias("file"), pl.all()), file)


def describe_rejected(file: str, rejected: int, delivered: int, faults: pl.DataFrame, max_rejected_share: float) -> str:
    """Why too many rows of a file were rejected: by reason and column, with the first row of each."""
    by_reason = (
        faults.group_by("reason", "column_name")
        .agg(pl.len().alias("faults"), pl.col("row_number").min().alias("first"))
        .sort("faults", "reason", "column_name", descending=[True, False, False])
    )
    lines = [f"{reason} in {column}: {count} rows, first row {row}" for reason, column, count, row in by_reason.rows()]
    return (
        f"{file}: {rejected} of {delivered} rows are rejected, more than {max_rejected_share:.1%} of the file "
        "(setting max_rejected_share):\n  " + "\n  ".join(lines) + "\nThe sender must correct it and send it again."
    )
