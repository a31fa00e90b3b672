"""What a training tells while it runs."""

from collections.abc import Sequence
from typing import Literal, NotRequired

from typing_extensions import TypedDict  # pydantic reads no other before Python 3.12


class DeviceEvent(TypedDict):
    """What an attempt trains on, told at its start: like `CPU, 2 cores`, with its host where it is named."""

    kind: Literal["device"]
    device: str


class BatchEvent(TypedDict):
    """The mean over the batches since the last such event, at most ten events a second.

    `position` counts epochs and their fractions from 0: 1.5 is the middle of the second epoch.
    """

    kind: Literal["batch"]
    position: float
    loss: float
    accuracy: float
    images_per_second: float


class StepEvent(TypedDict):
    """One single step's loss, `epoch` counted from 1 and `step` within it from 0."""

    kind: Literal["step"]
    epoch: int
    step: int
    loss: float


class EpochEvent(TypedDict):
    """An epoch's result, counted from 1; `partial` if it was stopped before its last batch.

    `seconds` is the wall time since the epoch before was told, validation and making the checkpoint included.
    `dead_units` has for each layer of `relu_layers` how many of its units or channels are 0 for every image
    of the validation split; events of earlier versions lack it.
    """

    kind: Literal["epoch"]
    epoch: int
    loss: float
    accuracy: float
    val_loss: NotRequired[float]
    val_accuracy: NotRequired[float]
    dead_units: NotRequired[Sequence[int]]
    seconds: float
    partial: bool


class ChangeEvent(TypedDict):
    """A change that the training takes now, `after` so many complete epochs; see `AskedChange`."""

    kind: Literal["change"]
    command: int
    after: int
    learning_rate: float | None
    epochs: int | None


EpochBoundEvent = BatchEvent | StepEvent | EpochEvent | ChangeEvent
"""An event that has a place among the epochs."""

Event = DeviceEvent | EpochBoundEvent
