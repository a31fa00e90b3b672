"""Which share of the machine's peak a training of each preset reaches: `python -m benchmarks.peak`.

The peak is the fastest product of two large float32 matrices by TensorFlow on all cores; it is measured
before each training, and the best counts. A training's operations are those of its layers with weights,
forwards and backwards; the optimiser, augmentation, pooling, validation and checkpoint count as time but not
as work.
"""

import os
import subprocess
import sys

from benchmarks.lab import own_lab, train
from core.data.mnist import mnist
from core.models.preset import Preset
from core.models.presets import PRESETS
from core.models.shape import layer_table
from core.trainer import Trainer


def main() -> None:
    """Prints a line for each preset."""
    print("Share of the machine's peak; seconds of a run's second epoch")
    with own_lab() as trainer:
        measured = {name: (measured_peak(), second_epoch(trainer, name)) for name in PRESETS}
    peak = max(each for each, _ in measured.values())
    print(f"{'preset':24}{'GFLOP an epoch':>16}{'seconds':>9}{'GFLOP/s':>9}{'of ' + f'{peak / 1e9:.0f}':>9}")
    for name, (_, seconds) in measured.items():
        work = floating_point_operations(PRESETS[name])
        speed = work / seconds
        print(f"{name:24}{work / 1e9:16.0f}{seconds:9.2f}{speed / 1e9:9.0f}{speed / peak:9.0%}")


def measured_peak() -> float:
    """FLOP a second of a large product of matrices, in a process of its own with all cores."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.plain.matmul"]
    # Those of `core.training`, by which a training does two operations at once on one thread each.
    usual = {name: value for name, value in os.environ.items() if not name.startswith("TF_NUM_")}
    return float(subprocess.run(command, check=True, capture_output=True, text=True, env=usual).stdout)


def second_epoch(trainer: Trainer, name: str) -> float:
    """Seconds of the second epoch of a run, with its validation and its checkpoint."""
    return train(trainer, name, 2).epochs[1]["seconds"]


def floating_point_operations(preset: Preset) -> float:
    """Those of an epoch that multiply and add weights.

    Each weight's multiplication is done once forwards and once for the gradient of the weights; once more for
    the gradient of the layer's inputs, which the first layer with weights does without. Each has an addition.
    """
    data = mnist()
    work = [row.multiplications for row in layer_table(preset.model, data.class_count) if row.parameters]
    return 2.0 * (3 * sum(work) - work[0]) * len(data.split(preset.recipe.training).labels)


if __name__ == "__main__":
    main()
