"""The Evaluate page: its figures, the chosen cell, the errors; scikit-learn is the oracle."""

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binomtest
from sklearn.metrics import f1_score, precision_score, recall_score

from core.data.mnist import mnist
from core.runs.artifacts import RunFolder
from core.runs.state import State
from core.text import text
from dashboard.toolkit.words import percent
from tests import keeping
from tests.dashboard.visiting import Visitor
from tests.making import certain_probabilities

TEST = 60_000
"""The row of the first test image."""


def cell_images(visitor: Visitor) -> list[int]:
    """The positions in test of the images of the cell."""
    return [row - TEST for row in visitor.component("cell")["first"]["rows"]]


def test_the_figures_are_of_test_unless_another_split_is_chosen(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    visitor.open("evaluate")
    assert "True 4, predicted 9 · 30 test images" in visitor.texts()
    assert sum(visitor.table("Support")["Support"]) == 10_000
    visitor.fill("Split", "validation", "button_group")
    assert "True 4, predicted 9 · 30 validation images" in visitor.texts()
    assert sum(visitor.table("Support")["Support"]) == 5_000


def test_the_accuracies_stand_side_by_side_each_with_its_images_and_its_interval(
    home: Path, visitor: Visitor
) -> None:
    keeping.finished(home)
    visitor.open("evaluate")
    assert visitor.metrics() == ["Test accuracy", "Validation accuracy"]
    for label, name, n in (("Test accuracy", "test", 10_000), ("Validation accuracy", "validation", 5_000)):
        assert visitor.metric(label) == percent((n - 30) / n)
        low, high = binomtest(n - 30, n).proportion_ci(method="wilson")
        told = f"{n - 30:,} of {n:,} {name} images correct; 95% CI {low * 100:.2f}–{high * 100:.2f}%"
        assert told in visitor.texts()


def test_the_split_can_be_chosen_in_the_address(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    visitor.open("evaluate", **{"measured-on": "validation"})
    assert "True 4, predicted 9 · 30 validation images" in visitor.texts()


@pytest.mark.parametrize("wanted", ["train+validation", "", "<b>"])
def test_a_split_that_is_none_in_the_address_means_test(home: Path, visitor: Visitor, wanted: str) -> None:
    keeping.finished(home)
    visitor.open("evaluate", **{"measured-on": wanted})
    assert "True 4, predicted 9 · 30 test images" in visitor.texts()


def test_the_most_confused_cell_is_chosen_at_first(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    visitor.open("evaluate")
    assert "True 4, predicted 9 · 30 test images" in visitor.texts()
    assert cell_images(visitor) == keeping.misread_fours("test").tolist()


def test_two_boxes_choose_a_cell_and_its_images_come(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    visitor.open("evaluate").choose("True label", 9).choose("Predicted", 9)
    labels = mnist().split("test").labels
    assert f"True 9, predicted 9 · {(labels == 9).sum():,} test images, first 200" in visitor.texts()
    ids = cell_images(visitor)
    assert len(set(ids)) == 200
    assert set(labels[ids]) == {9}


def test_a_click_on_a_confused_pair_chooses_its_cell(home: Path, visitor: Visitor) -> None:
    run = keeping.finished(home)
    labels = {name: mnist().split(name).labels for name in ("validation", "test")}
    said = {name: keeping.answers(name) for name in labels}
    said["test"][np.flatnonzero(labels["test"] == 7)[:2]] = 1
    kept = {name: certain_probabilities(answers) for name, answers in said.items()}
    keeping.store(home).runs.set_evaluation(run.id, RunFolder(home, run.id).write_evaluation(kept))
    visitor.open("evaluate")
    pairs = [label for label in visitor.buttons() if "→" in label]
    assert pairs == ["4 → 9 · 30 images", "7 → 1 · 2 images"]
    visitor.press("7 → 1 · 2 images")
    assert "True 7, predicted 1 · 2 test images" in visitor.texts()
    assert visitor.component("matrix")["selected"] == [7, 1]


def test_the_confidence_of_correct_and_of_wrong_predictions_is_told(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    visitor.open("evaluate")
    told = "100.0% of the 9,970 correct predictions are at least 90% confident, 100.0% of the 30 wrong ones"
    assert any(told in text for text in visitor.texts())
    assert told in visitor.component("confidence")["alt"]


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
    visitor.open("evaluate").choose("True label", 1).choose("Predicted", 7)
    assert "True 1, predicted 7 · 0 test images" in visitor.texts()
    assert any("No image is in this cell." in text for text in visitor.texts())


def test_the_worst_mistakes_are_the_images_that_were_misread(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    errors = visitor.open("evaluate").component("errors")["first"]
    assert [row - TEST for row in sorted(errors["rows"])] == keeping.misread_fours("test").tolist()
    assert set(errors["captions"]) == {"4 → 9, 100%"}


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
    assert visitor.metric("Test accuracy") == percent(1)
    assert any("There are none" in text for text in visitor.texts())
    assert any("no prediction is wrong" in text for text in visitor.texts())
    assert not any("→" in label for label in visitor.buttons())


@pytest.mark.parametrize(("preset", "is_flattered"), [("quick", False), ("tutorial-dense-adam", True)])
def test_a_figure_of_images_that_a_run_learned_from_says_so(
    home: Path, visitor: Visitor, preset: str, is_flattered: bool
) -> None:
    keeping.finished(home, preset)
    visitor.open("evaluate", **{"measured-on": "validation"})
    said = any(
        "trained on these images, so its score on them is optimistic" in text for text in visitor.texts()
    )
    assert said is is_flattered


@pytest.mark.parametrize("state", [State.STOPPED, State.INTERRUPTED])
def test_what_a_run_learned_before_it_ended_early_can_be_evaluated(
    home: Path, visitor: Visitor, state: State
) -> None:
    run = keeping.ended(home, state, model=True)
    assert visitor.open("evaluate", run=run.id).metric("Test accuracy") == percent(0.997)


def test_figures_that_were_not_kept_are_asked_of_the_model(home: Path, visitor: Visitor) -> None:
    run = keeping.finished(home)
    folder = RunFolder(home, run.id)
    (folder.path / "evaluation.npz").unlink()
    test = mnist().split("test")
    answers = np.minimum((test.images == 255).sum(axis=(1, 2)), 9)
    expected = percent((answers == test.labels).mean())
    assert visitor.open("evaluate", run=run.id).metric("Test accuracy") == expected


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
