"""A sweep with one and with two trainings at once: `python -m benchmarks.sweep`.

Where there are cores for two, two take at most 0.6 of the time of one.
"""

import time
from collections.abc import Iterator

from benchmarks.figure import Figure, print_table
from benchmarks.lab import LIMIT_SECONDS, own_lab
from benchmarks.load import setting
from core.engine.slots import SETTING
from core.models.presets import find_preset
from core.runs.draft import draft_of
from core.sweep_acts import SweepActs
from core.sweeps.reading import read_space
from core.sweeps.specification import specify_sweep
from harness.serving import wait_until

PRESET = "tutorial-dense-adam"
"""XLA trains a dense net on one core, so that two cores suffice for two of them."""

TRIALS, EPOCHS = 12, 2


def main() -> None:
    """Prints the table."""
    print_table(figures(), "one")


def figures() -> Iterator[Figure]:
    """Seconds of the sweep with one and with two trainings at once."""
    one = _seconds(1)
    yield Figure(f"{TRIALS} trials of {EPOCHS} epochs, one training at once", one, "s")
    yield Figure("two trainings at once", _seconds(2), "s", 0.6 * one, one)


def _seconds(slots: int) -> float:
    """From the wish to the end of the last trial, with warm workers."""
    with setting(SETTING, str(slots)), own_lab() as trainer:
        warm = [trainer.start(draft_of(find_preset(PRESET), epochs=1)) for _ in range(slots)]
        wait_until(lambda: not any(trainer.lab.run(run.id).is_live for run in warm), LIMIT_SECONDS)
        space = read_space({"learning_rate": "0.0003..0.003", "epochs": str(EPOCHS)})
        spec = specify_sweep(draft_of(find_preset(PRESET)), space, trials=TRIALS, sampler="random")
        start = time.monotonic()
        sweep = SweepActs(trainer).start(spec)
        wait_until(lambda: not trainer.lab.store.sweeps.get(sweep.id).is_running, LIMIT_SECONDS)
        return time.monotonic() - start


if __name__ == "__main__":
    main()
