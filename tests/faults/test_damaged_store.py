"""A damaged database, by a real start: it says the way out, overwrites nothing, and the way works."""

import gc
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from core.lab import Lab
from core.runs.artifacts import RunFolder
from core.runs.query import EVERY_RUN
from core.store.backup import back_up
from core.store.database import is_sound
from harness.serving import digit_lab, wait_until
from tests import keeping
from tests.core.store.test_database import crowded, damage_a_page

SERVE = ("serve", "--address", "127.0.0.1")

pytestmark = pytest.mark.process


def empty(path: Path) -> None:
    path.write_bytes(b"")


def scribble(path: Path) -> None:
    path.write_bytes(b"a letter to a friend " * 500)


def tear(path: Path) -> None:
    """Leaves half of it, as a copy that was broken off."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def lose(path: Path) -> None:
    path.unlink()


def closed(home: Path) -> Path:
    """The database of a lab with a run that has finished and a backup, which no process has open."""
    run = keeping.finished(home)
    RunFolder(home, run.id).write_manifest(run.manifest)
    back_up(crowded(home / "lab.db").database)
    return let_go(home / "lab.db")


def let_go(path: Path) -> Path:
    """Has this process close a database; all of it stands in its own file then."""
    gc.collect()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert not path.with_name("lab.db-wal").exists()
    return path


def content(path: Path) -> bytes | None:
    """What stands in the file, but for the counters by which SQLite tells who has opened it."""
    if not path.exists():
        return None
    found = bytearray(path.read_bytes())
    for counters in (slice(24, 28), slice(92, 100)):
        found[counters] = bytes(len(found[counters]))
    return bytes(found)


@pytest.mark.parametrize("harm", [empty, scribble, tear, damage_a_page, lose], ids=lambda harm: harm.__name__)
def test_a_damaged_database_is_left_as_it_is_until_the_doctor_puts_a_backup_in_its_place(
    tmp_path: Path, harm: Callable[[Path], object]
) -> None:
    path = closed(tmp_path)
    runs = [run.id for run in Lab(tmp_path).runs(EVERY_RUN)]
    let_go(path)
    harm(path)
    before = content(path)
    # A database with a damaged page opens. Whoever reads that page is told, and everybody by the runner.
    starts = (("train", "quick", "--wait"),) if harm is damage_a_page else (SERVE, ("runs",))
    for words in starts:
        refused = digit_lab(tmp_path, *words, timeout=60)
        assert refused.returncode == 1
        assert "digit-lab doctor" in refused.stderr
        assert "Traceback" not in refused.stderr
        assert harm is damage_a_page or content(path) == before
    # The runner may outlive the command, and what it wrote goes into the file as the last one closes it.
    wait_until(lambda: not path.with_name("lab.db-wal").exists())
    before = content(path)
    mended = digit_lab(tmp_path, "doctor")
    assert "The database was lost or damaged; what there was of it is in" in mended.stdout
    assert is_sound(path)
    assert {run.id for run in Lab(tmp_path).runs(EVERY_RUN)} >= set(runs)
    if before:
        (aside,) = tmp_path.glob("damaged-*/lab.db")
        assert content(aside) == before


def test_a_database_of_a_newer_lab_is_left_as_it_is_by_the_doctor_too(tmp_path: Path) -> None:
    path = closed(tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 1000")
        connection.commit()
    let_go(path)
    before = content(path)
    for words in (SERVE, ("runs",), ("doctor",)):
        refused = digit_lab(tmp_path, *words, timeout=60)
        assert refused.returncode == 1
        assert "is of a newer Digit Lab (schema 1000); install it." in refused.stderr + refused.stdout
        assert content(path) == before
