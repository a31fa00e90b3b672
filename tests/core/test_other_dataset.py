"""A made-up data set of three shapes through the whole core: nothing in it means MNIST or ten classes."""

import ast
import functools
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.data import datasets
from core.data.dataset import IMAGE_SIDE_PIXELS, Dataset, Split
from core.data.splits import stratified_draw
from core.data.statistics import statistics
from core.engine.model_files import keep_outcome
from core.evaluation.confusion import evaluate, images_of_cell, most_confused
from core.jobs.listener import JobListener
from core.jobs.perform import perform
from core.jobs.results import Analysis
from core.jobs.specs import Analyse, Train
from core.lab import Lab
from core.models.presets import PRESETS
from core.models.recipe import Adam, Recipe
from core.models.shape import ImpossibleModelError, count_parameters, layer_table
from core.models.spec import Conv2D, Dense, Flatten, MaxPooling2D, ModelSpec
from core.recognition.predictor import Predictor
from core.recognition.recognition import recognise
from core.runs.artifacts import RunFolder
from core.runs.manifest import Manifest
from core.runs.origin import PresetOrigin
from core.training.outcome import Outcome
from core.training.train import finish, train
from tests.core.recognition.making import encoded
from tests.core.training.recording import Recording

pytestmark = pytest.mark.tensorflow

Pixels = NDArray[np.uint8]

CORE = Path(__file__).parent.parent.parent / "core"
CLASSES = ("bar", "cross", "ring")
BOX = 20


def shape(label: int, side: int, thickness: float = 0.2) -> NDArray[np.bool_]:
    """A bar, a cross or a ring, as wide as a square of that side."""
    y, x = np.mgrid[-1 : 1 : side * 1j, -1 : 1 : side * 1j]
    bar, cross = abs(x) < thickness, abs(y) < thickness
    found: NDArray[np.bool_] = (bar, bar | cross, abs(np.hypot(x, y) - 1 + thickness) < thickness)[label]
    return found


def drawn_split(name: str, per_class: int, seed: int) -> Split:
    """Shapes of many thicknesses in MNIST's form, each a little off its place and under noise."""
    generator = np.random.default_rng(seed)
    labels = np.tile(np.arange(len(CLASSES), dtype=np.uint8), per_class)
    images = np.stack([_drawn(label, generator) for label in labels])
    return Split(name, images, labels, np.arange(len(labels)))


def _drawn(label: int, generator: np.random.Generator) -> Pixels:
    ink = np.pad(shape(label, BOX, generator.uniform(0.12, 0.28)), (IMAGE_SIDE_PIXELS - BOX) // 2)
    moved = np.roll(ink, generator.integers(-1, 2, 2), (0, 1))
    return np.asarray((moved * 220 + generator.normal(0, 15, ink.shape)).clip(0, 255), np.uint8)


def part(whole: Split, name: str, chosen: NDArray[np.bool_]) -> Split:
    """The chosen images as a split."""
    return Split(name, whole.images[chosen], whole.labels[chosen], whole.index[chosen])


@functools.cache
def shapes() -> Dataset:
    """360 shapes to learn from, of which 60 are held out, and 90 to judge by."""
    file = drawn_split("train+validation", per_class=120, seed=1)
    held_out = stratified_draw(file.labels, size=60, seed=2)
    splits = (
        part(file, "train", ~held_out),
        part(file, "validation", held_out),
        drawn_split("test", per_class=30, seed=3),
        file,
    )
    return Dataset("shapes", "Shapes", CLASSES, {split.name: split for split in splits})


def manifest(model: ModelSpec, **recipe: object) -> Manifest:
    """A training on the shapes for two epochs."""
    common = {"training": "train", "validation": "validation", "batch_size": 16, "epochs": 2}
    return Manifest(
        origin=PresetOrigin(preset="quick"),
        dataset="shapes",
        model=model,
        recipe=Recipe.model_validate(common | {"optimizer": Adam(learning_rate=0.005)} | recipe),
        person="ada",
        created=datetime.now(UTC),
        versions={},
    )


# Between them they need the labels in both forms, and make probabilities of logits and of scores.
TRAININGS = {
    "fit": manifest(
        ModelSpec(
            layers=(Conv2D(filters=8), MaxPooling2D(pool_size=3), Flatten(), Dense(units=3)), output="logits"
        ),
        loss="sparse_categorical_crossentropy",
    ),
    "gradient_tape": manifest(
        ModelSpec(layers=(Flatten(), Dense(units=32, activation="relu"), Dense(units=3)), output="scores"),
        loss="mean_squared_error",
        loop="gradient_tape",
    ),
}
LOOPS = pytest.mark.parametrize("loop", TRAININGS)


@functools.cache
def trained(loop: str) -> tuple[Recording, Outcome]:
    """A training on the shapes and what it told."""
    listener = Recording()
    return listener, train(TRAININGS[loop], shapes(), listener)


def test_each_split_has_its_share_of_each_class() -> None:
    counts = {name: statistics(split, 3).class_counts.tolist() for name, split in shapes().splits.items()}
    assert counts == {
        "train": [100] * 3,
        "validation": [20] * 3,
        "test": [30] * 3,
        "train+validation": [120] * 3,
    }
    assert statistics(shapes().split("test"), 3).mean_images.shape == (3, 28, 28)


@LOOPS
def test_a_model_for_three_classes_is_counted_as_it_is_built(loop: str) -> None:
    model = TRAININGS[loop].model
    assert layer_table(model, 3)[-1].shape == (3,)
    assert count_parameters(model, 3) == {"fit": 1_619, "gradient_tape": 25_219}[loop]


@LOOPS
def test_a_training_learns_three_classes(loop: str) -> None:
    listener, outcome = trained(loop)
    assert (outcome.stopped, outcome.epochs) == (False, 2)
    assert listener.epochs[-1]["val_accuracy"] > 0.9
    assert {epoch: told.shape for epoch, told in listener.probabilities.items()} == {1: (60, 3), 2: (60, 3)}
    assert outcome.epoch_probabilities is not None
    assert outcome.epoch_probabilities.shape == (2, 60, 3)
    shapes_of_answers = {name: found.shape for name, found in outcome.evaluation.items()}
    assert shapes_of_answers == {"validation": (60, 3), "test": (90, 3)}


@LOOPS
def test_a_checkpoint_is_finished_on_the_data_set_of_its_run(loop: str) -> None:
    listener, outcome = trained(loop)
    finished = finish(TRAININGS[loop], shapes(), listener.checkpoints[2])
    np.testing.assert_array_equal(finished.evaluation["test"], outcome.evaluation["test"])


@LOOPS
def test_the_confusion_matrix_has_three_rows_and_columns(loop: str) -> None:
    truth, said = shapes().split("test").labels, trained(loop)[1].evaluation["test"]
    scores = evaluate(truth, said)
    assert scores.confusion.shape == scores.shares.shape == (3, 3)
    assert scores.confusion.sum(axis=1).tolist() == scores.support.tolist() == [30, 30, 30]
    assert scores.accuracy > 0.9
    assert sum(error.count for error in most_confused(scores, 9)) == scores.n - scores.correct
    assert len(images_of_cell(truth, said, 2, 2)) == scores.confusion[2, 2]
    with pytest.raises(ValueError, match=r"classes 0\.\.2, not 3 and 0"):
        images_of_cell(truth, said, 3, 0)


@LOOPS
def test_the_exported_model_answers_for_three_classes(loop: str) -> None:
    _, outcome = trained(loop)
    predictor = Predictor(outcome.onnx)
    assert predictor.class_count == 3
    said = predictor.probabilities(shapes().split("test").images)
    np.testing.assert_allclose(said, outcome.evaluation["test"], atol=1e-4)
    assert predictor.probabilities(shapes().split("test").images[:0]).shape == (0, 3)


@LOOPS
@pytest.mark.parametrize("label", range(3), ids=CLASSES)
def test_a_picture_of_a_shape_is_recognised(loop: str, label: int) -> None:
    paper = np.full((400, 300), 235, np.uint8)
    paper[90:290, 60:260][shape(label, 200)] = 20
    found = recognise(encoded(paper), Predictor(trained(loop)[1].onnx))
    assert found.probabilities.shape == (3,)
    assert CLASSES[found.digit] == CLASSES[label]


def test_a_model_for_ten_classes_is_refused_before_it_trains() -> None:
    listener, chosen = Recording(), manifest(PRESETS["quick"].model, loss="mean_squared_error")
    with pytest.raises(ImpossibleModelError, match=r"\(10,\); end it in a flatten and 3 dense units"):
        train(chosen, shapes(), listener)
    assert listener.events == []


class Follower(Recording):
    """A listener of any job."""

    def progress(self, share: float) -> None:
        """Takes how much is done."""


def test_a_lab_that_knows_the_data_set_trains_keeps_and_analyses_a_run_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(datasets.BUNDLED, "shapes", shapes)
    lab, chosen, follower = Lab(tmp_path), TRAININGS["gradient_tape"], Follower()
    listener: JobListener = follower
    run = lab.store.runs.add(chosen, "Shapes")
    outcome = perform(Train(run=run.id, manifest=chosen), None, None, listener)
    assert isinstance(outcome, Outcome)
    keep_outcome(lab.store, RunFolder(tmp_path, run.id), outcome)
    run = lab.run(run.id)
    truth = shapes().split("test").labels
    assert run.accuracy == np.mean(outcome.evaluation["test"].argmax(axis=1) == truth)
    job = Analyse(run=run.id, model_sha256=str(run.model_sha256), dataset="shapes", split="train")
    analysis = perform(job, outcome.onnx, None, listener)
    assert isinstance(analysis, Analysis)
    assert analysis.probabilities.shape == (300, 3)
    np.testing.assert_array_equal(lab.probabilities(run, "train"), analysis.probabilities)


def test_only_the_edges_of_core_look_for_a_data_set() -> None:
    # Everything else gets a data set, a split or a count of classes handed.
    users = {path.relative_to(CORE).as_posix() for path in CORE.rglob("*.py") if _looks_for_a_data_set(path)}
    assert users - {"data/datasets.py"} == {
        "catalog/__main__.py",
        "cli/data.py",
        "cli/images.py",
        "cli/recognise.py",
        "dataset_library.py",
        "image_table.py",
        "jobs/perform.py",
        "training/__main__.py",
        "training/detector.py",
        "training/line_reader.py",
        "training/warm_up.py",
    }


def _looks_for_a_data_set(path: Path) -> bool:
    """Whether a file imports a function that gives a data set, or a module that has one."""
    doors = {"find_dataset", "mnist", "read_mnist", "core.data.mnist"}
    imports = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
               if isinstance(node, ast.Import | ast.ImportFrom)]  # fmt: skip
    names = {alias.name for node in imports for alias in node.names}
    modules = {node.module for node in imports if isinstance(node, ast.ImportFrom)}
    return bool(doors & (names | modules))
