"""The runner: takes runs from the queue to the engine, and keeps what comes back.

It alone writes events and artifacts. One loop does everything, so nothing here needs a lock. What its disk
refuses fails one run and never the loop.
"""

import logging
import time
from collections.abc import Callable
from pathlib import Path

from core.engine.engine import Engine
from core.engine.messages import Done, Failed, HeardStop, Message, Saved, Told
from core.engine.reserve import Reserve
from core.engine.results import Flight, Results
from core.home import is_disk_full, says_disk_full
from core.runs.artifacts import DamagedFileError, RunFolder
from core.runs.run import Run, UnknownRunError
from core.runs.state import State
from core.store.store import Store

STOP_LIMIT_SECONDS = 10
FULL_DISK = "Disk full: the run's files could not be written. Free some space, then train it again."

logger = logging.getLogger(__name__)


class Runner:
    """The loop's body and what it remembers between two rounds."""

    def __init__(self, home: Path, store: Store, engine: Engine) -> None:
        self._home = home
        self._store = store
        self._engine = engine
        self._results = Results(home, store)
        self._reserve = Reserve(home)
        self._flights: dict[str, Flight] = {}
        self._rescues: list[Run] = []
        self._unsaved_ends: dict[str, tuple[State, str]] = {}
        self._unkept: list[Message] = []
        self._trouble = ""

    @property
    def is_idle(self) -> bool:
        """Whether nothing trains and nothing waits."""
        waiting = self._rescues or self._store.runs_in(State.QUEUED) or self._store.open_commands()
        return not self._flights and not self._unsaved_ends and not waiting

    def recover(self) -> None:
        """Takes over from a runner before this one, what was running being interrupted already."""
        ended = self._store.runs_in(State.INTERRUPTED, State.FAILED, State.STOPPED)
        for run in ended:
            if run.state is State.INTERRUPTED and not run.model_sha256:
                self._engine.command(_key(run), "stop")  # an existing cluster may still be training it
        self._rescues = [run for run in ended if run.checkpoint_sha256 and not run.model_sha256]

    def tick(self, seconds: float = 0.2) -> None:
        """One round: obey, submit, then listen for up to `seconds`."""
        self._reserve.keep()
        for step in (self._save_ends, self._obey, self._submit):
            self._try(step)
        self.land(seconds)

    def land(self, seconds: float = 0.2) -> None:
        """Half a round, for the end: listens for up to `seconds` and starts nothing."""
        messages, self._unkept = [*self._unkept, *self._engine.events(seconds)], []
        for message in messages:
            self._receive(message)
        self._try(self._mark_stalled)
        self._kill_the_deaf()

    def _try(self, step: Callable[[], None]) -> None:
        """Takes a step of the round; what the disk refuses is tried again in the next."""
        try:
            step()
        except OSError as error:
            self._note_trouble(error)

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
        if (not waiting and not self._rescues) or is_disk_full(self._home):
            return  # on a full disk they would only fail, one after the other
        for _ in range(self._engine.slots()):
            if self._rescues:
                self._rescue(self._rescues.pop(0))
            elif waiting:
                self._start(waiting.pop(0))

    def _note_trouble(self, error: OSError) -> None:
        """Remembers what the disk refused, and logs it once and not at every round."""
        if str(error) != self._trouble:
            logger.error("The lab's files could not be written.", exc_info=error)
        self._trouble = str(error)

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

    def _mark_stalled(self) -> None:
        """Tells the store which trainings have fallen silent, and which speak again."""
        silent = self._engine.unresponsive()
        for flight in self._flights.values():
            stalled = flight.key in silent
            if stalled != flight.stalled and not flight.is_rescue:
                self._store.set_stalled(flight.run_id, stalled)
            flight.stalled = stalled

    def _receive(self, message: Message) -> None:
        flight = self._flights.get(message.key)
        if flight is None:
            return
        try:
            self._settle(flight, message)
        except UnknownRunError:  # deleted while its model was being rescued
            self._flights.pop(flight.key, None)
            self._folder(flight.run_id).remove()
        except BlockingIOError as error:  # another program has locked the database
            self._note_trouble(error)
            self._unkept.append(message)
        except OSError as error:
            if not isinstance(message, Done | Failed):
                self._engine.kill(flight.key)
            self._give_up(flight, error)

    def _give_up(self, flight: Flight, error: OSError) -> None:
        """Fails a run whose files cannot be written."""
        self._note_trouble(error)
        self._flights.pop(flight.key, None)
        other = f"The run's files could not be written: {error.strerror}."
        self._fail(flight, Failed(flight.key, FULL_DISK if says_disk_full(error) else other))

    def _settle(self, flight: Flight, message: Message) -> None:
        match message:
            case Told():
                self._results.keep_event(flight, message)
            case Saved():
                self._results.keep_checkpoint(flight, message)
            case HeardStop():
                flight.stop_by = float("inf")
            case Done():
                self._finish(flight, message)
                del self._flights[flight.key]
            case Failed():
                self._fail(flight, message)
                del self._flights[flight.key]

    def _finish(self, flight: Flight, done: Done) -> None:
        self._results.keep_outcome(flight, done)
        if flight.is_rescue:
            self._folder(flight.run_id).log(f"The model after epoch {done.outcome.epochs} was saved.")
        else:
            self._end(flight.run_id, State.STOPPED if done.outcome.stopped else State.FINISHED)

    def _fail(self, flight: Flight, failed: Failed) -> None:
        self._folder(flight.run_id).log(f"{failed.reason}\n{failed.details}")
        if not flight.is_rescue:
            self._end(flight.run_id, State.FAILED, failed.reason)
            self._rescue_later(flight.run_id)

    def _kill_the_deaf(self) -> None:
        """Ends trainings that were asked to stop and neither heard it in time nor show any sign of life."""
        for flight in list(self._flights.values()):
            asked_in_vain = flight.stop_by is not None and time.monotonic() > flight.stop_by
            if asked_in_vain or (flight.stalled and (flight.stop_by is not None or flight.is_rescue)):
                del self._flights[flight.key]
                self._engine.kill(flight.key)
                self._lose(flight)

    def _lose(self, flight: Flight) -> None:
        if flight.is_rescue:
            self._folder(flight.run_id).log("The worker fell silent while the last checkpoint was rescued.")
        else:
            self._end(flight.run_id, State.STOPPED, "It did not react to Stop; its process was ended.")
            self._rescue_later(flight.run_id)

    def _rescue_later(self, run_id: str) -> None:
        run = self._store.run(run_id)
        if run.checkpoint_sha256 is not None:
            self._rescues.append(run)

    def _end(self, run_id: str, state: State, reason: str = "") -> None:
        self._unsaved_ends[run_id] = (state, reason)
        self._folder(run_id).log(f"{state.capitalize()}. {reason}")
        try:
            self._save_ends()
        except OSError as error:  # the next round tries again
            self._note_trouble(error)
            self._reserve.release()

    def _save_ends(self) -> None:
        """Notes in the store which runs have ended; those that a full disk refuses are tried again."""
        for run_id, (state, reason) in list(self._unsaved_ends.items()):
            self._store.end(run_id, state, reason)
            del self._unsaved_ends[run_id]

    def _folder(self, run_id: str) -> RunFolder:
        return RunFolder(self._home, run_id)


def _key(run: Run) -> str:
    return f"{run.id}-{run.attempt}"
