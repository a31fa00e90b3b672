"""A sweep with everything real goes on when its runner is killed."""

import os
import signal

import pytest

from core.engine.slots import training_slots
from core.models.presets import PRESETS
from core.runs.draft import draft_of
from core.runs.origin import TrialOrigin
from core.runs.state import State
from core.sweep_acts import SweepActs
from core.sweep_reports import SweepReport, report
from core.sweeps.reading import read_space
from core.sweeps.search import propose
from core.sweeps.specification import specify_sweep
from core.sweeps.sweep import SweepState
from core.trainer import Trainer
from harness.serving import ServedLab, digit_lab, wait_until
from tests.core.cli.invoking import parsed
from tests.faults.acting import runner_of

pytestmark = pytest.mark.process


def test_a_sweep_whose_runner_is_killed_has_all_its_trials_once(lab: ServedLab, trainer: Trainer) -> None:
    space = read_space({"learning_rate": "0.0003..0.03", "epochs": "1", "width": "0.25, 0.5"})
    spec = specify_sweep(draft_of(PRESETS["tutorial-dense-adam"]), space, trials=4, seed=3)
    sweep = SweepActs(trainer).start(spec)

    def found() -> SweepReport:
        return report(trainer.lab, sweep.id)

    wait_until(lambda: found().ended >= 1 and found().count(State.RUNNING) >= 1)
    os.kill(runner_of(lab).pid, signal.SIGKILL)
    wait_until(lambda: not found().sweep.is_running)
    trials = found().trials
    assert found().sweep.state is SweepState.COMPLETED
    assert [(trial.number, trial.state) for trial in trials] == [
        (number, State.FINISHED) for number in (1, 2, 3, 4)
    ]
    assert max(trial.retries for trial in trials) == 1
    assert len({tuple(trial.values.items()) for trial in trials}) == 4
    if training_slots() == 1:  # with more, a trial is proposed before the one before it has ended
        assert [trial.values for trial in trials] == [propose(spec, trials[:k]) for k in range(4)]

    best = found().best
    assert best is not None
    assert best.run is not None
    run = trainer.lab.run(best.run)
    assert run.manifest.origin == TrialOrigin(preset="tutorial-dense-adam", sweep=sweep.id, trial=best.number)
    told = trainer.lab.progress(run.id).epochs[-1]["val_accuracy"]
    said = (trainer.lab.probabilities(run, "validation").argmax(1)
            == trainer.lab.dataset_of(run).split("validation").labels).mean()  # fmt: skip
    assert best.accuracy == told == pytest.approx(said, abs=0.0005)


def test_a_sweep_on_the_command_line_can_be_waited_for(lab: ServedLab) -> None:
    words = ("sweep", "tutorial-dense-adam", "--epochs", "1", "--width", "0.1,0.2", "--sampler", "grid")
    done = digit_lab(lab.home, *words, "--wait", "--json")
    assert "compared on the validation split" in done.stderr
    found = parsed(done.stdout)
    assert [trial["settings"]["width"] for trial in found["trials"]] == [0.1, 0.2]
    assert found["best"]["validation_accuracy"] > 0.8
