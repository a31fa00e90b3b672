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
        image: (height, width) uint8, 0 is black.
        name: What it shows; spoken, and shown on hover.
    """
    png = BytesIO()
    Image.fromarray(image).save(png, format="PNG")
    source = base64.b64encode(png.getvalue()).decode()
    return f'<img src="data:image/png;base64,{source}" alt="{escape(name)}" title="{escape(name)}">'
