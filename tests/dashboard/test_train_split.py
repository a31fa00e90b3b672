"""Evaluate on the split `train`, which a job measures; no worker is here to do it."""

from pathlib import Path

import pytest

from core.jobs.record import JobRecord, JobState
from core.jobs.specs import Analyse
from core.runs.artifacts import RunFolder
from core.runs.commands import Cancel
from core.runs.run import Run
from core.text import text
from dashboard.toolkit.words import percent
from tests import keeping
from tests.dashboard.visiting import Visitor
from tests.making import certain_probabilities


def job_of(home: Path, run: Run) -> JobRecord | None:
    """The job that measures a run on train."""
    assert run.model_sha256 is not None
    spec = Analyse(run=run.id, model_sha256=run.model_sha256, dataset="mnist", split="train")
    return keeping.store(home).jobs.find(spec)


def measure(home: Path, run: Run) -> None:
    """Does what the runner does with the job."""
    job = job_of(home, run)
    assert job is not None
    answers = certain_probabilities(keeping.answers("train"))
    sha256 = RunFolder(home, run.id).write_result(job.hash, {"probabilities": answers})
    keeping.store(home).jobs.finish(job.id, sha256)


@pytest.fixture
def run(home: Path) -> Run:
    return keeping.finished(home)


def waiting(visitor: Visitor) -> Visitor:
    """The visitor has chosen train and waits."""
    return visitor.open("evaluate").fill("Split", "train", "button_group")


def test_nobody_measures_a_model_on_train_before_it_is_chosen(home: Path, visitor: Visitor, run: Run) -> None:
    visitor.open("evaluate")
    assert job_of(home, run) is None
    assert "Train accuracy" not in visitor.metrics()
    waiting(visitor)
    job = job_of(home, run)
    assert job is not None
    assert job.state is JobState.QUEUED


def test_two_visitors_cause_one_job(home: Path, visitor: Visitor, run: Run) -> None:
    waiting(visitor)
    first = job_of(home, run)
    waiting(Visitor())
    assert job_of(home, run) == first


def test_the_page_says_how_far_the_job_is_and_shows_no_figures_meanwhile(
    home: Path, visitor: Visitor, run: Run
) -> None:
    waiting(visitor)
    job = keeping.store(home).jobs.start(1)
    keeping.store(home).jobs.set_progress(job.id, 0.4)
    visitor.tick()
    assert visitor.progress() == ["Running the model on every train image …"]
    assert visitor.metrics() == []


def test_when_the_job_is_done_the_accuracies_stand_side_by_side(
    home: Path, visitor: Visitor, run: Run
) -> None:
    waiting(visitor)
    measure(home, run)
    visitor.tick()
    assert visitor.metrics() == ["Test accuracy", "Validation accuracy", "Train accuracy"]
    assert visitor.metric("Train accuracy") == percent(54_970 / 55_000)
    assert visitor.metric("Test accuracy") == percent(0.997)
    visitor.fill("Split", "test", "button_group")
    assert visitor.metric("Train accuracy") == percent(54_970 / 55_000)


def test_a_job_can_be_cancelled_and_asked_for_again(home: Path, visitor: Visitor, run: Run) -> None:
    waiting(visitor).press("Cancel")
    (command,) = keeping.store(home).commands.open()
    job = job_of(home, run)
    assert job is not None
    assert command.read() == Cancel(job=job.id)
    keeping.store(home).jobs.end(job.id, JobState.CANCELLED)
    visitor.tick()
    assert visitor.alerts() == ["This model has not been evaluated on train yet."]
    visitor.press("Evaluate on train")
    again = job_of(home, run)
    assert again is not None
    assert again.state is JobState.QUEUED


def test_a_job_that_failed_says_why(home: Path, visitor: Visitor, run: Run) -> None:
    waiting(visitor)
    keeping.store(home).jobs.end(1, JobState.FAILED, text("The worker *fell* silent."))
    visitor.tick()
    assert visitor.alerts() == ["The worker *fell* silent."]
    assert "Evaluate on train" in visitor.buttons()


def test_a_result_that_was_lost_is_measured_again(home: Path, visitor: Visitor, run: Run) -> None:
    waiting(visitor)
    measure(home, run)
    (file,) = (RunFolder(home, run.id).path / "results").iterdir()
    file.unlink()
    assert waiting(Visitor()).buttons() == ["Cancel"]
