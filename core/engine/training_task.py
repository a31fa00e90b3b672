"""A training at the engine."""

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.engine.ends import Ends
from core.engine.messages import Done, Message, Saved, Told
from core.engine.model_files import keep_epochs, keep_outcome, used_epoch_of
from core.engine.task import Deadline, told_by_disk
from core.home import says_disk_full
from core.jobs.specs import Finish, Train
from core.runs.artifacts import RunFolder
from core.runs.change import TakenChange
from core.runs.commands import Command, Pause, Stop
from core.runs.events import ChangeEvent, DeviceEvent
from core.runs.origin import ForkOrigin
from core.runs.run import Run
from core.runs.state import State
from core.runs.whole_files import DamagedFileError
from core.store.store import Store
from core.text import Text, text
from core.training.outcome import Outcome

FULL_DISK = text("Disk full: the run's files could not be written. Free some space, then resume it.")
DID_NOT_REACT = text("It did not react to Stop; its process was ended.")


class TrainingTask:
    """One attempt at a run; see `Task`."""

    def __init__(self, home: Path, store: Store, ends: Ends, run: Run, attempt: int) -> None:
        self.key = training_key(run.id, attempt)
        self.run_id = run.id
        self.deadline = Deadline()
        self._store, self._ends, self._run, self._attempt = store, ends, run, attempt
        self._folder = RunFolder(home, run.id)
        self._stalled = False
        self._epochs_sha256 = run.epochs_sha256
        self._kept_epochs: set[int] = set()
        self._shall_pause = False
        self._changes: set[int] = set()
        self._stop_reason: Text | None = None

    def stops_by(self, reasons: Mapping[str, Text]) -> bool:
        """Whether the lab itself has a reason, by run id, to stop this run; the run will tell it."""
        if not self.deadline.is_set:
            self._stop_reason = reasons.get(self.run_id)
        return self._stop_reason is not None

    def begin(self) -> bytes | None:
        """Gives the run its folder, and returns the checkpoint from which it goes on, if there is one.

        What was trained of a part of an epoch is trained again.

        Raises:
            DamagedFileError: If the checkpoint is lost or was changed.
        """
        self._folder.write_manifest(self._run.manifest)
        resumed, epochs = self._run.resume_sha256, self._run.epochs_done
        checkpoint = self._folder.read_epoch(epochs, resumed) if resumed else None
        after = f" after epoch {epochs}" if checkpoint is not None else ""
        self._folder.log(f"Attempt {self._attempt} starts{after}.")
        return checkpoint

    def job(self) -> Train:
        """What the worker shall do."""
        told = self._store.events.epochs([self.run_id])[self.run_id]
        earlier = tuple(each for each in told if each["epoch"] <= self._run.epochs_done)
        manifest = self._run.manifest
        epoch = self._run.epochs_done if isinstance(manifest.origin, ForkOrigin) else 0
        is_elsewhere = self._run.cluster is not None
        return Train(
            run=self.run_id, manifest=manifest, epoch=epoch, earlier=earlier, names_host=is_elsewhere
        )

    def drawings(self) -> bytes | None:
        """The file of the drawings that the run learns, if it does; raises as `begin`."""
        return self._folder.read_drawings(self._run.manifest.drawings)

    def take_up(self) -> None:
        """Goes on with an attempt that an earlier runner has started."""
        self._folder.remove_partial_files()
        self._folder.log(f"Attempt {self._attempt} goes on.")
        with suppress(DamagedFileError):  # else all its epochs are kept anew at the end
            self._kept_epochs.update(self._folder.read_epoch_probabilities(self._run))
        self._stalled = self._run.stalled is not None

    def asked_before(self) -> Command | None:
        """What people have asked of the run since it was put into the queue; a stop comes first."""
        if self._store.commands.has("stop", self._run):
            return Stop(run=self.run_id)
        return Pause(run=self.run_id) if self._store.commands.has("pause", self._run) else None

    def ends_by(self, command: Command) -> bool:
        """Whether a command stops this run."""
        return isinstance(command, Stop) and command.run == self.run_id

    def pauses_by(self, command: Command) -> bool:
        """Whether a command asks this run to pause; it will be paused unless it ends otherwise before."""
        asks = isinstance(command, Pause) and command.run == self.run_id
        self._shall_pause |= asks
        return asks

    def changes_by(self, command: int) -> bool:
        """Whether the command with this number is a change that the training was not asked for yet."""
        is_new = command not in self._changes
        self._changes.add(command)
        return is_new

    def receive(self, message: Message) -> None:
        """Keeps an event or a checkpoint as it comes."""
        match message:
            case Told(seq=seq, event=event):
                self._store.events.add(self.run_id, self._attempt, [(seq, event)])
                if event["kind"] == "device":
                    self._log_device(event)
                if event["kind"] == "epoch":
                    self._write_metrics()
                if event["kind"] == "change":
                    self._take_change(event)
            case Saved(epoch=epoch, model=model, probabilities=probabilities):
                if probabilities is not None:
                    self._keep_epoch(epoch, probabilities)
                keep_epochs(self._store, self._folder, self._run, {epoch: model})

    def _log_device(self, event: DeviceEvent) -> None:
        self._folder.log(f"Device: {event['device']}.")

    def _take_change(self, event: ChangeEvent) -> None:
        """Writes a change that the training has taken into the run, once."""
        taken = TakenChange(
            after=event["after"], learning_rate=event["learning_rate"], epochs=event["epochs"]
        )
        with self._store.transaction():
            if not self._store.commands.close_open(event["command"]):
                return
            self._store.runs.add_change(self.run_id, taken)
        self._folder.write_manifest(self._store.runs.get(self.run_id).manifest)
        self._folder.log(f"Changed after epoch {taken.after}: {taken.words}.")

    def _write_metrics(self) -> None:
        self._folder.write_metrics(self._store.events.epochs([self.run_id])[self.run_id])

    def _keep_epoch(self, epoch: int, probabilities: NDArray[np.float16]) -> None:
        sha256 = self._folder.write_epoch_probabilities(self._epochs_sha256, epoch, probabilities)
        self._store.runs.set_epochs_file(self.run_id, sha256)
        self._epochs_sha256 = sha256
        self._kept_epochs.add(epoch)

    def finish(self, done: Done) -> None:
        """Keeps what the training has come to, and what got lost of it on the way."""
        outcome = done.result
        assert isinstance(outcome, Outcome)  # noqa: S101 -- a training has no other result
        known = self._store.events.count(self.run_id, self._attempt)
        self._store.events.add(self.run_id, self._attempt, done.events)
        for seq, event in done.events:
            if event["kind"] == "device" and seq >= known:
                self._log_device(event)
            if event["kind"] == "change":
                self._take_change(event)
        self._write_metrics()
        self._keep_lost_epochs(outcome)
        keep_outcome(self._store, self._folder, outcome)
        state = self._ended_as(outcome)
        reasons = {State.STOPPED: self._stop_reason, State.FINISHED: outcome.reason}
        self._end(state, reasons.get(state))

    def _ended_as(self, outcome: Outcome) -> State:
        if not outcome.stopped:
            return State.FINISHED
        return State.PAUSED if self._shall_pause and not self.deadline.is_set else State.STOPPED

    def _keep_lost_epochs(self, outcome: Outcome) -> None:
        """Adds the epochs whose figures did not arrive, and again those behind them, for the order counts."""
        told = outcome.epoch_probabilities
        if told is None:
            return
        numbers = range(outcome.epochs - len(told) + 1, outcome.epochs + 1)
        lost = [number for number in numbers if number not in self._kept_epochs]
        for number, probabilities in zip(numbers, told, strict=True):
            if lost and number >= lost[0]:
                self._keep_epoch(number, probabilities)

    def fail(self, reason: Text, details: str = "") -> None:
        """Ends the run; its last checkpoint becomes a model."""
        self._folder.log(f"{reason}\n{details}")
        self._end(State.FAILED, reason)

    def lose(self) -> None:
        """Ends the run as was asked; its last checkpoint becomes a model."""
        self._end(State.STOPPED, DID_NOT_REACT)

    def refuse(self, error: OSError) -> None:
        """Fails the run."""
        self.fail(FULL_DISK if says_disk_full(error) else told_by_disk(error))

    def forget(self) -> None:
        """Removes the folder of the run that was deleted."""
        self._folder.remove_unless_kept()

    def set_stalled(self, stalled: bool) -> bool:
        """Marks the run; one that shall stop anyway is not waited for."""
        if stalled != self._stalled:
            self._store.runs.set_stalled(self.run_id, stalled)
        self._stalled = stalled
        return stalled and self.deadline.is_set

    def _end(self, state: State, reason: Text | None = None) -> None:
        self._folder.log(f"{state.label}. {reason or ''}")
        self._ends.note(self.key, partial(end_run, self._store, self.run_id, state, reason))


def training_key(run_id: str, attempt: int) -> str:
    """The name of an attempt at the engine."""
    return f"{run_id}-{attempt}"


def end_run(
    store: Store, run_id: str, state: State, reason: Text | None, *, ended: float | None = None
) -> None:
    """Ends a run, and has its last checkpoint made into a model where it has none; see `Runs.end`."""
    with store.transaction():
        store.runs.end(run_id, state, reason, ended=ended)
        if finish := finish_job(store, store.runs.get(run_id)):
            store.jobs.add(finish, store.runs.get(run_id).owner.id)


def finish_job(store: Store, run: Run) -> Finish | None:
    """The job that makes the model that a run shall use; None where it has that one, or no epoch."""
    epoch = used_epoch_of(store, run)
    if epoch is None or run.model_epochs == epoch:
        return None
    sha256 = store.runs.kept_epochs(run.id)[epoch]
    return Finish(run=run.id, manifest=run.manifest, epoch=epoch, checkpoint_sha256=sha256)
