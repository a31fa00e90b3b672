"""What a runner settles that an earlier one has left; it needs no engine, so nobody waits for one."""

from pathlib import Path

from core.engine.job_task import GIVEN_UP, MOST_ATTEMPTS
from core.engine.queue import next_in_line
from core.engine.training_task import end_run, finish_job
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


def settle(home: Path, store: Store) -> None:
    """Ends the runs that were running, and has their jobs and those that were running wait again."""
    for run in store.runs.find(RunQuery(states=(State.RUNNING,), limit=None)):
        folder = RunFolder(home, run.id)
        end_run(store, run.id, State.INTERRUPTED, LAB_WENT_AWAY, ended=_last_seen(run, folder))
        folder.remove_partial_files()
        folder.remove_other_epochs(store.runs.kept_epochs(run.id))
        folder.log(f"{State.INTERRUPTED.label}.")
    for job in store.jobs.running():
        if job.spec.run is not None:
            RunFolder(home, job.spec.run).remove_partial_files()
        store.jobs.queue_again(job.id, MOST_ATTEMPTS, GIVEN_UP)
    _finish_what_was_left(store)
    for slot in SLOTS:
        next_in_line(store, slot)  # what cannot be read is told now, and not by a runner that dies of it
    store.sweeps.running()


def _last_seen(run: Run, folder: RunFolder) -> float:
    """When a run was last known to train, in seconds since the epoch; the lab may have been off since."""
    return max(run.started or run.created, folder.last_epoch_written() or 0.0)


def _finish_what_was_left(store: Store) -> None:
    """Asks for models that nobody has asked for, and a few times for those that could not be made."""
    for run in store.runs.find(RunQuery(states=_ENDED_EARLY, has_model=False, limit=None)):
        finish = finish_job(run)
        known = store.jobs.find(finish) if finish else None
        if finish and known is None:
            store.jobs.add(finish, run.owner.id)
        elif known and known.state is JobState.FAILED and known.attempt < MOST_ATTEMPTS:
            store.jobs.queue_again(known.id, MOST_ATTEMPTS, GIVEN_UP)
