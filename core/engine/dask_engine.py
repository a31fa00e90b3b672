"""The engine on dask.distributed: its own cluster on this machine, or one that already exists.

See `Engine` for the verbs; another engine could stand here.

None of them waits for a worker, for one that is frozen would hold up everybody: stops travel through the
scheduler, results are fetched by another thread, and our own worker is killed by its process id. Nor does any
wait for the scheduler without a limit.
"""

import time
from collections.abc import Collection, Mapping
from typing import Any, cast

from distributed import Future

from core.engine import cluster_report
from core.engine.connection import connect, end_processes, set_up
from core.engine.engine import EngineLost
from core.engine.event_order import EventOrder
from core.engine.existing_cluster import ExistingCluster
from core.engine.inbox import Inbox
from core.engine.kept_tasks import KeptTasks
from core.engine.messages import Cancelled, Done, Failed, HeardStop, Message, Told
from core.engine.own_cluster import OwnCluster
from core.engine.pending_requests import PendingRequests
from core.engine.renewal import Renewal
from core.engine.scheduler import TIMEOUT_SECONDS, Scheduler
from core.engine.worker import run_job
from core.engine.worker_deaths import WorkerDeaths
from core.jobs.specs import Job, Slot, Train
from core.runs.change import AskedChange
from core.text import Text

WORKERLESS_LIMIT_SECONDS = 180


class DaskEngine:
    """Jobs as Dask tasks, one to a slot.

    Raises:
        EngineLost: From every method, if the scheduler does not answer.
    """

    def __init__(
        self, existing: ExistingCluster | None = None, trainings: int = 1, worker_memory: int = 0
    ) -> None:
        """Starts a cluster on this machine, or connects to one that exists.

        Args:
            existing: Where it is; None for a cluster of our own.
            trainings: How many trainings our own cluster does at once.
            worker_memory: Bytes that a worker of our own may take; 0 for as many as there are.

        Raises:
            EngineLost: If nothing answers there.
            ClusterSettingsError: If there are no certificates for it.
        """
        set_up()
        self._existing = existing
        self._own = OwnCluster(trainings, worker_memory) if existing is None else None
        self._client = connect(existing or cast(OwnCluster, self._own).cluster)
        self._scheduler = Scheduler(self._client, is_existing=existing is not None)
        self._kept = KeptTasks(self._client) if existing else None
        self._deaths = WorkerDeaths(self._client, is_existing=existing is not None)
        self._inbox = Inbox(self._client, self._scheduler, self._deaths)
        self._futures: dict[str, Future[Any]] = {}
        self._slots: dict[str, Slot] = {}
        self._away_since: dict[Slot, float] = {}
        self._renewal = Renewal(self._own, self._scheduler) if self._own else None
        self._leaving: set[str] = set()
        self._pending = PendingRequests(self._scheduler, self._futures)

    def submit(self, key: str, job: Job, *files: bytes | None) -> None:
        """Starts a job; `key` must be new, for Dask answers a known key from memory. See `perform`."""
        future = self._client.submit(
            run_job,
            key,
            job.model_dump_json(),
            *files,
            key=key,
            pure=False,
            retries=0,
            resources=self._scheduler.resources(job.slot),
            workers=self._scheduler.only_workers(),
        )
        self._wait_for(key, job.slot, future, EventOrder())
        if self._kept is not None and isinstance(job, Train):
            self._kept.keep(key, future, is_wanted=lambda: key in self._futures)

    def _wait_for(self, key: str, slot: Slot, future: Future[Any], order: EventOrder) -> None:
        self._futures[key], self._slots[key] = future, slot
        self._inbox.open(key, slot, future, order)

    def take_up(self, known: Mapping[str, int]) -> set[str]:
        """Goes on with trainings that an earlier client of an existing cluster has started there.

        What they have told since is told again.

        Args:
            known: For each, how many of its events are known.

        Returns:
            Those that are there.
        """
        if self._kept is None or not known:
            return set()
        for key in self._scheduler.known(known):
            if future := self._kept.find(key):
                self._wait_for(key, "training", future, EventOrder(known[key], is_complete=False))
        return self._futures.keys() & known.keys()

    def give_up(self, keys: Collection[str]) -> set[str]:
        """Asks trainings that an earlier client has started to end, and lets go of those that no worker does.

        The scheduler keeps the others, or it would not know any more whether they have ended.

        Returns:
            Those that are gone.
        """
        if self._kept is None:
            return set(keys)
        known = self._scheduler.known(keys)
        at_workers = {key for each in self._scheduler.processing().values() for key in each}
        for key in known & at_workers:
            self.stop(key)
        for key in known - at_workers:
            self._kept.forget(key)
            self._inbox.close(key)
        return set(keys) - (known & at_workers)

    def events(self, seconds: float) -> list[Message]:
        """What has been told since the last call; waits up to `seconds` for something.

        Raises:
            EngineLost: If the connection to the scheduler has broken.
        """
        self._scheduler.check_connection()
        self._renew_workers()
        self._pending.repeat()
        self._deaths.look()
        messages = []
        for message in self._inbox.messages(seconds):
            self._note(message)
            messages.append(message)
        return messages

    def stop(self, key: str) -> None:
        """Asks a job to end, until it has heard: it hears nothing before it has begun."""
        self._pending.ask(key, "stop")

    def pause(self, key: str) -> None:
        """Asks a training to end after its epoch; it is asked again until it ends."""
        self._pending.ask(key, "pause")

    def change(self, key: str, change: AskedChange) -> None:
        """Asks a training to change; it is asked again until it tells that it has."""
        self._pending.ask_change(key, change)

    def kill(self, key: str) -> None:
        """Ends the process of a job that does not listen; the slot comes back with a new one.

        The future goes first, or the scheduler would run the job again on the new worker.
        """
        if key not in self._futures:
            return  # it has ended meanwhile
        workers = [address for address, keys in self._scheduler.processing().items() if key in keys]
        self._forget(key)
        if self._own is not None:
            self._own.kill_workers(workers)
        else:
            known = self._scheduler.workers or {}
            workers = [address for address in workers if known.get(address, {}).get("nanny")]
            end_processes(self._client, workers)
        self._leaving |= set(workers)

    def unresponsive(self) -> set[str]:
        """The jobs whose worker has shown no sign of life for 15 seconds."""
        return self._scheduler.silent_keys(self._futures.keys())

    def slots(self, slot: Slot) -> int:
        """How many jobs of a kind could start at this moment.

        Raises:
            EngineLost: If the scheduler does not answer, or if our own cluster does nothing and has had no
                worker of this kind for so long that its nanny must have given up.
        """
        self._renew_workers()
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

    def _renew_workers(self) -> None:
        """Ends the processes of our own workers for trainings after many of them."""
        if self._renewal is not None:
            trainings = {key for key, slot in self._slots.items() if slot == "training"}
            self._leaving |= self._renewal.end_idle(trainings)

    def obstacle(self) -> Text | None:
        """Why nothing can be done at an existing cluster, as far as it was seen; None if something can."""
        workers = self._scheduler.workers
        if self._existing is None or workers is None:
            return None
        return cluster_report.obstacle(self._existing.address, workers, self._scheduler.refusals)

    def notice(self) -> Text | None:
        """Which workers of an existing cluster are not used, while others are."""
        return cluster_report.notice(self._scheduler.workers or (), self._scheduler.refusals)

    def close(self) -> None:
        """Lets go of the cluster; one of our own ends."""
        self._client.close(timeout=TIMEOUT_SECONDS)
        if self._own is not None:
            self._own.close()

    def _note(self, message: Message) -> None:
        """Takes what a message means here: that a request was heard, or that a job has ended."""
        match message:
            case Told(key=key, event={"kind": "change", "command": int(command)}):
                self._pending.forget_change(key, command)
            case HeardStop(key=key):
                self._pending.forget(key)
            case Done(key=key) | Failed(key=key) | Cancelled(key=key):
                self._forget(key)

    def _forget(self, key: str) -> None:
        """Frees what the cluster keeps of a job; a running one loses its right to be run again."""
        self._pending.forget(key)
        self._slots.pop(key)
        self._inbox.close(key)
        self._futures.pop(key).cancel(reason="over", msg="the lab has no more use for it")
        if self._kept is not None:
            self._kept.forget(key)
