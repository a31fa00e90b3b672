"""The files of a run that people take away."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import assert_never

from core.data.dataset import Dataset
from core.evaluation.predictions import predictions_csv
from core.runs.artifacts import RunFolder, manifest_json, metrics_csv
from core.runs.events import EpochEvent
from core.runs.run import Run
from core.runs.whole_files import DamagedFileError

_PREDICTED_SPLITS = ("validation", "test")


class RunFile(StrEnum):
    """A file of a run, by the end of the name under which one takes it away."""

    KERAS = "model.keras"
    ONNX = "model.onnx"
    METRICS = "metrics.csv"
    PREDICTIONS = "predictions.csv"
    MANIFEST = "manifest.json"


def files_of(run: Run) -> list[RunFile]:
    """The files that a run has so far."""
    is_there = {
        RunFile.KERAS: run.resume_sha256 is not None,
        RunFile.ONNX: run.model_sha256 is not None,
        RunFile.METRICS: run.started is not None,
        RunFile.PREDICTIONS: run.evaluation_sha256 is not None,
        RunFile.MANIFEST: True,
    }
    return [file for file in RunFile if is_there[file]]


def content_of(
    file: RunFile,
    run: Run,
    folder: RunFolder,
    dataset: Callable[[], Dataset],
    epochs: Callable[[], Sequence[EpochEvent]],
    kept: Callable[[], Mapping[int, str]],
) -> bytes:
    """The content of a file of a run.

    Args:
        file: Which one.
        run: The run.
        folder: Its folder.
        dataset: Tells what it has learned, and is asked where that is needed, as are
        epochs: its epochs, and
        kept: the SHA-256 of the models after those that are kept, by number.

    Raises:
        DamagedFileError: If there is no such file, or it is not the one that the lab wrote.
    """
    match file:
        case RunFile.KERAS:
            return _checkpoint(run, folder, kept())
        case RunFile.ONNX:
            return folder.read_model(run.model_sha256 or "")
        case RunFile.METRICS:
            return metrics_csv(epochs())
        case RunFile.PREDICTIONS:
            return _predictions(run, folder, dataset())
        case RunFile.MANIFEST:
            return manifest_json(run.manifest)
        case _:
            assert_never(file)


def _checkpoint(run: Run, folder: RunFolder, kept: Mapping[int, str]) -> bytes:
    """The model that is used with its optimiser's state, or the last one where none is used yet."""
    used = run.model_epochs or 0
    epoch = used if used in kept else run.epochs_done
    return folder.read_epoch(epoch, kept.get(epoch, ""))


def _predictions(run: Run, folder: RunFolder, data: Dataset) -> bytes:
    kept = [(data.split(name), folder.read_evaluation(run, name)) for name in _PREDICTED_SPLITS]
    answers = [(split, probabilities) for split, probabilities in kept if probabilities is not None]
    if not answers:
        raise DamagedFileError(folder.path / "evaluation.npz", "`digit-lab doctor` measures its model again")
    return predictions_csv(answers, data.classes)
