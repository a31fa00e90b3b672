"""What machine this is, as far as it decides how long a training takes."""

import os
import platform
from functools import cache
from pathlib import Path

from core.cores import usable_cores
from core.engine.worker_versions import own_versions


@cache
def this_machine() -> str:
    """Its name, its processor and GPUs, the cores that this process may use, and the versions of what trains.

    What was timed where any of these was another one says nothing here.
    """
    versions = ", ".join(f"{name} {version}" for name, version in sorted(own_versions().items()))
    parts = [platform.node(), _processor(), f"{usable_cores()} cores", *_gpus(), versions]
    return ", ".join(parts)


def _processor() -> str:
    """What the processor calls itself; where Linux does not tell, its kind, such as "arm64"."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _gpus() -> list[str]:
    """The GPUs that NVIDIA's driver for Linux tells of, by their places on the bus, and which may be used."""
    found = sorted(path.name for path in Path("/proc/driver/nvidia/gpus").glob("*"))
    return [*found, f"visible {os.environ.get('CUDA_VISIBLE_DEVICES', 'all')}"] if found else []
