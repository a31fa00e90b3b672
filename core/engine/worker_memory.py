"""How much memory the process of a worker may take before it is ended."""

import os
from typing import Final

from core.text import ExplainedError

SETTING: Final = "DIGIT_LAB_WORKER_MEMORY"

LEAST_BYTES: Final = 1_500_000_000
"""A worker takes 0.6 to 1.4 GB with the presets."""

SHARE: Final = 0.75
"""Of the machine's memory all workers for trainings together; pages and the system have the rest."""


class WorkerMemoryError(ExplainedError, ValueError):
    """The setting is no amount of memory that a worker can do with."""


def memory_from_settings() -> int | None:
    """The bytes that `DIGIT_LAB_WORKER_MEMORY` says; None if it is not set.

    Raises:
        WorkerMemoryError: If it is no amount, or less than a worker needs.
    """
    written = os.environ.get(SETTING, "").strip()
    if not written:
        return None
    from dask.utils import parse_bytes  # web processes read the settings without Dask

    try:
        size = int(parse_bytes(written))
    except (ValueError, OverflowError):
        size = 0
    if size < LEAST_BYTES:
        raise WorkerMemoryError(
            "{setting} is {value}; set it to an amount of memory of at least 1.5 GB, like 4 GB.",
            setting=SETTING, value=repr(written[:20]),
        )  # fmt: skip
    return size


def worker_memory(trainings: int) -> int:
    """The bytes that each worker of this machine may take, by the setting or by what there is.

    A limit of the container counts as the machine's memory.

    Args:
        trainings: How many trainings run at once.

    Raises:
        WorkerMemoryError: As `memory_from_settings`.
    """
    return memory_from_settings() or share_of_memory(trainings)


def share_of_memory(trainings: int) -> int:
    """The bytes for each of so many workers where nothing is set."""
    from distributed.system import MEMORY_LIMIT

    return max(LEAST_BYTES, int(SHARE * MEMORY_LIMIT) // trainings)
