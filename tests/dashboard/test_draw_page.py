"""The Draw page without a browser: uploads. Strokes are in tests/browser."""

from pathlib import Path

import numpy as np
import pytest

from core.catalog.positions import place, shipped_pca_placing, shipped_positions
from core.catalog.search import distances, distances_by_components, nearest
from core.data.mnist import mnist
from core.lab import Lab
from core.recognition.predictor import Predictor
from core.recognition.recognition import recognise
from core.recognition.shipped import shipped_model, shipped_predictor
from core.runs.query import RunQuery
from dashboard.toolkit.words import percent
from tests import keeping
from tests.core.recognition.making import onnx_model
from tests.dashboard.visiting import Visitor


def test_before_the_first_stroke_the_page_says_what_to_do(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    alerts = visitor.open("draw").alerts()
    assert alerts == ["Draw a digit from 0 to 9 with the mouse, a pen or a finger."]


def test_an_uploaded_picture_gets_the_models_answer(home: Path, visitor: Visitor) -> None:
    run = keeping.finished(home)
    visitor.open("draw", run=run.id).upload(keeping.picture())
    expected = recognise(keeping.picture(), Predictor(onnx_model())).digit
    assert visitor.metric("Prediction") == str(expected)
    model = f"predicted by {run.name} (test accuracy {percent(0.997)}, n = 10,000)"
    assert any("Your upload" in text and model in text for text in visitor.texts())


def test_without_a_run_the_shipped_model_answers_and_says_what_it_is(home: Path, visitor: Visitor) -> None:
    visitor.open("draw").upload(keeping.picture())
    assert visitor.address == {"model": "shipped"}
    assert visitor.metric("Prediction") == str(recognise(keeping.picture(), shipped_predictor()).digit)
    test = shipped_model().scores["test"]
    said = f"predicted by the shipped model (test accuracy {percent(test.accuracy)}, n = 10,000)"
    assert any(said in text for text in visitor.texts())
    assert "Train your own model" in visitor.texts()
    assert Lab(home).runs(RunQuery()) == []


def test_the_shipped_model_stands_before_the_runs_and_is_called_none(home: Path, visitor: Visitor) -> None:
    older, newer = keeping.finished(home), keeping.finished(home)
    visitor.open("draw")
    assert visitor.options("Model") == ["Shipped model (no run)", newer.name, older.name]
    visitor.choose("Model", older.id)
    assert visitor.address == {"run": older.id}
    visitor.choose("Model", "shipped")
    assert visitor.address == {"model": "shipped"}


def test_a_choice_of_the_shipped_model_outlasts_a_visit_to_another_page(home: Path, visitor: Visitor) -> None:
    run = keeping.finished(home)
    visitor.open("draw", run=run.id).choose("Model", "shipped").open("evaluate")
    assert visitor.address["run"] == run.id
    assert visitor.open("draw").address == {"model": "shipped"}


def test_a_run_that_is_selected_elsewhere_is_the_one_on_draw(home: Path, visitor: Visitor) -> None:
    older, _ = keeping.finished(home), keeping.finished(home)
    visitor.open("draw").choose("Model", "shipped").open("evaluate").choose("Run", older.id)
    assert visitor.open("draw").address == {"run": older.id}


def test_while_a_run_trains_its_link_explains_it_and_the_shipped_model_answers(
    home: Path, visitor: Visitor
) -> None:
    run = keeping.running(home)
    visitor.open("draw", run=run.id).upload(keeping.picture())
    assert any(f"{run.name} has no model yet" in text for text in visitor.alerts())
    assert any("The shipped model predicts meanwhile." in text for text in visitor.texts())
    assert visitor.metric("Prediction") == str(recognise(keeping.picture(), shipped_predictor()).digit)
    assert visitor.address == {"run": run.id}


@pytest.mark.parametrize("wanted", ["robust", "<b>x</b>", "../../etc/passwd"])
def test_an_unknown_model_in_the_address_gets_a_sentence(home: Path, visitor: Visitor, wanted: str) -> None:
    visitor.open("draw", model=wanted)
    assert f"There is no model {wanted!r} here; this is the shipped one." in visitor.alerts()
    assert visitor.address == {"model": "shipped"}


def test_the_images_that_are_nearest_to_a_picture_can_be_looked_at(home: Path, visitor: Visitor) -> None:
    visitor.open("draw", run=keeping.finished(home).id).upload(keeping.picture()).open_button("nearest")
    prepared = recognise(keeping.picture(), Predictor(onnx_model())).prepared.image
    rows, _ = nearest(distances(mnist(), prepared), 16)
    assert visitor.component("nearest-images")["first"]["rows"] == rows.tolist()


def thirds(image: np.ndarray) -> np.ndarray:
    """What the three units of `keeping.with_hidden_layer` answer."""
    sums = np.bincount(np.arange(784) * 3 // 784, weights=image.ravel() / 255)
    return sums.astype(np.float32) / 20


def test_a_picture_is_compared_by_the_last_hidden_layer_too(home: Path, visitor: Visitor) -> None:
    run = keeping.with_hidden_layer(home)
    visitor.open("draw", run=run.id).upload(keeping.picture()).open_button("nearest")
    visitor.fill("Compare by", "hidden", "button_group")
    assert "Compute activations" in visitor.buttons()
    embedding = keeping.embed(home, run)
    visitor.open("draw", run=run.id, by="hidden").upload(keeping.picture()).open_button("nearest")
    prepared = recognise(keeping.picture(), Predictor(onnx_model())).prepared.image
    rows, _ = nearest(distances_by_components(embedding.components, thirds(prepared)), 16)
    assert visitor.component("nearest-images")["first"]["rows"] == rows.tolist()


def test_a_picture_falls_on_each_map(home: Path, visitor: Visitor) -> None:
    run = keeping.with_hidden_layer(home)
    embedding = keeping.embed(home, run)
    image = recognise(keeping.picture(), Predictor(onnx_model())).prepared.image
    rows, apart = nearest(distances(mnist(), image), 10)
    umap = (shipped_positions()["umap"][rows] / apart[:, None]).sum(axis=0) / (1 / apart).sum()
    expected = {
        "umap": np.rint(umap),
        "pca": place(image.reshape(1, -1), shipped_pca_placing())[0],
        "hidden": embedding.position_of(thirds(image)[None])[0],
    }
    for name, position in expected.items():
        visitor.open("draw", run=run.id, map=name)  # the map is open, as the address names it
        visitor.upload(keeping.picture())
        told = visitor.component("place-map")
        assert told["mark"] == position.astype(int).tolist()
        assert told["markName"] == "Your upload"
        assert told["points"].startswith(f"/images/mnist/map?by={name}&")
        near = visitor.component("place-nearest")["first"]["rows"]
        assert (near[:10] == rows.tolist()) == (name != "hidden")


def test_before_the_activations_are_computed_the_map_offers_to_compute_them(
    home: Path, visitor: Visitor
) -> None:
    run = keeping.finished(home)
    visitor.open("draw", run=run.id, map="hidden").upload(keeping.picture()).open_button("place")
    visitor.press("Compute activations")
    assert "Cancel" in visitor.buttons()


def test_the_shipped_model_has_the_maps_of_the_pixels_alone(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    visitor.open("draw", model="shipped", map="hidden").upload(keeping.picture()).open_button("nearest")
    assert visitor.component("place-map")["points"].startswith("/images/mnist/map?by=umap&")
    assert "Compute activations" not in visitor.buttons()
    assert "Compare by" not in visitor.fields()


@pytest.mark.parametrize("content", [b"", b"no picture at all", b"\x89PNG\r\n\x1a\n" + bytes(50)])
def test_a_file_that_is_no_picture_gets_a_sentence_and_no_answer(
    home: Path, visitor: Visitor, content: bytes
) -> None:
    visitor.open("draw", run=keeping.finished(home).id).upload(content)
    (sentence,) = visitor.alerts()
    assert "picture" in sentence
    assert visitor.metrics() == []


def test_an_upload_takes_the_place_of_a_drawing(home: Path, visitor: Visitor) -> None:
    keeping.finished(home)
    visitor.open("draw")
    sketch = visitor.sketch()
    sketch.strokes, sketch.picture = {"objects": [{}]}, keeping.picture()
    visitor.open("draw")
    assert visitor.metrics() == ["Prediction", "Confidence"]
    visitor.upload(b"no picture at all")
    assert visitor.metrics() == []
    assert sketch.is_blank


@pytest.mark.parametrize(("is_blank", "hint"), [(True, "Draw a digit here"), (False, "")])
def test_the_canvas_has_a_hint_while_it_is_blank(
    home: Path, visitor: Visitor, is_blank: bool, hint: str
) -> None:
    keeping.finished(home)
    visitor.open("draw")
    if not is_blank:
        visitor.sketch().strokes, visitor.sketch().picture = {"objects": [{}]}, keeping.picture()
    assert visitor.open("draw").component("canvas-tools")["hint"] == hint


def test_clear_takes_the_picture_away(home: Path, visitor: Visitor) -> None:
    visitor.open("draw", run=keeping.finished(home).id).upload(keeping.picture()).press("Clear")
    assert visitor.metrics() == []
    assert visitor.alerts() == ["Draw a digit from 0 to 9 with the mouse, a pen or a finger."]
