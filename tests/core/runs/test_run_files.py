"""The files of a run that people take away."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from core.data.mnist import mnist
from core.lab import Lab
from core.runs.artifacts import RunFolder
from core.runs.manifest import Manifest
from core.runs.run_files import RunFile, files_of
from core.runs.state import State
from core.runs.whole_files import DamagedFileError
from tests import keeping
from tests.core.recognition.making import onnx_model


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def table(lab: Lab, file: RunFile) -> list[dict[str, str]]:
    """The rows of a file of a finished run."""
    return list(csv.DictReader(lab.file(keeping.finished(lab.home), file).decode().splitlines()))


def test_a_run_offers_what_it_has_so_far(lab: Lab) -> None:
    assert files_of(keeping.queued(lab.home)) == [RunFile.MANIFEST]
    assert files_of(keeping.ended(lab.home, State.FAILED)) == [RunFile.METRICS, RunFile.MANIFEST]
    assert files_of(keeping.finished(lab.home)) == list(RunFile)


def test_the_manifest_can_be_run_again(lab: Lab) -> None:
    run = keeping.finished(lab.home)
    assert Manifest.model_validate_json(lab.file(run, RunFile.MANIFEST)) == run.manifest


def test_the_metrics_have_a_row_an_epoch(lab: Lab) -> None:
    assert [(row["epoch"], row["val_accuracy"]) for row in table(lab, RunFile.METRICS)] == [("1", "0.92")]


def test_the_models_are_the_files_that_the_lab_wrote(lab: Lab) -> None:
    run = keeping.finished(lab.home)
    folder = RunFolder(lab.home, run.id)
    kept = {epoch: folder.write_epoch(epoch, f"after {epoch}".encode()) for epoch in (1, 2)}
    lab.store.runs.set_kept_epochs(run.id, kept)
    assert lab.file(run, RunFile.KERAS) == b"after 2"
    assert lab.file(replace(run, model_epochs=1), RunFile.KERAS) == b"after 1"
    assert lab.file(replace(run, model_epochs=None), RunFile.KERAS) == b"after 2"
    assert lab.file(run, RunFile.ONNX) == onnx_model()


def test_the_predictions_are_those_of_validation_and_test(lab: Lab) -> None:
    rows = table(lab, RunFile.PREDICTIONS)
    assert [row["split"] for row in rows] == ["validation"] * 5_000 + ["test"] * 10_000
    wrong = [row for row in rows if row["true_label"] != row["predicted"]]
    assert {(row["true_label"], row["predicted"], row["confidence"]) for row in wrong} == {
        ("4", "9", "1.000000")
    }
    places = {(row["split"], int(row["index"])) for row in wrong}
    assert places == {
        (name, int(mnist().split(name).index[position]))
        for name in ("validation", "test")
        for position in keeping.misread_fours(name)
    }


@pytest.mark.parametrize(
    ("file", "name"),
    [
        (RunFile.KERAS, "epoch-2.keras"),
        (RunFile.ONNX, "model.onnx"),
        (RunFile.PREDICTIONS, "evaluation.npz"),
    ],
)
@pytest.mark.parametrize("content", [None, b"forged"], ids=["gone", "changed"])
def test_a_file_that_is_lost_or_changed_is_told(
    lab: Lab, file: RunFile, name: str, content: bytes | None
) -> None:
    run = keeping.finished(lab.home)
    path = RunFolder(lab.home, run.id).path / name
    path.unlink(missing_ok=True) if content is None else path.write_bytes(content)
    with pytest.raises(DamagedFileError, match=f"{name} of run {run.id} is missing or was changed"):
        lab.file(run, file)
