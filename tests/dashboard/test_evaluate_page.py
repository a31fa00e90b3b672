"""The Evaluate page: its figures, the chosen cell, the mistakes; scikit-learn is the oracle."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import f1_score, precision_score, recall_score

from core.data.mnist import mnist
from core.runs.artifacts import RunFolder
from core.runs.state import State
from core.text import text
from tests import keeping
from tests.dashboard.visiting import Visitor
from tests.making import certain_probabilities


def test_the_figures_are_of_test_unless_another_split_is_chosen(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    visitor.open("evaluate")
    assert visitor.metric("Accuracy") == "99.70%"
    assert any("9,970 of the 10,000 images of test" in text for text in visitor.texts())
    visitor.fill("Measured on", "validation", "button_group")
    assert visitor.metric("Accuracy") == "99.40%"
    assert any("4,970 of the 5,000 images of validation" in text for text in visitor.texts())


def test_the_split_can_be_chosen_in_the_address(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    visitor.open("evaluate", **{"measured-on": "validation"})
    assert visitor.metric("Accuracy") == "99.40%"


@pytest.mark.parametrize("wanted", ["train+validation", "", "<b>"])
def test_a_split_that_is_none_in_the_address_means_test(home: Path, visitor: Visitor, wanted: str) -> None:
    keeping.finished(home)
    assert visitor.open("evaluate", **{"measured-on": wanted}).metric("Accuracy") == "99.70%"


def test_the_most_confused_cell_is_chosen_at_first(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    visitor.open("evaluate")
    assert "4 read as 9: 30 of test" in visitor.texts()
    assert visitor.component("cell")["ids"] == keeping.misread_fours("test").tolist()


def test_two_boxes_choose_a_cell_and_its_images_come(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    visitor.open("evaluate").choose("True digit", 9).choose("Read as", 9)
    labels = mnist().split("test").labels
    assert f"9 read rightly: {(labels == 9).sum():,} of test, the first 200" in visitor.texts()
    ids = visitor.component("cell")["ids"]
    assert len(set(ids)) == 200
    assert set(labels[ids]) == {9}


def test_whoever_waits_for_a_training_is_told_that_this_is_another_model(
    home: Path, visitor: Visitor
) -> None:
    older, live = keeping.finished(home), keeping.running(home)
    told = f":gray[{live.name} is still running; this is {older.name}.]"
    assert told not in visitor.open("evaluate").texts()
    assert told in visitor.open("train", run=live.id).open("evaluate").texts()
    keeping.store(home).runs.end(live.id, State.FAILED, text("It broke."))
    assert told not in visitor.open("draw").texts()


def test_an_empty_cell_says_so(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    visitor.open("evaluate").choose("True digit", 1).choose("Read as", 7)
    assert "1 read as 7: 0 of test" in visitor.texts()
    assert any("No image is in this cell." in text for text in visitor.texts())


def test_the_worst_mistakes_are_the_images_that_were_misread(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    mistakes = visitor.open("evaluate").component("mistakes")
    assert sorted(mistakes["ids"]) == keeping.misread_fours("test").tolist()
    assert set(mistakes["captions"]) == {"4 → 9, 100%"}


def test_the_scores_of_each_digit_are_scikit_learns(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    scores = visitor.open("evaluate").table("Precision")
    truth, answers = mnist().split("test").labels, keeping.answers("test")
    for column, score in (("Precision", precision_score), ("Recall", recall_score), ("F1", f1_score)):
        np.testing.assert_allclose(scores[column], 100 * score(truth, answers, average=None))


def test_a_model_without_a_mistake_has_none_to_show(home: Path, visitor: Visitor) -> None:
    run = keeping.finished(home)
    names: tuple[str, ...] = ("validation", "test")
    labels = {name: mnist().split(name).labels for name in names}
    certain = {str(name): certain_probabilities(truth) for name, truth in labels.items()}
    keeping.store(home).runs.set_evaluation(run.id, RunFolder(home, run.id).write_evaluation(certain))
    visitor.open("evaluate")
    assert visitor.metric("Accuracy") == "100.00%"
    assert any("There are none" in text for text in visitor.texts())


@pytest.mark.parametrize(("preset", "is_flattered"), [("quick", False), ("tutorial-dense-adam", True)])
def test_a_figure_of_images_that_a_run_learned_from_says_so(
    home: Path, visitor: Visitor, preset: str, is_flattered: bool
) -> None:
    keeping.finished(home, preset)
    visitor.open("evaluate", **{"measured-on": "validation"})
    said = any("trained on these images" in text for text in visitor.texts())
    assert said is is_flattered


@pytest.mark.parametrize("state", [State.STOPPED, State.INTERRUPTED])
def test_what_a_run_learned_before_it_ended_early_can_be_evaluated(
    home: Path, visitor: Visitor, state: State
) -> None:
    run = keeping.ended(home, state, model=True)
    assert visitor.open("evaluate", run=run.id).metric("Accuracy") == "99.70%"


def test_figures_that_were_not_kept_are_asked_of_the_model(home: Path, visitor: Visitor) -> None:
    run = keeping.finished(home)
    folder = RunFolder(home, run.id)
    (folder.path / "evaluation.npz").unlink()
    test = mnist().split("test")
    answers = np.minimum((test.images == 255).sum(axis=(1, 2)), 9)
    expected = f"{(answers == test.labels).mean() * 100:.2f}%"
    assert visitor.open("evaluate", run=run.id).metric("Accuracy") == expected


@pytest.mark.parametrize("page", ["evaluate", "draw"])
def test_a_model_that_is_not_the_one_the_lab_wrote_is_not_used(
    home: Path, visitor: Visitor, page: str
) -> None:
    run = keeping.finished(home)
    folder = RunFolder(home, run.id).path
    (folder / "model.onnx").write_bytes(b"something else")
    (folder / "evaluation.npz").unlink()
    visitor.open(page, run=run.id)
    if page == "draw":
        visitor.upload(keeping.picture())
    assert f"model.onnx of run {run.id} is missing or was changed; train it again." in visitor.alerts()
