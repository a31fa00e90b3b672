"""What comes of the commands that people leave for the runner."""

import logging
from collections.abc import Mapping
from functools import partial
from typing import assert_never

from core.engine.changing import change_late
from core.engine.ends import Ends
from core.engine.engine import Engine
from core.engine.task import Task
from core.engine.training_task import TrainingTask
from core.jobs.record import JobState, UnknownJobError
from core.runs.commands import Cancel, Change, Command, OpenCommand, Pause, Resume, Stop, UnknownCommandError
from core.runs.run import UnknownRunError
from core.store.store import Store

logger = logging.getLogger(__name__)


class CommandHandler:
    """Handles commands, by asking the tasks at the engine or by settling what waits."""

    def __init__(self, store: Store, engine: Engine, ends: Ends, tasks: Mapping[str, Task]) -> None:
        """Starts with no command.

        Args:
            store: Has the commands.
            engine: Has the tasks.
            ends: Keeps what the disk refuses.
            tasks: What is at the engine at any moment, by its key there.
        """
        self._store, self._engine, self._ends, self._tasks = store, engine, ends, tasks

    def handle_open(self) -> None:
        """Carries out what is open; a change stays open until its training has told that it takes it."""
        for command in self._store.commands.open():
            if self._handle(command):
                self._store.commands.close(command)

    def ask_to_stop(self, task: Task) -> None:
        """Asks a task to stop, once."""
        if not task.deadline.is_set:
            task.deadline.set()
            self._engine.stop(task.key)

    def _handle(self, command: OpenCommand) -> bool:
        """Whether a command is done with."""
        try:
            read = command.read()
            if isinstance(read, Change):
                return self._change(read, command.id)
            self.end_by(read)
        except UnknownCommandError as error:
            logger.error("%s", error)
        except (UnknownRunError, UnknownJobError):
            pass  # deleted meanwhile
        return True

    def _change(self, command: Change, number: int) -> bool:
        for task in self._tasks.values():
            if isinstance(task, TrainingTask) and task.run_id == command.run:
                if task.changes_by(number):
                    self._engine.change(task.key, command.asked(number))
                return False
        change_late(self._store, command)
        return True

    def end_by(self, command: Command) -> None:
        """Ends, stops or pauses what a command is about."""
        for task in self._tasks.values():
            if task.ends_by(command):
                self.ask_to_stop(task)
                return
            if isinstance(task, TrainingTask) and task.pauses_by(command):
                if not task.deadline.is_set:  # a stop comes first
                    self._engine.pause(task.key)
                return
        self._settle(command)

    def _settle(self, command: Command) -> None:
        """Does what a command asks where nothing of it is at the engine."""
        match command:
            case Stop(run=run_id):
                self._ends.note(run_id, partial(self._store.runs.take_back, run_id))
            case Cancel(job=job_id):
                self._take_back_job(job_id)
            case Pause(run=run_id):
                self._ends.note(run_id, partial(self._store.runs.pause_waiting, run_id))
            case Resume() | Change():
                pass  # they were carried out before
            case _:
                assert_never(command)

    def _take_back_job(self, job_id: int) -> None:
        """Ends a job that waits."""
        if self._store.jobs.get(job_id).state.is_live:
            self._store.jobs.end(job_id, JobState.CANCELLED)
