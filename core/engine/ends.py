"""The ends of runs and jobs, which the store is told of as soon as the disk lets it."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from core.engine.reserve import Reserve
from core.home import can_be_filled, is_disk_full, says_disk_full
from core.jobs.record import UnknownJobError
from core.runs.run import UnknownRunError
from core.runs.state import ImpossibleStateError

LOOK_SECONDS = 2

logger = logging.getLogger(__name__)


class DiskTrouble:
    """What the disk refused last; it is logged once, and not at every round of a loop."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._last = ""
        self._refused = False
        self._next_look = 0.0

    def note(self, error: OSError) -> None:
        """Takes an error."""
        if str(error) != self._last:
            logger.error("The lab's files could not be written.", exc_info=error)
        self._last = str(error)
        self._refused |= says_disk_full(error)

    def is_full(self) -> bool:
        """Whether there is no space; a quota is known of only once it has refused something."""
        if self._refused and time.monotonic() >= self._next_look:
            self._refused = not can_be_filled(self._home)
            self._next_look = time.monotonic() + LOOK_SECONDS
        return self._refused or is_disk_full(self._home)


class Ends:
    """Changes of the store that must not get lost, although a full disk refuses them for a while."""

    def __init__(self, reserve: Reserve, trouble: DiskTrouble) -> None:
        self._reserve, self._trouble = reserve, trouble
        self._open: dict[str, Callable[[], object]] = {}

    @property
    def are_saved(self) -> bool:
        """Whether the store knows of every end."""
        return not self._open

    def note(self, key: str, save: Callable[[], object]) -> None:
        """Makes a change, or remembers it; of two with the same key the later one counts."""
        self._open[key] = save
        try:
            self.save()
        except OSError as error:
            self._trouble.note(error)
            self._reserve.release()

    def save(self) -> None:
        """Makes the changes that are still open.

        Raises:
            OSError: If the disk refuses one; it and those after it stay open.
        """
        for key, save in list(self._open.items()):
            try:
                with suppress(UnknownRunError, UnknownJobError):  # somebody has deleted it meanwhile
                    save()
            except ImpossibleStateError as error:  # somebody else has ended it
                logger.error("%s", error)
            del self._open[key]
