"""The figure of several runs."""

import numpy as np
import pytest

from core.runs.curves import NO_POINTS, Curves
from core.runs.progress import Progress
from dashboard.toolkit.chart_look import Look
from dashboard.toolkit.comparison_chart import MARKS, MOST_COMPARED, Compared, comparison_chart
from dashboard.toolkit.theme import DARK, LIGHT, Palette
from tests.making import epoch_event


def curves(*, validated: bool = True, partial: bool = False) -> Curves:
    """The curves of two epochs."""
    progress = Progress("run")
    events = [epoch_event(1), epoch_event(2, partial=partial)]
    if not validated:
        for event in events:
            del event["val_loss"], event["val_accuracy"]
    progress.read((1, seq, event) for seq, event in enumerate(events))
    return progress.curves()


def test_each_run_is_a_line_of_its_own_colour_and_mark() -> None:
    figure = comparison_chart([Compared(f"Net {n}", curves()) for n in range(MOST_COMPARED)], LIGHT)
    assert [line.line.color for line in figure.data] == list(LIGHT.runs)
    assert len({line.marker.symbol[0] for line in figure.data}) == MOST_COMPARED == len(set(MARKS))


def test_a_run_without_validation_has_a_dotted_line_of_its_training_accuracy() -> None:
    figure = comparison_chart(
        [Compared("Seen", curves()), Compared("Unseen", curves(validated=False))], LIGHT
    )
    assert [line.line.dash for line in figure.data] == ["solid", "dot"]
    assert [line.y[0] for line in figure.data] == [0.92, 0.9]
    assert "training accuracy" in figure.data[1].hovertemplate
    assert figure.layout.yaxis.title.text == "accuracy: validation, dotted training"


@pytest.mark.parametrize(
    ("validated", "title"), [(True, "validation accuracy"), (False, "training accuracy")]
)
def test_the_axis_says_which_accuracy_it_is(validated: bool, title: str) -> None:
    compared = [Compared("Net 1", curves(validated=validated)), Compared("Waits", NO_POINTS)]
    assert comparison_chart(compared, LIGHT).layout.yaxis.title.text == title


def test_an_epoch_that_was_stopped_on_its_way_has_a_hollow_point() -> None:
    (line,) = comparison_chart([Compared("Net", curves(partial=True))], LIGHT).data
    assert list(line.marker.symbol) == ["circle", "circle-open"]


def test_all_points_are_in_sight_and_the_best_possible_too() -> None:
    low, high = comparison_chart(
        [Compared("Net", curves()), Compared("Other", curves())], LIGHT
    ).layout.yaxis.range
    assert low < 0.92
    assert high == 1


def test_runs_without_points_leave_the_whole_scale() -> None:
    assert list(comparison_chart([Compared("Net", NO_POINTS)], LIGHT).layout.yaxis.range) == [0, 1]


def test_a_name_is_never_markup() -> None:
    (line,) = comparison_chart([Compared("<b>a</b> %{x}", curves())], LIGHT).data
    assert "<b>" not in line.name + line.hovertemplate
    assert "%{x}" not in line.hovertemplate


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_there_is_a_colour_for_each_run(palette: Palette) -> None:
    assert len(set(palette.runs)) == MOST_COMPARED
    assert np.all([colour.startswith("#") for colour in palette.runs])


def test_the_loss_has_the_axis_that_one_chooses_and_time_its_seconds() -> None:
    compared = [Compared("Net", curves()), Compared("Other", curves(validated=False))]
    figure = comparison_chart(compared, LIGHT, "loss", Look(x_axis="time", loss_axis="log"))
    assert figure.layout.yaxis.type == "log"
    assert figure.layout.yaxis.title.text == "loss: validation, dotted training"
    assert [list(line.x) for line in figure.data] == [[2, 4], [2, 4]]
    assert [line.y[0] for line in figure.data] == [0.3, 0.4]


def test_the_legend_has_the_mark_of_each_line() -> None:
    figure = comparison_chart([Compared(f"Net {n}", curves()) for n in range(MOST_COMPARED)], LIGHT)
    assert tuple(line.meta["mark"] for line in figure.data) == MARKS
