"""Whoever follows a job, and may stop it."""

from typing import Final, Protocol

from core.training.listener import Listener

IMAGES_PER_LOOK: Final = 1_000
"""So many images a job asks a model about before it tells how far it is, and looks whether to stop."""


class JobListener(Listener, Protocol):
    """What a job tells and asks while it runs, always from the thread that works."""

    def progress(self, share: float) -> None:
        """Takes how much is done, 0..1; told by jobs that are no trainings."""


class JobCancelled(Exception):
    """The job was asked to stop and has nothing to keep."""
