"""What the runner asks of an engine; see `dask_engine` for what each verb promises."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from core.engine.messages import Message
from core.jobs.specs import Job, Slot
from core.runs.change import AskedChange


class EngineLost(RuntimeError):
    """Nothing can be asked of the engine any more."""


class Engine(Protocol):
    """Where jobs are done."""

    def submit(self, key: str, job: Job, *files: bytes | None) -> None:
        """Starts a job under a new key, with the files that `perform` takes, in that order."""

    def take_up(self, known: Mapping[str, int]) -> set[str]:
        """Goes on with those of some trainings that an earlier runner has left at the engine, and names them.

        Args:
            known: How many events of each are known.
        """

    def give_up(self, keys: Collection[str]) -> Collection[str]:
        """Asks trainings that an earlier runner has left to end, and names those that are gone."""

    def events(self, seconds: float) -> Sequence[Message]:
        """What has been told since the last call; waits up to `seconds` for something."""

    def stop(self, key: str) -> None:
        """Asks a job to end, and to keep what it can."""

    def pause(self, key: str) -> None:
        """Asks a training to end after the epoch that goes on."""

    def change(self, key: str, change: AskedChange) -> None:
        """Asks a training to change its recipe when its next epoch begins."""

    def kill(self, key: str) -> None:
        """Ends a job that does not listen; nothing more is told of it."""

    def slots(self, slot: Slot) -> int:
        """How many jobs of a kind could start at this moment."""

    def unresponsive(self) -> Collection[str]:
        """The jobs whose worker shows no sign of life."""

    def close(self) -> None:
        """Lets go of whatever it holds."""
