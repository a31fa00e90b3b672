"""A map of all images of a data set: points to move among, to pick, and to draw a region around."""

from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from typing import Final

import streamlit as st

from dashboard.toolkit.components.assets import SERVED_JS
from dashboard.toolkit.components.sprite_grid import TILE_JS
from dashboard.toolkit.theme import Palette

_FOLDER: Final = files("dashboard.toolkit.components")
_SCRIPTS: Final = ("map_canvas.js", "map_outline.js", "image_map.js")

_component = st.components.v2.component(
    "digit_lab_image_map",
    css=(_FOLDER / "image_map.css").read_text(encoding="utf-8"),
    js=SERVED_JS + TILE_JS + "".join((_FOLDER / name).read_text(encoding="utf-8") for name in _SCRIPTS),
)


def _just_rerun() -> None:
    """What a pick calls where nobody else has to know of it."""


def image_map(
    *,
    key: str,
    name: str,
    dataset: str,
    classes: Sequence[str],
    points: str,
    groups: str,
    state: str,
    colours: Sequence[str],
    palette: Palette,
    selected: int | None,
    outline: str,
    first_rows: Mapping[str, int] | None = None,
    mark: tuple[int, int] | None = None,
    mark_name: str = "",
    on_pick: Callable[[], None] = _just_rerun,
) -> int | str | None:
    """Show a map and return what was picked just now, or None.

    It stays where one has moved and zoomed it to as long as its key does.

    Args:
        key: A constant; a `PickSlot` with it tells `on_pick` what was picked: the row of an image as int,
            or the outline of a region as str, see `Region.outline`.
        name: What a screen reader calls the map.
        dataset: The name of the data set.
        classes: What its classes are called, in the order of the labels.
        points: Where the browser finds the points, below the root of this server; see `PackedPoints`.
        groups: Where it finds the numbers of their colours; see `packed_groups`.
        state: Another one where other numbers are found there now.
        colours: The colours that the numbers are of, as CSS.
        palette: Colours of the theme in use.
        selected: The row of the image to ring.
        outline: The region to show; empty for none.
        first_rows: The first row of each split in their order, where the image under the pointer is to be
            called by its split too.
        mark: A place on the map, to the right and down, that is marked as one of no image of the data set.
        mark_name: What is written beside it.
        on_pick: Called before the rerun that a pick makes.
    """
    data: dict[str, object] = {
        "name": name,
        "sheets": f"/images/{dataset}.png",
        "classes": list(classes),
        "points": points,
        "groups": groups,
        "state": state,
        "colours": list(colours),
        "tones": {"paper": palette.background, "dimmed": palette.line, "unknown": palette.muted},
        "selected": selected,
        "outline": outline,
        "firstRows": list((first_rows or {}).items()),
        "mark": mark,
        "markName": mark_name,
    }
    picked = _component(key=key, data=data, on_picked_change=on_pick).picked
    return picked if isinstance(picked, int | str) else None
