"""The doctor: what it finds in a damaged data folder, what it mends, and that it throws nothing away."""

import gc
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from core.damaged_rows import Finding
from core.data.mnist import mnist
from core.doctor import examine
from core.engine.presence import RunnerLock, being_client, is_kept_stopped, runner_pid, runner_problem
from core.engine.runner_process import ensure_runner
from core.home import DamagedStoreError
from core.lab import Lab
from core.recognition.predictor import Predictor
from core.runs.artifacts import RunFolder
from core.runs.query import EVERY_RUN
from core.runs.run import Run
from core.runs.state import State
from core.store.backup import back_up, backups
from core.store.store import Store
from core.text import text
from core.trainer import Trainer
from harness.serving import wait_until
from tests import keeping
from tests.core.recognition.making import onnx_model
from tests.core.store.test_database import crowded, damage_a_page
from tests.making import epoch_event

EPOCHS = [epoch_event(1), epoch_event(2)]
"""The first as an earlier version told it."""
EPOCHS[1]["dead_units"] = [0, 2, 5]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def trained(home: Path, preset: str = "quick") -> Run:
    """A finished run with all its files."""
    run, folder = (
        keeping.finished(home, preset),
        RunFolder(home, keeping.store(home).runs.find(EVERY_RUN)[0].id),
    )
    folder.write_manifest(run.manifest)
    folder.write_metrics(EPOCHS)
    kept = {epoch: folder.write_epoch(epoch, f"after {epoch}".encode()) for epoch in (1, 2)}
    keeping.store(home).runs.set_kept_epochs(run.id, kept)
    folder.log("Attempt 1 starts.")
    folder.log("Finished. ")
    return keeping.store(home).runs.get(run.id)


def sentences(findings: list[Finding]) -> str:
    return "\n".join(str(finding.text) for finding in findings)


def measured_accuracy() -> float:
    """What the small model of these tests really is worth on test."""
    probabilities = Predictor(onnx_model()).probabilities(mnist().split("test").images)
    return float(np.mean(probabilities.argmax(axis=1) == mnist().split("test").labels))


def test_a_sound_lab_has_no_findings(home: Path) -> None:
    run = trained(home)
    assert list(examine(home)) == []
    assert keeping.store(home).runs.get(run.id) == run


def test_an_empty_folder_has_no_findings(home: Path) -> None:
    assert list(examine(home)) == []


def test_a_lost_database_is_restored_from_its_backup_and_from_the_folders(home: Path) -> None:
    store = keeping.store(home)
    named = trained(home)
    store.runs.rename(named.id, "My own name")
    store.label_votes.put("mnist", "test", 8, "6", "ada")
    back_up(store.database)
    later = trained(home, "tutorial-dense-adam")
    keeping.lose_database(home)
    with pytest.raises(DamagedStoreError):
        Store(home / "lab.db")
    findings = list(examine(home))
    assert all(finding.is_mended for finding in findings)
    assert "The backup of" in str(findings[0].text)
    names = {run.id: run.name for run in keeping.store(home).runs.find(EVERY_RUN)}
    assert names == {named.id: "My own name", later.id: "Tutorial: dense net, Adam 1"}
    assert [vote.choice for vote in keeping.store(home).label_votes.of_split("mnist", "test")] == ["6"]
    assert list(examine(home)) == []


def test_without_a_backup_the_folders_tell_nearly_all(home: Path) -> None:
    before = trained(home)
    keeping.lose_database(home)
    findings = list(examine(home))
    assert "There was no good backup" in str(findings[0].text)
    (after,) = keeping.store(home).runs.find(EVERY_RUN)
    same = ("id", "state", "manifest", "epochs_done", "resume_sha256", "model_sha256", "reason")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    assert keeping.store(home).runs.kept_epochs(after.id).keys() == {1, 2}
    assert after.accuracy == pytest.approx(measured_accuracy())
    assert Trainer(Lab(home)).lab.progress(after.id).epochs == EPOCHS
    assert after.started is not None
    assert after.ended is not None


def test_a_damaged_page_is_mended_and_the_damaged_file_kept(home: Path) -> None:
    trained(home)
    damaged = crowded(home / "lab.db")
    damage_a_page(damaged.database.path)
    content = (home / "lab.db").read_bytes()
    findings = list(examine(home))
    assert findings[0].is_mended
    (aside,) = home.glob("damaged-*/lab.db")
    assert aside.read_bytes() == content
    assert [run.state for run in keeping.store(home).runs.find(EVERY_RUN)] == [State.FINISHED]
    assert not is_kept_stopped(home)


def test_a_run_that_went_on_when_the_backup_was_made_is_as_its_folder_tells(home: Path) -> None:
    run = keeping.running(home)
    back_up(keeping.store(home).database)
    folder = RunFolder(home, run.id)
    folder.write_manifest(run.manifest)
    folder.log("Attempt 1 starts.")
    folder.log("Device: CPU, 2 cores.")
    folder.log("Failed. It ran out of paper.")
    keeping.lose_database(home)
    list(examine(home))
    (after,) = keeping.store(home).runs.find(EVERY_RUN)
    assert (after.id, after.state, str(after.reason)) == (run.id, State.FAILED, "It ran out of paper.")
    assert after.device == "CPU, 2 cores"


def test_a_run_whose_end_nobody_wrote_down_is_interrupted(home: Path) -> None:
    run = keeping.running(home)
    RunFolder(home, run.id).write_manifest(run.manifest)
    keeping.lose_database(home)
    list(examine(home))
    (after,) = keeping.store(home).runs.find(EVERY_RUN)
    assert (after.state, after.accuracy, after.model_sha256) == (State.INTERRUPTED, None, None)


def test_forged_figures_are_measured_again_from_the_model(home: Path) -> None:
    run = trained(home)
    labels = mnist().split("test").labels
    np.savez(
        RunFolder(home, run.id).path / "evaluation.npz",
        allow_pickle=False,
        test=np.eye(10, dtype=np.float32)[labels],
    )
    findings = list(examine(home))
    assert sentences(findings) == f"The figures of run {run.id} (Net 1) were measured again from its model."
    said = Trainer(Lab(home)).lab.probabilities(keeping.store(home).runs.get(run.id), "test")
    assert float(np.mean(said.argmax(axis=1) == labels)) == pytest.approx(measured_accuracy())


def test_figures_on_a_data_set_that_is_not_there_are_told_and_the_next_run_is_looked_at(home: Path) -> None:
    first, second, store = trained(home), trained(home), keeping.store(home)
    elsewhere = first.manifest.model_copy(update={"dataset": "letters"}).model_dump_json()
    store.database.change("UPDATE run SET manifest = ? WHERE id = ?", (elsewhere, first.id))
    for run in (first, second):
        (RunFolder(home, run.id).path / "evaluation.npz").write_bytes(b"")
    findings = {str(finding.text): finding.is_mended for finding in examine(home)}
    assert findings == {
        f"The figures of run {first.id} ({first.name}) cannot be measured again."
        " There is no data set 'letters' here; there is mnist.": False,
        f"The figures of run {second.id} ({second.name}) were measured again from its model.": True,
    }


def test_what_cannot_be_mended_is_told(home: Path) -> None:
    run = trained(home)
    for name in ("model.onnx", "epoch-2.keras"):
        (RunFolder(home, run.id).path / name).write_bytes(b"no model")
    findings = list(examine(home))
    assert not any(finding.is_mended for finding in findings)
    for name in ("model.onnx", "epoch-2.keras"):
        assert f"{name} of run {run.id} is missing or was changed; train it again." in sentences(findings)


def test_a_folder_that_cannot_be_read_is_told_and_the_others_are_restored(home: Path) -> None:
    good, bad = trained(home), trained(home)
    RunFolder(home, bad.id).path.joinpath("config.json").write_text("{}")
    keeping.lose_database(home)
    findings = list(examine(home))
    assert f"Run {bad.id} cannot be restored" in sentences(findings)
    assert [run.id for run in keeping.store(home).runs.find(EVERY_RUN)] == [good.id]


def test_a_model_that_is_none_restores_the_run_without_figures(home: Path) -> None:
    run = trained(home)
    RunFolder(home, run.id).path.joinpath("model.onnx").write_bytes(b"no model")
    keeping.lose_database(home)
    findings = list(examine(home))
    assert f"model.onnx of run {run.id} is no model" in sentences(findings)
    assert [kept.accuracy for kept in keeping.store(home).runs.find(EVERY_RUN)] == [None]


def test_it_leaves_a_good_backup_and_drives_out_no_other(home: Path) -> None:
    trained(home)
    for _ in range(3):
        list(examine(home))
    assert len(backups(home)) == 1


def test_a_journal_beside_an_emptied_database_is_kept(home: Path) -> None:
    store, _ = keeping.store(home), trained(home)
    (home / "lab.db").write_bytes(b"")
    journal = (home / "lab.db-wal").read_bytes()
    list(examine(home))
    (aside,) = home.glob("damaged-*/lab.db-wal")
    assert aside.read_bytes() == journal != b""
    del store


def test_a_row_that_cannot_be_read_is_restored_from_its_folder_though_backups_have_it_too(home: Path) -> None:
    good, bad = trained(home), trained(home)
    store = keeping.store(home)
    store.database.change("UPDATE run SET manifest = '{}' WHERE id = ?", (bad.id,))
    back_up(store.database)
    findings = list(examine(home))
    assert all(finding.is_mended for finding in findings)
    assert {run.id for run in store.runs.find(EVERY_RUN)} == {good.id, bad.id}
    assert len(list(home.glob("damaged-*/lab.db"))) == 1
    assert list(examine(home)) == []


def test_a_run_that_cannot_be_read_is_left_while_a_runner_may_train_it(home: Path) -> None:
    bad = trained(home)
    keeping.store(home).database.change("UPDATE run SET manifest = '{}' WHERE id = ?", (bad.id,))
    runner = RunnerLock.take(home)
    assert runner is not None
    (finding,) = examine(home)
    assert not finding.is_mended
    assert str(finding.text) == (
        f"What the database holds of run {bad.id} cannot be read, and it may be training now. End all"
        " trainings with `digit-lab stop`, then call `digit-lab doctor` again."
    )
    runner.report(text("The database is damaged."))  # so one that waits for the doctor says
    assert all(finding.is_mended for finding in examine(home))
    runner.release()
    assert list(examine(home)) == []


def test_a_database_that_somebody_has_locked_is_left_alone(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = trained(home)
    monkeypatch.setattr("core.store.database.BUSY_TIMEOUT_SECONDS", 0)
    gc.collect()
    with closing(sqlite3.connect(home / "lab.db", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("UPDATE run SET name = 'mine'")
        with pytest.raises(BlockingIOError):
            list(examine(home))
        other.execute("COMMIT")
    assert not list(home.glob("damaged-*"))
    assert keeping.store(home).runs.get(run.id).name == "mine"


@pytest.mark.process
def test_a_runner_that_lives_is_ended_before_the_database_is_replaced(home: Path) -> None:
    trained(home)
    keeping.lose_database(home)
    with being_client(home):
        ensure_runner(home)
        wait_until(lambda: runner_problem(home) is not None)
        list(examine(home))
        assert runner_pid(home) is None
    assert not is_kept_stopped(home)


def test_a_table_that_was_cut_off_costs_one_run_and_not_the_others(home: Path) -> None:
    good, bad = trained(home), trained(home)
    path = RunFolder(home, bad.id).path / "metrics.csv"
    path.write_text(path.read_text()[:-10])
    keeping.lose_database(home)
    findings = list(examine(home))
    assert f"Run {bad.id} cannot be restored" in sentences(findings)
    assert [run.id for run in keeping.store(home).runs.find(EVERY_RUN)] == [good.id]


def test_a_kept_epoch_that_is_lost_or_changed_is_told(home: Path) -> None:
    run = trained(home)
    folder = RunFolder(home, run.id).path
    (folder / "epoch-1.keras").unlink()
    (folder / "epoch-2.keras").write_bytes(b"forged")
    told = sentences(list(examine(home)))
    assert f"epoch-1.keras of run {run.id} is missing or was changed" in told
    assert f"epoch-2.keras of run {run.id} is missing or was changed" in told


@pytest.mark.parametrize("name", ["model.keras", "model.before.keras"])
def test_the_last_epoch_of_an_earlier_version_is_found(home: Path, name: str) -> None:
    run = trained(home)
    folder = RunFolder(home, run.id).path
    (folder / "epoch-1.keras").unlink()
    (folder / "epoch-2.keras").replace(folder / name)
    keeping.lose_database(home)
    list(examine(home))
    assert keeping.store(home).runs.kept_epochs(run.id) == {2: run.resume_sha256}
    assert list(examine(home)) == []


def test_a_deleted_run_does_not_come_back(home: Path) -> None:
    run = trained(home)
    Trainer(Lab(home)).delete(run.id)
    assert list(examine(home)) == []
    assert keeping.store(home).runs.find(EVERY_RUN) == []
