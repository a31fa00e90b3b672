"""When our own workers are replaced: TensorFlow keeps up to 14 MB of each training for good."""

from collections.abc import Set
from typing import Final

from core.engine.own_cluster import OwnCluster
from core.engine.scheduler import Scheduler

TRAININGS_PER_WORKER: Final = 20


class Renewal:
    """Counts trainings and, when there were many, ends each worker once it has nothing to do.

    So it comes due under a queue that never gets empty too, and while another worker trains for hours.
    """

    def __init__(self, own: OwnCluster, scheduler: Scheduler) -> None:
        self._own, self._scheduler = own, scheduler
        self._ended = 0
        self._known: Set[str] = frozenset()
        self._due: Set[str] = frozenset()
        self._is_settled = False

    def end_idle(self, trainings: Set[str]) -> Set[str]:
        """Ends the workers that are due and do nothing; called at each round, and before one gets a training.

        Args:
            trainings: The keys of those that are at the engine.

        Returns:
            The addresses of the ended ones.

        Raises:
            EngineLost: If the scheduler does not answer.
        """
        if trainings != self._known:
            self._ended += len(self._known - trainings)
            self._known, self._is_settled = frozenset(trainings), False
            self._see_whether_due()
        if not self._due or self._is_settled:
            return set()
        doing = self._scheduler.processing()
        if not trainings <= {key for keys in doing.values() for key in keys}:
            return set()  # one is on its way to a worker, and nobody can tell to which
        self._is_settled = True
        idle = {address for address in self._due if address in doing and not doing[address]}
        self._own.kill_workers(idle)
        self._due -= idle
        return idle

    def _see_whether_due(self) -> None:
        workers = self._own.workers("training")
        if workers and self._ended >= TRAININGS_PER_WORKER * len(workers):
            self._ended, self._due = 0, workers
