"""The Draw page without a browser: uploads. Strokes are in tests/browser."""

import re
from html import unescape
from pathlib import Path

import numpy as np
import pytest
from PIL.ImageColor import getrgb

from core.catalog.positions import place, shipped_pca_placing, shipped_positions
from core.catalog.search import distances, distances_by_components, nearest
from core.data.mnist import mnist
from core.lab import Lab
from core.recognition.occlusion import occlude
from core.recognition.picture import decode_picture
from core.recognition.pixel_changes import change_pixels
from core.recognition.plain_resize import resize_plainly
from core.recognition.predictor import Predictor
from core.recognition.preparation import prepare
from core.recognition.recognition import recognise
from core.recognition.shipped import shipped_model, shipped_predictor
from core.runs.artifacts import RunFolder
from core.runs.query import RunQuery
from dashboard.toolkit.bars import percent_text
from dashboard.toolkit.heat_maps import diverging, outlined
from dashboard.toolkit.pictures import picture_source
from dashboard.toolkit.theme import palette
from dashboard.toolkit.words import percent
from tests import keeping
from tests.core.recognition.making import encoded, onnx_model
from tests.dashboard.visiting import Visitor, shown


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


def test_a_sheet_on_which_only_the_eraser_was_used_is_blank_and_told_so(home: Path, visitor: Visitor) -> None:
    visitor.open("draw")
    sketch = visitor.sketch()
    erased = {"stroke": palette("light").surface}
    sketch.strokes, sketch.picture = {"objects": [erased]}, keeping.picture()
    (told,) = visitor.open("draw").alerts()
    assert told == "The sheet is blank: only the eraser was used. Choose a pen and draw."
    assert visitor.component("canvas-tools")["hint"] == ""
    sketch.strokes = {"objects": [erased, {"stroke": palette("light").text}]}
    assert visitor.open("draw").metrics() == ["Prediction", "Confidence"]


def test_the_brush_is_remembered_and_clear_puts_the_eraser_away(home: Path, visitor: Visitor) -> None:
    visitor.open("draw").fill("Brush", "thick", "button_group").fill("Brush", "eraser", "button_group")
    visitor.open("runs").open("draw")
    assert visitor.component("canvas-tools")["brush"] == "eraser"
    visitor.press("Clear")
    assert visitor.component("canvas-tools")["brush"] == "thick"


def test_clear_takes_the_picture_away(home: Path, visitor: Visitor) -> None:
    visitor.open("draw", run=keeping.finished(home).id).upload(keeping.picture()).press("Clear")
    assert visitor.metrics() == []
    assert visitor.alerts() == ["Draw a digit from 0 to 9 with the mouse, a pen or a finger."]


@pytest.mark.parametrize("is_run", [True, False], ids=["run", "shipped"])
def test_how_a_picture_was_prepared_is_shown_step_by_step(home: Path, visitor: Visitor, is_run: bool) -> None:
    address = {"run": keeping.finished(home).id} if is_run else {}
    visitor.open("draw", **address).upload(keeping.picture())
    assert visitor.html("figures") == []
    steps, compared = visitor.open_button("preparation").html("figures")
    assert [title.split("<")[0] for title in steps.split("<b>")[1:]] == [
        "1. Grey levels",
        "2. Contrast to the paper",
        "3. Strokes",
        "4. Crop",
        "5. Fitted into 20 × 20",
        "6. Centred by mass",
    ]
    pixels = decode_picture(keeping.picture())
    assert picture_source(prepare(pixels).image) in steps
    model = Predictor(onnx_model()) if is_run else shipped_predictor()
    images = np.stack([prepare(pixels).image, resize_plainly(pixels)])
    for image, said in zip(images, model.probabilities(images), strict=True):
        assert picture_source(image) in compared
        confidence = percent_text(said.max())
        assert f"Prediction {said.argmax()}, confidence {confidence}" in unescape(compared)


def test_a_blank_picture_has_nothing_to_explain(home: Path, visitor: Visitor) -> None:
    visitor.open("draw").upload(encoded(np.full((300, 300), 255, np.uint8)))
    (sentence,) = visitor.alerts()
    assert sentence.startswith("There is no digit to see")
    assert [each.label for each in visitor.screen.expander] == []


@pytest.mark.parametrize("is_run", [True, False], ids=["run", "shipped"])
def test_what_the_model_looks_at_is_shown_for_each_class(home: Path, visitor: Visitor, is_run: bool) -> None:
    address = {"run": keeping.finished(home).id} if is_run else {}
    model = Predictor(onnx_model()) if is_run else shipped_predictor()
    visitor.open("draw", **address).upload(keeping.picture())
    assert visitor.html("heat-map") == []
    found = recognise(keeping.picture(), model)
    occlusion = occlude(found.prepared.image, model)
    visitor.open_button("occlusion")
    assert visitor.chosen("What speaks for") == found.digit
    for label in (found.digit, 2):
        visitor.choose("What speaks for", label)
        falls = occlusion.falls[label]
        largest = np.abs(falls).max()
        coloured = diverging(falls, largest, palette("light"))
        (shown,) = visitor.html("heat-map")
        assert picture_source(outlined(coloured, found.prepared.image > 127, palette("light").text)) in shown
        assert f"+{largest:.1f}" in visitor.html("scale-legend")[0]


@pytest.mark.parametrize("is_run", [True, False], ids=["run", "shipped"])
def test_the_pixels_that_make_it_another_digit_are_shown_one_by_one(
    home: Path, visitor: Visitor, is_run: bool
) -> None:
    address = {"run": keeping.finished(home).id} if is_run else {}
    model = Predictor(onnx_model()) if is_run else shipped_predictor()
    visitor.open("draw", **address).upload(keeping.picture())
    found = recognise(keeping.picture(), model)
    visitor.open_button("pixel-changes")
    assert found.probabilities[visitor.chosen("Wanted digit")] == np.sort(found.probabilities)[-2]
    visitor.choose("Wanted digit", 3)
    changes = change_pixels(found.prepared.image, 3, model)
    count = len(changes.pixels)
    assert any(f"{count} changed pixels of 784 make the model answer 3." in each for each in visitor.texts())
    for kept in (count, 1, 0):
        visitor.fill("Changed pixels", kept, "slider")
        image, colours = changes.images[kept], palette("light")
        painted = np.stack([image] * 3, axis=-1)
        for row, column in changes.pixels[:kept]:
            painted[row, column] = getrgb(colours.more if image[row, column] else colours.less)
        assert picture_source(painted) in visitor.html("heat-map")[0]
        said = changes.probabilities[kept][3]
        assert f"3: {percent_text(said)}" in visitor.html("bars")[1]


def test_where_no_pixels_make_it_another_digit_the_page_says_so(home: Path, visitor: Visitor) -> None:
    run = keeping.without_weights(home)
    visitor.open("draw", run=run.id).upload(keeping.picture()).open_button("pixel-changes")
    assert "No single changed pixel brings the model nearer to 1." in visitor.texts()
    visitor.open_button("occlusion")
    assert any("No square changes its probability of 10.0%" in text for text in visitor.texts())
    assert "+0.1" in visitor.html("scale-legend")[0]  # so that nothing looks like much


def test_models_of_one_data_set_answer_side_by_side(home: Path, visitor: Visitor) -> None:
    counting, level = keeping.finished(home), keeping.without_weights(home)
    visitor.open("draw", run=counting.id).upload(keeping.picture()).open_button("models")
    said = [recognise(keeping.picture(), each) for each in (Predictor(onnx_model()), shipped_predictor())]
    assert said[0].digit == 5
    assert said[1].digit == 7
    rows = answers(visitor)
    assert [row[0] for row in rows] == [counting.name, "Shipped model", level.name]
    assert rows[0][1:3] == ["5", percent_text(said[0].probabilities[5])]
    assert rows[1][1:3] == ["7 disagrees", percent_text(said[1].probabilities[7])]
    assert rows[2][1:4] == ["0 disagrees", "10.0%", "1, 10.0%"]
    assert all(float(row[4].removesuffix(" ms")) >= 0 for row in rows)
    assert "2 of 3 models disagree with 5: 1 predicts 7, 1 predicts 0." in visitor.texts()


def test_which_models_are_compared_stands_in_the_address(home: Path, visitor: Visitor) -> None:
    runs = [keeping.finished(home) for _ in range(6)]
    visitor.open("draw").upload(keeping.picture()).open_button("models")
    assert [row[0] for row in answers(visitor)[1:]] == [run.name for run in runs[:1:-1]]  # the four newest
    visitor.fill("Compare with", [runs[0].id], "multiselect")
    assert visitor.address["against"] == runs[0].id
    assert [row[0] for row in answers(visitor)] == ["Shipped model", runs[0].name]
    visitor.fill("Compare with", [], "multiselect")
    assert visitor.address["against"] == "none"
    assert len(answers(visitor)) == 1
    visitor.open("draw", against=f"{runs[1].id},../x,{runs[2].id}").upload(keeping.picture())
    assert [row[0] for row in answers(visitor)[1:]] == [runs[1].name, runs[2].name]


def test_a_model_that_is_damaged_does_not_take_the_others_away(home: Path, visitor: Visitor) -> None:
    run, damaged = keeping.finished(home), keeping.finished(home)
    RunFolder(home, damaged.id).write_model(b"something else")
    visitor.open("draw", run=run.id).upload(keeping.picture()).open_button("models")
    rows = answers(visitor)
    assert [row[0] for row in rows] == [run.name, "Shipped model", damaged.name]
    assert len(rows[2]) == 2
    assert "All 2 models" not in "".join(visitor.texts())


def answers(visitor: Visitor) -> list[list[str]]:
    """The rows of the table of models."""
    (table,) = visitor.html("comparison answers")
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", table)[1:]
    return [[shown(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]


def test_inside_the_network_each_layer_is_shown_with_its_shape(home: Path, visitor: Visitor) -> None:
    visitor.open("draw", run=keeping.with_hidden_layer(home).id).upload(keeping.picture())
    assert visitor.html("layer") == []
    shown = [body.split("<b>")[1].split("</p>")[0] for body in visitor.open_button("network").html("layer")]
    assert shown == [
        "1. Input, divided by 255</b> 28 × 28 × 1",
        "2. Flatten</b> 784",
        "3. Dense, 3 units, ReLU</b> 3",
        "4. Dense, 10 units</b> 10",
        "5. Softmax: the probabilities</b> 10",
    ]


def test_inside_the_shipped_model_are_its_filters_and_its_channels(home: Path, visitor: Visitor) -> None:
    visitor.open("draw").upload(keeping.picture()).open_button("network")
    layers = visitor.html("layer")
    assert len(layers) == 12
    assert layers[1].count("Filters ") == 2 * layers[1].count('alt="Filters ') == 8  # 32 in strips of 8
    assert sum("Filters " in body for body in layers) == 1
    answer = recognise(keeping.picture(), shipped_predictor())
    assert f"Strongest classes: {answer.digit} (" in layers[-2]
