"""What stands beside a digit and is no part of it: a comma, a date in a corner, the edge of a neighbour."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

NEAREST: Final = 0.12
"""Of the digit's longer side: what is nearer belongs to it, however small."""
FARTHER_BY_AREA: Final = 0.6
"""How much farther away a part may be that is as large as the rest: the hat of a 5 may, a dot may not."""
MOST_OF_EDGE: Final = 0.35
"""Of the digit's area: the largest part of a neighbour that comes in at the left or right border."""
LEAST_BORDER: Final = 0.2
"""Part of its outline that is the picture's border, of a neighbour that comes in there."""
_EIGHT_NEIGHBOURS: Final = np.ones((3, 3), bool)


def without_marks(strokes: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The strokes of the largest mark and of what belongs to it: bool (h, w).

    Args:
        strokes: bool (h, w), the pixels of the ink.
    """
    labels, count = ndimage.label(strokes, _EIGHT_NEIGHBOURS)
    if count < 2:
        return strokes
    boxes = np.array(
        [[side for axis in box for side in (axis.start, axis.stop)] for box in ndimage.find_objects(labels)]
    )
    areas = np.bincount(labels.ravel())[1:]
    main = boxes[areas.argmax()]
    sizes = areas / areas.max()
    down = np.maximum(boxes[:, 0] - main[1], main[0] - boxes[:, 1])
    right = np.maximum(boxes[:, 2] - main[3], main[2] - boxes[:, 3])
    distance = np.hypot(np.maximum(down, 0), np.maximum(right, 0))
    longest = max(main[1] - main[0], main[3] - main[2])
    belongs = distance <= (NEAREST + FARTHER_BY_AREA * sizes) * longest
    belongs &= ~are_edges(labels, count)
    return np.asarray(np.concatenate([[False], belongs])[labels])


def are_edges(labels: NDArray[np.int32], count: int) -> NDArray[np.bool_]:
    """Which parts are the edge of a neighbour that comes in at the left or right border: bool (count,).

    Args:
        labels: (h, w), to which part each pixel belongs, from 1; 0 is paper.
        count: How many parts there are, at least one.
    """
    sides = np.bincount(labels[:, [0, -1]].ravel(), minlength=count + 1)[1:]
    inner = labels * ~ndimage.binary_erosion(labels > 0, _EIGHT_NEIGHBOURS)
    outline = np.bincount(inner.ravel(), minlength=count + 1)[1:]
    areas = np.bincount(labels.ravel(), minlength=count + 1)[1:]
    return np.asarray((areas <= MOST_OF_EDGE * areas.max()) & (sides >= LEAST_BORDER * outline))
