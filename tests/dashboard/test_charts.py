"""The figures: what they show, in which colour, and what the mouse reads."""

from dataclasses import replace

import numpy as np
import pytest

from core.runs.curves import NO_POINTS, Curves
from dashboard.toolkit.chart_look import Drawing
from dashboard.toolkit.charts import learning_curves, value_axis
from dashboard.toolkit.theme import DARK, LIGHT, Palette, contrast

both_themes = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])


@pytest.fixture
def curves() -> Curves:
    return Curves(
        batch_x=np.array([0.5, 1.0, 1.5, 2.0]),
        batch_loss=np.array([2.0, 1.0, 0.5, 0.4]),
        batch_accuracy=np.array([0.2, 0.5, 0.8, 0.9]),
        batch_speed=np.full(4, 1000.0),
        epoch=np.array([1.0, 2.0]),
        loss=np.array([1.5, 0.45]),
        accuracy=np.array([0.35, 0.85]),
        val_loss=np.array([0.9, np.nan]),
        val_accuracy=np.array([0.6, np.nan]),
        seconds=np.array([3.0, 4.0]),
        partial=np.array([False, True]),
    )


@both_themes
def test_training_and_validation_have_their_colours(palette: Palette) -> None:
    _, training, validation, _ = learning_curves("loss", Drawing(3, palette)).data
    assert (training.line.color, validation.line.color) == (palette.train, palette.validation)


@both_themes
def test_the_line_per_batch_can_be_read_on_the_page(palette: Palette) -> None:
    batch, training, *_ = learning_curves("loss", Drawing(3, palette)).data
    assert contrast(batch.line.color, palette.background) >= 3
    assert batch.line.width < training.line.width


@pytest.mark.parametrize(("epochs", "mode"), [(40, "lines+markers"), (41, "lines")])
def test_many_epochs_have_no_points_which_would_merge(epochs: int, mode: str) -> None:
    figure = learning_curves("accuracy", Drawing(epochs, LIGHT))
    assert [trace.mode for trace in figure.data] == ["lines", mode, mode, "markers"]
    assert list(figure.layout.xaxis.range) == [0, epochs]


@both_themes
def test_a_star_stands_on_the_validation_of_the_best_epoch(palette: Palette) -> None:
    _, _, validation, star = learning_curves("accuracy", Drawing(3, palette)).data
    assert star.meta["column"] == validation.meta["column"]
    assert star.marker.color == validation.line.color
    assert validation.meta["best"] == " (best epoch)"


def test_one_hover_tells_all_lines_at_an_epoch() -> None:
    assert learning_curves("loss", Drawing(3, LIGHT)).layout.hovermode == "x unified"


def test_the_accuracy_axis_holds_every_epoch_and_not_the_first_batches(curves: Curves) -> None:
    late = replace(curves, accuracy=np.array([0.95, 0.98]), val_accuracy=np.array([0.97, np.nan]))
    low, high = value_axis(late, "accuracy")["range"]
    assert 0.9 < low < 0.95
    assert high == 1


def test_a_chart_without_points_has_the_axes_of_a_beginning() -> None:
    assert value_axis(NO_POINTS, "accuracy") == {"range": [0, 1]}
    assert value_axis(NO_POINTS, "loss") == {"type": "linear", "range": [0, 2.5]}


def test_a_loss_that_exploded_gets_a_logarithmic_axis_by_itself(curves: Curves) -> None:
    exploded = replace(curves, batch_loss=np.array([1e6, 40.0, np.inf, np.nan]))
    assert value_axis(curves, "loss")["type"] == "linear"
    assert value_axis(exploded, "loss")["type"] == "log"
    assert value_axis(replace(curves, loss=np.array([500.0, 2.3])), "loss")["type"] == "log"


def test_a_visitor_may_choose_the_loss_axis(curves: Curves) -> None:
    exploded = replace(curves, loss=np.array([500.0, 2.3]))
    assert value_axis(exploded, "loss", "linear")["type"] == "linear"
    assert value_axis(curves, "loss", "log")["type"] == "log"
    assert value_axis(curves, "accuracy", "log") == value_axis(curves, "accuracy")
