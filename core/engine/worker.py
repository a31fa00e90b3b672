"""What runs in a worker process: one job at a time, told to the runner over Dask.

A worker of an own cluster is started as `dask worker ADDRESS --nthreads 1 --preload core.engine.worker`; with
`--resources "light=1"` it does jobs without TensorFlow beside those that have `--resources "training=1"`.
"""

import itertools
import os
import queue
import signal
import threading
import time
import traceback
from contextlib import suppress
from typing import Any, Literal

import numpy as np
from distributed import Client, Nanny, Queue, Worker, get_client, get_worker
from numpy.typing import NDArray

from core.engine.failures import full_disk, no_memory, unforeseen
from core.engine.worker_versions import DECLARED, own_versions
from core.home import says_disk_full
from core.jobs.listener import JobCancelled
from core.jobs.perform import perform
from core.jobs.specs import JOB, Slot
from core.runs.change import AskedChange
from core.runs.events import Event
from core.text import ExplainedError, Text

TOPIC = "digit-lab"
COMMANDS = "digit-lab-commands"
NICENESS = 10  # pages come before jobs
PROGRESS_SECONDS = 0.2
MOST_WAITING_CHECKPOINTS = 8
CHECKPOINT_SECONDS = 30
MOST_TOLD_AGAIN = 500  # so that no message is large; who misses more asks once more

_TENSORFLOW_MEMORY_ERROR = "ResourceExhaustedError"  # by its name: a light worker does without TensorFlow

Verb = Literal["stop", "pause"]

_asked: dict[Verb, dict[str, threading.Event]] = {"stop": {}, "pause": {}}
"""By what it may be asked to do, for each job whether it is."""

_changes: dict[str, queue.SimpleQueue[AskedChange]] = {}
"""For each job what it was asked to change, as often as it was told."""
_listeners: dict[str, "DaskListener"] = {}
"""The listener of each job that goes on here."""


def dask_setup(worker: Worker) -> None:
    """Dask's hook at the start of a worker: gets slow imports and first-time work over with."""
    os.nice(NICENESS)
    worker.startup_information[DECLARED] = lambda _: own_versions()
    resources = worker.state.total_resources
    if "training" in resources or "light" not in resources:
        from core.training.warm_up import warm_up

        warm_up()


def checkpoint_queue(key: str, client: Client) -> Queue:
    """The queue with those checkpoints of a training that the runner has not fetched yet."""
    return Queue(f"digit-lab-checkpoints-{key}", client=client, maxsize=MOST_WAITING_CHECKPOINTS)


def _take_request(event: tuple[float, dict[str, str]]) -> None:
    """Takes a command, which every worker receives, for a job that this one is doing."""
    _, command = event
    if "change" in command:
        if asked := _changes.get(command["change"]):
            asked.put(AskedChange.model_validate_json(command["to"]))
        return
    if "again" in command:
        if listener := _listeners.get(command["again"]):
            listener.tell_again(int(command["following"]))
        return
    if not command.keys() <= _asked.keys():
        raise ValueError(f"Unknown command {command}; a job knows only {', '.join(_asked)} and change.")
    for verb, flags in _asked.items():
        if flag := flags.get(command.get(verb, "")):
            flag.set()


async def end_worker(dask_worker: Nanny) -> None:
    """Kills the worker process below a nanny, which then starts another."""
    if dask_worker.pid is not None:
        os.kill(dask_worker.pid, signal.SIGKILL)


class DaskListener:
    """Sends what a job tells to the runner."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._worker = get_worker()
        client = get_client()
        self._checkpoints = checkpoint_queue(key, client)
        self._stop = _asked["stop"][key] = threading.Event()
        self._pause = _asked["pause"][key] = threading.Event()
        self._changes = _changes[key] = queue.SimpleQueue()
        self._taken: set[int] = set()
        client.subscribe_topic(COMMANDS, _take_request)
        self._heard = False
        self._next_progress = 0.0
        self._numbers = itertools.count()
        self.events: list[tuple[int, Event]] = []
        self._saved: int | None = None
        self._are_fetched = True
        _listeners[key] = self

    def event(self, event: Event) -> None:
        """Tells an event; it does not wait for anybody to receive it."""
        seq = next(self._numbers)
        self.events.append((seq, event))
        self._tell(seq=seq, event=event)

    def checkpoint(self, epoch: int, model: bytes, probabilities: NDArray[np.float16] | None) -> None:
        """Hands over the model after a complete epoch; waits a while for a runner that does not keep up.

        Where nobody fetches any, the oldest makes room: the best and the last one come with the outcome too.
        """
        told = len(self.events)
        checkpoint = {"epoch": epoch, "model": model, "probabilities": probabilities, "told": told}
        with suppress(TimeoutError):
            try:
                self._checkpoints.put(checkpoint, timeout=CHECKPOINT_SECONDS if self._are_fetched else 0.1)
                self._are_fetched = True
            except TimeoutError:
                self._are_fetched = False
                self._checkpoints.get(timeout=1)
                self._checkpoints.put(checkpoint, timeout=1)
            self._saved = epoch
            self._tell(saved=epoch)

    def tell_again(self, following: int) -> None:
        """Tells some events from a number on, for a runner that has missed them."""
        events = list(self.events)  # the job's own thread adds to it meanwhile
        self._tell(
            again=events[following : following + MOST_TOLD_AGAIN], count=len(events), saved=self._saved
        )

    def progress(self, share: float) -> None:
        """Tells how much of the job is done, a few times a second at most."""
        now = time.monotonic()
        if now >= self._next_progress:
            self._next_progress = now + PROGRESS_SECONDS
            self._tell(share=share)

    def changes(self) -> list[AskedChange]:
        """The changes that it was told since the last call, each once, in the order of their commands."""
        new: dict[int, AskedChange] = {}
        with suppress(queue.Empty):
            while True:
                asked = self._changes.get_nowait()
                new[asked.command] = asked
        found = [new[command] for command in sorted(new.keys() - self._taken)]
        self._taken |= new.keys()
        return found

    def pausing(self) -> bool:
        """Whether the training shall end after its epoch."""
        return self._pause.is_set()

    def stopping(self) -> bool:
        """Whether the job shall stop; the first time, tells that the request was heard."""
        if self._stop.is_set() and not self._heard:
            self._heard = True
            self._tell(heard=True)
        return self._stop.is_set()

    def _tell(self, **message: Any) -> None:
        self._worker.log_event(TOPIC, {"key": self._key, **message})


def run_job(
    key: str, job: str, file: bytes | None = None, data: bytes | None = None, drawings: bytes | None = None
) -> dict[str, Any]:
    """The task: does a job, see `perform`.

    Returns:
        The fields of `Done` but for its key; or `reason` (a `Text` as JSON) and `details`; or `cancelled`.
        Errors are returned as text, for to unpickle one the runner would have to import TensorFlow.
    """
    listener = DaskListener(key)
    spec = JOB.validate_json(job)
    try:
        result = perform(spec, file, data, listener, drawings)
    except JobCancelled:
        return {"cancelled": True}
    except Exception as error:
        return {"reason": _reason(error, spec.slot).to_json(), "details": traceback.format_exc()}
    finally:
        for flags in _asked.values():
            flags.pop(key, None)
        _changes.pop(key, None)
        _listeners.pop(key, None)
    return {"result": result, "events": tuple(listener.events)}


def _reason(error: Exception, slot: Slot) -> Text:
    if isinstance(error, ExplainedError):
        return error.text
    if says_disk_full(error):
        return full_disk(slot)
    if isinstance(error, MemoryError) or type(error).__name__ == _TENSORFLOW_MEMORY_ERROR:
        return no_memory(slot)
    return unforeseen(slot, error)
