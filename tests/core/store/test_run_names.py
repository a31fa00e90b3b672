"""The numbers in the names of runs."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.runs.run import Run
from core.runs.state import State
from core.store.store import Store
from tests import keeping
from tests.making import manifest


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "lab.db")


def add(store: Store, title: str) -> Run:
    return store.runs.add(manifest(), title)


def delete(store: Store, run: Run) -> None:
    store.runs.end(run.id, State.STOPPED)
    assert store.runs.delete(run.id)


def test_each_title_counts_from_one(store: Store) -> None:
    titles = ["Quick net", "Quick net", "Tutorial: dense net, Adam", "Quick", "Quick net"]
    names = [add(store, title).name for title in titles]
    assert names == ["Quick net 1", "Quick net 2", "Tutorial: dense net, Adam 1", "Quick 1", "Quick net 3"]


def test_a_number_is_never_used_twice_at_the_same_time(store: Store) -> None:
    first, _ = add(store, "Net"), add(store, "Net")
    delete(store, first)
    assert add(store, "Net").name == "Net 3"


def test_a_number_is_free_again_when_it_was_the_highest_and_its_run_is_gone(store: Store) -> None:
    _, last = add(store, "Net"), add(store, "Net")
    delete(store, last)
    assert add(store, "Net").name == "Net 2"


@pytest.mark.parametrize(
    ("renamed", "following"),
    [
        ("Mine", "Net 1"),
        ("Net 41", "Net 42"),
        ("net 41", "Net 42"),
        ("Net 007", "Net 8"),
        ("Net", "Net 1"),
        ("Net 2b", "Net 1"),
        ("Net -5", "Net 1"),
        ("Net 1 of 5", "Net 1"),
        ("Internet 9", "Net 1"),
        ("Net 5000000000000000000000", "Net 1"),
        ("Net 999999999999999", "Net 1000000000000000"),
    ],
)
def test_names_that_people_gave_count_where_they_end_in_a_number_alone(
    store: Store, renamed: str, following: str
) -> None:
    store.runs.rename(add(store, "Net").id, renamed)
    assert add(store, "Net").name == following


@pytest.mark.parametrize("title", ["100% _net_", 'Net\'s "own" \\', "Größe", "[0-9]*?"])
def test_no_sign_of_a_title_means_anything_else(store: Store, title: str) -> None:
    assert [add(store, title).name for _ in range(2)] == [f"{title} 1", f"{title} 2"]


def test_a_run_that_is_taken_in_gets_a_number_as_a_new_one_does(store: Store, tmp_path: Path) -> None:
    run = keeping.finished(tmp_path)
    assert run.name == "Net 1"
    assert store.runs.delete(run.id)
    add(store, "Net")
    store.runs.restore(replace(run, name="Net"), [], {})
    assert store.runs.get(run.id).name == "Net 2"
