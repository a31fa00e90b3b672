"""A little space on the disk, given back when it is full, so that the store can be told why a run ended."""

from contextlib import suppress
from pathlib import Path

from core.home import is_disk_full

RESERVED_BYTES = 1_000_000


class Reserve:
    """The reserved space of one data folder."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._path = home / "reserved-space"

    def keep(self) -> None:
        """Takes the space, unless it is taken or the disk has none to spare."""
        if self._path.exists() or is_disk_full(self._home):
            return
        try:
            self._path.write_bytes(bytes(RESERVED_BYTES))
        except OSError:
            with suppress(OSError):
                self.release()  # a part of it would count as all of it

    def release(self) -> None:
        """Gives the space back."""
        self._path.unlink(missing_ok=True)
