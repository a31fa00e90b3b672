import threading
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.home import DamagedStoreError
from core.store import backup
from core.store.backup import back_up, back_up_if_due, backup_time, backups, good_backup
from core.store.database import is_sound
from core.store.store import Store
from tests.core.store.test_database import crowded, damage_a_page

Usage = namedtuple("Usage", "total used free")

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Clock(datetime):
    """A clock that a test sets."""

    moment = NOON

    @classmethod
    def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
        """The time that was set."""
        return cls.moment


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    monkeypatch.setattr(Clock, "moment", NOON)
    monkeypatch.setattr(backup, "datetime", Clock)
    return Clock


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "lab.db")


def test_a_backup_is_due_once_a_day(store: Store, tmp_path: Path, clock: type[Clock]) -> None:
    counts = []
    for hours in (0, 1, 23, 24, 47, 48):
        clock.moment = NOON + timedelta(hours=hours)
        back_up_if_due(store.database)
        counts.append(len(backups(tmp_path)))
    assert counts == [1, 1, 1, 2, 2, 3]


def test_the_last_seven_backups_are_kept(store: Store, tmp_path: Path, clock: type[Clock]) -> None:
    for day in range(10):
        clock.moment = NOON + timedelta(days=day)
        back_up(store.database)
    days = [NOON + timedelta(days=day) for day in (9, 8, 7, 6, 5, 4, 3)]
    assert [backup_time(path) for path in backups(tmp_path)] == days


def test_a_backup_is_one_file_and_leaves_nothing_beside_it(store: Store, tmp_path: Path) -> None:
    path = back_up(store.database)
    assert list((tmp_path / "backups").iterdir()) == [path]


def test_a_damaged_database_never_drives_out_a_good_backup(tmp_path: Path, clock: type[Clock]) -> None:
    store = crowded(tmp_path / "lab.db")
    good = back_up(store.database)
    damage_a_page(tmp_path / "lab.db")
    for day in range(1, 10):
        clock.moment = NOON + timedelta(days=day)
        with pytest.raises(DamagedStoreError):
            back_up(Store(tmp_path / "lab.db").database)
    assert list((tmp_path / "backups").iterdir()) == [good]


def test_the_newest_backup_that_is_whole_is_the_good_one(
    store: Store, tmp_path: Path, clock: type[Clock]
) -> None:
    assert good_backup(tmp_path) is None
    first = back_up(store.database)
    clock.moment = NOON + timedelta(days=1)
    second = back_up(store.database)
    assert good_backup(tmp_path) == second
    second.write_bytes(b"")
    assert good_backup(tmp_path) == first


def test_files_with_other_names_and_from_the_future_are_no_backups(
    store: Store, tmp_path: Path, clock: type[Clock]
) -> None:
    made = back_up(store.database)
    for name in ("lab-before-upgradeZ.db", "lab-2031-01-01T00-00-00Z.db", "notes.txt"):
        (tmp_path / "backups" / name).write_bytes(b"")
    assert backups(tmp_path) == [made]


def test_backups_at_the_same_time_do_not_disturb_each_other(tmp_path: Path) -> None:
    store = crowded(tmp_path / "lab.db")
    errors: list[Exception] = []

    def make() -> None:
        try:
            back_up(store.database)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=make) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert all(is_sound(path) for path in backups(tmp_path))
    assert not list((tmp_path / "backups").glob(".half-*"))


def test_a_backup_that_does_not_fit_is_not_begun(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda path: Usage(10**9, 10**9, 5_000_000))
    with pytest.raises(OSError, match="No space left"):
        back_up(store.database)
    assert list((tmp_path / "backups").iterdir()) == []
