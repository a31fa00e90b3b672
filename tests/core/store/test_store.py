import sqlite3
import threading
import time
from pathlib import Path

import pytest

from core.home import UnusableHomeError
from core.jobs.record import UnknownJobError
from core.jobs.specs import Analyse
from core.person import Person
from core.runs.commands import Cancel, Pause, Resume, Stop
from core.runs.query import EVERY_RUN
from core.runs.run import UnknownRunError
from core.runs.state import State
from core.store.schema import MIGRATIONS
from core.store.store import Store
from tests.making import batch_event, epoch_event, manifest


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "lab.db")


def test_a_new_run_waits_and_keeps_its_whole_manifest(store: Store) -> None:
    run = store.runs.add(manifest(), "Quick net")
    assert (run.state, run.name, run.manifest) == (State.QUEUED, "Quick net 1", manifest())


def test_a_run_that_trains_is_not_deleted(store: Store) -> None:
    run = store.runs.add(manifest(), "Quick net")
    store.runs.start(run.id)
    assert not store.runs.delete(run.id)
    assert store.runs.get(run.id).state is State.RUNNING


def test_a_deleted_run_takes_its_events_and_commands_with_it(store: Store, tmp_path: Path) -> None:
    run = store.runs.add(manifest(), "Quick net")
    store.events.add(run.id, 1, [(0, batch_event(0.1))])
    store.commands.add(Stop(run=run.id), "ada")
    store.runs.end(run.id, State.STOPPED)
    store.runs.delete(run.id)
    with sqlite3.connect(tmp_path / "lab.db") as connection:
        for table in ("run", "event", "command"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)  # noqa: S608


def test_an_unknown_run_is_named_in_one_sentence(store: Store) -> None:
    with pytest.raises(UnknownRunError, match="no run 'nowhere' here"):
        store.runs.get("nowhere")
    with pytest.raises(UnknownRunError):
        store.runs.rename("nowhere", "name")


def test_a_state_follows_only_where_it_may(store: Store) -> None:
    run = store.runs.add(manifest(), "Quick net")
    with pytest.raises(ValueError, match="is queued and cannot become finished"):
        store.runs.end(run.id, State.FINISHED)
    store.runs.start(run.id)
    store.runs.end(run.id, State.FINISHED)
    with pytest.raises(ValueError, match="is finished and cannot become running"):
        store.runs.start(run.id)


def test_an_event_that_is_told_twice_is_kept_once(store: Store) -> None:
    run = store.runs.add(manifest(), "Quick net")
    store.events.add(run.id, 1, [(0, batch_event(0.1)), (1, batch_event(0.2))])
    store.events.add(run.id, 1, [(1, batch_event(0.9)), (2, epoch_event(1))])
    kept = [event for _, _, event in store.events.after(run.id)]
    assert kept == [batch_event(0.1), batch_event(0.2), epoch_event(1)]


def test_events_are_read_on_from_a_cursor(store: Store) -> None:
    run = store.runs.add(manifest(), "Quick net")
    store.events.add(run.id, 1, [(n, batch_event(n / 10)) for n in range(3)])
    store.events.add(run.id, 2, [(0, batch_event(0.7))])
    assert [(a, s) for a, s, _ in store.events.after(run.id, (1, 1))] == [(1, 2), (2, 0)]


def test_the_epochs_of_all_runs_come_without_their_batches(store: Store) -> None:
    run = store.runs.add(manifest(), "Quick net")
    store.events.add(run.id, 1, [(0, batch_event(0.1)), (1, epoch_event(1))])
    assert store.events.epochs([run.id]) == {run.id: [epoch_event(1)]}


def test_a_command_is_open_until_it_is_closed(store: Store) -> None:
    run = store.runs.add(manifest(), "Quick net")
    store.commands.add(Stop(run=run.id), "ada")
    (command,) = store.commands.open()
    assert command.read() == Stop(run=run.id)
    store.commands.close(command)
    assert store.commands.open() == []


def test_a_stop_is_remembered_until_the_run_waits_again(store: Store) -> None:
    run = store.runs.add(manifest(), "Net")
    assert not store.commands.has("stop", run)
    store.commands.add(Stop(run=run.id), "ada")
    assert store.commands.has("stop", run)
    store.commands.close(*store.commands.open())
    assert store.commands.has("stop", run)
    store.runs.start(run.id)
    assert store.commands.has("stop", store.runs.get(run.id))
    store.runs.end(run.id, State.STOPPED)
    store.runs.resume(run.id)
    assert not store.commands.has("stop", store.runs.get(run.id))


def test_what_people_have_asked_of_a_run_is_kept_with_who_and_when(store: Store) -> None:
    run = store.runs.add(manifest(), "Net")
    store.people.remember(Person("ada", "Ada"))
    before = time.time()
    store.commands.add(Pause(run=run.id), "ada")
    store.commands.add(Resume(run=run.id), "ada", is_done=True)
    store.commands.add(Stop(run=run.id), "ada")
    assert [command.read().kind for command in store.commands.open()] == ["pause", "stop"]
    given = store.commands.given(run.id)
    assert [(each.command.kind, each.person.name, each.is_open) for each in given] == [
        ("pause", "Ada", True), ("resume", "Ada", False), ("stop", "Ada", True),
    ]  # fmt: skip
    assert all(before <= each.at <= time.time() for each in given)


def test_an_error_inside_a_transaction_leaves_nothing_behind(store: Store) -> None:
    run = store.runs.add(manifest(), "Quick net")
    with pytest.raises(UnknownRunError), store.transaction():  # noqa: PT012
        store.runs.rename(run.id, "half done")
        store.runs.rename("nowhere", "name")
    assert store.runs.get(run.id).name == "Quick net 1"


def test_many_threads_write_at_once_without_losing_anything(store: Store) -> None:
    threads = [threading.Thread(target=lambda: store.runs.add(manifest(), "Net")) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(int(run.name.split()[1]) for run in store.runs.find(EVERY_RUN)) == list(range(1, 17))


def test_a_database_of_the_future_is_refused_with_the_remedy(tmp_path: Path) -> None:
    Store(tmp_path / "lab.db")
    with sqlite3.connect(tmp_path / "lab.db") as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(UnusableHomeError, match="newer Digit Lab"):
        Store(tmp_path / "lab.db")


def test_people_get_the_name_they_give(store: Store) -> None:
    assert store.people.get("ada") is None
    store.people.remember(Person("ada", "Ada"))
    store.people.remember(Person("ada", "Ada L."))
    run = store.runs.add(manifest(person="ada"), "Quick net")
    assert store.people.get("ada") == run.owner == Person("ada", "Ada L.")


def test_what_comes_after_a_deletion_is_about_an_unknown_run(store: Store) -> None:
    with pytest.raises(UnknownRunError):
        store.commands.add(Stop(run="23456789"), "ada")
    with pytest.raises(UnknownRunError):
        store.events.add("23456789", 1, [(0, batch_event(0.1))])
    with pytest.raises(UnknownJobError):
        store.commands.add(Cancel(job=7), "ada")
    with pytest.raises(UnknownRunError):
        store.jobs.add(Analyse(run="23456789", model_sha256="a", dataset="mnist", split="train"), "ada")
