import csv
import dataclasses
import hashlib
import io
import json
from pathlib import Path

import numpy as np
import pytest

from core.runs.artifacts import RunFolder
from core.runs.run import Run, UnknownRunError, new_run_id
from core.runs.whole_files import DamagedFileError
from core.store.store import Store
from tests.making import epoch_event, manifest

PROBABILITIES = np.random.default_rng(0).random((5, 10), np.float32)


def forged() -> bytes:
    """A file of the right form that says of every image what somebody would like."""
    file = io.BytesIO()
    certain = np.eye(10, dtype=np.float32)[[0, 1, 2, 3, 4]]
    np.savez_compressed(file, test=certain, probabilities=certain[np.newaxis].astype(np.float16))
    return file.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    return RunFolder(tmp_path, new_run_id())


@pytest.mark.parametrize(
    "run_id", ["", "..", "../../etc", "abc", "ABCDEFGH", "abcd/fgh", "abcdefg\n", "é" * 8]
)
def test_what_is_no_run_id_never_becomes_a_path(tmp_path: Path, run_id: str) -> None:
    with pytest.raises(UnknownRunError):
        RunFolder(tmp_path, run_id)


def test_the_manifest_comes_back_from_its_file(folder: RunFolder) -> None:
    folder.write_manifest(manifest())
    text = (folder.path / "config.json").read_text()
    assert type(manifest()).model_validate_json(text) == manifest()
    assert json.loads(text)["origin"] == {"kind": "preset", "preset": "quick"}


def test_metrics_are_a_table_with_a_row_an_epoch(folder: RunFolder) -> None:
    measured = epoch_event(2, partial=True)
    measured["dead_units"] = [3, 0, 12]
    folder.write_metrics([epoch_event(1), measured])
    rows = list(csv.DictReader((folder.path / "metrics.csv").read_text().splitlines()))
    assert [row["epoch"] for row in rows] == ["1", "2"]
    assert [row["dead_units"] for row in rows] == ["", "3 0 12"]
    assert float(rows[0]["val_accuracy"]) == epoch_event(1)["val_accuracy"]


def test_a_model_that_somebody_changed_is_not_loaded(folder: RunFolder) -> None:
    sha256 = folder.write_model(b"a model")
    assert folder.read_model(sha256) == b"a model"
    (folder.path / "model.onnx").write_bytes(b"another model")
    with pytest.raises(DamagedFileError, match=r"model\.onnx"):
        folder.read_model(sha256)
    (folder.path / "model.onnx").unlink()
    with pytest.raises(DamagedFileError):
        folder.read_model(sha256)


def test_the_model_after_an_epoch_comes_back_by_its_sha256(folder: RunFolder) -> None:
    first, second = folder.write_epoch(1, b"weights"), folder.write_epoch(2, b"more weights")
    assert folder.read_epoch(1, first) == b"weights"
    assert folder.read_epoch(2, second) == b"more weights"
    for epoch, sha256 in ((1, second), (3, first)):
        with pytest.raises(DamagedFileError, match=rf"epoch-{epoch}\.keras of run .* train it again"):
            folder.read_epoch(epoch, sha256)


def test_epochs_that_are_not_kept_are_removed(folder: RunFolder) -> None:
    kept = {epoch: folder.write_epoch(epoch, b"weights") for epoch in (1, 2, 11)}
    folder.remove_other_epochs({2})
    assert [path.name for path in folder.path.iterdir()] == ["epoch-2.keras"]
    assert folder.read_epoch(2, kept[2]) == b"weights"


@pytest.mark.parametrize("name", ["model.keras", "model.before.keras"])
def test_the_last_epoch_of_an_earlier_version_is_found(folder: RunFolder, name: str) -> None:
    folder.path.mkdir(parents=True)
    (folder.path / name).write_bytes(b"weights")
    assert folder.read_epoch(7, hashlib.sha256(b"weights").hexdigest()) == b"weights"


@pytest.fixture
def evaluated(folder: RunFolder, tmp_path: Path) -> Run:
    """A run whose files with probabilities are kept and noted."""
    run = Store(tmp_path / "lab.db").runs.add(manifest(), "Net")
    return dataclasses.replace(
        run,
        evaluation_sha256=folder.write_evaluation({"test": PROBABILITIES}),
        epochs_sha256=folder.write_epoch_probabilities(None, 1, PROBABILITIES.astype(np.float16)),
    )


def test_probabilities_come_back_by_split(folder: RunFolder, evaluated: Run) -> None:
    np.testing.assert_array_equal(folder.read_evaluation(evaluated, "test"), PROBABILITIES)
    assert folder.read_evaluation(evaluated, "train") is None


def test_probabilities_come_back_by_epoch(folder: RunFolder, evaluated: Run) -> None:
    found = folder.read_epoch_probabilities(evaluated)
    assert list(found) == [1]
    np.testing.assert_array_equal(found[1], PROBABILITIES.astype(np.float16))


def add_epochs(folder: RunFolder, run: Run, *epochs: int, value: float) -> Run:
    """Adds epochs whose figures are all one value."""
    for epoch in epochs:
        figures = np.full((3, 10), value, np.float16)
        sha256 = folder.write_epoch_probabilities(run.epochs_sha256, epoch, figures)
        run = dataclasses.replace(run, epochs_sha256=sha256)
    return run


def values_by_epoch(folder: RunFolder, run: Run) -> dict[int, float]:
    """The one value of each epoch that was kept."""
    return {epoch: float(each[0, 0]) for epoch, each in folder.read_epoch_probabilities(run).items()}


def test_of_many_epochs_some_are_read_evenly_spread_with_the_first_and_the_last(
    folder: RunFolder, evaluated: Run
) -> None:
    run = add_epochs(folder, dataclasses.replace(evaluated, epochs_sha256=None), *range(1, 21), value=0.5)
    assert list(folder.read_some_epochs(run, 4)) == [1, 7, 14, 20]
    assert list(folder.read_some_epochs(run, 100)) == list(range(1, 21))
    np.testing.assert_array_equal(folder.read_some_epochs(run, 1)[1], np.full((3, 10), 0.5, np.float16))
    assert folder.read_some_epochs(dataclasses.replace(run, epochs_sha256=None), 4) == {}


def test_a_later_attempt_replaces_the_epochs_that_it_trains_again(folder: RunFolder, evaluated: Run) -> None:
    first = add_epochs(folder, dataclasses.replace(evaluated, epochs_sha256=None), 1, 2, 3, value=1)
    again = add_epochs(folder, first, 2, value=2)
    assert values_by_epoch(folder, again) == {1: 1, 2: 2}
    assert values_by_epoch(folder, add_epochs(folder, again, 3, value=2)) == {1: 1, 2: 2, 3: 2}


def test_epochs_survive_a_kill_between_the_file_and_the_store(folder: RunFolder, evaluated: Run) -> None:
    run = add_epochs(folder, dataclasses.replace(evaluated, epochs_sha256=None), 1, 2, value=1)
    add_epochs(folder, run, 3, value=1)  # the store was never told
    assert values_by_epoch(folder, run) == {1: 1, 2: 1}
    assert values_by_epoch(folder, add_epochs(folder, run, 3, value=4)) == {1: 1, 2: 1, 3: 4}


def test_epochs_of_an_earlier_version_are_read_and_go_on(folder: RunFolder, evaluated: Run) -> None:
    file = io.BytesIO()
    np.savez_compressed(file, probabilities=np.ones((2, 3, 10), np.float16))
    (folder.path / "epochs.npz").write_bytes(file.getvalue())
    sha256 = hashlib.sha256(file.getvalue()).hexdigest()
    old = dataclasses.replace(evaluated, epochs_sha256=sha256)
    assert values_by_epoch(folder, old) == {1: 1, 2: 1}
    assert list(folder.read_some_epochs(old, 1)) == [1]
    assert values_by_epoch(folder, add_epochs(folder, old, 3, value=3)) == {1: 1, 2: 1, 3: 3}


def test_a_file_that_nobody_noted_is_never_read(folder: RunFolder, evaluated: Run) -> None:
    unknown = dataclasses.replace(evaluated, evaluation_sha256=None, epochs_sha256=None)
    assert folder.read_evaluation(unknown, "test") is None
    assert folder.read_epoch_probabilities(unknown) == {}


@pytest.mark.parametrize("content", [b"", b"no arrays", forged()], ids=["empty", "nonsense", "forged"])
def test_probabilities_that_somebody_changed_are_refused(
    folder: RunFolder, evaluated: Run, content: bytes
) -> None:
    (folder.path / "evaluation.npz").write_bytes(content)
    with pytest.raises(DamagedFileError, match=r"evaluation\.npz of run .* was changed; `digit-lab doctor`"):
        folder.read_evaluation(evaluated, "test")
    (folder.path / "epochs.npz").write_bytes(content)
    with pytest.raises(DamagedFileError, match=r"epochs\.npz of run .* was changed"):
        folder.read_epoch_probabilities(evaluated)


def test_no_half_written_file_stays_beside_the_whole_ones(folder: RunFolder) -> None:
    folder.write_manifest(manifest())
    folder.write_model(b"1")
    folder.write_model(b"2")
    assert sorted(path.name for path in folder.path.iterdir()) == ["config.json", "model.onnx"]


def test_a_crash_while_writing_leaves_the_old_file(
    folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = folder.write_model(b"old")

    def crash(_: int) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("os.fsync", crash)
    with pytest.raises(OSError, match="No space"):
        folder.write_model(b"new")
    assert folder.read_model(sha256) == b"old"
    assert [path.name for path in folder.path.iterdir()] == ["model.onnx"]


def test_halves_that_a_killed_process_left_are_swept_away(folder: RunFolder) -> None:
    folder.write_model(b"whole")
    (folder.path / ".model.keras.tmp").write_bytes(b"hal")
    folder.remove_partial_files()
    assert [path.name for path in folder.path.iterdir()] == ["model.onnx"]
