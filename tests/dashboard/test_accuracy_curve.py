"""The small accuracy curve: one scale for all, and words for those who do not see it."""

import re
from base64 import b64decode

import numpy as np
import pytest

from core.runs.curves import Curves
from core.runs.progress import Progress
from dashboard.toolkit.theme import LIGHT
from dashboard.views.start.accuracy_curve import HEIGHT, WIDTH, accuracy_curve
from tests.making import epoch_event, manifest

CHANCE = 0.1


def curves(*accuracies: float) -> Curves:
    """The curves of a run with these validation accuracies."""
    progress = Progress("23456789")
    events = [epoch_event(number) | {"val_accuracy": each} for number, each in enumerate(accuracies, start=1)]
    progress.read((1, seq, event) for seq, event in enumerate(events))
    return progress.curves()


def html(*accuracies: float, epochs: int = 3) -> str:
    return accuracy_curve(curves(*accuracies), manifest(epochs=epochs), LIGHT, CHANCE)


def lines(*accuracies: float, epochs: int = 3) -> list[list[list[float]]]:
    """The points of each line of the picture: chance, the curve, its end."""
    (source,) = re.findall(r"base64,([^\"]+)", html(*accuracies, epochs=epochs))
    found = re.findall(r'points="([^"]*)"', b64decode(source).decode())
    return [[[float(part) for part in point.split(",")] for point in line.split()] for line in found]


def test_all_curves_have_one_scale_from_0_to_1_so_that_guessing_lies_low() -> None:
    good, bad = (lines(each, each)[1][-1][1] for each in (0.992, 0.098))
    chance = lines(0.5)[0][0][1]
    assert good < HEIGHT * 0.15
    assert bad == pytest.approx(chance, abs=0.5)
    assert chance > HEIGHT * 0.8


def test_a_curve_goes_from_the_first_epoch_to_the_last_of_those_asked_for() -> None:
    whole, half = lines(0.9, 0.95, 0.99)[1], lines(0.9, 0.95)[1]
    assert whole[0][0] < WIDTH * 0.1
    assert whole[-1][0] > WIDTH * 0.9
    assert half[-1][0] == pytest.approx(WIDTH / 2, abs=1)
    assert lines(0.9, epochs=1)[1][0][0] > WIDTH * 0.9


def test_it_says_its_first_and_last_figure() -> None:
    assert 'alt="Validation accuracy: 90.00% after epoch 1, 99.00% after epoch 3"' in html(0.9, 0.95, 0.99)
    assert 'alt="Validation accuracy: 90.00% after epoch 1"' in html(0.9)
    assert 'alt="No epoch yet"' in html()


def test_without_a_validation_split_it_is_of_training() -> None:
    events = [epoch_event(1) | {"val_accuracy": np.nan, "accuracy": 0.8}]
    progress = Progress("23456789")
    progress.read((1, seq, event) for seq, event in enumerate(events))
    drawn = accuracy_curve(progress.curves(), manifest("tutorial-dense-rmsprop"), LIGHT, CHANCE)
    assert 'alt="Training accuracy: 80.00% after epoch 1"' in drawn
    assert LIGHT.train in b64decode(re.findall(r"base64,([^\"]+)", drawn)[0]).decode()
