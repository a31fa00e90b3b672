"""What runs in a worker process: one training at a time, told to the runner over Dask.

A worker of an own cluster is started as `dask worker ADDRESS --nthreads 1 --preload core.engine.worker`.
"""

import itertools
import os
import signal
import threading
import traceback
from typing import Any

from distributed import Nanny, Variable, Worker, get_client, get_worker

from core.home import says_disk_full
from core.runs.events import Event
from core.runs.manifest import Manifest

TOPIC = "digit-lab"
COMMANDS = "digit-lab-commands"
NICENESS = 10  # pages come before trainings

_stops: dict[str, threading.Event] = {}


def dask_setup(worker: Worker) -> None:
    """Dask's hook at the start of a worker: gets slow imports and first-time work over with."""
    from core.training.warm_up import warm_up

    os.nice(NICENESS)
    warm_up()


def checkpoint_name(key: str) -> str:
    """Name of the Dask variable that holds a training's latest checkpoint."""
    return f"digit-lab-checkpoint-{key}"


def _obey(event: tuple[float, dict[str, str]]) -> None:
    """Takes a command, which every worker receives, for a training that this one has in hand."""
    _, command = event
    flag = _stops.get(command["stop"])
    if flag is not None:
        flag.set()


async def end_worker(dask_worker: Nanny) -> None:
    """Kills the worker process below a nanny, which then starts another."""
    if dask_worker.pid is not None:
        os.kill(dask_worker.pid, signal.SIGKILL)


class DaskListener:
    """Sends what a training tells to the runner."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._worker = get_worker()
        client = get_client()
        self._checkpoint = Variable(checkpoint_name(key), client=client)
        self._stop = _stops[key] = threading.Event()
        client.subscribe_topic(COMMANDS, _obey)
        self._heard = False
        self._numbers = itertools.count()
        self.events: list[tuple[int, Event]] = []

    def stop(self) -> None:
        """Stops the training before anybody asks for it."""
        self._stop.set()

    def event(self, event: Event) -> None:
        """Tells an event; it does not wait for anybody to receive it."""
        seq = next(self._numbers)
        self.events.append((seq, event))
        self._tell(seq=seq, event=event)

    def checkpoint(self, epoch: int, model: bytes) -> None:
        """Hands over the model after a complete epoch; only the latest is kept."""
        self._checkpoint.set({"epoch": epoch, "model": model})
        self._tell(saved=epoch)

    def stopping(self) -> bool:
        """Whether the training shall stop; the first time, tells that the wish was heard."""
        if self._stop.is_set() and not self._heard:
            self._heard = True
            self._tell(heard=True)
        return self._stop.is_set()

    def _tell(self, **message: Any) -> None:
        self._worker.log_event(TOPIC, {"key": self._key, **message})


def run_training(key: str, manifest: str, checkpoint: bytes | None, only_finish: bool) -> dict[str, Any]:
    """The task: trains, and returns the fields of `Done` but for its key, or `reason` and `details`.

    With `only_finish` it trains no further and brings the checkpoint to its end: export and evaluation.
    Errors are returned as text, for to unpickle one the runner would have to import TensorFlow.
    """
    from core.training.train import train

    listener = DaskListener(key)
    if only_finish:
        listener.stop()
    try:
        outcome = train(Manifest.model_validate_json(manifest), listener, checkpoint)
    except Exception as error:
        return {"reason": _sentence(error), "details": traceback.format_exc()}
    finally:
        _stops.pop(key, None)
    return {"outcome": outcome, "events": tuple(listener.events)}


def _sentence(error: Exception) -> str:
    from core.training.listener import TrainingDiverged

    if isinstance(error, TrainingDiverged):
        return str(error)
    if says_disk_full(error):
        return (
            "Disk full: the worker had no space for the model's file. Free some space, then train it again."
        )
    first_line = str(error).strip().partition("\n")[0]
    return f"The training failed: {type(error).__name__}: {first_line[:200]}"
