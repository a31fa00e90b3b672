"""How far a run is, from its events, read piece by piece."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from core.runs.curves import Curves
from core.runs.events import BatchEvent, EpochEvent, Event, StepEvent

Position = tuple[int, int]


class Progress:
    """The events of one run so far, and what follows from them.

    Attributes:
        run_id: The run.
        cursor: (attempt, seq) of the last event read.
        batches, steps, epochs: The events by kind, in order.
    """

    def __init__(self, run_id: str) -> None:
        self.run_id = run_id
        self.cursor: Position = (0, -1)
        self.batches: list[BatchEvent] = []
        self.steps: list[StepEvent] = []
        self.epochs: list[EpochEvent] = []

    def read(self, events: Iterable[tuple[int, int, Event]]) -> None:
        """Adds events that come after the cursor, each as (attempt, seq, event)."""
        for attempt, seq, event in events:
            self.cursor = (attempt, seq)
            match event["kind"]:
                case "batch":
                    self.batches.append(event)
                case "step":
                    self.steps.append(event)
                case "epoch":
                    self.epochs.append(event)

    @property
    def position(self) -> float:
        """Epochs trained so far, with their fraction."""
        last_batch = self.batches[-1]["position"] if self.batches else 0.0
        complete = [epoch["epoch"] for epoch in self.epochs if not epoch["partial"]]
        return max(last_batch, *complete[-1:], 0.0)

    @property
    def images_per_second(self) -> float | None:
        """Speed over the last second or so, or None before the first point."""
        latest = self.batches[-8:]
        return float(np.mean([batch["images_per_second"] for batch in latest])) if latest else None

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
        """All points so far as columns."""
        batch = [[b["position"], b["loss"], b["accuracy"]] for b in self.batches]
        epoch = [
            [
                min(e["epoch"], self.position) if e["partial"] else e["epoch"],
                e["loss"],
                e["accuracy"],
                e.get("val_loss", np.nan),
                e.get("val_accuracy", np.nan),
            ]
            for e in self.epochs
        ]
        partial = np.array([e["partial"] for e in self.epochs], dtype=bool)
        return Curves(*_columns(batch, 3), *_columns(epoch, 5), partial)  # type: ignore[call-arg]


def _columns(rows: list[list[float]], count: int) -> NDArray[np.float64]:
    """(count, n) from n rows, also where n is 0."""
    return np.array(rows, dtype=np.float64).reshape(-1, count).T
