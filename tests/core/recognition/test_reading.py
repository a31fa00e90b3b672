"""Several digits on one picture: lines, boxes, what touches and what is no digit."""

import numpy as np
import pytest
from numpy.typing import NDArray

from core.data.mnist import mnist
from core.recognition.detector import digit_detector
from core.recognition.picture import PictureError
from core.recognition.predictor import Predictor
from core.recognition.preparation import BlankPicture
from core.recognition.reading import ReadLine, number_text, read_digits, read_picture
from core.recognition.segmentation import find_lines
from core.recognition.shipped import MODEL_PATH, shipped_predictor
from tests.core.recognition.lines import HEIGHT, digit_levels, line_of_digits, on_ruled_paper, on_white, put
from tests.core.recognition.making import encoded, onnx_model


class ThreeClasses(Predictor):
    """A model that knows three classes, none of which is more probable than the others."""

    def __init__(self, model: bytes) -> None:
        super().__init__(model)
        self.class_count = 3

    def probabilities(self, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        return np.full((len(images), 3), 1 / 3, np.float32)


def read(pixels: NDArray[np.uint8]) -> tuple[ReadLine, ...]:
    return read_digits(pixels, shipped_predictor(), digit_detector())


def rows_saying(text: str) -> list[int]:
    """For each digit the first image of validation that shows it."""
    return [int(np.flatnonzero(mnist().split("validation").labels == int(digit))[0]) for digit in text]


def share_read(count: int, touching: float, seed: int) -> float:
    """The share of lines of 3 to 8 digits that are read wholly right."""
    split, rng = mnist().split("validation"), np.random.default_rng(seed)
    right = 0
    for _ in range(count):
        rows = rng.integers(len(split.labels), size=rng.integers(3, 9)).tolist()
        pixels, text = line_of_digits(split, rows, rng, touching)
        right += number_text(read(pixels)) == text
    return right / count


def test_lines_of_digits_that_stand_apart_are_read() -> None:
    assert share_read(40, touching=0, seed=1) >= 0.9


def test_most_lines_in_which_a_fifth_of_the_neighbours_touch_are_read() -> None:
    assert share_read(40, touching=0.2, seed=2) >= 0.9


def test_most_lines_on_squared_paper_are_read() -> None:
    split, rng = mnist().split("validation"), np.random.default_rng(3)
    right = 0
    for _ in range(20):
        line, text = line_of_digits(split, rng.integers(len(split.labels), size=6).tolist(), rng)
        right += number_text(read(on_ruled_paper(line, rng, is_squared=True))) == text
    assert right >= 15


def test_a_run_says_by_itself_what_each_digit_is() -> None:
    pixels, text = line_of_digits(
        mnist().split("validation"), rows_saying("350718"), np.random.default_rng(6), touching=0.5
    )
    run = Predictor(MODEL_PATH)
    (line,) = read_digits(pixels, run, digit_detector())
    images = np.stack([each.image for each in line])
    np.testing.assert_allclose([each.probabilities for each in line], run.probabilities(images), atol=1e-5)
    assert number_text([line]) == text


def test_a_run_of_other_classes_is_read_without_the_line_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("core.recognition.reading.line_reader")
    pixels, text = line_of_digits(mnist().split("validation"), rows_saying("90210"), np.random.default_rng(3))
    (line,) = read_digits(pixels, ThreeClasses(onnx_model()), digit_detector())
    assert len(line) == len(text)


def test_a_page_is_read_line_by_line_and_its_boxes_hold_the_digits() -> None:
    split = mnist().split("validation")
    ink = np.zeros((300, 360), np.float32)
    places = {(20, 20): "4", (30, 120): "0", (16, 220): "7", (180, 60): "2", (170, 200): "5"}
    for (top, left), digit in places.items():
        put(ink, digit_levels(split, rows_saying(digit)[0], 2.5), top, left)
    lines = read(on_white(ink))
    assert ["".join(str(each.digit) for each in line) for line in lines] == ["407", "25"]
    for line in lines:
        for each in line:
            top, left, bottom, right = each.box
            started = next(place for place, digit in places.items() if digit == str(each.digit))
            assert abs(top - started[0]) <= 2
            assert abs(left - started[1]) <= 2
            assert 0 < bottom - top <= HEIGHT
            assert 0 < right - left <= HEIGHT


def test_boxes_count_in_pixels_of_the_picture_itself() -> None:
    pixels, _ = line_of_digits(mnist().split("validation"), rows_saying("38"), np.random.default_rng(0))
    large = pixels.repeat(8, axis=0).repeat(8, axis=1)
    (small_line,), (large_line,) = read(pixels), read(large)
    for small, big in zip(small_line, large_line, strict=True):
        np.testing.assert_allclose(big.box, np.multiply(small.box, 8), atol=24)


@pytest.mark.parametrize("light_ink", [False, True])
def test_ink_may_be_lighter_or_darker_than_the_paper(light_ink: bool) -> None:
    pixels, text = line_of_digits(mnist().split("validation"), rows_saying("90210"), np.random.default_rng(3))
    assert number_text(read(255 - pixels if light_ink else pixels)) == text


def test_what_is_no_digit_is_left_out() -> None:
    split = mnist().split("validation")
    ink = np.zeros((120, 320), np.float32)
    put(ink, digit_levels(split, rows_saying("3")[0], 2.5), 30, 20)
    ink[58:62, 110:150] = 1  # a plus between the two
    ink[40:80, 128:132] = 1
    put(ink, digit_levels(split, rows_saying("6")[0], 2.5), 30, 200)
    assert number_text(read(on_white(ink))) == "36"


def test_a_file_is_read_as_its_pixels_are() -> None:
    pixels, text = line_of_digits(mnist().split("validation"), rows_saying("2468"), np.random.default_rng(4))
    assert number_text(read_picture(encoded(pixels), shipped_predictor(), digit_detector())) == text


def test_a_picture_with_more_marks_than_a_page_of_digits_has_is_refused() -> None:
    strokes = np.zeros((210, 210), bool)
    strokes[::10, ::10] = True
    with pytest.raises(PictureError, match="441 separate marks; crop it to the digits"):
        find_lines(strokes)


@pytest.mark.parametrize("level", [0, 128, 255])
def test_blank_paper_has_no_digits(level: int) -> None:
    with pytest.raises(BlankPicture, match="There is no digit to see"):
        read(np.full((200, 400), level, np.uint8))
