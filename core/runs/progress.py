"""How far a run is, from its events, read piece by piece; each epoch counts once, whatever the attempt."""

import math
from collections.abc import Iterable
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from core.runs.curves import Curves
from core.runs.events import EpochBoundEvent, EpochEvent, Event, StepEvent

Position = tuple[int, int]

_SPEED_POINTS = 8
"""Points that the speed is a mean of: about a second."""


class _Rows:
    """Rows of numbers that grow at the end; a view costs nothing, however many there are."""

    def __init__(self, width: int) -> None:
        self._array = np.empty((64, width))
        self._count = 0

    def append(self, *row: float) -> None:
        if self._count == len(self._array):
            self._array = np.concatenate([self._array, np.empty_like(self._array)])
        self._array[self._count] = row
        self._count += 1

    def keep(self, count: int) -> None:
        """Drops all rows but the first `count`."""
        self._array = self._array.copy()  # views that somebody has stay as they are
        self._count = count

    @property
    def columns(self) -> NDArray[np.float64]:
        """(width, n) float64, a read-only view."""
        view = self._array[: self._count].T
        view.setflags(write=False)
        return view


class Progress:
    """The events of one run so far, and what follows from them.

    A later attempt replaces what an earlier one told, from the first epoch on that it tells of.

    Attributes:
        run_id: The run.
        cursor: (attempt, seq) of the last event read.
        steps, epochs: The events by kind, in order.
        resumed_after: The epochs, counted from 1, after which the run went on in a later attempt.
    """

    def __init__(self, run_id: str, reached: float = 0.0) -> None:
        """Starts before the first event.

        Args:
            run_id: The run.
            reached: How far its batches came, in epochs, where they are not going to be read.
        """
        self.run_id = run_id
        self._reached = reached
        self.cursor: Position = (0, -1)
        self.steps: list[StepEvent] = []
        self.epochs: list[EpochEvent] = []
        self.resumed_after: list[int] = []
        self._batches = _Rows(4)
        self._epoch_rows = _Rows(7)
        self._attempt = 0

    def read(self, events: Iterable[tuple[int, int, Event]]) -> None:
        """Adds events that come after the cursor, each as (attempt, seq, event)."""
        for attempt, seq, event in events:
            self.cursor = (attempt, seq)
            if event["kind"] == "device":
                continue  # the run knows of it
            if attempt != self._attempt:
                self._drop_from(_epoch_of(event))
                self._attempt = attempt
            self._add(event)

    def _add(self, event: EpochBoundEvent) -> None:
        match event["kind"]:
            case "batch":
                self._batches.append(
                    event["position"], event["loss"], event["accuracy"], event["images_per_second"]
                )
            case "step":
                self.steps.append(event)
            case "epoch":
                self.epochs.append(event)
                self._add_epoch_row(event)
            case "change":
                pass  # the run knows of it
            case _:
                assert_never(event)

    def _add_epoch_row(self, event: EpochEvent) -> None:
        number, partial = event["epoch"], event["partial"]
        self._epoch_rows.append(
            min(number, self.position) if partial else number,
            event["loss"],
            event["accuracy"],
            event.get("val_loss", math.nan),
            event.get("val_accuracy", math.nan),
            event["seconds"],
            partial,
        )

    def _drop_from(self, epoch: int) -> None:
        """Forgets what was told of an epoch, counted from 1, and of those after it."""
        self.steps = [step for step in self.steps if step["epoch"] < epoch]
        self.epochs = [event for event in self.epochs if event["epoch"] < epoch]
        self._epoch_rows.keep(len(self.epochs))
        self._batches.keep(int(np.searchsorted(self._batches.columns[0], epoch - 1, side="right")))
        self.resumed_after = [each for each in self.resumed_after if each < epoch - 1]
        if epoch > 1:
            self.resumed_after.append(epoch - 1)

    @property
    def position(self) -> float:
        """Epochs trained so far, with their fraction."""
        positions = self._batches.columns[0]
        last_batch = float(positions[-1]) if len(positions) else 0.0
        complete = [epoch["epoch"] for epoch in self.epochs[-2:] if not epoch["partial"]]
        return max(last_batch, *complete[-1:], self._reached)

    @property
    def images_per_second(self) -> float | None:
        """Speed over the last second or so, or None before the first point."""
        latest = self._batches.columns[3][-_SPEED_POINTS:]
        return float(np.mean(latest)) if len(latest) else None

    def seconds_left(self, total_epochs: int, images: int) -> float | None:
        """Expected time to the last epoch's end, or None before the first point.

        Args:
            total_epochs: Epochs that the run shall have.
            images: Images in an epoch.
        """
        speed = self.images_per_second
        if speed is None or speed <= 0:
            return None
        seconds_per_epoch = self.epochs[-1]["seconds"] if self.epochs else images / speed
        return max(0.0, total_epochs - self.position) * seconds_per_epoch

    def curves(self) -> Curves:
        """All points so far as columns; views, so that a long run costs no more than a short one."""
        batch_x, batch_loss, batch_accuracy, batch_speed = self._batches.columns
        epoch, loss, accuracy, val_loss, val_accuracy, seconds, partial = self._epoch_rows.columns
        return Curves(
            batch_x, batch_loss, batch_accuracy, batch_speed,
            epoch, loss, accuracy, val_loss, val_accuracy, seconds, partial.astype(bool),
            self._dead_units(),
        )  # fmt: skip

    def _dead_units(self) -> tuple[int, ...]:
        """Those of the last complete epoch."""
        whole = next((event for event in reversed(self.epochs) if not event["partial"]), None)
        return () if whole is None else tuple(whole.get("dead_units", ()))


def _epoch_of(event: EpochBoundEvent) -> int:
    """The epoch of which an event tells, counted from 1."""
    if event["kind"] == "batch":
        return max(1, math.ceil(event["position"]))  # an epoch's last batch stands at its whole number
    return event["after"] + 1 if event["kind"] == "change" else event["epoch"]


def told_up_to(events: Iterable[tuple[int, int, Event]], epoch: int) -> list[EpochBoundEvent]:
    """The events of a run up to the end of an epoch, each epoch as its last attempt told it."""
    kept: list[EpochBoundEvent] = []
    latest = 0
    for attempt, _, event in events:
        if event["kind"] == "device":
            continue
        if attempt != latest:
            begins, latest = _epoch_of(event), attempt
            kept = [each for each in kept if _epoch_of(each) < begins]
        kept.append(event)
    return [each for each in kept if _epoch_of(each) <= epoch and each["kind"] != "change"]


def each_once(epochs: Iterable[EpochEvent]) -> list[EpochEvent]:
    """The epochs that several attempts told, in the order of the telling, without those told anew later."""
    kept: list[EpochEvent] = []
    for event in epochs:
        while kept and kept[-1]["epoch"] >= event["epoch"]:
            kept.pop()
        kept.append(event)
    return kept
