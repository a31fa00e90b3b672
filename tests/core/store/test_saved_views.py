"""The views of images that people save."""

from pathlib import Path

import pytest

from core.catalog.query import read_query
from core.catalog.saved_view import ViewNameTakenError
from core.lab import Lab
from core.names import WishError
from core.person import Person
from core.store.store import Store
from core.trainer import Trainer

SEVENS = {"split": "test", "digit": "7", "ink": "..0.1", "sort": "-thickness"}


def test_a_view_comes_back_as_it_was_saved_with_who_did_it(tmp_path: Path) -> None:
    store = Store(tmp_path / "lab.db")
    store.people.remember(Person("ada", "Ada"))
    saved = store.saved_views.add("Thin sevens", SEVENS, "ada")
    assert store.saved_views.all() == [saved] == Store(tmp_path / "lab.db").saved_views.all()
    assert (saved.name, saved.parameters, saved.owner) == ("Thin sevens", SEVENS, Person("ada", "Ada"))
    assert read_query(saved.parameters).parameters() == SEVENS


def test_every_sign_of_a_filter_survives(tmp_path: Path) -> None:
    store, parameters = Store(tmp_path / "lab.db"), {"digit": "é&=%,<b>", "sort": "-ink"}
    assert store.saved_views.add("x", parameters, "ada").parameters == parameters


def test_views_stand_by_name(tmp_path: Path) -> None:
    store = Store(tmp_path / "lab.db")
    for name in ("b", "C", "a"):
        store.saved_views.add(name, SEVENS, "ada")
    assert [view.name for view in store.saved_views.all()] == ["a", "b", "C"]


def test_a_name_is_given_once_whatever_its_case(tmp_path: Path) -> None:
    store = Store(tmp_path / "lab.db")
    store.saved_views.add("Thin sevens", SEVENS, "ada")
    with pytest.raises(ViewNameTakenError, match="There is a view named thin SEVENS already"):
        store.saved_views.add("thin SEVENS", {}, "bob")
    assert len(store.saved_views.all()) == 1


def test_a_deleted_view_is_gone_and_its_name_free(tmp_path: Path) -> None:
    trainer = Trainer(Lab(tmp_path), "ada")
    view = trainer.save_view("  Thin   sevens ", SEVENS)
    assert [each.name for each in trainer.lab.saved_views()] == ["Thin sevens"]
    trainer.delete_view(view.id)
    trainer.delete_view(view.id)  # as if somebody else had done it before
    assert trainer.lab.saved_views() == []
    assert trainer.save_view("Thin sevens", SEVENS).id != view.id


@pytest.mark.parametrize("name", ["", "  ", "x" * 61])
def test_a_view_needs_a_name_of_some_length(tmp_path: Path, name: str) -> None:
    trainer = Trainer(Lab(tmp_path))
    with pytest.raises(WishError, match="A name has 1 to 60"):
        trainer.save_view(name, SEVENS)
    assert trainer.lab.saved_views() == []
