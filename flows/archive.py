"""The archive: every delivery, the facts and the result of each run, stored once by the hash of its content.

Objects lie compressed in `restricted/archive/objects`, a manifest per run in `restricted/archive/runs`. Nothing else is
needed to run a month again. Source: contract section 7.
"""

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from threading import Lock

import pyarrow
from pydantic import BaseModel, ConfigDict, ValidationError

from flows.failures import ArchiveDamaged
from flows.home import Home, write_private

CODEC = "zstd"

COMPRESSED = (".gz", ".parquet")
"""Endings of files that would not become smaller."""


class StoredFile(BaseModel):
    """A file as it was delivered: its name, SHA-256, size, and data rows where it holds any."""

    model_config = ConfigDict(frozen=True)

    file: str
    sha256: str
    bytes: int
    rows: int | None = None


class Manifest(BaseModel):
    """What a run was given and what it came to; with the objects that it names, enough to run it again."""

    model_config = ConfigDict(frozen=True)

    run_id: str
    settlement_month: str
    is_final: bool
    max_rejected_share: float
    window_from: date
    window_to: date
    delivery_id: str
    delivery: list[StoredFile]
    facts_id: str
    facts: list[StoredFile]
    code_version: str
    lock: str
    libraries: dict[str, str]
    content_hash: str
    charges: int
    set_aside: int
    result: list[StoredFile]
    rows: list[StoredFile]

    def objects(self) -> list[StoredFile]:
        """All files that the archive keeps for the run."""
        return [*self.delivery, *self.facts, *self.result, *self.rows]


class Archive:
    """The archive of one home."""

    def __init__(self, home: Home) -> None:
        """The archive, there or not yet."""
        self.folder = home.restricted / "archive"
        self.written: set[Path] = set()
        self.writing = Lock()  # files are stored side by side, and two may hold the same

    def path_of(self, stored: StoredFile) -> Path:
        """Where an object lies; what is compressed by its own form lies there as it is."""
        suffix = "" if stored.file.endswith(COMPRESSED) else f".{CODEC}"
        return self.folder / "objects" / stored.sha256[:2] / f"{stored.sha256}{suffix}"

    def store(self, file: str, content: bytes, rows: int | None = None) -> StoredFile:
        """Store a content once, under its hash."""
        stored = StoredFile(file=file, sha256=hashlib.sha256(content).hexdigest(), bytes=len(content), rows=rows)
        path = self.path_of(stored)
        if not self.is_sound(stored):
            path.parent.mkdir(parents=True, exist_ok=True)
            packed = content if not path.suffix else pyarrow.compress(content, codec=CODEC, asbytes=True)
            with self.writing:
                write_private(path, packed)
        return stored

    def fetch(self, stored: StoredFile) -> bytes:
        """The content of an object. Raises ArchiveDamaged where it is missing or not what was stored."""
        path = self.path_of(stored)
        try:
            content = path.read_bytes()
            if path.suffix:
                content = pyarrow.decompress(content, decompressed_size=stored.bytes, codec=CODEC, asbytes=True)
        except (OSError, pyarrow.ArrowException):
            content = b""
        if hashlib.sha256(content).hexdigest() != stored.sha256:
            raise ArchiveDamaged(stored.file, stored.sha256)
        return content

    def is_sound(self, stored: StoredFile) -> bool:
        """Whether an object is there, byte for byte."""
        try:
            self.fetch(stored)
        except ArchiveDamaged:
            return False
        return True

    def check_out(self, files: list[StoredFile], folder: Path) -> Path:
        """Write archived files back under their names, into a private folder."""
        folder.mkdir(mode=0o700, parents=True)
        for stored in files:
            write_private(folder / stored.file, self.fetch(stored))
        return folder

    def write_manifest(self, manifest: Manifest) -> str:
        """Write a run's manifest; gives its SHA-256. No manifest is ever written over another."""
        content = manifest.model_dump_json(indent=2).encode()
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.manifest_path(manifest.run_id, sha256)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            self.written.add(path)
            write_private(path, content)
        return sha256

    def read_manifest(self, run_id: str, sha256: str) -> Manifest:
        """A run's manifest. Raises ArchiveDamaged where it is missing or not the one that the run wrote."""
        path = self.manifest_path(run_id, sha256)
        content = path.read_bytes() if path.exists() else b""
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ArchiveDamaged(f"manifest of {run_id}", sha256)
        return Manifest.model_validate_json(content)

    def manifest_path(self, run_id: str, sha256: str) -> Path:
        """Where a run's manifest lies."""
        return self.folder / "runs" / f"{run_id}-{sha256[:16]}.json"

    def forget(self, run_id: str, sha256: str) -> None:
        """Take out the manifest that was written here for a run that was not published. Its objects go with the next sweep."""
        if self.manifest_path(run_id, sha256) in self.written:
            self.manifest_path(run_id, sha256).unlink(missing_ok=True)

    def sweep(self, published: Mapping[str, str]) -> None:
        """Remove what a run left that was killed or failed: objects that no manifest names, files half written.

        published: run_id -> SHA-256 of its manifest. Where one of them is missing or damaged nothing is removed: what it
        named is evidence, and audit says what is wrong.
        """
        try:
            for run_id, sha256 in published.items():
                self.read_manifest(run_id, sha256)
            manifests = [
                Manifest.model_validate_json(path.read_bytes()) for path in (self.folder / "runs").glob("*.json")
            ]
        except (ArchiveDamaged, ValidationError):
            return
        named = {self.path_of(stored) for manifest in manifests for stored in manifest.objects()}
        for path in self.folder.glob("objects/*/*"):
            if path not in named:
                path.unlink()
