"""How a Dask task ended: its result, or why there is none."""

import queue
import threading
from typing import Any

from distributed import Future
from distributed.client import FutureCancelledError
from distributed.scheduler import KilledWorker

from core.engine.messages import Cancelled, Done, Failed, Message
from core.engine.worker_deaths import WorkerDeaths
from core.jobs.specs import Slot
from core.text import Text, text

RESULT_LIMIT_SECONDS = 60

LOST_REASON = "scheduler-connection-lost"  # so Dask's client calls it


def fetch_end(
    key: str, slot: Slot, future: Future[Any], deaths: WorkerDeaths, inbox: queue.SimpleQueue[dict[str, Any]]
) -> None:
    """Has a thread of its own put the end of a task into an inbox, for Dask has one for all callbacks."""

    def work() -> None:
        inbox.put({"key": key, "end": _end(key, slot, future, deaths)})

    threading.Thread(target=work, daemon=True).start()


def _end(key: str, slot: Slot, future: Future[Any], deaths: WorkerDeaths) -> Message | None:
    """How a job ended; None if the scheduler was lost, and nobody knows.

    Fetches its result from the worker, which may take long or fail.
    """
    try:
        result = future.result(timeout=RESULT_LIMIT_SECONDS)
    except KilledWorker as error:
        return Failed(key, deaths.reason(error.last_worker.address, slot))
    except Exception as error:  # whatever Dask may raise, the job must end with a reason
        if _says_scheduler_lost(error):
            return None
        return Failed(key, text("The result was lost: {error}.", error=type(error).__name__), str(error))
    match result:
        case {"reason": reason, "details": details}:
            return Failed(key, Text.from_json(reason), details)
        case {"cancelled": True}:
            return Cancelled(key)
        case _:
            return Done(key, **result)


def _says_scheduler_lost(error: Exception) -> bool:
    if isinstance(error, FutureCancelledError):
        return error.reason == LOST_REASON
    return isinstance(error, OSError) and not isinstance(error, TimeoutError)
