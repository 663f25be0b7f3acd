"""A home: the folder that holds what is restricted, what analysts read, and what is sent out. Contract section 7."""

import io
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import polars as pl
import polars_hash

from flows.failures import HomeBusy, WrongUsage

KEY_VARIABLE = "GENOPT_PSEUDONYM_KEY"
"""The environment variable that may hold the pseudonym key in place of the home's own file."""

LETTERS = dict(zip("0123456789", "ghijklmnop", strict=True))
"""Pseudonyms are written without digits, so that nothing in a mart can look like a CPR number."""

PERSONS = {"person_key": pl.String, "cpr": pl.String}

BEGUN = ".new"
"""What the name of a private file ends in until it is whole."""


class Home(NamedTuple):
    """The folders and files of one home."""

    folder: Path

    @property
    def restricted(self) -> Path:
        """What only the data team may read: mode 0700, all files 0600."""
        return self.folder / "restricted"

    @property
    def marts(self) -> Path:
        """The published marts, replaced as a whole."""
        return self.folder / "marts" / "genopt.duckdb"

    @contextmanager
    def held(self, purpose: str) -> Iterator[None]:
        """Hold the home for one run. Raises HomeBusy (exit 6) while another does; a dead owner holds nothing."""
        from filelock import FileLock, Timeout  # takes as long to import as some commands may take

        made = [
            folder for folder in (*reversed(self.folder.parents), self.folder, self.restricted) if not folder.exists()
        ]
        try:
            self.restricted.mkdir(parents=True, exist_ok=True)
            self.restricted.chmod(0o700)
            lock = FileLock(self.restricted / "lock", mode=0o600, blocking=False)
            lock.acquire()
        except Timeout:
            raise HomeBusy(
                f"Another run holds {self.folder}: {self._owner()}. Wait until it has ended, then run again."
            ) from None
        except OSError as error:
            raise WrongUsage(
                f"The home {self.folder} cannot be used: {error.strerror}. Give a folder that can be written with --home."
            ) from None
        owner = self.restricted / "owner"
        try:
            write_private(
                owner, f"process {os.getpid()}, {purpose}, since {datetime.now(UTC):%Y-%m-%d %H:%M} UTC".encode()
            )
            self._remove_half_written()
            yield
        finally:
            owner.unlink(missing_ok=True)
            lock.release()
            self._leave_as_it_was(made)

    def _owner(self) -> str:
        """Who holds the home, as far as it has said so yet."""
        try:
            return (self.restricted / "owner").read_text()
        except OSError:
            return "a process that is starting or ending"

    def _remove_half_written(self) -> None:
        """Remove the private files that a killed run had only begun: nobody else is writing, and the next may write others."""
        for begun in self.restricted.rglob(f"*{BEGUN}"):
            if begun.is_file():
                begun.unlink()

    def _leave_as_it_was(self, made: list[Path]) -> None:
        """Remove the folders that this run made and did not use."""
        if made and [path.name for path in self.restricted.iterdir()] == ["lock"]:
            (self.restricted / "lock").unlink()
            for folder in reversed(made):
                if not any(folder.iterdir()):
                    folder.rmdir()

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """A private folder for raw rows while they are worked on; removes those of processes that died too."""
        folder = self.restricted / "scratch"
        folder.mkdir(exist_ok=True)
        for left in folder.iterdir():
            if not is_alive(int(left.name.partition("-")[0])):
                shutil.rmtree(left)
        with tempfile.TemporaryDirectory(dir=folder, prefix=f"{os.getpid()}-") as own:
            yield Path(own)

    def pseudonym_key(self) -> str:
        """The key of the pseudonyms: from the environment, else the home's own, made on first use."""
        if os.environ.get(KEY_VARIABLE):
            return os.environ[KEY_VARIABLE]
        path = self.restricted / "pseudonym.key"
        if not path.exists():
            write_private(path, secrets.token_hex(32).encode())
        return path.read_text()


def is_alive(process: int) -> bool:
    """Whether a process is there."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    aside = path.with_name(path.name + BEGUN)
    aside.unlink(missing_ok=True)
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)


def pseudonymise(persons: pl.Series, key: str) -> pl.DataFrame:
    """Each citizen's keyed pseudonym: cpr, person_key. HMAC-SHA-256, its first 128 bits, digits written as letters.

    The streaming engine makes them on all cores.
    """
    distinct = persons.unique().sort().to_frame("cpr")
    keyed = polars_hash.col("cpr").chash.hmac_sha256(key=key).str.slice(0, 32)
    named = distinct.lazy().with_columns(keyed.str.replace_many(LETTERS).alias("person_key"))
    return named.collect(engine="streaming")


def read_persons(home: Home) -> pl.DataFrame:
    """Who is behind each pseudonym of the home: person_key, cpr."""
    path = home.restricted / "persons.parquet"
    return pl.read_parquet(path.read_bytes()) if path.exists() else pl.DataFrame(schema=PERSONS)


def stop_at_other_key(home: Home) -> None:
    """Persons keep their pseudonyms: raises WrongUsage (exit 2) for a key that gives others, which would reverse every charge."""
    known = read_persons(home).head(1)
    if known.height and not pseudonymise(known["cpr"], home.pseudonym_key())["person_key"].equals(known["person_key"]):
        raise WrongUsage(
            f"{home.folder} was settled with another pseudonym key. Set {KEY_VARIABLE} to that key, or unset it where the home has its own."
        )


def keep_persons(home: Home, persons: pl.DataFrame) -> None:
    """Keep who is behind each pseudonym, in `restricted/` only: the ledger's person level."""
    path = home.restricted / "persons.parquet"
    merged = pl.concat([read_persons(home), persons.select("person_key", "cpr")]).unique().sort("person_key")
    content = io.BytesIO()
    merged.write_parquet(content)
    write_private(path, content.getvalue())
