"""The labelled drawings in a real database."""

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

import core.store.drawings
from core.data.mnist import mnist
from core.drawings.drawing import Answer
from core.names import WishError
from core.person import Person
from core.store.backup import back_up, backups
from core.store.schema import MIGRATIONS
from core.store.store import Store
from tests.drawn import STROKES, new_drawing


def test_a_drawing_comes_back_with_who_when_and_what_was_answered_also_in_another_process(
    tmp_path: Path,
) -> None:
    store = Store(tmp_path / "lab.db")
    store.people.remember(Person("ada", "Ada"))
    answer = Answer("shipped", 9, 0.75)
    new = new_drawing(4, answer=answer, source=b"png", strokes=STROKES, kind="asked", collection="7b")
    kept = store.drawings.put(new, "ada")
    assert (kept.label, kept.answer, kept.kind, kept.collection) == (4, answer, "asked", "7b")
    assert (kept.person, kept.at > 1.7e9, kept.sha256) == (Person("ada", "Ada"), True, new.sha256)
    other = Store(tmp_path / "lab.db").drawings
    assert other.all() == [kept] == [other.get(kept.id)] == [other.find("ada", new.sha256)]
    (content,) = other.contents()
    assert (content.drawing, content.source, content.strokes) == (kept, b"png", STROKES)
    np.testing.assert_array_equal(
        np.frombuffer(content.image, np.uint8).reshape(28, 28), mnist().split("test").images[4]
    )


def test_the_same_drawing_of_one_person_is_kept_once_with_the_label_of_the_last_time(tmp_path: Path) -> None:
    drawings = Store(tmp_path / "lab.db").drawings
    first = drawings.put(new_drawing(0), "ada")
    again = drawings.put(new_drawing(0), "ada")
    changed = drawings.put(new_drawing(0, label=1), "ada")
    assert (first, again.id, changed.id) == (again, first.id, first.id)
    assert [each.label for each in drawings.all()] == [1]
    drawings.put(new_drawing(0), "bob")
    assert [(each.person.id, each.label) for each in drawings.all()] == [("ada", 1), ("bob", 7)]


def test_the_number_of_a_drawing_that_was_deleted_is_given_to_no_other(tmp_path: Path) -> None:
    drawings = Store(tmp_path / "lab.db").drawings
    first = drawings.put(new_drawing(0), "ada")
    drawings.delete(first.id)
    drawings.delete(first.id)
    assert drawings.put(new_drawing(1), "ada").id > first.id


def test_all_drawings_of_a_person_go_and_those_of_others_stay(tmp_path: Path) -> None:
    drawings = Store(tmp_path / "lab.db").drawings
    for position, person in enumerate(["ada", "bob", "ada"]):
        drawings.put(new_drawing(position), person)
    assert drawings.delete_of("ada") == 2
    assert [each.person.id for each in drawings.all()] == ["bob"]


def test_each_change_makes_another_version_and_a_look_does_not(tmp_path: Path) -> None:
    drawings = Store(tmp_path / "lab.db").drawings
    versions = [drawings.version()]
    kept = drawings.put(new_drawing(0), "ada")
    versions.append(drawings.version())
    drawings.put(new_drawing(0), "ada")
    drawings.all()
    assert drawings.version() == versions[-1]
    drawings.set_label(kept.id, 3)
    versions.append(drawings.version())
    drawings.delete(kept.id)
    versions.append(drawings.version())
    assert len(set(versions)) == 4


def test_a_person_who_has_as_many_as_one_may_have_is_told_so_and_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core.store.drawings, "MOST_OF_PERSON", 2)
    drawings = Store(tmp_path / "lab.db").drawings
    drawings.put(new_drawing(0), "ada")
    drawings.put(new_drawing(1), "ada")
    with pytest.raises(WishError, match="You have 2 drawings in the drawn set, which is the limit"):
        drawings.put(new_drawing(2), "ada")
    drawings.put(new_drawing(1, label=5), "ada")
    drawings.put(new_drawing(2), "bob")
    assert [each.label for each in drawings.all()] == [7, 5, 1]


def test_a_full_set_takes_no_more_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core.store.drawings, "MOST_DRAWINGS", 1)
    drawings = Store(tmp_path / "lab.db").drawings
    drawings.put(new_drawing(0), "ada")
    with pytest.raises(WishError, match="The drawn set is full: it has 1 drawings; delete some first"):
        drawings.put(new_drawing(1), "bob")
    assert len(drawings.all()) == 1


def test_contents_are_read_in_parts_and_none_is_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core.store.drawings, "_AT_ONCE", 2)
    drawings = Store(tmp_path / "lab.db").drawings
    kept = [drawings.put(new_drawing(position), "ada").id for position in range(5)]
    assert [each.drawing.id for each in drawings.contents()] == kept


def test_a_backup_holds_the_drawings(tmp_path: Path) -> None:
    store = Store(tmp_path / "lab.db")
    store.drawings.put(new_drawing(0), "ada")
    kept = back_up(store.database)
    assert kept is not None
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("SELECT label, length(image) FROM drawing").fetchall() == [(7, 784)]


def test_a_lab_of_the_version_before_gets_the_table_keeps_what_it_has_and_is_backed_up_first(
    tmp_path: Path,
) -> None:
    before = next(place for place, step in enumerate(MIGRATIONS) if "CREATE TABLE drawing (" in step)
    with closing(sqlite3.connect(tmp_path / "lab.db")) as connection:
        for step in MIGRATIONS[:before]:
            connection.executescript(step)
        connection.executescript(
            "INSERT INTO person VALUES ('ada', 'Ada');"
            "INSERT INTO dataset (name, title, person, created, method)"
            " VALUES ('shapes-abc123', 'Shapes', 'ada', 1.0, 'inverted');"
        )
        connection.execute(f"PRAGMA user_version = {before}")
    store = Store(tmp_path / "lab.db")
    assert store.database.version() == len(MIGRATIONS) > before >= 7
    assert [(each.title, each.method) for each in store.datasets.all()] == [("Shapes", "inverted")]
    assert store.drawings.all() == []
    assert store.drawings.put(new_drawing(0), "ada").person == Person("ada", "Ada")
    (kept,) = backups(tmp_path)
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (before,)
