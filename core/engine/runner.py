"""The runner: takes runs from the queue to the engine, and keeps what comes back.

It alone writes events and artifacts. One loop does everything, so nothing here needs a lock.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from core.data.splits import split
from core.engine.messages import Done, Failed, HeardStop, Message, Saved, Told
from core.runs.artifacts import DamagedFileError, RunFolder
from core.runs.events import EpochEvent
from core.runs.manifest import Manifest
from core.runs.run import Run, UnknownRunError
from core.runs.state import State
from core.runs.store import Store

STOP_LIMIT_SECONDS = 10

logger = logging.getLogger(__name__)


class Engine(Protocol):
    """Where trainings happen; see `dask_engine` for what each verb promises."""

    def submit(
        self, key: str, manifest: Manifest, checkpoint: bytes | None = None, only_finish: bool = False
    ) -> None:
        """Starts a training under a new key."""

    def events(self, seconds: float) -> Sequence[Message]:
        """What has been told since the last call; waits up to `seconds` for something."""

    def command(self, key: str, verb: str) -> None:
        """Passes a wish on to a training."""

    def kill(self, key: str) -> None:
        """Ends a training that does not listen; nothing more is told of it."""

    def slots(self) -> int:
        """How many trainings could start at this moment."""


@dataclass
class Flight:
    """One task at the engine: an attempt at a run, or the rescue of a run's last checkpoint."""

    key: str
    run_id: str
    attempt: int
    is_rescue: bool = False
    epochs: list[EpochEvent] = field(default_factory=list)
    stop_by: float | None = None


class Runner:
    """The loop's body and what it remembers between two rounds."""

    def __init__(self, home: Path, store: Store, engine: Engine) -> None:
        self._home = home
        self._store = store
        self._engine = engine
        self._flights: dict[str, Flight] = {}
        self._rescues: list[Run] = []

    @property
    def is_idle(self) -> bool:
        """Whether nothing trains and nothing waits."""
        waiting = self._rescues or self._store.runs_in(State.QUEUED) or self._store.open_commands()
        return not self._flights and not waiting

    def recover(self) -> None:
        """Settles what a runner before this one left behind."""
        for run in self._store.runs_in(State.RUNNING):
            self._engine.command(_key(run), "stop")  # an own cluster may still be training it
            self._end(run.id, State.INTERRUPTED, "The lab went away while this run was training.")
        ended = self._store.runs_in(State.INTERRUPTED, State.FAILED, State.STOPPED)
        self._rescues = [run for run in ended if run.checkpoint_sha256 and not run.model_sha256]

    def tick(self, seconds: float = 0.2) -> None:
        """One round: obey, submit, then listen for up to `seconds`."""
        self._obey()
        self._submit()
        self.land(seconds)

    def land(self, seconds: float = 0.2) -> None:
        """Half a round, for the end: listens for up to `seconds` and starts nothing."""
        for message in self._engine.events(seconds):
            self._receive(message)
        self._kill_the_deaf()

    def stop_everything(self) -> None:
        """Asks every training to stop and keep what it learned; a rescue trains nothing and is soon done."""
        for flight in self._flights.values():
            if not flight.is_rescue:
                self._ask_to_stop(flight)

    @property
    def is_flying(self) -> bool:
        """Whether a training or a rescue is at the engine."""
        return bool(self._flights)

    def _obey(self) -> None:
        for command in self._store.open_commands():
            flight = next((f for f in self._flights.values() if f.run_id == command.run), None)
            if flight is not None and not flight.is_rescue:
                self._ask_to_stop(flight)
            elif self._store.run(command.run).state is State.QUEUED:
                self._end(command.run, State.STOPPED, "Stopped before it started.")
            self._store.close_command(command)

    def _ask_to_stop(self, flight: Flight) -> None:
        if flight.stop_by is None:
            flight.stop_by = time.monotonic() + STOP_LIMIT_SECONDS
            self._engine.command(flight.key, "stop")

    def _submit(self) -> None:
        waiting = self._store.runs_in(State.QUEUED)
        if not waiting and not self._rescues:
            return
        for _ in range(self._engine.slots()):
            if self._rescues:
                self._rescue(self._rescues.pop(0))
            elif waiting:
                self._start(waiting.pop(0))

    def _start(self, run: Run) -> None:
        attempt = self._store.start(run.id)
        flight = Flight(f"{run.id}-{attempt}", run.id, attempt)
        folder = self._folder(run.id)
        try:
            folder.write_manifest(run.manifest)
        except OSError as error:
            self._give_up(flight, error)
            return
        folder.log(f"Attempt {attempt} starts.")
        self._flights[flight.key] = flight
        self._engine.submit(flight.key, run.manifest)

    def _rescue(self, run: Run) -> None:
        """Has the model of a run that ended badly exported and evaluated from its last checkpoint."""
        try:
            checkpoint = self._folder(run.id).read_checkpoint(run)
        except DamagedFileError as error:
            self._folder(run.id).log(str(error))
            return
        # A key must be new for each try, also after a restart of this process.
        flight = Flight(f"{_key(run)}-rescue-{time.time_ns()}", run.id, run.attempt, is_rescue=True)
        self._flights[flight.key] = flight
        self._engine.submit(flight.key, run.manifest, checkpoint, only_finish=True)

    def _receive(self, message: Message) -> None:
        flight = self._flights.get(message.key)
        if flight is None:
            return
        try:
            self._settle(flight, message)
        except UnknownRunError:  # deleted while its model was being rescued
            self._flights.pop(flight.key, None)
            self._folder(flight.run_id).remove()
        except OSError as error:
            self._give_up(flight, error)

    def _give_up(self, flight: Flight, error: OSError) -> None:
        """Fails a run whose files cannot be written, and ends its training if that still goes on."""
        logger.error("The files of run %s could not be written.", flight.run_id, exc_info=error)
        if self._flights.pop(flight.key, None):
            self._engine.kill(flight.key)
        self._fail(flight, Failed(flight.key, f"The run's files could not be written: {error.strerror}."))

    def _settle(self, flight: Flight, message: Message) -> None:
        match message:
            case Told():
                self._keep_event(flight, message)
            case Saved():
                sha256 = self._folder(flight.run_id).write_checkpoint(message.model)
                self._store.set_checkpoint(flight.run_id, message.epoch, sha256)
            case HeardStop():
                flight.stop_by = float("inf")
            case Done():
                del self._flights[flight.key]
                self._finish(flight, message)
            case Failed():
                del self._flights[flight.key]
                self._fail(flight, message)

    def _keep_event(self, flight: Flight, told: Told) -> None:
        if flight.is_rescue:
            return
        self._store.add_events(flight.run_id, flight.attempt, [(told.seq, told.event)])
        if told.event["kind"] == "epoch":
            flight.epochs.append(told.event)
            self._folder(flight.run_id).write_metrics(flight.epochs)

    def _finish(self, flight: Flight, done: Done) -> None:
        folder, outcome = self._folder(flight.run_id), done.outcome
        if not flight.is_rescue:
            self._store.add_events(flight.run_id, flight.attempt, done.events)
            folder.write_metrics([event for _, event in done.events if event["kind"] == "epoch"])
        if outcome.epoch_probabilities is not None and len(outcome.epoch_probabilities):
            folder.write_epoch_probabilities(outcome.epoch_probabilities)
        folder.write_evaluation(outcome.evaluation)
        right = outcome.evaluation["test"].argmax(axis=1) == split("test").labels
        self._store.set_model(flight.run_id, folder.write_model(outcome.onnx), float(np.mean(right)))
        # Last, for it may be of a part of an epoch, and a rescue takes none but whole ones.
        self._store.set_checkpoint(flight.run_id, outcome.epochs, folder.write_checkpoint(outcome.model))
        if flight.is_rescue:
            folder.log(f"The model after epoch {outcome.epochs} was saved.")
        else:
            self._end(flight.run_id, State.STOPPED if outcome.stopped else State.FINISHED)

    def _fail(self, flight: Flight, failed: Failed) -> None:
        self._folder(flight.run_id).log(f"{failed.reason}\n{failed.details}")
        if not flight.is_rescue:
            self._end(flight.run_id, State.FAILED, failed.reason)
            self._rescue_later(flight.run_id)

    def _kill_the_deaf(self) -> None:
        for flight in list(self._flights.values()):
            if flight.stop_by is not None and time.monotonic() > flight.stop_by:
                del self._flights[flight.key]
                self._engine.kill(flight.key)
                self._end(flight.run_id, State.STOPPED, "It did not listen and was ended after ten seconds.")
                self._rescue_later(flight.run_id)

    def _rescue_later(self, run_id: str) -> None:
        run = self._store.run(run_id)
        if run.checkpoint_sha256 is not None:
            self._rescues.append(run)

    def _end(self, run_id: str, state: State, reason: str = "") -> None:
        self._store.end(run_id, state, reason)
        self._folder(run_id).log(f"{state.capitalize()}. {reason}")

    def _folder(self, run_id: str) -> RunFolder:
        return RunFolder(self._home, run_id)


def _key(run: Run) -> str:
    return f"{run.id}-{run.attempt}"
