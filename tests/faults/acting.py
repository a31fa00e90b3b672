"""What the tests of faults do to a real lab."""

import psutil

from core.engine.presence import runner_pid
from core.models.presets import PRESETS
from core.models.spec import Dense, Flatten, ModelSpec
from core.runs.draft import Draft, draft_of
from core.runs.run import Run
from core.runs.state import State
from core.trainer import Trainer
from harness.serving import ServedLab, wait_until


def start(trainer: Trainer, epochs: int) -> Run:
    """Starts a dense net."""
    preset = PRESETS["tutorial-dense-adam"]
    return trainer.start(draft_of(preset, epochs=epochs))


def giant() -> Draft:
    """A dense net of half a billion weights: 2 GB, and twice as much again for Adam's state."""
    layers = Flatten(), Dense(units=32768, activation="relu"), Dense(units=16384), Dense(units=10)
    model = ModelSpec(layers=layers, output="logits")
    return draft_of(PRESETS["tutorial-dense-adam"]).model_copy(update={"model": model})


def long_run(trainer: Trainer) -> Run:
    """A run that has trained at least one epoch and has many to go."""
    run = start(trainer, epochs=500)
    wait_until(lambda: trainer.lab.run(run.id).epochs_done >= 1)
    return run


def runner_of(lab: ServedLab) -> psutil.Process:
    """The lab's runner."""
    pid = runner_pid(lab.home)
    assert pid is not None
    return psutil.Process(pid)


def worker_of(lab: ServedLab) -> psutil.Process:
    """The process with TensorFlow in it: by far the largest below the runner."""
    return max(runner_of(lab).children(recursive=True), key=lambda child: child.memory_info().rss)


def assert_trains_again(trainer: Trainer) -> None:
    """Trains an epoch."""
    run = start(trainer, epochs=1)
    wait_until(lambda: not trainer.lab.run(run.id).is_live)
    assert trainer.lab.run(run.id).state is State.FINISHED
