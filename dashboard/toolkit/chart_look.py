"""How learning curves are drawn, and what lies behind them; no Streamlit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Literal

from core.runs.curves import Curves, Floats
from core.runs.training_time import seconds_of
from dashboard.toolkit.theme import Palette

LossAxis = Literal["auto", "linear", "log"]

XAxis = Literal["epoch", "time"]
"""By epochs, or by seconds of training."""


@dataclass(frozen=True)
class Look:
    """What a visitor chooses of the charts.

    Attributes:
        x_axis: What the horizontal axis counts.
        loss_axis: Whether the loss has a linear or a logarithmic axis; `auto` takes the logarithmic one for a
            loss that exploded, beside which any other would look like 0.
        smoothing: Weight of the past in the line by batch, 0..1: an exponential moving average without bias
            at its start (Kingma and Ba 2015, "Adam", section 3; TensorBoard smooths so too). 0 draws the
            points as they are.
        has_rate: Whether the learning rate has a chart too.
    """

    x_axis: XAxis = "epoch"
    loss_axis: LossAxis = "auto"
    smoothing: float = 0.0
    has_rate: bool = False


USUAL_LOOK: Final = Look()


@dataclass(frozen=True, eq=False)
class Reference:
    """A run whose curves lie behind those of the run on screen.

    Attributes:
        key: Another one for other curves.
        title: What the legend says.
        curves: The points of its epochs.
        images: Images in one of its epochs.
        has_same_loss: Whether its losses can be compared with those of the run on screen.
    """

    key: str
    title: str
    curves: Curves
    images: int
    has_same_loss: bool = True


@dataclass(frozen=True, eq=False)
class PublishedPoints:
    """What a preset's tutorial printed of one measure.

    Attributes:
        x: (n,) positions in epochs.
        y: (n,) the figures.
    """

    x: Sequence[float]
    y: Sequence[float]


@dataclass(frozen=True, eq=False)
class Drawing:
    """All of the charts of a run but its points.

    Attributes:
        total_epochs: How many epochs the run is going to have: the width of the charts.
        palette: Colours of the theme in use.
        images: Images in an epoch.
        look: What the visitor has chosen.
        references: The runs behind it.
        published: By measure, "loss" or "accuracy", what the tutorial printed.
        rates: The learning rate at positions in epochs; None where it is not drawn.
        changes: How often the rates have been changed on the run's way.
    """

    total_epochs: int
    palette: Palette
    images: int = 1
    look: Look = USUAL_LOOK
    references: Sequence[Reference] = ()
    published: "dict[str, PublishedPoints] | None" = None
    rates: Callable[[Floats], Floats] | None = None
    changes: int = 0

    @property
    def key(self) -> str:
        """Another one for figures that look another way before they have points."""
        parts = [
            self.palette.kind, self.total_epochs, self.look.x_axis, self.rates is not None, self.changes,
            bool(self.published), *(each.key for each in self.references),
        ]  # fmt: skip
        return sha256(repr(parts).encode()).hexdigest()[:8]


def x_of(curves: Curves, images: int, x_axis: XAxis) -> tuple[Floats, Floats]:
    """Where the batch points (b,) and the epochs (e,) of a run stand on the axis."""
    if x_axis == "time":
        return seconds_of(curves, images)
    return curves.batch_x, curves.epoch
