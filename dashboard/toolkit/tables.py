"""Table rows as plain dictionaries, column name to cell; no Streamlit."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from core.data.statistics import Statistics
from core.evaluation.confusion import Evaluation
from core.models.input_steps import InputStep
from core.models.preset import Preset, PublishedFigure
from core.models.shape import LayerRow, layer_table
from core.models.spec import ModelSpec
from core.runs.curves import Curves
from core.runs.description import Find, differences
from core.runs.progress import Progress
from core.runs.run import Run
from dashboard.toolkit.words import duration, epochs_text, percent, person_word

Row = dict[str, object]


def layer_rows(spec: ModelSpec, class_count: int) -> list[Row]:
    """The layers of a model for so many classes with their output and their parameters."""
    return [
        {
            "Layer": _layer_words(row),
            "Output": " × ".join(map(str, row.shape)),
            "Parameters": f"{row.parameters:,}",
        }
        for row in layer_table(spec, class_count)
    ]


_LAYER_NAMES = {
    "conv2d": "Conv2D",
    "max_pooling2d": "MaxPooling2D",
    "flatten": "Flatten",
    "dense": "Dense",
    "global_average_pooling2d": "GlobalAveragePooling2D",
    "dropout": "Dropout",
    "batch_normalization": "BatchNormalization",
    "relu": "ReLU",
}
"""As Keras calls them."""


def _layer_words(row: LayerRow) -> str:
    """Such as "Conv2D 32, 3 × 3, relu"."""
    settings = row.layer.model_dump(exclude={"kind", "initial_sd", "use_bias"})
    words = [
        f"{value} × {value}" if name in ("kernel_size", "pool_size") else str(value)
        for name, value in settings.items()
        if (name, value) not in (("activation", "linear"), ("padding", "valid"))
    ]
    return " ".join([_LAYER_NAMES[row.layer.kind], ", ".join(words)]).strip()


def published_rows(preset: Preset, progress: Progress) -> list[Row]:
    """What the tutorial printed beside what this run has found so far; a dash where it is not there yet."""
    return [
        {
            "Figure": _figure_words(figure),
            "Tutorial": f"{figure.value:.4g}",
            "This run": "–" if own is None else f"{own:.4f}",
        }
        for figure in preset.published
        for own in [_own_figure(figure, progress)]
    ]


def _figure_words(figure: PublishedFigure) -> str:
    if figure.step is not None:
        return f"Loss of step {figure.step} in epoch {figure.epoch}"
    return f"Validation accuracy after epoch {figure.epoch}"


def _own_figure(figure: PublishedFigure, progress: Progress) -> float | None:
    if figure.step is not None:
        losses = (s["loss"] for s in progress.steps if (s["epoch"], s["step"]) == (figure.epoch, figure.step))
        return next(losses, None)
    found: Iterable[float | None] = (
        epoch.get("val_accuracy")
        for epoch in progress.epochs
        if epoch["epoch"] == figure.epoch and not epoch["partial"]
    )
    return next(iter(found), None)


def split_rows(figures: Mapping[str, Statistics]) -> list[Row]:
    """Size, shape and range of each split, by its name."""
    return [
        {
            "Split": name,
            "Images": f"{figure.count:,}",
            "Image shape": " × ".join(map(str, figure.image_shape)),
            "Pixel values": f"uint8, {figure.lowest} (background) to {figure.highest} (ink)",
        }
        for name, figure in figures.items()
    ]


def input_rows(steps: Sequence[InputStep]) -> list[Row]:
    """The array of images after each step of its way into a model."""
    return [
        {
            "Step": str(step.title),
            "Shape": f"({', '.join(map(str, step.shape))})",
            "Type": step.dtype,
            "Pixel values": f"0 to {step.highest}",
        }
        for step in steps
    ]


def score_rows(evaluation: Evaluation, classes: Sequence[str], noun: str = "digit") -> list[Row]:
    """Precision, recall and F1 of each class, in percent, and its number of images, the support.

    Args:
        evaluation: What was measured.
        classes: What the classes are called.
        noun: What one calls a class; see `Dataset.class_noun`.
    """
    return [
        {
            noun.capitalize(): name,
            "Precision": evaluation.precision[label] * 100,
            "Recall": evaluation.recall[label] * 100,
            "F1": evaluation.f1[label] * 100,
            "Support": int(evaluation.support[label]),
        }
        for label, name in enumerate(classes)
    ]


LISTED_SETTINGS: Final = (
    "Data set", "Learning rate", "Batch size", "Seed", "Optimizer", "Parameters", "Preset"
)  # fmt: skip
"""Columns of a list of runs where its runs differ in them; what else differs follows from the preset."""

BEST: Final = " ★"
"""Behind the best of several."""

MOST_CURVE_POINTS: Final = 50
"""The small curve in a list has less than 100 pixels."""


def run_rows(
    runs: Sequence[Run], curves: Mapping[str, Curves], positions: Mapping[str, float], find: Find
) -> list[Row]:
    """One row a run, with those settings in which the runs differ.

    Args:
        runs: In the order of the rows.
        curves: By run id, the points of its epochs.
        positions: By run id, the epochs trained so far, with their fraction.
        find: Finds the data sets of the runs.
    """
    differing = differences([run.manifest for run in runs], find)
    return [
        {
            "Run": run.name,
            "Test accuracy": None if run.accuracy is None else run.accuracy * 100,
            "Accuracy curve": small_curve(curves[run.id]),
            "State": run.status,
            "Epochs": epochs_text(positions[run.id], run.manifest.epochs),
            "Duration": run.seconds,
            **{label: differing[label][row] for label in LISTED_SETTINGS if label in differing},
            "Created by": person_word(run.owner),
            "Started": datetime.fromtimestamp(run.created).astimezone(),
        }
        for row, run in enumerate(runs)
    ]


def small_curve(curves: Curves) -> list[float]:
    """Accuracy by epoch, 0..1: on the validation split, or in training where there is none; thinned out."""
    values = curves.accuracy_by_epoch.tolist()
    step = -(-len(values) // MOST_CURVE_POINTS) or 1
    return [*values[:-1:step], *values[-1:]]


def comparison_rows(
    runs: Sequence[Run], curves: Mapping[str, Curves], positions: Mapping[str, float], find: Find
) -> list[Row]:
    """One row a run, all cells as text: its results, then the settings in which the runs differ.

    Args:
        runs: In the order of the rows.
        curves: By run id, the points of its epochs.
        positions: By run id, the epochs trained so far, with their fraction.
        find: Finds the data sets of the runs.
    """
    differing = differences([run.manifest for run in runs], find)
    differing.pop("Epochs", None)  # the results tell them
    best = max((run.accuracy for run in runs if run.accuracy is not None), default=None)
    return [
        {
            "Run": run.name,
            "State": run.status,
            "Test accuracy": "–" if run.accuracy is None else _marked(run.accuracy, best),
            "Best validation accuracy": _best_validation(run, curves[run.id]),
            "Epochs": epochs_text(positions[run.id], run.manifest.epochs),
            "Duration": duration(run.seconds),
            **{label: texts[row] for label, texts in differing.items()},
        }
        for row, run in enumerate(runs)
    ]


def _marked(accuracy: float, best: float | None) -> str:
    return percent(accuracy) + (BEST if accuracy == best else "")


def _best_validation(run: Run, curves: Curves) -> str:
    best = curves.best_validation(run.manifest.forked_after)
    return "–" if best is None else percent(best)
