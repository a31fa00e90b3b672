import sqlite3
import threading
from pathlib import Path

import pytest

from core.home import UnusableHomeError
from core.runs.run import UnknownRunError
from core.runs.state import State
from core.store.schema import MIGRATIONS
from core.store.store import Store
from tests.making import batch_event, epoch_event, manifest


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "lab.db")


def test_a_new_run_waits_and_keeps_its_whole_manifest(store: Store) -> None:
    run = store.add_run(manifest(), "Quick net")
    assert (run.state, run.name, run.manifest) == (State.QUEUED, "Quick net 1", manifest())


def test_names_count_on_even_after_a_deletion(store: Store) -> None:
    first = store.add_run(manifest(), "Quick net")
    store.end(first.id, State.STOPPED)
    assert store.delete(first.id)
    assert store.add_run(manifest(), "Quick net").name == "Quick net 2"


def test_a_run_that_trains_is_not_deleted(store: Store) -> None:
    run = store.add_run(manifest(), "Quick net")
    store.start(run.id)
    assert not store.delete(run.id)
    assert store.run(run.id).state is State.RUNNING


def test_a_deleted_run_takes_its_events_and_commands_with_it(store: Store, tmp_path: Path) -> None:
    run = store.add_run(manifest(), "Quick net")
    store.add_events(run.id, 1, [(0, batch_event(0.1))])
    store.add_command(run.id, "stop")
    store.end(run.id, State.STOPPED)
    store.delete(run.id)
    with sqlite3.connect(tmp_path / "lab.db") as connection:
        for table in ("run", "event", "command"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)  # noqa: S608


def test_an_unknown_run_is_named_in_one_sentence(store: Store) -> None:
    with pytest.raises(UnknownRunError, match="no run 'nowhere' here"):
        store.run("nowhere")
    with pytest.raises(UnknownRunError):
        store.rename("nowhere", "name")


def test_a_state_follows_only_where_it_may(store: Store) -> None:
    run = store.add_run(manifest(), "Quick net")
    with pytest.raises(ValueError, match="is queued and cannot become finished"):
        store.end(run.id, State.FINISHED)
    store.start(run.id)
    store.end(run.id, State.FINISHED)
    with pytest.raises(ValueError, match="is finished and cannot become running"):
        store.start(run.id)


def test_an_event_that_is_told_twice_is_kept_once(store: Store) -> None:
    run = store.add_run(manifest(), "Quick net")
    store.add_events(run.id, 1, [(0, batch_event(0.1)), (1, batch_event(0.2))])
    store.add_events(run.id, 1, [(1, batch_event(0.9)), (2, epoch_event(1))])
    kept = [event for _, _, event in store.events(run.id)]
    assert kept == [batch_event(0.1), batch_event(0.2), epoch_event(1)]


def test_events_are_read_on_from_a_cursor(store: Store) -> None:
    run = store.add_run(manifest(), "Quick net")
    store.add_events(run.id, 1, [(n, batch_event(n / 10)) for n in range(3)])
    store.add_events(run.id, 2, [(0, batch_event(0.7))])
    assert [(a, s) for a, s, _ in store.events(run.id, after=(1, 1))] == [(1, 2), (2, 0)]


def test_the_epochs_of_all_runs_come_without_their_batches(store: Store) -> None:
    run = store.add_run(manifest(), "Quick net")
    store.add_events(run.id, 1, [(0, batch_event(0.1)), (1, epoch_event(1))])
    assert store.epochs() == [(run.id, epoch_event(1))]


def test_a_command_is_open_until_it_is_closed(store: Store) -> None:
    run = store.add_run(manifest(), "Quick net")
    store.add_command(run.id, "stop")
    (command,) = store.open_commands()
    assert (command.run, command.verb) == (run.id, "stop")
    store.close_command(command)
    assert store.open_commands() == []


def test_a_stop_is_remembered_for_the_attempt_in_which_it_was_asked_for(store: Store) -> None:
    run = store.add_run(manifest(), "Net")
    assert not store.was_asked_to_stop(run)
    store.add_command(run.id, "stop")
    assert store.was_asked_to_stop(run)
    store.close_command(*store.open_commands())
    assert store.was_asked_to_stop(run)
    store.start(run.id)
    assert not store.was_asked_to_stop(store.run(run.id))


def test_an_error_inside_a_transaction_leaves_nothing_behind(store: Store) -> None:
    run = store.add_run(manifest(), "Quick net")
    with pytest.raises(UnknownRunError), store.transaction():  # noqa: PT012
        store.rename(run.id, "half done")
        store.rename("nowhere", "name")
    assert store.run(run.id).name == "Quick net 1"


def test_many_threads_write_at_once_without_losing_anything(store: Store) -> None:
    threads = [threading.Thread(target=lambda: store.add_run(manifest(), "Net")) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(int(run.name.split()[1]) for run in store.runs()) == list(range(1, 17))


def test_a_database_of_the_future_is_refused_with_the_remedy(tmp_path: Path) -> None:
    Store(tmp_path / "lab.db")
    with sqlite3.connect(tmp_path / "lab.db") as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(UnusableHomeError, match="newer Digit Lab"):
        Store(tmp_path / "lab.db")


def test_people_get_the_name_they_give(store: Store) -> None:
    assert store.person_name("ada") is None
    store.remember_person("ada", "Ada")
    store.remember_person("ada", "Ada L.")
    run = store.add_run(manifest(person="ada"), "Quick net")
    assert (store.person_name("ada"), run.person) == ("Ada L.", "Ada L.")
