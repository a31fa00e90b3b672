"""The start of the engine, and what is done while an existing cluster cannot be reached."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from core.engine import cluster_report
from core.engine.absent_engine import AbsentEngine
from core.engine.engine import EngineLost
from core.engine.existing_cluster import ClusterSettingsError, cluster_from_settings, is_cluster_set
from core.engine.presence import RunnerLock
from core.engine.recovery import interrupt
from core.engine.runner import Runner
from core.engine.slots import MOST_ACTIVE, SlotsError, training_slots
from core.engine.worker_memory import WorkerMemoryError, share_of_memory, worker_memory
from core.store.store import Store
from core.text import Text, text

if TYPE_CHECKING:
    from core.engine.dask_engine import DaskEngine  # web processes import the runner's file without Dask

RETRY_SECONDS = 5

logger = logging.getLogger(__name__)


def start_engine(
    home: Path, store: Store, lock: RunnerLock, is_wanted: Callable[[], bool]
) -> "DaskEngine | None":
    """The engine; where its cluster cannot be reached, it is tried again until nobody wants it any more.

    Meanwhile nobody knows what trains there, so those runs are interrupted; queued ones wait, and can be
    stopped.
    """
    waiting = Runner(home, store, AbsentEngine())
    while True:
        engine, problem = _try()
        lock.report(problem)
        if engine is not None:
            return engine
        interrupt(home, store)
        deadline = time.monotonic() + RETRY_SECONDS
        while time.monotonic() < deadline:
            if not is_wanted():
                return None
            waiting.tick()


def _try() -> "tuple[DaskEngine | None, Text | None]":
    """The engine, or why there is none at an existing cluster."""
    from core.engine.dask_engine import DaskEngine

    try:
        existing = cluster_from_settings()
        if existing is None:
            slots = slots_or_one()
            return DaskEngine(trainings=slots, worker_memory=_memory_or_share(slots)), None
        try:
            return DaskEngine(existing), None
        except EngineLost as error:
            logger.warning("%s", error)
            return None, cluster_report.no_scheduler(existing.address)
    except ClusterSettingsError as error:
        return None, text("{error} Queued runs wait.", error=str(error))


def slots_or_one() -> int:
    """How many trainings run on this machine at once; one where the setting is none."""
    try:
        return training_slots()
    except SlotsError as error:  # whoever serves the lab is told as well
        logger.error("%s", error)
        return 1


def _memory_or_share(slots: int) -> int:
    """The bytes that each worker may take; the machine's share where the setting is none."""
    try:
        return worker_memory(slots)
    except WorkerMemoryError as error:  # whoever serves the lab is told as well
        logger.error("%s", error)
        return share_of_memory(slots)


def trials_at_once() -> int:
    """How many trials of a sweep wait or train at once: no more than could train at once."""
    if is_cluster_set():
        return MOST_ACTIVE
    try:
        return min(MOST_ACTIVE, training_slots())
    except SlotsError:  # the start of the engine tells it
        return 1
