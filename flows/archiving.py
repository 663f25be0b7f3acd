"""What a run puts into the archive: its delivery, its facts, its result, and the rows that explain it."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from flows.acceptance import Accepted
from flows.archive import Archive, Manifest, StoredFile
from flows.computing import Computed
from flows.failures import DeliveryRefused
from flows.identity import installed, lock_hash
from flows.order import Order
from schemas.facts import FACTS
from transforms.lpr2 import sort_by_citizen

GROUP = 1 << 16
"""Rows of a Parquet group: small enough that one citizen's rows are read without the rest."""


def archive_run(archive: Archive, order: Order, run: Mapping[str, Any], accepted: Accepted, computed: Computed) -> str:
    """Store all that a run needs to be made again and to be explained, and its manifest; gives the manifest's SHA-256."""
    manifest = Manifest(
        run_id=run["run_id"],
        settlement_month=order.month,
        is_final=order.is_final,
        max_rejected_share=order.max_rejected_share,
        window_from=run["window_from"],
        window_to=run["window_to"],
        delivery_id=run["delivery_id"],
        delivery=[
            store_delivered(archive, order.delivery / file.file, file.sha256, file.rows) for file in accepted.files
        ],
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
        result=[
            store_rows(archive, "charges", computed.charges),
            store_rows(archive, "set_aside", computed.set_aside),
        ],
        rows=[store_rows(archive, name, rows) for name, rows in sort_by_citizen(accepted.registry)._asdict().items()],
    )
    return archive.write_manifest(manifest)


def store_delivered(archive: Archive, path: Path, sha256: str, rows: int | None) -> StoredFile:
    """Store a delivered file. Raises DeliveryRefused where it is no longer the one that was read."""
    stored = archive.store(path.name, path.read_bytes(), rows)
    if stored.sha256 != sha256:
        raise DeliveryRefused(f"{path.name} was changed while it was settled. Settle it again once it rests.")
    return stored


def store_rows(archive: Archive, name: str, rows: pl.DataFrame) -> StoredFile:
    """Store a table as Parquet."""
    content = io.BytesIO()
    rows.write_parquet(content, compression="zstd", compression_level=1, row_group_size=GROUP)
    return archive.store(f"{name}.parquet", content.getvalue(), rows.height)
