"""A Dask cluster of our own on this machine: a scheduler in this process, and workers of each kind."""

import logging
import os
import signal
from collections.abc import Container, Iterable
from contextlib import suppress

from distributed import LocalCluster, Nanny, Security

from core.engine.scheduler import TIMEOUT_SECONDS
from core.jobs.specs import Slot


class OwnCluster:
    """A cluster on loopback, behind certificates of its own."""

    def __init__(self, trainings: int = 1, worker_memory: int = 0) -> None:
        """Starts it; the first worker for trainings is there then, with TensorFlow loaded.

        Args:
            trainings: How many workers for trainings come up.
            worker_memory: Bytes at which the nanny of a worker ends its process; 0 for never.
        """
        self.cluster = LocalCluster(
            n_workers=1,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            protocol="tls://",
            security=Security.temporary(),
            dashboard_address="127.0.0.1:0",  # Dask always serves its health over HTTP: on any free port
            memory_limit=worker_memory,
            preload=["core.engine.worker"],
            resources={"training": 1},
            silence_logs=logging.ERROR,
        )
        self._add_workers(trainings)

    def _add_workers(self, trainings: int) -> None:
        """Has the worker for light jobs come up, and those for further trainings; nobody waits for them."""
        spec = self.cluster.new_spec
        self.cluster.new_spec = {**spec, "options": {**spec["options"], "resources": {"light": 1}}}
        self.cluster.scale(2)
        self.cluster.new_spec = spec
        self.cluster.scale(1 + trainings)

    def workers(self, slot: Slot) -> set[str]:
        """The addresses of the workers of a kind."""
        nannies: Iterable[Nanny] = self.cluster.workers.values()
        return {nanny.worker_address for nanny in nannies if slot in nanny.resources}

    def kill_workers(self, addresses: Container[str]) -> None:
        """Ends the processes of workers at once; their nannies start others.

        By process id, which works on one that is frozen as well; the nannies live in this process.
        """
        for nanny in self.cluster.workers.values():
            if nanny.worker_address in addresses:
                _kill(nanny.pid)

    def close(self) -> None:
        """Ends the cluster, with a worker that is frozen as well."""
        pids = [nanny.pid for nanny in self.cluster.workers.values()]
        with suppress(TimeoutError):
            self.cluster.close(timeout=TIMEOUT_SECONDS)
        for pid in pids:
            _kill(pid)


def _kill(pid: int | None) -> None:
    with suppress(ProcessLookupError):
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
