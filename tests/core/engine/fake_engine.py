"""An engine that trains nothing and answers as a test says."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.data.mnist import mnist
from core.engine.messages import Cancelled, Done, Failed, Message
from core.jobs.specs import Job, Slot
from core.runs.change import AskedChange
from core.runs.events import Event
from core.training.outcome import Outcome
from tests.making import certain_probabilities


@dataclass(frozen=True)
class Submitted:
    """What the runner handed over."""

    job: Job
    file: bytes | None = None
    data: bytes | None = None
    drawings: bytes | None = None


class FakeEngine:
    """Keeps what it is asked; tells what a test has put into `messages`."""

    def __init__(self, slots: int = 1) -> None:
        self.capacity = slots
        self.submitted: dict[str, Submitted] = {}
        self.in_hand: dict[str, Slot] = {}
        self.stopped: list[str] = []
        self.paused: list[str] = []
        self.changed: list[tuple[str, AskedChange]] = []
        self.killed: list[str] = []
        self.left: set[str] = set()
        self.taken_up: dict[str, int] = {}
        self.given_up: list[str] = []
        self.out_of_reach: set[str] = set()
        self.messages: list[Message] = []
        self.silent: set[str] = set()

    def submit(self, key: str, job: Job, *files: bytes | None) -> None:
        assert key not in self.submitted, "a key must be new for each attempt"
        self.submitted[key] = Submitted(job, *files)
        self.in_hand[key] = job.slot

    def take_up(self, known: Mapping[str, int]) -> set[str]:
        self.taken_up = {key: count for key, count in known.items() if key in self.left}
        self.in_hand.update(dict.fromkeys(self.taken_up, "training"))
        return set(self.taken_up)

    def give_up(self, keys: Collection[str]) -> set[str]:
        self.given_up += keys
        return set(keys) - self.out_of_reach

    def only(self, kind: type[Job]) -> str:
        """The key of the one job of a kind that is in hand."""
        (key,) = (key for key in self.in_hand if isinstance(self.submitted[key].job, kind))
        return key

    def events(self, seconds: float) -> Sequence[Message]:
        told, self.messages = self.messages, []
        for message in told:
            if isinstance(message, Done | Failed | Cancelled):
                self.in_hand.pop(message.key, None)
        return told

    def stop(self, key: str) -> None:
        self.stopped.append(key)

    def pause(self, key: str) -> None:
        self.paused.append(key)

    def change(self, key: str, change: AskedChange) -> None:
        self.changed.append((key, change))

    def kill(self, key: str) -> None:
        self.killed.append(key)
        self.in_hand.pop(key, None)

    def unresponsive(self) -> set[str]:
        return self.silent

    def close(self) -> None:
        self.in_hand.clear()

    def slots(self, slot: Slot) -> int:
        return self.capacity - list(self.in_hand.values()).count(slot)


def done(
    key: str,
    epochs: int = 2,
    stopped: bool = False,
    events: tuple[tuple[int, Event], ...] = (),
    checkpoints: Mapping[int, bytes] | None = None,
    model_epochs: int | None = None,
) -> Done:
    """The end of a training whose model is right about 9,000 of the 10,000 test images."""
    answers = mnist().split("test").labels.copy()
    answers[:1000] = (answers[:1000] + 1) % 10
    outcome = Outcome(
        stopped=stopped,
        epochs=epochs,
        model_epochs=epochs if model_epochs is None else model_epochs,
        checkpoints=dict(checkpoints or ({epochs: b"keras"} if epochs else {})),
        onnx=b"onnx",
        epoch_probabilities=np.zeros((epochs, 4, 10), np.float16),
        accuracy=0.9,
        evaluation={"test": certain_probabilities(answers)},
    )
    return Done(key, outcome, events)
