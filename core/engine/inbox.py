"""What workers tell of the jobs at the engine, as messages in their order."""

import logging
import queue
from collections import deque
from collections.abc import Iterator
from typing import Any

from distributed import Client, Future, Queue

from core.engine.engine import EngineLost
from core.engine.event_order import EventOrder, Raw
from core.engine.job_end import fetch_end
from core.engine.messages import HeardStop, Message, Progressed, Saved, Told
from core.engine.scheduler import TIMEOUT_SECONDS, Scheduler
from core.engine.worker import COMMANDS, TOPIC, checkpoint_queue
from core.engine.worker_deaths import WorkerDeaths
from core.jobs.specs import Slot

MOST_OPENED = 10  # by the worker, and by this and earlier runners

logger = logging.getLogger(__name__)


class Inbox:
    """Receives from a topic of Dask's scheduler, and the ends of tasks from threads that fetch them."""

    def __init__(self, client: Client, scheduler: Scheduler, deaths: WorkerDeaths) -> None:
        """Receives from now on.

        Args:
            client: Connected to the scheduler.
            scheduler: The same, to which is told what shall be told again.
            deaths: Knows why workers died.
        """
        self._client, self._scheduler, self._deaths = client, scheduler, deaths
        self._received: queue.SimpleQueue[Raw] = queue.SimpleQueue()
        self._order: dict[str, EventOrder] = {}
        self._checkpoints: dict[str, Queue] = {}
        self._fetched: dict[str, deque[dict[str, Any]]] = {}
        client.subscribe_topic(TOPIC, lambda event: self._received.put(event[1]))

    def open(self, key: str, slot: Slot, future: Future[Any], order: EventOrder) -> None:
        """Takes from now on what is told of a job, and its end."""
        self._order[key] = order
        self._checkpoints[key] = checkpoint_queue(key, self._client)
        self._fetched[key] = deque()
        future.add_done_callback(lambda ended: fetch_end(key, slot, ended, self._deaths, self._received))

    def close(self, key: str) -> None:
        """Takes nothing of a job any more, and frees what was on its way."""
        self._order.pop(key, None)
        self._fetched.pop(key, None)
        checkpoints = self._checkpoints.pop(key, None) or checkpoint_queue(key, self._client)
        for _ in range(MOST_OPENED):  # a queue goes when all who opened it have closed it
            checkpoints.close()

    def messages(self, seconds: float) -> Iterator[Message]:
        """What has come since the last call; waits up to `seconds` for something.

        Raises:
            EngineLost: If the scheduler was lost.
        """
        for key, order in self._order.items():
            if (following := order.missing_from()) is not None:
                self._scheduler.tell(COMMANDS, {"again": key, "following": following})
        for raw in self._wait(seconds):
            if raw["key"] in self._order:  # else somebody else's job on a shared cluster, or a killed one
                yield from self._parse(raw["key"], raw)

    def _wait(self, seconds: float) -> list[Raw]:
        received = []
        try:
            received.append(self._received.get(timeout=seconds))
            while True:
                received.append(self._received.get_nowait())
        except queue.Empty:
            return received

    def _parse(self, key: str, raw: Raw) -> Iterator[Message]:
        if "event" in raw:
            yield from _told(key, self._order[key].take(raw))
            yield from self._due_checkpoints(key)
        elif "share" in raw:
            yield Progressed(key, raw["share"])
        elif "again" in raw:
            yield from _told(key, self._order[key].take_again(raw["again"], raw["count"]))
            if raw["saved"]:
                self._fetch_checkpoints(key)
            yield from self._due_checkpoints(key)
        elif "saved" in raw:
            self._fetch_checkpoints(key)
            yield from self._due_checkpoints(key)
        elif "heard" in raw:
            yield HeardStop(key)
        elif raw["end"] is None:
            raise EngineLost("The connection to the Dask scheduler has broken.")
        else:
            yield raw["end"]

    def _fetch_checkpoints(self, key: str) -> None:
        """Fetches those that have not been fetched, of an earlier runner's time too.

        Raises:
            EngineLost: If the connection to the scheduler has broken.
        """
        waiting = self._checkpoints[key]
        try:
            while waiting.qsize(callback_timeout=TIMEOUT_SECONDS):
                self._fetched[key].append(waiting.get(timeout=TIMEOUT_SECONDS))
        except TimeoutError:
            logger.warning("The checkpoint of %s could not be fetched.", key)
        except OSError as error:
            raise EngineLost(f"The Dask scheduler does not answer any more: {error}") from error

    def _due_checkpoints(self, key: str) -> Iterator[Saved]:
        """The fetched checkpoints whose epochs were told."""
        fetched = self._fetched[key]
        while fetched and fetched[0]["told"] <= self._order[key].following:
            saved = fetched.popleft()
            del saved["told"]
            yield Saved(key, **saved)


def _told(key: str, events: list[Raw]) -> Iterator[Told]:
    for raw in events:
        yield Told(key, raw["seq"], raw["event"])
