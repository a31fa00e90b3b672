"""What the command line prints: runs, epochs and answers as lines, or as rows of a JSON document."""

import math
from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeGuard

from core.evaluation.confusion import Evaluation
from core.recognition.reading import ReadLine, number_text
from core.runs.events import EpochEvent
from core.runs.run import Run
from core.runs.state import State
from core.sweep_reports import SweepReport
from core.sweeps.trial import Trial
from core.sweeps.words import values_words
from core.text import counted

EPOCH_FIGURES = ("loss", "accuracy", "val_loss", "val_accuracy", "seconds")


def epoch_row(epoch: EpochEvent) -> dict[str, float | None]:
    """An epoch for JSON, which has no NaN: None stands for what was not measured or is no number."""
    figures = {name: epoch.get(name) for name in EPOCH_FIGURES}
    return {name: value if _is_number(value) else None for name, value in figures.items()}


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, float) and math.isfinite(value)


def epoch_line(epoch: EpochEvent) -> str:
    """An epoch for people."""
    figures = epoch_row(epoch).items()
    return ", ".join(
        f"{_FIGURE_WORDS[name]} {_figure(name, value)}" for name, value in figures if value is not None
    )


def _figure(name: str, value: float) -> str:
    if name == "seconds":
        return f"{value:.1f}"
    return f"{value:.2%}" if name.endswith("accuracy") else f"{value:.4g}"


_FIGURE_WORDS = {
    "loss": "training loss",
    "accuracy": "training accuracy",
    "val_loss": "validation loss",
    "val_accuracy": "validation accuracy",
    "seconds": "seconds",
}


def run_row(run: Run) -> dict[str, object]:
    """A run for JSON."""
    return {
        "run": run.id,
        "name": run.name,
        "preset": run.manifest.preset,
        "state": run.state,
        "reason": str(run.reason or ""),
        "epochs": run.epochs_done,
        "model_epochs": run.model_epochs,
        "accuracy": run.accuracy,
        "seconds": run.seconds,
        "person": run.owner.name,
        "created": datetime.fromtimestamp(run.created).astimezone().isoformat(timespec="seconds"),
    }


def run_line(run: Run) -> str:
    """A run for people."""
    accuracy = "" if run.accuracy is None else f"test {run.accuracy:.2%}"
    return f"{run.id}  {run.state:<11}  {accuracy:<12}  {run.name}  {run.reason or ''}".rstrip()


def trial_row(trial: Trial) -> dict[str, object]:
    """A trial of a sweep for JSON."""
    return {
        "trial": trial.number,
        "run": trial.run,
        "state": trial.status.lower(),
        "reason": str(trial.reason or ""),
        "settings": dict(trial.values),
        "epochs": trial.epochs_done,
        "validation_accuracy": trial.accuracy,
        "seconds": trial.seconds,
    }


def trial_line(trial: Trial) -> str:
    """A trial of a sweep for people."""
    accuracy = "" if trial.accuracy is None else f"validation {trial.accuracy:.2%}"
    settings = values_words(trial.values)
    said = f"Trial {trial.number:<3}  {trial.status:<11}  {accuracy:<17}  {trial.run or '':<8}  {settings}"
    return f"{said}  {trial.reason or ''}".rstrip()


def sweep_row(found: SweepReport) -> dict[str, object]:
    """A sweep for JSON."""
    sweep = found.sweep
    return {
        "sweep": sweep.id,
        "name": sweep.name,
        "state": found.status.lower(),
        "reason": str(sweep.reason or ""),
        "preset": sweep.spec.base.origin.preset,
        "sampler": sweep.spec.sampler,
        "asked": sweep.spec.trials,
        "note": str(sweep.spec.note or ""),
        "trials": [trial_row(trial) for trial in found.trials],
        "best": None if found.best is None else trial_row(found.best),
    }


def sweep_line(found: SweepReport) -> str:
    """A sweep for people."""
    sweep, best = found.sweep, found.best
    told = "" if best is None else f"best: trial {best.number}, validation {best.accuracy:.2%}, {best.run}"
    trials = f"{found.ended} of {counted(sweep.spec.trials, 'trial')}"
    if paused := found.count(State.PAUSED):
        trials += f", {paused} paused"
    state = found.status.lower()
    return f"{sweep.id}  {state:<9}  {sweep.name}  {trials}  {told}  {sweep.reason or ''}".rstrip()


def scores_row(run_id: str, split: str, scores: Evaluation) -> dict[str, object]:
    """What a model is worth on a split, for JSON; the rows of `confusion` are true labels."""
    return {
        "run": run_id,
        "split": split,
        "n": scores.n,
        "accuracy": scores.accuracy,
        "confusion": scores.confusion.tolist(),
    }


def scores_line(split: str, scores: Evaluation) -> str:
    """What a model is worth on a split, for people."""
    low, high = scores.interval.low, scores.interval.high
    counted = f"{scores.correct:,} of {scores.n:,} {split} images correct"
    return f"{scores.accuracy:.2%}: {counted}; 95% CI {low * 100:.2f}–{high:.2%}"


def number_row(lines: Sequence[ReadLine]) -> dict[str, object]:
    """The digits on a picture, for JSON; a box is top, left, bottom and right in pixels."""
    digits = [
        {"digit": each.digit, "confidence": each.confidence, "box": list(each.box)}
        for line in lines
        for each in line
    ]
    return {"number": number_text(lines), "digits": digits}


def answer_line(answer: dict[str, Any]) -> str:
    """What was read in a file, for people."""
    if "error" in answer:
        return f"{answer['file']}: {answer['error']}"
    if "number" in answer:
        least = min(digit["confidence"] for digit in answer["digits"])
        return f"{answer['file']}: {answer['number']} (least confidence {least:.1%})"
    name = answer.get("class", answer["digit"])
    return f"{answer['file']}: {name} ({max(answer['probabilities']):.1%})"
