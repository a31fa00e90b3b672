"""The commands about sweeps."""

from pathlib import Path

import pytest

import core.lab
from core.cli.sweeps import wait_for_pause
from core.lab import Lab
from core.runs.query import EVERY_RUN, RunQuery
from core.runs.state import State
from core.sweep_acts import SweepActs
from core.sweeps.sweep import SweepState
from core.trainer import Trainer
from tests import keeping
from tests.core.cli.invoking import document, lab
from tests.making import DAY, epoch_event


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("sweep quik", "There is no preset 'quik'"),
        ("sweep quick", "Nothing varies; give a list or a range for at least one setting."),
        ("sweep quick --learning-rate fast", 'Give learning rate as numbers such as 0.0003..0.01; "fast" is'),
        ("sweep quick --learning-rate 0.001..0.01 --sampler grid", "A grid needs a list for learning rate"),
        ("sweep quick --learning-rate 0.001,0.01 --sampler annealing", "sampler"),
        ("sweep quick --epochs 1 --trials 0", "Give a number of trials from 1 to 200; these would be 0."),
        ("sweep quick --epochs 1 --seed -1", "Give a seed from 0"),
        ("sweep quick --dropout 1", "Enter a dropout rate from 0 to 0.95; you entered 1."),
        ("sweep quick --epochs 1 --dataset nowhere", "nowhere"),
        ("sweeps abcdefgh", "There is no sweep 'abcdefgh' here."),
    ],
)  # fmt: skip
def test_what_can_be_mistyped_gets_a_sentence(home: Path, words: str, complaint: str) -> None:
    done = lab(*words.split())
    assert done.exit_code in (1, 2)
    assert complaint in done.output
    assert not keeping.store(home).sweeps.all(1)


def test_a_sweep_is_started_listed_and_stopped(home: Path) -> None:
    started = document("sweep", "quick", "--learning-rate", "3e-4..0.01", "--width", "0.5,1", "--trials", "4")
    assert (started["state"], started["asked"], started["trials"]) == ("running", 4, [])
    assert document("sweeps") == [started]
    assert document("sweeps", started["sweep"]) == started
    assert document("stop", started["sweep"])["state"] == "stopped"
    assert "0 of 4 trials" in lab("sweeps").stdout


def test_a_sweep_is_paused_resumed_and_deleted(home: Path) -> None:
    sweep = document("sweep", "quick", "--learning-rate", "3e-4..0.01", "--trials", "4")["sweep"]
    assert document("pause", sweep)["state"] == "paused"
    assert document("resume", sweep)["state"] == "running"
    assert "stop it before you delete it" in lab("delete", sweep, "--yes").output
    document("stop", sweep)
    refused = lab("delete", sweep)  # nobody answers
    assert refused.exit_code == 1
    assert "Delete Sweep 1 for good?" in refused.output
    assert document("delete", sweep, "--yes") == {"deleted": sweep}
    assert document("sweeps") == []


def test_a_pause_of_a_sweep_can_be_waited_for_and_tells_how_many_trials_are_paused(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweep = document("sweep", "quick", "--epochs", "1,2", "--sampler", "grid")["sweep"]
    kept = keeping.store(home)
    spec = kept.sweeps.get(sweep).spec
    for number in (1, 2):
        draft = spec.draft(sweep, number, {"epochs": number})
        made = draft.manifest(person="command-line", created=DAY, versions={})
        run = kept.sweeps.add_trial(sweep, number, {"epochs": number}, made)
        assert run is not None
        kept.runs.start(run.id)
    assert document("pause", sweep)["state"] == "pausing"
    refused = lab("resume", sweep)
    assert refused.exit_code == 2
    assert "Sweep 1 is still pausing; resume it when its trials have paused." in " ".join(
        refused.output.split()
    )

    def end_an_epoch(_: Path) -> None:
        running = kept.runs.find(RunQuery(states=(State.RUNNING,), limit=1))
        for run in running:
            kept.runs.end(run.id, State.PAUSED)

    kept.sweeps.resume(sweep)  # as if it had never been paused
    monkeypatch.setattr(core.lab, "ensure_runner", end_an_epoch)
    monkeypatch.setattr("core.cli.sweeps.LOOK_SECONDS", 0)
    done = lab("pause", sweep, "--wait")
    assert done.exit_code == 0, done.output
    assert "paused" in done.stdout
    assert "0 of 2 trials, 2 paused" in done.stdout


def test_a_run_is_not_deleted_by_somebody_who_wants_to_keep_the_runs_of_a_sweep(home: Path) -> None:
    run = document("train", "quick")["run"]
    refused = lab("delete", run, "--keep-runs", "--yes")
    assert refused.exit_code == 2
    assert f"--keep-runs is for a sweep, and '{run}' is none." in " ".join(refused.output.split())
    assert [each["run"] for each in document("runs")] == [run]


def test_a_preset_that_validates_on_test_is_swept_on_validation_and_it_is_said(home: Path) -> None:
    done = lab("sweep", "tutorial-cnn-adam", "--epochs", "1,2", "--sampler", "grid")
    assert "compared on the validation split" in done.stderr
    (sweep,) = keeping.store(home).sweeps.all(1)
    assert (sweep.spec.base.recipe.validation, sweep.spec.trials) == ("validation", 2)


def test_without_sweeps_the_list_says_how_to_start_one(home: Path) -> None:
    assert "digit-lab sweep quick" in lab("sweeps").stdout


def test_ctrl_c_is_no_error_of_the_command_as_soon_as_it_waits_for_a_pause(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("core.cli.sweeps.report", interrupt)
    with pytest.raises(KeyboardInterrupt):
        wait_for_pause(Trainer(Lab(home), "ada"), "abcdefgh")


@pytest.mark.parametrize("command", ["sweep quick --epochs 1,2 --sampler grid", "resume"])
def test_waiting_for_a_sweep_returns_when_its_trials_have_paused(
    home: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    kept = keeping.store(home)
    if command == "resume":
        sweep = document("sweep", "quick", "--epochs", "1,2", "--sampler", "grid")["sweep"]
        document("pause", sweep)
        command = f"resume {sweep}"
    looks = list[str]()

    def train_and_pause(_: Path) -> None:
        """A runner that trains one trial, which somebody pauses; it ends its epoch a look later."""
        (sweep,) = kept.sweeps.all(1)
        looks.append(sweep.state)
        if sweep.is_running and not kept.sweeps.trials(sweep.id):
            made = sweep.spec.draft(sweep.id, 1, {"epochs": 1}).manifest(
                person="command-line", created=DAY, versions={}
            )
            run = kept.sweeps.add_trial(sweep.id, 1, {"epochs": 1}, made)
            assert run is not None
            kept.runs.start(run.id)
        elif sweep.is_running:
            SweepActs(Trainer(Lab(home), "ada")).pause(sweep.id)
        else:
            (run,) = kept.runs.find(RunQuery(states=(State.RUNNING,)))
            kept.runs.end(run.id, State.PAUSED)

    monkeypatch.setattr(core.lab, "ensure_runner", train_and_pause)
    monkeypatch.setattr("core.cli.sweeps.LOOK_SECONDS", 0)
    done = lab(*command.split(), "--wait")
    assert done.exit_code == 0, done.output
    assert "0 of 2 trials, 1 paused" in done.stdout
    assert looks[-1] == SweepState.PAUSED, "it was waited for while it paused"


def test_waiting_tells_each_trial_and_the_best(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def go_on(_: Path) -> None:
        """A runner that needs no time: it queues a trial, or finishes the one that waits."""
        kept = keeping.store(home)
        for run in kept.runs.find(RunQuery(states=(State.QUEUED,))):
            kept.events.add(run.id, kept.runs.start(run.id), enumerate([epoch_event(1)]))
            kept.runs.set_model(run.id, "0" * 64, 0.9, 1)
            kept.runs.end(run.id, State.FINISHED)
        for sweep in kept.sweeps.running():
            number = len(kept.sweeps.trials(sweep.id)) + 1
            if number > sweep.spec.trials:
                kept.sweeps.end(sweep.id, SweepState.COMPLETED)
                return
            draft = sweep.spec.draft(sweep.id, number, {"epochs": number})
            made = draft.manifest(person="command-line", created=DAY, versions={})
            kept.sweeps.add_trial(sweep.id, number, {"epochs": number}, made)

    monkeypatch.setattr(core.lab, "ensure_runner", go_on)
    monkeypatch.setattr("core.cli.sweeps.LOOK_SECONDS", 0)
    done = lab("sweep", "quick", "--epochs", "1,2", "--sampler", "grid", "--wait")
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert [line.split()[:3] for line in lines[:2]] == [
        ["Trial", "1", "Finished"],
        ["Trial", "2", "Finished"],
    ]
    assert "2 of 2 trials  best: trial 1, validation 92.00%" in lines[2]
    (found,) = document("sweeps")
    assert found["best"]["settings"] == {"epochs": 1}
    assert [trial["validation_accuracy"] for trial in found["trials"]] == [0.92, 0.92]
    assert len(keeping.store(home).runs.find(EVERY_RUN)) == 2
