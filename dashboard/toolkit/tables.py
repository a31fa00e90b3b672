"""Table rows as plain dictionaries, column name to cell; no Streamlit."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from core.data.statistics import Statistics
from core.evaluation.confusion import Evaluation
from core.models.presets import Preset, PublishedFigure
from core.models.shape import LayerRow, layer_table
from core.models.spec import ModelSpec
from core.runs.progress import Progress
from core.runs.run import Run

Row = dict[str, object]


def layer_rows(spec: ModelSpec, class_count: int) -> list[Row]:
    """The layers of a model for so many classes with their output and their parameters."""
    return [
        {
            "Layer": _layer_words(row),
            "Output": " × ".join(map(str, row.shape)),
            "Parameters": row.parameters,
        }
        for row in layer_table(spec, class_count)
    ]


_LAYER_NAMES = {
    "conv2d": "Conv2D",
    "max_pooling2d": "MaxPooling2D",
    "flatten": "Flatten",
    "dense": "Dense",
    "dropout": "Dropout",
    "batch_normalization": "BatchNormalization",
    "relu": "ReLU",
}
"""As Keras calls them."""


def _layer_words(row: LayerRow) -> str:
    """Such as "Conv2D 32, 3 × 3, relu"."""
    settings = row.layer.model_dump(exclude={"kind", "initial_sd"})
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


def score_rows(evaluation: Evaluation, classes: Sequence[str]) -> list[Row]:
    """Precision, recall and F1 of each class, in percent, and its number of images, the support."""
    return [
        {
            "Digit": name,
            "Precision": evaluation.precision[label] * 100,
            "Recall": evaluation.recall[label] * 100,
            "F1": evaluation.f1[label] * 100,
            "Support": int(evaluation.support[label]),
        }
        for label, name in enumerate(classes)
    ]


def run_rows(runs: Iterable[Run], accuracies: Mapping[str, list[float]]) -> list[Row]:
    """One row a run.

    Args:
        runs: In the order of the rows.
        accuracies: By run id, its accuracy after each epoch, 0..1.
    """
    return [
        {
            "Run": run.name,
            "State": run.status,
            "Accuracy": None if run.accuracy is None else run.accuracy * 100,
            "By epoch": accuracies.get(run.id, []),
            "Epochs": f"{run.epochs_done} of {run.manifest.recipe.epochs}",
            "Time": run.seconds,
            "Who": run.owner.name or "Guest",
            "Started": datetime.fromtimestamp(run.created).astimezone(),
            "Preset": run.manifest.preset,
        }
        for run in runs
    ]
