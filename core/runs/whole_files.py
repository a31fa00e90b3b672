"""Files that are written whole or not at all, and read only if they are the ones that were written."""

import hashlib
import io
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.runs.run import is_run_id
from core.text import ExplainedError

TRAIN_AGAIN = "train it again"


class DamagedFileError(ExplainedError, RuntimeError):
    """A file is missing or is not the one that the lab wrote."""

    def __init__(self, path: Path, remedy: str) -> None:
        run = next(parent.name for parent in path.parents if is_run_id(parent.name))
        missing = "{file} of run {run} is missing or was changed; "
        super().__init__(missing + remedy + ".", file=path.name, run=run)


class WholeFiles:
    """The files of one run's folder, by their names in it.

    Raises:
        DamagedFileError: From what reads, if a file is lost or its SHA-256 is not the given one.
        OSError: From what writes, if the disk refuses; the file from before stays.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, name: str, sha256: str, remedy: str = TRAIN_AGAIN) -> bytes:
        """The content of a file."""
        path = self._folder / name
        data = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(data).hexdigest() != sha256:
            raise DamagedFileError(path, remedy)
        return data

    def read_either(self, name: str, sha256: str, remedy: str = TRAIN_AGAIN) -> bytes:
        """The content that the store means: a process may have died before it told it of a newer one."""
        try:
            return self.read(_before(name), sha256, remedy)
        except DamagedFileError:
            return self.read(name, sha256, remedy)

    def has_either(self, name: str) -> bool:
        """Whether there is the file, or the one before it."""
        return any((self._folder / each).is_file() for each in (name, _before(name)))

    def read_arrays(self, name: str, sha256: str | None, remedy: str) -> dict[str, NDArray[np.floating]]:
        """The arrays of a file by name; none if there is no such file or the store knows of none."""
        if sha256 is None or not self.has_either(name):
            return {}
        return arrays_of(self.read_either(name, sha256, remedy))

    def write(self, name: str, data: bytes) -> str:
        """Replaces a file as a whole, so that no reader and no crash ever meets half of one.

        Returns:
            The SHA-256 of its content.
        """
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(f".{path.name}.tmp")  # the runner is the only writer, so one name is enough
        try:
            with half.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            half.replace(path)
        except OSError:
            half.unlink(missing_ok=True)
            raise
        return hashlib.sha256(data).hexdigest()

    def write_beside(self, name: str, data: bytes, stored: str | None) -> str:
        """As `write`, but the file that the store means stays until the next time, under a name of its own.

        Args:
            name: Name of the file.
            data: Its new content.
            stored: SHA-256 of the file that the store means; None if it means none.
        """
        with suppress(DamagedFileError):
            if stored is not None and self.read(name, stored):
                (self._folder / name).replace(self._folder / _before(name))
        return self.write(name, data)

    def write_arrays(
        self,
        name: str,
        arrays: Mapping[str, NDArray[np.generic]],
        *,
        compresses: bool = True,
        stored: str | None = None,
    ) -> str:
        """As `write_beside`, with arrays as an npz, compressed or, which takes less time, not."""
        buffer = io.BytesIO()
        (np.savez_compressed if compresses else np.savez)(buffer, allow_pickle=False, **arrays)
        return self.write_beside(name, buffer.getvalue(), stored)


def _before(name: str) -> str:
    stem, ending = name.split(".")
    return f"{stem}.before.{ending}"


def arrays_of(npz: bytes) -> dict[str, NDArray[np.floating]]:
    """The arrays of an npz by name."""
    with np.load(io.BytesIO(npz), allow_pickle=False) as arrays:
        return {key: arrays[key] for key in arrays.files}
