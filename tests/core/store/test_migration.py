"""A database that the version before has made: `lab_of_version_2.sql` is a dump of one.

It has a run in every state, events, a stop that waits, and a command that no version has ever known.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from core.engine.recovery import settle
from core.jobs.specs import Finish
from core.person import Person
from core.runs.commands import Stop, UnknownCommandError
from core.runs.query import EVERY_RUN, RunQuery
from core.runs.run import Run
from core.runs.state import State
from core.store.backup import backups
from core.store.schema import MIGRATIONS
from core.store.store import Store
from tests import keeping
from tests.making import manifest

DUMP = Path(__file__).with_name("lab_of_version_2.sql")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder with that database."""
    with closing(sqlite3.connect(tmp_path / "lab.db")) as connection:
        connection.executescript(DUMP.read_text(encoding="utf-8"))
    return tmp_path


def by_state(store: Store) -> dict[State, Run]:
    """The run in each state."""
    return {run.state: run for run in store.runs.find(EVERY_RUN)}


def test_every_run_is_what_it_was(home: Path) -> None:
    runs = by_state(keeping.store(home))
    assert runs.keys() == set(State) - {State.PAUSED}
    finished = runs[State.FINISHED]
    assert (finished.name, finished.owner, finished.accuracy) == (
        "My {best} run",
        Person("ada", "Ada"),
        0.9912,
    )
    assert (finished.manifest.preset, finished.manifest.recipe.epochs) == ("quick", 2)
    assert (finished.reason, finished.can_predict, finished.epochs_done) == (None, True, 2)
    assert finished.device is None
    assert {state: str(run.reason) for state, run in runs.items() if run.reason} == {
        State.STOPPED: "It did not react to Stop; its process was ended.",
        State.FAILED: "The training failed: ValueError: {not a template}",
        State.INTERRUPTED: "The lab went away while this run was training.",
    }
    assert runs[State.RUNNING].status == "Stalled"


def test_what_may_still_train_at_a_cluster_is_known(home: Path) -> None:
    store = keeping.store(home)
    runs = by_state(store)
    left = {f"{runs[state].id}-{runs[state].attempt}" for state in (State.INTERRUPTED, State.RUNNING)}
    settle(home, store)  # whether what ran then was at a cluster, nobody knows
    assert left <= set(store.left_tasks.at("tls://any:8786"))


def test_its_lists_can_be_asked_as_those_of_today(home: Path) -> None:
    store = keeping.store(home)
    assert [run.state for run in store.runs.find(RunQuery(preset="quick"))] == [State.FAILED, State.FINISHED]
    assert store.runs.count(RunQuery(owner="ada")) == 3
    assert store.runs.count(RunQuery(has_model=True)) == 2


def test_its_epochs_are_there_once(home: Path) -> None:
    store = keeping.store(home)
    runs = store.runs.find(EVERY_RUN)
    epochs = store.events.epochs([run.id for run in runs])
    assert {len(epochs[run.id]) for run in runs if run.state is not State.QUEUED} == {2}


def test_its_last_epochs_are_kept_ones(home: Path) -> None:
    with closing(sqlite3.connect(home / "lab.db")) as connection:
        before = dict(connection.execute("SELECT id, checkpoint_sha256 FROM run").fetchall())
    store = keeping.store(home)
    runs = by_state(store)
    for state in (State.FINISHED, State.INTERRUPTED, State.RUNNING):
        run = runs[state]
        assert store.runs.kept_epochs(run.id) == {run.epochs_done: before[run.id]}
        assert run.resume_sha256 == before[run.id]
    assert store.runs.kept_epochs(runs[State.QUEUED].id) == {}


def test_its_commands_wait_for_the_runner_and_the_unknown_one_is_refused(home: Path) -> None:
    store = keeping.store(home)
    running = by_state(store)[State.RUNNING]
    stop, polish = store.commands.open()
    assert stop.read() == Stop(run=running.id)
    assert store.commands.has("stop", running)
    with pytest.raises(UnknownCommandError, match="'polish' is unknown here"):
        polish.read()


def test_a_runner_settles_it_and_makes_models_of_the_checkpoints_that_were_left(home: Path) -> None:
    store = keeping.store(home)
    left = {by_state(store)[state].id for state in (State.RUNNING, State.INTERRUPTED)}
    settle(home, store)
    waiting = store.jobs.queued("training", limit=10)
    assert {job.spec.run for job in waiting if isinstance(job.spec, Finish)} == left
    settle(home, store)
    assert store.jobs.queued("training", limit=10) == waiting


def test_new_runs_go_on_from_its_numbers(home: Path) -> None:
    assert keeping.store(home).runs.add(manifest(), "Quick net").name == "Quick net 4"


def test_the_database_as_it_was_is_kept_as_a_backup(home: Path) -> None:
    keeping.store(home)
    (kept,) = backups(home)
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
    with closing(sqlite3.connect(home / "lab.db")) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)


def test_the_best_validation_accuracy_of_earlier_runs_is_known(home: Path) -> None:
    store = keeping.store(home)
    (best,) = store.runs.find(RunQuery(order="validation", limit=1))
    told = store.events.epochs([run.id for run in store.runs.find(EVERY_RUN)])
    highest = {
        run_id: max((e.get("val_accuracy", 0) for e in epochs), default=0) for run_id, epochs in told.items()
    }
    assert highest[best.id] == max(highest.values()) > 0
