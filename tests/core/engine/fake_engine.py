"""An engine that trains nothing and answers as a test says."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.data.splits import split
from core.engine.messages import Done, Message
from core.runs.events import Event
from core.runs.manifest import Manifest
from core.training.outcome import Outcome
from tests.making import certain_probabilities


@dataclass(frozen=True)
class Submitted:
    """What the runner handed over."""

    manifest: Manifest
    checkpoint: bytes | None
    only_finish: bool


class FakeEngine:
    """Keeps what it is asked; tells what a test has put into `messages`."""

    def __init__(self, slots: int = 1) -> None:
        self.capacity = slots
        self.submitted: dict[str, Submitted] = {}
        self.flying: set[str] = set()
        self.commands: list[tuple[str, str]] = []
        self.killed: list[str] = []
        self.messages: list[Message] = []
        self.silent: set[str] = set()

    def submit(
        self, key: str, manifest: Manifest, checkpoint: bytes | None = None, only_finish: bool = False
    ) -> None:
        assert key not in self.submitted, "a key must be new for each attempt"
        self.submitted[key] = Submitted(manifest, checkpoint, only_finish)
        self.flying.add(key)

    def events(self, seconds: float) -> Sequence[Message]:
        told, self.messages = self.messages, []
        self.flying -= {message.key for message in told if not hasattr(message, "seq")}
        return told

    def command(self, key: str, verb: str) -> None:
        self.commands.append((key, verb))

    def kill(self, key: str) -> None:
        self.killed.append(key)
        self.flying.discard(key)

    def unresponsive(self) -> set[str]:
        return self.silent

    def close(self) -> None:
        self.flying.clear()

    def slots(self) -> int:
        return self.capacity - len(self.flying)


def done(
    key: str, epochs: int = 2, stopped: bool = False, events: tuple[tuple[int, Event], ...] = ()
) -> Done:
    """The end of a training whose model is right about 9,000 of the 10,000 test images."""
    answers = split("test").labels.copy()
    answers[:1000] = (answers[:1000] + 1) % 10
    outcome = Outcome(
        stopped=stopped,
        epochs=epochs,
        model=b"keras",
        onnx=b"onnx",
        epoch_probabilities=np.zeros((epochs, 4, 10), np.float16),
        evaluation={"test": certain_probabilities(answers)},
    )
    return Done(key, outcome, events)
