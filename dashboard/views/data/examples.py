"""Some pictures of the files, and the images that a method makes of them."""

from html import escape

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from core.data_import.examples import Examples
from core.data_import.item import Item
from core.recognition.form import Method, image_of
from core.recognition.picture import PictureError
from dashboard.toolkit.pictures import picture_html
from dashboard.toolkit.words import plain

SENT_PIXELS = 84
"""Of a picture as it was sent: three screen pixels for each of the image's."""

_STYLE = """<style>
.examples { display: flex; flex-wrap: wrap; gap: 0.75rem 0.5rem; }
.examples figure { margin: 0; width: 5.25rem; }
.examples img { display: block; width: 84px; height: 84px; object-fit: contain; image-rendering: pixelated; }
.examples img + img { margin-top: 4px; }
.examples figcaption { font-size: 0.8125rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
</style>"""


def show_examples(examples: Examples, method: Method) -> None:
    """Each example as it was sent and, below that, as the image that it becomes."""
    figures = "".join(_figure(item, method) for item in examples.items)
    st.html(f'{_STYLE}<div class="examples">{figures}</div>')
    st.markdown(":gray[:small[Above as sent, below as the model will see it.]]")
    for item in examples.unreadable:
        st.warning(plain(f"{item.name}: {item.problem}"))


def _figure(item: Item, method: Method) -> str:
    assert item.picture is not None  # noqa: S101 -- those that cannot be read are not among the items
    caption = f'<figcaption title="{escape(item.name)}">{escape(item.label)}</figcaption>'
    try:
        made = picture_html(image_of(item.picture, method), f"{item.name} as an image")
    except PictureError as error:
        made = f"<span>{escape(str(error))}</span>"
    return f"<figure>{caption}{picture_html(_small(item.picture), item.name)}{made}</figure>"


def _small(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    image = Image.fromarray(picture)
    image.thumbnail((2 * SENT_PIXELS, 2 * SENT_PIXELS))
    return np.asarray(image)
