"""Training through the lab beside plain scripts: `python -m benchmarks.training [--epochs N] [--full]`.

The two take turns, so that a busy machine slows both alike; what counts is the ratio.
"""

import argparse
import json
import os
import subprocess
import sys
from typing import Any

from core.models.presets import PRESETS, PublishedFigure

PLAIN = {
    "tutorial-dense-rmsprop": "dense_rmsprop",
    "tutorial-cnn-adam": "cnn_adam",
    "tutorial-tape-mse": "tape_mse",
    "tutorial-dense-adam": "dense_adam",
}
"""The plain script of each tutorial's preset."""

Line = dict[str, Any]


def main() -> None:
    """Prints a table of ratios, and with `--full` a table of figures."""
    parser = argparse.ArgumentParser(description="Times training through the lab beside plain scripts.")
    parser.add_argument("--epochs", type=int, default=3, help="epochs of each run, at least 2 (default: 3)")
    parser.add_argument("--rounds", type=int, default=2, help="turns that the two take (default: 2)")
    parser.add_argument(
        "--full", action="store_true", help="also train all epochs, for the published figures"
    )
    options = parser.parse_args()
    print_ratios(options.epochs, options.rounds)
    if options.full:
        print_figures()


def print_ratios(epochs: int, rounds: int) -> None:
    """Seconds of the fastest epoch, validation included, in the plain script and in the lab."""
    print(f"{'preset':24}{'plain s/epoch':>15}{'lab s/epoch':>13}{'plain / lab':>13}")
    for name, script in PLAIN.items():
        plain, lab = fastest_epochs(name, script, epochs, rounds)
        print(f"{name:24}{plain:15.2f}{lab:13.2f}{plain / lab:12.2f}x", flush=True)
    seconds = min(epoch_seconds(run("benchmarks.lab", "quick", str(epochs))))
    print(f"{'quick':24}{'-':>15}{seconds:13.2f}{'-':>13}")


def fastest_epochs(name: str, script: str, epochs: int, rounds: int) -> tuple[float, float]:
    """Seconds of the plain script's and of the lab's fastest epoch over all rounds."""
    plain: list[float] = []
    lab: list[float] = []
    for _ in range(rounds):
        plain += epoch_seconds(run(f"benchmarks.plain.{script}", str(epochs)))
        lab += epoch_seconds(run("benchmarks.lab", name, str(epochs)))
    return min(plain), min(lab)


def epoch_seconds(lines: list[Line]) -> list[float]:
    """The seconds of each epoch but the first, which pays for compiling."""
    return [line["seconds"] for line in lines if "seconds" in line][1:]


def print_figures() -> None:
    """The figures that the tutorials printed beside those of the same training through the lab."""
    print(f"\n{'preset':24}{'figure':>32}{'published':>12}{'lab':>10}")
    for name in PLAIN:
        preset = PRESETS[name]
        lines = run("benchmarks.lab", name, str(preset.recipe.epochs)) if preset.published else []
        for figure in preset.published:
            found = next(line[figure.metric] for line in lines if is_of(line, figure))
            print(f"{name:24}{describe(figure):>32}{figure.value:12.4f}{found:10.4f}", flush=True)


def is_of(line: Line, figure: PublishedFigure) -> bool:
    """Whether a line tells of the epoch or step of a figure."""
    return line["epoch"] == figure.epoch and line.get("step") == figure.step


def describe(figure: PublishedFigure) -> str:
    """Such as "loss, epoch 1, step 400"."""
    step = "" if figure.step is None else f", step {figure.step}"
    return f"{figure.metric}, epoch {figure.epoch}{step}"


def run(module: str, *arguments: str) -> list[Line]:
    """Runs a script in a process of its own and reads its lines of JSON."""
    command = [sys.executable, "-W", "ignore", "-m", module, *arguments]
    quiet = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"}
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=quiet).stdout
    return [json.loads(line) for line in output.splitlines()]


if __name__ == "__main__":
    main()
