"""A grid of a data set's images to pick from."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from dashboard.toolkit.components.sprite_grid import PART, GridPart, sprite_grid
from dashboard.toolkit.slots import PickSlot
from dashboard.toolkit.state import session


def grid_part(
    dataset: Dataset,
    rows: NDArray[np.int64],
    *,
    captions: Sequence[str] | None = None,
    colours: Sequence[str] | None = None,
    has_split: bool = False,
) -> GridPart:
    """Images of a data set as a grid shows them, each called by its label and its position in its file.

    Args:
        dataset: What they are of.
        rows: (n,) with n up to `PART`; see `Dataset.first_row`.
        captions: A short line under each.
        colours: A colour for the bar below each, as CSS.
        has_split: Whether the split is named too.
    """
    splits = [f" of {dataset.place_of(row)[0]}" if has_split else "" for row in rows.tolist()]
    names = [
        f"{dataset.classes[label]}, image {number:,}{split}"
        for label, number, split in zip(dataset.labels_at(rows), dataset.index_at(rows), splits, strict=True)
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
    can_mark: bool = False,
    source: str = "",
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
        can_mark: Whether several images can be marked beside that; see `marked_rows`.
        source: See `sprite_grid`, as for
        **grid: what else it takes.
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
        source=source,
        selected=chosen,
        place=place,
        marked=_places_of_marks(choice, rows) if can_mark else None,
        on_mark=partial(_take_marks, key, choice, rows, source),
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


def marked_rows(choice: str, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Which of some images are marked, in the order in which they are given."""
    return rows[np.isin(rows, _marked(choice))]


def clear_marks(choice: str) -> None:
    """Marks nothing any more."""
    session().marked.pop(choice, None)


def _marked(choice: str) -> NDArray[np.int32]:
    return session().marked.get(choice, np.empty(0, np.int32))


def _places_of_marks(choice: str, rows: NDArray[np.int64]) -> list[tuple[int, int]]:
    places = np.flatnonzero(np.isin(rows, _marked(choice)))
    runs = np.split(places, np.flatnonzero(np.diff(places) > 1) + 1)
    return [(int(run[0]), int(run[-1])) for run in runs if len(run)]


def _take_marks(key: str, choice: str, rows: NDArray[np.int64], source: str) -> None:
    """Takes the marks of a grid; those of images that it does not show stay as they are."""
    match PickSlot(key).marked():
        case {"source": str(told), "ranges": list(ranges)} if told == source:  # not of another query
            is_marked = np.zeros(len(rows), np.bool_)
            for each in ranges:
                match each:
                    case [int(first), int(last)] if 0 <= first <= last:
                        is_marked[first : last + 1] = True
            before = _marked(choice)
            hidden = before[~np.isin(before, rows)]
            session().marked[choice] = np.concatenate([hidden, rows[is_marked]]).astype(np.int32)
