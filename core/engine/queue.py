"""Who is next: jobs that others wait for before trainings.

Of jobs the one that was there first. With trainings people take turns: next is the oldest in the queue of the
person with the fewest that run, and of two such people of the one whose last training started earlier. Nobody
has more than `MOST_ACTIVE` running at once. A timing comes last: it has the machine to itself.
"""

from core.engine.slots import MOST_ACTIVE, MOST_QUEUED
from core.jobs.record import JobRecord
from core.jobs.specs import Slot, Time
from core.names import WishError
from core.runs.query import LIVE_RUNS, RunQuery
from core.runs.run import Run
from core.runs.state import State
from core.store.store import Store

_QUEUED_RUNS = RunQuery(states=(State.QUEUED,), order="waiting", limit=1)


def is_anything_waiting(store: Store) -> bool:
    """Whether a run or a job waits."""
    return store.jobs.any_queued() or bool(store.runs.find(_QUEUED_RUNS))


def check_queue(store: Store, person_id: str) -> None:
    """Raises `WishError` if a person has as many runs in the queue as one may have."""
    if store.runs.count(RunQuery(states=(State.QUEUED,), owner=person_id)) >= MOST_QUEUED:
        told = "{count} of your runs are in the queue; wait, or stop some of them."
        raise WishError(told, count=MOST_QUEUED)


def queue_again(store: Store, run: Run) -> bool:
    """Has a run that ended early wait again; what it was asked before counts no more, but for changes.

    Returns:
        Whether it waits; it does not if it cannot go on, such as when somebody was quicker.

    Raises:
        WishError: If too many runs of its owner are in the queue.
        UnknownRunError: If somebody has deleted it.
    """
    with store.transaction():
        check_queue(store, run.owner.id)
        if not store.runs.resume(run.id):
            return False
        store.commands.close_for_run(run.id)
        return True


def next_in_line(store: Store, slot: Slot) -> Run | JobRecord | None:
    """What gets the next free slot of a kind; None if nothing waits for one."""
    jobs = store.jobs.queued(slot, limit=1)
    if jobs or slot == "light":
        return next(iter(jobs), None)
    return _next_run(store) or _next_timing(store)


def must_timings_end(store: Store) -> bool:
    """Whether anything else works, or wants the same slot: it would make the timing wrong, or wait for it."""
    works = any(not isinstance(job.spec, Time) for job in store.jobs.running())
    return works or bool(store.jobs.queued("training", limit=1)) or store.runs.count(LIVE_RUNS) > 0


def _next_run(store: Store) -> Run | None:
    for run in store.runs.find(_QUEUED_RUNS):
        running = RunQuery(states=(State.RUNNING,), owner=run.owner.id)
        if store.runs.count(running) < MOST_ACTIVE:  # of everybody else who waits, at least as many run
            return run
    return None


def _next_timing(store: Store) -> JobRecord | None:
    if must_timings_end(store) or store.timings.is_any_running():
        return None
    return store.timings.waiting()
