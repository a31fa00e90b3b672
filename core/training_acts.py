"""What a person does with a training: stop, pause and resume it. Each act asks `allow` first."""

from core.engine.presence import allow_start, stays_without_runner
from core.engine.queue import check_queue
from core.names import WishError
from core.runs.commands import Pause, Resume, Stop
from core.runs.run import CannotResumeError
from core.runs.state import State
from core.trainer import Trainer


class TrainingActs:
    """The acts of a trainer's person. Each raises `NotAllowedError` if the person may not do it."""

    def __init__(self, trainer: Trainer) -> None:
        self._trainer = trainer
        self._lab = trainer.lab
        self._store = trainer.lab.store

    def stop(self, run_id: str) -> None:
        """Asks a run to stop and keep what it learned; a run that has ended stays as it is."""
        run = self._lab.run(run_id)
        self._trainer.require("stop", run)
        if stays_without_runner(self._lab.home) and self._store.runs.take_back(run_id):
            return  # nobody else would do it
        if run.is_live:
            self._store.commands.add(Stop(run=run_id), self._trainer.person.id)
            self._lab.ensure_runner()

    def pause(self, run_id: str) -> None:
        """Asks a run that trains to end after the epoch that goes on; `resume` lets it go on from there.

        Raises:
            WishError: If it does not train.
        """
        run = self._lab.run(run_id)
        self._trainer.require("stop", run)
        if run.state is not State.RUNNING:
            raise WishError("{run} is not training; only a training can be paused.", run=run.name)
        self._store.commands.add(Pause(run=run_id), self._trainer.person.id)
        self._lab.ensure_runner()

    def resume(self, run_id: str) -> None:
        """Has a run that ended early wait again, to go on after its last complete epoch as if it never ended.

        Raises:
            CannotResumeError, WishError: If it cannot go on, or too many runs of its owner are queued.
        """
        run = self._lab.run(run_id)
        self._trainer.require("start", run)
        with self._store.transaction():
            check_queue(self._store, run.owner.id)
            self._store.commands.close_for_run(run_id)
            if not self._store.runs.resume(run_id):
                raise CannotResumeError(self._lab.run(run_id))
            self._store.commands.add(Resume(run=run_id), self._trainer.person.id)
        allow_start(self._lab.home)
        self._lab.ensure_runner()
