"""One image large; it says the value of the pixel under the pointer."""

import base64
from importlib.resources import files
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

_FOLDER: Final = files("dashboard.toolkit.components")

_component = st.components.v2.component(
    "digit_lab_pixel_view",
    css=(_FOLDER / "pixel_view.css").read_text(encoding="utf-8"),
    js=(_FOLDER / "pixel_view.js").read_text(encoding="utf-8"),
)


def pixel_view(image: NDArray[np.uint8], *, key: str, alt: str) -> None:
    """Show an image as wide as its container, and below it one pixel's row, column and value.

    Args:
        image: (side, side) uint8, 0 is background, 255 is ink.
        key: A constant.
        alt: What a screen reader calls it.
    """
    _component(
        key=key,
        data={"pixels": base64.b64encode(image.tobytes()).decode(), "side": len(image), "alt": alt},
    )
