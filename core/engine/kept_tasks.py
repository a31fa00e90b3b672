"""Trainings on a cluster that outlive their runner: who comes after it goes on with them."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from distributed import Client, Future, Variable

from core.engine.engine import EngineLost
from core.engine.scheduler import TIMEOUT_SECONDS


class KeptTasks:
    """Has Dask's scheduler keep tasks, and their results, for which no client waits any more.

    It lets go of a task as soon as nobody wants it; a variable that holds its future does want it.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    def keep(self, key: str, future: Future[Any], is_wanted: Callable[[], bool]) -> None:
        """Keeps a task until it is forgotten.

        A thread of its own does it, for the scheduler has to have received all that travels with the task.

        Args:
            key: Of the task.
            future: Of the same.
            is_wanted: Whether nobody has forgotten it meanwhile.
        """

        def work() -> None:
            with suppress(OSError, TimeoutError, RuntimeError):  # the task just does not outlive us then
                self._variable(key).set(future)
            if not is_wanted():
                self.forget(key)

        threading.Thread(target=work, daemon=True).start()

    def find(self, key: str) -> "Future[Any] | None":
        """The future of a task that an earlier client has kept; None if it was not kept.

        Raises:
            EngineLost: If the scheduler does not answer.
        """
        try:
            found: Future[Any] = self._variable(key).get(timeout=1, callback_timeout=TIMEOUT_SECONDS)
        except TimeoutError:
            return None
        except OSError as error:
            raise EngineLost(f"The Dask scheduler does not answer any more: {error}") from error
        return found

    def forget(self, key: str) -> None:
        """Lets the scheduler let go of a task."""
        self._variable(key).delete()

    def _variable(self, key: str) -> Variable:
        return Variable(f"digit-lab-task-{key}", client=self._client)
