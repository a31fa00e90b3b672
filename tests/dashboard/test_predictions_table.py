"""The table of predictions: what a cell says, and what a reader of the screen hears."""

import re

import numpy as np
from numpy.typing import NDArray

from core.data.mnist import mnist
from dashboard.toolkit.predictions_table import images_html, predictions_html
from dashboard.toolkit.theme import LIGHT

TEST = mnist().split("test")
POSITIONS = np.array([0, 1])  # a seven and a two
CLASSES = [*"012345678", "<i>nine</i>"]


def probabilities(*answers: tuple[int, float]) -> NDArray[np.float32]:
    """(n, 10) with one class of each row at a confidence, and the rest shared by the others."""
    rows = np.array([[(1 - confidence) / 9] * 10 for _, confidence in answers], np.float32)
    for row, (answer, confidence) in zip(rows, answers, strict=True):
        row[answer] = confidence
    return rows


def table_of(said: dict[str, NDArray[np.float32]]) -> str:
    labels = TEST.labels[POSITIONS]
    return predictions_html(
        images_html(TEST.images[POSITIONS], [CLASSES[at] for at in labels]), labels, said, CLASSES, LIGHT
    )


def test_a_cell_says_the_predicted_label_and_the_confidence_and_marks_what_is_wrong() -> None:
    said = {"1": probabilities((7, 0.5), (1, 0.41)), "2": probabilities((7, 0.996), (2, 0.8))}
    table = table_of(said)
    cells = re.findall(
        r'<td( class="wrong")? style="--c:([\d.]+)"><b title="[^"]*">(.*?)</b>'
        r" <i>(.*?)</i>(?:<s>wrong</s>)?</td>",
        table,
    )
    assert cells == [
        ("", "0.50", "7", "50%"),
        (' class="wrong"', "0.41", "1", "41%"),
        ("", "1.00", "7", "100%"),
        ("", "0.80", "2", "80%"),
    ]
    assert re.findall(r'<th scope="row">(\d+)</th>', table) == ["1", "2"]


def test_each_image_is_called_by_its_true_label() -> None:
    table = table_of({})
    assert re.findall(r'alt="(.*?)"', table) == ["True label 7", "True label 2"]


def test_the_name_of_a_class_is_no_markup() -> None:
    table = table_of({"1": probabilities((9, 0.9), (9, 0.9))})
    assert "<i>nine</i>" not in table
    assert "&lt;i&gt;nine&lt;/i&gt;" in table
