"""What lies behind a run's own curves."""

import numpy as np
import pytest

from core.runs.curves import NO_POINTS, Curves
from core.runs.progress import Progress
from dashboard.toolkit.chart_look import Drawing, Look, PublishedPoints, Reference
from dashboard.toolkit.charts import learning_curves, learning_rate_curve, value_axis
from dashboard.toolkit.reference_lines import MOST_REFERENCES, PUBLISHED
from dashboard.toolkit.theme import DARK, LIGHT, Palette, contrast
from tests.making import epoch_event

OWN = 4
"""Lines of the run itself, with the star on its best epoch."""


def curves(*accuracies: float, validated: bool = True) -> Curves:
    progress = Progress("run")
    events = [epoch_event(n) | {"val_accuracy": each} for n, each in enumerate(accuracies, 1)]
    if not validated:
        for event in events:
            del event["val_loss"], event["val_accuracy"]
    progress.read((1, seq, event) for seq, event in enumerate(events))
    return progress.curves()


def reference(title: str = "best run: Net 1", *accuracies: float, same: bool = True) -> Reference:
    return Reference(title, title, curves(*accuracies or (0.9, 0.95)), 1_000, same)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_each_is_a_thin_line_of_its_own_that_can_be_seen(palette: Palette) -> None:
    drawing = Drawing(3, palette, references=[reference(f"Net {n}") for n in range(MOST_REFERENCES + 1)])
    behind = learning_curves("accuracy", drawing).data[OWN:]
    assert len(behind) == MOST_REFERENCES
    assert len({(line.line.color, line.line.dash) for line in behind}) == MOST_REFERENCES
    assert len({line.line.dash for line in behind}) == MOST_REFERENCES  # for those who do not see the colour
    assert all(line.zorder == -1 and line.line.width < 2 for line in behind)
    assert all(contrast(line.line.color, palette.background) >= 3 for line in behind)


def test_losses_of_another_kind_are_not_drawn_beside_each_other() -> None:
    drawing = Drawing(3, LIGHT, references=[reference(same=False)])
    assert len(learning_curves("loss", drawing).data) == OWN
    assert len(learning_curves("accuracy", drawing).data) == OWN + 1


def test_a_run_without_validation_shows_its_training() -> None:
    drawing = Drawing(3, LIGHT, references=[Reference("k", "Net", curves(0.5, validated=False), 9)])
    line = learning_curves("accuracy", drawing).data[OWN]
    assert list(line.y) == [0.9]
    assert "training" in line.hovertemplate


def test_along_the_time_each_run_has_its_own_seconds() -> None:
    drawing = Drawing(3, LIGHT, look=Look(x_axis="time"), references=[reference()])
    figure = learning_curves("accuracy", drawing)
    assert list(figure.data[OWN].x) == [2, 4]
    assert figure.layout.xaxis.title.text == "training time, seconds"


def test_the_tutorials_figures_are_hollow_points_along_the_epochs_alone() -> None:
    published = {"accuracy": PublishedPoints([1, 10], [0.96, 0.98])}
    drawing = Drawing(10, LIGHT, published=published)
    points = learning_curves("accuracy", drawing).data[OWN]
    assert (points.name, points.mode, list(points.y)) == (PUBLISHED, "markers", [0.96, 0.98])
    assert len(learning_curves("loss", drawing).data) == OWN
    timed = Drawing(10, LIGHT, look=Look(x_axis="time"), published=published)
    assert len(learning_curves("accuracy", timed).data) == OWN


def test_a_name_is_never_markup() -> None:
    drawing = Drawing(3, LIGHT, references=[reference("<b>a</b>")])
    line = learning_curves("loss", drawing).data[OWN]
    assert "<b>" not in line.name + line.hovertemplate


def test_the_better_half_of_a_run_behind_is_in_sight_and_its_loss_decides_the_axis_too() -> None:
    good, bad = curves(0.98, 0.99), reference("Net", 0.1, 0.5, 0.9)
    assert value_axis(good, "accuracy", references=[bad])["range"][0] < 0.5
    exploded = Reference("k", "Net", progress_of_loss(500.0), 9)
    assert value_axis(good, "loss", references=[exploded])["type"] == "log"
    assert value_axis(NO_POINTS, "accuracy", references=[Reference("k", "Net", NO_POINTS, 9)]) == {
        "range": [0, 1]
    }


def progress_of_loss(loss: float) -> Curves:
    progress = Progress("run")
    progress.read([(1, 0, epoch_event(1) | {"val_loss": loss})])
    return progress.curves()


def test_the_key_changes_with_all_that_changes_the_figures() -> None:
    drawings = [
        Drawing(3, LIGHT),
        Drawing(3, DARK),
        Drawing(4, LIGHT),
        Drawing(3, LIGHT, look=Look(x_axis="time")),
        Drawing(3, LIGHT, references=[reference()]),
        Drawing(3, LIGHT, published={"loss": PublishedPoints([1], [1])}),
        Drawing(3, LIGHT, rates=lambda at: at),
    ]
    assert len({each.key for each in drawings}) == len(drawings)


def test_the_planned_learning_rate_is_there_before_the_first_batch() -> None:
    figure = learning_rate_curve(Drawing(2, LIGHT, rates=lambda at: 1 - at / 2))
    so_far, planned = figure.data
    assert not so_far.x
    assert (planned.x[0], planned.y[0], planned.x[-1], planned.y[-1]) == (0, 1, 2, 0)
    assert np.all(np.diff(planned.y) < 0)
    timed = learning_rate_curve(Drawing(2, LIGHT, look=Look(x_axis="time"), rates=lambda at: at))
    assert len(timed.data) == 1  # nobody knows when the rest will come
