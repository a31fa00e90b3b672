"""A small curve of a run's accuracy by epoch, as HTML; all have one scale, so that a bad one looks bad."""

from base64 import b64encode
from collections.abc import Sequence

import numpy as np

from core.runs.curves import Curves
from core.runs.manifest import Manifest
from dashboard.toolkit.theme import Palette
from dashboard.toolkit.words import percent

WIDTH, HEIGHT = 200, 48
"""Units of the drawing, which is as wide as its card."""

_MARGIN = 4


def accuracy_curve(curves: Curves, manifest: Manifest, palette: Palette, chance: float) -> str:
    """A picture of the accuracy after each epoch, with a line at chance level, and the figures as its words.

    Args:
        curves: The run's points.
        manifest: What the run is; its epochs are the width of the picture.
        palette: Colours of the theme in use.
        chance: The accuracy of guessing, 0..1.
    """
    split = "validation" if manifest.recipe.validation else "training"
    colour = palette.validation if manifest.recipe.validation else palette.train
    points = _points(curves, manifest.epochs)
    drawn = _line([(0, _height(chance)), (WIDTH, _height(chance))], palette.muted, "1", dashes="2 3")
    if points:
        drawn += _line(points, colour, "2") + _line([points[-1], points[-1]], colour, "6")
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none">'
        f"{drawn}</svg>"
    )
    source = b64encode(svg.encode()).decode()
    return f'<img class="curve" alt="{_told(curves, split)}" src="data:image/svg+xml;base64,{source}">'


def _points(curves: Curves, epochs: int) -> list[tuple[float, float]]:
    """From the first epoch at the left to the last of those asked for at the right."""
    shares = (
        np.clip((curves.epoch - 1) / max(epochs - 1, 1), 0, 1) if epochs > 1 else np.ones(len(curves.epoch))
    )
    across = _MARGIN + shares * (WIDTH - 2 * _MARGIN)
    return [(float(x), _height(y)) for x, y in zip(across, curves.accuracy_by_epoch, strict=True)]


def _height(value: float) -> float:
    """Where an accuracy of 0..1 is, from the top."""
    return _MARGIN + (1 - value) * (HEIGHT - 2 * _MARGIN)


def _line(points: Sequence[tuple[float, float]], colour: str, width: str, dashes: str = "none") -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return (
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"'
        f' stroke-dasharray="{dashes}" stroke-linecap="round" stroke-linejoin="round"'
        ' vector-effect="non-scaling-stroke"/>'
    )


def _told(curves: Curves, split: str) -> str:
    """The first and the last figure in words."""
    values = curves.accuracy_by_epoch
    if not len(values):
        return "No epoch yet"
    told = [f"{percent(values[at])} after epoch {curves.epoch[at]:.1f}".removesuffix(".0") for at in (0, -1)]
    return f"{split.capitalize()} accuracy: {', '.join(dict.fromkeys(told))}"
