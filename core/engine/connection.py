"""A client of a Dask scheduler, set up as the engine needs it."""

import logging
import threading
from collections.abc import Sequence

import dask
import distributed
from distributed import Client, LocalCluster

from core.engine.engine import EngineLost
from core.engine.existing_cluster import ExistingCluster
from core.engine.scheduler import TIMEOUT_SECONDS
from core.engine.worker import end_worker

CONNECT_SECONDS = 5
"""So long an existing cluster's scheduler has to answer: what trained there counts as interrupted then."""

_SETTINGS = {
    # A model, a data set or what somebody sent for one travels with its task.
    "distributed.admin.large-graph-warning-threshold": "400 MB",
    "distributed.comm.timeouts.connect": f"{TIMEOUT_SECONDS}s",
    # A cluster gives up the nanny of a worker that is away for that long, and loading TensorFlow anew may
    # take longer than the 15 seconds that Dask allows.
    "distributed.deploy.lost-worker-timeout": "1 hour",
    # The limit of a worker's memory is where its process ends. Before it Dask would take to keeping results
    # on disk, which does not help a training, and to giving the worker nothing more to do.
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": 1.0,
}


def set_up() -> None:
    """Sets Dask up for this process, before it starts a cluster or connects to one."""
    logging.getLogger("distributed").setLevel(logging.ERROR)
    dask.config.set(_SETTINGS)


def connect(cluster: LocalCluster | ExistingCluster) -> Client:
    """Connects to our own cluster, or to one that exists.

    Raises:
        EngineLost: If no scheduler answers, or it cannot be used.
        ClusterSettingsError: If there are no certificates for it.
    """
    if isinstance(cluster, LocalCluster):
        return _prepared(Client(cluster, timeout=TIMEOUT_SECONDS, set_as_default=False))
    security = cluster.security()
    try:
        return _prepared(
            Client(cluster.address, timeout=CONNECT_SECONDS, set_as_default=False, security=security)
        )
    except (OSError, TimeoutError, ImportError) as error:
        raise EngineLost(f"No Dask scheduler answers at {cluster.address}: {error}") from error


def end_processes(client: Client, workers: Sequence[str]) -> None:
    """Has nannies end the processes of their workers, by the addresses of these; each then starts another."""
    ask = threading.Thread(
        target=client.run,
        args=(end_worker,),
        kwargs={"workers": list(workers), "nanny": True, "on_error": "ignore"},
        daemon=True,
    )
    ask.start()  # a frozen nanny would never answer, so somebody else waits for it


def _prepared(client: Client) -> Client:
    client.run_on_scheduler(_never_retry)
    return client


def _never_retry(dask_scheduler: distributed.Scheduler) -> None:
    """A job that kills its worker would kill the next one too."""
    dask_scheduler.allowed_failures = 0
