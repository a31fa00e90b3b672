"""Questions to Dask's scheduler, each with a time limit, and none for which it has to ask a worker."""

import time
from typing import Any

from distributed import Client

from core.engine.heartbeats import Heartbeats
from core.jobs.specs import SLOTS, Slot

TIMEOUT_SECONDS = 10
LOST_LIMIT_SECONDS = 30
LOOK_SECONDS = 2


class EngineLost(RuntimeError):
    """The scheduler does not answer any more."""


class Scheduler:
    """The scheduler that a client is connected to.

    Raises:
        EngineLost: From every method, if there is no answer in ten seconds, or no connection in thirty.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._heartbeats = Heartbeats()
        self._silent_keys: set[str] = set()
        self._next_look = 0.0

    def check_connection(self) -> None:
        """Waits up to half a minute for a connection that broke to come back."""
        deadline = time.monotonic() + LOST_LIMIT_SECONDS
        while self._client.status != "running":
            if self._client.status == "closed" or time.monotonic() > deadline:
                raise EngineLost("The Dask scheduler does not answer any more.")
            time.sleep(0.2)

    def tell(self, topic: str, message: dict[str, str]) -> None:
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

    def _workers(self) -> dict[str, dict[str, Any]]:
        """What the scheduler knows of each worker, by its address."""
        found: dict[str, dict[str, Any]] = self._ask("identity", n_workers=-1)["workers"]
        return found

    def processing(self) -> dict[str, list[str]]:
        """The keys of the tasks that each worker is doing, by its address."""
        found: dict[str, list[str]] = self._ask("processing", workers=None)
        return found

    def silent_keys(self) -> set[str]:
        """The keys of tasks whose worker has been silent for 15 seconds; looks every two seconds."""
        if time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + LOOK_SECONDS
            workers = self._workers()
            self._heartbeats.note({address: worker["last_seen"] for address, worker in workers.items()})
            silent = self._heartbeats.silent()
            processing = self.processing() if silent else {}
            self._silent_keys = {key for address in silent for key in processing.get(address, ())}
        return self._silent_keys

    def _ask(self, question: str, **details: Any) -> Any:
        try:
            call = getattr(self._client.scheduler, question)
            return self._client.sync(call, callback_timeout=TIMEOUT_SECONDS, **details)
        except (OSError, TimeoutError) as error:
            raise EngineLost(f"The Dask scheduler does not answer any more: {error}") from error


def _declares_slots(worker: dict[str, Any]) -> bool:
    return bool(worker["resources"].keys() & set(SLOTS))
