"""The lab with a real store: what a job has measured is found again."""

from pathlib import Path

import numpy as np
import pytest

import core.lab
from core.engine.presence import keep_stopped
from core.jobs.record import JobState, UnknownJobError
from core.lab import Lab
from core.runs.artifacts import RunFolder
from core.runs.query import RunQuery
from core.runs.run import NoModelError, Run, UnknownRunError
from core.trainer import Trainer
from tests import keeping
from tests.making import certain_probabilities

ANSWERS = certain_probabilities(keeping.answers("train"))


@pytest.fixture
def trainer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Trainer:
    monkeypatch.setattr(core.lab, "ensure_runner", lambda home: None)
    return Trainer(Lab(tmp_path), "ada")


def analyse(trainer: Trainer, run: Run) -> None:
    """Does what the runner does with the job."""
    job = trainer.analyse(run, "train")
    sha256 = RunFolder(trainer.lab.home, run.id).write_result(job.hash, {"probabilities": ANSWERS})
    keeping.store(trainer.lab.home).jobs.finish(job.id, sha256)


def test_what_a_job_has_measured_is_found_by_what_it_was_asked_for(trainer: Trainer) -> None:
    run = keeping.finished(trainer.lab.home)
    assert trainer.lab.kept_probabilities(run, "train") is None
    analyse(trainer, run)
    np.testing.assert_array_equal(trainer.lab.kept_probabilities(run, "train"), ANSWERS)
    assert trainer.lab.kept_probabilities(keeping.finished(trainer.lab.home), "train") is None


def test_a_job_that_was_done_is_not_done_again(trainer: Trainer) -> None:
    run = keeping.finished(trainer.lab.home)
    analyse(trainer, run)
    assert trainer.analyse(run, "train").state is JobState.FINISHED


@pytest.mark.parametrize("content", [None, b"something else"], ids=["gone", "changed"])
def test_a_result_that_is_lost_can_be_asked_for_again(trainer: Trainer, content: bytes | None) -> None:
    run = keeping.finished(trainer.lab.home)
    analyse(trainer, run)
    (file,) = (RunFolder(trainer.lab.home, run.id).path / "results").iterdir()
    file.unlink() if content is None else file.write_bytes(content)
    assert trainer.lab.kept_probabilities(run, "train") is None
    assert trainer.analyse(run, "train").state is JobState.QUEUED


def test_a_run_without_a_model_cannot_be_analysed(trainer: Trainer) -> None:
    with pytest.raises(NoModelError, match="has no model yet"):
        trainer.analyse(keeping.queued(trainer.lab.home), "train")


def test_two_live_runs_are_followed_side_by_side_without_reading_anything_twice(trainer: Trainer) -> None:
    first, second = keeping.running(trainer.lab.home), keeping.running(trainer.lab.home)
    for _ in range(3):
        for run in (first, second):
            followed = trainer.follow(run.id)
            assert followed.run_id == run.id
            assert len(followed.curves().batch_x) == 3
    assert trainer.follow(first.id) is trainer.follow(first.id)


def test_a_list_asks_only_for_what_it_shows(trainer: Trainer) -> None:
    runs = [keeping.queued(trainer.lab.home) for _ in range(4)]
    assert trainer.lab.runs(RunQuery(limit=2)) == runs[:1:-1]
    assert trainer.lab.count_runs(RunQuery(limit=2)) == 4


def test_the_epochs_trained_so_far_are_told_with_their_fraction(trainer: Trainer) -> None:
    home = trainer.lab.home
    runs = [keeping.queued(home), keeping.stopped_on_its_way(home), keeping.finished(home)]
    assert [trainer.lab.positions(runs)[run.id] for run in runs] == [0, 1.5, 2]


def test_the_curves_of_a_list_hold_the_epochs_alone(trainer: Trainer) -> None:
    run, waiting = keeping.finished(trainer.lab.home), keeping.queued(trainer.lab.home)
    found = trainer.lab.curves([run.id, waiting.id])
    assert list(found[run.id].accuracy_by_epoch) == [0.92]
    assert not len(found[run.id].batch_x)
    stopped = keeping.stopped_on_its_way(trainer.lab.home)
    assert list(trainer.lab.curves([stopped.id])[stopped.id].epoch) == [1, 1.5]
    assert list(trainer.lab.progress(stopped.id).curves().epoch) == [1, 1.5]
    assert not len(found[waiting.id].epoch)


def test_a_job_that_waits_can_be_cancelled_while_the_lab_is_kept_stopped(trainer: Trainer) -> None:
    job = trainer.analyse(keeping.finished(trainer.lab.home), "train")
    keep_stopped(trainer.lab.home)
    trainer.cancel(job)
    assert keeping.store(trainer.lab.home).jobs.get(job.id).state is JobState.CANCELLED


def test_a_job_of_a_run_that_was_deleted_is_known_no_more(trainer: Trainer) -> None:
    run = keeping.finished(trainer.lab.home)
    job = trainer.analyse(run, "train")
    trainer.delete(run.id)
    with pytest.raises(UnknownJobError):
        trainer.cancel(job)
    with pytest.raises(UnknownRunError):
        trainer.analyse(run, "train")
