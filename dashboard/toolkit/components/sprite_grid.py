"""Up to a thousand digits as a grid to pick from: one lossless picture, cut into cells by the browser."""

from collections.abc import Sequence
from importlib.resources import files
from io import BytesIO
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image
from streamlit import runtime

from dashboard.toolkit.components.assets import SERVED_JS

MOST_IMAGES: Final = 1_000

SIDE: Final = 28
"""Pixels on each side of an image."""

PITCH: Final = SIDE + 2
"""Images stand one black pixel from their tile's edge, so that scaling never shows a neighbour's ink."""

TILES_PER_ROW: Final = 40

_FOLDER: Final = files("dashboard.toolkit.components")

TILE_JS: Final = (_FOLDER / "sprite_tile.js").read_text(encoding="utf-8")
"""A function for components: one picture of a sprite."""

_component = st.components.v2.component(
    "digit_lab_sprite_grid",
    css=(_FOLDER / "sprite_grid.css").read_text(encoding="utf-8"),
    js=SERVED_JS + TILE_JS + (_FOLDER / "sprite_grid.js").read_text(encoding="utf-8"),
)


def sprite_grid(
    images: NDArray[np.uint8],
    ids: Sequence[int],
    *,
    key: str,
    name: str,
    labels: Sequence[str],
    selected: int | None = None,
    captions: Sequence[str] | None = None,
    cell_pixels: int = 56,
) -> int | None:
    """Show images in a grid and return the id that was picked just now, or None.

    The caller keeps the choice and gives it back as `selected`. So there is one truth, and it survives
    reruns, filters and page switches.

    Args:
        images: (n, 28, 28) uint8, 0 is background, 255 is ink; n from 0 to 1,000.
        ids: The id of each image.
        key: A constant; the grid stays in place as long as it does.
        name: What a screen reader calls the grid.
        labels: What to call each image, for example "4, image 123"; spoken and shown on hover.
        selected: The id to outline.
        captions: A short line under each image, for example "4 → 9, 98%".
        cell_pixels: Width of an image in CSS pixels; multiples of 28 are the crispest.

    Raises:
        ValueError: If there are more than 1,000 images, or if the lists differ in length.
    """
    _check_lengths(len(images), ids, labels, captions)
    data: dict[str, object] = {
        "sprite": served(sprite_png(images), f"sprite_grid.{key}") if len(images) else "",
        "tiles": list(sheet_shape(len(images))),
        "ids": [int(i) for i in ids],
        "labels": list(labels),
        "captions": captions and list(captions),
        "selected": selected,
        "cell": cell_pixels,
        "name": name,
    }
    picked = _component(key=key, data=data, on_picked_change=_just_rerun).picked
    return int(picked) if picked in ids else None


def _just_rerun() -> None:
    """A trigger is reported only if it has a callback."""


def _check_lengths(count: int, *columns: Sequence[object] | None) -> None:
    if count > MOST_IMAGES:
        raise ValueError(
            f"{count:,} images are too many for one grid: show at most {MOST_IMAGES:,} at a time."
        )
    for column in columns:
        if column is not None and len(column) != count:
            raise ValueError(f"{len(column)} entries for {count} images: give one for each image.")


def sheet_shape(count: int) -> tuple[int, int]:
    """Columns and rows of the sprite."""
    columns = max(1, min(count, TILES_PER_ROW))
    return columns, -(-count // columns)


def sprite_png(images: NDArray[np.uint8]) -> bytes:
    """All images on one grey sheet, row by row, as lossless PNG.

    Args:
        images: (n, 28, 28) uint8 with n >= 1; image k stands in row k // 40, column k % 40, one pixel in.
    """
    return _png(Image.fromarray(_sheet(images)))


def tinted_sprite_png(images: NDArray[np.uint8], shades: NDArray[np.uint8]) -> bytes:
    """The same sheet in other colours.

    Args:
        images: (n, 28, 28) uint8 with n >= 1.
        shades: (256, 3) uint8, the colour of each value, red, green and blue.
    """
    picture = Image.fromarray(_sheet(images))
    picture.putpalette(shades.tobytes())
    return _png(picture)


def _sheet(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    columns, rows = sheet_shape(len(images))
    tiles = np.zeros((rows * columns, PITCH, PITCH), dtype=np.uint8)
    tiles[: len(images), 1:-1, 1:-1] = images
    return tiles.reshape(rows, columns, PITCH, PITCH).swapaxes(1, 2).reshape(rows * PITCH, columns * PITCH)


def _png(picture: Image.Image) -> bytes:
    png = BytesIO()
    picture.save(png, format="PNG", compress_level=3)
    return png.getvalue()


def served(png: bytes, coordinates: str) -> str:
    """Where the browser finds a picture; the name is made from the content, so it is fetched once."""
    return runtime.get_instance().media_file_mgr.add(png, "image/png", coordinates)
