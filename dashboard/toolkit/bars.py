"""Ten bars for ten probabilities, as HTML: they follow each stroke, and Plotly takes seconds to load."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.toolkit.theme import Palette


def probability_bars(
    probabilities: NDArray[np.floating[Any]], palette: Palette, truth: int | None = None
) -> str:
    """HTML of ten bars from 0 to 9, each with its percentage, the answer in the colour of right or wrong.

    The classes are those of `theme.STYLE`.

    Args:
        probabilities: (10,) float, 0..1, summing to 1.
        palette: Colours of the theme in use.
        truth: The true digit, where it is known.
    """
    answer = int(np.argmax(probabilities))
    rows = "".join(_row(digit, float(share), digit == answer) for digit, share in enumerate(probabilities))
    spoken = ", ".join(f"{digit}: {percent_text(float(share))}" for digit, share in enumerate(probabilities))
    accent = palette.accent if truth in (None, answer) else palette.mistake
    look = f"--accent: {accent}; --bar: {palette.bar}"
    return f'<div class="bars" role="img" aria-label="Probabilities. {spoken}" style="{look}">{rows}</div>'


def _row(digit: int, share: float, is_answer: bool) -> str:
    kind = "bar answer" if is_answer else "bar"
    filled = f'<i style="width: {share * 100:.2f}%"></i>'
    return f'<div class="{kind}"><b>{digit}</b><span>{filled}</span><em>{percent_text(share)}</em></div>'


def percent_text(share: float) -> str:
    """A share of 0..1 as percent: 0.9996 is ">99.9 %", for no model is ever quite certain."""
    if share < 0.0005:
        return "<0.1 %"
    if share >= 0.9995:
        return ">99.9 %"
    return f"{share * 100:.1f} %"
