"""The page of data sets, and the other pages with a data set of one's own."""

import base64
from pathlib import Path

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.jobs.record import JobState
from core.lab import Lab
from core.recognition.pixel_changes import change_pixels
from core.recognition.predictor import Predictor
from core.recognition.recognition import recognise
from core.runs.artifacts import RunFolder
from core.runs.query import EVERY_RUN
from core.text import text
from core.trainer import Trainer
from dashboard.server.image_routes import image_routes
from dashboard.toolkit.caches import import_examples
from dashboard.toolkit.words import plain
from tests import keeping
from tests.core.recognition.making import dense_model, encoded
from tests.dashboard.visiting import Visitor
from tests.importing import CLASSES, TEST_OF_CLASS, TRAIN_OF_CLASS, asked, image, imported, learned


def test_an_answer_with_class_names_is_explained(home: Path, visitor: Visitor) -> None:
    run = learned(home)
    halves = np.repeat(np.eye(2) / 20, 14, axis=0)[np.arange(784) % 28]
    model = dense_model(halves.astype(np.float32), np.array([[1, 0, 0.5], [0, 1, 0.5]], np.float32))
    store = Lab(home).store
    store.runs.set_model(run.id, RunFolder(home, run.id).write_model(model), 1.0)
    keeping.finished(home)  # has learned MNIST
    visitor.open("draw", run=run.id).upload(keeping.picture())
    for part in ("occlusion", "pixel-changes", "models"):
        visitor.open_button(part)
    form = Lab(home).datasets.form(run.manifest.dataset)
    answer = recognise(keeping.picture(), Predictor(model), form)
    name = CLASSES[answer.digit]
    assert visitor.metric("Prediction") == name
    others = [label for label in range(3) if label != answer.digit]
    assert visitor.options("What speaks for") == [name, *(CLASSES[label] for label in others)]
    assert visitor.options("Wanted class") == [CLASSES[label] for label in others]
    visitor.choose("Wanted class", others[-1])
    changes = change_pixels(answer.prepared.image, others[-1], Predictor(model))
    assert not changes.is_reached  # the third class lies between the two others
    count = len(changes.pixels)
    words = f"No way to {CLASSES[others[-1]]} was found: after {count} changed pixels its probability is "
    assert any(text.startswith(words) for text in visitor.texts())
    assert "There is no other model that has learned this data set." in visitor.alerts()


def test_each_data_set_tells_what_it_has(home: Path, visitor: Visitor) -> None:
    imported(home)
    texts = visitor.open("data").texts()
    assert (
        "70,000 images: 55,000 train, 5,000 validation, 10,000 test. 10 classes: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9"
        in texts
    )
    total = 3 * (TRAIN_OF_CLASS + TEST_OF_CLASS)
    assert any(
        each.startswith(f"{total} images: ") and each.endswith("3 classes: " + ", ".join(CLASSES))
        for each in texts
    )


def test_an_import_that_goes_on_can_be_cancelled(home: Path, visitor: Visitor) -> None:
    record = asked(home)
    visitor.open("data")
    assert visitor.progress() == ["Waiting to be imported …"]
    visitor.press("Cancel")
    assert record.job is not None
    assert Lab(home).store.commands.open() or not Lab(home).store.jobs.get(record.job.id).state.is_live


def test_an_import_that_failed_says_why_and_can_be_removed(home: Path, visitor: Visitor) -> None:
    record = asked(home, "<b>Forms</b> :red[x]")
    assert record.job is not None
    Lab(home).store.jobs.end(record.job.id, JobState.FAILED, text("One is bad.\n<i>2.png</i>: No picture."))
    visitor.open("data")
    assert visitor.errors() == ["One is bad.\n<i>2.png</i>: No picture."]
    visitor.press("Remove")
    assert Lab(home).datasets.records() == []


def test_a_data_set_is_deleted_after_a_question(home: Path, visitor: Visitor) -> None:
    imported(home)
    visitor.open("data").press("Delete")
    visitor.press_in_dialog("Delete data set")
    assert Lab(home).datasets.records() == []


def test_a_data_set_gets_other_names_and_every_page_tells_them(home: Path, visitor: Visitor) -> None:
    run = learned(home)
    for show in ("images", "statistics"):  # what is cached of them has the old names
        visitor.open("explore", dataset=run.manifest.dataset, run=run.id, show=show)
    visitor.open("data").press("Rename")
    visitor.type_into("Class names, one a line", "box\nbox\nbar", "text_area")
    visitor.press_in_dialog("Save")
    assert visitor.errors() == ["Two classes have the same name, box; give each its own."]
    visitor.type_into("Class names, one a line", "a <i>box</i>\n\n flat 🏴 \nbar\n", "text_area")
    visitor.type_into("Name", "Bars")
    visitor.press_in_dialog("Save")
    names = ["a <i>box</i>", "flat 🏴", "bar"]
    assert any(text.endswith(f"3 classes: {', '.join(names)}") for text in visitor.open("data").texts())
    visitor.open("explore", dataset=run.manifest.dataset, split="test", run=run.id, predicted="bar")
    assert visitor.component("gallery")["first"]["names"][0].startswith("bar")
    assert visitor.open("evaluate", run=run.id).component("matrix")["classes"] == names
    assert ":gray[:small[Learns Bars.]]" in visitor.open("train", dataset=run.manifest.dataset).texts()
    assert (
        visitor.open("draw", run=run.id).alerts()[0].startswith("Draw one of 3 classes (a <i>box</i>, flat")
    )


def test_class_names_are_never_read_as_markdown(home: Path, visitor: Visitor) -> None:
    run = learned(home)
    Trainer(Lab(home)).rename_dataset(run.manifest.dataset, "*Forms*", ("*box*", ":red[bar]", "[x](y)"))
    texts = visitor.open("evaluate", run=run.id).texts()
    assert any(text.startswith("True *box*, predicted *box* · ") for text in texts)
    visitor.open("draw", run=run.id).upload(encoded(255 - image(0, 1)))
    assert visitor.metric("Prediction") == plain("*box*")
    texts = visitor.open("explore", dataset=run.manifest.dataset, image="0").texts()
    assert "*Forms* train #0 · split: train" in texts


def test_a_data_set_that_runs_have_learned_stays(home: Path, visitor: Visitor) -> None:
    learned(home)
    visitor.open("data").press("Delete")
    visitor.press_in_dialog("Delete data set")
    assert visitor.errors() == ["1 run learned from Forms; delete it first."]


def test_without_a_data_set_of_ones_own_no_page_asks_for_one(visitor: Visitor) -> None:
    for page in ("explore", "train"):
        assert "Data set" not in visitor.open(page).fields()


def test_explore_shows_the_data_set_that_the_address_names(home: Path, visitor: Visitor) -> None:
    record = imported(home)
    visitor.open("explore", dataset=record.name, split="test")
    assert f"{3 * TEST_OF_CLASS} images" in visitor.texts()
    assert "Ink: high to low" in visitor.options("Sort by")
    assert "Holes: low to high" in visitor.options("Sort by")
    assert "Neighbour disagreement: high to low" in visitor.options("Sort by")
    assert visitor.component("gallery")["source"].startswith(f"/images/{record.name}/found?")
    visitor.open("start").open("explore", dataset=record.name, split="test", digit="box")
    assert f"{TEST_OF_CLASS} images" in visitor.texts()
    visitor.choose("Data set", "mnist")
    assert "dataset" not in visitor.address
    assert "10,000 images" in visitor.texts()


def test_a_saved_view_leads_back_to_the_data_set_that_it_is_of(home: Path, visitor: Visitor) -> None:
    record = imported(home)
    visitor.open("explore", dataset=record.name, split="test", digit="box")
    visitor.open_button("saved-views").type_into("Name", "Boxes")
    visitor.press("Save this view")
    visitor.choose("Data set", "mnist").open_button("saved-views").press("Boxes · Forms")
    assert visitor.address["dataset"] == record.name
    assert f"{TEST_OF_CLASS} images" in visitor.texts()
    Trainer(Lab(home)).delete_dataset(record.name)
    visitor.open("explore", split="test").open_button("saved-views")
    visitor.press(plain(f"Boxes · {record.name}"))
    assert any(text.startswith(f"There is no data set '{record.name}' here") for text in visitor.texts())


@pytest.mark.parametrize("part", ["map", "statistics", "labels"])
def test_each_part_of_explore_works_with_it(home: Path, visitor: Visitor, part: str) -> None:
    run = learned(home)
    visitor.open("explore", dataset=run.manifest.dataset, show=part)
    assert visitor.title == "Explore"
    assert visitor.errors() == []


def test_the_run_in_an_address_says_which_data_set_explore_shows(home: Path, visitor: Visitor) -> None:
    run = learned(home)
    visitor.open("explore", split="test", run=run.id, correct="yes")
    assert visitor.address["dataset"] == run.manifest.dataset
    assert f"{3 * TEST_OF_CLASS} images" in visitor.texts()


def test_a_run_of_another_data_set_is_refused(home: Path, visitor: Visitor) -> None:
    run = keeping.finished(home)
    record = imported(home)
    visitor.open("explore", dataset=record.name, run=run.id, correct="yes")
    assert visitor.alerts()[0].startswith(f"{run.name} learned another data set than Forms")


def test_a_data_set_that_is_gone_gives_way_to_another(visitor: Visitor) -> None:
    visitor.open("explore", dataset="forms-000000")
    assert visitor.alerts() == ["There is no such data set here any more; this is another one."]


def test_train_learns_the_chosen_data_set(home: Path, visitor: Visitor) -> None:
    record = imported(home)
    visitor.open("train", dataset=record.name)
    assert ":gray[:small[Learns Forms.]]" in visitor.texts()
    visitor.press("Train")
    (run,) = Lab(home).runs(EVERY_RUN)
    assert run.manifest.dataset == record.name


def test_evaluate_names_its_classes(home: Path, visitor: Visitor) -> None:
    run = learned(home)
    visitor.open("evaluate", run=run.id)
    matrix = visitor.component("matrix")
    assert matrix["classes"] == list(CLASSES)
    assert (
        matrix["rows"][1][1]["name"]
        == f"True flat bar, predicted flat bar · {TEST_OF_CLASS} test images (100.0% of true flat bar)"
    )


def test_draw_asks_for_what_the_model_knows(home: Path, visitor: Visitor) -> None:
    run = learned(home)
    assert visitor.open("draw", run=run.id).alerts() == [
        "Draw one of 3 classes (box, flat bar, upright bar) with the mouse, a pen or a finger."
    ]


def test_draw_shows_the_model_what_looks_like_its_images(home: Path, visitor: Visitor) -> None:
    run = learned(home)
    visitor.open("draw", run=run.id)
    assert visitor.component("canvas-tools")["hint"] == "Draw here, over the whole sheet"
    own = image(1, 5)
    on_paper = encoded(255 - np.kron(own, np.ones((8, 8), np.uint8)))
    visitor.upload(on_paper)
    shown = np.frombuffer(base64.b64decode(visitor.component("model-input")["pixels"]), np.uint8)
    np.testing.assert_array_equal(shown.reshape(28, 28), own)
    said = (
        "scaled to fit as a whole, dark and light exchanged, to look like the images of Forms, predicted by"
    )
    assert any(said in text for text in visitor.texts())
    assert visitor.metric("Prediction") == "box"


def test_a_drawing_for_it_has_full_black_and_white(home: Path, visitor: Visitor) -> None:
    run = learned(home)
    visitor.open("draw", run=run.id)
    paper = np.full((560, 560), 240, np.uint8)
    paper[200:400, 100:200] = 40
    sketch = visitor.sketch()
    sketch.strokes, sketch.picture = {"objects": [{}]}, encoded(paper)
    visitor.open("draw", run=run.id)
    shown = np.frombuffer(base64.b64decode(visitor.component("model-input")["pixels"]), np.uint8)
    expected = np.zeros((28, 28), np.uint8)
    expected[10:20, 5:10] = 255
    np.testing.assert_array_equal(shown.reshape(28, 28), expected)


def test_runs_of_different_data_sets_are_not_compared(home: Path, visitor: Visitor) -> None:
    runs = [keeping.finished(home), learned(home)]
    visitor.open("runs", compare=",".join(run.id for run in runs))
    assert visitor.alerts() == [
        "These runs learned different data sets, Forms and MNIST: their figures cannot be compared."
        " Choose runs of one of them."
    ]
    assert list(visitor.table("Run")["Data set"]) == ["Forms", "MNIST"]


def test_examples_are_the_first_picture_of_each_class() -> None:
    rows = ["label,p0,p1,p2,p3", "10,0,0,0,0", "2,255,0,0,0", "2,9,9,9,9"]
    examples = import_examples(("a",), {"digits.csv": "\n".join(rows).encode()})
    assert examples.labels == ("2", "10")
    pictures = [item.picture for item in examples.items]
    assert pictures[0] is not None
    np.testing.assert_array_equal(pictures[0], np.array([[255, 0], [0, 0]], np.uint8))


def test_a_damaged_data_set_is_told_and_another_can_be_chosen(home: Path, visitor: Visitor) -> None:
    record = imported(home)
    (home / "datasets" / f"{record.name}.npz").write_bytes(b"x")
    visitor.open("explore", dataset=record.name)
    assert visitor.errors() == ["The file of Forms is missing or was changed; import it again."]
    visitor.choose("Data set", "mnist")
    assert visitor.errors() == []


@pytest.mark.parametrize("address", [".png?at=0", "/found?split=test", "/map?by=pca", "/groups?colour=ink"])
def test_a_route_of_a_damaged_data_set_is_not_found(home: Path, address: str) -> None:
    record = imported(home)
    (home / "datasets" / f"{record.name}.npz").write_bytes(b"x")
    answer = TestClient(Starlette(routes=image_routes())).get(f"/images/{record.name}{address}")
    assert (answer.status_code, answer.text) == (
        404, "The file of Forms is missing or was changed; import it again."
    )  # fmt: skip
