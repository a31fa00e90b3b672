"""Who is next: jobs that others wait for before trainings, and of each the one that was there first."""

from core.jobs.record import JobRecord
from core.jobs.specs import Slot
from core.runs.query import RunQuery
from core.runs.run import Run
from core.runs.state import State
from core.store.store import Store

_QUEUED_RUNS = RunQuery(states=(State.QUEUED,), order="waiting", limit=1)


def is_anything_waiting(store: Store) -> bool:
    """Whether a run or a job waits."""
    return store.jobs.any_queued() or bool(store.runs.find(_QUEUED_RUNS))


def next_in_line(store: Store, slot: Slot) -> Run | JobRecord | None:
    """What gets the next free slot of a kind; None if nothing waits for one."""
    jobs = store.jobs.queued(slot, limit=1)
    if jobs or slot == "light":
        return next(iter(jobs), None)
    return next(iter(store.runs.find(_QUEUED_RUNS)), None)
