"""What a runner settles that an earlier one has left; it needs no engine, so nobody waits for one."""

from pathlib import Path

from core.engine.job_task import GIVEN_UP, MOST_ATTEMPTS
from core.engine.training_task import end_run, finish_job
from core.runs.artifacts import RunFolder
from core.runs.query import RunQuery
from core.runs.state import State
from core.store.store import Store
from core.text import text

LAB_WENT_AWAY = text("The lab went away while this run was training.")

_ENDED_EARLY = (State.INTERRUPTED, State.FAILED, State.STOPPED)


def settle(home: Path, store: Store) -> None:
    """Ends the runs that were running, and has their jobs and those that were running wait again."""
    for run in store.runs.find(RunQuery(states=(State.RUNNING,), limit=None)):
        end_run(store, run.id, State.INTERRUPTED, LAB_WENT_AWAY)
        folder = RunFolder(home, run.id)
        folder.remove_halves()
        folder.log(f"{State.INTERRUPTED.label}.")
    for job in store.jobs.running():
        store.jobs.queue_again(job.id, MOST_ATTEMPTS, GIVEN_UP)
    _finish_what_was_left(store)


def _finish_what_was_left(store: Store) -> None:
    """Asks for the models of runs that ended in a version of the lab that did not ask."""
    for run in store.runs.find(RunQuery(states=_ENDED_EARLY, has_model=False, limit=None)):
        finish = finish_job(run)
        if finish is not None and store.jobs.find(finish) is None:
            store.jobs.add(finish, run.owner.id)
