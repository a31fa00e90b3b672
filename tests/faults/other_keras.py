"""A preload for `dask worker`: has it say that it has another Keras than it has."""

from distributed import Worker

from core.engine.worker_versions import DECLARED, own_versions


def dask_setup(worker: Worker) -> None:
    """Dask's hook at the start of a worker, called after that of `core.engine.worker`."""
    worker.startup_information[DECLARED] = lambda _: {**own_versions(), "keras": "1.0"}
