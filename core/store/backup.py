"""Copies of the lab's database in `backups/` of the data folder: one a day, and one before each migration."""

import errno
import os
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.home import LEAST_FREE_BYTES, DamagedStoreError
from core.store.database import Database, is_sound

KEPT_BACKUPS = 7
INTERVAL = timedelta(days=1)

_NAME = "lab-%Y-%m-%dT%H-%M-%SZ.db"


def backups(home: Path) -> list[Path]:
    """The backups of a lab, the newest first; files with other names are none of ours."""
    found = {path: time for path in (home / "backups").glob("lab-*.db") if (time := backup_time(path))}
    return sorted(found, key=lambda path: found[path], reverse=True)


def backup_time(path: Path) -> datetime | None:
    """When a backup was made; None if its name is not that of a backup made until now."""
    try:
        time = datetime.strptime(path.name, _NAME).replace(tzinfo=UTC)
    except ValueError:
        return None
    return time if time <= datetime.now(UTC) else None


def back_up(database: Database) -> Path:
    """Makes a backup and removes all but the newest seven.

    Raises:
        DamagedStoreError: If the database is damaged; the backups from before stay as they are.
        OSError: If the copy cannot be written; no half of it stays.
    """
    home = database.path.parent
    folder = home / "backups"
    folder.mkdir(exist_ok=True)
    _require_space(database.path)
    path = folder / datetime.now(UTC).strftime(_NAME)
    with tempfile.TemporaryDirectory(prefix=".half-", dir=folder) as half:
        copy = Path(half, "lab.db")
        database.copy_to(copy)
        if not is_sound(copy):
            raise DamagedStoreError(database.path, "is damaged")
        put_in_place(copy, path)
    for old in backups(home)[KEPT_BACKUPS:]:
        old.unlink(missing_ok=True)
    return path


def _require_space(path: Path) -> None:
    """A copy that does not fit would leave nobody a byte before it fails."""
    if shutil.disk_usage(path.parent).free < path.stat().st_size + LEAST_FREE_BYTES:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path.parent / "backups"))


def back_up_if_due(database: Database) -> None:
    """Makes a backup if the newest is older than a day; raises what `back_up` does."""
    newest = next(iter(backups(database.path.parent)), None)
    time = backup_time(newest) if newest else None
    if time is None or datetime.now(UTC) - time >= INTERVAL:
        back_up(database)


def good_backup(home: Path) -> Path | None:
    """The newest backup that can be read as a whole, or None."""
    return next(filter(is_sound, backups(home)), None)


def put_in_place(half: Path, path: Path) -> None:
    """Gives a whole file its place, once the disk has it."""
    with half.open("rb") as file:
        os.fsync(file.fileno())
    half.replace(path)
