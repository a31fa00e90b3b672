"""Small pictures within HTML: what a page shows without asking the server for more."""

import base64
from html import escape
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def picture_html(image: NDArray[np.uint8], name: str) -> str:
    """An `img` element with the picture in it; its width is the style's business.

    Args:
        image: (height, width) uint8, 0 is black; or (height, width, 3), red, green and blue.
        name: What it shows; spoken, and shown on hover.
    """
    return f'<img src="{picture_source(image)}" alt="{escape(name)}" title="{escape(name)}">'


def picture_source(image: NDArray[np.uint8]) -> str:
    """The picture as a PNG within an address, for the `src` of an `img` element; see `picture_html`."""
    png = BytesIO()
    Image.fromarray(image).save(png, format="PNG")
    return f"data:image/png;base64,{base64.b64encode(png.getvalue()).decode()}"
