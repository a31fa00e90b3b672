"""When the points of a run's curves were reached, in seconds of training."""

import numpy as np

from core.runs.curves import Curves, Floats


def seconds_of(curves: Curves, images: int) -> tuple[Floats, Floats]:
    """The wall time of training up to each point of a run, pauses between its attempts left out.

    An epoch ends where the seconds of all epochs up to it add up to. A batch stands behind the end of the
    epoch before it by its own time and that of the batches between; validation follows the last of them.

    Args:
        curves: The points.
        images: Images in an epoch.

    Returns:
        The seconds of the batch points (b,) and of the epochs (e,).
    """
    ends = np.cumsum(np.nan_to_num(curves.seconds))
    if not len(curves.batch_x):
        return np.empty(0), ends
    before = np.maximum(np.ceil(curves.batch_x).astype(np.intp), 1) - 1  # whole epochs before each batch
    # A point may reach back into the epoch before; only its part in its own epoch counts here.
    share = np.minimum(np.diff(curves.batch_x, prepend=0.0), curves.batch_x - before)
    spent = np.cumsum(share * images / curves.batch_speed)
    first = np.searchsorted(before, before, side="left")
    within = spent - np.where(first > 0, spent[first - 1], 0.0)
    starts = np.concatenate([[0.0], ends])
    limits = np.concatenate([ends, [np.inf]])
    place = np.minimum(before, len(ends))
    return np.minimum(starts[place] + within, limits[place]), ends
