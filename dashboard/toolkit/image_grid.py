"""A grid of a data set's images to pick from."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from dashboard.toolkit.components.sprite_grid import PART, GridPart, sprite_grid
from dashboard.toolkit.state import session


def grid_part(
    dataset: Dataset,
    rows: NDArray[np.int64],
    *,
    captions: Sequence[str] | None = None,
    colours: Sequence[str] | None = None,
) -> GridPart:
    """Images of a data set as a grid shows them, each called by its label and its position in its file.

    Args:
        dataset: What they are of.
        rows: (n,) with n up to `PART`; see `Dataset.first_row`.
        captions: A short line under each.
        colours: A colour for the bar below each, as CSS.
    """
    names = [
        f"{dataset.classes[label]}, image {number:,}"
        for label, number in zip(dataset.labels_at(rows), dataset.index_at(rows), strict=True)
    ]
    return GridPart(rows.tolist(), names, captions, colours)


def choose_image(
    key: str,
    dataset: Dataset,
    rows: NDArray[np.int64],
    part_from: Callable[[int], GridPart],
    *,
    choice: str = "",
    first: int | None = None,
    on_pick: Callable[[int], None] | None = None,
    **grid: Any,
) -> int | None:
    """A grid of images to pick from; returns the row of the selected one, which is remembered.

    Args:
        key: A constant.
        dataset: What the images are of.
        rows: (n,) the images; see `Dataset.first_row`.
        part_from: What is said of the images from a place on, a multiple of `PART`.
        choice: What the choice is remembered as, where several grids have one; else the key.
        first: The row that is selected where none is that was picked before.
        on_pick: Called with the row that was picked just now, be it for the first time or again.
        **grid: See `sprite_grid`.
    """
    choice = choice or key
    before = session().picked.get(choice)
    chosen = before if before in rows else first
    place = int(np.flatnonzero(rows == chosen)[0]) if chosen in rows else 0
    start = place // PART * PART
    picked = sprite_grid(
        part_from(start),
        key=key,
        dataset=dataset.name,
        start=start,
        count=len(rows),
        selected=chosen,
        place=place,
        **grid,
    )
    if picked is None or picked not in rows:
        return chosen
    select(choice, picked)
    if on_pick is not None:
        on_pick(picked)
    return picked


def select(choice: str, row: int) -> None:
    """Selects an image in the grids whose choice is remembered as this."""
    session().picked[choice] = row
