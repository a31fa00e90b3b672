"""A Dask cluster of our own on this machine: a scheduler in this process and one worker beside it."""

import logging
import os
import signal
from contextlib import suppress

from distributed import LocalCluster, Security

from core.engine.scheduler import TIMEOUT_SECONDS


class OwnCluster:
    """A cluster on loopback, behind certificates of its own; its worker starts with TensorFlow loaded."""

    def __init__(self) -> None:
        self.cluster = LocalCluster(
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

    def kill_workers(self) -> set[str]:
        """Ends the workers' processes at once and returns their addresses; the nannies start others.

        By process id, which works on one that is frozen as well; the nannies live in this process.
        """
        nannies = list(self.cluster.workers.values())
        addresses = {nanny.worker_address for nanny in nannies}
        for nanny in nannies:
            _kill(nanny.pid)
        return addresses

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
