"""The figures: what they show, in which colour, and what the mouse reads."""

from dataclasses import fields, replace
from typing import Literal

import numpy as np
import plotly.graph_objects as go
import pytest

from core.runs.curves import Curves
from dashboard.charts import (
    Cell,
    class_balance,
    confusion_matrix,
    learning_curves,
)
from dashboard.theme import DARK, LIGHT, Palette, blend, contrast

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


@pytest.fixture
def confusion() -> np.ndarray:
    counts = np.diag(np.full(10, 90))
    counts[4, 9] = 12
    counts[9, 4] = 3
    counts[0] = 0
    return counts


def shares_of(confusion: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        return np.asarray(confusion / confusion.sum(axis=1, keepdims=True))


def matrix(
    confusion: np.ndarray,
    palette: Palette = LIGHT,
    shown: Literal["counts", "shares"] = "counts",
    selected: Cell | None = None,
) -> go.Figure:
    return confusion_matrix(confusion, shares_of(confusion), shown, selected, palette)


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


def test_right_answers_do_not_drown_the_mistakes(confusion: np.ndarray) -> None:
    right, mistakes, *_ = matrix(confusion).data
    assert mistakes.zmax == 12
    assert np.isnan(np.diag(mistakes.z)).all()
    assert np.isnan(np.asarray(right.z)[~np.eye(10, dtype=bool)]).all()


def test_a_matrix_without_a_mistake_is_still_a_figure() -> None:
    assert matrix(np.diag(np.full(10, 5))).data[1].zmax > 0


def test_a_click_on_a_cell_reports_truth_and_answer(confusion: np.ndarray) -> None:
    targets = matrix(confusion).data[-1]
    place = list(zip(targets.y, targets.x, strict=True)).index((4, 9))
    assert tuple(targets.customdata[place]) == (4, 9)
    assert targets.hovertext[place] == "4 read as 9: 12 of 102 (11.8 %)"
    assert targets.marker.opacity == targets.selected.marker.opacity == targets.unselected.marker.opacity == 0


def test_a_digit_that_never_occurs_has_no_percentage(confusion: np.ndarray) -> None:
    assert matrix(confusion).data[-1].hovertext[1] == "0 read as 1: 0 of 0"


def test_cells_show_counts_or_percentages_and_nothing_for_zero(confusion: np.ndarray) -> None:
    counts = matrix(confusion, shown="counts").data[2].text
    shares = matrix(confusion, shown="shares").data[2].text
    assert (counts[49], shares[49]) == ("12", "11.8")
    assert counts[1] == shares[1] == ""


@both_themes
def test_every_number_in_the_matrix_reads_on_its_cell(palette: Palette) -> None:
    confusion = np.arange(100).reshape(10, 10)
    inks = list(matrix(confusion, palette).data[2].textfont.color)
    for value, ink in enumerate(inks):
        wrong = value // 10 != value % 10
        paper = blend(palette.surface, palette.mistake, value / 98) if wrong else palette.line
        assert contrast(ink, paper) >= 4.5


def test_the_chosen_cell_is_outlined(confusion: np.ndarray) -> None:
    shape = matrix(confusion, selected=(4, 9)).layout.shapes[0]
    assert (shape.x0, shape.x1, shape.y0, shape.y1) == (8.5, 9.5, 3.5, 4.5)
    assert shape.line.color == LIGHT.accent
    assert not matrix(confusion).layout.shapes


def test_the_matrix_is_square_with_truth_downwards(confusion: np.ndarray) -> None:
    layout = matrix(confusion).layout
    assert layout.yaxis.scaleanchor == "x"
    assert layout.yaxis.range == (9.5, -0.5)
    assert layout.yaxis.title.text == "true digit"


def test_splits_of_any_size_compare_as_shares() -> None:
    small, large = np.arange(10), np.arange(10) * 1000
    figure = class_balance({"validation": small, "train": large}, LIGHT)
    np.testing.assert_allclose(figure.data[0].y, figure.data[1].y)
    assert sum(figure.data[0].y) == pytest.approx(100)
    assert [bars.marker.color for bars in figure.data] == [LIGHT.validation, LIGHT.train]
    assert figure.data[1].hovertext[3] == "3 in train: 3,000 of 45,000"


def test_an_empty_split_has_empty_bars() -> None:
    assert not any(class_balance({"test": np.zeros(10, dtype=int)}, LIGHT).data[0].y)
