"""A wall of digits that tell what they are; each leads to where one looks closer at it."""

from collections.abc import Sequence
from importlib.resources import files
from typing import Final

import streamlit as st

from dashboard.toolkit.components.assets import SERVED_JS
from dashboard.toolkit.components.sprite_grid import TILE_JS

_FOLDER: Final = files("dashboard.toolkit.components")

_component = st.components.v2.component(
    "digit_lab_digit_wall",
    css=(_FOLDER / "digit_wall.css").read_text(encoding="utf-8"),
    js=SERVED_JS + TILE_JS + (_FOLDER / "digit_wall.js").read_text(encoding="utf-8"),
)


def digit_wall(
    dataset: str,
    rows: Sequence[int],
    *,
    key: str,
    fills: bool,
    name: str,
    names: Sequence[str],
    links: Sequence[str],
) -> int | None:
    """Show some rows of the digits, and return the place of the one that was just picked.

    The caller goes there. The links are for a new tab, and for whoever wants to see where a digit leads.

    Args:
        dataset: The name of the data set that the images are of.
        rows: Which images; see `Dataset.first_row`.
        key: A constant.
        fills: Whether there are as many rows as the screen has room for.
        name: What a screen reader calls the wall.
        names: What to call each digit, for example "7, MNIST test #0"; spoken, and shown on hover and focus.
        links: By digit, its address below the root of the server, such as "/explore?split=test&image=0".
    """
    data = {
        "sheets": f"/images/{dataset}.png",
        "rows": list(rows),
        "names": list(names),
        "links": list(links),
        "name": name,
        "fills": fills,
    }
    picked = _component(key=key, data=data, on_picked_change=_just_rerun).picked
    return int(picked) if picked in range(len(names)) else None


def _just_rerun() -> None:
    """A trigger is reported only if it has a callback."""
