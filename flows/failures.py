"""What can go wrong, said for people, each with the exit code that a scheduler reads. No message holds a row's content."""

import re
import traceback
from pathlib import Path

PERSONAL_NUMBER = re.compile(r"(?<![0-9A-Za-z])[0-9]{6}[- ]?[0-9][0-9A-Z]{3}(?![0-9A-Za-z])")
"""What could be a CPR number or a replacement number."""


class Failure(Exception):
    """Something that the person at the keyboard can do something about: what happened, where, and what to do."""

    exit_code = 1

    def __init__(self, message: str) -> None:
        """Say what happened. A folder may be named after a citizen: what could be a CPR number in the text is masked."""
        super().__init__(PERSONAL_NUMBER.sub("**********", message))


class WrongUsage(Failure):
    """The command cannot be carried out as it was given, or a month is out of order."""

    exit_code = 2


class DeliveryRefused(Failure):
    """The delivery as a whole cannot be settled."""

    exit_code = 3


class FactsIncomplete(Failure):
    """A fact is missing, contradicts itself or may not be relied on."""

    exit_code = 4


class IntegrityFailed(Failure):
    """The figures do not add up; nothing was published."""

    exit_code = 5


class StatementsFailed(Failure):
    """A run is published, but its statements could not be made."""

    def __init__(self, run_id: str, month: str, round: str, failure: Failure) -> None:
        """Say that the run stands, and what became of its statements. The exit code is that of what went wrong."""
        final = " --final" if round == "final" else ""
        super().__init__(
            f"{run_id} is published and stands, but its statements were not made: {failure}\n"
            f"Then make them: genopt statements {month}{final}."
        )
        self.exit_code = failure.exit_code


class ArchiveDamaged(IntegrityFailed):
    """Something in the archive is missing or no longer what was stored."""

    def __init__(self, file: str, sha256: str) -> None:
        """Name the file by what it was delivered as, and by its hash."""
        super().__init__(
            f"The archive's {file} (SHA-256 {sha256[:12]}…) is missing or no longer what was stored. "
            "Put it back from a backup of restricted/archive."
        )
        self.file, self.sha256 = file, sha256


class HomeBusy(Failure):
    """Another run holds the home."""

    exit_code = 6


class AuditDiffers(Failure):
    """An audit found a difference; what it is has been printed."""

    exit_code = 7

    def __init__(self) -> None:
        """Nothing more to say."""
        super().__init__("")


class InputOutputFailed(Failure):
    """Reading or writing failed: a disk that is full, a folder that may not be read. May pass by itself."""

    exit_code = 1

    @classmethod
    def of(cls, error: OSError) -> "InputOutputFailed":
        """The trouble behind an operating system's error: what kind, and the file's name without its folder."""
        file = f" ({Path(str(error.filename)).name})" if error.filename else ""
        return cls(
            f"Reading or writing failed: {error.strerror or type(error).__name__}{file}. Nothing was published; mend it, then run again."
        )


class Bug(Failure):
    """An error of our own. Its message holds where it happened and what kind it is, never what was in the data."""

    exit_code = 1

    @classmethod
    def of(cls, error: BaseException) -> "Bug":
        """The bug behind an unexpected error. A library's message may quote a row, so only its kind is kept."""
        frames = traceback.extract_tb(error.__traceback__)
        where = "\n".join(f"  {Path(frame.filename).name}, line {frame.lineno}, in {frame.name}" for frame in frames)
        return cls(f"This is an error in genopt itself, please report it: {type(error).__name__} at\n{where}")
