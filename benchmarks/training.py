"""Training through a real lab beside plain scripts: `python -m benchmarks.training [--epochs N] [--full]`.

The two take turns, so that a busy machine slows both alike; what counts is the ratio. The lab's worker is
niced, as it always is, and the plain script is not: on a busy machine that speaks against the lab. An epoch's
seconds hold all that is waited for, and a run's first epoch is left out, for it pays for compiling.
"""

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass
from statistics import mean, median
from typing import Any

from benchmarks.lab import Trained, own_lab, train
from core.models.preset import PublishedFigure
from core.models.presets import DEFAULT_PRESET, find_preset
from core.trainer import Trainer


@dataclass(frozen=True)
class PlainScript:
    """The plain script of a tutorial's preset.

    Attributes:
        module: Its name in `benchmarks.plain`.
        promise: How many times as fast as it the lab is at least.
    """

    module: str
    promise: float


PLAIN = {
    "tutorial-dense-rmsprop": PlainScript("dense_rmsprop", 2),
    "tutorial-dense-adam": PlainScript("dense_adam", 2),
    "tutorial-tape-mse": PlainScript("tape_mse", 1),
    "tutorial-cnn-adam": PlainScript("cnn_adam", 1),
}
LONG_RUNS = {"tutorial-dense-adam": 41, "quick": 11}
"""The presets and epochs of the trainings that are searched for stalls."""

Line = dict[str, Any]


def main() -> None:
    """Prints ratios, the way to a first model, and stalls, and with `--full` the published figures."""
    parser = argparse.ArgumentParser(description="Times training through the lab beside plain scripts.")
    parser.add_argument("--epochs", type=int, default=3, help="epochs of each run, at least 2 (default: 3)")
    parser.add_argument("--rounds", type=int, default=2, help="turns that the two take (default: 2)")
    parser.add_argument(
        "--full", action="store_true", help="also train all epochs, for the published figures"
    )
    options = parser.parse_args()
    with own_lab() as trainer:
        print_ratios(trainer, options.epochs, options.rounds)
        print_first_model(trainer)
        print_stalls(trainer)
        if options.full:
            print_figures(trainer)


def print_ratios(trainer: Trainer, epochs: int, rounds: int) -> None:
    """Seconds of an epoch in the plain script and in the lab, the fastest and the median one."""
    print("Seconds an epoch, fastest / median; all but a run's first, which pays for compiling")
    print(f"{'preset':24}{'plain script':>16}{'lab':>16}{'plain / lab':>16}{'promised':>10}")
    for name, plain_script in PLAIN.items():
        plain, lab = epochs_in_turns(trainer, name, plain_script.module, epochs, rounds)
        fastest, middle = min(plain) / min(lab), median(plain) / median(lab)
        verdict = "ok" if middle >= plain_script.promise else "under"
        print(
            f"{name:24}{pair(min(plain), median(plain)):>16}{pair(min(lab), median(lab)):>16}"
            f"{pair(fastest, middle):>15}x{plain_script.promise:9.1f}x {verdict}",
            flush=True,
        )


def pair(first: float, second: float) -> str:
    """Such as "0.61 / 0.64"."""
    return f"{first:.2f} / {second:.2f}"


def epochs_in_turns(
    trainer: Trainer, name: str, script: str, epochs: int, rounds: int
) -> tuple[list[float], list[float]]:
    """Seconds of the plain script's and of the lab's epochs, over all rounds."""
    plain: list[float] = []
    lab: list[float] = []
    for _ in range(rounds):
        plain += [line["seconds"] for line in run_plain(script, epochs)[1:]]
        lab += later_epochs(train(trainer, name, epochs))
    return plain, lab


def later_epochs(trained: Trained) -> list[float]:
    """Seconds of all epochs but the first."""
    return [epoch["seconds"] for epoch in trained.epochs[1:]]


def print_first_model(trainer: Trainer) -> None:
    """How long a warm worker takes for the default preset, and what its model is worth, with three seeds."""
    trained = [train(trainer, DEFAULT_PRESET, seed=seed) for seed in range(3)]
    waited = " / ".join(f"{each.waited:.1f}" for each in trained)
    accuracy = mean(each.accuracy for each in trained)
    print(
        f"\n{DEFAULT_PRESET}: seconds from the wish to the model {waited} (promised 6), test {accuracy:.2%}"
    )


def print_stalls(trainer: Trainer) -> None:
    """How evenly long trainings go, and how much of their time no epoch counts."""
    print("\nStalls: how many epochs of one run take much longer than its median one; all in seconds")
    print(
        f"{'preset':24}{'epochs':>7}{'median':>8}{'longest':>9}{'over 1.25 medians':>19}"
        f"{'over median + 2':>17}{'run outside its epochs':>24}"
    )
    for name, epochs in LONG_RUNS.items():
        trained = train(trainer, name, epochs)
        seconds = later_epochs(trained)
        middle = median(seconds)
        print(
            f"{name:24}{len(seconds):7}{middle:8.2f}{max(seconds):9.2f}"
            f"{sum(each > 1.25 * middle for each in seconds):19}"
            f"{sum(each > middle + 2 for each in seconds):17}{trained.seconds_outside_epochs:24.2f}",
            flush=True,
        )


def print_figures(trainer: Trainer) -> None:
    """The figures that the tutorials printed beside those of the same training through the lab."""
    print(f"\n{'preset':24}{'figure':>32}{'published':>12}{'lab':>10}")
    for name in PLAIN:
        preset = find_preset(name)
        if not preset.published:
            continue
        trained = train(trainer, name, preset.recipe.epochs)
        for figure in preset.published:
            found = found_figure(trained, figure)
            print(f"{name:24}{describe(figure):>32}{figure.value:12.4f}{found:10.4f}", flush=True)


def found_figure(trained: Trained, figure: PublishedFigure) -> float:
    """The training's own value of a published figure."""
    told = [*trained.epochs, *trained.steps]
    lines: list[Line] = [dict(event) for event in told]
    place = (figure.epoch, figure.step)
    return float(next(line[figure.metric] for line in lines if (line["epoch"], line.get("step")) == place))


def describe(figure: PublishedFigure) -> str:
    """Such as "loss, epoch 1, step 400"."""
    step = "" if figure.step is None else f", step {figure.step}"
    return f"{figure.metric}, epoch {figure.epoch}{step}"


def run_plain(script: str, epochs: int) -> list[Line]:
    """Runs a plain script in a process of its own and reads its line of JSON for each epoch.

    Raises:
        RuntimeError: If it fails; the message is what it complained of.
    """
    command = [sys.executable, "-W", "ignore", "-m", f"benchmarks.plain.{script}", str(epochs)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"benchmarks.plain.{script} failed:\n{done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


if __name__ == "__main__":
    main()
