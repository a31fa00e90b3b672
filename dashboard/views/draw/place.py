"""Where the picture falls among the images of the data set, on a map."""

from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from core.catalog.positions import HIDDEN, Positions, mean_place, place
from core.catalog.search import distances, nearest
from core.data.dataset import Dataset
from core.recognition.recognition import Recognition
from core.recognition.shipped import ShippedModel
from core.runs.run import Run
from dashboard.toolkit.address_choice import choose_in_address
from dashboard.toolkit.caches import embedding_of, pca_placing_of, points_of_map, table_named
from dashboard.toolkit.components.image_map import image_map
from dashboard.toolkit.hidden_layer_job import ask_for_embedding
from dashboard.toolkit.large_image import show_large
from dashboard.toolkit.layout import colours
from dashboard.toolkit.links import go
from dashboard.toolkit.map_choice import hidden_layer_words, map_titles, points_address
from dashboard.toolkit.nearest_grid import components_of, show_nearest_images
from dashboard.toolkit.slots import WidgetSlot
from dashboard.toolkit.tints import column_colours, legend_html
from dashboard.views.draw.prediction import learned_by, open_on_explore

MEAN_OF: Final = 10
"""So many of the nearest images say where a picture is shown on UMAP."""

_OPEN: WidgetSlot[bool] = WidgetSlot("place", bool)

_WORDS: Final = {
    "umap": f"UMAP has no place for a new image: the mark is the mean place of the {MEAN_OF} images that are"
    " nearest by pixels, each counted by 1 / distance. Between two groups it may lie where no image does.",
    "pca": "PCA of the pixels: the mark is where the picture itself falls.",
}


def show_place(found: Recognition, model: Run | ShippedModel, source: str) -> None:
    """What opens to a map of all images with the picture marked on it; a lasso opens Explore."""
    _OPEN.default("map" in st.query_params)  # such as by the link from Explore's map
    opened = st.expander("See it on the map", key=_OPEN.key, on_change="rerun")
    if not opened.open:
        return
    dataset, run = learned_by(model), model if isinstance(model, Run) else None
    titles = map_titles(table_named(dataset.name), has_hidden=run is not None)
    with opened:
        map_name = choose_in_address("Positions", titles, key="map", is_label_shown=False)
        if run is not None and map_name == HIDDEN and embedding_of(run) is None:
            ask_for_embedding(run, key="place")
            return
        chart, beside = st.columns([6, 5], gap="large")
        with chart:
            of_run = run if map_name == HIDDEN else None
            picked = _show_map(dataset, found.prepared.image, map_name, of_run, source)
        with beside:
            _show_beside(dataset, found.prepared.image, map_name, of_run, picked)


def _show_beside(
    dataset: Dataset, image: NDArray[np.uint8], map_name: str, run: Run | None, picked: int | str | None
) -> None:
    """The image that was picked just now, and the images that are nearest to the picture."""
    if isinstance(picked, str):
        of_run = {"run": run.id} if run else {}
        go("explore", dataset=dataset.name, show="map", within=f"{map_name}:{picked}", map=map_name, **of_run)
    elif picked is not None:
        show_large(dataset, picked)
    st.markdown("**Nearest images**")
    row = show_nearest_images(dataset, image, run, key="place-nearest")
    if row is not None:
        open_on_explore(dataset, row)


def _show_map(
    dataset: Dataset, image: NDArray[np.uint8], map_name: str, run: Run | None, source: str
) -> int | str | None:
    """The map, and how the picture came to its place; returns what was picked just now."""
    points = points_of_map(dataset.name, map_name, run)
    if points is None:
        st.info("There is no such map of these images.")
        return None
    ((right, down),) = _position(dataset, image, map_name, run).tolist()
    table = table_named(dataset.name)
    st.html(legend_html(table, "digit"))
    picked = image_map(
        key="place-map",
        name=f"Map of {len(table):,} images",
        dataset=dataset.name,
        classes=dataset.classes,
        points=points_address(dataset, map_name, points, run),
        groups=f"/images/{dataset.name}/groups?colour=digit",
        state="",
        colours=column_colours(table, "digit"),
        palette=colours(),
        selected=None,
        outline="",
        mark=(right, down),
        mark_name=source,
    )
    words = _WORDS.get(map_name, "")
    if run is not None:
        words = f"{hidden_layer_words(run)} The mark is where the picture itself falls."
    st.markdown(f":gray[{words}]")
    return picked


def _position(dataset: Dataset, image: NDArray[np.uint8], map_name: str, run: Run | None) -> Positions:
    """Where an image falls: (1, 2)."""
    if run is not None and (embedding := embedding_of(run)) is not None:
        return embedding.position_of(components_of(image, run, embedding)[np.newaxis])
    if map_name == "pca":
        return place(image.reshape(1, -1), pca_placing_of(dataset))
    rows, apart = nearest(distances(dataset, image), MEAN_OF)
    return mean_place(table_named(dataset.name).positions[map_name][rows], apart)[np.newaxis]
