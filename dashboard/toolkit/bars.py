"""A bar for each class's probability, as HTML: they follow each stroke, and Plotly takes seconds to load."""

from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.toolkit.theme import Palette

MOST_BARS = 12
"""Of more classes, so many have a bar each and the others one together."""


def probability_bars(
    probabilities: NDArray[np.floating[Any]],
    palette: Palette,
    classes: Sequence[str],
    truth: int | None = None,
) -> str:
    """HTML of a bar for each class with its percentage, the answer in the colour of right or wrong.

    Of many classes the most probable have a bar, in that order. The classes are those of `style.css`.

    Args:
        probabilities: (k,) float, 0..1, summing to 1.
        palette: Colours of the theme in use.
        classes: The names of the k classes.
        truth: The true class, where it is known.
    """
    answer = int(np.argmax(probabilities))
    named = list(zip(classes, probabilities.tolist(), strict=True))
    shown = [(escape(name), share, label == answer) for label, (name, share) in enumerate(named)]
    if len(shown) > MOST_BARS:
        order = np.argsort(-probabilities, kind="stable")
        others = float(probabilities[order[MOST_BARS:]].sum())
        shown = [shown[label] for label in order[:MOST_BARS]]
        shown.append((f"{len(named) - MOST_BARS} others", others, False))
    rows = "".join(_row(*each) for each in shown)
    spoken = ", ".join(f"{name}: {percent_text(share)}" for name, share, _ in shown)
    accent = palette.accent if truth in (None, answer) else palette.error
    look = f"--accent: {accent}; --bar: {palette.bar}"
    return f'<div class="bars" role="img" aria-label="Probabilities. {spoken}" style="{look}">{rows}</div>'


def _row(name: str, share: float, is_answer: bool) -> str:
    kind = "bar answer" if is_answer else "bar"
    filled = f'<i style="width: {share * 100:.2f}%"></i>'
    named = f'<b title="{name}">{name}</b>'
    return f'<div class="{kind}">{named}<span>{filled}</span><em>{percent_text(share)}</em></div>'


def percent_text(share: float) -> str:
    """A share of 0..1 as percent: 0.9996 is ">99.9%", for no model is ever quite certain."""
    if share < 0.0005:
        return "<0.1%"
    if share >= 0.9995:
        return ">99.9%"
    return f"{share * 100:.1f}%"
