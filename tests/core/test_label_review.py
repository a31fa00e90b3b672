"""Which runs speak of the labels of a split, and what they say together."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.data.mnist import mnist
from core.lab import Lab
from core.label_review import LabelReview, review_labels, runs_to_ask
from core.runs.artifacts import RunFolder
from core.runs.run import Run
from core.runs.state import State
from tests import keeping
from tests.making import certain_probabilities


def review(home: Path, split: str = "test") -> LabelReview:
    lab = Lab(home)
    return review_labels(lab, mnist(), split, runs_to_ask(lab, mnist()))


def keep(home: Path, run: Run, probabilities: NDArray[np.float32]) -> None:
    """Keeps other answers of a run on test."""
    sha256 = RunFolder(home, run.id).write_evaluation({"test": probabilities})
    keeping.store(home).runs.set_evaluation(run.id, sha256)


def test_without_a_finished_run_nobody_is_asked(tmp_path: Path) -> None:
    keeping.ended(tmp_path, State.STOPPED, model=True)
    keeping.running(tmp_path)
    assert runs_to_ask(Lab(tmp_path), mnist()) == []
    assert review(tmp_path).runs == ()
    assert len(review(tmp_path).issues.positions) == 0


def test_a_finished_run_contradicts_the_labels_that_it_misreads(tmp_path: Path) -> None:
    run = keeping.finished(tmp_path)
    for split in ("test", "validation"):
        found = review(tmp_path, split)
        assert [each.id for each in found.runs] == [run.id]
        assert found.issues.positions.tolist() == keeping.misread_fours(split).tolist()
        assert set(found.issues.suggested.tolist()) == {9}
        assert found.issues.is_confident.all()
        assert not found.learned_from


def test_runs_are_averaged_with_the_same_weight(tmp_path: Path) -> None:
    first, second = keeping.finished(tmp_path), keeping.finished(tmp_path)
    labels = mnist().split("test").labels
    keep(tmp_path, second, certain_probabilities(labels))
    found = review(tmp_path)
    assert [run.id for run in found.runs] == [second.id, first.id]
    four = keeping.misread_fours("test")[0]
    assert found.probabilities[four][[4, 9]].tolist() == [0.5, 0.5]
    assert len(found.issues.positions) == 0  # a tie contradicts nothing


def test_a_run_that_learned_nothing_or_diverged_does_not_speak(tmp_path: Path) -> None:
    good, guessing, diverged = (keeping.finished(tmp_path) for _ in range(3))
    keep(tmp_path, guessing, certain_probabilities(np.ones(10_000, np.uint8)))
    keep(tmp_path, diverged, np.full((10_000, 10), np.nan, np.float32))
    assert [run.id for run in review(tmp_path).runs] == [good.id]


def test_a_run_whose_file_is_damaged_or_gone_does_not_speak(tmp_path: Path) -> None:
    good, damaged, gone = (keeping.finished(tmp_path) for _ in range(3))
    (RunFolder(tmp_path, damaged.id).path / "evaluation.npz").write_bytes(b"x")
    (RunFolder(tmp_path, gone.id).path / "evaluation.npz").unlink()
    assert [run.id for run in review(tmp_path).runs] == [good.id]


def test_nobody_speaks_of_a_split_that_no_run_was_evaluated_on(tmp_path: Path) -> None:
    keeping.finished(tmp_path)
    assert review(tmp_path, "train").runs == ()


def test_a_run_that_learned_from_a_split_speaks_only_if_no_other_does(tmp_path: Path) -> None:
    learned = keeping.finished(tmp_path, "tutorial-dense-adam")  # it trains on all 60,000
    assert "validation" in learned.manifest.recipe.training
    alone = review(tmp_path, "validation")
    assert ([run.id for run in alone.runs], alone.learned_from) == ([learned.id], True)
    other = keeping.finished(tmp_path)
    both = review(tmp_path, "validation")
    assert ([run.id for run in both.runs], both.learned_from) == ([other.id], False)
    assert [run.id for run in review(tmp_path).runs] == [other.id, learned.id]
