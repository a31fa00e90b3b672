"""The runner: takes runs and jobs from the queue to the engine, and keeps what comes back.

It alone writes events and artifacts. One loop does everything, so nothing here needs a lock. What its disk
refuses ends one run or job and never the loop.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import assert_never

from core.data.dataset import DamagedDataError
from core.data.datasets import UnknownDatasetError
from core.dataset_library import DatasetLibrary
from core.engine.command_handler import CommandHandler
from core.engine.ends import DiskTrouble, Ends
from core.engine.engine import Engine
from core.engine.existing_cluster import cluster_address
from core.engine.job_files import files_of
from core.engine.job_task import JobTask
from core.engine.left_trainings import LeftTrainings
from core.engine.messages import Cancelled, Done, Failed, HeardStop, Message, Progressed, Saved, Told
from core.engine.queue import is_anything_waiting, must_timings_end, next_in_line
from core.engine.recovery import take_up
from core.engine.reserve import Reserve
from core.engine.slots import MOST_ACTIVE
from core.engine.sweep_step import SweepStep
from core.engine.task import Task
from core.engine.training_task import TrainingTask
from core.home import DISK_FULL
from core.jobs.record import JobRecord, UnknownJobError
from core.jobs.specs import SLOTS, Slot
from core.runs.run import Run, UnknownRunError
from core.runs.state import ImpossibleStateError
from core.runs.whole_files import DamagedFileError
from core.store.store import Store
from core.text import Text

logger = logging.getLogger(__name__)

_LEFT_THE_QUEUE = (UnknownRunError, UnknownJobError, ImpossibleStateError)
"""What starting something says that somebody has deleted, stopped or paused a moment ago."""


class Runner:
    """The loop's body and what it remembers between two rounds; so many trials of a sweep live at once."""

    def __init__(self, home: Path, store: Store, engine: Engine, trials_at_once: int = MOST_ACTIVE) -> None:
        self._home = home
        self._store = store
        self._engine = engine
        self._library = DatasetLibrary(home, store)
        self._reserve = Reserve(home)
        self._trouble = DiskTrouble(home)
        self._ends = Ends(self._reserve, self._trouble)
        self._sweeps = SweepStep(store, trials_at_once)
        self._tasks: dict[str, Task] = {}
        self._left = LeftTrainings(store, engine)
        self._commands = CommandHandler(store, engine, self._ends, self._tasks)
        self._unkept: list[Message] = []

    @property
    def is_idle(self) -> bool:
        """Whether nothing is at the engine and nothing waits."""
        kept = self._store
        waiting = is_anything_waiting(kept) or kept.commands.any_open() or kept.sweeps.any_running()
        return not self._tasks and self._ends.are_saved and not waiting

    @property
    def has_tasks(self) -> bool:
        """Whether anything is at the engine."""
        return bool(self._tasks)

    def obstacle(self) -> Text | None:
        """Why nothing new starts, whatever the engine could do; None if nothing stands in the way."""
        return DISK_FULL if self._trouble.is_full() else None

    def take_up(self) -> None:
        """Goes on with the trainings of an earlier runner at an existing cluster, and asks them again."""
        for task in take_up(self._home, self._store, self._ends, self._engine):
            self._tasks[task.key] = task
            if command := task.asked_before():
                self._commands.end_by(command)

    def tick(self, seconds: float = 0.2) -> None:
        """One round: handle commands, submit, then listen for up to `seconds`."""
        if not self._trouble.is_full():  # or it would take the space that an end needs
            self._reserve.keep()
        steps = (
            self._ends.save,
            self._left.end,
            self._commands.handle_open,
            self._advance_sweeps,
            self._end_timings,
            self._submit,
        )
        for step in steps:
            self._try(step)
        self.listen(seconds)

    def listen(self, seconds: float = 0.2) -> None:
        """Half a round, for the end: listens for up to `seconds` and starts nothing."""
        messages, self._unkept = [*self._unkept, *self._engine.events(seconds)], []
        for message in messages:
            if any(message.key == unkept.key for unkept in self._unkept):
                self._unkept.append(message)  # the messages of a task stay in their order
            else:
                self._receive(message)
        self._try(self._kill_unresponsive)

    def stop_trainings(self) -> None:
        """Asks every training to stop and keep what it learned; other jobs are soon done."""
        for task in self._tasks.values():
            if isinstance(task, TrainingTask):
                self._commands.ask_to_stop(task)

    def _try(self, step: Callable[[], None]) -> None:
        """Takes a step of the round; what the disk refuses is tried again in the next."""
        try:
            step()
        except OSError as error:
            self._trouble.note(error)

    def _advance_sweeps(self) -> None:
        """Queues further trials of sweeps, and stops those that are behind."""
        behind = {} if self._trouble.is_full() else self._sweeps.advance()
        for task in self._tasks.values():
            if isinstance(task, TrainingTask) and task.stops_by(behind):
                self._commands.ask_to_stop(task)

    def _end_timings(self) -> None:
        """Asks a timing to stop as soon as anything else wants to train."""
        timings = [task for task in self._tasks.values() if isinstance(task, JobTask) and task.is_timing]
        if timings and must_timings_end(self._store):
            for task in timings:
                self._commands.ask_to_stop(task)

    def _submit(self) -> None:
        """Fills the free slots; on a full disk what starts would only fail, one after the other."""
        if not (self._ends.are_saved and is_anything_waiting(self._store)) or self._trouble.is_full():
            return
        for slot in SLOTS:
            self._fill(slot)

    def _fill(self, slot: Slot) -> None:
        if next_in_line(self._store, slot) is None:
            return
        for _ in range(self._engine.slots(slot)):
            with suppress(*_LEFT_THE_QUEUE):
                match next_in_line(self._store, slot):
                    case Run() as run:
                        self._start_training(run)
                    case JobRecord() as job:
                        self._start_job(job)

    def _start_training(self, run: Run) -> None:
        attempt = self._store.runs.start(run.id, cluster_address())
        run = self._store.runs.get(run.id)  # nobody changes its manifest any more
        task = TrainingTask(self._home, self._store, self._ends, run, attempt)
        try:
            checkpoint = task.begin()
            data, drawings = self._library.file(run.manifest.dataset), task.drawings()
        except (DamagedFileError, UnknownDatasetError, DamagedDataError) as error:
            task.fail(error.text)
            return
        except OSError as error:
            self._give_up(task, error)
            return
        self._tasks[task.key] = task
        self._engine.submit(task.key, task.job(), checkpoint, data, drawings)

    def _start_job(self, job: JobRecord) -> None:
        files = files_of(job, self._home, self._store, self._library)
        task = JobTask(self._store, self._ends, self._store.jobs.start(job.id), files)
        try:
            file, data, drawings = files.read(), files.read_data(), files.read_drawings()
        except (DamagedFileError, UnknownDatasetError, DamagedDataError) as error:
            task.fail(error.text)
            return
        except OSError as error:
            self._give_up(task, error)
            return
        self._tasks[task.key] = task
        self._engine.submit(task.key, job.spec, file, data, drawings)

    def _receive(self, message: Message) -> None:
        task = self._tasks.get(message.key)
        if task is None:
            return
        try:
            self._settle(task, message)
        except (UnknownRunError, UnknownJobError):
            self._forget(task)
        except BlockingIOError as error:  # another program has locked the database
            self._trouble.note(error)
            self._unkept.append(message)
        except OSError as error:
            if not isinstance(message, Done | Cancelled | Failed):
                self._engine.kill(task.key)
            self._give_up(task, error)

    def _settle(self, task: Task, message: Message) -> None:
        match message:
            case Told() | Saved() | Progressed():
                task.receive(message)
                return
            case HeardStop():
                task.deadline.lift()
                return
            case Done():
                task.finish(message)
            case Cancelled():
                task.lose()
            case Failed(reason=reason, details=details):
                task.fail(reason, details)
            case _:
                assert_never(message)
        del self._tasks[task.key]

    def _give_up(self, task: Task, error: OSError) -> None:
        """Ends a task whose files cannot be written."""
        self._trouble.note(error)
        self._tasks.pop(task.key, None)
        task.refuse(error)

    def _forget(self, task: Task) -> None:
        """Lets go of a task whose run or data set was deleted, with what it has written since."""
        self._tasks.pop(task.key, None)
        task.forget()

    def _kill_unresponsive(self) -> None:
        """Marks trainings that show no sign of life, and ends what nobody shall wait for any longer."""
        silent = self._engine.unresponsive()
        for task in list(self._tasks.values()):
            if task.set_stalled(task.key in silent) or task.deadline.has_passed:
                del self._tasks[task.key]
                self._engine.kill(task.key)
                task.lose()
