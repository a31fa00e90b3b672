"""The database file itself: full, damaged, gone, replaced; with the real SQLite."""

import errno
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from core.home import DamagedStoreError, UnusableHomeError
from core.person import Person
from core.runs.artifacts import RunFolder
from core.runs.query import EVERY_RUN
from core.runs.run import UnknownRunError
from core.runs.state import State
from core.store.backup import back_up, backups
from core.store.database import Database, is_sound
from core.store.schema import MIGRATIONS
from core.store.store import Store
from tests.making import batch_event, manifest

PAGE_BYTES = 4096


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lab.db"


def crowded(path: Path) -> Store:
    """A store with so many events that they take many pages, none of them in the journal."""
    store = Store(path)
    run = store.runs.add(manifest(), "Net")
    store.events.add(run.id, 1, [(n, batch_event(n / 10)) for n in range(2_000)])
    store.database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    return store


def damage_a_page(path: Path) -> None:
    """Overwrites a page in the middle of the file."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // PAGE_BYTES // 2 * PAGE_BYTES)
        file.write(b"\xff" * PAGE_BYTES)


def make_full(store: Store) -> None:
    """Lets the file grow no further, as on a full disk; SQLite answers with the same error."""
    (pages,) = store.database.rows("PRAGMA page_count")[0]
    store.database.rows(f"PRAGMA max_page_count = {pages}")


def test_a_full_disk_is_told_as_every_other_full_disk_and_loses_nothing(path: Path) -> None:
    store = crowded(path)
    (run,) = store.runs.find(EVERY_RUN)
    before = len(store.events.after(run.id))
    make_full(store)
    with pytest.raises(OSError, match="No space left") as caught:
        store.events.add(run.id, 2, [(n, batch_event(n / 10)) for n in range(2_000)])
    assert caught.value.errno == errno.ENOSPC
    assert len(store.events.after(run.id)) == before
    store.database.rows("PRAGMA max_page_count = 1000000")
    store.events.add(run.id, 2, [(0, batch_event(0.1))])
    assert len(store.events.after(run.id)) == before + 1


def test_a_damaged_page_is_told_with_the_way_out(path: Path) -> None:
    store = crowded(path)
    (run,) = store.runs.find(EVERY_RUN)
    assert is_sound(path)
    damage_a_page(path)
    assert not is_sound(path)
    fresh = Store(path)
    with pytest.raises(DamagedStoreError, match=r"is damaged .*digit-lab doctor"):
        fresh.events.after(run.id)


@pytest.mark.parametrize("column", ["manifest", "state"])
def test_a_damaged_row_is_told_with_the_way_out(path: Path, column: str) -> None:
    store = Store(path)
    run = store.runs.add(manifest(), "Net")
    store.database.change(f"UPDATE run SET {column} = '}}nonsense'")  # noqa: S608
    with pytest.raises(DamagedStoreError, match=f"is damaged at run '{run.id}'.*digit-lab doctor"):
        store.runs.find(EVERY_RUN)


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(path: Path) -> None:
    path.write_bytes(b"a letter to a friend " * 500)
    with pytest.raises(DamagedStoreError, match="digit-lab doctor"):
        Store(path)
    assert path.read_bytes().startswith(b"a letter to a friend")


@pytest.mark.parametrize("lose", [Path.unlink, lambda path: path.write_bytes(b"")], ids=["gone", "emptied"])
def test_a_lost_database_is_never_replaced_by_an_empty_one_while_there_are_runs(
    path: Path, lose: Callable[[Path], object]
) -> None:
    run = Store(path).runs.add(manifest(), "Net")
    RunFolder(path.parent, run.id).write_manifest(manifest())
    for name in ("lab.db-wal", "lab.db-shm"):
        (path.parent / name).unlink(missing_ok=True)
    lose(path)
    with pytest.raises(DamagedStoreError, match="holds nothing, while the folder runs holds 1 runs"):
        Store(path)
    assert not path.exists() or not path.stat().st_size


@pytest.mark.parametrize("lose", [Path.unlink, lambda path: path.write_bytes(b"")], ids=["gone", "emptied"])
def test_a_database_that_is_lost_while_it_is_open_is_told(path: Path, lose: Callable[[Path], object]) -> None:
    store = Store(path)
    store.runs.add(manifest(), "Net")
    lose(path)
    with pytest.raises(DamagedStoreError, match=r"is gone|was emptied"):
        store.runs.find(EVERY_RUN)


def test_an_empty_folder_and_an_empty_file_become_a_new_lab(path: Path) -> None:
    path.touch()
    assert Store(path).runs.find(EVERY_RUN) == []


def test_whoever_has_the_database_open_finds_the_one_that_takes_its_place(path: Path, tmp_path: Path) -> None:
    store = Store(path)
    store.runs.add(manifest(), "Net")
    other = Store(tmp_path / "other" / "lab.db")
    other.runs.add(manifest(), "Other net")
    other.database.copy_to(tmp_path / "copy.db")
    (tmp_path / "copy.db").replace(path)
    for journal in ("lab.db-wal", "lab.db-shm"):
        (tmp_path / journal).unlink(missing_ok=True)
    assert [run.name for run in store.runs.find(EVERY_RUN)] == ["Other net 1"]


def old_database(path: Path) -> None:
    """A database as version 0.1.0 first wrote it, with a run that has ended."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(MIGRATIONS[0])
        connection.execute("INSERT INTO person VALUES ('ada', 'Ada')")
        connection.execute(
            "INSERT INTO run (id, name, person, state, manifest, created, accuracy, model_sha256)"
            " VALUES ('abcdefgh', 'Old net', 'ada', 'finished', ?, 1.0, 0.99, 'sha')",
            (manifest().model_dump_json(),),
        )
        connection.execute("PRAGMA user_version = 1")
        connection.commit()


def test_an_old_database_is_backed_up_before_it_is_migrated(path: Path) -> None:
    old_database(path)
    (run,) = Store(path).runs.find(EVERY_RUN)
    assert (run.name, run.state, run.accuracy) == ("Old net", State.FINISHED, 0.99)
    assert (run.stalled, run.evaluation_sha256, run.epochs_sha256) == (None, None, None)
    (backup,) = backups(path.parent)
    with closing(sqlite3.connect(backup)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute("SELECT name FROM run").fetchone() == ("Old net",)


def test_opening_a_database_that_is_up_to_date_makes_no_backup(path: Path) -> None:
    Store(path)
    Store(path)
    assert backups(path.parent) == []


def test_a_folder_that_cannot_be_written_is_named_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UnusableHomeError, match=r"cannot be used: .* Set DIGIT_LAB_HOME"):
        Store(tmp_path / "file" / "lab.db")


def test_a_copy_has_what_is_only_in_the_journal(path: Path, tmp_path: Path) -> None:
    store = crowded(path)
    store.runs.add(manifest(), "Late net")
    store.database.copy_to(tmp_path / "copy.db")
    assert is_sound(tmp_path / "copy.db")
    names = [
        row["name"] for row in Database(tmp_path / "copy.db").rows("SELECT name FROM run ORDER BY number")
    ]
    assert names == ["Net 1", "Late net 1"]


def test_looking_at_an_emptied_database_leaves_its_journal_alone(path: Path) -> None:
    store = Store(path)
    store.runs.add(manifest(), "Net")
    path.write_bytes(b"")
    journal = (path.parent / "lab.db-wal").read_bytes()
    assert not is_sound(path)
    assert (path.parent / "lab.db-wal").read_bytes() == journal != b""
    del store


def test_a_database_that_is_only_locked_is_neither_damaged_nor_sound(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(path)
    monkeypatch.setattr("core.store.database.BUSY_TIMEOUT_SECONDS", 0)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(BlockingIOError):
            Store(path).runs.add(manifest(), "Net")
    assert store.runs.find(EVERY_RUN) == []


def test_a_database_of_a_newer_lab_drives_out_no_backup(path: Path) -> None:
    store = Store(path)
    kept = back_up(store.database)
    store.database.change(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    for _ in range(3):
        with pytest.raises(UnusableHomeError, match="newer Digit Lab"):
            Store(path)
    assert backups(path.parent) == [kept]


def test_a_transaction_stays_with_the_file_in_which_it_began(path: Path, tmp_path: Path) -> None:
    store, other = Store(path), Store(tmp_path / "other" / "lab.db")
    other.database.copy_to(tmp_path / "copy.db")
    with pytest.raises(UnknownRunError), store.transaction():  # noqa: PT012
        store.people.remember(Person("ada", "Ada"))
        (tmp_path / "copy.db").replace(path)
        store.people.remember(Person("bob", "Bob"))
        raise UnknownRunError("nobody")
    assert (store.people.get("ada"), store.people.get("bob")) == (None, None)
