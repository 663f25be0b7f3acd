"""Whether a delivery may be settled: its readable files, its share of rejected rows. What passes is a registry."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

import polars as pl

from flows.delivery import Delivery, Headings, InputFile, read_table
from flows.failures import DeliveryRefused
from schemas.gate import Gated, gate_contact_rows, gate_contacts
from schemas.gate_ges import gate_additions, gate_courses, gate_services
from schemas.registers import REGISTERS
from transforms import ges
from transforms.bilateral_events import MUNICIPALITIES
from transforms.dated import Facts, keep_on
from transforms.lpr2 import Registry, prepare_contacts, prepare_services, prepare_visits
from transforms.placeholders import keep_seen

MAX_REJECTED_SHARE = 0.05
"""A file with a larger share of rejected rows refuses the delivery. Source: contract section 2."""


Read = tuple[pl.DataFrame, InputFile]
"""A table as it was read, see `flows.delivery.read_table`."""


class Accepted(NamedTuple):
    """A delivery behind the gate.

    rejected: file, row_number, column_name, reason. delivered: rows by table. files: as they lay in the folder.
    """

    registry: Registry | ges.Municipal
    rejected: pl.DataFrame
    delivered: Mapping[str, int]
    files: list[InputFile]


class Passed(NamedTuple):
    """One table behind the gate."""

    name: str
    accepted: pl.DataFrame
    rejected: pl.DataFrame
    file: InputFile


def accept(delivery: Delivery, facts: Facts, max_rejected_share: float) -> Accepted:
    """Read, gate and shape a delivery of either register. Raises DeliveryRefused (exit 3)."""
    if delivery.toml.register_name == MUNICIPALITIES:
        return accept_municipal(delivery, facts, max_rejected_share)
    return accept_hospital(delivery, max_rejected_share)


def accept_hospital(delivery: Delivery, max_rejected_share: float) -> Accepted:
    """Read, gate and shape a delivery's tables one after the other.

    Raises DeliveryRefused (exit 3) for a file that cannot be read or has too many rejected rows.
    """
    with read_ahead(delivery) as tables:
        through = partial(pass_gate, delivery, tables, max_rejected_share)
        t_adm = through("t_adm", gate_contacts)
        contacts = prepare_contacts(t_adm.accepted)
        t_bes = through("t_bes", partial(gate_contact_rows, "t_bes", contacts=contacts))
        visits = prepare_visits(t_bes.accepted, contacts)
        t_sksube = through("t_sksube", partial(gate_contact_rows, "t_sksube", contacts=contacts))
    return account(delivery, Registry(contacts, visits, prepare_services(t_sksube.accepted)), t_adm, t_bes, t_sksube)


def accept_municipal(delivery: Delivery, facts: Facts, max_rejected_share: float) -> Accepted:
    """Read, gate and shape a delivery of the municipal register, its headings as the facts have them on the day it was drawn.

    Raises DeliveryRefused (exit 3) as `accept_hospital` does.
    """
    facts = keep_seen(facts, is_synthetic=delivery.toml.synthetic)
    headings = keep_on(facts.headings, delivery.toml.drawn_on)
    with read_ahead(delivery, headings) as tables:
        through = partial(pass_gate, delivery, tables, max_rejected_share)
        courses = through("genoptraening_grundoplysninger", partial(gate_courses, facts=facts))
        contacts = ges.prepare_contacts(courses.accepted)
        given = through("genoptraening_procedurer", partial(gate_services, contacts=contacts, facts=facts))
        added = through("genoptraening_tillaegsprocedurer", partial(gate_additions, services=given.accepted))
    services = ges.prepare_services(given.accepted, added.accepted, facts)
    registry = ges.Municipal(contacts, ges.prepare_visits(services), services)
    return account(delivery, registry, courses, given, added)


def account(delivery: Delivery, registry: Registry | ges.Municipal, *tables: Passed) -> Accepted:
    """Account for every row of a delivery's tables."""
    return Accepted(
        registry,
        pl.concat(table.rejected for table in tables).sort("file", "row_number", "column_name", "reason"),
        {table.name: table.file.rows or 0 for table in tables},
        [delivery.file, *(table.file for table in tables)],
    )


@contextmanager
def read_ahead(delivery: Delivery, headings: pl.DataFrame | None = None) -> Iterator[dict[str, Future[Read]]]:
    """Read a delivery's tables in their order: while the rows of one are gated, those after it are read, unless it is refused."""
    ahead = ThreadPoolExecutor(1)
    try:
        yield {
            name: ahead.submit(read_table, delivery.paths[name], model, list_headings(headings, name))
            for name, model in REGISTERS[delivery.toml.register_name].items()
        }
    finally:
        ahead.shutdown(cancel_futures=True)


def pass_gate(
    delivery: Delivery,
    tables: dict[str, Future[Read]],
    max_rejected_share: float,
    name: str,
    gate: Callable[[pl.DataFrame], Gated],
) -> Passed:
    """Gate the rows of one table once it is read."""
    rows, file = tables.pop(name).result()
    if name == next(iter(REGISTERS[delivery.toml.register_name])) and rows.is_empty():
        raise DeliveryRefused(f"{file.file} has no rows: it is taken for a failed extract. Draw it again.")
    accepted, faults = gate(rows)
    rejected = faults["row_number"].n_unique()
    if rows.height and rejected / rows.height > max_rejected_share:
        raise DeliveryRefused(describe_rejected(file.file, rejected, rows.height, faults, max_rejected_share))
    return Passed(name, accepted, faults.select(pl.lit(name).alias("file"), pl.all()), file)


def list_headings(headings: pl.DataFrame | None, name: str) -> Headings:
    """What the columns of a table may be called beside their names."""
    if headings is None:
        return {}
    return dict(headings.filter(pl.col("register_table") == name).select("heading", "column_name").rows())


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
