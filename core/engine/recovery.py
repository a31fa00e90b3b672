"""What a runner settles that an earlier one has left; it needs no engine, so nobody waits for one."""

from collections.abc import Collection
from pathlib import Path

from core.engine.ends import Ends
from core.engine.engine import Engine
from core.engine.existing_cluster import is_cluster_set
from core.engine.job_task import GIVEN_UP, MOST_ATTEMPTS
from core.engine.queue import next_in_line
from core.engine.training_task import TrainingTask, end_run, finish_job, training_key
from core.jobs.record import JobState
from core.jobs.specs import SLOTS
from core.runs.artifacts import RunFolder
from core.runs.query import RunQuery
from core.runs.run import Run
from core.runs.state import State
from core.store.store import Store
from core.text import text

LAB_WENT_AWAY = text("The lab went away while this run was training.")

_ENDED_EARLY = (State.INTERRUPTED, State.FAILED, State.STOPPED)


_RUNNING = RunQuery(states=(State.RUNNING,), limit=None)


def settle(home: Path, store: Store, *, interrupts: bool = True) -> None:
    """Ends the runs that were running, and has their jobs and those that were running wait again.

    Args:
        home: The data folder.
        store: Its store.
        interrupts: Whether runs end; at an existing cluster they may go on, see `take_up`.
    """
    if interrupts:
        interrupt(home, store)
    if is_cluster_set():
        store.timings.drop()
    queue_jobs_again(home, store)
    _finish_what_was_left(store)
    for slot in SLOTS:
        next_in_line(store, slot)  # what cannot be read is told now, and not by a runner that dies of it
    store.sweeps.running()


def queue_jobs_again(home: Path, store: Store) -> None:
    """Has the jobs that were running wait again; only trainings are taken up."""
    for job in store.jobs.running():
        if job.spec.run is not None:
            RunFolder(home, job.spec.run).remove_partial_files()
        store.jobs.queue_again(job.id, MOST_ATTEMPTS, GIVEN_UP)


def interrupt(home: Path, store: Store, but: Collection[str] = ()) -> None:
    """Ends the runs that were running, but for some ids.

    What may still train at an existing cluster is noted, and ended as soon as that can be asked.
    """
    for run in store.runs.find(_RUNNING):
        if run.id not in but:
            folder = RunFolder(home, run.id)
            with store.transaction():
                if run.cluster is not None:
                    store.left_tasks.add(training_key(run.id, run.attempt), run.cluster)
                end_run(store, run.id, State.INTERRUPTED, LAB_WENT_AWAY, ended=_last_seen(run, folder))
            folder.remove_partial_files()
            folder.remove_other_epochs(store.runs.kept_epochs(run.id))
            folder.log(f"{State.INTERRUPTED.label}.")


def take_up(home: Path, store: Store, ends: Ends, engine: Engine) -> list[TrainingTask]:
    """The trainings of an earlier runner that go on at an existing cluster; others are interrupted.

    Jobs that were running wait again, for a new connection knows none of them.
    """
    queue_jobs_again(home, store)
    runs = {training_key(run.id, run.attempt): run for run in store.runs.find(_RUNNING)}
    known = {key: store.events.count(run.id, run.attempt) for key, run in runs.items()}
    there = engine.take_up(known)
    interrupt(home, store, but={runs[key].id for key in there})
    tasks = [TrainingTask(home, store, ends, runs[key], runs[key].attempt) for key in there]
    for task in tasks:
        task.take_up()
    return tasks


def _last_seen(run: Run, folder: RunFolder) -> float:
    """When a run was last known to train, in seconds since the epoch; the lab may have been off since."""
    return max(run.started or run.created, folder.last_epoch_written() or 0.0)


def _finish_what_was_left(store: Store) -> None:
    """Asks for models that nobody has asked for, and a few times for those that could not be made."""
    for run in store.runs.find(RunQuery(states=_ENDED_EARLY, has_model=False, limit=None)):
        finish = finish_job(store, run)
        known = store.jobs.find(finish) if finish else None
        if finish and known is None:
            store.jobs.add(finish, run.owner.id)
        elif known and known.state is JobState.FAILED and known.attempt < MOST_ATTEMPTS:
            store.jobs.queue_again(known.id, MOST_ATTEMPTS, GIVEN_UP)
