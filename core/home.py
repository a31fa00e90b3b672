"""The data folder: where a lab keeps its runs, its database and its locks."""

import errno
import os
import shutil
import tempfile
from pathlib import Path

from core.text import ExplainedError, Fact, text

LEAST_FREE_BYTES = 10_000_000
"""With less free space than that a disk counts as full: a run's files take up to as much."""

DISK_FULL = text("Disk full: nothing can be saved. Free some space on the disk of the lab's data folder.")


class UnusableHomeError(ExplainedError):
    """The data folder or its database cannot be used; the message says why and what to do."""


class DamagedStoreError(UnusableHomeError):
    """The database is lost or damaged; the message says what was found and what to do.

    Args:
        path: The database.
        found: The rest of a template that begins with "The lab's database {path}".
        facts: The facts that `found` names.
    """

    def __init__(self, path: Path, found: str, **facts: Fact) -> None:
        super().__init__(
            "The lab's database {path} " + found + ". `digit-lab doctor` restores the last good backup"
            " and adds what the runs' folders tell. A new lab instead? Set DIGIT_LAB_HOME to another folder.",
            path=str(path),
            **facts,
        )


def default_home() -> Path:
    """`DIGIT_LAB_HOME`, or `~/.digit-lab`."""
    return Path(os.environ.get("DIGIT_LAB_HOME") or Path.home() / ".digit-lab").expanduser().resolve()


def is_disk_full(home: Path) -> bool:
    """Whether the disk of the data folder has no space worth speaking of; a quota is not seen."""
    return shutil.disk_usage(home).free < LEAST_FREE_BYTES


def can_be_filled(home: Path) -> bool:
    """Whether so much can really be written that the disk does not count as full; sees a quota as well."""
    try:
        with tempfile.TemporaryFile(dir=home) as file:
            file.write(bytes(LEAST_FREE_BYTES))
            file.flush()
    except OSError as error:
        return not says_disk_full(error)
    return True


def says_disk_full(error: BaseException) -> bool:
    """Whether an error means that a disk, or what a person may use of it, is full."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
