"""The runner's jobs that are no trainings, with a fake engine."""

from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import core.lab
from core.dataset_library import DatasetLibrary
from core.engine.job_task import MOST_ATTEMPTS
from core.engine.messages import Cancelled, Done, Failed, HeardStop, Progressed, Saved
from core.engine.recovery import settle
from core.engine.runner import Runner
from core.home import DamagedStoreError
from core.jobs.dataset_record import DatasetRecord
from core.jobs.importing import import_dataset
from core.jobs.record import JobRecord, JobState
from core.jobs.results import Analysis
from core.jobs.specs import Analyse, Embed, Finish, Import, Train
from core.models.presets import PRESETS
from core.runs.artifacts import RunFolder
from core.runs.commands import Cancel, Stop
from core.runs.draft import draft_of, draft_on
from core.runs.run import Run
from core.runs.state import State
from core.store.runs import Runs
from core.store.store import Store
from core.text import text
from tests import keeping
from tests.core.engine.fake_engine import FakeEngine
from tests.importing import CLASSES, Follower, asked, imported
from tests.making import certain_probabilities, embedding

EMBEDDING = embedding()
ANSWERS = certain_probabilities(np.array([3, 1, 4], np.uint8))


@pytest.fixture(autouse=True)
def _no_other_runner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core.lab, "ensure_runner", lambda home: None)


class Lab:
    """A store with a finished run, a fake engine and the runner between them."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.run = keeping.finished(home)
        self.store = Store(home / "lab.db")
        self.engine = FakeEngine()
        self.runner = Runner(home, self.store, self.engine)

    def ask(self, split: str = "train") -> JobRecord:
        assert self.run.model_sha256 is not None
        spec = Analyse(run=self.run.id, model_sha256=self.run.model_sha256, dataset="mnist", split=split)
        return self.store.jobs.add(spec, "ada")

    def start(self) -> tuple[JobRecord, str]:
        job = self.ask()
        self.runner.tick(0)
        return self.store.jobs.get(job.id), self.engine.only(Analyse)

    def job(self, job: JobRecord) -> JobRecord:
        return self.store.jobs.get(job.id)

    def queue_run(self) -> Run:
        return keeping.queued(self.home)


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def test_a_job_starts_beside_a_training_and_a_training_beside_a_job(lab: Lab) -> None:
    first, job, second = lab.queue_run(), lab.ask(), lab.queue_run()
    lab.runner.tick(0)
    assert lab.engine.submitted[lab.engine.only(Train)].job.run == first.id
    assert lab.job(job).state is JobState.RUNNING
    assert lab.store.runs.get(second.id).state is State.QUEUED


def test_a_job_gets_the_file_that_it_is_about(lab: Lab) -> None:
    _, key = lab.start()
    model = RunFolder(lab.home, lab.run.id).read_model(str(lab.run.model_sha256))
    assert lab.engine.submitted[key].file == model


def test_the_answers_of_a_hidden_layer_are_kept_as_they_are(lab: Lab) -> None:
    job = lab.store.jobs.add(Embed.of(lab.run), "ada")
    lab.runner.tick(0)
    key = lab.engine.only(Embed)
    assert lab.engine.submitted[key].file == RunFolder(lab.home, lab.run.id).read_model(
        str(lab.run.model_sha256)
    )
    lab.engine.messages = [Done(key, EMBEDDING)]
    lab.runner.tick(0)
    found = RunFolder(lab.home, lab.run.id).read_result(job.hash, str(lab.job(job).result_sha256))
    assert found.keys() == EMBEDDING.arrays().keys()
    for name, values in EMBEDDING.arrays().items():
        np.testing.assert_array_equal(found[name], values)
        assert found[name].dtype == values.dtype


def test_two_who_ask_for_the_same_cause_one_computation(lab: Lab) -> None:
    assert lab.ask().id == lab.ask().id
    assert lab.ask("validation").id != lab.ask().id


def test_a_job_tells_how_far_it_is_and_its_result_is_found_by_the_hash_of_its_inputs(lab: Lab) -> None:
    job, key = lab.start()
    lab.engine.messages = [Progressed(key, 0.25)]
    lab.runner.tick(0)
    assert lab.job(job).progress == 0.25
    lab.engine.messages = [Done(key, Analysis(ANSWERS))]
    lab.runner.tick(0)
    ended = lab.job(job)
    assert (ended.state, ended.progress) == (JobState.FINISHED, 1)
    found = RunFolder(lab.home, lab.run.id).read_result(job.hash, str(ended.result_sha256))
    np.testing.assert_array_equal(found["probabilities"], ANSWERS)
    assert lab.runner.is_idle


def test_a_job_that_waits_is_cancelled_and_never_starts(lab: Lab) -> None:
    job = lab.ask()
    lab.store.commands.add(Cancel(job=job.id), "ada")
    lab.runner.tick(0)
    assert lab.job(job).state is JobState.CANCELLED
    assert lab.engine.submitted == {}


def test_a_job_that_runs_is_asked_to_stop_and_ends_as_cancelled(lab: Lab) -> None:
    job, key = lab.start()
    lab.store.commands.add(Cancel(job=job.id), "ada")
    lab.runner.tick(0)
    assert lab.engine.stopped == [key]
    lab.engine.messages = [HeardStop(key), Cancelled(key)]
    lab.runner.tick(0)
    assert lab.job(job).state is JobState.CANCELLED
    assert lab.ask().state is JobState.QUEUED  # whoever asks again gets it


def test_a_job_that_does_not_hear_is_killed(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    job, key = lab.start()
    monkeypatch.setattr("core.engine.task.HEARING_LIMIT_SECONDS", -1)
    lab.store.commands.add(Cancel(job=job.id), "ada")
    lab.runner.tick(0)
    assert lab.engine.killed == [key]
    assert lab.job(job).state is JobState.CANCELLED


def test_a_stop_of_the_run_does_not_touch_its_job(lab: Lab) -> None:
    job, _ = lab.start()
    lab.store.commands.add(Stop(run=lab.run.id), "ada")
    lab.runner.tick(0)
    assert lab.engine.stopped == []
    assert lab.job(job).state is JobState.RUNNING


@pytest.mark.parametrize("body", ['{"kind": "polish", "run": "23456789"}', "no JSON", '{"kind": "stop"}'])
def test_an_unknown_command_is_an_error_and_stops_nothing(
    lab: Lab, body: str, caplog: pytest.LogCaptureFixture
) -> None:
    run = lab.queue_run()
    lab.runner.tick(0)
    lab.store.database.change(
        "INSERT INTO command (run, kind, body, at) VALUES (?, 'polish', ?, 0)", (run.id, body)
    )
    lab.runner.tick(0)
    assert lab.engine.stopped == []
    assert lab.store.runs.get(run.id).state is State.RUNNING
    assert lab.store.commands.open() == []
    assert "is unknown here and was not carried out" in caplog.text


def test_a_job_that_fails_says_why_and_can_be_asked_for_again(lab: Lab) -> None:
    job, key = lab.start()
    lab.engine.messages = [Failed(key, text("It broke."), "a traceback")]
    lab.runner.tick(0)
    failed = lab.job(job)
    assert (failed.state, str(failed.reason)) == (JobState.FAILED, "It broke.")
    assert "a traceback" in (RunFolder(lab.home, lab.run.id).path / "log.txt").read_text()
    again = lab.ask()
    assert (again.id, again.state, again.reason) == (job.id, JobState.QUEUED, None)


def test_a_job_whose_worker_falls_silent_is_given_up(lab: Lab) -> None:
    job, key = lab.start()
    lab.engine.silent = {key}
    lab.runner.tick(0)
    assert lab.engine.killed == [key]
    assert (lab.job(job).state, str(lab.job(job).reason)) == (JobState.FAILED, "The worker fell silent.")


def test_a_model_that_was_changed_is_not_asked(lab: Lab) -> None:
    (RunFolder(lab.home, lab.run.id).path / "model.onnx").write_bytes(b"something else")
    job = lab.ask()
    lab.runner.tick(0)
    assert lab.engine.submitted == {}
    assert "model.onnx" in str(lab.job(job).reason)


def test_a_job_that_a_full_disk_refuses_waits_until_there_is_space(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, key = lab.start()

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(RunFolder, "write_result", refuse)
        full.setattr("core.engine.ends.is_disk_full", lambda home: True)
        lab.engine.messages = [Done(key, Analysis(ANSWERS))]
        lab.runner.tick(0)
        lab.runner.tick(0)
        assert lab.job(job).state is JobState.QUEUED
    lab.runner.tick(0)
    lab.engine.messages = [Done(lab.engine.only(Analyse), Analysis(ANSWERS))]
    lab.runner.tick(0)
    assert lab.job(job).state is JobState.FINISHED


def test_a_job_outlives_a_runner_but_is_not_tried_for_ever(lab: Lab) -> None:
    job, _ = lab.start()
    for attempt in range(2, MOST_ATTEMPTS + 1):
        settle(lab.home, lab.store)
        assert lab.job(job).state is JobState.QUEUED
        lab.engine.in_hand.clear()
        Runner(lab.home, lab.store, lab.engine).tick(0)
        assert (lab.job(job).state, lab.job(job).attempt) == (JobState.RUNNING, attempt)
    settle(lab.home, lab.store)
    assert lab.job(job).state is JobState.FAILED
    assert "3 times" in str(lab.job(job).reason)


def test_a_deleted_run_takes_its_job_with_it_and_leaves_nothing_behind(lab: Lab) -> None:
    _, key = lab.start()
    lab.store.runs.delete(lab.run.id)
    RunFolder(lab.home, lab.run.id).remove()
    lab.engine.messages = [Progressed(key, 0.5), Done(key, Analysis(ANSWERS))]
    lab.runner.tick(0)
    assert not RunFolder(lab.home, lab.run.id).path.exists()
    assert lab.runner.is_idle


def test_a_run_that_only_the_store_has_lost_keeps_its_folder(lab: Lab) -> None:
    folder = RunFolder(lab.home, lab.run.id)
    folder.write_manifest(lab.run.manifest)
    _, key = lab.start()
    lab.store.runs.delete(lab.run.id)
    lab.engine.messages = [Progressed(key, 0.5)]
    lab.runner.tick(0)
    assert (folder.path / "model.onnx").is_file()


def test_a_model_that_cannot_be_read_fails_its_job_and_blocks_nothing(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(RunFolder, "read_model", refuse)
    job = lab.ask()
    lab.runner.tick(0)
    assert (lab.job(job).state, "Permission denied" in str(lab.job(job).reason)) == (JobState.FAILED, True)
    assert lab.runner.is_idle


def test_a_job_that_is_marked_as_running_but_is_nowhere_can_be_cancelled(lab: Lab) -> None:
    job = lab.ask()
    lab.store.jobs.start(job.id)
    lab.store.commands.add(Cancel(job=job.id), "ada")
    lab.runner.tick(0)
    assert lab.job(job).state is JobState.CANCELLED


def test_a_cancel_does_not_hit_whoever_asks_next(lab: Lab) -> None:
    job, key = lab.start()
    lab.store.commands.add(Cancel(job=job.id), "ada")
    lab.engine.messages = [Failed(key, text("It broke."))]
    lab.runner.listen(0)
    assert lab.ask().state is JobState.QUEUED
    lab.runner.tick(0)
    assert lab.job(job).state is JobState.RUNNING


def test_a_run_that_is_deleted_while_its_result_is_written_stays_deleted(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, key = lab.start()
    write = RunFolder.write_result

    def delete_first(folder: RunFolder, *arguments: Any) -> str:
        lab.store.runs.delete(lab.run.id)
        folder.remove()
        return write(folder, *arguments)

    monkeypatch.setattr(RunFolder, "write_result", delete_first)
    lab.engine.messages = [Done(key, Analysis(ANSWERS))]
    lab.runner.tick(0)
    assert not RunFolder(lab.home, lab.run.id).path.exists()
    assert lab.runner.is_idle


def test_what_a_killed_runner_left_of_a_result_goes(lab: Lab) -> None:
    lab.start()
    half = RunFolder(lab.home, lab.run.id).path / "results" / ".x.npz.tmp"
    half.parent.mkdir()
    half.write_bytes(b"hal")
    settle(lab.home, lab.store)
    assert not half.exists()


def failing_run(lab: Lab) -> Run:
    """A run that has failed after its first epoch, and waits for its model."""
    run = lab.queue_run()
    lab.runner.tick(0)
    key = lab.engine.only(Train)
    lab.engine.messages = [Saved(key, 1, b"weights"), Failed(key, text("It died."))]
    lab.runner.tick(0)
    return run


def test_a_model_that_could_not_be_made_is_tried_again_by_the_next_runners_but_not_for_ever(lab: Lab) -> None:
    failing_run(lab)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        lab.runner.tick(0)
        key = lab.engine.only(Finish)
        lab.engine.messages = [Failed(key, text("It died again."))]
        lab.runner.tick(0)
        settle(lab.home, lab.store)
        assert bool(lab.store.jobs.queued("training", limit=1)) is (attempt < MOST_ATTEMPTS)


def test_messages_of_a_training_stay_in_their_order_when_the_database_is_locked(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = lab.queue_run()
    lab.runner.tick(0)
    key, tries = lab.engine.only(Train), iter([True])
    keep = Runs.set_kept_epochs

    def locked_once(*arguments: Any) -> None:
        if next(tries, False):
            raise BlockingIOError(11, "Resource temporarily unavailable")
        keep(*arguments)

    monkeypatch.setattr(Runs, "set_kept_epochs", locked_once)
    figures = np.zeros((4, 10), np.float16)
    lab.engine.messages = [Saved(key, 1, b"one", figures), Saved(key, 2, b"two", figures)]
    lab.runner.tick(0)
    lab.runner.tick(0)
    kept = lab.store.runs.get(run.id)
    folder = RunFolder(lab.home, run.id)
    assert kept.epochs_done == 2
    assert folder.read_epoch(2, str(kept.resume_sha256)) == b"two"
    assert folder.read_epoch_probabilities(kept).keys() == {1, 2}


def test_a_stop_that_the_store_takes_late_never_ends_a_run_that_has_begun(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = lab.queue_run()
    lab.store.commands.add(Stop(run=run.id), "ada")
    take_back, tries = Runs.take_back, iter([True, True])

    def locked_at_first(*arguments: Any) -> bool:
        if next(tries, False):
            raise BlockingIOError(11, "Resource temporarily unavailable")
        return take_back(*arguments)

    monkeypatch.setattr(Runs, "take_back", locked_at_first)
    lab.runner.tick(0)
    assert (lab.store.runs.get(run.id).state, lab.engine.submitted) == (State.QUEUED, {})
    lab.runner.tick(0)
    lab.runner.tick(0)
    assert (lab.store.runs.get(run.id).state, lab.engine.submitted) == (State.STOPPED, {})


def test_an_end_that_came_too_late_is_logged_and_disturbs_nobody(
    lab: Lab, caplog: pytest.LogCaptureFixture
) -> None:
    run = lab.queue_run()
    lab.runner.tick(0)
    key = lab.engine.only(Train)
    lab.store.runs.end(run.id, State.STOPPED)  # by somebody who must not
    lab.engine.messages = [Failed(key, text("It died."))]
    lab.runner.tick(0)
    assert "is stopped and cannot become failed" in caplog.text
    assert lab.runner.is_idle


def test_a_waiting_run_that_cannot_be_read_is_told_before_there_is_an_engine(lab: Lab) -> None:
    run = lab.queue_run()
    lab.store.database.change("UPDATE run SET manifest = '{}' WHERE id = ?", (run.id,))
    with pytest.raises(DamagedStoreError, match=run.id):
        settle(lab.home, lab.store)


def test_an_import_gets_what_was_sent_and_leaves_a_data_set(tmp_path: Path) -> None:
    lab, record = Lab(tmp_path), asked(tmp_path)
    library = DatasetLibrary(tmp_path, lab.store)
    lab.runner.tick(0)
    key = lab.engine.only(Import)
    job, sent = lab.engine.submitted[key].job, lab.engine.submitted[key].file
    assert isinstance(job, Import)
    assert sent == library.read_upload(job)
    lab.engine.messages = [Progressed(key, 0.5)]
    lab.runner.tick(0)
    assert record.job is not None
    assert lab.job(record.job).progress == 0.5
    lab.engine.messages = [Done(key, import_dataset(job, sent, Follower()), ())]
    lab.runner.tick(0)
    lab.runner.tick(0)
    assert lab.job(record.job).state is JobState.FINISHED
    assert library.find(record.name).classes == CLASSES
    assert list((tmp_path / "uploads").iterdir()) == []


def test_an_import_whose_files_are_lost_fails(tmp_path: Path) -> None:
    lab, record = Lab(tmp_path), asked(tmp_path)
    for path in (tmp_path / "uploads").iterdir():
        path.unlink()
    lab.runner.tick(0)
    lab.runner.tick(0)
    assert record.job is not None
    assert str(lab.job(record.job).reason) == "What was sent for Forms is lost; send it again."


def train_forms(lab: Lab, record: DatasetRecord) -> Run:
    facts = DatasetLibrary(lab.home, lab.store).facts(record.name)
    draft = draft_on(draft_of(PRESETS["quick"]), facts, record.name)
    manifest = draft.manifest(person="ada", created=datetime.now().astimezone(), versions={})
    return lab.store.runs.add(manifest, "Forms")


def test_a_training_of_an_imported_data_set_gets_its_file(tmp_path: Path) -> None:
    lab, record = Lab(tmp_path), imported(tmp_path)
    train_forms(lab, record)
    lab.runner.tick(0)
    sent = lab.engine.submitted[lab.engine.only(Train)].data
    assert sent == DatasetLibrary(tmp_path, lab.store).file(record.name)


def test_a_training_of_a_data_set_that_is_damaged_fails_and_says_why(tmp_path: Path) -> None:
    lab, record = Lab(tmp_path), imported(tmp_path)
    run = train_forms(lab, record)
    (tmp_path / "datasets" / f"{record.name}.npz").write_bytes(b"x")
    lab.runner.tick(0)
    lab.runner.tick(0)
    reason = lab.store.runs.get(run.id).reason
    assert str(reason) == "The file of Forms is missing or was changed; import it again."
