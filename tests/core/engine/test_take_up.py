"""A runner that takes the place of one that is gone, at a cluster where the training goes on."""

from pathlib import Path

import numpy as np
import pytest

from core.engine.existing_cluster import SETTING
from core.engine.messages import Saved, Told
from core.engine.recovery import interrupt, settle
from core.engine.runner import Runner
from core.jobs.record import JobState
from core.jobs.specs import Finish, Train
from core.runs.commands import Pause, Stop
from core.runs.run import Run
from core.runs.state import State
from tests.core.engine.fake_engine import FakeEngine, done
from tests.core.engine.test_runner import Lab
from tests.making import epoch_event

CLUSTER = "tcp://127.0.0.1:8786"


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lab:
    monkeypatch.setenv(SETTING, CLUSTER)
    return Lab(tmp_path)


def left(lab: Lab) -> tuple[Run, str]:
    """A run that has told its first epoch to a runner that is gone."""
    run, key = lab.start()
    probabilities = np.zeros((4, 10), np.float16)
    lab.engine.messages = [Told(key, 0, epoch_event(1)), Saved(key, 1, b"one", probabilities)]
    lab.runner.tick(0)
    lab.engine.left = {key}
    return lab.store.runs.get(run.id), key


def succeed(lab: Lab) -> None:
    """A new runner in the place of the old one."""
    settle(lab.home, lab.store, interrupts=False)
    lab.runner = Runner(lab.home, lab.store, lab.engine)
    lab.runner.take_up()


def test_a_training_at_the_cluster_is_to_name_its_host(lab: Lab) -> None:
    run, key = lab.start()
    assert lab.engine.submitted[key].job == Train(run=run.id, manifest=run.manifest, names_host=True)


def test_a_training_that_goes_on_at_the_cluster_is_taken_up_after_its_last_known_event(lab: Lab) -> None:
    run, key = left(lab)
    succeed(lab)
    assert lab.engine.taken_up == {key: 1}
    assert lab.state(run) is State.RUNNING
    lab.engine.messages = [
        Told(key, 1, epoch_event(2)),
        Saved(key, 2, b"two", np.zeros((4, 10), np.float16)),
        done(key, events=((0, epoch_event(1)), (1, epoch_event(2)))),
    ]
    lab.runner.tick(0)
    ended = lab.store.runs.get(run.id)
    assert (ended.state, ended.attempt, ended.epochs_done) == (State.FINISHED, 1, 2)
    assert [seq for _, seq, _ in lab.store.events.after(run.id)] == [0, 1]
    assert lab.folder(run).read_epoch_probabilities(ended).keys() == {1, 2}


def test_a_training_that_the_cluster_does_not_know_is_interrupted(lab: Lab) -> None:
    run, key = left(lab)
    lab.engine.left = set()
    succeed(lab)
    assert lab.state(run) is State.INTERRUPTED
    lab.runner.tick(0)
    assert lab.engine.given_up == [key]


def test_what_trains_there_of_a_run_that_was_deleted_meanwhile_is_told_to_end_until_it_is_gone(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.engine.left_trainings.REPEAT_SECONDS", 0)
    run, key = left(lab)
    interrupt(lab.home, lab.store)  # as no scheduler answers
    assert lab.store.runs.delete(run.id)
    lab.engine.out_of_reach = {key}
    succeed(lab)
    lab.runner.tick(0)
    lab.runner.tick(0)
    assert lab.engine.given_up == [key, key]
    lab.engine.out_of_reach = set()
    lab.runner.tick(0)
    lab.runner.tick(0)
    assert lab.engine.given_up == [key, key, key]
    assert lab.store.left_tasks.at(CLUSTER) == []


def test_what_trains_there_is_told_to_end_every_few_seconds_and_not_at_each_round(lab: Lab) -> None:
    _, key = left(lab)
    interrupt(lab.home, lab.store)
    lab.engine.out_of_reach = {key}
    succeed(lab)
    lab.runner.tick(0)
    lab.runner.tick(0)
    assert lab.engine.given_up == [key]


def test_a_training_at_the_cluster_is_ended_there_after_the_lab_was_started_without_it_or_with_another(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, key = left(lab)
    assert run.cluster == CLUSTER
    monkeypatch.delenv(SETTING)
    settle(lab.home, lab.store)
    assert lab.state(run) is State.INTERRUPTED
    lab.store.runs.resume(run.id)
    for setting in (None, "tcp://127.0.0.1:9999"):
        if setting:
            monkeypatch.setenv(SETTING, setting)
        Runner(lab.home, lab.store, FakeEngine(slots=0)).tick(0)
        assert lab.store.left_tasks.at(CLUSTER) == [key]
    monkeypatch.setenv(SETTING, CLUSTER)
    succeed(lab)
    lab.runner.tick(0)
    assert lab.engine.given_up == [key]


def test_on_this_machine_nothing_goes_on_that_would_have_to_be_ended(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(SETTING)
    run, _ = left(lab)
    assert run.cluster is None
    monkeypatch.setenv(SETTING, CLUSTER)  # the lab is given a cluster only now
    interrupt(lab.home, lab.store)
    assert lab.store.left_tasks.at(CLUSTER) == []


def test_a_pause_that_was_asked_before_still_counts(lab: Lab) -> None:
    run, key = left(lab)
    lab.store.commands.add(Pause(run=run.id), "ada")
    lab.runner.tick(0)
    succeed(lab)
    assert lab.engine.paused == [key, key]
    lab.engine.messages = [done(key, epochs=1, stopped=True)]
    lab.runner.tick(0)
    assert lab.state(run) is State.PAUSED


def test_a_stop_that_was_asked_before_is_asked_again(lab: Lab) -> None:
    run, key = left(lab)
    lab.store.commands.add(Stop(run=run.id), "ada")
    lab.runner.tick(0)
    succeed(lab)
    assert lab.engine.stopped == [key, key]


def test_a_job_that_ran_when_the_connection_broke_waits_again(lab: Lab) -> None:
    run, _ = left(lab)
    job = lab.store.jobs.add(
        Finish(run=run.id, manifest=run.manifest, epoch=1, checkpoint_sha256="0" * 64), "ada"
    )
    lab.store.jobs.start(job.id)
    lab.runner = Runner(lab.home, lab.store, lab.engine)
    lab.runner.take_up()
    assert lab.store.jobs.get(job.id).state is JobState.QUEUED
