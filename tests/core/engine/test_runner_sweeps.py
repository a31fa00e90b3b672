"""The runner goes on with sweeps, whatever happens to it and to their trials."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.engine.messages import Failed, Saved, Told
from core.engine.queue import queue_again
from core.engine.recovery import settle
from core.engine.runner import Runner
from core.models.presets import PRESETS
from core.runs.commands import Pause, Resume, Stop
from core.runs.draft import draft_of
from core.runs.events import EpochEvent
from core.runs.query import RunQuery
from core.runs.state import State
from core.store.store import Store
from core.sweeps.reading import read_space
from core.sweeps.specification import Sampler, specify_sweep
from core.sweeps.sweep import Sweep, SweepState
from core.sweeps.trial import Trial
from core.text import text
from tests.core.engine.fake_engine import FakeEngine, done
from tests.making import epoch_event, manifest


def scored(epoch: int, accuracy: float) -> EpochEvent:
    event = epoch_event(epoch)
    event["val_accuracy"] = accuracy
    return event


class Lab:
    """A store, a fake engine and the runner between them, which can be replaced by another one."""

    def __init__(self, home: Path, slots: int = 1) -> None:
        self.home, self.slots = home, slots
        self.store = Store(home / "lab.db")
        self.begin()

    def begin(self) -> None:
        """Another runner, after whatever became of the one before."""
        settle(self.home, self.store)
        self.engine = FakeEngine(self.slots)
        self.runner = Runner(self.home, self.store, self.engine, trials_at_once=self.slots)

    def start(
        self, rates: str = "0.001..0.1", trials: int = 3, sampler: Sampler = "tpe", *, prunes: bool = False
    ) -> Sweep:
        draft = draft_of(PRESETS["quick"], epochs=2)
        space = read_space({"learning_rate": rates})
        spec = specify_sweep(draft, space, trials=trials, sampler=sampler, prunes=prunes, seed=7)
        return self.store.sweeps.add(spec, "ada")

    def trials(self, sweep: Sweep) -> list[Trial]:
        return self.store.sweeps.trials(sweep.id)

    def tick(self, times: int = 3) -> None:
        for _ in range(times):
            self.runner.tick(0)

    def end_trainings(self, accuracy: float = 0.9) -> None:
        """Everything at the engine ends well."""
        for key in list(self.engine.in_hand):
            self.engine.messages.append(
                done(key, events=((0, scored(1, accuracy)), (1, scored(2, accuracy))))
            )
        self.tick()

    def is_idle(self) -> bool:
        self.tick()
        return self.runner.is_idle


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def test_a_trial_is_proposed_when_the_one_before_has_ended(lab: Lab) -> None:
    sweep = lab.start()
    lab.tick()
    assert [trial.state for trial in lab.trials(sweep)] == [State.RUNNING]
    lab.end_trainings()
    assert [trial.state for trial in lab.trials(sweep)] == [State.FINISHED, State.RUNNING]


def test_a_paused_sweep_starts_no_trial_until_it_is_resumed(lab: Lab) -> None:
    sweep = lab.start()
    lab.tick()
    assert lab.store.sweeps.pause(sweep.id)
    lab.end_trainings()
    assert [trial.state for trial in lab.trials(sweep)] == [State.FINISHED]
    assert lab.is_idle()
    assert lab.store.sweeps.resume(sweep.id)
    lab.tick()
    assert [trial.state for trial in lab.trials(sweep)] == [State.FINISHED, State.RUNNING]


def test_a_sweep_that_is_deleted_while_a_trial_is_proposed_gets_none(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweep, other = lab.start(), lab.start()

    def slowly(*_: object) -> dict[str, float]:
        lab.store.sweeps.delete(sweep.id)
        return {"learning_rate": 0.01}

    monkeypatch.setattr("core.engine.sweep_step._proposed", slowly)
    lab.tick()
    assert lab.trials(sweep) == []
    assert [trial.state for trial in lab.trials(other)] == [State.RUNNING]


def test_a_sweep_has_as_many_trials_as_were_asked_for_and_is_completed(lab: Lab) -> None:
    sweep = lab.start(trials=3)
    for _ in range(4):
        lab.tick()
        lab.end_trainings()
    found = lab.trials(sweep)
    assert [(trial.number, trial.state, trial.accuracy) for trial in found] == [
        (number, State.FINISHED, 0.9) for number in (1, 2, 3)
    ]
    assert len({trial.values["learning_rate"] for trial in found}) == 3
    assert lab.store.sweeps.get(sweep.id).state is SweepState.COMPLETED
    assert lab.is_idle()


def test_two_slots_have_two_trials_at_once(tmp_path: Path) -> None:
    lab = Lab(tmp_path, slots=2)
    sweep = lab.start()
    lab.tick(5)
    assert [trial.state for trial in lab.trials(sweep)] == [State.RUNNING, State.RUNNING]


def test_another_person_takes_turns_with_a_sweep(lab: Lab) -> None:
    lab.start(trials=50)
    lab.tick()
    singles = [lab.store.runs.add(manifest(person="bob"), "Net") for _ in range(2)]
    order = []
    for _ in range(4):
        lab.end_trainings()
        (running,) = lab.store.runs.find(RunQuery(states=(State.RUNNING,)))
        order.append(running.owner.id)
    assert order == ["bob", "ada", "bob", "ada"]
    assert all(lab.store.runs.get(run.id).state is State.FINISHED for run in singles)


def test_a_sweep_adds_nothing_to_a_full_queue(lab: Lab) -> None:
    for _ in range(21):
        lab.store.runs.add(manifest(person="ada"), "Net")
    lab.tick()
    sweep = lab.start()
    lab.tick()
    assert lab.trials(sweep) == []
    lab.end_trainings()
    assert len(lab.trials(sweep)) == 1


@pytest.mark.parametrize("sampler", ["grid", "tpe"])
def test_another_runner_goes_on_where_one_was_killed(lab: Lab, sampler: Sampler) -> None:
    sweep = lab.start("0.001,0.002,0.003", sampler=sampler)
    lab.tick()
    lab.end_trainings()
    before = lab.trials(sweep)
    lab.begin()
    assert [trial.state for trial in lab.trials(sweep)] == [State.FINISHED, State.INTERRUPTED]
    lab.tick()
    after = lab.trials(sweep)
    assert [(trial.run, trial.values) for trial in after] == [(trial.run, trial.values) for trial in before]
    assert (after[1].state, after[1].retries) == (State.RUNNING, 1)
    for _ in range(3):
        lab.end_trainings()
    values = [trial.values["learning_rate"] for trial in lab.trials(sweep)]
    assert sorted(map(float, values)) == [0.001, 0.002, 0.003]
    assert lab.store.sweeps.get(sweep.id).state is SweepState.COMPLETED


def pause(lab: Lab, sweep: Sweep) -> None:
    """Pauses a sweep with its one trial that trains, and has both go on."""
    (trial,), (key,) = lab.trials(sweep), lab.engine.in_hand
    assert trial.run is not None
    lab.store.sweeps.pause(sweep.id)
    lab.store.commands.add(Pause(run=trial.run), "ada")
    lab.tick()
    lab.engine.messages = [done(key, epochs=0, stopped=True)]
    lab.tick()
    assert [each.state for each in lab.trials(sweep)] == [State.PAUSED]
    assert queue_again(lab.store, lab.store.runs.get(trial.run))
    lab.store.sweeps.resume(sweep.id)
    lab.tick()


def test_a_trial_goes_on_after_two_interruptions_however_often_it_was_paused(lab: Lab) -> None:
    sweep = lab.start()
    lab.tick()
    for _ in range(4):
        pause(lab, sweep)
    for _ in range(2):
        lab.begin()  # the runner before was killed
        assert [trial.state for trial in lab.trials(sweep)] == [State.INTERRUPTED]
        lab.tick()
        assert [trial.state for trial in lab.trials(sweep)] == [State.RUNNING]
    pause(lab, sweep)
    lab.begin()
    lab.tick()
    assert [trial.state for trial in lab.trials(sweep)] == [State.INTERRUPTED, State.RUNNING]


def test_the_end_of_the_lab_is_no_fault_of_a_trial(lab: Lab) -> None:
    sweep = lab.start()
    lab.tick()
    for _ in range(4):
        lab.runner.stop_trainings()
        lab.engine.messages = [done(key, epochs=0, stopped=True) for key in lab.engine.in_hand]
        lab.runner.listen(0)
        lab.begin()
        lab.tick()
    assert [(trial.state, trial.retries) for trial in lab.trials(sweep)] == [(State.RUNNING, 0)]


def test_an_interrupted_trial_waits_while_the_queue_of_its_owner_is_full(lab: Lab) -> None:
    sweep = lab.start()
    lab.tick()
    for _ in range(20):
        lab.store.runs.add(manifest(person="ada"), "Net")
    lab.begin()
    lab.runner.tick(0)
    assert lab.trials(sweep)[0].state is State.INTERRUPTED
    lab.end_trainings()
    assert lab.trials(sweep)[0].state is State.QUEUED


def test_a_trial_that_the_lab_has_stopped_for_its_own_end_goes_on(lab: Lab) -> None:
    sweep = lab.start()
    lab.tick()
    (key,) = lab.engine.in_hand
    lab.runner.stop_trainings()
    lab.engine.messages = [done(key, epochs=0, stopped=True)]
    lab.runner.listen(0)
    assert lab.trials(sweep)[0].state is State.STOPPED
    lab.begin()
    lab.tick()
    assert [trial.state for trial in lab.trials(sweep)] == [State.RUNNING]


def test_a_trial_that_somebody_has_stopped_is_left_and_the_sweep_goes_on(lab: Lab) -> None:
    sweep = lab.start()
    lab.tick()
    (trial,), (key,) = lab.trials(sweep), lab.engine.in_hand
    assert trial.run is not None
    lab.store.commands.add(Stop(run=trial.run), "ada")
    lab.tick()
    lab.engine.messages = [done(key, epochs=1, stopped=True, events=((0, scored(1, 0.8)),))]
    lab.tick()
    assert [each.state for each in lab.trials(sweep)] == [State.STOPPED, State.RUNNING]


def test_a_trial_that_has_failed_is_no_end_but_five_in_a_row_are(lab: Lab) -> None:
    sweep = lab.start(trials=20)
    for _ in range(7):
        lab.tick()
        lab.engine.messages = [Failed(key, text("It died."), "") for key in lab.engine.in_hand]
        lab.tick()
    assert [trial.state for trial in lab.trials(sweep)] == [State.FAILED] * 5
    ended = lab.store.sweeps.get(sweep.id)
    assert (ended.state, str(ended.reason)) == (
        SweepState.STOPPED, "The last 5 trials have all failed: It died.",
    )  # fmt: skip


def test_a_sweep_that_was_stopped_starts_nothing_more(lab: Lab) -> None:
    sweep = lab.start()
    lab.tick()
    lab.store.sweeps.end(sweep.id, SweepState.STOPPED)
    lab.end_trainings()
    assert [trial.state for trial in lab.trials(sweep)] == [State.FINISHED]
    assert lab.is_idle()


def pruning(lab: Lab) -> tuple[Sweep, str]:
    """A sweep that prunes, with five trials that have finished and one in hand."""
    sweep = lab.start(trials=10, prunes=True)
    for accuracy in (0.90, 0.91, 0.92, 0.93, 0.94):
        lab.tick()
        lab.end_trainings(accuracy)
    (key,) = lab.engine.in_hand
    return sweep, key


@pytest.mark.parametrize(("accuracy", "is_stopped"), [(0.8, True), (0.95, False)])
def test_a_trial_below_the_median_is_pruned_and_says_why(lab: Lab, accuracy: float, is_stopped: bool) -> None:
    sweep, key = pruning(lab)
    lab.engine.messages = [Told(key, 0, scored(1, accuracy)), Saved(key, 1, b"keras")]
    lab.tick()
    assert lab.engine.stopped == ([key] if is_stopped else [])
    lab.engine.messages = [done(key, epochs=1, stopped=is_stopped, events=((0, scored(1, accuracy)),))]
    lab.tick()
    trial = lab.trials(sweep)[5]
    said = "Pruned after epoch 1: 80.00% on validation is below the median of the trials before."
    assert str(trial.reason or "") == (said if is_stopped else "")
    assert lab.trials(sweep)[6].state is State.RUNNING


def test_a_pruned_trial_that_somebody_resumes_is_left_alone(lab: Lab) -> None:
    sweep, key = pruning(lab)
    lab.engine.messages = [Told(key, 0, scored(1, 0.8)), Saved(key, 1, b"keras")]
    lab.tick()
    lab.engine.messages = [done(key, epochs=1, stopped=True, events=((0, scored(1, 0.8)),))]
    lab.tick()
    lab.end_trainings(0.95)
    pruned = lab.trials(sweep)[5].run or ""
    lab.store.runs.resume(pruned)
    lab.store.commands.add(Resume(run=pruned), "ada", is_done=True)
    for _ in range(3):
        lab.tick()
        lab.end_trainings(0.95)
    assert f"{pruned}-2" not in lab.engine.stopped
    assert lab.trials(sweep)[5].state is State.FINISHED


def test_without_pruning_none_is_stopped(lab: Lab) -> None:
    sweep = lab.start(trials=10)
    for accuracy in (0.90, 0.91, 0.92, 0.93, 0.94):
        lab.tick()
        lab.end_trainings(accuracy)
    (key,) = lab.engine.in_hand
    lab.engine.messages = [Told(key, 0, scored(1, 0.1)), Saved(key, 1, b"keras")]
    lab.tick()
    assert (lab.engine.stopped, len(lab.trials(sweep))) == ([], 6)


def test_a_sweep_that_cannot_go_on_ends_with_the_reason(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ValueError("no values")

    proposing: Callable[..., None] = refuse
    monkeypatch.setattr("core.sweeps.search.propose", proposing)
    sweep = lab.start()
    lab.tick()
    assert str(lab.store.sweeps.get(sweep.id).reason) == "No further trial could be proposed: no values."
    assert lab.is_idle()


def test_trials_that_cannot_be_compared_go_on(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    _, key = pruning(lab)

    def refuse(*_: object) -> None:
        raise ValueError("no median")

    comparing: Callable[..., None] = refuse
    monkeypatch.setattr("core.sweeps.search.is_behind", comparing)
    lab.engine.messages = [Told(key, 0, scored(1, 0.1)), Saved(key, 1, b"keras")]
    lab.tick()
    assert lab.engine.stopped == []
