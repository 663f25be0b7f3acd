"""What a run puts into the archive: its delivery, its facts, its result, and the rows that explain it."""

import io
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from flows.acceptance import Accepted
from flows.archive import Archive, Manifest, StoredFile
from flows.computing import Computed
from flows.delivery import InputFile
from flows.failures import DeliveryRefused
from flows.identity import installed, lock_hash
from flows.order import Order
from schemas.facts import FACTS

GROUP = 1 << 16
"""Rows of a Parquet group: small enough that one citizen's rows are read without most of the rest."""

WORKERS = 2
"""Files that are stored side by side: compressing and hashing one takes one core."""


def archive_run(archive: Archive, order: Order, run: Mapping[str, Any], accepted: Accepted, computed: Computed) -> str:
    """Store all that a run needs to be made again and to be explained, and its manifest; gives the manifest's SHA-256."""
    results = {"charges": computed.charges, "set_aside": computed.set_aside, "bilateral": computed.bilateral}
    tables = results | accepted.registry._asdict()
    with ThreadPoolExecutor(WORKERS) as pool:
        delivery = list(pool.map(partial(store_delivered, archive, order.delivery), accepted.files))
        stored = list(pool.map(partial(store_rows, archive), tables, tables.values()))
    manifest = Manifest(
        run_id=run["run_id"],
        settlement_month=order.month,
        is_final=order.is_final,
        max_rejected_share=order.max_rejected_share,
        window_from=run["window_from"],
        window_to=run["window_to"],
        delivery_id=run["delivery_id"],
        delivery=delivery,
        facts_id=run["facts_id"],
        facts=[
            archive.store(f"{name}.csv", (order.facts / f"{name}.csv").read_bytes())
            for name in FACTS
            if (order.facts / f"{name}.csv").exists()
        ],
        code_version=run["code_version"],
        lock=lock_hash(),
        libraries=installed(),
        content_hash=run["content_hash"],
        charges=computed.charges.height,
        set_aside=computed.set_aside.height,
        result=stored[: len(results)],
        rows=stored[len(results) :],
    )
    return archive.write_manifest(manifest)


def store_delivered(archive: Archive, folder: Path, file: InputFile) -> StoredFile:
    """Store a delivered file. Raises DeliveryRefused where it is no longer the one that was read."""
    stored = archive.store(file.file, (folder / file.file).read_bytes(), file.rows)
    if stored.sha256 != file.sha256:
        raise DeliveryRefused(f"{file.file} was changed while it was settled. Settle it again once it rests.")
    return stored


def store_rows(archive: Archive, name: str, rows: pl.DataFrame) -> StoredFile:
    """Store a table as Parquet."""
    content = io.BytesIO()
    rows.write_parquet(content, compression="zstd", compression_level=1, row_group_size=GROUP)
    return archive.store(f"{name}.parquet", content.getvalue(), rows.height)
