"""Ends what still trains at an existing cluster of runs that were interrupted there, or deleted since."""

import time

from core.engine.engine import Engine
from core.engine.existing_cluster import cluster_address
from core.store.store import Store

REPEAT_SECONDS = 5


class LeftTrainings:
    """Tells them to end until they are gone, for a worker may be out of reach for a while."""

    def __init__(self, store: Store, engine: Engine) -> None:
        """Starts with those that the store has."""
        self._store, self._engine = store, engine
        self._next_look = 0.0

    def end(self) -> None:
        """Tells those that are due; called at each round.

        Raises:
            EngineLost: If the cluster does not answer.
        """
        address = cluster_address()
        if address is None or time.monotonic() < self._next_look:
            return
        self._next_look = time.monotonic() + REPEAT_SECONDS
        if left := self._store.left_tasks.at(address):
            self._store.left_tasks.remove(self._engine.give_up(left))
