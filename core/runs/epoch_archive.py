"""The content of epochs.npz: what a model said on the validation split after each epoch.

An array float16 (n, classes) for each epoch, named by its number from 1, so that another is added without
packing the others anew. Earlier versions kept all in one array `probabilities`, float16 (epochs, n, classes).
"""

import io
import re
import zipfile
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

_MEMBER = re.compile(r"(\d+)\.npy")


def with_epoch(archive: bytes, epoch: int, probabilities: NDArray[np.float16]) -> bytes:
    """The archive with the figures of an epoch, and without those of later ones.

    Args:
        archive: The npz file so far; empty for none.
        epoch: Number of the epoch, from 1.
        probabilities: float16 (n, classes).
    """
    numbers = _numbers(archive)
    if numbers is None or any(number >= epoch for number in numbers):
        archive = _up_to(archive, epoch - 1)
    content = io.BytesIO(archive)
    with (
        zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as file,
        file.open(f"{epoch}.npy", "w", force_zip64=True) as member,
    ):
        np.lib.format.write_array(member, np.asanyarray(probabilities), allow_pickle=False)
    return content.getvalue()


def by_epoch(arrays: Mapping[str, NDArray[np.floating]]) -> dict[int, NDArray[np.float16]]:
    """The figures by number of the epoch, from 1, from the arrays of an npz of this or an earlier version."""
    if "probabilities" in arrays:
        return {
            number: each.astype(np.float16, copy=False)
            for number, each in enumerate(arrays["probabilities"], 1)
        }
    return {int(name): arrays[name].astype(np.float16, copy=False) for name in sorted(arrays, key=int)}


def some_epochs(archive: bytes, most: int) -> dict[int, NDArray[np.float16]]:
    """The figures of at most so many epochs, evenly spread, the first and the last one included.

    No others are unpacked, so that a run of a thousand epochs is read as quickly as one of ten.
    """
    numbers = _numbers(archive)
    with np.load(io.BytesIO(archive), allow_pickle=False) as arrays:
        if numbers is None:
            found = by_epoch(arrays)
            return {number: found[number] for number in _spread(sorted(found), most)}
        return {number: arrays[str(number)] for number in _spread(sorted(numbers), most)}


def _spread(numbers: list[int], most: int) -> list[int]:
    """At most so many of some numbers in order, evenly spread, ends included."""
    places = np.linspace(0, len(numbers) - 1, min(most, len(numbers))).round().astype(int)
    return [numbers[place] for place in places]


def _numbers(archive: bytes) -> list[int] | None:
    """The epochs of an archive; None if it is of an earlier version."""
    if not archive:
        return []
    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        found = [_MEMBER.fullmatch(name) for name in file.namelist()]
    return None if None in found else [int(match.group(1)) for match in found if match]


def _up_to(archive: bytes, last: int) -> bytes:
    """An archive of this version with the epochs up to one."""
    with np.load(io.BytesIO(archive), allow_pickle=False) as arrays:
        kept = {number: each for number, each in by_epoch(arrays).items() if number <= last}
    shorter = b""
    for number, each in kept.items():
        shorter = with_epoch(shorter, number, each)
    return shorter
