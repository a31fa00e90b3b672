"""The map of all images, and below it those of the region that one has drawn around."""

from typing import Final

import numpy as np
import streamlit as st

from core.catalog.positions import HIDDEN
from core.catalog.table import UNKNOWN
from core.data.dataset import Dataset
from core.drawn_set import is_drawn
from core.runs.run import Run
from dashboard.toolkit.address_choice import choose_in_address
from dashboard.toolkit.caches import points_of_map
from dashboard.toolkit.components.image_map import image_map
from dashboard.toolkit.found_images import FoundImages
from dashboard.toolkit.hidden_layer_job import ask_for_embedding
from dashboard.toolkit.image_grid import select
from dashboard.toolkit.large_image import show_large
from dashboard.toolkit.layout import colours
from dashboard.toolkit.links import link
from dashboard.toolkit.map_choice import hidden_layer_words, map_titles, points_address
from dashboard.toolkit.map_points import PackedPoints
from dashboard.toolkit.slots import PickSlot
from dashboard.toolkit.state import lab, session
from dashboard.toolkit.tints import column_colours, legend_html
from dashboard.views.explore.address import put
from dashboard.views.explore.filters import Shown
from dashboard.views.explore.gallery import show_images, show_notes, show_what_is_known
from dashboard.views.explore.named_image import GALLERY, NEAREST, name_in_address

HELP: Final = (
    "UMAP of the pixels puts together what is alike; PCA of the pixels shows the two directions of most"
    " variance, and Hidden layer those of the activations in the last hidden layer of the run."
)
HELP_ON_DRAWN: Final = (
    "PCA of the pixels: each drawing is where it falls on the map of MNIST, whose axes are the two directions"
    " in which MNIST's images vary most."
)

_PICK: Final = PickSlot("image-map")


def show_map(shown: Shown) -> None:
    """The map, and beside it the selected image large and the images of a region, if there is one."""
    found = shown.found
    chart, images = st.columns([6, 5], gap="large")
    with chart:
        map_name = _choose_map(found)
        place = st.container()
    run = lab().run(found.query.run) if map_name == HIDDEN and found.query.run else None
    points = points_of_map(found.dataset.name, map_name, run)
    with images:
        large = st.container()
        picked = show_images(shown, has_legend=False) if found.query.within else session().picked.get(GALLERY)
        if not found.query.within:
            show_notes(shown)
        selected = session().picked.get(NEAREST, picked)
        if selected is not None:
            with large:
                show_large(found.dataset, selected)
            show_what_is_known(found, selected)
        elif points is not None:
            with large:
                _say_what_to_do(found.dataset, map_name, run)
    with place:
        if points is None:
            _explain_absence(map_name, run)
        else:
            _draw(found, map_name, points, run, selected)


def _say_what_to_do(dataset: Dataset, map_name: str, run: Run | None) -> None:
    """What one can do with the map while nothing is selected."""
    st.markdown(":gray[Click a point for its image. Draw a lasso or a box for all images within.]")
    of_run = {"run": run.id} if run else {}
    what = "a digit" if dataset.class_noun == "digit" else "a picture"
    link("draw", f"Draw {what} and see where it falls", map=map_name, **of_run)


def _explain_absence(map_name: str, run: Run | None) -> None:
    """Why there is no map, and what to do about it."""
    if run is not None:
        ask_for_embedding(run, key="map")
    elif map_name == HIDDEN:
        st.info("Choose a run in Predictions of: this map is of its last hidden layer.")


def _choose_map(found: FoundImages) -> str:
    """The field for the positions, and beside it what the colours say; returns the name of the map."""
    region, of_drawings = found.query.within, is_drawn(found.dataset.name)
    with st.container(horizontal=True, vertical_alignment="center"):
        chosen = choose_in_address(
            "Positions",
            map_titles(found.table, has_hidden=not of_drawings),
            key="map",
            usual=region.map_name if region else "",
            help=HELP_ON_DRAWN if of_drawings else HELP,
            is_label_shown=False,
        )
        st.html(legend_html(found.table, found.colour))
    return chosen


def _draw(
    found: FoundImages, map_name: str, points: PackedPoints, run: Run | None, selected: int | None
) -> None:
    dataset, region = found.dataset, found.query.within
    image_map(
        key=_PICK.key,
        name=f"Map of {len(found.table):,} images",
        dataset=dataset.name,
        classes=dataset.classes,
        points=points_address(dataset, map_name, points, run),
        groups=found.groups_source,
        state=_state(found),
        colours=column_colours(found.table, found.colour),
        palette=colours(),
        selected=selected,
        first_rows=found.first_rows,
        outline=region.outline if region and region.map_name == map_name else "",
        on_pick=lambda: _take(found, map_name),
    )
    if run is not None:
        st.markdown(f":gray[{hidden_layer_words(run)}]")


def _state(found: FoundImages) -> str:
    """Another one once more is known: a run may be evaluated while the address stays the same."""
    values = found.table.values[found.colour]
    unknown = values == UNKNOWN if found.colour in found.table.names else np.isnan(values)
    return f"{np.count_nonzero(unknown)} {len(found.rows)}"


def _take(found: FoundImages, map_name: str) -> None:
    """Takes the picked image in hand, or makes the region that was drawn a filter."""
    picked = _PICK.picked()
    if isinstance(picked, str):
        put("within", f"{map_name}:{picked}")
    elif isinstance(picked, int) and picked in found.rows:
        select(GALLERY, picked)
        name_in_address(found.dataset, found.query, picked)
    elif isinstance(picked, int):
        select(NEAREST, picked)
