"""What a person does with a training: stop, pause, resume and change it. Each act asks `allow` first."""

from core.engine.changing import change_now
from core.engine.presence import allow_start, stays_without_runner
from core.engine.queue import check_queue, queue_again
from core.names import WishError
from core.runs.change import NewSettings
from core.runs.changing import checked_change
from core.runs.commands import Change, Pause, Resume, Stop
from core.runs.run import CannotResumeError, Run
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
        """Asks a run that trains to end after the epoch that goes on, or one that waits to leave the queue.

        `resume` lets it go on from there.

        Raises:
            WishError: If it has ended.
        """
        run = self._lab.run(run_id)
        self._trainer.require("stop", run)
        if not run.is_live:
            raise WishError("{run} neither trains nor waits, so it cannot be paused.", run=run.name)
        if stays_without_runner(self._lab.home) and self._store.runs.pause_waiting(run_id):
            return  # nobody else would do it
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
            if not queue_again(self._store, run):
                raise CannotResumeError(self._lab.run(run_id))
            self._store.commands.add(Resume(run=run_id), self._trainer.person.id, is_done=True)
        allow_start(self._lab.home)
        self._lab.ensure_runner()

    def change(
        self,
        run_id: str,
        *,
        learning_rate: float | None = None,
        epochs: int | None = None,
        seen: int | None = None,
    ) -> None:
        """Changes how a run is trained from its next epoch on.

        A training takes the change when it begins another epoch. A run that waits or is paused has it at
        once; any other run that has ended goes on with it.

        Args:
            run_id: The run.
            learning_rate: In place of the one that it has; None leaves it.
            epochs: How many it shall have in all; None leaves them.
            seen: How many changes of the run the person knows of; None if they did not look.

        Raises:
            RecipeError: If a value is out of its range.
            CannotResumeError: If the run has ended and cannot go on.
            WishError: If nothing would come of it, somebody else was quicker, or it would go on, but too many
                runs of its owner are queued.
        """
        with self._store.transaction():
            run = self._lab.run(run_id)
            self._trainer.require("stop" if run.is_live else "start", run)
            self._check_first(run, seen)
            new = checked_change(run, learning_rate, epochs)
            self._keep_change(run, new)
        self._lab.ensure_runner()

    def _check_first(self, run: Run, seen: int | None) -> None:
        """Refuses a change if another one of somebody else was quicker."""
        me, given = self._trainer.person.id, self._store.commands.given(run.id)
        others = [each for each in given if each.is_open_change and each.person.id != me]
        if others or (seen is not None and seen != len(run.manifest.changes)):
            raise WishError(
                "Somebody else has just changed {run}; look at it, then change it again.", run=run.name
            )

    def _keep_change(self, run: Run, new: NewSettings) -> None:
        """Leaves the change for the training, or makes it where nothing trains."""
        goes_on, trains = not run.is_live and run.state is not State.PAUSED, run.state is State.RUNNING
        if goes_on:
            check_queue(self._store, run.owner.id)
            self._store.commands.close_for_run(run.id)
            allow_start(self._lab.home)
        if not trains:
            change_now(self._store, run, new, goes_on=goes_on)
        command = Change(run=run.id, learning_rate=new.learning_rate, epochs=new.epochs)
        self._store.commands.add(command, self._trainer.person.id, is_done=not trains)
