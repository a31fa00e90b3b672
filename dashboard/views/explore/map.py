"""The map of all images, and below it those of the region that one has drawn around."""

from typing import Final

import numpy as np
import streamlit as st

from core.catalog.positions import TITLES
from core.catalog.table import UNKNOWN
from dashboard.toolkit.address_choice import choose_in_address
from dashboard.toolkit.caches import points_of_map
from dashboard.toolkit.components.image_map import image_map
from dashboard.toolkit.found_images import FoundImages
from dashboard.toolkit.image_grid import select
from dashboard.toolkit.large_image import show_large
from dashboard.toolkit.layout import colours
from dashboard.toolkit.slots import PickSlot
from dashboard.toolkit.state import session
from dashboard.toolkit.tints import column_colours, legend_html
from dashboard.views.explore.address import put
from dashboard.views.explore.filters import Shown
from dashboard.views.explore.gallery import show_images, show_what_is_known, show_what_is_missing, split_of
from dashboard.views.explore.named_image import GALLERY, NEAREST, name_in_address

HELP: Final = "UMAP puts together what is alike. PCA shows the two directions of most variance."

_PICK: Final = PickSlot("image-map")


def show_map(shown: Shown) -> None:
    """The map, and beside it the selected image large and the images of a region, if there is one."""
    found = shown.found
    chart, images = st.columns([6, 5], gap="large")
    with chart:
        map_name = _choose_map(found)
        place = st.container()
    with images:
        large = st.container()
        picked = show_images(shown, has_legend=False) if found.query.within else session().picked.get(GALLERY)
        if not found.query.within:
            show_what_is_missing(found)
        selected = session().picked.get(NEAREST, picked)
        if selected is not None:
            with large:
                show_large(found.dataset, selected)
            show_what_is_known(found, selected)
        else:
            large.markdown(":gray[Click a point for its image. Draw a lasso or a box for all images within.]")
    with place:
        _draw(found, map_name, selected)


def _choose_map(found: FoundImages) -> str:
    """The field for the positions, and beside it what the colours say; returns the name of the map."""
    region = found.query.within
    with st.container(horizontal=True, vertical_alignment="center"):
        chosen = choose_in_address(
            "Positions",
            {name: title for name, title in TITLES.items() if name in found.table.positions},
            key="map",
            usual=region.map_name if region else "",
            help=HELP,
            is_label_shown=False,
        )
        st.html(legend_html(found.table, found.colour))
    return chosen


def _draw(found: FoundImages, map_name: str, selected: int | None) -> None:
    dataset, region = found.dataset, found.query.within
    points = points_of_map(dataset.name, map_name)
    if points is None:
        return
    image_map(
        key=_PICK.key,
        name=f"Map of {len(found.table):,} images",
        dataset=dataset.name,
        classes=dataset.classes,
        points=f"/images/{dataset.name}/map?by={map_name}&version={points.version}",
        groups=found.groups_source,
        state=_state(found),
        colours=column_colours(found.table, found.colour),
        palette=colours(),
        selected=selected,
        outline=region.outline if region and region.map_name == map_name else "",
        on_pick=lambda: _take(found, map_name),
    )


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
        name_in_address(found.dataset, split_of(found), picked)
    elif isinstance(picked, int):
        select(NEAREST, picked)
