"""How many cores there are to compute with."""

import os


def usable_cores() -> int:
    """The cores that this process may use, as the operating system counts them."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
