"""What a worker says of its software when it joins a cluster, and why one is not used."""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import core
from core.text import Text, text

DECLARED: Final = "digit_lab"
"""Under which name a worker's versions stand in what Dask's scheduler knows of it."""

_NAMES = {"digit-lab": "Digit Lab", "keras": "Keras", "tensorflow": "TensorFlow"}
_HASH_DIGITS = 8


@cache
def own_versions() -> dict[str, str]:
    """The versions that decide what a job comes to, by package; without those that are not installed."""
    found = {}
    for package in _NAMES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    found["digit-lab"] = f"{found.get('digit-lab', '0')}+{_code_hash()}"
    return found


def _code_hash() -> str:
    """Of all of core's code, for two states of it may call themselves by the same version."""
    content, root = hashlib.sha256(), Path(core.__path__[0])
    for path in sorted(root.rglob("*.py")):
        content.update(f"{path.relative_to(root).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return content.hexdigest()[:_HASH_DIGITS]


def refusal(address: str, declared: Mapping[str, str] | None, *, trains: bool) -> Text | None:
    """Why a worker cannot be used; None if it can.

    Args:
        address: Of the worker.
        declared: Its versions; None if it said nothing.
        trains: Whether it trains, or only does jobs without TensorFlow.
    """
    if declared is None:
        told = "The worker at {address} is not used: it was not started with `--preload core.engine.worker`."
        return text(told, address=address)
    ours = own_versions()
    packages = [package for package in _NAMES if package in ours and (trains or package == "digit-lab")]
    others = [package for package in packages if declared.get(package) != ours[package]]
    if not others:
        return None
    return text(
        "The worker at {address} is not used: it has {theirs}, and this lab has {ours}.",
        address=address, theirs=_listed(others, declared), ours=_listed(others, ours),
    )  # fmt: skip


def _listed(packages: list[str], versions: Mapping[str, str]) -> str:
    return " and ".join(f"{_NAMES[package]} {versions.get(package, '(none)')}" for package in packages)
