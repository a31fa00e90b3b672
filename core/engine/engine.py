"""What the runner asks of an engine; see `dask_engine` for what each verb promises."""

from collections.abc import Collection, Sequence
from typing import Protocol

from core.engine.messages import Message
from core.runs.manifest import Manifest


class Engine(Protocol):
    """Where trainings happen."""

    def submit(
        self, key: str, manifest: Manifest, checkpoint: bytes | None = None, only_finish: bool = False
    ) -> None:
        """Starts a training under a new key."""

    def events(self, seconds: float) -> Sequence[Message]:
        """What has been told since the last call; waits up to `seconds` for something."""

    def command(self, key: str, verb: str) -> None:
        """Passes a wish on to a training."""

    def kill(self, key: str) -> None:
        """Ends a training that does not listen; nothing more is told of it."""

    def slots(self) -> int:
        """How many trainings could start at this moment."""

    def unresponsive(self) -> Collection[str]:
        """The trainings whose worker shows no sign of life."""

    def close(self) -> None:
        """Lets go of whatever it holds."""
