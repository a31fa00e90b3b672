"""Questions to Dask's scheduler, each with a time limit, and none for which it has to ask a worker."""

import time
from collections.abc import Collection, Sequence
from typing import Any

from distributed import Client

from core.engine.engine import EngineLost
from core.engine.heartbeats import SILENCE_LIMIT_SECONDS, Heartbeats
from core.engine.worker_versions import DECLARED, refusal
from core.jobs.specs import SLOTS, Slot
from core.text import Text

TIMEOUT_SECONDS = 10
LOOK_SECONDS = 2


class Scheduler:
    """The scheduler that a client is connected to.

    Attributes:
        workers: What it last said of the workers that can be used, by their addresses; None before.
        refusals: Why each of the others cannot be, by its address.

    Raises:
        EngineLost: From every method, if there is no answer in ten seconds.
    """

    def __init__(self, client: Client, *, is_existing: bool = False) -> None:
        """Starts to ask a client's scheduler.

        Args:
            client: Connected to it.
            is_existing: Whether the cluster is somebody else's; its workers with other software are left out.
        """
        self._client = client
        self._is_existing = is_existing
        self._heartbeats = Heartbeats()
        self._silent_keys: set[str] = set()
        self._unplaced: dict[str, float] = {}
        self._next_look = 0.0
        self.workers: dict[str, dict[str, Any]] | None = None
        self.refusals: dict[str, Text] = {}

    def check_connection(self) -> None:
        """Sees whether the connection has broken: with it Dask forgets all that the client waits for."""
        if self._client.status != "running":
            raise EngineLost("The connection to the Dask scheduler has broken.")

    def tell(self, topic: str, message: dict[str, Any]) -> None:
        """Sends a message to all who have subscribed to a topic."""
        self._ask("log_event", topic=topic, msg=message)

    def capacity(self, slot: Slot) -> dict[str, int]:
        """How many jobs of a kind each worker can do at once, by its address.

        A worker says so by its resources (`--resources "training=1"`). Where none of them does, each does
        everything, one job to a thread.
        """
        workers = self._workers()
        if not any(_declares_slots(worker) for worker in workers.values()):
            return {address: int(worker["nthreads"]) for address, worker in workers.items()}
        return {address: int(worker["resources"].get(slot, 0)) for address, worker in workers.items()}

    def resources(self, slot: Slot) -> dict[str, float] | None:
        """What a job of a kind asks of a worker; None where the workers do not say what they are for."""
        return {slot: 1} if any(map(_declares_slots, self._workers().values())) else None

    def only_workers(self) -> list[str] | None:
        """The workers that may get a job; None where all may."""
        workers = self._workers()
        return list(workers) if self.refusals else None

    def _workers(self) -> dict[str, dict[str, Any]]:
        """What the scheduler knows of each worker that can be used, by its address."""
        found: dict[str, dict[str, Any]] = self._ask("identity", n_workers=-1)["workers"]
        refused = {address: self._refusal(address, worker) for address, worker in found.items()}
        self.refusals = {address: reason for address, reason in refused.items() if reason}
        self.workers = {address: worker for address, worker in found.items() if not refused[address]}
        return self.workers

    def _refusal(self, address: str, worker: dict[str, Any]) -> Text | None:
        if not self._is_existing:
            return None
        trains = "training" in worker["resources"] or not _declares_slots(worker)
        return refusal(address, worker.get(DECLARED), trains=trains)

    def known(self, keys: Collection[str]) -> set[str]:
        """Those of some tasks that the scheduler still has, whatever their state."""
        states: dict[str, str | None] = self._ask("get_task_status", keys=list(keys))
        return {key for key, state in states.items() if state is not None}

    def processing(self) -> dict[str, Sequence[str]]:
        """The keys of the tasks that each worker is doing, by its address."""
        found: dict[str, Sequence[str]] = self._ask("processing", workers=None)
        return found

    def silent_keys(self, keys: Collection[str]) -> set[str]:
        """Those of some tasks whose worker has been silent, or away, for 15 seconds; looks every two."""
        if time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + LOOK_SECONDS
            self._heartbeats.note({address: each["last_seen"] for address, each in self._workers().items()})
            silent = self._heartbeats.silent()
            processing = self.processing() if silent else {}
            self._silent_keys = {key for address in silent for key in processing.get(address, ())}
            if self._is_existing:  # of our own cluster, the next worker takes it
                self._silent_keys |= self._without_worker(keys)
        return self._silent_keys & set(keys)

    def _without_worker(self, keys: Collection[str]) -> set[str]:
        """Those for which there has been no worker for 15 seconds."""
        states: dict[str, str | None] = self._ask("get_task_status", keys=list(keys)) if keys else {}
        now = time.monotonic()
        unplaced = {key for key, state in states.items() if state == "no-worker"}
        self._unplaced = {key: self._unplaced.get(key, now) for key in unplaced}
        return {key for key, since in self._unplaced.items() if now - since > SILENCE_LIMIT_SECONDS}

    def _ask(self, question: str, **details: Any) -> Any:
        try:
            call = getattr(self._client.scheduler, question)
            return self._client.sync(call, callback_timeout=TIMEOUT_SECONDS, **details)
        except (OSError, TimeoutError) as error:
            raise EngineLost(f"The Dask scheduler does not answer any more: {error}") from error


def _declares_slots(worker: dict[str, Any]) -> bool:
    return bool(worker["resources"].keys() & set(SLOTS))
