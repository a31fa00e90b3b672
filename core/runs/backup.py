"""Copies of the lab's database in `backups/` of the data folder: one a day, and one before each migration."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.home import DamagedStoreError
from core.runs.database import Database, is_sound

KEPT_BACKUPS = 7
INTERVAL = timedelta(days=1)

_NAME = "lab-%Y-%m-%dT%H-%M-%SZ.db"


def backups(home: Path) -> list[Path]:
    """The backups of a lab, the newest first."""
    return sorted((home / "backups").glob("lab-*Z.db"), reverse=True)


def backup_time(path: Path) -> datetime:
    """When a backup was made."""
    return datetime.strptime(path.name, _NAME).replace(tzinfo=UTC)


def back_up(database: Database) -> Path:
    """Makes a backup and removes all but the newest seven.

    Raises:
        DamagedStoreError: If the database is damaged; the backups from before stay as they are.
        OSError: If the copy cannot be written; no half of it stays.
    """
    folder = database.path.parent / "backups"
    folder.mkdir(exist_ok=True)
    path = folder / datetime.now(UTC).strftime(_NAME)
    half = path.with_suffix(".tmp")
    try:
        half.unlink(missing_ok=True)
        database.copy_to(half)
        if not is_sound(half):
            raise DamagedStoreError(database.path, "is damaged")
        _sync(half)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    for old in backups(database.path.parent)[KEPT_BACKUPS:]:
        old.unlink()
    return path


def back_up_if_due(database: Database) -> None:
    """Makes a backup if the newest is older than a day; raises what `back_up` does."""
    newest = next(iter(backups(database.path.parent)), None)
    if newest is None or datetime.now(UTC) - backup_time(newest) >= INTERVAL:
        back_up(database)


def good_backup(home: Path) -> Path | None:
    """The newest backup that can be read as a whole, or None."""
    return next(filter(is_sound, backups(home)), None)


def restore(home: Path, backup: Path) -> None:
    """Puts a copy of a backup where the database belongs; whoever has the old one open finds the new one."""
    half = home / ".lab.db.tmp"
    shutil.copyfile(backup, half)
    _sync(half)
    half.replace(home / "lab.db")


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
