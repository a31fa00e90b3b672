"""A Dask cluster of our own on this machine: a scheduler in this process, a worker for each kind of job."""

import logging
import os
import signal
from contextlib import suppress

from distributed import LocalCluster, Nanny, Security

from core.engine.scheduler import TIMEOUT_SECONDS
from core.jobs.specs import SLOTS, Slot


class OwnCluster:
    """A cluster on loopback, behind certificates of its own; one worker starts with TensorFlow loaded."""

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
            resources={"training": 1},
            silence_logs=logging.ERROR,
        )
        self._add_light_worker()

    def _add_light_worker(self) -> None:
        """Has a second worker come up; nobody waits for it."""
        spec = self.cluster.new_spec
        self.cluster.new_spec = {**spec, "options": {**spec["options"], "resources": {"light": 1}}}
        self.cluster.scale(len(SLOTS))

    def _nannies(self, slot: Slot) -> list[Nanny]:
        return [nanny for nanny in self.cluster.workers.values() if slot in nanny.resources]

    def kill_worker(self, slot: Slot) -> set[str]:
        """Ends the process of a kind of worker at once and returns its address; its nanny starts another.

        By process id, which works on one that is frozen as well; the nannies live in this process.
        """
        nannies = self._nannies(slot)
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
