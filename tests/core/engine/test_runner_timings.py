"""The runner's timings, with a fake engine: they come last, and make way for everything else."""

from pathlib import Path

import pytest

from core.engine.messages import Cancelled, Done, Failed, HeardStop
from core.engine.queue import check_queue
from core.engine.recovery import settle
from core.engine.runner import Runner
from core.jobs.record import JobRecord, JobState
from core.jobs.specs import Finish, Time, Train
from core.runs.query import RunQuery
from core.runs.run import Run
from core.runs.state import State
from core.text import text
from tests import keeping
from tests.core.engine.fake_engine import FakeEngine
from tests.core.store.test_timings import TIMING, timing_of
from tests.making import manifest

QUICK = timing_of("quick")


class Lab:
    """A store, a fake engine and the runner between them."""

    def __init__(self, home: Path, slots: int = 1) -> None:
        self.home, self.store = home, keeping.store(home)
        self.engine = FakeEngine(slots)
        self.runner = Runner(home, self.store, self.engine)

    def ask(self, job: Time = QUICK) -> None:
        self.store.timings.ask(job, "ada")

    def start_timing(self) -> str:
        self.ask()
        return self.ticked()

    def ticked(self) -> str:
        """The timing that goes on after a round."""
        self.runner.tick(0)
        (key,) = (key for key in self.engine.in_hand if isinstance(self.engine.submitted[key].job, Time))
        return key

    def state(self, job: Time = QUICK) -> JobState | None:
        found = self.store.jobs.find(job)
        return None if found is None else found.state

    def trains(self, run: Run) -> bool:
        return self.store.runs.get(run.id).state is State.RUNNING

    def is_timing(self) -> bool:
        return any(isinstance(self.engine.submitted[key].job, Time) for key in self.engine.in_hand)


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def test_what_a_timing_finds_is_kept(lab: Lab) -> None:
    key = lab.start_timing()
    lab.engine.messages = [Done(key, TIMING)]
    lab.runner.tick(0)
    assert lab.store.timings.of(QUICK) == TIMING
    assert lab.state() is JobState.FINISHED
    assert lab.runner.is_idle


def test_a_timing_is_no_run_and_takes_no_place_in_the_queue_of_its_person(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.engine.queue.MOST_QUEUED", 1)
    lab.start_timing()
    lab.ask(timing_of("robust"))
    check_queue(lab.store, "ada")
    assert lab.store.runs.count(RunQuery()) == 0


def test_a_training_that_is_queued_ends_the_timing_and_then_begins(lab: Lab) -> None:
    key = lab.start_timing()
    run = keeping.queued(lab.home)
    lab.runner.tick(0)
    assert lab.engine.stopped == [key]
    assert not lab.trains(run)
    lab.engine.messages = [HeardStop(key), Cancelled(key)]
    lab.runner.tick(0)
    lab.runner.tick(0)
    assert lab.trains(run)
    assert lab.state() is JobState.CANCELLED
    assert lab.store.timings.of(QUICK) is None


def test_a_timing_that_compiles_is_waited_for_and_not_killed_like_other_jobs(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.engine.task.HEARING_LIMIT_SECONDS", -1)
    key = lab.start_timing()
    keeping.queued(lab.home)
    lab.runner.tick(0)
    assert lab.engine.killed == []
    lab.engine.silent = {key}  # but one whose worker shows no sign of life is
    lab.runner.tick(0)
    assert lab.engine.killed == [key]


def test_a_timing_that_is_done_before_it_hears_of_a_training_is_kept(lab: Lab) -> None:
    key = lab.start_timing()
    keeping.queued(lab.home)
    lab.runner.tick(0)
    lab.engine.messages = [Done(key, TIMING)]
    lab.runner.tick(0)
    assert lab.store.timings.of(QUICK) == TIMING


@pytest.mark.parametrize("slots", [1, 2])
def test_a_timing_waits_while_a_training_waits_or_goes_on(tmp_path: Path, slots: int) -> None:
    lab = Lab(tmp_path, slots)
    lab.ask()
    run = keeping.queued(lab.home)
    for _ in range(2):
        lab.runner.tick(0)
        assert lab.trains(run)
        assert lab.state() is JobState.QUEUED
    lab.engine.messages = [Failed(lab.engine.only(Train), text("It broke."))]
    lab.runner.tick(0)
    lab.runner.tick(0)
    assert lab.state() is JobState.RUNNING


def test_a_training_in_a_second_slot_ends_the_timing_that_it_would_make_wrong(tmp_path: Path) -> None:
    lab = Lab(tmp_path, slots=2)
    key = lab.start_timing()
    run = keeping.queued(lab.home)
    lab.runner.tick(0)
    assert lab.trains(run)
    assert lab.engine.stopped == [key]


def test_two_timings_never_run_at_once(tmp_path: Path) -> None:
    lab = Lab(tmp_path, slots=2)
    key = lab.start_timing()
    other = timing_of("robust")
    lab.ask(other)
    lab.runner.tick(0)
    assert lab.state(other) is JobState.QUEUED
    lab.engine.messages = [Done(key, TIMING)]
    lab.runner.tick(0)
    lab.runner.tick(0)
    assert lab.state(other) is JobState.RUNNING


def test_a_model_that_waits_to_be_finished_comes_before_a_timing(lab: Lab) -> None:
    run = keeping.ended(lab.home, State.INTERRUPTED)
    key = lab.start_timing()
    lab.store.jobs.add(Finish(run=run.id, manifest=manifest(), checkpoint_sha256="0" * 64), "ada")
    lab.runner.tick(0)
    assert lab.engine.stopped == [key]


def test_a_timing_that_fails_leaves_nothing(lab: Lab) -> None:
    key = lab.start_timing()
    lab.engine.messages = [Failed(key, text("It broke."))]
    lab.runner.tick(0)
    lab.ask(timing_of("robust"))
    lab.engine.messages = [Done(lab.ticked(), TIMING)]
    lab.runner.tick(0)
    lab.ask()
    lab.runner.tick(0)
    assert lab.state() is JobState.FAILED
    assert lab.runner.is_idle


def test_a_timing_does_not_begin_beside_a_job_that_goes_on(tmp_path: Path) -> None:
    lab = Lab(tmp_path, slots=2)
    run = keeping.ended(lab.home, State.INTERRUPTED)
    lab.store.jobs.add(Finish(run=run.id, manifest=manifest(), checkpoint_sha256="0" * 64), "ada")
    lab.store.jobs.start(lab.store.jobs.queued("training", limit=1)[0].id)
    lab.ask()
    lab.runner.tick(0)
    assert lab.state() is JobState.QUEUED


def test_a_run_that_is_paused_at_the_last_moment_is_not_started(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = keeping.queued(lab.home)
    start = lab.store.runs.start

    def late(run_id: str, cluster: str | None = None) -> int:
        lab.store.runs.pause_waiting(run_id)
        return start(run_id, cluster)

    monkeypatch.setattr(lab.store.runs, "start", late)
    lab.runner.tick(0)
    assert not lab.engine.submitted
    assert lab.store.runs.get(run.id).state is State.PAUSED


def test_a_timing_that_is_replaced_at_the_last_moment_is_not_started(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab.ask()
    start, other = lab.store.jobs.start, timing_of("robust")

    def late(job_id: int) -> JobRecord:
        lab.ask(other)
        return start(job_id)

    monkeypatch.setattr(lab.store.jobs, "start", late)
    lab.runner.tick(0)
    assert not lab.engine.submitted
    assert lab.state(other) is JobState.QUEUED


def test_a_timing_whose_runner_ended_waits_again(lab: Lab) -> None:
    lab.start_timing()
    settle(lab.home, lab.store)
    assert lab.state() is JobState.QUEUED


def test_an_existing_cluster_times_nothing(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    lab.ask()
    monkeypatch.setenv("DIGIT_LAB_SCHEDULER", "tcp://127.0.0.1:1")
    settle(lab.home, lab.store)
    assert lab.state() is None
