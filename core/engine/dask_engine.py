"""The engine on dask.distributed: its own cluster on this machine, or one that already exists.

Five verbs: submit, events, command, kill, slots. Another engine could stand here.
"""

import logging
import queue
import time
from collections.abc import Iterator
from typing import Any

import dask
from distributed import Client, Future, LocalCluster, Scheduler, Security, Variable
from distributed.scheduler import KilledWorker

from core.engine.messages import Done, Failed, HeardStop, Message, Saved, Told
from core.engine.worker import TOPIC, checkpoint_name, end_worker, request_stop, run_training
from core.runs.manifest import Manifest

TIMEOUT_SECONDS = 10
LOST_LIMIT_SECONDS = 30
WORKERLESS_LIMIT_SECONDS = 180
TRAININGS_PER_WORKER = 20
"""After so many a worker's process is replaced: TensorFlow keeps up to 14 MB of each for good."""

_SETTINGS = {
    "distributed.comm.timeouts.connect": f"{TIMEOUT_SECONDS}s",
    # A cluster gives up the nanny of a worker that is away for that long, and loading TensorFlow anew may
    # take longer than the 15 seconds that Dask allows.
    "distributed.deploy.lost-worker-timeout": "1 hour",
}

logger = logging.getLogger(__name__)


class EngineLost(ConnectionError):
    """The scheduler does not answer any more."""


def _never_retry(dask_scheduler: Scheduler) -> None:
    """A training that kills its worker would kill the next one too."""
    dask_scheduler.allowed_failures = 0


def _local_cluster() -> LocalCluster:
    """A scheduler in this process and one worker beside it, on loopback, behind certificates of its own."""
    return LocalCluster(
        n_workers=1,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        protocol="tls://",
        security=Security.temporary(),
        dashboard_address="127.0.0.1:0",  # Dask always serves its health over HTTP: on any free port
        memory_limit=0,
        preload=["core.engine.worker"],
        silence_logs=logging.ERROR,
    )


class DaskEngine:
    """Trainings as Dask tasks, one to a slot."""

    def __init__(self, scheduler: str | None = None) -> None:
        """Starts a cluster on this machine, or connects to `scheduler` (like tls://host:8786).

        Raises:
            EngineLost: If nothing answers there.
        """
        logging.getLogger("distributed").setLevel(logging.ERROR)
        dask.config.set(_SETTINGS)
        self._cluster = _local_cluster() if scheduler is None else None
        try:
            self._client = Client(self._cluster or scheduler, timeout=TIMEOUT_SECONDS, set_as_default=False)
        except (OSError, TimeoutError) as error:
            raise EngineLost(f"No Dask scheduler answers at {scheduler}: {error}") from error
        self._client.run_on_scheduler(_never_retry)
        self._inbox: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._client.subscribe_topic(TOPIC, lambda event: self._inbox.put(event[1]))
        self._futures: dict[str, Future[Any]] = {}
        self._workers_seen = time.monotonic()
        self._trainings = 0
        self._leaving: set[str] = set()

    def submit(
        self, key: str, manifest: Manifest, checkpoint: bytes | None = None, only_finish: bool = False
    ) -> None:
        """Starts a training; `key` must be new, for Dask answers a known key from memory."""
        future = self._client.submit(
            run_training,
            key,
            manifest.model_dump_json(),
            checkpoint,
            only_finish,
            key=key,
            pure=False,
            retries=0,
        )
        self._futures[key] = future
        future.add_done_callback(lambda _: self._inbox.put({"key": key, "ended": True}))

    def events(self, seconds: float) -> list[Message]:
        """What has been told since the last call; waits up to `seconds` for something.

        Raises:
            EngineLost: If the scheduler has been away for half a minute.
        """
        self._check_connection()
        self._renew_worker_if_due()
        messages = []
        try:
            messages.append(self._inbox.get(timeout=seconds))
            while True:
                messages.append(self._inbox.get_nowait())
        except queue.Empty:
            return [parsed for raw in messages for parsed in self._parse(raw)]

    def command(self, key: str, verb: str) -> None:
        """Passes a wish on to a training; "stop" is the only one so far.

        Raises:
            ValueError: If the verb is unknown.
        """
        if verb != "stop":
            raise ValueError(f"Unknown command {verb!r}; a training knows only 'stop'.")
        self._client.run(request_stop, key, on_error="ignore", wait=False)

    def kill(self, key: str) -> None:
        """Ends the process of a training that does not listen; the slot comes back with a new one.

        The future goes first, or the scheduler would run the training again on the new worker.
        """
        workers = [address for address, keys in self._client.processing().items() if key in keys]
        self._forget(key)
        self._client.run(end_worker, workers=workers, nanny=True, on_error="ignore", wait=False)

    def slots(self) -> int:
        """How many trainings could start at this moment.

        Raises:
            EngineLost: If our own cluster has had no worker for so long that its nanny must have given up.
        """
        workers: dict[str, int] = self._client.nthreads()
        threads = sum(count for address, count in workers.items() if address not in self._leaving)
        if threads or self._cluster is None:
            self._workers_seen = time.monotonic()
        elif time.monotonic() - self._workers_seen > WORKERLESS_LIMIT_SECONDS:
            raise EngineLost("The worker process did not come back.")
        return max(0, threads - len(self._futures))

    def _renew_worker_if_due(self) -> None:
        """Ends our own worker's process after many trainings; its nanny starts another.

        Until that one is there no slot is free: a training given to the old one would die with it.
        """
        if self._cluster is None or self._futures or self._trainings < TRAININGS_PER_WORKER:
            return
        self._trainings = 0
        self._leaving = set(self._client.nthreads())
        self._client.run(end_worker, nanny=True, on_error="ignore", wait=False)

    def close(self) -> None:
        """Lets go of the cluster; one of our own ends."""
        self._client.close(timeout=TIMEOUT_SECONDS)
        if self._cluster is not None:
            self._cluster.close(timeout=TIMEOUT_SECONDS)

    def _check_connection(self) -> None:
        deadline = time.monotonic() + LOST_LIMIT_SECONDS
        while self._client.status != "running":
            if self._client.status == "closed" or time.monotonic() > deadline:
                raise EngineLost("The Dask scheduler does not answer any more.")
            time.sleep(0.2)

    def _parse(self, raw: dict[str, Any]) -> Iterator[Message]:
        key = raw["key"]
        if key not in self._futures:
            return  # somebody else's training on a shared cluster, or one that was killed
        if "event" in raw:
            yield Told(key, raw["seq"], raw["event"])
        elif "saved" in raw:
            yield from self._fetch_checkpoint(key)
        elif "heard" in raw:
            yield HeardStop(key)
        else:
            yield self._fetch_result(key)

    def _fetch_checkpoint(self, key: str) -> Iterator[Saved]:
        try:
            saved = Variable(checkpoint_name(key), client=self._client).get(timeout=TIMEOUT_SECONDS)
        except TimeoutError:
            logger.warning("The checkpoint of %s could not be fetched.", key)
            return
        yield Saved(key, saved["epoch"], saved["model"])

    def _fetch_result(self, key: str) -> Message:
        future = self._futures[key]
        try:
            result = future.result(timeout=6 * TIMEOUT_SECONDS)
        except KilledWorker:
            return Failed(key, "The training's process died: it was killed or ran out of memory.")
        except Exception as error:  # whatever Dask may raise, the run must end with a reason
            return Failed(key, f"The training's result was lost: {type(error).__name__}.", str(error))
        finally:
            self._forget(key)
            self._trainings += 1
        return Failed(key, **result) if "reason" in result else Done(key, **result)

    def _forget(self, key: str) -> None:
        """Frees what the cluster keeps of a training; a running one loses its right to be run again."""
        self._futures.pop(key).cancel(reason="over", msg="the lab has no more use for it")
        Variable(checkpoint_name(key), client=self._client).delete()
