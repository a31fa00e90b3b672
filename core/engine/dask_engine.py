"""The engine on dask.distributed: its own cluster on this machine, or one that already exists.

Seven verbs: submit, events, stop, pause, kill, slots, unresponsive. Another engine could stand here.

None of them waits for a worker, for one that is frozen would hold up everybody: stops travel through the
scheduler, results are fetched by another thread, and our own worker is killed by its process id. Nor does any
wait for the scheduler without a limit.
"""

import logging
import queue
import threading
import time
from collections.abc import Iterator
from typing import Any

import dask
import distributed
from distributed import Client, Future, Queue

from core.engine.job_end import fetch_end
from core.engine.messages import HeardStop, Message, Progressed, Saved, Told
from core.engine.own_cluster import OwnCluster
from core.engine.scheduler import TIMEOUT_SECONDS, EngineLost, Scheduler
from core.engine.wishes import Wishes
from core.engine.worker import TOPIC, checkpoint_queue, end_worker, run_job
from core.jobs.specs import Job, Slot
from core.runs.change import AskedChange

WORKERLESS_LIMIT_SECONDS = 180
TRAININGS_PER_WORKER = 20
"""After so many a worker's process is replaced: TensorFlow keeps up to 14 MB of each for good."""

_SETTINGS = {
    # A model, a data set or what somebody sent for one travels with its task.
    "distributed.admin.large-graph-warning-threshold": "400 MB",
    "distributed.comm.timeouts.connect": f"{TIMEOUT_SECONDS}s",
    # A cluster gives up the nanny of a worker that is away for that long, and loading TensorFlow anew may
    # take longer than the 15 seconds that Dask allows.
    "distributed.deploy.lost-worker-timeout": "1 hour",
}

logger = logging.getLogger(__name__)


def _never_retry(dask_scheduler: distributed.Scheduler) -> None:
    """A job that kills its worker would kill the next one too."""
    dask_scheduler.allowed_failures = 0


class DaskEngine:
    """Jobs as Dask tasks, one to a slot."""

    def __init__(self, scheduler: str | None = None, trainings: int = 1) -> None:
        """Starts a cluster on this machine, or connects to one that exists.

        Args:
            scheduler: Its address, like tls://host:8786; None for a cluster of our own.
            trainings: How many trainings our own cluster does at once.

        Raises:
            EngineLost: If nothing answers there.
        """
        logging.getLogger("distributed").setLevel(logging.ERROR)
        dask.config.set(_SETTINGS)
        self._own = OwnCluster(trainings) if scheduler is None else None
        try:
            address = self._own.cluster if self._own else scheduler
            self._client = Client(address, timeout=TIMEOUT_SECONDS, set_as_default=False)
        except (OSError, TimeoutError) as error:
            raise EngineLost(f"No Dask scheduler answers at {scheduler}: {error}") from error
        self._client.run_on_scheduler(_never_retry)
        self._scheduler = Scheduler(self._client)
        self._inbox: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._client.subscribe_topic(TOPIC, lambda event: self._inbox.put(event[1]))
        self._futures: dict[str, Future[Any]] = {}
        self._slots: dict[str, Slot] = {}
        self._checkpoints: dict[str, Queue] = {}
        self._away_since: dict[Slot, float] = {}
        self._trainings = 0
        self._leaving: set[str] = set()
        self._unheard = Wishes(self._scheduler, self._futures)

    def submit(self, key: str, job: Job, *files: bytes | None) -> None:
        """Starts a job; `key` must be new, for Dask answers a known key from memory. See `perform`.

        Raises:
            EngineLost: If the scheduler does not answer.
        """
        self._checkpoints[key] = checkpoint_queue(key, self._client)
        future = self._client.submit(
            run_job,
            key,
            job.model_dump_json(),
            *files,
            key=key,
            pure=False,
            retries=0,
            resources=self._scheduler.resources(job.slot),
        )
        self._futures[key] = future
        self._slots[key] = job.slot
        future.add_done_callback(lambda ended: fetch_end(key, ended, self._inbox))

    def events(self, seconds: float) -> list[Message]:
        """What has been told since the last call; waits up to `seconds` for something.

        Raises:
            EngineLost: If the scheduler has been away for half a minute.
        """
        self._scheduler.check_connection()
        self._renew_worker_if_due()
        self._unheard.repeat()
        messages = []
        try:
            messages.append(self._inbox.get(timeout=seconds))
            while True:
                messages.append(self._inbox.get_nowait())
        except queue.Empty:
            return [parsed for raw in messages for parsed in self._parse(raw)]

    def stop(self, key: str) -> None:
        """Asks a job to end; it is asked again until it has heard, for it hears nothing before it has begun.

        Raises:
            EngineLost: If the scheduler does not answer.
        """
        self._unheard.ask(key, "stop")

    def pause(self, key: str) -> None:
        """Asks a training to end after its epoch; it is asked again until it ends. Raises as `stop`."""
        self._unheard.ask(key, "pause")

    def change(self, key: str, change: AskedChange) -> None:
        """Asks a training to change; it is asked again until it tells that it has. Raises as `stop`."""
        self._unheard.ask_change(key, change)

    def kill(self, key: str) -> None:
        """Ends the process of a job that does not listen; the slot comes back with a new one.

        The future goes first, or the scheduler would run the job again on the new worker.

        Raises:
            EngineLost: If the scheduler does not answer.
        """
        if key not in self._futures:
            return  # it has ended meanwhile
        workers = [address for address, keys in self._scheduler.processing().items() if key in keys]
        self._forget(key)
        if self._own is not None:
            self._own.kill_workers(workers)
            self._leaving |= set(workers)
            return
        # A frozen nanny would never answer, so somebody else waits for it.
        ask = threading.Thread(
            target=self._client.run,
            args=(end_worker,),
            kwargs={"workers": workers, "nanny": True, "on_error": "ignore"},
            daemon=True,
        )
        ask.start()

    def unresponsive(self) -> set[str]:
        """The jobs whose worker has shown no sign of life for 15 seconds.

        Raises:
            EngineLost: If the scheduler does not answer.
        """
        return self._scheduler.silent_keys() & self._futures.keys()

    def slots(self, slot: Slot) -> int:
        """How many jobs of a kind could start at this moment.

        Raises:
            EngineLost: If the scheduler does not answer, or if our own cluster does nothing and has had no
                worker of this kind for so long that its nanny must have given up.
        """
        capacity = self._scheduler.capacity(slot)
        self._leaving &= capacity.keys()  # a job given to one of these would die with it
        places = sum(count for address, count in capacity.items() if address not in self._leaving)
        if self._own is not None:
            self._check_worker(slot, is_there=places > 0)
        return max(0, places - self._taken(slot))

    def _check_worker(self, slot: Slot, is_there: bool) -> None:
        """Gives the cluster up if a worker stays away, but not while another one has something to do."""
        if is_there:
            self._away_since.pop(slot, None)
            return
        since = self._away_since.setdefault(slot, time.monotonic())
        if time.monotonic() - since > WORKERLESS_LIMIT_SECONDS and not self._futures:
            raise EngineLost("The worker process did not come back.")

    def _taken(self, slot: Slot) -> int:
        """The jobs that take the places of a kind; all do, where the workers do not say what they are for."""
        if self._scheduler.resources(slot) is None:
            return len(self._futures)
        return sum(kind == slot for kind in self._slots.values())

    def _renew_worker_if_due(self) -> None:
        """Ends the processes of our own workers for trainings after many of them."""
        if self._own is None or self._trainings < TRAININGS_PER_WORKER or self._taken("training"):
            return
        self._trainings = 0
        workers = self._own.workers("training")
        self._own.kill_workers(workers)
        self._leaving |= workers

    def close(self) -> None:
        """Lets go of the cluster; one of our own ends."""
        self._client.close(timeout=TIMEOUT_SECONDS)
        if self._own is not None:
            self._own.close()

    def _parse(self, raw: dict[str, Any]) -> Iterator[Message]:
        key = raw["key"]
        if key not in self._futures:
            return  # somebody else's job on a shared cluster, or one that was killed
        if "event" in raw:
            if raw["event"]["kind"] == "change":
                self._unheard.forget_change(key, raw["event"]["command"])
            yield Told(key, raw["seq"], raw["event"])
        elif "share" in raw:
            yield Progressed(key, raw["share"])
        elif "saved" in raw:
            yield from self._fetch_checkpoint(key)
        elif "heard" in raw:
            self._unheard.forget(key)
            yield HeardStop(key)
        else:
            self._trainings += self._slots[key] == "training"
            self._forget(key)
            yield raw["end"]

    def _fetch_checkpoint(self, key: str) -> Iterator[Saved]:
        try:
            saved = self._checkpoints[key].get(timeout=TIMEOUT_SECONDS)
        except TimeoutError:
            logger.warning("The checkpoint of %s could not be fetched.", key)
            return
        yield Saved(key, **saved)

    def _forget(self, key: str) -> None:
        """Frees what the cluster keeps of a job; a running one loses its right to be run again."""
        self._unheard.forget(key)
        self._slots.pop(key)
        self._futures.pop(key).cancel(reason="over", msg="the lab has no more use for it")
        checkpoints = self._checkpoints.pop(key)
        for _ in ("ours", "the worker's"):  # a queue goes when all who opened it have closed it
            checkpoints.close()
