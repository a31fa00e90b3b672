"""A histogram as small as a line of text, with the part that is chosen in the accent colour."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

BINS: Final = 40
_LEAST_PERCENT: Final = 4
"""The height of a bin with any value at all, so that nothing looks empty that is not."""


def histogram_html(
    values: NDArray[np.float64], span: tuple[float, float], chosen: tuple[float, float], accent: str
) -> str:
    """The histogram as HTML; the classes are those of `style.css`.

    Args:
        values: (n,) n >= 1.
        span: Its left and right end.
        chosen: The bins whose middle lies in this range have the accent colour.
        accent: That colour, as CSS.
    """
    counts, edges = np.histogram(values, BINS, span)
    heights = np.where(counts > 0, np.maximum(counts / max(counts.max(), 1) * 100, _LEAST_PERCENT), 0)
    middles = (edges[:-1] + edges[1:]) / 2
    inside = (chosen[0] <= middles) & (middles <= chosen[1])
    bars = "".join(
        f'<i{" class=chosen" if is_inside else ""} style="height:{height:.0f}%"></i>'
        for height, is_inside in zip(heights.tolist(), inside.tolist(), strict=True)
    )
    return f'<div class="histogram" style="--accent: {accent}" aria-hidden="true">{bars}</div>'
