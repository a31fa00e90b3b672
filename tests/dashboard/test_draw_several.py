"""The Draw page without a browser: several digits on one picture, and doubt."""

from pathlib import Path

import numpy as np
import pytest

from core.data.mnist import mnist
from core.recognition.detector import digit_detector
from core.recognition.form import MNIST_FORM
from core.recognition.line_reader import line_reader
from core.recognition.picture import decode_picture
from core.recognition.reading import number_text, read_picture
from core.recognition.recognition import Recognition, recognise
from core.recognition.shipped import shipped_predictor
from dashboard.toolkit.theme import palette
from dashboard.views.draw.doubt import words_of_doubt
from dashboard.views.draw.several import boxes_html
from tests import keeping
from tests.core.recognition.lines import line_of_digits
from tests.core.recognition.making import encoded
from tests.dashboard.visiting import Visitor
from tests.importing import CLASSES, learned


def number_on_paper(seed: int = 0, count: int = 5) -> tuple[bytes, str]:
    """A picture file of digits in a line, and what it says."""
    split, rng = mnist().split("validation"), np.random.default_rng(seed)
    pixels, text = line_of_digits(split, rng.integers(len(split.labels), size=count).tolist(), rng)
    return encoded(pixels), text


def test_several_digits_of_a_picture_are_read_in_order(home: Path, visitor: Visitor) -> None:
    picture, text = number_on_paper()
    visitor.open("draw", digits="several").upload(picture)
    assert visitor.metric("Number") == text
    assert visitor.address == {"digits": "several", "model": "shipped"}
    table = visitor.table("Digit")
    assert [str(digit) for digit in table["Digit"]] == list(text)
    assert table["Place"].tolist() == [1, 2, 3, 4, 5]


def test_before_the_first_stroke_the_page_says_how_to_draw_several(home: Path, visitor: Visitor) -> None:
    assert visitor.open("draw", digits="several").alerts() == [
        "Draw digits side by side, in one line or more."
    ]


def test_a_picture_without_digits_is_told(home: Path, visitor: Visitor) -> None:
    visitor.open("draw", digits="several").upload(encoded(np.full((200, 300), 255, np.uint8)))
    assert any("There is no digit to see" in alert for alert in visitor.alerts())


def test_the_choice_stands_in_the_address_and_back_again(home: Path, visitor: Visitor) -> None:
    visitor.open("draw")
    assert visitor.address == {"model": "shipped"}
    visitor.fill("Digits", "several", "button_group")
    assert visitor.address == {"digits": "several", "model": "shipped"}
    visitor.fill("Digits", "one", "button_group")
    assert visitor.address == {"model": "shipped"}


@pytest.mark.parametrize("digits", ["one", "several"])
def test_a_damaged_detector_is_told_and_takes_no_prediction_away(
    home: Path, visitor: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, digits: str
) -> None:
    monkeypatch.setattr("core.recognition.detector.MODEL_PATH", tmp_path / "detector.onnx")
    digit_detector.cache_clear()
    visitor.open("draw", digits=digits).upload(keeping.picture())
    assert "detector.onnx is missing or was changed; install Digit Lab again." in visitor.alerts()
    assert ("Prediction" in visitor.metrics()) == (digits == "one")


def test_a_damaged_line_reader_is_told_where_several_digits_are_read(
    home: Path, visitor: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.recognition.line_reader.MODEL_PATH", tmp_path / "line_reader.onnx")
    line_reader.cache_clear()
    visitor.open("draw", digits="several").upload(keeping.picture())
    assert "line_reader.onnx is missing or was changed; install Digit Lab again." in visitor.alerts()
    line_reader.cache_clear()


def test_a_model_of_other_classes_is_shown_one_thing_at_a_time(home: Path, visitor: Visitor) -> None:
    run = learned(home)
    visitor.open("draw", digits="several", run=run.id).upload(keeping.picture())
    assert visitor.metric("Prediction") in CLASSES
    assert "Digits" not in [row.label for row in visitor.screen.button_group]
    assert not any("This does not look like one digit" in alert for alert in visitor.alerts())


def test_each_box_is_where_the_digit_is_and_a_doubtful_one_says_so() -> None:
    picture, text = number_on_paper()
    (line,) = lines = read_picture(picture, shipped_predictor(), digit_detector())
    assert number_text(lines) == text
    pixels = decode_picture(picture)
    html = boxes_html(pixels, lines, palette("light"))
    first = line[0]
    edges = np.array([each.box for each in line])
    margin = (edges[:, 2] - edges[:, 0]).max() // 2
    top, left = np.maximum(edges[:, :2].min(axis=0) - margin, 0)
    height = min(edges[:, 2].max() + margin, len(pixels)) - top
    width = min(edges[:, 3].max() + margin, pixels.shape[1]) - left
    assert f"left: {(first.box[1] - left) / width:.2%}; top: {(first.box[0] - top) / height:.2%}" in html
    assert html.count("<b>") == len(text)
    assert "doubtful" not in html.replace("--doubtful", "")
    unsure = np.full(10, 0.1, np.float32)
    doubted = (type(first)(first.digit, unsure, first.image, first.box, 1.0),)
    assert f"<b>{first.digit}?</b>" in boxes_html(pixels, (doubted,), palette("dark"))


def test_doubt_names_two_close_digits_and_what_looks_like_no_digit() -> None:
    picture = keeping.picture()
    found = recognise(picture, shipped_predictor())
    assert words_of_doubt(found, mnist(), MNIST_FORM) == ""
    close = np.zeros(10, np.float32)
    close[4], close[9] = 0.55, 0.45
    unsure = Recognition(4, close, found.prepared)
    assert words_of_doubt(unsure, mnist(), MNIST_FORM) == "4 or 9? The two are close."
    several = recognise(number_on_paper()[0], shipped_predictor())
    assert words_of_doubt(several, mnist(), MNIST_FORM).startswith("This does not look like one digit.")
