"""One preset through the lab, live callback and all: `python -m benchmarks.lab PRESET EPOCHS`."""

import json
import sys
import time
from datetime import UTC, datetime

from core.models.presets import PRESETS
from core.runs.events import Event
from core.runs.manifest import changed_recipe, new_manifest
from core.training.train import train


class Printer:
    """Prints each epoch and told step as a line of JSON; an epoch's seconds hold all that it costs."""

    def __init__(self) -> None:
        self._mark = time.perf_counter()

    def event(self, event: Event) -> None:
        """Prints an epoch with the time since the one before: batches, events, validation, checkpoint."""
        if event["kind"] == "batch":
            return
        line = dict(event)
        if event["kind"] == "epoch":
            now = time.perf_counter()
            line["seconds"], self._mark = now - self._mark, now
        print(json.dumps(line), flush=True)

    def checkpoint(self, epoch: int, model: bytes) -> None:
        """Takes a checkpoint, as the lab does after every epoch."""

    def stopping(self) -> bool:
        """Goes on to the end."""
        return False


def main(name: str, epochs: int) -> None:
    """Trains a preset and prints its epochs."""
    preset = PRESETS[name]
    recipe = changed_recipe(preset, epochs=epochs)
    manifest = new_manifest(preset, recipe, person="benchmark", created=datetime.now(UTC), versions={})
    train(manifest, Printer())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
