"""The figures: what they show, in which colour, and what the mouse reads."""

from dataclasses import fields, replace

import numpy as np
import pytest

from core.runs.curves import Curves
from dashboard.toolkit.charts import class_balance, learning_curves
from dashboard.toolkit.theme import DARK, LIGHT, Palette

both_themes = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])


@pytest.fixture
def curves() -> Curves:
    return Curves(
        batch_x=np.array([0.5, 1.0, 1.5, 2.0]),
        batch_loss=np.array([2.0, 1.0, 0.5, 0.4]),
        batch_accuracy=np.array([0.2, 0.5, 0.8, 0.9]),
        epoch=np.array([1.0, 2.0]),
        loss=np.array([1.5, 0.45]),
        accuracy=np.array([0.35, 0.85]),
        val_loss=np.array([0.9, np.nan]),
        val_accuracy=np.array([0.6, np.nan]),
        partial=np.array([False, True]),
    )


@both_themes
def test_training_and_validation_have_their_colours(curves: Curves, palette: Palette) -> None:
    batch, training, validation = learning_curves(curves, "loss", palette).data
    assert batch.line.color == training.line.color == palette.train
    assert validation.line.color == palette.validation


def test_each_metric_draws_its_own_columns(curves: Curves) -> None:
    loss, accuracy = learning_curves(curves, "loss", LIGHT), learning_curves(curves, "accuracy", LIGHT)
    np.testing.assert_array_equal([*loss.data[0].y], curves.batch_loss)
    np.testing.assert_array_equal(loss.data[2].y, curves.val_loss)
    np.testing.assert_array_equal([*accuracy.data[0].y], curves.batch_accuracy)
    np.testing.assert_array_equal(accuracy.data[1].y, curves.accuracy)


def test_an_epoch_that_was_cut_short_has_an_open_point(curves: Curves) -> None:
    training = learning_curves(curves, "loss", LIGHT).data[1]
    assert list(training.marker.symbol) == ["circle", "circle-open"]


def test_a_run_without_points_is_still_a_figure(curves: Curves) -> None:
    empty = Curves(**{field.name: getattr(curves, field.name)[:0] for field in fields(curves)})
    assert all(len(trace.x) == 0 for trace in learning_curves(empty, "accuracy", DARK).data)


def test_the_accuracy_axis_holds_every_epoch_and_not_the_first_batches(curves: Curves) -> None:
    late = replace(curves, accuracy=np.array([0.95, 0.98]), val_accuracy=np.array([0.97, np.nan]))
    low, high = learning_curves(late, "accuracy", LIGHT).layout.yaxis.range
    assert 0.9 < low < 0.95
    assert high == 1


def test_splits_of_any_size_compare_as_shares() -> None:
    small, large = np.arange(10), np.arange(10) * 1000
    figure = class_balance({"validation": small, "train": large}, LIGHT)
    np.testing.assert_allclose(figure.data[0].y, figure.data[1].y)
    assert sum(figure.data[0].y) == pytest.approx(100)
    assert [bars.marker.color for bars in figure.data] == [LIGHT.validation, LIGHT.train]
    assert figure.data[1].hovertext[3] == "3 in train: 3,000 of 45,000"


def test_an_empty_split_has_empty_bars() -> None:
    assert not any(class_balance({"test": np.zeros(10, dtype=int)}, LIGHT).data[0].y)
