"""Trainings through a real lab of their own, as its users start them: store, runner and niced Dask worker."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from core.engine.presence import being_client
from core.engine.runner_process import stop_runner
from core.lab import Lab
from core.models.presets import find_preset
from core.runs.draft import draft_of
from core.runs.events import EpochEvent, StepEvent
from core.runs.state import State
from core.trainer import Trainer
from harness.serving import wait_until

LIMIT_SECONDS = 3600


@dataclass(frozen=True)
class Trained:
    """A run that has finished, as the store tells it.

    Attributes:
        epochs, steps: What it told.
        seconds: Wall time from its start to its end, the export of its model included.
        waited: Wall time from the wish to its end, with the way through the queue to the worker and back.
        accuracy: On `test`, 0..1.
    """

    epochs: list[EpochEvent]
    steps: list[StepEvent]
    seconds: float
    waited: float
    accuracy: float

    @property
    def seconds_outside_epochs(self) -> float:
        """Time of the run that no epoch counts: building before the first, exporting after the last."""
        return self.seconds - sum(epoch["seconds"] for epoch in self.epochs)


@contextmanager
def own_lab() -> Iterator[Trainer]:
    """A lab in a data folder that lasts as long as one is inside."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with being_client(home):
            try:
                yield Trainer(Lab(home))
            finally:
                stop_runner(home)


def train(trainer: Trainer, name: str, epochs: int | None = None, seed: int | None = None) -> Trained:
    """Trains a preset to its end, with its own epochs and seed where none are given.

    Raises:
        RuntimeError: If it does not come there.
    """
    asked = time.time()
    run = trainer.start(draft_of(find_preset(name), epochs=epochs, seed=seed))
    wait_until(lambda: not trainer.lab.run(run.id).is_live, LIMIT_SECONDS)
    run = trainer.lab.run(run.id)
    if run.state is not State.FINISHED or run.seconds is None or run.ended is None or run.accuracy is None:
        raise RuntimeError(f"{name} did not finish: {run.state}. {run.reason}")
    progress = trainer.lab.progress(run.id)
    return Trained(progress.epochs, progress.steps, run.seconds, run.ended - asked, run.accuracy)
