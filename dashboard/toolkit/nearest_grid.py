"""The images of a data set that are nearest to one, and the field for what they are compared by."""

from collections.abc import Callable
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.catalog.positions import HIDDEN
from core.catalog.search import distances, distances_by_components, nearest
from core.data.dataset import Dataset
from core.jobs.results import Embedding
from core.runs.run import Run
from dashboard.toolkit.caches import embedding_of, hidden_layer
from dashboard.toolkit.components.sprite_grid import sprite_grid
from dashboard.toolkit.hidden_layer_job import ask_for_embedding
from dashboard.toolkit.image_grid import grid_part
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.words import plain

COUNT: Final = 16
KEY: Final = "nearest-images"

PIXELS: Final = "pixels"

_WAYS: Final = {PIXELS: "Pixels", HIDDEN: "Last hidden layer"}

_BY: WidgetSlot[str] = WidgetSlot("compare-by", str)


def choose_by(run: Run, by: str, put: Callable[[str], None]) -> str:
    """The field for what images are compared by; returns `HIDDEN`, or empty for the pixels.

    Args:
        run: Whose last hidden layer it is.
        by: What holds.
        put: Takes a choice before the rerun.
    """
    _BY.set(by or PIXELS)
    chosen = st.segmented_control(
        "Compare by",
        list(_WAYS),
        key=_BY.key,
        format_func=lambda way: _WAYS[way],
        required=True,
        on_change=lambda: put(HIDDEN if _BY.get() == HIDDEN else ""),
        help=f"Last hidden layer: by what the units before the outputs of {plain(run.name)} answer.",
        width="content",
    )
    return HIDDEN if chosen == HIDDEN else ""


def show_nearest_images(
    dataset: Dataset,
    image: NDArray[np.uint8],
    run: Run | None = None,
    *,
    key: str = KEY,
    leave_out: int | None = None,
    on_pick: Callable[[], None] = lambda: None,
) -> int | None:
    """Shows the nearest images of all splits; returns the row of the one that was picked just now, or None.

    Args:
        dataset: Where to look.
        image: (28, 28) uint8, of the data set or prepared as its images are.
        run: By whose last hidden layer they are compared; None for by pixels. Where its activations
            are not computed yet, a way to compute them stands there instead.
        key: A constant, another one at each place of a page.
        leave_out: The row that is not shown, such as that of the image itself.
        on_pick: Called before the rerun that follows a pick; the `PickSlot` of the key has it.
    """
    if run is None:
        apart, what = distances(dataset, image), "of the pixels, 0 to 1 each"
    else:
        embedding = embedding_of(run)
        if embedding is None:
            ask_for_embedding(run, key=key)
            return None
        own = components_of(image, run, embedding) if leave_out is None else embedding.components[leave_out]
        apart = distances_by_components(embedding.components, own)
        what = f"of the activations in the last hidden layer of {plain(run.name)}"
    rows, far = nearest(apart, COUNT, leave_out=leave_out)
    captions = [
        f"{dataset.classes[label]} · {each:.1f}"
        for label, each in zip(dataset.labels_at(rows), far, strict=True)
    ]
    st.markdown(f":gray[Of all splits: label · Euclidean distance {what}.]")
    part = grid_part(dataset, rows, captions=captions, has_split=True)
    return sprite_grid(part, key=key, name="Nearest images", dataset=dataset.name, on_pick=on_pick)


def components_of(image: NDArray[np.uint8], run: Run, embedding: Embedding) -> NDArray[np.float32]:
    """What the last hidden layer of a run answers for one image, as the components that are kept: (k,).

    Args:
        image: (28, 28) uint8, of the data set or prepared as its images are.
        run: The run.
        embedding: What is kept of it.
    """
    return np.asarray(embedding.components_of(hidden_layer(run).activations(image[np.newaxis]))[0])
