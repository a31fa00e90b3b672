"""What is kept of a training: its events in the store, its files in the run's folder."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from core.data.splits import split
from core.engine.messages import Done, Saved, Told
from core.runs.artifacts import RunFolder
from core.runs.events import EpochEvent
from core.runs.state import State
from core.store.store import Store


def interrupt_running(home: Path, store: Store) -> None:
    """Settles what a runner before this one left running; it needs no engine, so nobody waits for one."""
    for run in store.runs_in(State.RUNNING):
        store.end(run.id, State.INTERRUPTED, "The lab went away while this run was training.")
        folder = RunFolder(home, run.id)
        folder.remove_halves()
        folder.log("Interrupted.")


@dataclass
class Flight:
    """One task at the engine: an attempt at a run, or the rescue of a run's last checkpoint.

    Attributes:
        key: Its name at the engine.
        run_id, attempt: What it trains.
        is_rescue: Whether it only brings a checkpoint to its end.
        epochs: What has been told of its epochs.
        stop_by: By when it has to have heard a stop, on `time.monotonic`; infinite once it has.
        stalled: Whether its worker shows no sign of life.
    """

    key: str
    run_id: str
    attempt: int
    is_rescue: bool = False
    epochs: list[EpochEvent] = field(default_factory=list)
    stop_by: float | None = None
    stalled: bool = False


class Results:
    """Keeps what trainings tell; every method raises `OSError` where the disk refuses."""

    def __init__(self, home: Path, store: Store) -> None:
        self._home = home
        self._store = store

    def keep_event(self, flight: Flight, told: Told) -> None:
        """Keeps an event as it comes, and an epoch in the table as well."""
        if flight.is_rescue:
            return
        self._store.add_events(flight.run_id, flight.attempt, [(told.seq, told.event)])
        if told.event["kind"] == "epoch":
            flight.epochs.append(told.event)
            self._folder(flight).write_metrics(flight.epochs)

    def keep_checkpoint(self, flight: Flight, saved: Saved) -> None:
        """Keeps the model after a complete epoch."""
        sha256 = self._folder(flight).write_checkpoint(saved.model)
        self._store.set_checkpoint(flight.run_id, saved.epoch, sha256)

    def keep_outcome(self, flight: Flight, done: Done) -> None:
        """Keeps all that a training has come to."""
        folder, run_id, outcome = self._folder(flight), flight.run_id, done.outcome
        if not flight.is_rescue:
            self._store.add_events(run_id, flight.attempt, done.events)
            folder.write_metrics([event for _, event in done.events if event["kind"] == "epoch"])
        if outcome.epoch_probabilities is not None and len(outcome.epoch_probabilities):
            self._store.set_epochs_file(run_id, folder.write_epoch_probabilities(outcome.epoch_probabilities))
        self._store.set_evaluation(run_id, folder.write_evaluation(outcome.evaluation))
        right = outcome.evaluation["test"].argmax(axis=1) == split("test").labels
        self._store.set_model(run_id, folder.write_model(outcome.onnx), float(np.mean(right)))
        # Last, for it may be of a part of an epoch, and a rescue takes none but whole ones.
        self._store.set_checkpoint(run_id, outcome.epochs, folder.write_checkpoint(outcome.model))

    def _folder(self, flight: Flight) -> RunFolder:
        return RunFolder(self._home, flight.run_id)
