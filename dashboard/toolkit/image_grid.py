"""A grid of a split's images to pick from."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Split
from dashboard.toolkit.components.sprite_grid import sprite_grid
from dashboard.toolkit.state import session


def choose_image(
    key: str,
    images: Split,
    shown: NDArray[np.int64],
    *,
    first: int | None = None,
    on_pick: Callable[[int], None] | None = None,
    **grid: Any,
) -> int | None:
    """A grid of images to pick from; returns the position of the selected one, remembered for each split.

    Args:
        key: A constant.
        images: The split that they are of.
        shown: (n,) positions in it.
        first: The position that is selected before there was any choice.
        on_pick: Called with the position that was picked just now, be it for the first time or again.
        **grid: See `sprite_grid`.
    """
    before = session().picked.get(_place(key, images))
    chosen = before if before in shown else first
    names = [
        f"{label}, image {index:,}"
        for label, index in zip(images.labels[shown], images.index[shown], strict=True)
    ]
    picked = sprite_grid(images.images[shown], shown.tolist(), key=key, selected=chosen, labels=names, **grid)
    if picked is None:
        return chosen
    select(key, images, picked)
    if on_pick is not None:
        on_pick(picked)
    return picked


def select(key: str, images: Split, position: int) -> None:
    """Selects the image at a position of a split in the grid with this key."""
    session().picked[_place(key, images)] = position


def _place(key: str, images: Split) -> str:
    return f"{key} {images.name}"
